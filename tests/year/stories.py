"""What happens to one incident in the life of an office: who does what, so many minutes after the step before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from core.actions.extend import days
from core.incident import Incident
from core.policy import Policy
from core.statement import Stand
from core.statements.routing import present_stage
from core.statements.standing import arg_of
from tests.conftest import BAI, FANG, GU, HE, LIN, SU

#: reads a person or an argument off the incident as it stands then
Told = Callable[[Incident, Policy], str]
Person = int | Callable[[Incident], int]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act, or something that comes from outside ("delivered", "post")."""

    after: float
    code: str
    person: Person = LIN
    arg: str | Told = ""
    words: str = ""


def _owner(incident: Incident) -> int:
    return incident.owner or FANG


def _handler(incident: Incident) -> int:
    return HE if incident.department == "市政科" else SU


def _signer(incident: Incident) -> int:
    """Whoever is asked and did not write it."""
    for one in incident.statements:
        stage = present_stage(one) if one.stand is Stand.SUBMITTED else None
        if stage is not None:
            return next((p for p in (*stage.people, *stage.standin) if p not in (one.author, one.editor)), GU)
    return GU


def _statement(*stands: Stand, stage: bool = False) -> Told:
    def told(incident: Incident, _: Policy) -> str:
        found = [one for one in incident.statements if one.stand in stands]
        return arg_of(found[-1], stage=stage) if found else "9.1.00000000"

    return told


def _longer(incident: Incident, policy: Policy) -> str:
    return next((day.isoformat() for day in days(incident, policy)), "2026-01-01")


def _unit(name: str) -> Told:
    return lambda _, policy: str(next(unit.id for unit in policy.departments if unit.name == name))


def story(luck: Random, detected: datetime) -> Iterator[Step]:
    """All of it, drawn once."""
    yield Step(after=0.1, code="drill" if luck.random() < 0.03 else "delivered")
    if luck.random() < 0.3:
        yield Step(after=luck.uniform(1, 20), code="post")
    fate = luck.random()
    if fate < 0.12:
        yield Step(after=luck.uniform(2, 90), code="iv", person=FANG, arg=luck.choice("uafdo"))
        if luck.random() < 0.15:
            yield Step(after=luck.uniform(60, 4000), code="ro", person=FANG, words="有新的情况")
    elif fate < 0.15:
        return
    elif fate < 0.2:
        yield Step(after=luck.uniform(2, 25), code="mg", person=FANG)
    else:
        yield from _worked(luck, detected)


def _worked(luck: Random, detected: datetime) -> Iterator[Step]:
    first, second = luck.sample((LIN, BAI), 2)
    yield Step(after=luck.expovariate(1 / 12), code="cl", person=first)
    if luck.random() < 0.06:
        yield Step(after=0.3, code="un", person=first)
        yield Step(after=luck.uniform(1, 9), code="cl", person=second)
    if luck.random() < 0.06:
        yield Step(after=luck.uniform(5, 60), code="rl", person=_owner, words="不在岗")
        yield Step(after=luck.uniform(1, 60), code="cl", person=second)
    if luck.random() < 0.5:
        yield Step(after=1, code="ct", person=_owner, arg=luck.choice(("inquiry", "hype", "fabrication")))
        yield Step(after=0.5, code="jd", person=_owner, arg="local")
    if luck.random() < 0.08:
        yield Step(after=luck.uniform(1, 60), code="lv", person=FANG, arg="major")
        yield Step(after=luck.uniform(10, 300), code="ru", person=FANG, arg="0", words="值班系统，海政值〔2026〕12号")
    verdicts = luck.sample(("vt", "vt2", "vf", "vp", "vu"), 2)
    yield Step(after=luck.expovariate(1 / 70), code=verdicts[0][:2], person=_owner)
    yield Step(after=0.5, code="bs", person=_owner, words="到现场看过")
    if luck.random() < 0.1:
        yield Step(after=luck.uniform(0.1, 4000), code=verdicts[1][:2], person=_owner)
        yield Step(after=0.5, code="bs", person=_owner, words="又到现场看过")
    yield from _answered(luck, detected)
    if luck.random() < 0.06:
        yield Step(after=luck.uniform(60, 9000), code="ro", person=FANG, words="没有修好")
        yield Step(after=luck.uniform(10, 600), code="vt", person=_owner)
        yield Step(after=1, code="bs", person=_owner, words="确实没有修好")
        yield Step(after=luck.uniform(10, 600), code="nr", person=FANG, words="已当面答复")
        yield Step(after=luck.uniform(10, 600), code="fi", person=FANG)


def _answered(luck: Random, detected: datetime) -> Iterator[Step]:
    way = luck.random()
    if way < 0.05:
        yield Step(after=luck.uniform(5, 600), code="tx", person=FANG, words="县教育局，属校园管理")
        back = luck.random() < 0.3
        words = "不属该局" if back else "海教收12号"
        yield Step(after=luck.uniform(5, 2000), code="tb" if back else "rc", person=FANG, words=words)
        return
    if way < 0.2:
        yield Step(after=luck.uniform(5, 600), code="nr", person=FANG, words="已当面答复")
        yield Step(after=luck.uniform(5, 600), code="fi", person=FANG)
        return
    yield Step(after=luck.uniform(1, 200), code="ag", person=FANG, arg=_unit("市政科"))
    if luck.random() < 0.15:
        yield Step(after=luck.uniform(5, 200), code="bo", person=_handler, words="不是我科的事")
        yield Step(after=luck.uniform(5, 200), code="ag", person=FANG, arg=_unit("物业科"))
    yield Step(after=luck.expovariate(1 / 80), code="ac", person=_handler)
    if luck.random() < 0.08:
        yield Step(after=luck.uniform(60, 2000), code="ex", person=FANG, arg=_longer, words="材料未到，延期答复")
    if luck.random() < 0.2:
        due = (detected + timedelta(days=luck.randint(3, 20))).strftime("%m-%d")
        yield Step(after=5, code="pm", person=_handler, words=f"修好路灯，{due} 前")
        if luck.random() < 0.7:
            yield Step(after=luck.uniform(60, 15000), code="kp", person=_handler, arg="1", words="已修好，有照片")
    if luck.random() < 0.4:
        yield from _published(luck, "first")
    yield from _published(luck, "final")
    yield Step(after=luck.uniform(60, 6000), code="fi", person=FANG)


def _published(luck: Random, kind: str) -> Iterator[Step]:
    yield Step(after=luck.uniform(5, 500), code="dr", arg=kind, words=f"海棠县住建局答复（{kind}）：路灯已修好。")
    if luck.random() < 0.05:
        yield Step(after=3, code="by", person=GU, arg=_statement(Stand.DRAFT), words="群众急盼，先发")
    else:
        yield Step(after=2, code="sb", arg=_statement(Stand.DRAFT))
        if luck.random() < 0.15:
            yield Step(
                after=luck.uniform(1, 60),
                code="rt",
                person=_signer,
                arg=_statement(Stand.SUBMITTED, stage=True),
                words="再改改",
            )
            yield Step(
                after=luck.uniform(1, 60), code="ed", arg=_statement(Stand.RETURNED), words="路灯已经修好，请放心。"
            )
            yield Step(after=2, code="sb", arg=_statement(Stand.DRAFT))
        for _ in range(3):
            at = luck.expovariate(1 / 20)
            yield Step(after=at, code="ap", person=_signer, arg=_statement(Stand.SUBMITTED, stage=True))
    page = f"https://weibo.com/1/{luck.randrange(10**9)}"
    yield Step(after=luck.uniform(1, 90), code="pb", arg=_statement(Stand.APPROVED), words=page)
