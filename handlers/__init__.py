"""What people do. HANDLERS is the one ordered list: the first that fits an update takes it."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram.ext import BaseHandler, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from core.numbers import LINE
from core.reporting import PATTERN
from handlers import (
    analysis,
    assistant,
    binding,
    buttons,
    chats,
    departments,
    doctor,
    drill,
    duty,
    finding,
    joining,
    ledger,
    members,
    model,
    practice,
    queries,
    report,
    reports,
    rule_commands,
    rule_drafts,
    rule_keys,
    rule_offers,
    source_commands,
    words,
)
from handlers.context import Context, Desk

_PRIVATE = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
_ANONYMOUS = filters.User(user_id=1087968824)
_REPORT_BELOW = filters.CaptionRegex(r"^/report(?:@\w+)?(?:\s|$)")
_FILE = (
    filters.PHOTO
    | filters.Document.ALL
    | filters.VIDEO
    | filters.ANIMATION
    | filters.AUDIO
    | filters.VOICE
    | filters.VIDEO_NOTE
)

#: at a start, before any press is heard: what a stop cut off and somebody waits for
BEGIN_ANEW: tuple[Callable[[Desk], Awaitable[None]], ...] = (
    rule_drafts.begin_anew,
    rule_offers.begin_anew,
    assistant.begin_anew,
)

HANDLERS: tuple[BaseHandler[Any, Context, None], ...] = (
    CallbackQueryHandler(members.press, pattern=r"^m1:"),
    CallbackQueryHandler(finding.turn, pattern=r"^q1:fi:"),
    CallbackQueryHandler(departments.turn, pattern=r"^q1:de:"),
    CallbackQueryHandler(finding.copy, pattern=r"^f1:"),
    CallbackQueryHandler(reports.turn, pattern=r"^w1:"),
    CallbackQueryHandler(queries.turn_page, pattern=r"^q1:"),
    CallbackQueryHandler(source_commands.press, pattern=r"^s1:"),
    CallbackQueryHandler(rule_offers.press, pattern=r"^u1:(?:ex|kp):"),
    CallbackQueryHandler(rule_keys.press, pattern=r"^u1:"),
    CallbackQueryHandler(report.press, pattern=PATTERN),
    CallbackQueryHandler(duty.press, pattern=r"^d1:"),
    CallbackQueryHandler(model.press, pattern=r"^y1:"),
    CallbackQueryHandler(practice.press, pattern=r"^p1:"),
    CallbackQueryHandler(drill.press, pattern=r"^e1:"),
    CallbackQueryHandler(buttons.press),
    MessageHandler(filters.StatusUpdate.MIGRATE, chats.migrated),
    ChatMemberHandler(chats.membership, ChatMemberHandler.MY_CHAT_MEMBER),
    # before the anonymous ones: it answers them where no chat is ours yet
    CommandHandler("bind", binding.bind, filters.UpdateType.MESSAGE),
    MessageHandler(_ANONYMOUS & (filters.COMMAND | filters.REPLY | _REPORT_BELOW), words.anonymous),
    CommandHandler("start", duty.start, _PRIVATE & filters.Regex(r"^/start(?:@\w+)?\s+duty$")),
    CommandHandler("start", joining.start, filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE),
    CommandHandler("member", members.member, filters.UpdateType.MESSAGE),
    CommandHandler("undo", words.undo, filters.UpdateType.MESSAGE),
    CommandHandler("open", queries.open_incidents, filters.UpdateType.MESSAGE),
    CommandHandler("my", queries.mine, filters.UpdateType.MESSAGE),
    CommandHandler("incident", queries.incident, filters.UpdateType.MESSAGE),
    CommandHandler("find", finding.find, filters.UpdateType.MESSAGE),
    CommandHandler("similar", finding.similar, filters.UpdateType.MESSAGE),
    CommandHandler("analysis", analysis.analysis, filters.UpdateType.MESSAGE),
    CommandHandler("who", queries.who, filters.UpdateType.MESSAGE),
    CommandHandler("model", model.model, filters.UpdateType.MESSAGE),
    CommandHandler("dept", departments.dept, filters.UpdateType.MESSAGE),
    CommandHandler("week", reports.week, filters.UpdateType.MESSAGE),
    CommandHandler("ledger", ledger.ledger, filters.UpdateType.MESSAGE),
    CommandHandler("duty", duty.duty, filters.UpdateType.MESSAGE),
    CommandHandler("sources", source_commands.sources, filters.UpdateType.MESSAGE),
    CommandHandler("source", source_commands.source, filters.UpdateType.MESSAGE),
    CommandHandler("rule", rule_commands.rule, filters.UpdateType.MESSAGE),
    CommandHandler("doctor", doctor.doctor, filters.UpdateType.MESSAGE),
    CommandHandler("drill", drill.drill, filters.UpdateType.MESSAGE),
    CommandHandler("report", report.report, filters.UpdateType.MESSAGE),
    MessageHandler(filters.UpdateType.MESSAGE & _REPORT_BELOW, report.report),
    CommandHandler("help", queries.help_, filters.UpdateType.MESSAGE),
    MessageHandler(
        filters.UpdateType.MESSAGE & filters.REPLY,
        joining.applicants_first(rule_commands.answers_first(drill.answers_first(words.reply))),
    ),
    MessageHandler(_PRIVATE & (filters.FORWARDED | _FILE), joining.applicants_first(report.report)),
    MessageHandler(_PRIVATE & filters.Regex(LINE), queries.number),
    MessageHandler(_PRIVATE & filters.COMMAND, queries.unknown),
    MessageHandler(_PRIVATE, joining.applicants_first(joining.start)),
)
