"""📈 热度: how far it has spread, and what came after our answer (A6)."""

from core.incident import Incident
from core.policy import Policy
from core.showing import shown
from core.statement import Statement
from core.texts import N_, Texts, several
from core.told import Told

#: regions that are named
NAMED = 12


def last_public(incident: Incident) -> Statement | None:
    """What was published last, None where nothing was."""
    public = (one for one in incident.statements if one.is_public and one.published_at is not None)
    return max(public, key=lambda one: (one.published_at or incident.detected_at, one.number), default=None)


def spread_line(incident: Incident, texts: Texts) -> str:
    """How far it has come, behind where it was found; a single post needs no count. ↑: it rises just now."""
    platforms, regions = max(1, len(incident.platforms)), len(incident.regions)
    said = ""
    if incident.posts > 1:
        said = texts.html(N_(" · {posts} 帖 {platforms} 平台"), posts=incident.posts, platforms=platforms)
        said += texts.html(N_(" {regions} 地区"), regions=regions) if regions > 1 else ""
    said += texts.html(N_(" · 转发 {count}"), count=incident.reposts) if incident.reposts else ""
    said += texts.html(N_(" · 热榜第 {rank}"), rank=incident.rank) if incident.rank else ""
    return said + " ↑" if incident.rising and incident.is_open else said


def heat_line(incident: Incident, texts: Texts) -> str:
    """What came after the publication, where anything did: 发布后 +3 帖 +20 转发."""
    since = last_public(incident)
    posts, reposts = _after(incident, since) if since else (0, 0)
    if posts <= 0 and reposts <= 0:
        return ""
    words = N_("📈 发布后 +{posts} 帖 +{reposts} 转发") if reposts > 0 else N_("📈 发布后 +{posts} 帖")
    return texts.html(words, posts=max(0, posts), reposts=reposts)


def heat(incident: Incident, story: tuple[Told, ...], policy: Policy, texts: Texts) -> str:
    """Posts, platforms and reposts, when the last post came, and the change since the publication."""
    lines = [
        texts(N_("{number} 热度"), number=incident.number),
        texts(
            N_("共 {posts} 帖，{platforms} 个平台，最高转发 {reposts}"),
            posts=incident.posts,
            platforms=max(1, len(incident.platforms)),
            reposts=incident.reposts,
        ),
    ]
    if len(incident.regions) > 1:
        lines.append(
            texts(N_("涉及地区：{regions}"), regions=several(shown(one, 12) for one in incident.regions[:NAMED]))
        )
    if incident.rank:
        lines.append(texts(N_("热榜最高第 {rank}"), rank=incident.rank))
    if incident.rising and incident.is_open:
        lines.append(texts(N_("↑ 近一小时明显增多")))
    times = [told.at for told in story if told.type in ("add_post", "heat")]
    if times:
        lines.append(texts(N_("最近一次增长 {time}"), time=policy.clock(max(times), beside=incident.detected_at)))
    since = last_public(incident)
    if since is not None and since.published_at is not None:
        posts, reposts = _after(incident, since)
        time = policy.clock(since.published_at, beside=incident.detected_at)
        words = N_("{time} 发布回应后：新增 {posts} 帖，转发增加 {reposts}")
        lines.append(texts(words, time=time, posts=max(0, posts), reposts=max(0, reposts)))
    return "\n".join(lines)


def _after(incident: Incident, since: Statement) -> tuple[int, int]:
    return incident.posts - since.posts, incident.reposts - since.reposts
