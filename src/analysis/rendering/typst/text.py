"""Text as Typst source. Whatever the text, what comes out compiles and reads the same on the page."""

from __future__ import annotations

import re
import unicodedata

# Every ASCII mark is escaped, so that none can begin markup, a shorthand, a comment, a link or code.
_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# Nothing to see and nothing to say on paper: byte order marks, joiners, direction controls, soft hyphens,
# variation selectors, tags. Direction controls are also a way to make text read otherwise than it is stored.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles, links
    r"|[@-Z\\-_]|[ -/]+[0-~])"
)
_BACKSPACE = re.compile(r"[^\n]\x08")


def plain(text: str) -> str:
    """`text` as it can be shown: composed (NFC), one kind of line end, nothing invisible, no controls.

    The replacement character stands for an unpaired surrogate, and a control character is named: ‹U+0007›.
    """
    text = text.encode("utf-8", "replace" if text.isascii() else "surrogatepass").decode("utf-8", "replace")
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = _CONTROLS.sub(lambda match: f"‹U+{ord(match.group()):04X}›", text)
    return unicodedata.normalize("NFC", text)


def escape(text: str) -> str:
    """`text` as Typst markup. White space runs become one space: markup is for running text."""
    text = re.sub(r"[ \t\n]+", " ", plain(text))
    return _SPECIAL.sub(lambda match: "\\" + match.group(), text)


def string(text: str) -> str:
    """`text` as a Typst string literal, with its line breaks and spaces."""
    text = plain(text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n").replace("\t", "\\t") + '"'


def content(text: str) -> str:
    """`text` as a Typst content block, for use as an argument in code."""
    return f"[{escape(text)}]"


def terminal(text: str) -> str:
    """What a terminal would show in the end: no colours, and lines that were overwritten as last written."""
    text = _ANSI.sub("", text)
    while "\b" in text:
        shorter = _BACKSPACE.sub("", text)
        text = shorter.replace("\b", "") if shorter == text else shorter
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        text = "\n".join(_overwritten(line) for line in text.split("\n"))
    return text


def _overwritten(line: str) -> str:
    shown = ""
    for part in line.split("\r"):
        shown = part + shown[len(part) :]
    return shown.rstrip() if "\r" in line else shown
