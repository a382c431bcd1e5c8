"""The whole report as what is sent: a message, then a picture where there is one, then the file."""

from core.analysis.curve import curve
from core.analysis.essay import essay
from core.analysis.findings import findings
from core.analysis.matter import Lexicon, Matter
from core.analysis.message import message
from core.outgoing import Enclosure, Lane, Notice, rehearsed
from core.policy import Policy
from core.texts import N_, Message, Texts

Sending = tuple[Notice | Enclosure, ...]


def report(matter: Matter, key: str, chat: int, lexicon: Lexicon, policy: Policy, texts: Texts) -> Sending:
    """What is said in the chat, each after the one before it, silently. Slow where there are many posts."""
    found, incident = findings(matter, lexicon, policy), matter.incident
    name = Message(N_("{number} 事件分析报告"), {"number": incident.number})
    if incident.drill:
        # the message says so itself, the words below the files do not
        name = rehearsed(name)
    told = Notice(
        key=key,
        chat=chat,
        text=Message(N_("{text}"), {"text": message(found, policy, texts)}),
        lane=Lane.PROMPT,
        incident=incident.id,
    )
    picture = curve(found, policy, texts)
    sent: list[Notice | Enclosure] = [told]
    for letter, content in (("p", picture), ("d", essay(found, policy, texts))):
        if content is not None:
            file = f"{key}:{letter}"
            # not after each other: a picture that cannot be drawn must not hold back the document
            sent.append(Enclosure(key=file, chat=chat, text=name, content=content, lane=Lane.PROMPT, after=told.key))
    return tuple(sent)
