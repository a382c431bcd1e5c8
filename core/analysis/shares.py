"""Of what kind the posts are, and whose: platforms, tiers, originals, tones, voices. Only media are named."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.analysis.matter import Seen
from core.analysis.phases import Stage, Stretch, stage_at
from core.posts import Tier
from core.showing import shown
from core.texts import N_
from core.tone import Tone
from core.voice import MEDIA

TONE_LABELS = {Tone.NEGATIVE: N_("负面"), Tone.NEUTRAL: N_("中性"), Tone.POSITIVE: N_("正面")}
#: how organisations call their accounts. A person's nickname may end so too: then it is counted with them
_OFFICE = re.compile(
    r"(?:局|厅|委|委员会|办|办公室|政府|公安|警方|交警|消防|法院|检察院|海关|税务|街道|社区|居委会|村委会|管委会|网信|发布"
    r"|公司|集团|有限责任公司|银行|大学|学院|学校|中学|小学|医院|协会|学会|商会|基金会|工会|联合会|研究院|物业)(?:官方|官微|官方微博)?$"
)


class Voice(StrEnum):
    """Who speaks."""

    #: 媒体
    MEDIA = N_("媒体")
    #: 机构
    OFFICE = N_("机构账号")
    #: 普通用户
    PEOPLE = N_("普通用户")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One kind of voice: its posts, and how many different ones there are as far as their names are shown."""

    voice: Voice
    posts: int
    voices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """The tones of some posts."""

    negative: int = 0
    neutral: int = 0
    positive: int = 0

    @property
    def whole(self) -> int:
        """All of them."""
        return self.negative + self.neutral + self.positive

    @property
    def counts(self) -> tuple[tuple[Tone, int], ...]:
        """Each tone with its posts."""
        return (Tone.NEGATIVE, self.negative), (Tone.NEUTRAL, self.neutral), (Tone.POSITIVE, self.positive)


def percent(part: int, whole: int) -> int:
    """Of a hundred; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def platforms(posts: Iterable[Seen]) -> tuple[tuple[str, int], ...]:
    """Posts by platform, the fullest first; a source without one stands for itself."""
    return _sorted(Counter(shown(post.platform or post.source, 20) for post in posts))


def tiers(posts: Iterable[Seen]) -> tuple[tuple[Tier, int], ...]:
    """Posts by tier, from the farthest heard."""
    counts = Counter(post.tier for post in posts)
    return tuple((tier, counts[tier]) for tier in Tier if counts[tier])


def passed_on(posts: Iterable[Seen]) -> int:
    """How many pass on what others wrote."""
    return sum(post.passed_on for post in posts)


def mood(posts: Iterable[Seen]) -> Mood:
    """Their tones."""
    counts = Counter(post.tone for post in posts)
    return Mood(negative=counts[Tone.NEGATIVE], neutral=counts[Tone.NEUTRAL], positive=counts[Tone.POSITIVE])


def moods(posts: Sequence[Seen], stretches: Sequence[Stretch]) -> tuple[tuple[Stage, Mood], ...]:
    """The tones in each phase."""
    by_stage: dict[Stage | None, list[Seen]] = {}
    for post in posts:
        by_stage.setdefault(stage_at(stretches, post.at), []).append(post)
    return tuple((one.stage, mood(by_stage.get(one.stage, ()))) for one in stretches)


def voice(post: Seen) -> Voice:
    """Who wrote it, as far as source and name tell."""
    if post.tier in MEDIA:
        return Voice.MEDIA
    return Voice.OFFICE if _OFFICE.search(post.author.strip()) else Voice.PEOPLE


def voices(posts: Iterable[Seen]) -> tuple[Spoken, ...]:
    """Each kind with its posts and different names; posts without a name are posts of nobody in particular."""
    counts, names = Counter[Voice](), dict[Voice, set[str]]()
    for post in posts:
        kind = voice(post)
        counts[kind] += 1
        name = post.source if kind is Voice.MEDIA else f"{post.platform}\n{post.author.strip()}"
        if kind is Voice.MEDIA or post.author.strip():
            names.setdefault(kind, set()).add(name)
    return tuple(Spoken(voice=kind, posts=counts[kind], voices=len(names.get(kind, ()))) for kind in Voice)


def media(posts: Iterable[Seen]) -> tuple[tuple[str, int], ...]:
    """The media by the names of our sources, which name no person."""
    return _sorted(Counter(shown(post.source, 20) for post in posts if voice(post) is Voice.MEDIA))


def _sorted(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
