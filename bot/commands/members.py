"""`tingfeng members export`: departments and members as they stand now, as TOML for config.toml."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.stored import store_of, stored
from bot.terminal import FINE, texts
from bot.toml import comment, table
from core.people import Member
from core.policy import Policy
from core.texts import N_
from storage import Store


def add(commands: Any) -> None:
    """Add the sub-commands."""
    steps = commands.add_parser("members", help="the team").add_subparsers(required=True, metavar="STEP")
    export = steps.add_parser("export", help="departments and members as they stand now, as TOML")
    export.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    export.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write TOML to stdout."""
    sys.stdout.writelines(exported(asyncio.run(_policy(store_of(options.config)))))
    return FINE


async def _policy(store: Store) -> Policy:
    async with stored(store):
        return await store.policy()


def exported(policy: Policy) -> Iterator[str]:
    """The tables, text by text; who is deactivated stands in a comment, because whom the file names is active."""
    if policy.group:
        yield comment(texts()(N_("[telegram] 里：group = {group}"), group=policy.group)) + "\n"
    for unit in policy.departments:
        yield table("departments", {"name": unit.name} | ({"chat": unit.chat} if unit.chat else {}))
    people = sorted(policy.members.values(), key=lambda m: (not m.active, m.id))
    known = {d.name for d in policy.departments}
    for member in people:
        if member.active:
            yield table("members", _member(member, known))
        else:
            yield comment(texts()(N_("已停用：{name}（{number}）"), name=member.name, number=member.id))


def _member(member: Member, known: set[str]) -> dict[str, object]:
    values: dict[str, object] = {"telegram_id": member.id, "name": member.name, "roles": sorted(member.roles)}
    # a department that was renamed away cannot be named in the file
    if member.department in known:
        values |= {"department": member.department} | ({"head": True} if member.head else {})
    return values
