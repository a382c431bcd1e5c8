"""Finds terms in a document: one pass for all words, the rest only where a group asks for it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, islice
from operator import itemgetter

from ahocorasick_rs import AhoCorasick

from core.evasion import reading
from core.rules.document import COMMON, Document, Field
from core.rules.matched import Found
from core.rules.regex import compiled
from core.rules.terms import Atom, Group, Line, Near

Span = tuple[int, int]
#: more places of one regular expression in one field are not looked at
_PLACES = 1000


class Index:
    """All words of a rule set, and which groups they can set off."""

    def __init__(self, groups: Iterable[Group], banned: Iterable[Near]) -> None:
        self._groups = tuple(groups)
        nears = [near for group in self._groups for near in _nears(group)] + list(banned)
        atoms = dict.fromkeys(atom for near in nears for atom in near.left + near.right)
        self._words = list(dict.fromkeys(atom.text for atom in atoms if not atom.regex))
        self._automaton = AhoCorasick(self._words) if self._words else None
        self.fields = frozenset(COMMON | {atom.field for atom in atoms if atom.field})
        self._set_off: dict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        self._needed: list[list[frozenset[str]]] = []
        for number, group in enumerate(self._groups):
            self._remember(number, group)

    def _remember(self, number: int, group: Group) -> None:
        """A group is set off by its shortest line, never by one with a regular expression: the scan has only words."""
        lines = [[atom for near in line for atom in near.left] for line in group.needed]
        needed = [frozenset(atom.text for atom in line) for line in lines if not any(atom.regex for atom in line)]
        self._needed.append(needed)
        if not needed:
            self._always.append(number)
        for word in min(needed, key=len, default=()):
            self._set_off[word].append(number)

    def scan(self, document: Document) -> "Scan":
        """The document with every place of every word."""
        places: dict[str, dict[Field, list[Span]]] = {}
        for field, text in document.folded.items():
            if field in self.fields:
                for word, start, end in self._found(text, evaded=field in COMMON):
                    places.setdefault(self._words[word], {}).setdefault(field, []).append((start, end))
        return Scan(document=document, places=places)

    def _found(self, text: str, *, evaded: bool) -> Iterable[tuple[int, int, int]]:
        """Word, begin and end of each place, from left to right; also where it is spelt so that no search finds it."""
        if self._automaton is None:
            return ()
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not evaded or (read := reading(text)) is None:
            return found
        more = self._automaton.find_matches_as_indexes(read.text, overlapping=True)
        found += [(word, *span) for word, start, end in more if (span := read.written(start, end))]
        return sorted(found, key=itemgetter(1, 2))

    def candidates(self, scan: "Scan") -> list[Group]:
        """The groups that can hit, in the order of the file; no other can."""
        numbers = {number for word in scan.places for number in self._set_off.get(word, ())}
        # one name may set off every group of an office: most are out again because another line has no word here
        there = scan.places.keys()
        numbers = {n for n in numbers if not any(words.isdisjoint(there) for words in self._needed[n])}
        return [self._groups[number] for number in sorted(numbers.union(self._always))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A document and the places of all words in it."""

    document: Document
    places: dict[str, dict[Field, list[Span]]]

    def first(self, line: Line) -> tuple[Found, ...]:
        """For each alternative that is there: the first place of its terms. Empty where none is."""
        return tuple(dict.fromkeys(found for near in line.possible(self.places) for found in self._near(near)))

    def _near(self, near: Near) -> tuple[Found, ...]:
        if not near.right:
            found = (self._of_atom(atom) for atom in near.left)
            return tuple(one for one in found if one)
        for field in Field:
            left, right = self._places(near.left, field), self._places(near.right, field)
            if left and right and (pair := _close(left, right, near.distance)):
                return pair
        return ()

    def _of_atom(self, atom: Atom) -> Found | None:
        for field in Field if atom.regex else self.places.get(atom.text, ()):
            for start, end in self.spans(atom, field):
                return self._one(atom, field, start, end)
        return None

    def _places(self, atoms: Iterable[Atom], field: Field) -> list[Found]:
        """Every place of any of the atoms in this field, from left to right."""
        found = (self._one(atom, field, start, end) for atom in atoms for start, end in self.spans(atom, field))
        return sorted(found, key=lambda one: (one.start, one.end))

    def _one(self, atom: Atom, field: Field, start: int, end: int) -> Found:
        plain = atom.regex or self.document.folded[field][start:end] == atom.text
        written = "" if plain else self.document.tidied[field][start:end]
        return Found(term=atom.shown, field=field, start=start, end=end, written=written)

    def spans(self, atom: Atom, field: Field) -> list[Span]:
        """Where the atom stands in this field, from left to right."""
        text = self.document.folded.get(field)
        if text is None or field not in (COMMON if atom.field is None else {atom.field}):
            return []
        if atom.regex:
            return [match.span() for match in islice(compiled(atom.text).finditer(text), _PLACES)]
        spans = self.places.get(atom.text, {}).get(field, [])
        if atom.exact:
            shown = self.document.tidied[field]
            spans = [(start, end) for start, end in spans if shown[start:end] == atom.exact]
        if not (atom.whole or atom.prefix):
            return spans
        return [(a, b) for a, b in spans if _edge(text, a) and (atom.prefix or _edge(text, b))]


def _nears(group: Group) -> Iterable[Near]:
    return (*group.any, *group.unless, *group.weak, *(near for line in group.must for near in line))


def _close(left: list[Found], right: list[Found], distance: int) -> tuple[Found, Found] | None:
    """The first two that have at most `distance` characters between them, in either order; both lists are sorted."""
    starts = [one.start for one in right]
    # of all that start early enough, the one that reaches farthest is the closest
    farthest = list(accumulate(right, _farther))
    for one in left:
        early = bisect_right(starts, one.end + distance)
        if early and farthest[early - 1].end >= one.start - distance:
            return one, farthest[early - 1]
    return None


def _farther(one: Found, other: Found) -> Found:
    return other if other.end > one.end else one


def _edge(text: str, at: int) -> bool:
    """Whether a word begins or ends here: Chinese characters are no part of a Latin word."""
    return not (0 < at < len(text) and _joins(text[at - 1]) and _joins(text[at]))


def _joins(char: str) -> bool:
    return char == "_" or (char < "\u0530" and char.isalnum())
