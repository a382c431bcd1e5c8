"""The table `[sources.fields]`: which names a kind knows, and which it cannot do without."""

from collections.abc import Collection

from core.errors import InputError
from core.posts import Source
from core.texts import N_, several

LONGEST = 300


def check_no_fields(source: Source) -> None:
    """For kinds that know by themselves where everything stands."""
    if source.fields:
        raise InputError(N_("fields 不适用于 kind = “{kind}”；请删去，或改用 json 或 html"), kind=source.kind)


def check_fields(source: Source, *, known: Collection[str], required: Collection[str], example: str) -> None:
    """Unknown, missing, empty and overlong entries. `example` shows what an entry looks like."""
    names = [name for name, _ in source.fields]
    for name in names:
        if name not in known:
            text = N_("fields.{name} 不认识；kind = “{kind}” 可用：{known}")
            raise InputError(text, name=name, kind=source.kind, known=several(known))
    for name in required:
        if name not in names:
            raise InputError(N_('缺少 fields.{name}；例如 {name} = "{example}"'), name=name, example=example)
    for name, value in source.fields:
        if not value.strip():
            raise InputError(N_("fields.{name} 是空的；不用就删去这一行"), name=name)
        if len(value) > LONGEST:
            raise InputError(N_("fields.{name} 超过 {longest} 个字符"), name=name, longest=LONGEST)
