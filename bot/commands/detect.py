"""`tingfeng detect POSTS.jsonl`: what would become of each post of a file, and why. No token, network or database."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from bot.config import Config, load_config
from bot.config_sources import whose
from bot.mark_lines import read_model
from bot.post_lines import Line, LineError, read_lines
from bot.rule_file import read_rules, unreadable
from bot.terminal import CALLED_WRONGLY, FINE, FOUND_A_PROBLEM, complain, texts
from bot.words import words
from core.detect import Action, Decision, Prepared, decide, prepare
from core.detect.explain import explained, said
from core.detect.mentions import Burst, Mentions
from core.events import Cut, Events
from core.learning import Model
from core.policy import Figures, Policy
from core.posts import Source
from core.rules import RuleSet
from core.similar import Similar
from core.tally import Tally

_SPAN = timedelta(days=30)
_ZONE = "Asia/Shanghai"
_LONG_AGO, _NEVER_OLD = datetime(2000, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - the zone is put in later


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("detect", help="decide on a file of posts and say why")
    command.add_argument("posts", metavar="POSTS.jsonl", help="one JSON object a line; - reads stdin")
    command.add_argument("-c", "--config", type=Path, help="organisation, sources and rules from this config.toml")
    command.add_argument("--rules", type=Path, metavar="FILE", help="watch rules; they win over the configuration")
    command.add_argument("--model", type=Path, metavar="MODEL", help="judge by this model of `tingfeng learn` too")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """One JSON decision a line on stdout. 0 fine, 1 bad lines, rules or model, 2 the posts cannot be read."""
    config = load_config(options.config) if options.config else None
    path = options.rules or (config.rules.file if config else None)
    rules = read_rules(path) if path else RuleSet.empty()
    if rules is None:
        return FOUND_A_PROBLEM
    try:
        model = read_model(options.model) if options.model else None
    except OSError as error:
        return complain(unreadable(options.model, error), CALLED_WRONGLY)
    try:
        with _opened(options.posts) as stream:
            return _decide_all(stream, _Desk(rules, config, model))
    except OSError as error:
        return complain(unreadable(Path(options.posts), error), CALLED_WRONGLY)


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb")


def _decide_all(stream: Iterable[bytes], desk: "_Desk") -> int:
    code = FINE
    for number, line in read_lines(stream, desk.zone, desk.sources):
        if isinstance(line, LineError):
            code = FOUND_A_PROBLEM
            _write(sys.stderr, {"line": number, "error": texts().say(line.message)})
        else:
            _write(sys.stdout, desk.decide(line))
    return code


def _write(stream: Any, record: Mapping[str, object]) -> None:
    stream.write(json.dumps(record, ensure_ascii=False) + "\n")


class _Desk:
    """Remembers the posts of this run, as the bot remembers those of the last 30 days."""

    def __init__(self, rules: RuleSet, config: Config | None, model: Model | None = None) -> None:
        organisation = config.organisation if config else None
        self.zone: tzinfo = ZoneInfo(organisation.timezone if organisation else _ZONE)
        self.sources: dict[str, Source] = {source.name: source for source in config.sources} if config else {}
        self._organisation = whose(organisation) if organisation else None
        self._cut: Cut = words(self._organisation.names if self._organisation else ())
        self._rules = rules
        self._model = model
        self._similar, self._events = Similar(), Events(self._cut.weight)
        self._now: datetime | None = None
        self._idents: list[str | int] = []
        self._incident_of: dict[int, int] = {}
        self._figures = config.figures if config else Figures(timezone=ZoneInfo(_ZONE))
        self._tally, self._mentions = Tally(Policy(figures=self._figures)), Mentions()

    def decide(self, line: Line) -> dict[str, object]:
        """The decision on one line, as it is printed."""
        if line.at and (self._now is None or line.at > self._now):
            self._now = line.at
        # a line without a time happened when the newest before it did; before the first time no rule has expired
        at = line.at or self._now or _LONG_AGO.replace(tzinfo=self.zone)
        prepared = prepare(
            line.post,
            line.source,
            rules=self._rules,
            organisation=self._organisation,
            cut=self._cut,
            at=at,
            words=self._figures.risk,
            model=self._model,
        )
        decision = decide(
            prepared,
            similar=self._similar,
            events=self._events,
            since=at - _SPAN,
            window=at - self._figures.same_event,
            incident_of=self._incident_of.get,
            burst=self._burst(line, prepared, at),
        )
        incident = self._remember(line, prepared, decision, at)
        # a post without a time says nothing about speed
        scored, grade = self._tally.take(incident, prepared, decision, at=at, seen_at=at if line.at else at - _SPAN)
        return {
            "id": line.ident,
            "action": decision.action.value,
            "incident": incident,
            "duplicate_of": None if decision.duplicate_of is None else self._idents[decision.duplicate_of],
            "level": grade.severity.value if grade else None,
            "score": scored.total,
            "negative": round(prepared.risk.negative or 0.0, 4),
            "topic": prepared.topic or None,
            "department": prepared.department or None,
            "reasons": said(explained(decision, scored, grade), texts()),
        }

    def _burst(self, line: Line, prepared: Prepared, at: datetime) -> Burst | None:
        # a post without a time says nothing about speed
        if prepared.named is None or line.at is None:
            return None
        return self._mentions.burst(prepared.post, self._figures.grading_at(at).burst, at)

    def _remember(self, line: Line, prepared: Prepared, decision: Decision, at: datetime) -> int | None:
        """Keeps the post and gives the number of its incident."""
        row = len(self._idents)
        self._idents.append(line.ident)
        # what no time is known of is remembered throughout
        kept = at if self._now else _NEVER_OLD.replace(tzinfo=self.zone)
        self._similar.add(row, prepared.features, kept)
        if prepared.named and line.at:
            self._mentions.note(prepared.post, at, opened=decision.burst is not None)
        incident = len(self._tally) + 1 if decision.action is Action.OPEN else decision.incident
        if incident is None:
            return None
        self._incident_of[row] = incident
        if decision.duplicate_of is not None:
            # the original was ignored until its copy opened or joined an incident: later copies belong there too
            self._incident_of.setdefault(decision.duplicate_of, incident)
        if decision.action is not Action.DUPLICATE:
            self._events.add(incident, prepared.topic, prepared.features, kept)
        return incident
