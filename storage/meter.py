"""How busy the writing of the database is, and whether it works at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from sqlalchemy.exc import DatabaseError, InterfaceError, InternalError, OperationalError

#: InternalError: how PostgreSQL refuses to write where it is read only
_TROUBLE = (OperationalError, InterfaceError, InternalError, OSError)


@dataclass(slots=True)
class Meter:
    """Counted since the start of the process."""

    #: write transactions that ended, and the seconds that they took together
    writes: int = 0
    seconds: float = 0.0
    #: who waits for a turn now
    waiting: int = 0
    #: the last one could not be written: no disk, no server, read only
    failing: bool = False
    #: so it was since somebody was told last
    troubled: bool = False

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One write transaction."""
        began = monotonic()
        try:
            yield
        except Exception as error:
            # exactly DatabaseError: torn pages; most of what is derived from it are statements that are wrong
            if isinstance(error, _TROUBLE) or type(error) is DatabaseError:
                self.failing = self.troubled = True
            raise
        else:
            self.failing = False
        finally:
            self.writes += 1
            self.seconds += monotonic() - began
