"""上报稿: the text of a report upward (A3), made from the incident and the facts that people filled in."""

from core.callback import Press, encode
from core.changes import Turn
from core.forms.facts import FACT_LABELS, LONGEST, Fact, missing, named
from core.forms.lines import fact, joined, measures, origin, signature, spread, stamp, when
from core.forms.sheet import Sheet
from core.incident import Incident
from core.outgoing import Key, rehearsed
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message, Texts

#: keys beside each other under the text
_PER_ROW = 2


def report_sheet(incident: Incident, turn: Turn, texts: Texts) -> Sheet:
    """The whole text, signed by whoever asks for it now; above it what is missing, below it a key for each of that."""
    lacking = missing(incident)
    keys = [_key(one, incident) for one in lacking]
    return Sheet(
        text="\n".join(texts.say(line) for line in _lines(incident, turn)),
        above=_above(incident, lacking),
        keys=tuple(tuple(keys[at : at + _PER_ROW]) for at in range(0, len(keys), _PER_ROW)),
    )


def report_state(incident: Incident, _story: tuple[object, ...], _policy: Policy, texts: Texts) -> str:
    """What a group is told, where the text itself has no place: is it complete?"""
    above = texts.say(_above(incident, missing(incident)))
    return texts(N_("{above}\n全文请点「更多」，在私聊里查看"), above=above)


def _above(incident: Incident, lacking: tuple[Fact, ...]) -> Message:
    if not lacking:
        return Message(N_("📄 {number} 上报稿，点一下即可复制"), {"number": incident.number})
    text = N_("📄 {number} 上报稿还缺：{facts}。请点「📝 补充要素」补齐")
    return Message(text, {"number": incident.number, "facts": named(lacking)})


def _key(one: Fact, incident: Incident) -> Key:
    press = Press(action="fa", incident=incident.id, seen=incident.decision, arg=one.value)
    return Key(label=Message(N_("📝 {fact}"), {"fact": Message(FACT_LABELS[one])}), data=encode(press))


def _lines(incident: Incident, turn: Turn) -> tuple[Message, ...]:
    policy, severity = turn.policy, incident.severity
    done = joined((fact(incident, Fact.STATE, LONGEST), *measures(incident, policy)))
    return (
        _title(incident),
        _line(N_("一、时间：{text}"), when(incident, policy)),
        _line(N_("二、地点：{text}"), fact(incident, Fact.PLACE, LONGEST)),
        _line(N_("三、涉及单位：{text}"), fact(incident, Fact.UNITS, LONGEST)),
        _line(N_("四、事件经过：{text}"), fact(incident, Fact.COURSE, LONGEST)),
        _line(N_("五、目前情况：{text}"), done),
        Message(
            N_("六、传播与评论：{spread}；等级{level}；评论倾向：{tendency}"),
            {
                "spread": spread(incident),
                "level": Message(severity.label),
                "tendency": fact(incident, Fact.TENDENCY, LONGEST),
            },
        ),
        _line(N_("七、来源与链接：{text}"), origin(incident, policy)),
        Message(
            N_("报送：{who}\n时间：{time}"),
            {"who": signature(turn.actor.name, policy), "time": stamp(turn.now, policy)},
        ),
    )


def _title(incident: Incident) -> Message:
    """The first report, or one that goes on from those before."""
    title = shown(incident.title, 80)
    about = Message(N_("关于「{title}」的舆情报告"), {"title": title})
    count = len(incident.reports)
    kind = Message(N_("续报{count}"), {"count": count}) if count else Message(N_("初报"))
    whole = Message(N_("{about}（{kind}）"), {"about": about, "kind": kind})
    return rehearsed(whole) if incident.drill else whole


def _line(sentence: str, text: Message) -> Message:
    return Message(sentence, {"text": text})
