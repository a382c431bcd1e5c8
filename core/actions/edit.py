"""改稿: a new text; it ends an approval that runs and voids one that was given."""

from dataclasses import replace

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn
from core.incident import Incident
from core.outgoing import Outgoing, Show
from core.people import Role
from core.statement import EDITABLE, Stand, Version, digest
from core.statements.guards import choices, meant, only, the
from core.statements.rulings import edited, ruled
from core.statements.telling import draft_card, line
from core.texts import N_
from core.workflow import Action, Need, Refused

#: texts of one statement
ENOUGH = 60
#: UTF-16 units of a statement
LONGEST = 2000
_STANDS = tuple(stand for stand in Stand if stand in EDITABLE)


def guard(incident: Incident, turn: Turn) -> Role:
    """Anybody of the team; only the text that was shown, so that nobody writes over what another has written."""
    is_open(incident)
    statement = meant(incident, turn, EDITABLE)
    if statement is not None and statement.version >= ENOUGH:
        raise Refused("enough", N_("这份稿子已改 {count} 次，请作废后重新起草"), count=ENOUGH)
    if statement is not None and turn.words and digest(turn.words) == statement.hash:
        raise Refused("same", N_("文字没有改动"))
    return Role.MEMBER


def edit(incident: Incident, turn: Turn, role: Role) -> Change:
    """The next version; its card comes where it was written."""
    before, text = the(incident, turn), turn.words
    version = Version(
        statement=before.number,
        version=before.version + 1,
        text=text,
        hash=digest(text),
        by=turn.actor.id,
        at=turn.now,
    )
    after, chat = edited(before, version, turn), turn.origin.chat
    person = chat if chat == turn.actor.id else 0
    told: tuple[Outgoing, ...] = (Show(chat=chat, person=person, about=draft_card(after)),) if chat else ()
    ended = before.stand if before.stand in (Stand.SUBMITTED, Stand.APPROVED) else None
    if ended is not None:
        approved = N_("✏️ {number} 回应（{kind}）已改为 {version}，原签发作废，须重新送审")
        text = approved if ended is Stand.APPROVED else N_("✏️ {number} 回应（{kind}）已改为 {version}，原审签作废")
        told = (*told, line(incident, after, turn.policy, f"edited.{after.version}", text))
    notes = {} if ended is None else {"ended": ended.value}
    change = ruled(incident, turn, "edit", role, after, commutes=True, notes=notes, outgoing=told)
    return replace(change, version=version)


ACTION = Action(
    code="ed",
    label=N_("✏️ 改稿"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and any(one.stand in EDITABLE for one in i.statements),
    guard=guard,
    decide=edit,
    done=N_("已记下新稿，可以送审或再改"),
    choices=choices(*_STANDS),
    columns=1,
    needs=Need.TEXTS,
    asks=N_("请回复 {number} 修改后的全文，可以分段，最长 2000 字"),
    longest=LONGEST,
    paragraphs=True,
    commutes=True,
    names=only(*_STANDS),
)
