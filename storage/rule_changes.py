"""Rules changed in chat: row and event in one transaction, a replay changes nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Event, Turn
from core.outgoing import Ask
from core.rules import changes as core
from core.rules.editing import assembled, excluding, fitting, linted
from core.rules.sections import Rule, Section, State
from core.showing import shown
from core.texts import N_, Message, several
from core.watching.changes import permit
from core.workflow import Outcome, Refused
from storage.commands import Command
from storage.outbox import enqueue_question
from storage.rule_drafts import DONE, EXCLUDE, WRITE, RuleDrafts, open_draft, settle_draft
from storage.rules import Rules, insert_rule, read_rules
from storage.tables import rules


class RuleChanges(Rules, RuleDrafts):
    """/rule add, edit, pause, resume, and the words that false alarms propose."""

    async def rule(self, named: int | str) -> Rule | None:
        """The rule of this number or handle."""
        return next((one for one in await self.rules() if named in (one.id, one.section.handle)), None)

    async def save_rule_draft(self, ident: int, command: Command) -> Outcome:
        """What was written holds from now on, unless the rules have changed so that it does not fit any more."""

        async def judge(connection: AsyncConnection, turn: Turn) -> tuple[Sequence[Event], Outcome]:
            permit(turn.actor, turn.policy)
            draft = await open_draft(connection, ident, WRITE)
            known = await read_rules(connection)
            only = draft.body.get("only", "")
            by_key = {rule.section.key: rule for rule in known}
            # a thousand words take a tenth of a second to read: nobody else waits for it
            sections = await asyncio.to_thread(linted, draft.body["text"], known, only)
            now = versions(sections, known)
            if now != draft.body["versions"]:
                raise Refused("stale", N_("规则刚被改过，请看清后重新修改"))
            done = [await _write(connection, section, by_key.get(section.key), turn) for section in sections]
            await settle_draft(connection, ident, DONE)
            rest = [rule.name for rule in (by_key.get(one.key) for one in sections) if rule and not rule.active]
            words = N_("已保存；「{names}」还在暂停，启用后才生效") if rest else N_("已保存，立即生效，不用重启")
            return done, Outcome(answer=Message(words, {"names": several([shown(name, 20) for name in rest])}))

        return await self.guarded(core.SUBJECT, judge, command)

    async def exclude_term(self, ident: int, term: str, command: Command) -> Outcome:
        """The word cancels the rule from now on."""

        async def judge(connection: AsyncConnection, turn: Turn) -> tuple[Sequence[Event], Outcome]:
            permit(turn.actor, turn.policy)
            draft = await open_draft(connection, ident, EXCLUDE)
            known = await read_rules(connection)
            rule = next((one for one in known if one.section.handle == draft.body["rule"]), None)
            if rule is None or term not in draft.body["terms"]:
                raise Refused("gone", N_("这条建议已失效"))
            section = excluding(rule, term)
            (section,) = await asyncio.to_thread(fitting, section.text, known, rule.name)
            event = await _write(connection, section, rule, turn, draft.body["number"])
            await settle_draft(connection, ident, DONE)
            done = N_("已给规则「{name}」加上排除词「{term}」，立即生效")
            if not rule.active:
                done = N_("已给规则「{name}」加上排除词「{term}」；规则还在暂停，启用后才生效")
            return (event,), Outcome(answer=Message(done, {"name": rule.name, "term": term}))

        return await self.guarded(core.SUBJECT, judge, command)

    async def turn_rule(self, ident: int, active: bool, command: Command) -> Outcome:
        """Use it from now on, or let it rest."""

        async def judge(connection: AsyncConnection, turn: Turn) -> tuple[Sequence[Event], Outcome]:
            known = await read_rules(connection)
            rule = next((one for one in known if one.id == ident), None)
            if rule is None:
                raise Refused("gone", N_("没有这条规则了"))
            event = core.turned(rule, active, turn)
            after = replace(rule, state=State.ACTIVE if active else State.PAUSED)
            await asyncio.to_thread(assembled, [after if one.id == ident else one for one in known])
            values = {"state": after.state, "version": rule.version + 1, "person": turn.actor.id, "at": turn.now}
            await connection.execute(update(rules).where(rules.c.id == ident).values(**values))
            done = N_("规则「{name}」已启用") if active else N_("规则「{name}」已暂停；暂停期间它命中的帖文不会提醒")
            return (event,), Outcome(answer=Message(done, {"name": rule.name}))

        return await self.guarded(core.subject(ident), judge, command)

    async def ask_for_rule(self, ask: Ask, command: Command) -> None:
        """A forced reply that is about no incident."""
        async with self.db.write() as connection:
            await enqueue_question(connection, ask, 0, 0, command.key, command.now)


def versions(sections: Sequence[Section], known: Sequence[Rule]) -> dict[str, int]:
    """Which of these pieces are there already, as what was written found them."""
    keys = {section.key for section in sections}
    return {f"{rule.section.kind}:{rule.name}": rule.version for rule in known if rule.section.key in keys}


async def _write(
    connection: AsyncConnection, section: Section, old: Rule | None, turn: Turn, reason: str = ""
) -> Event:
    """The row of a new or changed piece, and its event."""
    if old is None:
        last = await connection.scalar(select(rules.c.place).order_by(rules.c.place.desc()).limit(1))
        ident = await insert_rule(connection, section, (last or 0) + 1, turn.now, person=turn.actor.id)
        return core.written(ident, None, section, turn, reason)
    values = {"text": section.text, "version": old.version + 1, "person": turn.actor.id, "at": turn.now}
    await connection.execute(update(rules).where(rules.c.id == old.id).values(**values))
    return core.written(old.id, old, section, turn, reason)
