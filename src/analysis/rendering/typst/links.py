"""Links, safe and inside what a PDF can follow."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from analysis.rendering.typst.text import plain, string

_SCHEMES = {"http", "https", "mailto", "ftp", "tel", "doi"}
_LONGEST = 2000


def slug(text: str) -> str:
    """The anchor that Jupyter gives a heading: its text with hyphens for spaces."""
    return re.sub(r"\s+", "-", plain(text).strip())


def link(url: str, body: str) -> str:
    """`body` (Typst markup) as a link to `url`, or just itself where the address leads nowhere from a PDF."""
    url = plain(url).strip()
    if url.startswith("#") and len(url) > 1:
        return f"#link(label({string('h-' + url[1:])}))[{body}]"
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return body
    if scheme not in _SCHEMES or len(url) > _LONGEST or re.search(r"[\s\x00-\x1f]", url):
        return body
    return f"#link({string(url)})[{body}]"
