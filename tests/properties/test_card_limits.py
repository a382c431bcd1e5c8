"""A card of any text is valid, short and safe; the judge is the sandbox, which refuses as Telegram does (§5, §6)."""

import re
import unicodedata
from dataclasses import replace
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.actions import ACTIONS
from core.callback import LIMIT, decode
from core.cards.card import Card, menu_card, shared_card
from core.cards.grouping import is_pointer
from core.incident import Incident, Status
from core.people import Actor, Department, Member, Role
from core.policy import Policy
from core.showing import utf16
from core.texts import Texts
from core.workflow import Around
from jobs.deliver.saying import card_markup
from sandbox.entities import parse_html
from sandbox.markup import checked_markup
from sandbox.methods.composing import checked_text
from sandbox.params import Params
from tests.conftest import GROUP, NOON
from tests.properties.making import HOSTILE, NASTY, TEAM, incidents
from tests.unit.making import incident

LINES, UNITS = 8, 420
ROLES = st.frozensets(st.sampled_from([role for role in Role if role is not Role.SYSTEM]), min_size=1)
NAMES = HOSTILE.filter(str.strip) | st.just("林晓")


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A team whose people and departments have any name at all."""
    members = {person: Member(id=person, name=draw(NAMES), roles=draw(ROLES)) for person in TEAM}
    names = draw(st.lists(st.sampled_from(["市政科", "物业科", "x" * 500, "<b>&"]), min_size=1, max_size=20))
    units = tuple(Department(id=number, name=name) for number, name in enumerate(names, 1))
    return Policy(group=GROUP, username="tingfeng_bot", members=members, departments=units)


def visible(card: Card) -> str:
    """What the group reads; raises Refusal for what Telegram refuses."""
    card.html.encode()
    text, _ = checked_text(Params({"text": card.html, "parse_mode": "HTML"}, {}))
    return text


def wire(card: Card) -> dict[str, Any]:
    """The keyboard as Telegram keeps it; raises Refusal for what it refuses."""
    markup = card_markup(card)
    assert markup is not None
    return checked_markup(markup.to_dict()) or {}


def presses(card: Card) -> list[str]:
    return [button.data for row in card.keyboard for button in row if button.data]


def fits(card: Card, rows: int) -> None:
    """Within every limit, and every button says what it was made to say."""
    text = visible(card)
    assert len(text.splitlines()) <= LINES
    assert utf16(text) <= UNITS
    assert not [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"}]
    assert len(wire(card)["inline_keyboard"]) == len(card.keyboard) <= rows
    assert all(1 <= len(row) <= 2 for row in card.keyboard)
    assert all(button.label.strip() for row in card.keyboard for button in row)
    assert all(1 <= len(data.encode()) <= LIMIT for data in presses(card))


@settings(max_examples=150)
@given(incidents(), policies())
@example(incident(status=Status.SUSPECTED), Policy(username="tingfeng_bot"))
def test_the_shared_card_of_anything_fits(any_incident: Incident, policy: Policy) -> None:
    card = shared_card(any_incident, Around(policy=policy), Texts(), now=NOON)
    fits(card, rows=4)
    for data in presses(card):
        press = decode(data)
        assert (press.incident, press.seen) == (any_incident.id, any_incident.decision)


@settings(max_examples=60)
@given(incidents(), policies(), st.sampled_from([a.code for a in ACTIONS if a.choices]), st.integers(0, 5))
def test_every_picker_fits(any_incident: Incident, policy: Policy, code: str, page: int) -> None:
    # what was merged into another only points there
    assume(not is_pointer(any_incident))
    card = shared_card(any_incident, Around(policy=policy), Texts(), now=NOON, picker=f"{code}.{page}")
    fits(card, rows=5)
    assert {decode(data).action for data in presses(card)} <= {code, "~"}
    assert decode(presses(card)[-1]).action == "~"


@settings(max_examples=40)
@given(
    incidents(), policies(), st.text(max_size=20) | st.sampled_from(["cl.0", "iv.", "iv.x", "iv.-1", "zz.0", "iv.²"])
)
def test_a_picker_that_is_none_leaves_the_buttons(any_incident: Incident, policy: Policy, picker: str) -> None:
    plain = shared_card(any_incident, Around(policy=policy), Texts(), now=NOON)
    assert shared_card(any_incident, Around(policy=policy), Texts(), now=NOON, picker=picker) == plain


@settings(max_examples=60)
@given(incidents(), policies(), st.sampled_from(TEAM))
def test_the_private_menu_of_anything_fits(any_incident: Incident, policy: Policy, person: int) -> None:
    fits(menu_card(any_incident, Actor.of(policy.members[person]), Around(policy=policy), Texts(), now=NOON), rows=10)


@settings(max_examples=60)
@given(incidents(), policies())
def test_the_same_state_is_the_same_card_at_any_time_of_day(any_incident: Incident, policy: Policy) -> None:
    undone = replace(any_incident, undo=None)
    early, late = (
        shared_card(undone, Around(policy=policy), Texts(), now=now) for now in (NOON, NOON.replace(hour=23))
    )
    assert early == late


@settings(max_examples=60)
@given(HOSTILE)
def test_no_markup_of_a_post_becomes_markup_of_the_card(text: str) -> None:
    post = incident(title=text, excerpt=text, source=text, platform=text)
    card = shared_card(post, Around(policy=Policy(username="tingfeng_bot")), Texts(), now=NOON)
    _, entities = parse_html(card.html)
    assert [entity["type"] for entity in entities if entity["type"] != "bold"] == ["text_link"]
    assert [entity["url"] for entity in entities if "url" in entity] == [post.url]


@settings(max_examples=80)
@given(HOSTILE | st.sampled_from(NASTY).map("https://x.example/{}".format))
def test_an_address_is_a_link_only_if_it_is_one(url: str) -> None:
    card = shared_card(incident(url=url), Around(policy=Policy(username="tingfeng_bot")), Texts(), now=NOON)
    assert "原帖" in visible(card)
    for link in re.findall(r'href="([^"]*)"', card.html):
        assert link.startswith("https://x.example/")
