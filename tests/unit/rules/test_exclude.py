"""Which word false alarms propose: in them, not in true finds, not our own, with its effect counted."""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.words import lexicon
from core.analysis.matter import Lexicon
from core.incident import Incident, Status, Verdict
from core.posts import Post, Source
from core.rules.exclude import Effect, asked, learnt, proposal, proposal_keys
from core.rules.sections import Rule, split
from tests.conftest import NOON
from tests.unit.making import incident

LEXICON: Lexicon = lexicon(("海棠县住建局", "望江西路"))
RULES = tuple(Rule(id=n, section=s) for n, s in enumerate(split("[道路]\n望江西路|断头路\n\n[水]\n停水\n"), 1))


class Hit(NamedTuple):
    post: Post
    source: Source
    seen_at: datetime
    incident: Incident | None


def hit(text: str, one: Incident | None, *, days: int = 1) -> Hit:
    source = Source(name="论坛", kind="rss", url="https://forum.example/")
    return Hit(Post(key=text, url="", title="", text=text), source, NOON - timedelta(days=days), one)


def false(ident: int, reason: str = "误报") -> Incident:
    return incident(id=ident, status=Status.INVALID, invalid_reason=reason, topic="道路")


def true(ident: int) -> Incident:
    return incident(id=ident, status=Status.CLAIMED, verdict=Verdict.TRUE, topic="道路")


MARKED = false(1)
HITS = (
    hit("摄制组在望江西路拍摄电视剧，海棠县住建局", MARKED),
    hit("断头路来了摄制组，很多人看明星", false(2)),
    hit("望江西路挖断水管，塌陷很深", true(3)),
    hit("望江西路塌陷，摄像头都没了", None),
    hit("断头路拍摄电视剧", false(4), days=20),
)


def proposed(hits: tuple[Hit, ...] = HITS, marked: Incident = MARKED, name: str = "道路") -> tuple[Effect, ...]:
    return learnt(marked, hits, RULES, name, LEXICON, NOON - timedelta(days=7))


def test_the_word_that_false_alarms_share() -> None:
    found = proposed()
    terms = [one.term for one in found]
    assert {"电视剧", "摄制组"} <= set(terms)
    by_term = {one.term: one for one in found}
    assert by_term["摄制组"] == Effect(term="摄制组", removed=2, hits=4, true=0)
    assert by_term["电视剧"] == Effect(term="电视剧", removed=1, hits=4, true=0), "only last week counts"
    assert not {"望江西路", "断头路", "海棠县", "住建局"} & set(terms), "neither the rule's words nor our own"


def test_a_word_of_true_finds_comes_last_and_is_warned_about() -> None:
    hits = (hit("望江西路塌陷", MARKED), hit("望江西路挖断水管，塌陷很深", true(3)))
    (one,) = proposed(hits)
    assert one == Effect(term="塌陷", removed=2, hits=2, true=1)
    assert "⚠️ 其中 1 条已核实，加了会漏报" in proposal("#0001", "道路", (one,)).plain()
    assert "会漏报" in asked("林晓", "道路", one).plain()
    first, *_ = proposed((hit("摄制组在望江西路，塌陷", MARKED), *hits[1:]))
    assert first.term == "摄制组"


def test_nothing_is_proposed_for_nothing() -> None:
    assert proposed(()) == ()
    assert proposed(name="没有") == ()
    assert proposed((hit("望江西路", MARKED),)) == ()


def test_the_keys_name_the_words() -> None:
    keys = proposal_keys(7, ("摄制组", "电视剧"))
    assert [[key.data for key in row] for row in keys] == [["u1:ex:7:1"], ["u1:ex:7:2"], ["u1:kp:7"]]
    assert [[key.data for key in row] for row in proposal_keys(7, ("摄制组", "电视剧"), 2)] == [
        ["u1:ex:7:2"],
        ["u1:kp:7"],
    ]
