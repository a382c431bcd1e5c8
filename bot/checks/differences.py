"""The file against the database: what chat has changed stays, and people should know that the file says otherwise."""

from collections.abc import Iterator, Mapping, Sequence

from bot.doctor import Ground
from bot.seeding import rule_file
from core.differing import ENTRY_LABELS, Differences, FileEntry, Listing, differences, listed
from core.doctor import Finding, fine, note
from core.errors import InputError
from core.rules.sections import split
from core.showing import shown
from core.texts import N_, Message, several

#: names told of each kind
_NAMES = 5


async def check(ground: Ground) -> Sequence[Finding]:
    """Both as they stand."""
    if ground.store is None:
        return ()
    config = ground.config
    try:
        rules = split(rule_file(config))
    except InputError:
        # the check of the rules has told it
        return ()
    file = Listing.of(
        group=config.telegram.group,
        departments=config.departments,
        members=config.members,
        sources=config.sources,
        rules=rules,
        roster=config.roster,
    )
    sources = [source for source, _ in await ground.store.listed_sources()]
    kept = [rule.section for rule in await ground.store.rules()]
    return tuple(judged(differences(file, listed(await ground.store.policy(), sources, kept))))


def judged(found: Differences) -> Iterator[Finding]:
    """A finding for each way in which the two differ."""
    if found.other:
        mend = N_("以数据库为准；可用 tingfeng members、sources、rules export 写回文件")
        yield note(Message(N_("在聊天里改过，与文件不同：{what}"), {"what": _told(found.other)}), Message(mend))
    if found.only_file:
        mend = N_("重新启动时会加入")
        yield note(Message(N_("文件里新写的，还没有生效：{what}"), {"what": _told(found.only_file)}), Message(mend))
    if found.only_database:
        counts = several(
            Message(N_("{label} {count} 个"), {"label": Message(ENTRY_LABELS[entry]), "count": len(names)})
            for entry, names in found.only_database.items()
        )
        yield fine(N_("只在数据库里的（在聊天里加的，或文件里已删去的）：{counts}"), counts=counts)
    if not found.other and not found.only_file:
        yield fine(N_("文件里的内容都已生效"))


def _told(found: Mapping[FileEntry, tuple[str, ...]]) -> Message:
    return several(
        Message(
            N_("{label}「{names}」") if len(names) <= _NAMES else N_("{label}「{names}」等 {count} 个"),
            {
                "label": Message(ENTRY_LABELS[entry]),
                "names": several(shown(name, 30) for name in names[:_NAMES]),
                "count": len(names),
            },
        )
        for entry, names in found.items()
    )
