"""Elements of WordprocessingML: names and small questions to them."""

from __future__ import annotations

import re

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_OFF = frozenset({"0", "false", "off", "none"})
_WHOLE = re.compile(r"[+-]?\d{1,9}")


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The element under `element` by the path of Word's own names; None when any is missing."""
    for name in names:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def value(element: etree._Element | None) -> str | None:
    """The `w:val` of an element."""
    return None if element is None else element.get(W + "val")


def number(text: str | None, default: int) -> int:
    """A whole number, or the default where none is written."""
    return int(text) if text is not None and _WHOLE.fullmatch(text) else default


def switch(element: etree._Element | None) -> bool | None:
    """Whether a property such as `w:vanish` is on; None when it is not said."""
    return None if element is None else (value(element) or "true").lower() not in _OFF
