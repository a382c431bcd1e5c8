"""What a card and its 详情 say of the incident's statements (回应), in few words."""

from collections.abc import Iterator

from core.clocks.running import about_stage
from core.incident import Incident
from core.policy import Policy
from core.showing import clip, shown
from core.statement import STAND_LABELS, Stand, Statement
from core.statements.routing import asked_now
from core.statements.standing import kinds_of
from core.statements.telling import names
from core.texts import N_, Message, Texts
from core.timer import Clock, TimerState

#: shows the whole text and what changed, in the private chat
FULL_TEXT = "fd"
#: UTF-16 units of the line on the card
_LINE = 60
#: so many of the newest in 详情
NEWEST = 4
#: what is told first of several
_FIRST = (Stand.UNKNOWN, Stand.SENDING, Stand.APPROVED, Stand.SUBMITTED, Stand.RETURNED, Stand.DRAFT)
_WORDS = {
    Stand.UNKNOWN: N_("回应 {version} 发送结果不明"),
    Stand.SENDING: N_("回应 {version} 正在发往频道"),
    Stand.APPROVED: N_("已签发 {version}，待发布"),
    Stand.SUBMITTED: N_("回应 {version} 待审签（{people}）"),
    Stand.RETURNED: N_("回应 {version} 已退回"),
    Stand.DRAFT: N_("回应 {version} 草稿（{author}）"),
    Stand.PUBLISHED: N_("{time} 已发布 {platform}"),
    Stand.WITHDRAWN: N_("{time} 已撤回发布"),
}


def response_line(incident: Incident, policy: Policy, texts: Texts) -> str:
    """What is waited for, else what is public; plain text, empty where nothing was written."""
    words = [_word(one, incident, policy, texts) for one in _told(incident)]
    marks = [texts(mark) for mark in _marks(incident)]
    return "📝 " + clip(texts(N_(" · ")).join((*words, *marks)), _LINE) if words else ""


def _told(incident: Incident) -> tuple[Statement, ...]:
    """One that goes on, the newest that is public, and where that was withdrawn, the newest that still stands."""
    newest = tuple(reversed(incident.statements))
    going = next((one for stand in _FIRST for one in newest if one.stand is stand), None)
    public = next((one for one in newest if one.is_public), None)
    stands = next((one for one in newest if one.stand is Stand.PUBLISHED), None)
    return tuple(dict.fromkeys(one for one in (going, public, stands) if one is not None))


def _marks(incident: Incident) -> Iterator[str]:
    """What stays visible for ever."""
    if any(one.bypass for one in incident.statements):
        yield N_("特批签发")
    if any(one.solo for one in incident.statements):
        yield N_("单人签发")


def _word(one: Statement, incident: Incident, policy: Policy, texts: Texts) -> str:
    at = one.ruled_at if one.stand is Stand.WITHDRAWN else one.published_at
    return texts(
        _WORDS[one.stand],
        version=_version(one, incident, texts),
        people=clip(texts.say(names(asked_now(one), policy)), 24),
        author=shown(policy.name(one.author), 12),
        time=policy.clock(at or one.edited_at, beside=incident.detected_at),
        platform=shown(one.platform, 14),
    ).rstrip()


def _version(one: Statement, incident: Incident, texts: Texts) -> str:
    """Where there are several, every one begins at v1: the kind tells them apart."""
    version = f"v{one.version}"
    return f"{texts.say(kinds_of(one))} {version}" if len(incident.statements) > 1 else version


def until(incident: Incident, statement: Statement, policy: Policy, texts: Texts) -> Iterator[str]:
    """When the clock of the present stage runs out, in HTML; nothing where none runs."""
    about = about_stage(statement)
    for one in incident.clocks:
        if one.clock is Clock.APPROVAL and one.about == about and one.state is TimerState.RUNNING:
            time = policy.clock(one.due_at, beside=incident.detected_at)
            yield texts.html(N_("⏰ 请在 {time} 前审签"), time=time)


def statement_lines(incident: Incident, policy: Policy, texts: Texts) -> Iterator[str]:
    """The newest statements in 详情, with who signed them; a 特批签发 with its reason."""
    for one in incident.statements[-NEWEST:]:
        yield texts(
            N_("回应{number} {version} {kind}：{stand}{signed}"),
            number=one.number,
            version=f"v{one.version}",
            kind=kinds_of(one),
            stand=Message(STAND_LABELS[one.stand]),
            signed=_signed(one, policy, texts),
        )
        if one.bypass:
            yield texts(N_("　特批签发：{reason}"), reason=shown(one.bypass, 60))
        if one.solo:
            yield texts(N_("　单人签发"))
        if one.link:
            yield texts(N_("　{platform} {link}"), platform=shown(one.platform, 14), link=clip(one.link, 120))


def statement_list(incident: Incident, _story: tuple[object, ...], policy: Policy, texts: Texts) -> str:
    """Every statement of the incident in few words; where there is none, that."""
    lines = tuple(statement_lines(incident, policy, texts))
    head = texts(N_("{number} 的回应"), number=incident.number)
    return "\n".join((head, *lines)) if lines else texts(N_("{number} 还没有回应稿"), number=incident.number)


def _signed(one: Statement, policy: Policy, texts: Texts) -> str:
    if not one.signed:
        return ""
    people = texts(N_("、")).join(shown(policy.name(mark.by), 12) for mark in one.signed)
    return texts(N_("（{people} 签）"), people=people)
