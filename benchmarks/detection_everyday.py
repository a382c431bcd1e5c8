"""Everyday titles that happen to name the sample town: the cards they raise under the town's rules and settings."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.grouped import spread
from benchmarks.sample import ASK, sample
from benchmarks.table import Table
from bot.config import Config, load_config
from bot.config_sources import whose
from bot.words import words
from core.detect import Action, decide, prepare
from core.events import Events
from core.posts import Post, Source
from core.rules import RuleSet
from core.similar import Similar
from sandbox import load_scene

DRAWS = 12
SHARE = 0.1
#: streets and estates of the town's rules
PLACES = ("望江西路", "滨河路", "城东大道", "锦绣花园", "和美家园", "滨湖新苑", "白鹭桥")
#: how people bring in a name that says nothing about us
CARRYING = (
    "{title}（{place}的朋友都在聊）",
    "路过{place}，听见有人说{title}",
    "{place}早餐店电视里在播：{title}",
    "{title} 来自{place}",
    "{name}隔壁的奶茶店都在聊{title}",
    "在{name}门口等人，刷到{title}",
    "{name}转发：{title}",
    "{title}｜{name}今日分享",
)
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def measure() -> Table:
    """Cards per hundred mentions, and cards of the titles that mention nothing of ours."""
    titles = [line["text"] for line in sample("open/background_titles.jsonl.gz")]
    return Table(
        title="Detection: everyday titles",
        note=f"{len(titles)} titles, {SHARE:.0%} of them with a name, street or estate of the town, in {DRAWS} seeded"
        " draws; through `prepare` and `decide`, from the town's forum, where a post need not name us, and elsewhere.",
        head=("what", "cards per 100 mentions", "worst draw", "cards from the rest, worst draw", "aim"),
        rows=_rows(titles) if titles else ((ASK, "", "", "", ""),),
    )


def _rows(titles: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    scene = load_scene("haitang")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(scene.config(base="http://127.0.0.1:1", directory=folder), "utf-8")
        config = load_config(path, {})
    forum = next(source for source in config.sources if source.own_area)
    elsewhere = Source(name="微博", kind="rss", url="", platform="微博")
    rules = RuleSet.parse(scene.rules)
    return (
        _row("town's rules, from elsewhere", titles, config, rules, elsewhere, "≤ 1, and 0"),
        _row("town's rules, from its forum", titles, config, rules, forum, "≤ 1, and 0"),
        _row("no rules: a name and a risk word or a negative tone", titles, config, RuleSet.empty(), elsewhere, "-"),
        _row("no organisation and no rules: negative alone", titles, None, RuleSet.empty(), elsewhere, "-"),
    )


def _row(
    what: str, titles: Sequence[str], config: Config | None, rules: RuleSet, source: Source, aim: str
) -> tuple[str, ...]:
    draws = [_draw(titles, config, rules, source, seed) for seed in range(DRAWS)]
    hundred = [mentioned for mentioned, _ in draws]
    return (what, spread(hundred), f"{max(hundred):.2f}", str(max(rest for _, rest in draws)), aim)


def _draw(titles: Sequence[str], config: Config | None, rules: RuleSet, source: Source, seed: int) -> tuple[float, int]:
    """Cards per hundred titles with a name, cards of the others."""
    chance = random.Random(seed)
    organisation = whose(config.organisation) if config else None
    names = organisation.names if organisation else ("海棠县住建局",)
    carrying = set(chance.sample(range(len(titles)), round(SHARE * len(titles))))
    cut, similar = words(names), Similar()
    events = Events(cut.weight)
    cards = [0, 0]
    for number, title in enumerate(titles):
        mentioned, text = number in carrying, title
        if mentioned:
            carrying_it = chance.choice(CARRYING)
            text = carrying_it.format(title=title, name=chance.choice(names), place=chance.choice(PLACES))
        post = Post(key=str(number), text=text)
        one = prepare(post, source, rules=rules, organisation=organisation, cut=cut, at=AT)
        decision = decide(one, similar=similar, events=events, since=AT)
        # without an organisation the gate is off: what is left is the tone
        alone = organisation is not None or (one.risk.negative or 0) >= 0.7
        cards[mentioned] += decision.action is Action.OPEN and alone
    return 100 * cards[True] / len(carrying), cards[False]


if __name__ == "__main__":
    print(measure().markdown)
