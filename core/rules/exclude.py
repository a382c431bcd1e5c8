"""Which word to exclude (建议排除词): words that a rule's false alarms have and its true finds have not.

A word is proposed where it stands in the post that was just marked, at best in no true find of the rule, and in as many
of its false alarms as possible; of equals the longer, then the more telling one. Words of the rule itself, our own
names, single characters and words that stand in texts about anything are no candidates.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.analysis.matter import Lexicon
from core.analysis.words import telling_words
from core.incident import Incident
from core.lists.incidents import Keys
from core.normalise import normalise
from core.posts import Post, Source
from core.rules.editing import assembled
from core.rules.figures import is_false, is_true
from core.rules.listing import joined
from core.rules.presses import EXCLUDE, KEEP, key
from core.rules.ruleset import RuleSet
from core.rules.sections import Rule
from core.rules.terms import Group
from core.showing import shown
from core.texts import N_, Message

#: so many are proposed
TERMS = 3
#: what false alarms of an incident teach something about the rule: 无关 and 误报
TEACHES = frozenset({N_("无关"), N_("误报")})
#: false alarms and true finds of a rule that are read, the newest
_TEXTS = 200
_TESTS = (is_false, is_true)


class Hit(Protocol):
    """A post that hit the rule, as storage tells of it."""

    @property
    def post(self) -> Post: ...
    @property
    def source(self) -> Source: ...
    @property
    def seen_at(self) -> datetime: ...
    @property
    def incident(self) -> Incident | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What excluding a word would have done to the rule's hits of the last week; `true` of them were no false alarm."""

    term: str
    removed: int
    hits: int
    true: int


def candidates(mine: str, false: Iterable[str], true: Iterable[str], group: Group, lexicon: Lexicon) -> list[str]:
    """The words to propose, the likeliest first: texts of the post just marked, of false alarms, of true finds."""
    here = _words(mine, lexicon)
    wrong = Counter(word for text in false for word in _words(text, lexicon))
    right = Counter(word for text in true for word in _words(text, lexicon))
    own = tuple(_own(group))
    free = [word for word in here if not any(word in term or term in word for term in own)]
    ordered = sorted(free, key=lambda w: (right[w], -wrong[w], -len(w), -lexicon.cut.weight(w), w))
    return ordered[:TERMS]


def _words(text: str, lexicon: Lexicon) -> frozenset[str]:
    names = frozenset(map(normalise, lexicon.names))
    ours = (word for word in telling_words(text, lexicon) if not any(word in name or name in word for name in names))
    return frozenset(ours)


def _own(group: Group) -> Iterable[str]:
    """The words by which the rule hits: to exclude one would end it."""
    lines = (group.any, *group.must)
    return (a.text for line in lines for near in line for a in near.left + near.right if not a.regex)


def learnt(
    marked: Incident, hits: Sequence[Hit], rules: Sequence[Rule], name: str, lexicon: Lexicon, since: datetime
) -> tuple[Effect, ...]:
    """The words to propose for the rule of this name, each with what it would have done to its hits since."""
    group = next((one for one in assembled(rules).groups if one.name == name), None)
    of = {one.incident.id: one for one in hits if one.incident is not None}
    if group is None or marked.id not in of:
        return ()
    false, true = ([_text(one) for one in of.values() if one.incident and test(one.incident)] for test in _TESTS)
    terms = candidates(_text(of[marked.id]), false[-_TEXTS:], true[-_TEXTS:], group, lexicon)
    return effects(terms, [one for one in hits if one.seen_at >= since])


def effects(terms: Sequence[str], hits: Sequence[Hit]) -> tuple[Effect, ...]:
    """What each word would have removed, found as a rule finds it."""
    finder = RuleSet.parse("".join(f"[{term}]\n{term}\n\n" for term in terms))
    removed, true = Counter[str](), Counter[str]()
    for one in hits:
        found = {hit.group for hit in finder.match(one.post, one.source, one.seen_at).hits}
        removed.update(found)
        true.update(found if one.incident is not None and is_true(one.incident) else ())
    return tuple(Effect(term=t, removed=removed[t], hits=len(hits), true=true[t]) for t in terms)


def _text(one: Hit) -> str:
    return f"{one.post.title}\n{one.post.text}"


def proposal(number: str, rule: str, told: Sequence[Effect]) -> Message:
    """What is said to whoever marked it."""
    words = N_("{number} 已标为误报，命中的是规则「{rule}」。要加排除词吗？近7天的影响：")
    lines = [Message(words, {"number": number, "rule": shown(rule, 30)})]
    for one in told:
        counts = {"term": one.term, "removed": one.removed, "hits": one.hits, "true": one.true}
        line = N_("· 「{term}」：少命中 {removed} 条（共 {hits} 条），没有误伤")
        if one.true:
            line = N_("· 「{term}」：少命中 {removed} 条（共 {hits} 条），⚠️ 其中 {true} 条已核实，加了会漏报")
        lines.append(Message(line, counts))
    return joined(lines)


def proposal_keys(draft: int, terms: Sequence[str], only: int = 0) -> Keys:
    """One tap a word, or for the word in this place alone; or leave the rule as it is."""
    words = tuple(
        (key(Message(N_("! {term}"), {"term": term}), EXCLUDE, draft, place),)
        for place, term in enumerate(terms, 1)
        if only in (0, place)
    )
    return (*words, (key(Message(N_("不加")), KEEP, draft),))


def asked(name: str, rule: str, effect: Effect) -> Message:
    """A member's proposal, as a lead reads it."""
    words = N_("{name} 建议给规则「{rule}」加排除词「{term}」：近7天少命中 {removed} 条（共 {hits} 条）")
    lines = [
        Message(
            words,
            {
                "name": name,
                "rule": shown(rule, 30),
                "term": effect.term,
                "removed": effect.removed,
                "hits": effect.hits,
            },
        )
    ]
    if effect.true:
        lines.append(Message(N_("⚠️ 其中 {true} 条已核实，加了会漏报"), {"true": effect.true}))
    return joined(lines)
