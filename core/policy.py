"""What the organisation has set: figures of policy, people, departments, the group."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.assistant_settings import Ceiling
from core.backup_settings import Backups
from core.detect.riskwords import RiskWords, common
from core.detect.score import Weights
from core.digest.settings import Reports
from core.duty import KeyPeriod, Roster, Shift
from core.grading import GradingFigures
from core.models.settings import Learning
from core.originals.settings import Keeping
from core.people import Actor, Department, Member, Role, with_implied
from core.rules.limits import RuleLimits
from core.severity import Severity
from core.spans import ROUTES, Route, Spans
from core.templating import TemplateEntry
from core.texts import N_, Message, several
from core.workdays import WorkTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures that only the file holds."""

    organisation: str = ""
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    work: WorkTime = field(default_factory=WorkTime)
    spans: Spans = field(default_factory=Spans)
    #: who signs official texts, by level
    routes: Mapping[Severity, Route] = field(default_factory=lambda: ROUTES)
    #: 单人签发: where nobody else is left, the author may sign
    allow_solo: bool = False
    key_periods: tuple[KeyPeriod, ...] = ()
    #: 模板: our own, before the built-in ones
    templates: tuple[TemplateEntry, ...] = ()
    undo_window: timedelta = timedelta(seconds=30)
    confirm_window: timedelta = timedelta(seconds=30)
    #: where an incident is reported to (上报)
    report_to: tuple[str, ...] = ("县委网信办", "县政府值班室", "上级主管部门")
    #: after so long without a new post, closing is proposed, and lowering the level
    quiet: timedelta = timedelta(days=7)
    calm: timedelta = timedelta(hours=24)
    #: so long after its last post an incident is joined by others of the same event
    same_event: timedelta = timedelta(days=30)
    #: at night only 重大 and above make a sound
    night: tuple[time, time] = (time(22), time(7))
    reports: Reports = field(default_factory=Reports)
    #: 监测盲区: a larger part of all sources unseen at once is an alarm
    blind_share: float = 0.3
    evidence: Keeping = field(default_factory=Keeping)
    rules: RuleLimits = field(default_factory=RuleLimits)
    #: 学习: when models are fitted from marks
    learning: Learning = field(default_factory=Learning)
    #: 风险词, and from which probability on a text is negative enough to alarm
    risk: RiskWords = field(default_factory=common)
    #: 分级表 outside of key periods, and what the parts of a score count
    grading: GradingFigures = field(default_factory=GradingFigures)
    weights: Weights = field(default_factory=Weights)
    backups: Backups = field(default_factory=Backups)
    #: 助手: whether there is one, and how much it may be used
    assistant: Ceiling = field(default_factory=Ceiling)

    def within(self, span: tuple[time, time], instant: datetime) -> bool:
        """Does the wall clock stand inside the span? It may pass midnight."""
        begin, end = span
        now = instant.astimezone(self.timezone).time()
        return begin <= now < end if begin <= end else now >= begin or now < end

    def key_period(self, instant: datetime) -> KeyPeriod | None:
        """The key period that the instant falls into."""
        day = instant.astimezone(self.timezone).date()
        return next((one for one in self.key_periods if one.begin <= day <= one.end), None)

    def grading_at(self, instant: datetime) -> GradingFigures:
        """The grading table: its counts are lower in a key period (重点时段)."""
        period = self.key_period(instant)
        return self.grading.scaled(period.threshold_factor) if period else self.grading


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One consistent view of settings and people, loaded with the incident it judges."""

    figures: Figures = field(default_factory=Figures)
    #: chat id of the team's group
    group: int = 0
    #: the bot's @name without the sign, for deep links
    username: str = ""
    members: Mapping[int, Member] = field(default_factory=dict)
    departments: tuple[Department, ...] = ()
    roster: Roster = field(default_factory=Roster)
    #: the organisation's own public channel, 0 if none is bound
    channel: int = 0

    def actor(self, person: int) -> Actor | None:
        """The registered, active person of this Telegram id, else None."""
        member = self.members.get(person)
        return Actor.of(member) if member and member.active else None

    def name(self, person: int | None) -> str:
        """The name to show; a dash for nobody."""
        member = self.members.get(person) if person is not None else None
        return member.name if member else "—"

    def holders(self, role: Role) -> tuple[Member, ...]:
        """Active members who hold the role, by name."""
        people = (m for m in self.members.values() if m.active and role in with_implied(m.roles))
        return tuple(sorted(people, key=lambda m: m.name))

    def contacts(self, department: str) -> tuple[Member, ...]:
        """The handlers of a department; head last, because the contact is called first."""
        people = (m for m in self.holders(Role.HANDLER) if m.department == department)
        return tuple(sorted(people, key=lambda m: (m.head, m.name)))

    def department(self, ident: int) -> Department | None:
        """The department with this id."""
        return next((d for d in self.departments if d.id == ident), None)

    def chat_of(self, department: str) -> int:
        """The chat of the department of this name, 0 where it has none."""
        return next((d.chat for d in self.departments if d.name == department), 0)

    def is_ours(self, chat: int) -> bool:
        """Is this the group or a bound department chat?"""
        return chat != 0 and (chat == self.group or any(d.chat == chat for d in self.departments))

    def local(self, instant: datetime) -> datetime:
        """The instant on the organisation's wall clock."""
        return instant.astimezone(self.figures.timezone)

    def clock(self, instant: datetime, *, beside: datetime) -> str:
        """Hours and minutes, with the date where it is not the date of `beside`."""
        local = self.local(instant)
        return local.strftime("%H:%M" if local.date() == self.local(beside).date() else "%m-%d %H:%M")

    def at_night(self, instant: datetime) -> bool:
        """Is the instant inside the quiet hours? In a key period (重点时段) there are none."""
        return self.within(self.figures.night, instant) and self.key_period(instant) is None

    def morning_after(self, instant: datetime) -> datetime:
        """The next time of day at which is told what was missed at night."""
        local = self.local(instant)
        morning = datetime.combine(local.date(), self.figures.spans.morning, tzinfo=self.figures.timezone)
        return morning if morning >= local else morning + timedelta(days=1)

    def key_period(self, instant: datetime) -> KeyPeriod | None:
        """The key period that the instant falls into."""
        return self.figures.key_period(instant)

    def on_duty(self, shift: Shift, instant: datetime) -> tuple[Member, ...]:
        """Who has the shift; where the roster names nobody who is there, everybody who could have it."""
        named = self._named(shift, instant)
        return (named,) if named else self.holders(Role.LEAD if shift is Shift.LEAD else Role.MEMBER)

    def is_rostered(self, shift: Shift, instant: datetime) -> bool:
        """Does the roster name somebody for then who is still there?"""
        return self._named(shift, instant) is not None

    def _named(self, shift: Shift, instant: datetime) -> Member | None:
        named = self.roster.on(shift, self.roster.day_of(instant, self.figures.timezone))
        actor = self.actor(named) if named is not None else None
        able = actor is not None and actor.may(Role.LEAD if shift is Shift.LEAD else Role.MEMBER)
        return self.members[actor.id] if actor is not None and able else None

    def rings(self, level: Severity, instant: datetime) -> bool:
        """May what is told of an incident of this level make a sound now? At night only from 重大 on."""
        return level >= Severity.MAJOR or not self.at_night(instant)

    def within(self, span: tuple[time, time], instant: datetime) -> bool:
        """Does the organisation's clock stand inside the span? It may pass midnight."""
        return self.figures.within(span, instant)

    def who_may(self, role: Role) -> Message:
        """Who holds the role now, as words for a refusal."""
        people = self.holders(role)
        if not people:
            return Message(N_("目前无人"))
        return several(m.name for m in people[:4])
