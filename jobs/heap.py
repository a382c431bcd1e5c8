"""Memory that was needed for a moment only."""

import ctypes


def give_back() -> None:
    """Let the system have what lies unused: the C library keeps it, as if every hour were like the start."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # another C library than GNU's
        return
