"""config.example.toml is complete and true, and every mistake in a config.toml is named with its key."""

import re
from dataclasses import fields
from datetime import date, time, timedelta
from pathlib import Path

import msgspec
import pytest

from bot.commands.run import ready
from bot.config import Config, ConfigError, load_config
from bot.config_assistant import AssistantTable
from bot.config_backup import BackupTable
from bot.config_clocks import CalendarTable, ClocksTable
from bot.config_cluster import ClusterTable
from bot.config_duty import KeyPeriodTable, RosterDateTable, RosterTable
from bot.config_grading import GradingTable, ScoreTable
from bot.config_learning import LearningTable
from bot.config_reports import ReportsTable
from bot.config_risk import RiskTable
from bot.config_signing import ApprovalTable, TemplateTable
from bot.config_sources import whose
from bot.config_tables import (
    DepartmentTable,
    EvidenceTable,
    File,
    LogTable,
    MemberTable,
    OrganisationTable,
    PolicyTable,
    RulesTable,
    ServicesTable,
    SourceTable,
    StorageTable,
    TelegramTable,
    WebSourceTable,
    WebTable,
)
from bot.seeding import load_rules
from bot.texts import texts_in
from core.dossier import Category
from core.duty import KeyPeriod, Roster, Rotation, Shift
from core.incident import Incident
from core.policy import Figures, Policy
from core.posts import Tier
from core.response import Promise
from core.severity import Severity
from core.spans import ROUTES, Route, Spans
from core.statement import Kind
from core.templating import TemplateEntry
from core.voice import Account
from core.wording.templates import GAP, filled
from core.workdays import WorkTime
from jobs.sources import KINDS
from tests.conftest import LIN, NOON

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
TABLES: dict[str, type[msgspec.Struct]] = {
    "organisation": OrganisationTable,
    "telegram": TelegramTable,
    "storage": StorageTable,
    "cluster": ClusterTable,
    "web": WebTable,
    "log": LogTable,
    "rules": RulesTable,
    "services": ServicesTable,
    "risk": RiskTable,
    "policy": PolicyTable,
    "evidence": EvidenceTable,
    "learning": LearningTable,
    "backup": BackupTable,
    "assistant": AssistantTable,
    "calendar": CalendarTable,
    "clocks": ClocksTable,
    "reports": ReportsTable,
    "grading": GradingTable,
    "score": ScoreTable,
    "approval": ApprovalTable,
    "roster": RosterTable,
    "departments": DepartmentTable,
    "members": MemberTable,
    "sources": SourceTable,
}
#: tables that the example only shows, so that nobody's file has them by accident
SHOWN: dict[str, type[msgspec.Struct]] = {
    "web.sources": WebSourceTable,
    "key_periods": KeyPeriodTable,
    "roster.dates": RosterDateTable,
    "templates": TemplateTable,
}
LEAST = '[organisation]\nname = "海棠县住建局"\n'
TEAM = LEAST + "".join(
    f'[[members]]\ntelegram_id = {ident}\nname = "{name}"\n'
    for ident, name in ((11, "林晓"), (17, "白露"), (15, "方正"), (21, "同名"), (22, "同名"))
)
PERIOD = LEAST + '[[key_periods]]\nname = "中考"\nbegin = 2027-06-12\nend = 2027-06-12\n'
SOURCE = '[[sources]]\nname = "论坛"\nkind = "rss"\nurl = "https://forum.example/rss"\n'


def loaded(folder: Path, text: str, **environment: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return load_config(path, environment)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as error:
        loaded(folder, text)
    said = str(error.value)
    assert str(folder / "config.toml") in said
    return said


# the example


def options() -> dict[str, dict[str, tuple[str, bool]]]:
    """Table → key → its value as written, and whether it only shows the default."""
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    table = ""
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if head := re.match(r"\[+(\w+)\]+$", line):
            table = head[1]
        elif option := re.match(r"(#?)(\w+) = (.+)$", line):
            found.setdefault(table, {})[option[2]] = (option[3], bool(option[1]))
    return found


def test_the_example_loads(tmp_path: Path) -> None:
    config = loaded(tmp_path, EXAMPLE.read_text("utf-8"))
    assert config.sources[0].interval == 300
    assert config.departments[0].name == "市政科"


def test_the_example_loads_with_every_option_taken(tmp_path: Path) -> None:
    text = re.sub(r"^#(\w+ = )", r"\1", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    assert loaded(tmp_path, text).telegram.group == -1001234567890


def test_what_is_only_shown_as_an_example_loads_too(tmp_path: Path) -> None:
    text = re.sub(r"^# (?=\[|\w+ = )", "", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    config = loaded(tmp_path, text)
    assert {source.kind for source in config.sources} == set(KINDS)
    assert [(one.name, one.tier) for one in config.web.sources.values()] == [("省舆情平台", Tier.PROVINCIAL)]
    assert [(one.name, one.end) for one in config.figures.key_periods] == [("两会", date(2027, 3, 12))]
    assert config.roster
    assert config.roster.on(Shift.LEAD, date(2027, 2, 17)) == config.members[0].id
    assert [(one.kind, one.category) for one in config.templates] == [(Kind.FIRST, Category.INQUIRY)]


def test_the_example_shows_who_signs_by_default(tmp_path: Path) -> None:
    text = re.sub(r"^#(\w+ = )", r"\1", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    assert loaded(tmp_path, text).figures.routes == ROUTES
    said = text[: text.index("[[approval]]")].rpartition("\n\n")[2]
    for level in (Severity.SIGNIFICANT, Severity.EXTREME):
        assert str([list(stage) for stage in ROUTES[level].stages]).replace("'", '"') in said.replace("\n# ", " ")


@pytest.mark.parametrize("name", SHOWN)
def test_every_option_of_a_shown_table_is_in_the_example(name: str) -> None:
    block = rf"((?:^# .+\n)+)^# \[\[{re.escape(name)}\]\]\n((?:# \w+ = .+\n)+)"
    ((comment, shown),) = re.findall(block, EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    assert re.findall(r"# (\w+) =", shown) == [field.name for field in msgspec.structs.fields(SHOWN[name])]
    assert re.search("[\u4e00-\u9fff]", comment)
    assert re.search("[A-Za-z]{3}", comment)


def test_every_blank_that_a_template_may_have_is_filled() -> None:
    """S1: what the example promises is what drafting does."""
    comment = EXAMPLE.read_text("utf-8").partition("# [[templates]]")[0].rpartition("\n\n")[2]
    blanks = re.findall(r"\{\w+\}", comment)
    whole = Incident(
        detected_at=NOON,
        published_at=NOON,
        title="望江西路改建拖延",
        platform="论坛",
        department="市政科",
        promises=(Promise(number=1, text="修好", due=NOON.date(), owner=LIN, by=LIN, at=NOON),),
    )
    policy = Policy(figures=Figures(organisation="海棠县住建局"))
    assert len(blanks) == 8
    assert GAP not in filled(" ".join(blanks), whole, policy)
    assert filled("{unknown}", whole, policy) == GAP


def test_every_table_is_in_the_example() -> None:
    assert set(TABLES) == set(options())
    only_shown = {name for name in SHOWN if "." not in name}
    assert set(TABLES) | only_shown == {field.name for field in msgspec.structs.fields(File)}


@pytest.mark.parametrize("name", TABLES)
def test_every_option_is_in_the_example_with_its_default(name: str) -> None:
    shown = options()[name]
    assert list(shown) != []
    assert set(shown) == {field.name for field in msgspec.structs.fields(TABLES[name])}
    for field in msgspec.structs.fields(TABLES[name]):
        written, default_only = shown[field.name]
        if default_only and field.default is not None:
            assert msgspec.toml.decode(f"it = {written}")["it"] == default_of(field), field.name


def default_of(field: msgspec.structs.FieldInfo) -> object:
    default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    plain = msgspec.to_builtins(default)
    return list(plain) if isinstance(plain, tuple) else plain


@pytest.mark.parametrize("name", TABLES)
def test_every_option_is_explained_in_both_languages(name: str) -> None:
    text = EXAMPLE.read_text("utf-8")
    plain = {"name", "kind", "url", "telegram_id"} if name in ("departments", "members", "sources") else set()
    for key in set(options()[name]) - plain:
        part = text[text.index(f"[{name}]") :]
        comment = re.search(rf"((?:^# .+\n)+)^#?{key} = ", part, flags=re.MULTILINE)
        assert comment, key
        assert re.search("[\u4e00-\u9fff]", comment[1]), key
        assert re.search("[A-Za-z]{3}", comment[1]), key


# what is read


def test_the_least_file_has_all_defaults(tmp_path: Path) -> None:
    config = loaded(tmp_path, LEAST)
    assert config.storage_url == "sqlite:///tingfeng.db"
    assert config.rules.file is None
    assert not load_rules(config).groups
    assert config.figures.spans == Spans()
    assert config.figures.work.hours == WorkTime().hours
    assert config.figures.work.calendar.version.startswith("chinesecalendar ")
    assert config.figures.routes == ROUTES
    assert not config.figures.allow_solo
    assert (config.roster, config.templates, config.channel) == (None, (), 0)
    assert config.figures.night == (time(22), time(7))
    assert config.telegram.api_base_url == "https://api.telegram.org"


def test_the_environment_wins(tmp_path: Path) -> None:
    text = LEAST + '[telegram]\ntoken = "1:file"\n[storage]\nurl = "sqlite:///file.db"\n'
    names = {"TINGFENG_TELEGRAM_TOKEN": "2:env", "TINGFENG_STORAGE_URL": "postgresql://h/d"}
    assert loaded(tmp_path, text).telegram.token == "1:file"
    config = loaded(tmp_path, text, **names)
    assert (config.telegram.token, config.storage_url) == ("2:env", "postgresql://h/d")


@pytest.mark.parametrize(
    ("text", "span"),
    [("90s", {"seconds": 90}), ("5m", {"minutes": 5}), ("1.5h", {"hours": 1.5}), (" 2d ", {"days": 2})],
)
def test_a_length_of_time(tmp_path: Path, text: str, span: dict[str, float]) -> None:
    assert loaded(tmp_path, f'{LEAST}[policy]\nquiet = "{text}"\n').figures.quiet == timedelta(**span)
    assert loaded(tmp_path, f'{LEAST}[clocks]\nlease = "{text}"\n').figures.spans.lease == timedelta(**span)


def test_every_clock_has_its_figure_under_its_name(tmp_path: Path) -> None:
    """§4: every figure a setting."""
    names = [field.name for field in fields(Spans)]
    assert names == [field.name for field in msgspec.structs.fields(ClocksTable)]
    other = {timedelta: '"17m"', int: "12", time: '"17:17"'}
    read = {timedelta: timedelta(minutes=17), int: 12, time: time(17, 17)}
    text = "".join(f"{name} = {other[type(getattr(Spans(), name))]}\n" for name in names)
    figures = loaded(tmp_path, f"{LEAST}[clocks]\n{text}").figures
    assert figures.spans == Spans(**{name: read[type(getattr(Spans(), name))] for name in names})


def test_hours_and_days_of_our_own(tmp_path: Path) -> None:
    text = (
        'hours = ["8:00-12:00", "14:30–18:00"]\nextra_workdays = [2026-10-01, "2026-11-21"]\n'
        "extra_holidays = [2026-11-20, 2027-01-01]\nextra_years = [2027]\n"
    )
    work = loaded(tmp_path, f"{LEAST}[calendar]\n{text}").figures.work
    assert work.hours == ((time(8), time(12)), (time(14, 30), time(18)))
    days = {date(2026, 10, 1): True, date(2026, 11, 21): True, date(2026, 11, 20): False, date(2027, 1, 1): False}
    assert {day: work.calendar.is_workday(day) for day in days} == days
    assert work.calendar.is_official(date(2027, 1, 1))
    assert not work.calendar.is_official(date(2028, 1, 1))
    again = loaded(tmp_path, f"{LEAST}[calendar]\n{text}").figures.work.calendar.version
    assert work.calendar.version == again != loaded(tmp_path, LEAST).figures.work.calendar.version
    assert len(again) <= 40, "as long as its column"


def test_the_clock_of_the_hours_is_that_of_the_organisation(tmp_path: Path) -> None:
    figures = loaded(tmp_path, f'{LEAST}timezone = "Asia/Urumqi"\n').figures
    assert figures.work.zone is figures.timezone
    assert figures.timezone.key == "Asia/Urumqi"


def test_who_signs_is_a_setting_level_by_level(tmp_path: Path) -> None:
    """S3: what a level does not say stays as it is by default."""
    text = (
        '[[approval]]\nlevel = "extreme"\nstages = [["林晓", "head@department"], ["chief"]]\nstandin = []\n'
        'timebox = "10m"\n[[approval]]\nlevel = "major"\ntimebox = "20m"\n'
    )
    figures = loaded(tmp_path, f"{TEAM}{text}[policy]\nallow_solo = true\n").figures
    extreme = Route(stages=(("林晓", "head@department"), ("chief",)), standin=(), timebox=timedelta(minutes=10))
    major = Route(stages=ROUTES[Severity.MAJOR].stages, timebox=timedelta(minutes=20))
    assert figures.routes == {**ROUTES, Severity.EXTREME: extreme, Severity.MAJOR: major}
    assert figures.allow_solo


def test_a_roster_names_people_of_the_file(tmp_path: Path) -> None:
    """W8"""
    text = (
        '[roster]\nhandover = "09:00"\nduty = ["林晓", 17, "林晓"]\nlead = ["方正"]\nsince = 2026-11-02\nevery = 7\n'
        '[[roster.dates]]\ndate = 2026-11-20\nduty = "方正"\n[[roster.dates]]\ndate = 2026-11-20\nlead = 21\n'
    )
    since = date(2026, 11, 2)
    assert loaded(tmp_path, TEAM + text).roster == Roster(
        handover=time(9),
        rotations={
            Shift.DUTY: Rotation(people=(11, 17, 11), since=since, days=7),
            Shift.LEAD: Rotation(people=(15,), since=since, days=7),
        },
        dates={(Shift.DUTY, date(2026, 11, 20)): 15, (Shift.LEAD, date(2026, 11, 20)): 21},
    )
    assert loaded(tmp_path, f"{TEAM}[roster]\n").roster == Roster()


def test_what_is_ours_and_what_is_blind_are_settings(tmp_path: Path) -> None:
    ours = LEAST + 'accounts = ["海棠住建发布", "微博：住建小助手"]\n'
    more = "[policy]\nblind_share = 0.5\n[services]\nrsshub = 'http://127.0.0.1:1200/'\n"
    board = SOURCE + "own = true\n"
    config = loaded(tmp_path, ours + more + board)
    accounts = whose(config.organisation).accounts
    assert accounts == {Account("海棠住建发布"), Account("住建小助手", "微博")}
    assert (config.figures.blind_share, config.services.rsshub, config.sources[0].own) == (
        0.5,
        "http://127.0.0.1:1200",
        True,
    )
    plain = loaded(tmp_path, LEAST + SOURCE)
    assert (whose(plain.organisation).accounts, plain.figures.blind_share, plain.sources[0].own) == (
        frozenset(),
        0.3,
        False,
    )


def test_a_key_period_says_how_much_more_is_watched(tmp_path: Path) -> None:
    (usual,) = loaded(tmp_path, PERIOD).figures.key_periods
    assert (usual.interval_factor, usual.threshold_factor) == (0.5, 0.5)
    (busy,) = loaded(tmp_path, f"{PERIOD}interval_factor = 0.2\nthreshold_factor = 0.8\n").figures.key_periods
    assert (busy.interval_factor, busy.threshold_factor) == (0.2, 0.8)


def test_key_periods_templates_and_the_channel(tmp_path: Path) -> None:
    text = (
        "[telegram]\nchannel = -1005\n"
        '[[key_periods]]\nname = "中考"\nbegin = 2027-06-12\nend = 2027-06-12\n'
        '[[templates]]\nkind = "first"\ntext = "感谢关注"\n'
        '[[templates]]\nkind = "first"\ncategory = "hype"\ntext = "已关注"\n'
    )
    config = loaded(tmp_path, LEAST + text)
    day = date(2027, 6, 12)
    assert config.figures.key_periods == (KeyPeriod(name="中考", begin=day, end=day),)
    entries = (
        TemplateEntry(kind=Kind.FIRST, text="感谢关注"),
        TemplateEntry(kind=Kind.FIRST, category=Category.HYPE, text="已关注"),
    )
    assert config.templates == config.figures.templates == entries
    assert config.channel == -1005


def test_a_source_becomes_what_the_poller_reads(tmp_path: Path) -> None:
    text = f'{LEAST}{SOURCE}interval = "2m"\nheaders = {{ Cookie = "a=b" }}\ntier = "city"\n'
    source = loaded(tmp_path, text).sources[0]
    assert (source.interval, source.headers, source.tier.value) == (120, (("Cookie", "a=b"),), "city")


def test_the_rule_file_stands_beside_the_configuration(tmp_path: Path) -> None:
    config = loaded(tmp_path, f'{LEAST}[rules]\nfile = "own.rules"\n')
    assert config.rules.file == tmp_path / "own.rules"
    with pytest.raises(ConfigError, match=r"\[rules\] file"):
        load_rules(config)
    (tmp_path / "own.rules").write_text("[停水]\n停水\n", "utf-8")
    assert [group.name for group in load_rules(config).groups] == ["停水"]


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:8080", "https://proxy.example", ""])
def test_an_http_proxy_is_taken(tmp_path: Path, proxy: str) -> None:
    assert loaded(tmp_path, f'{LEAST}[telegram]\nproxy = "{proxy}"\n').telegram.proxy == proxy


# what is refused


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[organisation]\nname = "局"\nnmae = "x"\n', ["nmae", "organisation"]),
        (f"{LEAST}[telegramm]\n", ["telegramm"]),
        ("[telegram]\n", ["organisation"]),
        ('[organisation]\nname = ""\n', ["organisation.name"]),
        (f'{LEAST}night = ["22:00"]\n', ["organisation.night"]),
        (f'{LEAST}night = ["late", "07:00"]\n', ["organisation.night", "late", "22:00"]),
        (f'{LEAST}timezone = "China"\n', ["organisation.timezone", "China", "Asia/Shanghai"]),
        (f'{LEAST}timezone = "../x"\n', ["organisation.timezone", "Asia/Shanghai"]),
        (f'{LEAST}[telegram]\ngroup = "-100"\n', ["telegram.group"]),
        (f'{LEAST}[telegram]\nproxy = "ftp://127.0.0.1:1080"\n', ["telegram.proxy", "socks5://"]),
        (f'{LEAST}[policy]\nlease = "4h"\n', ["[policy] lease", "[clocks] lease"]),
        (f'{LEAST}[policy]\nquiet = "4 hours"\n', ["policy.quiet", "4 hours", "4h"]),
        (f'{LEAST}[clocks]\nlease = "4 hours"\n', ["clocks.lease", "4 hours", "4h"]),
        (f'{LEAST}[clocks]\nclaim = "0m"\n', ["clocks.claim", "0m"]),
        (f'{LEAST}[clocks]\nclaim = "31d"\n', ["clocks.claim", "31d", "30"]),
        (f'{LEAST}[clocks]\nfinal = "5d"\n', ["clocks.final", "int"]),
        (f'{LEAST}[clocks]\nfinal = 0\n', ["clocks.final", "1"]),
        (f'{LEAST}[clocks]\nfinal = 11\n', ["clocks.final_longest"]),
        (f'{LEAST}[clocks]\nmorning = "7"\n', ["clocks.morning", "7", "22:00"]),
        (f'{LEAST}[clocks]\nmorning = "07:30+08:00"\n', ["clocks.morning", "07:30+08:00"]),
        (f'{LEAST}[clocks]\nclaims = "4h"\n', ["clocks", "claims"]),
        (f'{LEAST}[calendar]\nhours = []\n', ["calendar.hours"]),
        (f'{LEAST}[calendar]\nhours = ["9-12"]\n', ["calendar.hours", "9-12", "09:00-12:00"]),
        (f'{LEAST}[calendar]\nhours = ["09:00-25:00"]\n', ["calendar.hours", "25:00"]),
        (f'{LEAST}[calendar]\nhours = ["12:00-09:00"]\n', ["calendar.hours", "早于"]),
        (f'{LEAST}[calendar]\nhours = ["09:00-12:00", "11:59-17:00"]\n', ["calendar.hours", "重叠"]),
        (f'{LEAST}[calendar]\nhours = ["13:30-17:30", "09:00-12:00"]\n', ["calendar.hours", "先后"]),
        (f'{LEAST}[calendar]\nhours = ["09:00-09:59"]\n', ["calendar.hours", "1 小时"]),
        (f'{LEAST}[calendar]\nextra_workdays = ["2027-02-30"]\n', ["calendar.extra_workdays[0]"]),
        (f'{LEAST}[calendar]\nextra_workdays = [2027-02-01]\nextra_holidays = [2027-02-01]\n',
         ["2027-02-01", "calendar.extra_workdays", "extra_holidays"]),
        (f'{LEAST}[calendar]\nextra_workdays = [2027-02-01T00:00:00]\n', ["calendar.extra_workdays[0]"]),
        (f'{LEAST}[calendar]\nextra_years = [2027]\n', ["calendar.extra_years", "2027", "extra_holidays"]),
        (f'{LEAST}[calendar]\nextra_years = [27]\n', ["calendar.extra_years[0]"]),
        (f'{TEAM}[[approval]]\nlevel = "big"\n', ["approval[0].level", "big"]),
        (f'{TEAM}[[approval]]\nlevel = "major"\nstages = []\n', ["[[approval]]", "major", "stages"]),
        (f'{TEAM}[[approval]]\nlevel = "major"\nstages = [["chief"], []]\n', ["[[approval]]", "major", "stages"]),
        (f'{TEAM}[[approval]]\nlevel = "major"\nstages = [["局长"]]\n', ["局长", "head@department", "[[members]]"]),
        (f'{TEAM}[[approval]]\nlevel = "major"\nstages = [["system"]]\n', ["major", "system"]),
        (f'{TEAM}[[approval]]\nlevel = "major"\nstandin = ["局长"]\n', ["major", "局长"]),
        (f'{TEAM}[[approval]]\nlevel = "major"\nstandin = ["同名"]\n', ["major", "同名"]),
        (f'{TEAM}[[approval]]\nlevel = "major"\ntimebox = "0s"\n', ["major", "timebox", "0s"]),
        (TEAM + '[[approval]]\nlevel = "major"\n' * 2, ["[[approval]]", "major", "两次"]),
        (f'{TEAM}[roster]\nduty = ["林晓"]\n', ["roster.duty", "roster.since"]),
        (f'{TEAM}[roster]\nduty = "林晓"\n', ["roster.duty"]),
        (f'{TEAM}[roster]\nsince = 2026-11-02\nlead = ["无此人"]\n', ["roster.lead", "无此人", "[[members]]"]),
        (f'{TEAM}[roster]\nsince = 2026-11-02\nlead = [99]\n', ["roster.lead", "99"]),
        (f'{TEAM}[roster]\nsince = 2026-11-02\nduty = ["同名"]\n', ["roster.duty", "同名", "telegram_id"]),
        (f'{TEAM}[roster]\nevery = 0\n', ["roster.every"]),
        (f'{TEAM}[roster]\nhandover = "半夜"\n', ["roster.handover", "半夜"]),
        (f'{TEAM}[[roster.dates]]\ndate = 2026-11-20\n', ["roster.dates", "2026-11-20", "duty"]),
        (f'{TEAM}[[roster.dates]]\ndate = 2026-11-20\nduty = "无此人"\n', ["roster.dates", "2026-11-20", "无此人"]),
        (TEAM + '[[roster.dates]]\ndate = 2026-11-20\nduty = 11\n' * 2, ["roster.dates", "2026-11-20", "两次"]),
        (f'{LEAST}[[key_periods]]\nname = "两会"\nbegin = 2027-03-12\nend = 2027-03-04\n', ["两会", "end"]),
        (f"{PERIOD}interval_factor = 2\n", ["interval_factor"]),
        (f"{PERIOD}threshold_factor = 0\n", ["threshold_factor"]),
        (f"{LEAST}[policy]\nblind_share = 0\n", ["blind_share"]),
        (f"{LEAST}accounts = ['']\n", ["accounts"]),
        (f"{LEAST}[services]\nrsshub = 'hub.example'\n", ["services.rsshub"]),
        (f'{LEAST}[[sources]]\nname = "榜"\nkind = "hotlist"\nurl = "newsnow:weibo"\n', ["榜", "[services]"]),
        (f'{LEAST}[[key_periods]]\nname = " "\nbegin = 2027-03-12\nend = 2027-03-14\n', ["key_periods[0].name"]),
        (f'{LEAST}[[templates]]\nkind = "big"\ntext = "x"\n', ["templates[0].kind", "big"]),
        (f'{LEAST}[[templates]]\nkind = "first"\ntext = " "\n', ["templates[0].text"]),
        (LEAST + '[[templates]]\nkind = "first"\ntext = "x"\n' * 2, ["templates", "first", "两次"]),
        (f'{LEAST}[telegram]\nchannel = 5\n', ["telegram.channel"]),
        (f'{LEAST}[telegram]\nchannel = -1001\ngroup = -1001\n', ["telegram.channel"]),
        (f'{LEAST}[telegram]\nchannel = -1002\n[[departments]]\nname = "甲科"\nchat = -1002\n', ["telegram.channel"]),
        (f'{LEAST}[policy]\nundo_window = "30"\n', ["policy.undo_window", "30"]),
        (f'{LEAST}[policy]\nconfirm_window = "-30s"\n', ["policy.confirm_window", "-30s"]),
        (f'{LEAST}[[departments]]\nchat = 5\n', ["departments[0]", "name"]),
        (f'{LEAST}[[members]]\ntelegram_id = 0\nname = "张三"\n', ["members[0].telegram_id"]),
        (f'{LEAST}[[members]]\ntelegram_id = 1\nname = "张三"\nroles = ["boss"]\n', ["members[0].roles[0]", "boss"]),
        (f'{LEAST}[[members]]\ntelegram_id = 1\nname = "张三"\ndepartment = "无此科"\n', ["张三", "无此科"]),
        (LEAST + '[[members]]\ntelegram_id = 1\nname = "甲"\n' * 2, ["members", "1"]),
        (f'{LEAST}[[departments]]\nname = "甲科"\n[[departments]]\nname = "甲科"\n', ["departments", "甲科"]),
        (f"{LEAST}{SOURCE}{SOURCE}", ["sources", "论坛"]),
        (f'{LEAST}{SOURCE}interval = "59s"\n', ["论坛", "interval", "60"]),
        (f'{LEAST}{SOURCE}'.replace('"rss"', '"rsss"'), ["论坛", "kind", "rsss", "rss"]),
        (f'{LEAST}{SOURCE}interval = "25h"\n', ["论坛", "interval", "24"]),
        (f'{LEAST}{SOURCE}local = true\ninterval = "0s"\n', ["论坛", "interval", "1 "]),
        (f'{LEAST}{SOURCE}interval = "soon"\n', ["论坛", "interval", "soon"]),
        (f'{LEAST}{SOURCE}timezone = "Mars/Olympus"\n', ["论坛", "timezone", "Mars/Olympus"]),
        (f'{LEAST}{SOURCE}tier = "village"\n', ["sources[0].tier", "village"]),
        (f"{LEAST}{SOURCE}watched = 1\n", ["sources[0].watched"]),
        ("name = ", ["TOML"]),
        ("name = " + "[" * 9_000, ["TOML"]),
        ("name = " + "9" * 9_000, ["TOML"]),
        (f"{LEAST}[telegram]\ngroup = -{10**20}\n", ["telegram.group"]),
        (f'{LEAST}[[members]]\ntelegram_id = {10**20}\nname = "张三"\n', ["members[0].telegram_id"]),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_key(tmp_path: Path, text: str, words: list[str]) -> None:
    said = refused(tmp_path, text)
    assert all(word in said for word in words), said


def test_a_local_source_may_be_looked_at_every_second(tmp_path: Path) -> None:
    assert loaded(tmp_path, f'{LEAST}{SOURCE}local = true\ninterval = "1s"\n').sources[0].interval == 1


def test_a_missing_file_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="tingfeng init"):
        load_config(tmp_path / "config.toml", {})


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes('[organisation]\nname = "局"\n'.encode("gb18030"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load_config(path, {})


def test_a_missing_token_is_named_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TINGFENG_TELEGRAM_TOKEN"):
        ready(loaded(tmp_path, LEAST))
    assert not (tmp_path / "tingfeng.db").exists()
    ready(loaded(tmp_path, LEAST, TINGFENG_TELEGRAM_TOKEN="1:token"))
    assert (tmp_path / "tingfeng.db").exists()


def test_errors_are_said_in_the_readers_language(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, f'{LEAST}[clocks]\nlease = "x"\n')
    assert "不是时长" in str(error.value)
    assert "is not a length of time" in error.value.say(texts_in("en"))
