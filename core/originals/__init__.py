"""The pages of posts (原帖): kept as they stood, looked at again for some days, told apart when they go."""

from core.originals.standing import PageEvent

__all__ = ["PageEvent"]
