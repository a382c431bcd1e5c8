"""Addresses of web pages: which are the same page."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

#: parameters that tell who passed a link on, not what it shows
_TRACKING = re.compile(
    r"utm_\w+|spm|scm|from|share_\w+|sharer_\w+|fbclid|gclid|is_from_webapp|timestamp|vd_source|wfr|nsukey|isappinstalled",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"^(?:m|wap|3g|mobile|touch)\.(?=[^.]+\.[^.])")
_MOBILE_OF = {"m.weibo.cn": "weibo.com", "tieba.baidu.cn": "tieba.baidu.com"}


def canonical_link(url: str) -> str:
    """One address per page: https, desktop host, no tracking parameters, no place within. "" if it is no web link."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return ""
    host = _MOBILE_OF.get(host) or _MOBILE.sub("", host)
    host = host.removeprefix("www.") if host.count(".") > 1 else host
    host = f"[{host}]" if ":" in host else host
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)]
    # behind #/ and #! a page of one address tells its parts apart
    part = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit(("https", host, parts.path.rstrip("/") or "/", urlencode(sorted(query)), part))


#: below these a site has one label more; so has the second level of a country: com.cn, co.uk
_SECOND = frozenset({"com", "co", "net", "org", "edu", "ac", "gov"})
#: one site under several names
_SITES = {"weibo.cn": "weibo.com", "tieba.cn": "baidu.com", "b23.tv": "bilibili.com", "xhslink.com": "xiaohongshu.com"}


def site_of(url: str) -> str:
    """Whose site it is, as far as its name tells: m.forum.example and www.forum.example are one. "" if none."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit():
        return f"{host}:{port}"
    second = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND
    site = ".".join(labels[-3:] if second else labels[-2:])
    return _SITES.get(site, site)
