"""One row of the ledger: every column, who was late, what is masked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.digest.facts import Run
from core.dossier import Category, Child, Report, Transfer
from core.incident import Status, Verdict
from core.ledger.cells import Value, cells
from core.ledger.columns import COLUMNS, Kind
from core.ledger.entry import Entry, missed, missed_clocks
from core.response import Promise, PromiseState
from core.severity import Severity
from core.statement import Kind as Said
from core.statement import Stand, Statement
from core.texts import Texts
from core.timer import Clock, TimerState
from tests.conftest import HE, LIN, NOON
from tests.unit.making import POLICY, at_status, incident

TEXTS = Texts()
NOW = NOON + timedelta(days=2)
HOUR = timedelta(hours=1)


def row(entry: Entry) -> dict[str, Value]:
    return dict(zip((column.name for column in COLUMNS), cells(entry, POLICY, TEXTS, NOW), strict=True))


def run(clock: Clock = Clock.FIRST_RESPONSE, **changes: object) -> Run:
    values = {"incident": 127, "clock": clock, "about": "", "generation": 1, "started_at": NOON, "ended_at": None}
    return Run(**{**values, "due_at": NOON + HOUR, "state": TimerState.RUNNING, **changes})  # type: ignore[arg-type]


def test_the_columns_of_the_paper_ledger() -> None:
    assert " ".join(column.name for column in COLUMNS) == (
        "编号 发现时间 来源 标题 链接 等级 分类 核实结论 承办部门 认领人 "
        "上报时间 首次回应 发布链接 办结时间 是否超时 结果 整改承诺 备注"
    )
    assert all(column.about and column.width > 5 for column in COLUMNS)


def test_a_closed_incident_fills_its_row() -> None:
    said = Statement(number=1, kinds=(Said.FINAL,), hash="", author=LIN, editor=LIN, edited_at=NOON)
    public = replace(said, stand=Stand.PUBLISHED, published_at=NOON + 3 * HOUR, link="https://gov.example/1")
    gone = replace(public, number=2, stand=Stand.WITHDRAWN, published_at=NOON + 2 * HOUR, solo=True)
    draft = replace(said, number=3, bypass="会前必须回应，电话 13812345678")
    promise = Promise(
        number=1, text="修好路灯", due=date(2026, 11, 28), owner=LIN, by=LIN, at=NOON, state=PromiseState.KEPT
    )
    subject = at_status(
        Status.CLOSED,
        title="望江西路改建拖延",
        platform="论坛",
        severity=Severity.MAJOR,
        category=Category.INQUIRY,
        reports=tuple(Report(to="县委", how="电话", by=LIN, at=NOON + hours * HOUR) for hours in (2, 1)),
        statements=(public, replace(gone, link="https://gov.example/2"), draft),
        promises=(promise,),
        outcome="已通车，联系 13812345678",
        reopened=1,
        extended_to=date(2026, 11, 30),
        children=(Child(id=9, at=NOON),),
    )
    late = run(state=TimerState.MET, ended_at=NOON + 2 * HOUR)
    apart = run(Clock.AUTHORITATIVE, overdue=True)
    told = row(Entry(incident=subject, runs=(late, apart), closed_at=NOON + 26 * HOUR))
    assert told == {
        "编号": 127,
        "发现时间": datetime(2026, 11, 20, 12),
        "来源": "论坛 海棠论坛",
        "标题": "望江西路改建拖延",
        "链接": "https://forum.example/1",
        "等级": "重大",
        "分类": "咨询诉求",
        "核实结论": "属实",
        "承办部门": "市政科",
        "认领人": "林晓",
        "上报时间": datetime(2026, 11, 20, 13),
        "首次回应": datetime(2026, 11, 20, 14),
        "发布链接": "https://gov.example/1\nhttps://gov.example/2（已撤回）",
        "办结时间": datetime(2026, 11, 21, 14),
        "是否超时": "是：首次回应\n起算已过期：权威发布",
        "结果": "已办结：已通车，联系 138****5678",
        "整改承诺": "修好路灯（期限 2026-11-28，已兑现）",
        "备注": "回应2 单人签发\n回应3 特批签发：会前必须回应，电话 138****5678\n"
        "答复延期至 2026-11-30\n重开 1 次\n并入的事件：#0009",
    }


def test_an_incident_that_nobody_touched_says_little() -> None:
    told = row(Entry(incident=incident()))
    assert told["结果"] == "待认领"
    assert told["核实结论"] == "待核实"
    assert told["是否超时"] == "否"
    assert not any(
        told[name]
        for name in ("分类", "承办部门", "认领人", "上报时间", "首次回应", "发布链接", "办结时间", "整改承诺", "备注")
    )


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"status": Status.MERGED, "merged_into": 12}, "并入 #0012"),
        ({"status": Status.INVALID, "invalid_reason": "误报"}, "无效：误报"),
        ({"status": Status.TRANSFERRED, "transfer": Transfer(unit="县教育局", by=LIN, at=NOON)}, "转出至 县教育局"),
        ({"status": Status.CLOSED, "verdict": Verdict.FALSE}, "已办结"),
        ({"status": Status.HANDLING}, "办理中"),
    ],
)
def test_the_result_says_where_it_stands(changes: dict[str, object], result: str) -> None:
    assert row(Entry(incident=incident(**changes)))["结果"] == result


def test_a_report_by_hand_names_who_and_how() -> None:
    assert row(Entry(incident=incident(reported_by=HE, channel="phone")))["来源"] == "人工报送（来电，何建）"
    assert row(Entry(incident=incident(reported_by=HE)))["来源"] == "人工报送（何建）"


def test_hostile_text_is_one_clean_line_with_numbers_masked_and_addresses_whole() -> None:
    title = '=HYPERLINK("http://x")\r\n\u202e电话 13812345678，身份证 11010119900307123X' + "长" * 50_000
    told = row(Entry(incident=incident(title=title, url="https://forum.example/13812345678", source="论\u200b坛\x00")))
    assert str(told["标题"]).startswith('=HYPERLINK("http://x") 电话 138****5678，身份证 110101********123X长')
    assert len(str(told["标题"])) == 300
    assert told["链接"] == "https://forum.example/13812345678"
    assert told["来源"] == "论坛"


@pytest.mark.parametrize(
    ("changes", "late"),
    [
        ({"due_at": NOW}, False),
        ({"due_at": NOW - timedelta(seconds=1)}, True),
        ({"state": TimerState.MET, "ended_at": NOON + HOUR}, False),
        ({"state": TimerState.MET, "ended_at": NOON + HOUR + timedelta(seconds=1)}, True),
        ({"state": TimerState.ENDED, "ended_at": NOON}, False),
        ({"state": TimerState.ENDED, "ended_at": NOON + 2 * HOUR}, True),
        *(
            ({"state": state, "ended_at": NOON + 2 * HOUR}, False)
            for state in (TimerState.SUPERSEDED, TimerState.VOID, TimerState.BOUNCED, TimerState.REASSIGNED)
        ),
        *(({"state": state}, False) for state in (TimerState.MERGED, TimerState.WAIVED, TimerState.PAUSED)),
    ],
)
def test_what_counts_as_late(changes: dict[str, object], late: bool) -> None:
    assert missed(run(**changes), NOW) is late


def test_clocks_are_named_once_in_their_order() -> None:
    runs = tuple(run(clock, generation=at) for clock in (Clock.FINAL, Clock.CLAIM, Clock.FINAL) for at in (1, 2))
    assert missed_clocks(Entry(incident=incident(), runs=runs), NOW, overdue=False) == (Clock.CLAIM, Clock.FINAL)
    assert missed_clocks(Entry(incident=incident(), runs=runs), NOW, overdue=True) == ()


def test_moments_stand_on_the_organisations_clock() -> None:
    late = incident(detected_at=datetime(2026, 11, 20, 20, 30, 59, 999, tzinfo=UTC))
    assert row(Entry(incident=late))["发现时间"] == datetime(2026, 11, 21, 4, 30, 59)
    kinds = [column.kind for column in COLUMNS]
    for value, kind in zip(cells(Entry(incident=late), POLICY, TEXTS, NOW), kinds, strict=True):
        assert kind is {int: Kind.NUMBER, datetime: Kind.MOMENT, str: Kind.TEXT}.get(type(value), kind)
