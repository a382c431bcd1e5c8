"""How much the assistant (助手) may be used."""

from dataclasses import dataclass
from datetime import timedelta

#: tokens that one use may cost at most, as we count them: what is sent and what comes back are both bounded
DEAREST = 10_000
#: after its time is over, a use that was never heard of again holds up no other
GRACE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """[assistant]: which model, "" = there is none; seconds of one use, uses and tokens of one day."""

    model: str = ""
    seconds: int = 60
    uses: int = 50
    tokens: int = 500_000

    @property
    def patience(self) -> timedelta:
        """For so long a use may go on."""
        return timedelta(seconds=self.seconds) + GRACE
