"""The shape of config.toml, table by table. A key that does not stand here is an error."""

from typing import Annotated, Literal

from msgspec import Meta, field

from bot.config_assistant import AssistantTable
from bot.config_backup import BackupTable
from bot.config_clocks import CalendarTable, ClocksTable
from bot.config_cluster import ClusterTable
from bot.config_duty import KeyPeriodTable, RosterTable
from bot.config_grading import GradingTable, ScoreTable
from bot.config_learning import LearningTable
from bot.config_reports import ReportsTable
from bot.config_risk import RiskTable
from bot.config_signing import ApprovalTable, TemplateTable
from bot.config_values import Strict
from core.people import Role
from core.posts import Tier

#: Telegram's numbers of chats and people have at most 52 bits
FARTHEST = 2**52


class OrganisationTable(Strict, frozen=True, kw_only=True):
    """[organisation]"""

    name: Annotated[str, Meta(min_length=1)]
    aliases: tuple[str, ...] = ()
    accounts: tuple[Annotated[str, Meta(pattern=r"\S", max_length=60)], ...] = ()
    timezone: str = "Asia/Shanghai"
    language: str = "zh_CN"
    night: tuple[str, str] = ("22:00", "07:00")

    @property
    def names(self) -> tuple[str, ...]:
        """All that posts may call us."""
        return (self.name, *self.aliases)


class TelegramTable(Strict, frozen=True, kw_only=True):
    """[telegram]"""

    token: str = ""
    api_base_url: str = "https://api.telegram.org"
    group: Annotated[int, Meta(ge=-FARTHEST, le=FARTHEST)] | None = None
    channel: Annotated[int, Meta(ge=-FARTHEST, le=0)] = 0
    proxy: str = ""
    webhook_url: str = ""


class StorageTable(Strict, frozen=True, kw_only=True):
    """[storage]"""

    url: str = "sqlite:///tingfeng.db"
    files: Annotated[str, Meta(min_length=1)] = "files"


class WebSourceTable(Strict, frozen=True, kw_only=True):
    """One of [web] sources: a name that a webhook's posts may give, and what it counts as."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    platform: str = ""
    tier: Tier = Tier.SELF
    region: str = ""


class WebTable(Strict, frozen=True, kw_only=True):
    """[web]"""

    listen: str = "127.0.0.1:8318"
    status: str = ""
    intake_token: str = ""
    sources: tuple[WebSourceTable, ...] = ()


class LogTable(Strict, frozen=True, kw_only=True):
    """[log]"""

    format: Literal["json", "text"] = "json"


class RulesTable(Strict, frozen=True, kw_only=True):
    """[rules]"""

    file: str = ""
    broad: Annotated[float, Meta(gt=0, le=1)] = 0.05
    false_alarms: Annotated[float, Meta(gt=0, le=1)] = 0.5
    decided: Annotated[int, Meta(ge=1)] = 5
    ends_within: str = "14d"


class ServicesTable(Strict, frozen=True, kw_only=True):
    """[services]"""

    rsshub: str = ""
    newsnow: str = ""


class PolicyTable(Strict, frozen=True, kw_only=True):
    """[policy]"""

    undo_window: str = "30s"
    confirm_window: str = "30s"
    report_to: Annotated[tuple[Annotated[str, Meta(pattern=r"\S", max_length=40)], ...], Meta(min_length=1)] = (
        "县委网信办",
        "县政府值班室",
        "上级主管部门",
    )
    quiet: str = "7d"
    calm: str = "24h"
    same_event: str = "30d"
    allow_solo: bool = False
    blind_share: Annotated[float, Meta(gt=0, le=1)] = 0.3


class EvidenceTable(Strict, frozen=True, kw_only=True):
    """[evidence]"""

    recheck_days: Annotated[int, Meta(ge=0, le=365)] = 7
    recheck_every: str = "24h"
    keep: str = "730d"
    keep_pages: str = "90d"
    keep_posts: str = "180d"


class DepartmentTable(Strict, frozen=True, kw_only=True):
    """[[departments]]"""

    name: Annotated[str, Meta(min_length=1)]
    chat: Annotated[int, Meta(ge=-FARTHEST, le=FARTHEST)] = 0


class MemberTable(Strict, frozen=True, kw_only=True):
    """[[members]]"""

    telegram_id: Annotated[int, Meta(gt=0, le=FARTHEST)]
    name: Annotated[str, Meta(min_length=1)]
    roles: tuple[Role, ...] = (Role.MEMBER,)
    department: str = ""
    head: bool = False


class SourceTable(Strict, frozen=True, kw_only=True):
    """[[sources]]"""

    name: Annotated[str, Meta(min_length=1)]
    kind: str
    url: str
    platform: str = ""
    tier: Tier = Tier.SELF
    region: str = ""
    interval: str = "5m"
    timezone: str = "Asia/Shanghai"
    headers: dict[str, str] = field(default_factory=dict)
    proxy: str = ""
    local: bool = False
    own_area: bool = False
    watched: bool = False
    own: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    keyword_encoding: str = "utf-8"


class File(Strict, frozen=True, kw_only=True):
    """The whole file."""

    organisation: OrganisationTable
    telegram: TelegramTable = TelegramTable()
    storage: StorageTable = StorageTable()
    web: WebTable = WebTable()
    cluster: ClusterTable = ClusterTable()
    log: LogTable = LogTable()
    rules: RulesTable = RulesTable()
    risk: RiskTable = RiskTable()
    services: ServicesTable = ServicesTable()
    policy: PolicyTable = PolicyTable()
    evidence: EvidenceTable = EvidenceTable()
    calendar: CalendarTable = CalendarTable()
    clocks: ClocksTable = ClocksTable()
    reports: ReportsTable = ReportsTable()
    grading: GradingTable = GradingTable()
    score: ScoreTable = ScoreTable()
    learning: LearningTable = LearningTable()
    backup: BackupTable = BackupTable()
    assistant: AssistantTable = AssistantTable()
    approval: tuple[ApprovalTable, ...] = ()
    key_periods: tuple[KeyPeriodTable, ...] = ()
    roster: RosterTable | None = None
    templates: tuple[TemplateTable, ...] = ()
    departments: tuple[DepartmentTable, ...] = ()
    members: tuple[MemberTable, ...] = ()
    sources: tuple[SourceTable, ...] = ()
