"""What a notebook says about itself: a briefing pack's cover, or an ordinary notebook's title and date."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from analysis.errors import RenderError
from analysis.rendering.imprint import Imprint
from analysis.rendering.layouts import invented_words, is_scorecard, titled
from analysis.rendering.look import Look
from analysis.rendering.typst.markdown import headings
from analysis.rendering.typst.text import plain, string

_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# For a notebook that says nothing of when it was made: the same bytes each time, and plainly no real date.
NO_DATE = date(1970, 1, 1)
CONTENTS_FROM = 4
LOGO, CARD_LOGO = (142.0, 45.0), (80.0, 42.0)  # the frame of an office's logo in points, on a cover and in a head
STATE_KEYS = ("figures", "contradictions", "discrepancies", "rounding", "breaks", "gaps", "errors")


@dataclass(frozen=True)
class Briefing:
    """The `briefing` metadata of a pack. Texts as shown; `state` keys are words of theme.typ or shown so.

    `invented` is what every page says of invented data, or nothing, and `imprint` what it says of its edition;
    `unit_name` is the title of an agency's pack, and `kicker` what stands above it.
    """

    title: str
    lang: str
    day: date
    pack: str = ""
    subtitle: str = ""
    period: str = ""
    period_label: str = ""
    issuer: str = ""
    data_as_of: str = ""
    documents: list[dict[str, str]] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)
    hide_input: bool = True
    scorecard: bool = False
    unit_name: str = ""
    kicker: str = ""
    invented: str = ""
    file_title: str = ""
    imprint: Imprint = field(default_factory=lambda: Imprint("vi"))
    look: Look = field(default_factory=Look)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Briefing:
        """Raises RenderError when the title or the date is missing or unreadable."""
        title = plain(str(data.get("title") or "")).strip()
        if not title:
            raise _wrong("title", "a title", data.get("title"))
        documents = data.get("documents") or []
        state = data.get("state") or {}
        if not isinstance(documents, list) or not all(isinstance(item, Mapping) for item in documents):
            raise _wrong("documents", "a list of objects with number, title, issuer, issued", documents)
        if not isinstance(state, Mapping):
            raise _wrong("state", "an object of counts", state)
        keys = ("number", "title", "issuer", "issued")
        lang = _language(data.get("lang")) or "vi"
        texts = {
            key: plain(str(data.get(key) or "")).strip()
            for key in ("pack", "subtitle", "period", "period_label", "data_as_of", "unit_name")
        }
        meta = dict(data, lang=lang)
        look = Look.of(meta)
        name = " – ".join(filter(None, (title.replace("\n", " "), texts["period_label"] or texts["period"])))
        return cls(
            title=title,
            lang=lang,
            day=_day(data.get("date"), "briefing.date") or _wrong_date(data.get("date")),
            documents=[{key: plain(str(item.get(key) or "")) for key in keys} for item in documents],
            state=_ordered({plain(str(key)): _count(value, lang) for key, value in state.items()}),
            hide_input=bool(data.get("hide_input", True)),
            scorecard=is_scorecard(data),
            issuer=plain(look.issuer),
            kicker=plain(look.kicker(meta)),
            invented=invented_words(meta) or "",
            file_title=titled(name, meta),
            imprint=Imprint.of(meta),
            look=look,
            **texts,
        )

    def typst(self, statement: str = "", *, contents: bool, logo: str | None = None) -> str:
        """The show rule that sets the cover or the head, the running header and the footer; `statement` is what is said
        of the edition, `logo` the path of the logo's file."""
        options = {
            "title": string(self.title),
            "document-title": string(self.file_title or self.title),
            "subtitle": _or_none(self.subtitle),
            "period-label": _or_none(self.period_label or self.period),
            "issuer": _or_none(self.issuer),
            "data-as-of": _or_none(self.data_as_of),
            "documents": _array(_dictionary(item) for item in self.documents),
            "state": _dictionary(self.state),
            "lang": string(self.lang),
            "date": typst_date(self.day),
        }
        if self.scorecard:
            options |= {"unit-name": _or_none(self.unit_name), "kicker": _or_none(self.kicker)}
        else:
            options["toc"] = "true" if contents else "false"
        if self.invented:
            options["invented"] = string(self.invented)
        if self.imprint.draft:
            options["draft"] = string(self.imprint.draft)
        if statement:
            options["edition"] = string(statement)
        if logo and self.look.logo:
            width, height = self.look.logo.fitted(*(CARD_LOGO if self.scorecard else LOGO))
            frame = f"width: {width:.2f}pt, height: {height:.2f}pt"
            options["logo"] = f"(path: {string(logo)}, alt: {string(self.look.alt)}, {frame})"
        function = "scorecard" if self.scorecard else "briefing"
        return f"#show: {function}.with(" + ", ".join(f"{key}: {value}" for key, value in options.items()) + ")"


@dataclass(frozen=True)
class Plain:
    """Title of an ordinary notebook. `title_cell` is the index of the cell whose first heading it is."""

    title: str
    lang: str
    day: date
    authors: list[str] = field(default_factory=list)
    title_cell: int | None = None
    heading_count: int = 0

    @classmethod
    def read(cls, notebook: Any, name: str | None) -> Plain:
        """Title from the metadata, else the first heading, else `name`; never empty."""
        metadata = notebook.get("metadata") or {}
        found: list[tuple[int, int, str, bool]] = []
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "markdown":
                found.extend((index, *item) for item in headings(cell.source))
        title = plain(str(metadata.get("title") or "")).strip()
        count, title_cell = len(found), None
        if found:
            index, _, text, leads = found[0]
            nothing_before = leads and not any(_has_something(cell) for cell in notebook.cells[:index])
            if title in {"", text} and nothing_before:
                title_cell, count = index, count - 1
            title = title or text
        authors = metadata.get("authors") or []
        names = [item.get("name") if isinstance(item, Mapping) else item for item in authors if item]
        return cls(
            title=title or plain(name or "").strip() or "Notebook",
            lang=_language(metadata.get("lang") or metadata.get("language")) or _guess_language(notebook),
            day=_day(metadata.get("date"), None) or _last_run(notebook) or NO_DATE,
            authors=[plain(str(item)).strip() for item in names if item and str(item).strip()],
            title_cell=title_cell,
            heading_count=count,
        )

    def typst(self) -> str:
        """The show rule that sets the title, the contents and the page numbers."""
        toc = "true" if self.heading_count >= CONTENTS_FROM else "false"
        authors = _array(string(author) for author in self.authors)
        return (
            f"#show: notebook.with(title: {string(self.title)}, lang: {string(self.lang)}, "
            f"date: {typst_date(self.day)}, author: {authors}, toc: {toc})"
        )


def typst_date(day: date) -> str:
    """A date as a Typst value."""
    return f"datetime(year: {day.year}, month: {day.month}, day: {day.day})"


def _wrong(key: str, expected: str, found: object) -> RenderError:
    return RenderError(
        "The metadata of the pack is incomplete.",
        expected=expected,
        found=repr(found),
        where=f"notebook metadata, briefing.{key}",
        hint="Set it where the pack is put together.",
    )


def _wrong_date(found: object) -> date:
    raise _wrong("date", "a date such as 2026-06-30", found)


def _day(value: object, where: str | None) -> date | None:
    text = str(value or "")[:10]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        if where and value:
            _wrong_date(value)
        return None
    return day


def _last_run(notebook: Any) -> date | None:
    """The day of the last recorded execution, or of SOURCE_DATE_EPOCH."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal() and len(epoch) < 11:
        # Days since the epoch: the time of day must not depend on the time zone.
        return date.fromordinal(NO_DATE.toordinal() + int(epoch) // 86400)
    stamps: list[str] = []
    for cell in notebook.cells:
        execution = (cell.get("metadata") or {}).get("execution") or {}
        if isinstance(execution, Mapping):
            stamps.extend(str(value)[:10] for value in execution.values() if isinstance(value, str))
    days = [day for day in (_day(stamp, None) for stamp in stamps) if day]
    return max(days, default=None)


def _has_something(cell: Any) -> bool:
    return bool(cell.source.strip() or cell.get("outputs"))


def _language(value: object) -> str | None:
    found = _LANGUAGE.match(str(value or "").lower())
    return found.group() if found else None


def _guess_language(notebook: Any) -> str:
    """`vi` when the prose has the letters that only Vietnamese has, else `en`."""
    prose = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")[:50_000]
    letters = sum(map(str.isalpha, prose))
    return "vi" if letters and len(_VIETNAMESE.findall(prose)) / letters > 0.05 else "en"


def _count(value: Any, lang: str) -> str:
    """A count as the language writes it; what is no number as it stands."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(format_decimal(value, locale=lang if lang in ("vi", "en") else "en"))
    return plain(str(value))


def _ordered(state: dict[str, str]) -> dict[str, str]:
    """Counts in the order in which a reader wants them (saved notebooks have their keys sorted)."""
    place = {key: number for number, key in enumerate(STATE_KEYS)}
    return dict(sorted(state.items(), key=lambda item: place.get(item[0], len(place))))


def _or_none(text: str) -> str:
    return string(text) if text else "none"


def _array(items: Any) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


def _dictionary(items: Mapping[str, str]) -> str:
    return "(" + (", ".join(f"{string(key)}: {string(value)}" for key, value in items.items()) or ":") + ")"
