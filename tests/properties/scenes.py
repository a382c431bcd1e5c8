"""Stories as plain values: which acts people do, one after another, on which incident, with which choice."""

from dataclasses import dataclass

from hypothesis import strategies as st

from core.actions import BY_CODE
from core.callback import to_36
from tests.conftest import BAI, FANG, GU, HE, LIN, SU

#: so many acts make a story
LONGEST = 25
TEAM = (LIN, BAI, HE, SU, FANG, GU)
#: what happens without a button
POST, COPY, OFF, ON, PROPOSE = "post", "copy", "off", "on", "propose"
CHOICES = {
    **dict.fromkeys(("ag", "ye", "no"), ("1", "2", "3")),
    **dict.fromkeys(("lv", "pl"), ("general", "significant", "major", "extreme")),
    "iv": ("f", "d"),
    "fa": ("place", "course"),
    "ia": ("1", "2"),
    "ru": ("0", "1"),
    "ct": ("inquiry", "hype"),
    "jd": ("local", "outside"),
    "sn": ("30m", "am"),
    **dict.fromkeys(("kp", "ca", "tk"), ("1", "2")),
    "sp": tuple(to_36(mask) for mask in range(1, 8)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act. Numbers are taken modulo what there is to choose from when its time comes."""

    code: str
    person: int = FANG
    incident: int = 0
    choice: int = 0
    seconds: int = 5


#: what people do one after another, so that short stories come far: who, what
SCENES = (
    ((LIN, "cl"), (LIN, "vt"), (LIN, "bs"), (LIN, "ag"), (HE, "ac")),
    ((FANG, "vt"), (FANG, "bs"), (FANG, "nr"), (FANG, "fi"), (FANG, PROPOSE), (FANG, "ye")),
    ((LIN, "cl"), (FANG, "iv"), (LIN, OFF), (FANG, "un")),
    ((LIN, "cl"), (FANG, "mg"), (LIN, OFF), (FANG, "um")),
    ((BAI, "as"), (FANG, "mg"), (FANG, "um")),
    ((FANG, "mg"), (FANG, "mg"), (FANG, "um"), (FANG, "um")),
    ((FANG, POST), (FANG, COPY), (FANG, "sp"), (FANG, "mg")),
    ((FANG, "ag"), (HE, "ac"), (FANG, "ag"), (HE, OFF), (FANG, "un")),
    ((BAI, "pl"), (FANG, "ye"), (BAI, "pl"), (FANG, "no")),
    ((FANG, "tx"), (FANG, "rc"), (FANG, PROPOSE), (FANG, "ye")),
    ((LIN, "cl"), (FANG, "tx"), (LIN, OFF), (FANG, "tb")),
)
_SECONDS = st.sampled_from((1, 5, 5, 20, 40, 9 * 3600, 25 * 3600))
_NUMBER = st.integers(0, 7)
_ONE = st.builds(
    Step,
    code=st.sampled_from((*sorted(BY_CODE), POST, POST, COPY, COPY, OFF, ON, PROPOSE, "mg", "um", "sp")),
    person=st.sampled_from((*TEAM, FANG, FANG)),
    incident=_NUMBER,
    choice=_NUMBER,
    seconds=_SECONDS,
).map(lambda step: (step,))
_SCENE = st.builds(
    lambda scene, incident, choice: tuple(
        Step(code=code, person=person, incident=incident, choice=choice) for person, code in scene
    ),
    st.sampled_from(SCENES),
    _NUMBER,
    _NUMBER,
)
STORIES = st.lists(_ONE | _SCENE, max_size=10).map(lambda parts: [step for part in parts for step in part][:LONGEST])
