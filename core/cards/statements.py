"""Cards of statements: the draft with its advice, and the approval card; what is over says what became of it."""

from collections.abc import Iterator, Sequence
from html import escape

from core.callback import Press, encode, from_36
from core.cards.card import Card
from core.cards.keys import Button, Keyboard
from core.cards.statement_lines import FULL_TEXT, until
from core.incident import Incident
from core.people import Role
from core.policy import Policy
from core.showing import clip, shown
from core.statement import STAND_LABELS, Stand, Statement, Version
from core.statements.routing import asked_now, present_stage
from core.statements.standing import WRITTEN, arg_of, find, kinds_of
from core.statements.telling import approval_card, draft_card, names
from core.texts import N_, Message, Texts
from core.wording.check import checked, marked
from core.wording.difference import Fate, difference

#: UTF-16 units: of the text on a card, of one piece of advice, of a reason
TEXT, ADVICE, REASON = 2400, 90, 200
#: so long may a difference be told; longer ones are told from the front
CHANGES = 3000
_OVER = {
    Stand.DRAFT: N_("草稿，没有送审"),
    Stand.SUBMITTED: N_("审签中，待 {people}"),
    Stand.RETURNED: N_("已由 {name} {time} 退回：{reason}"),
    Stand.APPROVED: N_("已签发，待发布"),
    Stand.SENDING: N_("正在发往频道"),
    Stand.UNKNOWN: N_("发送结果不明"),
    Stand.PUBLISHED: N_("{time} 已发布 {platform}"),
    Stand.WITHDRAWN: N_("{time} 已撤回发布：{reason}"),
    Stand.DISCARDED: N_("已作废"),
}


def statement_card(
    incident: Incident, about: str, present: Sequence[Version], policy: Policy, viewer: int, texts: Texts
) -> Card:
    """The card that its row names `about`; `present` are the newest texts of the incident, `viewer` 0 in a group."""
    statement = find(incident, from_36(about[1:].split(".", maxsplit=1)[0]))
    if statement is None:
        return Card(html=texts.html(N_("{number} 的这份回应已随并案移走"), number=incident.number))
    # a text that is not the one of this state is never shown for signing
    text = next((one.text for one in present if (one.statement, one.hash) == (statement.number, statement.hash)), "")
    drawn = _Drawn(incident, statement, text, policy, viewer, texts)
    earlier = [one.text for one in present if (public := find(incident, one.statement)) and public.is_public]
    if about == draft_card(statement) and statement.stand in WRITTEN and text:
        return drawn.draft(earlier)
    if about == approval_card(statement) and statement.stand is Stand.SUBMITTED and text:
        return drawn.approval()
    return drawn.over(about)


class _Drawn:
    """One card under way."""

    def __init__(
        self, incident: Incident, statement: Statement, text: str, policy: Policy, viewer: int, texts: Texts
    ) -> None:
        self.incident, self.statement, self.text = incident, statement, text
        self.policy, self.viewer, self.texts = policy, viewer, texts

    def draft(self, earlier: Sequence[str]) -> Card:
        """The text with the places of the advice marked, and what may be done with it."""
        advice = checked(self.text, self.incident, earlier)
        said = [self.texts.html(N_("💡 {advice}"), advice=clip(self.texts.say(one.text), ADVICE)) for one in advice]
        keys: tuple[Button, ...] = (self._key("sb", N_("📨 送审")), self._key("ed", N_("✏️ 改稿")))
        if self.statement.stand is Stand.RETURNED:
            keys = (self._key("ed", N_("✏️ 改稿")),)
        rows = (keys, (self._key("dc", N_("🗑 作废")), self._key(FULL_TEXT, N_("👀 全文与改动"))))
        lines = (*self._head(N_("📝 <b>{number} 回应 {version}（{kind}）</b>")), *self._why(), self._quoted(advice))
        return Card(html="\n".join((*lines, *said)), keyboard=rows)

    def approval(self) -> Card:
        """The text that is to be signed; a person sees the keys that are theirs."""
        version = f"v{self.statement.version}"
        sign = self._key("ap", N_("✅ 签发 {version}"), stage=True, version=version)
        rows: Keyboard = (
            (self._key(FULL_TEXT, N_("👀 全文与改动")),),
            (sign, self._key("rt", N_("↩️ 退回修改"), stage=True)),
        )
        if further := tuple(self._further()):
            rows = (*rows, further)
        lines = (
            *self._head(N_("🖋 <b>{number} 回应 {version}（{kind}）待审签</b>")),
            *self._signers(),
            *until(self.incident, self.statement, self.policy, self.texts),
            self._quoted(()),
        )
        return Card(html="\n".join(lines), keyboard=rows)

    def over(self, about: str) -> Card:
        """Nothing to do here any more: what became of it, in one line."""
        one = self.statement
        versioned = about.startswith("s") and from_36(about.split(".")[1]) != one.version
        at = one.published_at if one.stand is Stand.PUBLISHED else one.ruled_at
        words = N_("已改为 {version}，请看新稿") if versioned else _OVER[one.stand]
        line = self.texts.html(
            words,
            version=f"v{one.version}",
            people=names(asked_now(one), self.policy),
            name=self._name(one.ruled_by),
            time=self.policy.clock(at or one.edited_at, beside=self.incident.detected_at),
            reason=shown(one.reason, REASON),
            platform=shown(one.platform, 20),
        )
        head = list(self._head(N_("📝 <b>{number} 回应 {version}（{kind}）</b>")))[:2]
        full = ((self._key(FULL_TEXT, N_("👀 全文与改动")),),)
        return Card(html="\n".join((*head, line, *self._signers())), keyboard=full)

    def _head(self, words: str) -> Iterator[str]:
        one = self.statement
        drill = self.texts.html(N_("【演练】")) if self.incident.drill else ""
        version = f"v{one.version}"
        yield drill + self.texts.html(words, number=self.incident.number, version=version, kind=kinds_of(one))
        yield self.texts.html("{title}", title=shown(self.incident.title, 60))
        author, editor = (self._name(person) for person in (one.author, one.editor))
        both = N_("起草 {author} · 改稿 {editor}") if author != editor else N_("起草 {author}")
        yield self.texts.html(both, author=author, editor=editor)

    def _why(self) -> Iterator[str]:
        one = self.statement
        if one.reason:
            time = self.policy.clock(one.ruled_at or one.edited_at, beside=self.incident.detected_at)
            words = N_("↩️ {name} {time}：{reason}")
            reason = shown(one.reason, REASON)
            yield self.texts.html(words, name=self._name(one.ruled_by), time=time, reason=reason)
        yield from self._bypassed()

    def _bypassed(self) -> Iterator[str]:
        if self.statement.bypass:
            yield self.texts.html(N_("⚡ 特批签发：{reason}"), reason=shown(self.statement.bypass, REASON))

    def _signers(self) -> Iterator[str]:
        one = self.statement
        for mark in one.signed:
            time = self.policy.clock(mark.at, beside=self.incident.detected_at)
            yield self.texts.html(N_("✔ {name} {time} 签发"), name=self._name(mark.by), time=time)
        yield from self._bypassed()
        if one.solo:
            yield self.texts.html(N_("单人签发"))

    def _name(self, person: int | None) -> str:
        return shown(self.policy.name(person), 20)

    def _quoted(self, advice: Sequence[object]) -> str:
        text = marked(self.text, advice) if advice else self.text  # type: ignore[arg-type]
        return f"<blockquote>{escape(clip(text, TEXT), quote=False)}</blockquote>"

    def _further(self) -> Iterator[Button]:
        one = self.statement
        stage = present_stage(one)
        member = self.policy.members.get(self.viewer)
        if stage is not None and self.viewer in stage.people and stage.standin and not one.standin_asked:
            yield self._key("si", N_("👥 转B角"), stage=True)
        if member is not None and Role.CHIEF in member.roles:
            yield self._key("by", N_("⚡ 特批签发"))

    def _key(self, code: str, label: str, *, stage: bool = False, **params: object) -> Button:
        arg = arg_of(self.statement, stage=stage)
        press = Press(action=code, incident=self.incident.id, seen=self.incident.decision, arg=arg)
        return Button(label=self.texts(label, **params), data=encode(press))


def state_of(incident: Incident, statement: Statement, policy: Policy, texts: Texts) -> str:
    """One line above the whole text: what it is and how far it has come."""
    return texts(
        N_("{number} 回应 {version}（{kind}）{stand}，起草 {author}。点按下面的全文即可复制"),
        number=incident.number,
        version=f"v{statement.version}",
        kind=kinds_of(statement),
        stand=Message(STAND_LABELS[statement.stand]),
        author=shown(policy.name(statement.author), 20),
    )


def changes(versions: Sequence[Version], statement: Statement, texts: Texts) -> str:
    """What the present text changes of the one before: −removed−, +added+; empty where there is none before."""
    by_number = {one.version: one.text for one in versions}
    new, old = by_number.get(statement.version), by_number.get(statement.version - 1)
    if new is None or old is None:
        return ""
    signs = {Fate.SAME: "{text}", Fate.GONE: N_("〔删：{text}〕"), Fate.NEW: N_("〔增：{text}〕")}
    told = "".join(
        texts(signs[one.kind], text=one.text.strip("\n") or "⏎") if one.kind is not Fate.SAME else one.text
        for one in difference(old, new)
    )
    head = texts(N_("改动（v{old} → v{new}）"), old=statement.version - 1, new=statement.version)
    return clip(f"{head}\n{told}", CHANGES)
