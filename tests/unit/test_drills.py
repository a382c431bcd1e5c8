"""Drills by themselves: numbers, scenarios, the score."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.config_tables import OrganisationTable
from bot.scenario_files import SHIPPED, read_scenario, scenarios
from core.actions.send_out import guard
from core.callback import Press, decode, deep_link, encode, read_deep_link
from core.changes import Entry, Origin, Turn
from core.clocks.planning import paced
from core.clocks.spanning import Due
from core.drill.running import Reply, Run
from core.drill.scenario import Scenario, arrival, for_us
from core.drill.score import Act, Played, score
from core.drill.telling import card
from core.errors import InputError
from core.incident import Status, Verdict
from core.numbers import heard, spoken
from core.outgoing import marked, rehearsed
from core.people import Actor
from core.policy import Figures, Policy
from core.texts import Message, Texts
from core.timer import Clock, Timer, TimerState
from core.workflow import Refused
from tests.conftest import FANG, GROUP, LIN, NOON, PEOPLE
from tests.unit.making import at_status

POLICY = Policy(figures=Figures(organisation="县住建局"), group=GROUP, members={one.id: one for one in PEOPLE})
OURS = OrganisationTable(name="县住建局")


@pytest.mark.parametrize(("ident", "said"), [(127, "#0127"), (-1, "演-0001"), (-12345, "演-12345")])
def test_a_number_is_spoken_and_heard(ident: int, said: str) -> None:
    assert spoken(ident) == said
    assert heard(said) == heard(f"/incident {said}") == ident
    assert decode(encode(Press(action="cl", incident=ident, seen=3))).incident == ident
    assert read_deep_link(deep_link("bot", ident).partition("start=")[2]) == ident


@pytest.mark.parametrize("words", ["演", "演-", "演练", "-1", "#演", "D1"])
def test_what_is_no_number(words: str) -> None:
    assert heard(words) is None


def test_what_a_drill_says_is_marked_once() -> None:
    text = Message("{text}", {"text": "好"})
    assert marked(text, -1).plain() == rehearsed(marked(text, -1)).plain() == "【演练】好"
    assert marked(text, 1) == marked(text, 0) == text


def test_a_drill_never_speaks_in_public() -> None:
    turn = Turn(
        actor=Actor.of(PEOPLE[0]), now=NOON, policy=replace(POLICY, channel=-5), origin=Origin(entry=Entry.BUTTON)
    )
    with pytest.raises(Refused) as refused:
        guard(at_status(Status.HANDLING, drill=True), turn)
    assert refused.value.code == "drill"


def scenario(**changes: object) -> Scenario:
    return replace(read_scenario(SHIPPED / "rumour.toml", OURS), **changes)  # type: ignore[arg-type]


def test_what_comes_along_is_about_us() -> None:
    known = scenarios(Path("nowhere"), OURS)
    assert list(known) == ["accident", "complaint", "figure", "rumour"]
    for one in known.values():
        assert isinstance(one, Scenario)
        assert one.questions
        assert one.facts
        assert all("县住建局" in post.title + post.text for post in one.posts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "不是能用的情景"),
        ("title = " + "[" * 9_000, "不是能用的情景"),
        ("minutes = " + "9" * 9_000, "不是能用的情景"),
        ('title = "甲"\nminutes = 5\nposts = []', "至少要有一条"),
        ('title = "甲"\nminutes = 0\nposts = [{at = 0, source = "乙", text = "{org}"}]', "minutes 应在"),
        ('title = "甲"\nminutes = 5\nposts = [{at = 9, source = "乙", text = "{org}"}]', "不在 0 和 minutes"),
        ('title = "甲"\nminutes = 5\nposts = [{at = 0, source = "乙", text = "别人"}]', "没有 {org}"),
        (
            'title = "甲"\nminutes = 5\nposts = [{at = 0, source = "乙", text = "{org}"}]\nfacts = [{name = "丙"}]',
            "says",
        ),
        ('title = "甲"\nminutes = 5\ncolour = 1\nposts = []', "不是能用的情景"),
    ],
)
def test_what_cannot_be_played_is_said(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "drills" / "mine.toml"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as wrong:
        read_scenario(file)
    assert said in wrong.value.message.plain()
    assert isinstance(scenarios(tmp_path, OURS)["mine"], Message)


def test_an_own_file_takes_the_place(tmp_path: Path) -> None:
    file = tmp_path / "drills" / "rumour.toml"
    file.parent.mkdir()
    file.write_text('title = "我们的"\nminutes = 5\nposts = [{at = 0, source = "乙", text = "{org}投诉"}]', "utf-8")
    mine = scenarios(tmp_path, OURS)["rumour"]
    assert isinstance(mine, Scenario)
    assert (mine.title, mine.posts[0].text) == ("我们的", "县住建局投诉")


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["drill", "rumour"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("不实传言扩散：120 分钟，1 倍速\n")
    assert "25 分  提问  县融媒体中心记者" in said
    assert main(["drill", str(tmp_path / "none.toml")]) == 1
    assert "读不出来" in capsys.readouterr().err


def test_a_clock_runs_so_many_times_faster() -> None:
    due = Due(due_at=NOON + timedelta(hours=3), why=Message("限 3 小时"))
    work = POLICY.figures.work
    assert paced(due, NOON, 6, work).due_at == NOON + timedelta(minutes=30)
    assert paced(due, NOON, 1, work) == due
    assert paced(due, NOON + timedelta(hours=4), 6, work) == due, "what was over stays so"


def test_a_post_is_the_same_one_however_often_it_is_played() -> None:
    one = scenario().posts[0]
    first, second = (arrival(run, 0, one, NOON, 2) for run in (1, 2))
    assert first == arrival(1, 0, one, NOON, 2)
    assert first.key != second.key
    assert first.source.drill
    assert first.source.pace == 2


def timer(clock: Clock, minutes: int, *, limit: int = 15, met: bool = True) -> Timer:
    state = TimerState.MET if met else TimerState.RUNNING
    ended = NOON + timedelta(minutes=minutes) if met else None
    due = NOON + timedelta(minutes=limit)
    return Timer(clock=clock, generation=1, started_at=NOON, due_at=due, why=Message(""), state=state, ended_at=ended)


def test_the_score_counts_what_was_and_what_was_not() -> None:
    run = Run(
        id=1,
        scenario=scenario(pace=2.0),
        pace=2.0,
        started_at=NOON,
        started_by=FANG,
        told=7,
        replies=(Reply(question=2, person=LIN, at=NOON + timedelta(minutes=15), text="没有"),),
        ended_at=NOON + timedelta(minutes=60),
    )
    played = Played(
        run=run,
        incidents=(at_status(Status.CLOSED, id=-1, drill=True, verdict=Verdict.FALSE, posts=4),),
        timers=(timer(Clock.CLAIM, 5), timer(Clock.CLAIM, 20), timer(Clock.VERIFY, 0, met=False)),
        acts=(Act(type="claim", person=LIN), Act(type="detect", person=0)),
        statements=("没有发生塌方，是旧图。昨天有3人死亡。",),
        unfound=1,
    )
    made = score(played, stopped=False)
    claim, verify = made.measures
    assert (claim.runs, claim.on_time, claim.left, claim.slowest, claim.limit) == (2, 1, 0, 40, 30)
    assert (verify.runs, verify.on_time, verify.left, verify.slowest) == (1, 0, 1, None)
    assert (made.minutes, made.verdict_right, made.unfound) == (120, True, 1)
    assert (made.told, made.missing, made.wrong) == (
        ("没有发生塌方", "照片是外地旧图"),
        ("写明咨询电话",),
        ("无人伤亡",),
    )
    # asked at minute 25 of its clock, answered at minute 30
    assert (made.asked, made.answered, made.slowest_answer) == (3, 1, 5)
    assert dict(made.people)[LIN] == (("claim", 1), ("drill_answer", 1))
    assert 0 not in dict(made.people)
    shown = card(run, made, made, POLICY, Texts()).text.plain()
    assert shown.startswith("【演练】🏁 演练结束")
    assert "认领 40 → 40 分钟" in shown
    assert "❗ 认领：1/2 按时，最慢 40 分钟（限 30 分钟）" in shown
    assert "❗ 核实：未完成（限 30 分钟）" in shown
    empty = score(Played(run=run), stopped=True)
    assert (empty.incidents, empty.verdict_right, empty.measures) == (0, False, ())
    assert "没有发布回应" in card(run, empty, None, POLICY, Texts()).text.plain()


@pytest.mark.parametrize(
    ("text", "told", "wrong"),
    [
        ("没有人受伤。", ("无人伤亡",), ()),
        ("没有人受伤，但昨天另有3人死亡。", (), ("无人伤亡",)),
        ("网传“3人死亡”不实。无人受伤。", ("无人伤亡",), ()),
        ("网传照片不实。事故造成3人死亡。", (), ("无人伤亡",)),
        ("塌方不实；确有塌方是去年的事。", (), ("没有发生塌方",)),
    ],
)
def test_a_statement_may_quote_what_it_denies(text: str, told: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    run = Run(id=1, scenario=scenario(), pace=1.0, started_at=NOON, started_by=FANG)
    made = score(Played(run=run, statements=(text,)), stopped=False)
    assert (made.told, made.wrong) == (told, wrong)


def test_it_is_over_when_its_time_is_up_or_all_is_done() -> None:
    run = Run(id=1, scenario=scenario(), pace=1.0, started_at=NOON, started_by=FANG)
    done = at_status(Status.CLOSED, drill=True)
    assert not run.is_over((done,), NOON), "more is to come"
    assert run.is_over((), NOON + timedelta(minutes=120))
    assert replace(run, told=7).is_over((done,), NOON)
    assert not replace(run, told=7).is_over((at_status(Status.HANDLING, drill=True),), NOON)
    assert [place for place, _ in run.due(NOON)] == [0]
    assert [place for place, _ in replace(run, told=1).due(NOON + timedelta(minutes=25))] == [1, 2]


def test_a_name_in_braces_is_only_the_organisation() -> None:
    made = for_us(replace(scenario(), about="{x}{org}"), "我们")
    assert made.about == "{x}我们"
