"""Small pure pieces: budget, callback, showing, cards as golden text, views."""

from datetime import timedelta

import pytest

from bot.texts import texts_in
from core.budget import Budget
from core.callback import Press, decode, deep_link, encode, read_deep_link
from core.cards.card import FURTHER, MENU_PAGE, menu_card, shared_card
from core.cards.details import details
from core.cards.keys import picker_keys
from core.cards.views import VIEWS, Told, timeline
from core.dossier import Category, Jurisdiction, Proposal, Proposed, Report, Transfer
from core.errors import InputError
from core.incident import Incident, Status, Verdict
from core.outgoing import Lane
from core.people import Actor, Role, with_implied
from core.severity import Severity
from core.showing import clean, clip, link, mask, utf16
from core.texts import Message, Texts, several
from core.workflow import Around
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON
from tests.unit.making import AROUND, POLICY, at_status, done, incident

TEXTS = Texts()


def labels(keyboard: tuple[tuple[object, ...], ...]) -> list[list[str]]:
    return [[button.label for button in row] for row in keyboard]  # type: ignore[attr-defined]


def test_the_card_of_a_suspected_incident() -> None:
    card = shared_card(
        incident(
            severity=Severity.MAJOR,
            platform="论坛",
            published_at=NOON - timedelta(minutes=3),
            excerpt="修了一年多还没修好，雨天全是泥",
            posts=3,
            platforms=("论坛", "微博"),
            reposts=128,
        ),
        AROUND,
        TEXTS,
        now=NOON,
    )
    assert card.html.splitlines() == [
        "🔴 #0127 重大 · 待认领",
        "<b>望江西路改建拖延</b>",
        "论坛 海棠论坛 11-20 11:57 · 发现 12:00 · 3 帖 2 平台 · 转发 128",
        "「修了一年多还没修好，雨天全是泥」",
        "👤 — · 部门 — · 核实 —",
        '🔗 <a href="https://forum.example/1">原帖</a>',
    ]
    assert labels(card.keyboard) == [["🙋 我来认领"], ["✅ 属实", "❌ 不实"], ["🟡 部分属实", "🚫 无效"], ["⋯ 更多"]]


@pytest.mark.parametrize(
    ("subject", "rows"),
    [
        (done("cl", incident(), LIN), [["🤝 协助"], ["✅ 属实", "❌ 不实"], ["🟡 部分属实", "❓ 无法核实"]]),
        (
            at_status(Status.CLAIMED, verdict=Verdict.FALSE),
            [["👀 详情"], ["🏢 交办", "✍️ 起草"], ["📤 已上报", "🏁 办结"]],
        ),
        (at_status(Status.ASSIGNED), [["👀 详情"], ["👌 签收", "✍️ 起草"], ["📤 已上报", "↩️ 退回"]]),
        (at_status(Status.HANDLING), [["👀 详情"], ["✍️ 起草", "🤝 承诺"], ["📤 已上报", "🏁 办结"]]),
        (at_status(Status.CLOSED), [["📜 时间线"], ["🔁 重开"]]),
        (at_status(Status.INVALID), [["👀 详情"], ["🔁 重开"]]),
        (at_status(Status.TRANSFERRED), [["👀 详情"], ["📨 对方签收", "↩️ 退回我方"]]),
    ],
)
def test_the_keyboard_of_each_phase(subject: object, rows: list[list[str]]) -> None:
    card = shared_card(subject, AROUND, TEXTS, now=NOON)  # type: ignore[arg-type]
    assert labels(card.keyboard) == [*rows, ["⋯ 更多"]]


def test_the_verdict_keeps_its_place_from_suspected_to_claimed() -> None:
    before = shared_card(incident(), AROUND, TEXTS, now=NOON).keyboard[1]
    after = shared_card(done("cl", incident(), LIN), AROUND, TEXTS, now=NOON).keyboard[1]
    assert [b.label for b in before] == [b.label for b in after]


def test_a_date_is_shown_where_it_is_not_the_day_of_detection() -> None:
    late = incident(published_at=NOON - timedelta(days=2))
    assert "11-18 12:00 · 发现 11-20 12:00" in shared_card(late, AROUND, TEXTS, now=NOON).html
    assert "时间未知" in shared_card(incident(), AROUND, TEXTS, now=NOON).html


def test_the_menu_holds_what_this_person_may_do_and_nothing_else() -> None:
    owned = done("cl", incident(), LIN)

    def menu(person: int) -> set[str]:
        actor = Actor.of(POLICY.members[person])
        pages = [
            menu_card(owned, actor, AROUND, TEXTS, now=NOON + timedelta(minutes=1), picker=picker).keyboard
            for picker in ("", FURTHER)
        ]
        assert len([button for row in pages[0] for button in row]) <= MENU_PAGE + 1
        return {button.label for page in pages for row in page for button in row} - {"更多操作 →", "← 返回"}

    everybody = {view.label for view in VIEWS if view.offered(owned) and view.had(POLICY)} | {
        "📤 已上报",
        "💬 备注",
        "📝 补充要素",
    }
    everybody |= {"🤝 承诺", "✍️ 起草"}
    whoever_decides = {"✅ 属实", "❌ 不实", "🟡 部分属实", "❓ 无法核实", "🚫 无效", "🙌 释放"}
    whoever_decides |= {"⏰ 稍后提醒", "🏷 分类", "📍 属地", "🔗 并案"}
    leads = {"📣 督办", "🤝 协助", "🏢 交办", "🔕 无需回应", "🫱 接手", "⚖️ 等级", "📮 转出"}
    assert menu(LIN) == everybody | whoever_decides | {"⏪ 撤销", "⚖️ 提议调级"}
    assert menu(BAI) == everybody | {"🤝 协助", "⚖️ 提议调级"}
    assert menu(FANG) == everybody | whoever_decides | leads


def test_a_button_is_called_by_what_it_does_now() -> None:
    def labels_of(subject: Incident) -> set[str]:
        actor = Actor.of(POLICY.members[FANG])
        pages = [menu_card(subject, actor, AROUND, TEXTS, now=NOON, picker=p).keyboard for p in ("", FURTHER)]
        return {button.label for page in pages for row in page for button in row}

    assert "🏢 交办" in labels_of(at_status(Status.CLAIMED, verdict=Verdict.TRUE))
    assigned = labels_of(at_status(Status.ASSIGNED))
    assert "🏢 改派" in assigned
    assert "🏢 交办" not in assigned


def test_the_card_shows_the_last_report_and_what_kind_of_matter_it_is() -> None:
    told = (
        Report(to="县政府值班室", how="电话", by=LIN, at=NOON),
        Report(to="县委网信办", how="值班系统 12 号", by=LIN, at=NOON + timedelta(minutes=4)),
    )
    subject = at_status(
        Status.HANDLING, reports=told, category=Category.INQUIRY, jurisdiction=Jurisdiction.LOCAL, excerpt="一" * 300
    )
    lines = shared_card(subject, AROUND, TEXTS, now=NOON).html.splitlines()
    assert lines[-1] == "📤 已上报 县委网信办 12:04"
    assert "👤 林晓 · 部门 市政科 · 核实 属实 · 咨询诉求 · 本地" in lines
    assert len(lines) <= 8


def test_the_posts_words_get_the_room_that_is_left() -> None:
    long = "一二三四五六七八九十" * 30
    short = incident(excerpt=long)
    crowded = at_status(
        Status.HANDLING,
        excerpt=long,
        title=long,
        source=long,
        platform=long,
        posts=999,
        reposts=99999,
        reopened=12,
        no_response="x",
        assistants=(LIN, BAI, HE, FANG),
        category=Category.FABRICATION,
        jurisdiction=Jurisdiction.OUTSIDE,
        reports=(Report(to=long, how="", by=LIN, at=NOON - timedelta(days=3)),),
    )

    def room(subject: Incident) -> int:
        card = shared_card(subject, AROUND, TEXTS, now=NOON).html
        return next(len(line) for line in card.splitlines() if line.startswith("「一"))

    assert 20 <= room(crowded) < room(short) == 92


def test_a_picker_has_two_columns_pages_and_a_way_back() -> None:
    keys = picker_keys(at_status(Status.CLAIMED), AROUND, TEXTS, "ag.0")
    assert labels(keys) == [["市政科", "物业科"], ["← 返回"]]
    suggested = picker_keys(at_status(Status.CLAIMED, suggested="物业科"), AROUND, TEXTS, "ag.0")
    assert suggested[0][0].label == "物业科"
    assert picker_keys(incident(), AROUND, TEXTS, "zz.0") == ()
    assert picker_keys(incident(), AROUND, TEXTS, "cl.0") == ()


def test_more_than_eight_choices_turn_pages() -> None:
    from dataclasses import replace

    from core.people import Department

    many = replace(POLICY, departments=tuple(Department(id=n, name=f"{n}科") for n in range(1, 20)))
    first = picker_keys(incident(), Around(policy=many), TEXTS, "ag.0")
    assert labels(first)[-1] == ["← 返回", "下一页 →"]
    assert len(first) == 5
    last = picker_keys(incident(), Around(policy=many), TEXTS, "ag.2")
    assert labels(last)[:-1] == [["17科", "18科"], ["19科"]]
    assert decode(last[-1][1].data).arg == "ag.0"
    assert picker_keys(incident(), Around(policy=many), TEXTS, "ag.99") == last


def test_callback_round_trip_and_refusals() -> None:
    press = Press(action="ag", incident=2**50, seen=2**31, arg="17")
    assert decode(encode(press)) == press
    with pytest.raises(ValueError, match="not a callback"):
        encode(Press(action="too long", incident=1, seen=1))
    for bad in ("", "v2:cl:1:0", "v1:cl:1:0:" + "x" * 60, "v1:cl:zzzzzzzzzzzzz:0", "v1:cl:1:0\n", "v1:cl:１:0"):
        with pytest.raises(InputError):
            decode(bad)
    assert read_deep_link(deep_link("bot", 127).rpartition("=")[2]) == 127
    assert read_deep_link("join_5") is None


def test_what_is_shown_is_clean_masked_and_short() -> None:
    assert clean("a\u202eb\u200b\n c\x00") == "ab c"
    assert (
        mask("打13812345678或010-87654321，证11010519491231002X") == "打138****5678或010-****4321，证110105********002X"
    )
    assert mask("订单20261120123456789") == "订单20261120123456789"
    assert clip("一二三四", 3) == "一二…"
    assert utf16(clip("😀" * 10, 5)) <= 5
    assert link("javascript:alert(1)", "原帖") == "原帖"
    assert link("https://a.example/?a=1&b=2", "<") == '<a href="https://a.example/?a=1&amp;b=2">&lt;</a>'
    assert '"' not in link('https://a.example/"onclick="x', "原帖")


def test_budget_keeps_a_reserve_and_forgets_after_its_minute() -> None:
    budget, now = Budget(), NOON
    for spent in range(20):
        assert budget.allows(GROUP, Lane.LOG, now) is (spent < 8)
        assert budget.allows(GROUP, Lane.EDIT, now) is (spent < 16)
        assert budget.allows(GROUP, Lane.NEW_CARD, now) is (spent < 18)
        assert budget.allows(GROUP, Lane.ESCALATION, now)
        budget.spend(GROUP, now)
        now += timedelta(seconds=0.1)
    assert not budget.allows(GROUP, Lane.ESCALATION, now)
    assert budget.allows(LIN, Lane.EDIT, now + timedelta(seconds=1))
    assert budget.allows(GROUP, Lane.EDIT, now + timedelta(seconds=63))


def test_roles_bring_their_implied_ones() -> None:
    assert with_implied(frozenset({Role.CHIEF})) == {Role.CHIEF, Role.LEAD, Role.APPROVER, Role.MEMBER}
    assert with_implied(frozenset({Role.HANDLER})) == {Role.HANDLER, Role.MEMBER}
    assert [m.id for m in POLICY.holders(Role.LEAD)] == [FANG, GU]
    assert [m.id for m in POLICY.contacts("市政科")] == [HE]


def test_a_long_timeline_keeps_its_newest_lines() -> None:
    story = tuple(Told(at=NOON, type="assist", name=f"第{n}人", reason="很长的原因" * 10) for n in range(200))
    text = timeline(incident(), story, POLICY, TEXTS)
    assert utf16(text) <= 3500
    assert text.startswith("#0127 时间线")
    assert "第199人" in text
    assert "第0人" not in text


def test_details_fit_an_alert_box_mostly_and_name_everybody() -> None:
    text = details(at_status(Status.HANDLING, handler=HE, assistants=(BAI,)), (), POLICY, TEXTS)
    assert all(word in text for word in ("林晓", "市政科", "何建", "白露", "属实", "现场核实"))


def test_details_name_what_was_reported_proposed_and_handed_on() -> None:
    asked = Proposal(number=1, what=Proposed.RAISE, by=BAI, at=NOON, reason=Message("x"), severity=Severity.MAJOR)
    subject = at_status(
        Status.HANDLING,
        category=Category.HYPE,
        proposals=(asked,),
        reports=(Report(to="县委网信办", how="12 号", by=LIN, at=NOON),),
        snoozed_until=NOON + timedelta(hours=1),
    )
    text = details(subject, (), POLICY, TEXTS)
    for words in ("分类 炒作", "上报 县委网信办 12:00 林晓：12 号", "提议升为「重大」，待带班领导答复", "13:00 提醒"):
        assert words in text
    gone = Transfer(unit="县教育局", by=FANG, at=NOON, receipt="教签 3 号", received_at=NOON)
    text = details(at_status(Status.TRANSFERRED, transfer=gone), (), POLICY, TEXTS)
    assert "转出至 县教育局" in text
    assert "对方 12:00 签收：教签 3 号" in text


def test_the_timeline_names_the_new_acts() -> None:
    def line(type_: str, **new: object) -> str:
        return timeline(incident(), (Told(at=NOON, type=type_, name="方正", new=new),), POLICY, TEXTS).splitlines()[1]

    report = Report(to="县委网信办", how="", by=LIN, at=NOON)
    assert line("report_up", reports=(report,)) == "12:00 方正 上报县委网信办"
    assert line("severity", severity=Severity.GENERAL) == "12:00 方正 等级定为一般"
    assert line("set_category", category=Category.SUGGESTION) == "12:00 方正 分类：建设性意见"
    assert line("set_jurisdiction", jurisdiction=Jurisdiction.OUTSIDE) == "12:00 方正 属地：外地"
    assert line("snooze", snoozed_until=NOON + timedelta(days=1)) == "12:00 方正 定于 11-21 12:00 提醒"


def test_messages_nest_and_escape_only_for_html() -> None:
    message = Message("「{phase}」", {"phase": Message("<b>")})
    assert TEXTS.say(message) == "「<b>」"
    assert TEXTS.html_of(message) == "「&lt;b&gt;」"


def test_several_words_stand_beside_each_other_as_the_language_does_it() -> None:
    english = texts_in("en")
    assert (TEXTS.say(several([])), english.say(several([]))) == ("—", "—")
    assert TEXTS.say(several(["市政科"])) == "市政科"
    names = several(["市政科", Message("带班领导"), "{x}"])
    assert (TEXTS.say(names), english.say(names)) == ("市政科、带班领导、{x}", "市政科, Lead, {x}")


@pytest.mark.parametrize("hidden", ["138\u200b1234\u200b5678", "1381234\ufeff5678", "138\u200d\u200c12345678"])
def test_a_number_is_masked_though_something_invisible_divides_it(hidden: str) -> None:
    assert "5678" in mask(hidden)
    assert "13812345678" not in clean(mask(f"电话{hidden}"))
    # between letters such signs have a meaning of their own
    assert mask("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
