"""What people hear of a statement: the cards that ask for signatures, the author, a silent line in the group."""

from core.callback import Press, encode, opening, to_36
from core.incident import Incident
from core.outgoing import Key, Lane, Notice, Outgoing, Show
from core.people import Role
from core.policy import Policy
from core.showing import shown
from core.statement import Statement
from core.statements.routing import asked_now
from core.statements.standing import arg_of, kinds_of
from core.texts import N_, Message, several

#: so many of those who are asked are named, each with so many UTF-16 units
NAMED, NAME = 3, 20


def draft_card(statement: Statement) -> str:
    """How a card row names the card of this text: s1.3 in base 36."""
    return f"s{to_36(statement.number)}.{to_36(statement.version)}"


def approval_card(statement: Statement) -> str:
    """How a card row names the card that asks for a signature on this stage of this submission: a1.2.0 in base 36."""
    return f"a{to_36(statement.number)}.{to_36(statement.round)}.{to_36(statement.stage)}"


def is_statement_card(about: str) -> bool:
    """Is the card row about a statement?"""
    return about[:1] in ("s", "a") and "." in about


def live_cards(incident: Incident) -> frozenset[str]:
    """The cards that may still be acted on, or be so again; all other ones of statements say what became of them."""
    return frozenset(card for one in incident.statements for card in (draft_card(one), approval_card(one)))


def names(people: tuple[int, ...], policy: Policy) -> Message:
    """Who they are, the first few by name."""
    words = several(shown(policy.name(person), NAME) for person in people[:NAMED])
    if len(people) <= NAMED:
        return words
    return Message(N_("{names}等 {count} 人"), {"names": words, "count": len(people)})


def asked(statement: Statement, people: tuple[int, ...]) -> tuple[Show, ...]:
    """The approval card in the private chat of each, with sound, by day and by night."""
    about = approval_card(statement)
    return tuple(Show(chat=person, person=person, loud=True, about=about) for person in people)


def to_author(statement: Statement, policy: Policy) -> tuple[Show, ...]:
    """Its card comes to whoever wrote it, with sound: something is to be done about it."""
    person = statement.author if policy.actor(statement.author) else statement.editor
    return (Show(chat=person, person=person, loud=True, about=draft_card(statement)),)


def may_go_out(incident: Incident, statement: Statement, policy: Policy) -> tuple[Notice, ...]:
    """Whoever wrote it is asked to publish it, with sound: nobody else may be looking at the group now."""
    person = next((one for one in (statement.author, incident.owner) if one is not None and policy.actor(one)), None)
    if person is None:
        return ()
    text = Message(
        N_("✅ {number} 回应 {version}（{kind}）已签发，请发布"),
        {"number": incident.number, "version": f"v{statement.version}", "kind": kinds_of(statement)},
    )
    return (
        Notice(
            key=f"signed.{statement.number}:{incident.id}:{incident.revision + 1}",
            chat=person,
            text=text,
            lane=Lane.APPROVAL,
            loud=True,
            incident=incident.id,
            keys=opening(policy.username, incident.id),
        ),
    )


def line(
    incident: Incident, statement: Statement, policy: Policy, what: str, text: str, /, mentions: tuple[int, ...] = ()
) -> Notice:
    """A silent line in the group; `text` may name number, kind, version, people (who is asked now)."""
    params: dict[str, object] = {"number": incident.number, "kind": kinds_of(statement)}
    params |= {"version": f"v{statement.version}", "people": names(asked_now(statement), policy)}
    return Notice(
        key=f"{what}.{statement.number}:{incident.id}:{incident.revision + 1}",
        chat=policy.group,
        text=Message(text, params),
        lane=Lane.LOG,
        incident=incident.id,
        mentions=mentions,
    )


def waits(incident: Incident, statement: Statement, policy: Policy) -> Notice:
    """Who has to sign now."""
    text = N_("📝 {number} 回应 {version}（{kind}）待审签（{people}）")
    return line(incident, statement, policy, f"asked.{statement.round}.{statement.stage}", text)


def unknown(incident: Incident, statement: Statement, policy: Policy) -> tuple[Outgoing, ...]:
    """Nobody knows whether it stands in the channel: who signed it and the leads look, and say so."""
    text = Message(
        N_("⚠️ {number} 回应 {version} 发到频道时断线，结果不明。请打开频道核对，再点下面的按钮；机器人不会自动重发"),
        {"number": incident.number, "version": f"v{statement.version}"},
    )
    arg = arg_of(statement)
    keys = tuple(
        Key(
            label=Message(words),
            data=encode(Press(action=code, incident=incident.id, seen=incident.decision, arg=arg)),
        )
        for code, words in (("sy", N_("✅ 已发出")), ("sx", N_("❌ 未发出")))
    )
    people = dict.fromkeys((*(one.by for one in statement.signed), *(m.id for m in policy.holders(Role.LEAD))))
    return tuple(
        Notice(
            key=f"unknown:{incident.id}:{statement.number}:{incident.revision + 1}:{person}",
            chat=person,
            text=text,
            lane=Lane.ESCALATION,
            loud=True,
            incident=incident.id,
            keys=(keys,),
        )
        for person in people
        if policy.actor(person)
    )
