"""Templates (S1): a statement to begin with, in three parts: thanks, facts and measures, whom to turn to.

The bodies are data: an official statement is Chinese, whatever language the screens have. What the incident does not
tell is left as a gap ＿＿, which the draft check points out.
"""

import re
from collections.abc import Mapping

from core.dossier import Category
from core.incident import VERDICT_LABELS, Incident, Status, Verdict
from core.playbooks import published
from core.policy import Policy
from core.promises import unkept
from core.severity import Severity
from core.showing import shown
from core.statement import Kind
from core.texts import Message

#: what is to be filled in by hand
GAP = "＿＿"
_DAY, _NO_DAY = "{0.month}月{0.day}日", f"{GAP}月{GAP}日"
_BLANK = re.compile(r"\{([^{}\n]{1,40})\}")

_THANKS = {
    Category.NONE: "感谢大家对“{title}”一事的关注和监督。",
    Category.INQUIRY: "感谢您反映“{title}”的情况。",
    Category.HYPE: "感谢大家对“{title}”一事的关注。",
    Category.FABRICATION: "感谢大家对“{title}”一事的关注和监督。",
    Category.SUGGESTION: "感谢您就“{title}”提出意见和建议。",
}
_CONTACT = {
    Category.NONE: "如需了解情况或提供线索，请联系我单位，电话：{contact}。",
    Category.INQUIRY: "办理情况可随时咨询{department}，电话：{contact}。给您带来不便，敬请谅解。",
    Category.SUGGESTION: "欢迎继续提出意见，联系电话：{contact}。",
}
_SIGNED = "{organisation}\n＿＿年＿＿月＿＿日"

_HOLDING = (
    "{published}，我们在{platform}上看到有关反映，已请{department}核实。目前正在了解情况，"
    "核实进展将于＿＿月＿＿日＿＿时前公布，请以我单位发布的信息为准。"
)
_FIRST = (
    "{found}，反映的情况{verdict}：＿＿（时间、地点、经过）。已采取的措施：＿＿。下一步，{department}将于{date}前＿＿。"
)
_CORRECTION = (
    "{published}，{platform}上出现“{title}”的说法。{found}，该说法{verdict}。实际情况是：＿＿。"
    "依据：＿＿（文件、数据或现场照片）。转发过原内容的朋友，请一并转发本更正。"
)
_AUTHORITATIVE = (
    "现将有关情况通报如下：\n一、事情经过：＿＿。\n二、核实情况：{found}，反映的情况{verdict}：＿＿。\n"
    "三、已采取的措施：＿＿。\n四、后续安排：{department}将于{date}前＿＿，进展由我单位统一发布。"
)
_FINAL = (
    "{found}，反映的情况{verdict}：＿＿。{department}已于＿＿月＿＿日办理完毕：＿＿。后续工作＿＿将于{date}前完成。"
)

#: NONE = for every category that has none of its own
_FACTS: dict[Kind, dict[Category, str]] = {
    Kind.HOLDING: {
        Category.NONE: _HOLDING,
        Category.INQUIRY: (
            "您反映的问题我们已经收到，{department}正在核实，会与您联系了解细节。"
            "我们将于＿＿月＿＿日＿＿时前答复您办理进展。"
        ),
        Category.HYPE: (
            "{published}以来，{platform}上有关说法较多，我们正在逐项核实。"
            "核实进展将于＿＿月＿＿日＿＿时前公布，请以我单位发布的信息为准。"
        ),
        Category.FABRICATION: (
            "{published}，我们在{platform}上看到有关说法，已请{department}核实，目前尚无结论。"
            "核实结果将于＿＿月＿＿日＿＿时前公布，在此之前请不要转发未经证实的内容。"
        ),
        Category.SUGGESTION: "您的意见已转{department}研究，我们将于{date}前答复是否采纳和理由。",
    },
    Kind.FIRST: {
        Category.NONE: _FIRST,
        Category.SUGGESTION: (
            "{department}研究认为：＿＿（采纳、部分采纳或暂不采纳，理由）。采纳的部分将于{date}前＿＿。"
        ),
    },
    Kind.AUTHORITATIVE: {Category.NONE: _AUTHORITATIVE},
    Kind.FINAL: {
        Category.NONE: _FINAL,
        Category.INQUIRY: (
            "{found}，您反映的情况{verdict}：＿＿。{department}已于＿＿月＿＿日办理完毕：＿＿。"
            "后续工作＿＿将于{date}前完成，完成后另行公布。"
        ),
        Category.SUGGESTION: (
            "您的意见{department}已研究办理：＿＿（采纳了什么、做了什么、何时完成）。其余部分：＿＿（理由）。"
        ),
    },
    Kind.CORRECTION: {Category.NONE: _CORRECTION},
}
_TO_ALL = frozenset({Kind.AUTHORITATIVE, Kind.CORRECTION})
_FOUND = dict.fromkeys(Verdict, "经核实") | {Verdict.UNVERIFIED: "目前了解到", Verdict.UNDETERMINABLE: "多方了解后"}


def template(kind: Kind, incident: Incident, policy: Policy) -> str:
    """A text of this kind to begin with: the organisation's own one for the category, its own for all, the built-in."""
    own = {(one.kind, one.category): one.text for one in policy.figures.templates}
    for category in (incident.category, Category.NONE):
        if (kind, category) in own:
            return filled(own[kind, category], incident, policy)
    return filled(_built_in(kind, incident.category), incident, policy)


def filled(text: str, incident: Incident, policy: Policy) -> str:
    """The text with what the incident tells in the place of {names}; what nobody knows becomes a gap."""
    values = _values(incident, policy)
    # in one go, so that what a title holds is never taken for a name of ours
    return _BLANK.sub(lambda found: values.get(found[1].strip()) or GAP, text)


def kinds_for(incident: Incident) -> tuple[Kind, ...]:
    """The kinds that make sense now, the likeliest first; what was published already comes last."""
    wanted = list(_wanted(incident))
    return tuple(sorted(wanted, key=lambda kind: published(incident, kind)))


def _wanted(incident: Incident) -> tuple[Kind, ...]:
    major = (Kind.AUTHORITATIVE,) if incident.severity >= Severity.MAJOR else ()
    if incident.verdict is Verdict.UNVERIFIED:
        return Kind.HOLDING, *major, Kind.FIRST
    if incident.verdict is Verdict.FALSE:
        return Kind.CORRECTION, *major, Kind.FIRST, Kind.FINAL
    partly = (Kind.CORRECTION,) if incident.verdict is Verdict.PARTLY else ()
    if incident.status in (Status.HANDLING, Status.FOLLOWING):
        return *major, Kind.FINAL, Kind.FIRST, *partly
    return *major, Kind.FIRST, Kind.FINAL, *partly, Kind.HOLDING


def _built_in(kind: Kind, category: Category) -> str:
    facts = _FACTS[kind].get(category) or _FACTS[kind][Category.NONE]
    # what everybody is told does not thank or console the one who wrote
    category = Category.NONE if kind in _TO_ALL else category
    contact = _CONTACT.get(category) or _CONTACT[Category.NONE]
    return "\n".join((_THANKS[category], facts, contact, _SIGNED))


def _values(incident: Incident, policy: Policy) -> Mapping[str, str]:
    """What may stand between braces; an empty word becomes a gap."""
    waiting = unkept(incident.promises)
    seen = policy.local(incident.published_at) if incident.published_at else None
    return {
        "organisation": policy.figures.organisation,
        "title": shown(incident.title, 60),
        "published": _DAY.format(seen) if seen else "",
        "platform": shown(incident.platform or incident.source, 20),
        "department": shown(incident.department or incident.suggested, 30),
        "verdict": Message(VERDICT_LABELS[incident.verdict]).plain(),
        "date": _DAY.format(waiting[0].due) if waiting else _NO_DAY,
        "contact": "",
        "found": _FOUND[incident.verdict],
    }
