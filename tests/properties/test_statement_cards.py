"""The cards of any statement are valid, short enough and safe, and the keys say what they were drawn for (S3, §6)."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.actions import BY_CODE
from core.callback import LIMIT, decode
from core.cards.statement_lines import FULL_TEXT, statement_list
from core.cards.statements import changes, statement_card
from core.incident import Incident
from core.showing import clean, clip, utf16
from core.statement import Stand, Version, digest
from core.statements.standing import named
from core.statements.telling import approval_card, draft_card
from core.texts import Texts
from jobs.deliver.saying import card_markup
from sandbox.markup import checked_markup
from sandbox.methods.composing import checked_text
from sandbox.params import Params
from tests.conftest import NOON
from tests.properties.making import HOSTILE, TEAM, incidents
from tests.properties.test_card_limits import policies


def written(text: str) -> str:
    """As a person's answer is kept: visible characters, line by line."""
    return clip("\n".join(clean(line) for line in text.strip().splitlines()), 2000)


LONG = (HOSTILE | st.text(min_size=1, max_size=300).map(lambda text: text * 40)).map(written)


@settings(max_examples=150)
@given(incidents(), policies(), LONG, st.sampled_from((0, *TEAM)), st.sampled_from("sa"), st.booleans())
def test_the_card_of_any_statement_fits(
    subject: Incident, policy: object, text: str, viewer: int, kind: str, old: bool
) -> None:
    for one in subject.statements:
        held = replace(one, hash=digest(text))
        whole = replace(
            subject, statements=tuple(held if each.number == one.number else each for each in subject.statements)
        )
        version = Version(statement=one.number, version=one.version, text=text, hash=held.hash, by=11, at=NOON)
        about = (draft_card if kind == "s" else approval_card)(held)
        about = f"{about[0]}zz.zz" + (".0" if kind == "a" else "") if old else about
        assert len(about) <= 8
        card = statement_card(whole, about, (version,), policy, viewer, Texts())  # type: ignore[arg-type]
        shown, _ = checked_text(Params({"text": card.html, "parse_mode": "HTML"}, {}))
        assert utf16(shown) <= 4096
        markup = card_markup(card)
        assert markup is None or checked_markup(markup.to_dict())
        for row in card.keyboard:
            for key in row:
                press = decode(key.data)
                assert len(key.data.encode()) <= LIMIT
                assert press.action in (*BY_CODE, FULL_TEXT)
                meant = named(press.arg)
                assert meant is not None
                assert (meant.number, meant.version) == (held.number, held.version)
                assert held.hash.startswith(meant.hash)


@settings(max_examples=60)
@given(incidents(), policies())
def test_a_text_that_is_not_the_present_one_is_never_shown_for_signing(subject: Incident, policy: object) -> None:
    for one in subject.statements:
        waiting = replace(one, stand=Stand.SUBMITTED)
        whole = replace(subject, statements=(waiting,))
        stale = Version(statement=one.number, version=one.version, text="旧稿", hash=digest("旧稿"), by=11, at=NOON)
        card = statement_card(whole, approval_card(waiting), (stale,), policy, 0, Texts())  # type: ignore[arg-type]
        assert [decode(key.data).action for row in card.keyboard for key in row] == [FULL_TEXT]


@settings(max_examples=60)
@given(incidents(), policies(), LONG, LONG)
def test_lists_and_differences_are_bounded(subject: Incident, policy: object, old: str, new: str) -> None:
    assert utf16(statement_list(subject, (), policy, Texts())) <= 3500  # type: ignore[arg-type]
    for one in subject.statements[:1]:
        known = replace(one, version=2)
        versions = [
            Version(statement=one.number, version=at, text=text, hash=digest(text), by=11, at=NOON)
            for at, text in ((1, old), (2, new))
        ]
        assert utf16(changes(versions, known, Texts())) <= 3001
