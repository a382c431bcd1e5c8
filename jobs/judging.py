"""What posts say by themselves, by the rules, the words and the model of this process."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.analysis.matter import Lexicon
from core.arrivals import BY_HAND
from core.detect import Organisation, Prepared, prepare
from core.detect.riskwords import RiskWords, common
from core.events import Cut
from core.learning import Model, ModelError
from core.normalise import normalise
from core.posts import Post, Source
from core.rules import RuleSet
from core.rules.editing import Mistakes, assembled
from core.severity import Risk
from core.similar import Features, fingerprint
from core.texts import N_, Message
from core.vectors import weights_of
from core.voice import Voice
from storage import Store
from storage.posts import Remembered

log = logging.getLogger(__name__)


class Judge:
    """Rules, organisation, words and model; the rules and the model are replaced in place when their rows change."""

    def __init__(self, rules: RuleSet, organisation: Organisation, cut: Cut, words: RiskWords | None = None) -> None:
        self._rules = rules
        self._words = words or common()
        #: of the rows that the rules were read from, 0 = of no rows
        self._edition = 0
        self._organisation = organisation
        self._cut = cut
        #: what the team's marks have taught, None = nothing yet
        self.model: Model | None = None
        #: the version that was looked at last
        self._taught = ""

    @property
    def lexicon(self) -> Lexicon:
        """The words and the organisation's names, for reports."""
        return Lexicon(cut=self._cut, names=frozenset((self._organisation.name, *self._organisation.aliases)))

    @property
    def rules(self) -> RuleSet:
        """The rules in use."""
        return self._rules

    @property
    def edition(self) -> str:
        """By what posts are judged now: two processes of one edition judge alike."""
        return f"{self._edition}:{self._taught}"

    async def learn(self, store: Store) -> None:
        """Judge by the model that is to be used; another process may have fitted it, or a lead may have changed it."""
        version = await store.model_in_use()
        if version == self._taught:
            return
        body = await store.model_body(version) if version else None
        try:
            self.model = await asyncio.to_thread(Model.from_bytes, body) if body else None
        except ModelError:
            log.exception("model %s cannot be read, posts are judged without it", version)
            self.model = None
        self._taught = version

    async def follow(self, store: Store) -> None:
        """Take the rules as they stand in the rows: somebody may have changed them, here or in another process."""
        edition = await store.rules_edition()
        if edition == self._edition:
            return
        try:
            self._rules = await asyncio.to_thread(assembled, await store.rules())
        except Mistakes:
            log.exception("the rules of the database do not fit together, the former ones go on")
        self._edition = edition

    def prepare(
        self, posts: Sequence[Post], source: Source, now: datetime, ours: frozenset[str] = frozenset()
    ) -> tuple[Prepared, ...]:
        """Everything about posts that needs no memory; pure, so it may run in a thread. `now` on the team's clock.

        `ours`: the keys of those that are known to be our own. A post that cannot be looked into is kept with that
        reason: it must not hide the others of its source.
        """
        own = replace(source, own=True)
        return tuple(self._prepare(post, own if post.key in ours else source, now) for post in posts)

    def _prepare(self, post: Post, source: Source, now: datetime) -> Prepared:
        try:
            by_hand, organisation = source.name == BY_HAND, self._organisation
            about = organisation.without_accounts if by_hand else organisation
            one = prepare(
                post,
                source,
                rules=self._rules,
                organisation=about,
                cut=self._cut,
                at=now,
                words=self._words,
                model=self.model,
            )
            # what a person reported is a matter by that alone, so that others of the same event may join it
            return self._taken_for_granted(one) if by_hand else one
        except Exception:
            log.exception("source %s: post %.80r could not be looked into", source.name, post.key)
            return _unread(post, source)

    def _taken_for_granted(self, one: Prepared) -> Prepared:
        words = one.features.words or weights_of(normalise(one.post.title), normalise(one.post.text), self._cut)
        return replace(one, passed=True, named=None, voice=Voice.OTHERS, features=replace(one.features, words=words))

    def _features(self, now: datetime, row: Remembered) -> Features:
        return self._prepare(row.post, row.source, row.seen_at.astimezone(now.tzinfo)).features


def _unread(post: Post, source: Source) -> Prepared:
    """Stored and seen, without anything to compare it by."""
    return Prepared(
        post=post,
        source=source,
        features=fingerprint(""),
        hits=(),
        risk=Risk(),
        passed=False,
        reasons=(Message(N_("这条帖文未能分析，只作保存，原因见日志")),),
    )
