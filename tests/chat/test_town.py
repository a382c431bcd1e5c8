"""The sample town's whole day through rules, copies and events: one incident for each issue, none for noise (D4)."""

from datetime import UTC, datetime, timedelta

from bot.words import words
from core.detect import Action, Organisation, decide, prepare
from core.events import Events
from core.posts import Post, Source
from core.rules import RuleSet
from core.similar import Similar
from core.voice import Account
from sandbox import load_scene

NAMES = ("海棠县住建局", "县住建局", "住房和城乡建设局", "住建局")
OURS = Organisation(name=NAMES[0], aliases=NAMES[1:], accounts=frozenset({Account("海棠住建发布")}))

#: posts of one matter each; all others are noise
PLANTED = (
    {"f01", "w02", "w03", "w05", "n02", "f12", "w20", "a02", "l02"},
    {"f04", "w06", "n05", "f14", "w17", "l03", "s03"},
    {"f06", "w15", "a03"},
    {"w07", "w08", "w13", "l05", "t03"},
    {"f09", "w11", "l07"},
    {"f17"},
)


def test_a_day_of_the_town_is_six_issues() -> None:
    scene, similar = load_scene("haitang"), Similar()
    rules, organisation = RuleSet.parse(scene.rules), OURS
    cut, now = words(NAMES), datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    events = Events(cut.weight)
    found: dict[str, int | None] = {}
    numbers: dict[int, int] = {}
    for ident, entry in enumerate(sorted(scene.posts + scene.more, key=lambda post: post.at), 1):
        source = Source(name=entry.site, kind="rss", url="", platform=entry.site, own_area=entry.site == "forum")
        post = Post(key=entry.id, title=entry.title, text=entry.text, author=entry.author)
        prepared = prepare(post, source, rules=rules, organisation=organisation, cut=cut, at=now)
        since = now - timedelta(days=30)
        decision = decide(prepared, similar=similar, events=events, since=since, incident_of=numbers.get)
        incident = decision.incident
        if decision.action is Action.OPEN:
            incident = 1 + max(numbers.values(), default=0)
        elif decision.duplicate_of is not None:
            incident = numbers.get(decision.duplicate_of)
        similar.add(ident, prepared.features, now)
        if incident is not None:
            numbers[ident] = incident
            events.add(incident, prepared.topic, prepared.features, now)
        found[entry.id] = incident
    assert {frozenset(k for k, v in found.items() if v == n) for n in set(found.values()) - {None}} == {
        frozenset(one) for one in PLANTED
    }
