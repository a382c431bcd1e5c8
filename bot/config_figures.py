"""The figures of policy, gathered from their tables of config.toml."""

from collections.abc import Sequence
from pathlib import Path

from bot.config_assistant import checked_ceiling
from bot.config_backup import checked_backups
from bot.config_clocks import checked_spans, checked_work
from bot.config_duty import checked_key_periods
from bot.config_evidence import checked_keeping
from bot.config_grading import checked_grading, checked_weights
from bot.config_learning import checked_learning
from bot.config_reports import checked_reports
from bot.config_risk import checked_risk
from bot.config_signing import checked_routes, checked_templates
from bot.config_tables import File
from bot.config_values import moment, span, zone
from core.people import Member
from core.policy import Figures
from core.rules.limits import RuleLimits


def checked_figures(path: Path, file: File, people: Sequence[Member]) -> Figures:
    """ConfigError names what cannot be."""
    begin, end = (moment(path, "organisation.night", text) for text in file.organisation.night)
    timezone = zone(path, "organisation.timezone", file.organisation.timezone)
    return Figures(
        organisation=file.organisation.name,
        timezone=timezone,
        work=checked_work(path, file.calendar, timezone),
        spans=checked_spans(path, file.clocks),
        routes=checked_routes(path, file.approval, people),
        allow_solo=file.policy.allow_solo,
        key_periods=checked_key_periods(path, file.key_periods),
        templates=checked_templates(path, file.templates),
        undo_window=span(path, "policy.undo_window", file.policy.undo_window),
        confirm_window=span(path, "policy.confirm_window", file.policy.confirm_window),
        report_to=file.policy.report_to,
        quiet=span(path, "policy.quiet", file.policy.quiet),
        calm=span(path, "policy.calm", file.policy.calm),
        same_event=span(path, "policy.same_event", file.policy.same_event),
        night=(begin, end),
        reports=checked_reports(path, file.reports),
        grading=checked_grading(path, file.grading),
        weights=checked_weights(file.score),
        evidence=checked_keeping(path, file.evidence),
        rules=RuleLimits(
            broad=file.rules.broad,
            false_alarms=file.rules.false_alarms,
            decided=file.rules.decided,
            ends_within=span(path, "rules.ends_within", file.rules.ends_within),
        ),
        blind_share=file.policy.blind_share,
        learning=checked_learning(path, file.learning),
        risk=checked_risk(path, file.risk),
        backups=checked_backups(path, file.backup),
        assistant=checked_ceiling(path, file.assistant),
    )
