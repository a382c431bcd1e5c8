"""The rules of the draft check (S2): each says at most one thing, and nothing where it is not sure."""

import re
from collections.abc import Callable, Iterator

from core.incident import VERDICT_LABELS, Verdict
from core.showing import shown
from core.texts import N_, Message
from core.wording import phrases
from core.wording.advice import Advice, Draft, DraftRule
from core.wording.figures import differing

SHORTEST, LONGEST = 30, 800
#: characters that a platform takes
TAKES = {"微博": 2000}
#: characters before a place that are looked at for what makes it harmless
_BACK = 24

_Rule = Callable[[Draft], Advice | None]


def _advice(rule: DraftRule, draft: Draft, place: tuple[int, int], words: str, **params: object) -> Advice:
    begin, end = place
    said = {"place": shown(draft.text[begin:end], 24), **params}
    return Advice(rule=rule, begin=begin, end=end, text=Message(words, said))


def _says(rule: DraftRule, pattern: re.Pattern[str], words: str) -> _Rule:
    """It must not stand there."""

    def check(draft: Draft) -> Advice | None:
        found = pattern.search(draft.text)
        return _advice(rule, draft, found.span(), words) if found else None

    return check


def _lacks(rule: DraftRule, pattern: re.Pattern[str], words: str) -> _Rule:
    """It must stand there somewhere."""

    def check(draft: Draft) -> Advice | None:
        end = len(draft.text)
        return None if pattern.search(draft.text) else _advice(rule, draft, (end, end), words)

    return check


def _places(pattern: re.Pattern[str], text: str, harmless: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where it stands with nothing harmless right before."""
    for found in pattern.finditer(text):
        if not harmless.search(text[max(0, found.start() - _BACK) : found.start()]):
            yield found.span()


def personal(draft: Draft) -> Advice | None:
    """Identity numbers, plates, mobile numbers that are not an office's."""
    sure = (
        found.span() for one in (phrases.IDENTITY, phrases.NAMED, phrases.PLATE) if (found := one.search(draft.text))
    )
    place = min((*sure, *_places(phrases.MOBILE, draft.text, phrases.SERVICE)), default=None)
    words = N_("「{place}」是个人信息，请删去或隐去")
    return _advice(DraftRule.PERSONAL, draft, place, words) if place else None


def unverified(draft: Draft) -> Advice | None:
    """It claims more than was found out, or something else."""
    verdict = draft.incident.verdict
    patterns = {
        Verdict.UNVERIFIED: (phrases.FOUND, phrases.DENIED, phrases.TRUE),
        Verdict.FALSE: (phrases.TRUE,),
    }.get(verdict, (phrases.DENIED,))
    found = (place for one in patterns for place in _places(one, draft.text, phrases.DOUBT))
    place = min(found, default=None)
    words = N_("核实结论为「{verdict}」，文中却写「{place}」")
    label = Message(VERDICT_LABELS[verdict])
    return _advice(DraftRule.UNVERIFIED, draft, place, words, verdict=label) if place else None


def figures(draft: Draft) -> Advice | None:
    """A figure is not what was said before; the newest statement counts first."""
    for said in reversed(draft.earlier):
        found = differing(draft.text, said)
        if found:
            now, before = found
            words = N_("「{place}」与此前的「{before}」不一致，请核对")
            told = shown(said[before.begin : before.end], 24)
            return _advice(DraftRule.FIGURES, draft, (now.begin, now.end), words, before=told)
    return None


def undated(draft: Draft) -> Advice | None:
    """Something is going to be done, and the sentence names no day."""
    for sentence in phrases.SENTENCE.finditer(draft.text):
        begin, end = sentence.span()
        found = phrases.VAGUE.search(draft.text, begin, end) or phrases.GOING.search(draft.text, begin, end)
        if found and not phrases.DAY.search(draft.text, begin, end):
            return _advice(DraftRule.DATE, draft, found.span(), N_("「{place}」没有写日期，请写到哪一天"))
    return None


def stiff(draft: Draft) -> Advice | None:
    """A rule that nobody can look up, or set phrases on a heap."""
    hidden = phrases.HIDDEN_RULE.search(draft.text)
    if hidden:
        words = N_("「{place}」没有说是哪一条，请写出文件名")
        return _advice(DraftRule.STIFF, draft, hidden.span(), words)
    places = sorted((found.start(), found.end()) for found in phrases.SET_PHRASES.finditer(draft.text))
    if len(places) < phrases.PILED:
        return None
    words = N_("「{place}」等套话有 {count} 处，请直接写做了什么")
    return _advice(DraftRule.STIFF, draft, places[0], words, count=len(places))


def length(draft: Draft) -> Advice | None:
    """Too short to say anything, too long for a phone, too long for the platform."""
    count, end = len(draft.text.strip()), len(draft.text)
    takes = TAKES.get(draft.incident.platform, 0)
    if count < SHORTEST:
        words, limit = N_("只有 {count} 字，请写清情况和措施"), SHORTEST
    elif takes and count > takes:
        words, limit = N_("共 {count} 字，超过{platform}的 {limit} 字"), takes
    elif count > LONGEST:
        words, limit = N_("共 {count} 字，超过 {limit} 字，手机上不易读完"), LONGEST
    else:
        return None
    platform = shown(draft.incident.platform, 10)
    return _advice(DraftRule.LENGTH, draft, (end, end), words, count=count, limit=limit, platform=platform)


#: the gravest first
RULES: tuple[_Rule, ...] = (
    personal,
    unverified,
    figures,
    _says(DraftRule.GAP, phrases.GAP, N_("「{place}」还没有填写")),
    _says(DraftRule.BLAME, phrases.BLAME, N_("「{place}」像在指责，请只写事实")),
    _says(DraftRule.ABSOLUTE, phrases.ABSOLUTE, N_("「{place}」说得太满，请留有余地")),
    undated,
    _lacks(DraftRule.CONTACT, phrases.CONTACT, N_("没有留联系方式，请写上咨询电话、邮箱或窗口")),
    stiff,
    _lacks(DraftRule.MODEST, phrases.MODEST, N_("没有感谢或致歉的话，请加一句")),
    _says(DraftRule.RESTRAINED, phrases.HARSH, N_("「{place}」语气过重，请平实地说")),
    _lacks(DraftRule.AUTHORITATIVE, phrases.SPEAKER, N_("没有写明是谁在说，请写上单位名称")),
    length,
)
