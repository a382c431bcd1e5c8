"""The file against the database, and what is made of findings in the chat and on the terminal."""

from dataclasses import replace
from datetime import date

import pytest

from bot.checks import differences
from core.differing import FileEntry, Listing
from core.differing import differences as differing
from core.doctor import Finding, Level, bad, chat_report, fine, is_well, line, note, summary
from core.duty import Roster, Rotation, Shift
from core.people import Department, Member, Role
from core.posts import Source
from core.rules.sections import Kind, Section
from core.showing import utf16
from core.texts import Message, Texts
from storage import Store
from tests.conftest import GROUP, NOON

TEXTS = Texts()
SOURCE = Source(name="海棠论坛", kind="rss", url="https://forum.example/rss")


def said(found: Finding) -> str:
    return line(found, TEXTS)


def listing(**change: object) -> Listing:
    plain: dict[str, object] = {
        "group": None,
        "departments": (Department(id=0, name="市政科"),),
        "members": (Member(id=11, name="林晓"),),
        "sources": (SOURCE,),
        "rules": (Section(kind=Kind.GROUP, name="道路", text="[道路]\n修路"),),
        "roster": None,
    }
    return Listing.of(**plain | change)  # type: ignore[arg-type]


TURN = Roster(rotations={Shift.DUTY: Rotation(people=(11,), since=date(2026, 11, 1))})


@pytest.mark.parametrize(
    ("entry", "mine", "theirs"),
    [
        (FileEntry.GROUP, {"group": -1}, {"group": -2}),
        (FileEntry.DEPARTMENT, {"departments": (Department(id=0, name="市政科", chat=-5),)}, {}),
        (FileEntry.MEMBER, {}, {"members": (Member(id=11, name="林晓", roles=frozenset({Role.LEAD})),)}),
        (FileEntry.SOURCE, {}, {"sources": (replace(SOURCE, url="https://forum.example/other"),)}),
        (FileEntry.RULE, {}, {"rules": (Section(kind=Kind.GROUP, name="道路", text="[道路]\n堵车"),)}),
        (
            FileEntry.ROSTER,
            {"roster": TURN},
            {"roster": Roster(rotations={Shift.DUTY: Rotation(people=(12,), since=date(2026, 11, 1))})},
        ),
    ],
)
def test_what_chat_changed_is_named(entry: FileEntry, mine: dict[str, object], theirs: dict[str, object]) -> None:
    found = differing(listing(**mine), listing(**theirs))
    assert list(found.other) == [entry]
    assert (found.only_file, found.only_database) == ({}, {})


def test_what_the_file_leaves_to_chat_is_no_difference() -> None:
    bound = listing(group=-1, departments=(Department(id=3, name="市政科", chat=-5),), roster=TURN)
    found = differing(listing(), bound)
    assert (found.other, found.only_file) == ({}, {})
    assert set(found.only_database) == {FileEntry.GROUP, FileEntry.ROSTER}
    assert [one.level for one in differences.judged(differing(listing(), listing()))] == [Level.FINE]


def test_what_is_on_one_side_only() -> None:
    other = replace(SOURCE, name="贴吧")
    found = list(differences.judged(differing(listing(), listing(sources=(other,), rules=()))))
    assert [one.level for one in found] == [Level.NOTE, Level.FINE]
    assert "监测源「海棠论坛」、监测规则「道路」" in said(found[0])
    assert "监测源 1 个" in said(found[1])


async def test_a_list_from_the_database_equals_the_files(store: Store) -> None:
    """What was seeded and never changed is no difference, on each kind of database."""
    fancy = replace(SOURCE, headers=(("Cookie", "a=b"),), fields=(("items", "li"),), terms=("修路",), kind="html")
    people = tuple((await store.policy()).members.values())
    await store.seed(group=GROUP, people=people, units=(), now=NOON)
    await store.seed_sources((fancy,), NOON)
    await store.seed_rules("[道路]\n修路\n\n$词 = 塌方\n", NOON)
    rules = [rule.section for rule in await store.rules()]
    kept = [source for source, _ in await store.listed_sources()]
    mine = Listing.of(group=GROUP, departments=(), members=people, sources=(fancy,), rules=rules, roster=Roster())
    policy = await store.policy()
    theirs = Listing.of(
        group=policy.group,
        departments=(),
        members=policy.members.values(),
        sources=kept,
        rules=rules,
        roster=policy.roster,
    )
    assert len(rules) == 2
    assert differing(mine, theirs) == differing(mine, mine)


# what is made of findings

FOUND = [
    fine("好"),
    bad(Message("坏"), Message("修")),
    fine("也好"),
    note(Message("注意"), Message("看")),
    note(Message("无")),
]


def test_the_chat_hears_what_must_be_mended_first_and_counts_the_rest() -> None:
    assert chat_report(FOUND, TEXTS).splitlines() == [
        "🩺 体检：其余 2 项正常", "❌ 坏", "　→ 修", "ℹ️ 注意", "　→ 看", "ℹ️ 无",
    ]  # fmt: skip
    assert chat_report(FOUND[:1], TEXTS) == "🩺 体检：1 项全部正常"


def test_a_thousand_findings_fit_one_message() -> None:
    many = [bad(Message("监测源坏了" * 10), Message("修")) for _ in range(1000)]
    told = chat_report(many, TEXTS)
    assert utf16(told) < 4096
    assert "还有" in told


def test_the_terminal_hears_all_and_whether_it_is_well() -> None:
    assert [line(one, TEXTS) for one in FOUND] == ["✓ 好", "❌ 坏 → 修", "✓ 也好", "ℹ️ 注意 → 看", "ℹ️ 无"]
    assert summary(FOUND, TEXTS) == "1 项须处理，2 项正常"
    assert not is_well(FOUND)
    assert is_well([one for one in FOUND if one.level is not Level.BAD])
    assert summary(FOUND[:1], TEXTS) == "没有须处理的，1 项正常"
