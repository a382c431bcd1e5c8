"""What an incident's history teaches the detector (lifecycle §8): a mark (标记) for each of its posts.

A mark follows the present state of its incident: whoever takes a judgement back takes its lesson back.
"""

from core.actions.mark_invalid import REASONS
from core.axes import Status, Verdict
from core.incident import Incident
from core.posts import Post
from core.showing import clip, mask

#: 无关, 广告, 误报: the detector was wrong; 重复 and 旧闻 are about grouping and time, and teach it nothing
FALSE = frozenset(REASONS[code] for code in "uaf")
#: UTF-16 units kept of a post; a model hears what it is about long before
LONGEST = 4000
#: posts of one incident that are marked, the first seen first: one storm must not drown all other incidents
OF_ONE = 200


def lesson(incident: Incident) -> bool | None:
    """Rightly found, wrongly found, or nothing to learn.

    不实 and 无法核实 were rightly found: a rumour is an issue. A drill is no news, and what nobody has judged teaches
    nothing unless a person brought it.
    """
    if incident.drill:
        return None
    if incident.status is Status.INVALID:
        return False if incident.invalid_reason in FALSE else None
    return True if incident.verdict is not Verdict.UNVERIFIED or incident.reported_by is not None else None


def text_of(post: Post) -> str:
    """What is kept of a marked post: title and text, telephone and identity numbers masked."""
    title, text = post.title.strip(), post.text.strip()
    return clip(mask(text if text.startswith(title) else f"{title}\n{text}").strip(), LONGEST)
