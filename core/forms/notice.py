"""抄告单 (A4): the notice form for the chief, as a sheet to be drawn and as the text of a message."""

from core.changes import Turn
from core.forms.facts import LONGEST, Fact
from core.forms.lines import NOT_YET, fact, joined, measures, origin, plain, signature, spread, stamp, tidy, when
from core.forms.paper import Cell, Paper
from core.incident import Incident
from core.outgoing import rehearsed
from core.showing import shown
from core.texts import N_, Message

#: UTF-16 units of a fact in the message, which holds the whole form; the file has room for all of it
IN_MESSAGE = 200


def form_paper(incident: Incident, turn: Turn, number: int) -> Paper:
    """The incident's `number`th form as a file; the row 批示 stands empty for a pen."""
    rows = _rows(incident, turn, number, LONGEST)
    pen = Cell(label=Message(N_("批示")), value=plain(""), tall=True)
    title, file = Message(N_("舆情抄告单")), Message(N_("舆情抄告单_{code}.docx"), {"code": _code(incident, number)})
    if incident.drill:
        title, file = (rehearsed(text) for text in (title, file))
    return Paper(
        title=title,
        organisation=shown(turn.policy.figures.organisation, 60),
        rows=(*rows[:-1], (pen,), rows[-1]),
        file=file,
        made_at=turn.now,
    )


def form_text(incident: Incident, turn: Turn, number: int) -> Message:
    """The same as the lines of a message."""
    whole = None
    for cell in (one for row in _rows(incident, turn, number, IN_MESSAGE) for one in row):
        line = Message(N_("{label}：{value}"), {"label": cell.label, "value": cell.value})
        whole = line if whole is None else Message(N_("{first}\n{then}"), {"first": whole, "then": line})
    return whole or NOT_YET


def _rows(incident: Incident, turn: Turn, number: int, room: int) -> tuple[tuple[Cell, ...], ...]:
    policy = turn.policy
    done = joined((fact(incident, Fact.STATE, room), *measures(incident, policy)))
    level = Message(incident.severity.label)
    return (
        (_cell(N_("编号"), plain(_code(incident, number))), _cell(N_("等级"), level)),
        (_cell(N_("时间"), when(incident, policy)),),
        (_cell(N_("信息来源"), origin(incident, policy)),),
        (_cell(N_("舆情标题"), plain(shown(incident.title, 80) or "—")),),
        (
            _cell(N_("地点"), fact(incident, Fact.PLACE, room)),
            _cell(N_("涉及单位"), fact(incident, Fact.UNITS, room)),
        ),
        (_cell(N_("概要"), _summary(incident, room)),),
        (_cell(N_("传播情况"), spread(incident)),),
        (_cell(N_("评论倾向"), fact(incident, Fact.TENDENCY, room)),),
        (_cell(N_("已采取措施"), done),),
        (_cell(N_("拟办意见"), _advice(incident, room)),),
        (
            _cell(N_("报送人"), signature(turn.actor.name, policy)),
            _cell(N_("报送时间"), plain(stamp(turn.now, policy))),
        ),
    )


def _cell(label: str, value: Message) -> Cell:
    return Cell(label=Message(label), value=value)


def _code(incident: Incident, number: int) -> str:
    return f"{incident.number.removeprefix('#')}-{number}"


def _summary(incident: Incident, room: int) -> Message:
    """What happened; until somebody wrote it down, what the post says."""
    course = tidy(incident.facts.get(Fact.COURSE, ""), room)
    excerpt = shown(incident.excerpt, room)
    if course or not excerpt:
        return plain(course) if course else NOT_YET
    return Message(N_("原帖称：「{excerpt}」"), {"excerpt": excerpt})


def _advice(incident: Incident, room: int) -> Message:
    advice = tidy(incident.facts.get(Fact.ADVICE, ""), room)
    return plain(advice) if advice else Message(N_("请批示"))
