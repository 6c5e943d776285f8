"""What a pack says of its own edition: that it is a draft, or when and by whom it was released, and the log of its
revisions with what was said before and what is said now. The same words in every format.

It is read from `metadata.briefing["edition"]` (see editions.py), in the pack's language; a notebook that has none says
nothing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel.numbers import format_decimal

from .layouts import draft_words, invented_words, revision_of

WORKBOOK = "briefing.xlsx"
LONGEST = 180  # letters of a sentence on a page that has no room for more


@lru_cache(maxsize=1)
def _all_words() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("imprint.yml").read_text("utf-8"))
    return loaded


def words(lang: str) -> Mapping[str, str]:
    """The words of an edition; English for a language that is neither `vi` nor `en`."""
    return _all_words()["vi" if lang == "vi" else "en"]


@dataclass(frozen=True)
class Change:
    """One line of the log. `said` or `now` is None for what was not there before, or is there no longer."""

    what: str
    said: str | None
    now: str | None

    def cells(self, lang: str) -> tuple[str, str, str]:
        """The line as a table has it: what, what was said, what is said now; never an empty cell."""
        say = words(lang)
        said, now = (text or "" for text in (self.said, self.now))
        return self.what, said or say["absent"], now or say["gone"]


@dataclass(frozen=True)
class Entry:
    """One edition of the log. `title` is a whole finding; `remarks` are sentences: who, and why."""

    number: int
    title: str
    remarks: tuple[str, ...]
    changes: tuple[Change, ...]
    on: str = ""  # the day as shown; nothing for a draft
    day: date | None = None
    by: str = ""
    note: str = ""

    @property
    def drafted(self) -> bool:
        return not self.on


@dataclass(frozen=True)
class Imprint:
    """The edition in words. `draft` stands on every page of a draft; the `sentences` are said once, at the head or on
    the cover; `log` is newest first and empty where nothing was ever revised."""

    lang: str
    draft: str | None = None
    sentences: tuple[str, ...] = ()
    released: bool = False
    log: tuple[Entry, ...] = ()
    workbook: bool = True
    invented: str | None = None

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> Imprint:
        """The imprint of a pack, from `metadata.briefing`."""
        lang = "vi" if meta.get("lang") == "vi" else "en"
        edition, invented = meta.get("edition"), invented_words(meta)
        if not isinstance(edition, Mapping) or edition.get("state") not in ("draft", "released"):
            return cls(lang, invented=invented)
        released = edition["state"] == "released"
        return cls(
            lang,
            draft=draft_words(meta),
            sentences=tuple(_release(edition, meta, lang) if released else _draft(edition, lang)),
            released=released,
            log=tuple(_log(edition, lang)),
            workbook=WORKBOOK in (meta.get("downloads") or ()),
            invented=invented,
        )

    @property
    def words(self) -> Mapping[str, str]:
        return words(self.lang)

    @property
    def statement(self) -> str:
        """All that is said of the edition at the head or on the cover."""
        return " ".join(self.sentences)

    def shortened(self) -> str:
        """The same in few words, for a page that has no room for more."""
        return " ".join(map(shortened, self.sentences))

    def left_out(self, count: int) -> str:
        """Where the `count` changes stand that a page has no room for."""
        say = self.words
        return say["more_in" if self.workbook else "more_on"].format(k=_number(count, self.lang), sheet=say["log"])

    def elsewhere(self) -> str:
        """Where the whole log stands, for a page that has no room for it."""
        say = self.words
        return say["all_in" if self.workbook else "all_on"].format(sheet=say["log"])

    def before(self) -> str:
        """The editions before the newest, in a sentence; nothing where there are none."""
        say, revisions = self.words, len(self.log) - 2
        if revisions < 0:
            return ""
        first = f"{self.log[-1].title}."
        if revisions == 0:
            return first
        which = say["before" if revisions > 1 else "before_one"].format(k=_number(revisions, self.lang))
        return f"{which} {first} {self.elsewhere()}"

    def more(self, count: int) -> str:
        """`Còn 12 thay đổi khác`, above what folds out."""
        return self.words["more"].format(k=_number(count, self.lang))


def shortened(sentence: str) -> str:
    """A sentence of somebody's own in two lines at most."""
    return textwrap.shorten(sentence, LONGEST, placeholder=" …")


def _draft(edition: Mapping[str, Any], lang: str) -> Iterable[str]:
    number = revision_of(edition)
    yield words(lang)["draft_of" if number else "draft"].format(n=number)


def _release(edition: Mapping[str, Any], meta: Mapping[str, Any], lang: str) -> Iterable[str]:
    say, number = words(lang), revision_of(edition)
    on, by = _day(edition), _text(edition.get("by"))
    yield say["later" if number else "first"].format(n=number, on=on, by=by)
    if not number and edition.get("note"):  # the reason for a revision stands in the log
        yield _sentence(say["note"].format(note=_text(edition["note"])))
    if documents := edition.get("unverified"):
        known = {_text(document.get("number")) for document in meta.get("documents") or ()}
        whole = bool(known) and known <= set(map(_text, documents))
        yield say["unverified_all" if whole else "unverified"].format(documents="; ".join(map(_text, documents)))


def _log(edition: Mapping[str, Any], lang: str) -> Iterable[Entry]:
    if not revision_of(edition):
        return
    say = words(lang)
    if edition["state"] == "draft":
        changes = _changes(edition.get("drafted"))
        number = revision_of(edition)
        yield Entry(number, say["title_drafted"].format(n=number, changes=_counted(changes, lang)), (), changes)
    found = [entry for entry in edition.get("revisions") or () if isinstance(entry, Mapping)]
    for entry in sorted(found, key=revision_of, reverse=True):
        number, on = revision_of(entry), _day(entry)
        by, note = _text(entry.get("by")), _text(entry.get("note"))
        changes = _changes(entry.get("amendments"))
        title = say["title" if number else "title_first"].format(n=number, on=on, changes=_counted(changes, lang))
        remarks = [say["by"].format(by=by)]
        if note:
            remarks.append(_sentence(say["reason" if number else "note"].format(note=note)))
        yield Entry(number, title, tuple(remarks), changes, on, _date(entry), by, note)


def _changes(amendments: Any) -> tuple[Change, ...]:
    return tuple(
        Change(_text(each.get("what")), _text(each.get("said")) or None, _text(each.get("now")) or None)
        for each in amendments or ()
    )


def _counted(changes: tuple[Change, ...], lang: str) -> str:
    say = words(lang)
    if len(changes) < 2:
        return say["change" if changes else "no_changes"]
    return say["changes"].format(k=_number(len(changes), lang))


def _number(count: int, lang: str) -> str:
    return str(format_decimal(count, locale=lang))


def _day(entry: Mapping[str, Any]) -> str:
    return _text(entry.get("on_label") or entry.get("on"))


def _date(entry: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(_text(entry.get("on")))
    except ValueError:
        return None


def _text(value: Any) -> str:
    return " ".join(str(value or "").split())


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
