"""Which sources are being looked at (正在查看): one look at a time each."""


class Underway:
    """Numbers of sources."""

    def __init__(self) -> None:
        self._sources: set[int] = set()

    def __bool__(self) -> bool:
        """Is a look at any source under way?"""
        return bool(self._sources)

    def begin(self, source: int) -> bool:
        """May a look at this source begin? Not while another is under way."""
        if source in self._sources:
            return False
        self._sources.add(source)
        return True

    def end(self, source: int) -> None:
        """The look is over."""
        self._sources.discard(source)
