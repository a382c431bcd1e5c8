"""`tingfeng sources preset [KIND]`: sources and seed rules for a kind of organisation, ready to be used."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.config_sources import checked_services
from bot.config_tables import ServicesTable
from bot.preset_files import KINDS, Offer, Preset, preset, titles
from bot.terminal import CALLED_WRONGLY, FINE, complain, say, texts, why
from bot.toml import comment, table, value
from core.errors import InputError
from core.rules import RuleSet
from core.texts import N_, Message
from core.watching.presets import STATUS_LABELS
from jobs.sources.services import Services

#: the names of the two files that -o writes
SOURCES, RULES = "sources.toml", "watch.rules"


def add(steps: Any) -> None:
    """Add the step to `tingfeng sources`."""
    step = steps.add_parser("preset", help="sources and seed rules for a kind of organisation; alone: the kinds")
    step.add_argument("kind", metavar="KIND", nargs="?", choices=KINDS, help="one of: %(choices)s")
    step.add_argument("--name", help="the organisation's full name")
    step.add_argument("--alias", action="append", default=[], help="another name of it; may be given again")
    step.add_argument("--town", default="", help="the county, town or district, as people call it")
    step.add_argument("--rsshub", default="", metavar="URL", help="where an RSSHub is that may be asked")
    step.add_argument("--newsnow", default="", metavar="URL", help="where a newsnow is that may be asked")
    step.add_argument("-o", "--output", type=Path, metavar="FOLDER", help=f"write {SOURCES} and {RULES} there")
    step.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 fine, 2 called wrongly; nothing is written over."""
    if options.kind is None:
        for kind, title in titles().items():
            say(N_("{kind}  {title}"), kind=kind, title=title)
        return FINE
    if not options.name:
        return complain(Message(N_("请用 --name 写明单位全称，例如 --name 海棠县住建局")), CALLED_WRONGLY)
    try:
        given = ServicesTable(rsshub=options.rsshub, newsnow=options.newsnow)
        services = checked_services(Path("--rsshub/--newsnow"), given)
        made = preset(options.kind, options.name, tuple(options.alias), options.town)
        RuleSet.parse(made.rules)
    except InputError as error:
        return complain(error.message, CALLED_WRONGLY)
    written = "".join(fragment(made, services))
    if options.output is None:
        sys.stdout.write(f"{written}\n{comment(RULES)}{_commented(made.rules)}")
        return FINE
    return _write(options.output, {SOURCES: written, RULES: made.rules})


def _write(folder: Path, files: dict[str, str]) -> int:
    for name in files:
        if (folder / name).exists():
            text = N_("{path} 已经存在，没有改动；请换个文件夹")
            return complain(Message(text, {"path": folder / name}), CALLED_WRONGLY)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as error:
        text = N_("{path} 写不进去（{error}）；请检查路径和权限")
        return complain(Message(text, {"path": folder, "error": why(error)}), CALLED_WRONGLY)
    say(N_("已写好 {sources} 和 {rules}：前者并入 config.toml，后者用 [rules] file 指明"), sources=SOURCES, rules=RULES)
    return FINE


def fragment(made: Preset, services: Services) -> Iterator[str]:
    """What belongs into config.toml; what cannot be read yet is there too, taken out by #."""
    yield comment(texts()(N_("{title}：监测源预设"), title=made.title))
    if services.rsshub or services.newsnow:
        yield "[services]\n"
        yield from (f"{name} = {value(base)}\n" for name in ("rsshub", "newsnow") if (base := getattr(services, name)))
    yield "\n"
    yield from entries(made, services)


def entries(made: Preset, services: Services) -> Iterator[str]:
    """Its sources, and at the end what no source can read."""
    for offer in made.offers:
        yield from _source(offer, services)
    yield comment(texts()(N_("读不到的：")))
    for one in made.without:
        said = N_("{name}：{status}。{note}")
        yield comment(texts()(said, name=one.name, status=Message(STATUS_LABELS[one.status]), note=one.note))


def _source(offer: Offer, services: Services) -> Iterator[str]:
    said = N_("{status}：{note}")
    yield comment(texts()(said, status=Message(STATUS_LABELS[offer.status]), note=offer.note))
    written = table("sources", offer.values)
    yield written if offer.ready(services) else _commented(written.rstrip("\n")) + "\n\n"


def _commented(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))
