"""The three feed formats of the sample town, written by hand: RSS 2.0, Atom, JSON Feed 1.1."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from html import escape

from sandbox.scene import TownPost

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A post that is out: when (UNIX seconds) and its counts as they stand."""

    post: TownPost
    published: float
    counts: Mapping[str, int]

    @property
    def when(self) -> datetime:
        """The time of publication, in China."""
        return datetime.fromtimestamp(int(self.published), CHINA)

    @property
    def paragraphs(self) -> list[str]:
        """The text, one item per line that is not empty."""
        return [line for line in self.post.text.splitlines() if line.strip()]


def link(base: str, shown: Shown) -> str:
    """The address of the post's page."""
    return f"{base}/p/{shown.post.id}"


def rss(base: str, title: str, posts: list[Shown]) -> str:
    """RSS 2.0 with the author in dc:creator and HTML in the description."""
    items = "".join(
        f"<item><title>{escape(shown.post.title)}</title><link>{link(base, shown)}</link>"
        f'<guid isPermaLink="false">{shown.post.id}</guid><pubDate>{format_datetime(shown.when)}</pubDate>'
        f"<dc:creator>{escape(shown.post.author)}</dc:creator><category>{escape(shown.post.board)}</category>"
        f"<description>{escape(_html(shown))}</description></item>\n"
        for shown in posts
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(title)}</title><link>{base}/</link><description>{escape(title)}</description>"
        f"<language>zh-cn</language>\n{items}</channel></rss>\n"
    )


def atom(base: str, title: str, posts: list[Shown]) -> str:
    """Atom 1.0 with HTML content."""
    entries = "".join(
        f'<entry><id>{link(base, shown)}</id><title type="text">{escape(shown.post.title)}</title>'
        f'<link href="{link(base, shown)}"/><published>{shown.when.isoformat()}</published>'
        f"<updated>{shown.when.isoformat()}</updated><author><name>{escape(shown.post.author)}</name></author>"
        f'<content type="html">{escape(_html(shown))}</content></entry>\n'
        for shown in posts
    )
    updated = posts[0].when.isoformat() if posts else "1970-01-01T00:00:00Z"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN"><id>{base}/</id><title>{escape(title)}</title>'
        f'<link href="{base}/"/><updated>{updated}</updated>\n{entries}</feed>\n'
    )


def json_feed(base: str, title: str, posts: list[Shown]) -> str:
    """JSON Feed 1.1; reposts, comments and likes stand in the extension object `_counts`."""
    items = [
        {
            "id": shown.post.id,
            "url": link(base, shown),
            "content_text": shown.post.text.strip(),
            "date_published": shown.when.isoformat(),
            "authors": [{"name": shown.post.author}],
            "_counts": dict(shown.counts),
        }
        for shown in posts
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": f"{base}/", "items": items}
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _html(shown: Shown) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in shown.paragraphs)
