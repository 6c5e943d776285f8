"""The review page: one self-contained HTML page that sends no request, for a person beside the document."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from ...vocabulary.agencies import agencies
from ...vocabulary.locators import Locator
from ..coverage import Accounted, Fate
from ..matching import Range, fold, occurrences
from ..mentions import Mention, MentionKind
from ..problems import Problem
from ..rows import DocumentSheet, Proposal
from ..setaside import REASONS
from ..text import Document
from ..verification import Verified
from .layout import Run, blocks
from .taken import Taken, rows_in_words, taken_at
from .words import agency, fields, labels, value_in_words

DOUBTFUL = 0.9  # proposals of less confidence are listed on top
_AROUND = 70  # characters on either side of a mention in the list of those unaccounted for
_LONG = 20_000  # characters: in a longer paragraph occurrences are not counted out
_HERE = Path(__file__).parent
BY_RULE = "by_rule"
_FATES = (Fate.UNACCOUNTED.value, Fate.IN_SHEET.value, Fate.SET_ASIDE.value, BY_RULE)


@dataclass(frozen=True)
class Point:
    """A mention as the page shows it; `fate` tells what a rule set aside from what a row did."""

    index: int
    kind: str
    fate: str
    token: str
    value: str
    place: str
    fields: tuple[tuple[str, str], ...]
    taken: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    confidence: float | None = None
    recipe: str = ""
    doubtful: bool = False
    line: str = ""  # of setaside.csv, to be completed
    before: str = ""
    after: str = ""

    @property
    def mark(self) -> str:
        return f"m{self.index + 1}"

    @property
    def detail(self) -> str:
        return f"d{self.index + 1}"


@dataclass(frozen=True)
class Doubtful:
    """A proposal to look at closely; `kind` is empty for a row that no mention belongs to."""

    link: str
    token: str
    text: str
    confidence: float
    place: str
    kind: str = ""


def review_page(
    document: Document,
    mentions: Sequence[Mention],
    accounted: Sequence[Accounted],
    sheet: DocumentSheet | None = None,
    proposals: Mapping[str, Proposal] | None = None,
    *,
    lang: str = "vi",
    file: str = "",
    same_text: bool | None = None,
    lost: Iterable[Verified] = (),
    problems: Iterable[Problem] = (),
) -> str:
    """The page as HTML.

    `mentions` and `accounted` go together and stand in the order of the text. `proposals` are what drafting
    was sure of, by row; `same_text` whether the text is the recorded one (None: not known); `lost` the rows
    that are not found in the text, `problems` what is wrong with the sheets. The page holds the text of the
    document and is for the person who reviews it only.
    """
    described = rows_in_words(sheet, lang) if sheet else {}
    points = _points(document, accounted, described, proposals or {}, lang)
    laid = list(blocks(document, [point.mention for point in accounted]))
    taken = taken_at(sheet, laid, described, proposals or {}, lang) if sheet else {}
    words = labels(lang)
    kinds = [kind.value for kind in MentionKind if any(point.kind == kind.value for point in points)]
    script, style = _asset("review.js"), _asset("review.css")
    return _template().render(
        lang=lang,
        t=words,
        title=_title(sheet, file, lang),
        subtitle=sheet.title(lang) if sheet else "",
        facts=_facts(sheet, file, lang),
        sheet=sheet,
        same_text=same_text,
        points=points,
        kinds=kinds,
        fates=_FATES,
        counts=_counts(points, kinds),
        open_points=[point for point in points if point.fate == Fate.UNACCOUNTED.value],
        doubtful=_doubtful(points, taken),
        taken=taken,
        doubtful_hint=words["doubtful_hint"].format(limit=_percent(DOUBTFUL)),
        lost=[one for one in lost if not one.ok],
        problems=list(problems),
        reasons=[(reason.key, reason.label(lang)) for reason in REASONS.values() if not reason.by_rule],
        blocks=laid,
        inline=lambda runs: _inline(runs, points, words),
        percent=_percent,
        style=Markup(style),
        script=Markup(script),
        style_digest=_digest(style),
        script_digest=_digest(script),
    )


def _points(
    document: Document,
    accounted: Sequence[Accounted],
    described: Mapping[str, str],
    proposals: Mapping[str, Proposal],
    lang: str,
) -> list[Point]:
    places = _Places(document)
    points = []
    for index, one in enumerate(accounted):
        mention = one.mention
        open_point = one.fate is Fate.UNACCOUNTED
        proposal = next((proposals[row] for row in one.rows if row in proposals), None)
        token = _plain(mention.text)
        before, after = places.around(mention) if open_point else ("", "")
        points.append(
            Point(
                index=index,
                kind=mention.kind.value,
                fate=BY_RULE if one.by_rule else one.fate.value,
                token=token,
                value=value_in_words(mention, lang),
                place=str(mention.locator) if mention.locator else "",
                fields=tuple(fields(mention, lang)[2:]),
                taken=tuple(described.get(row, row) for row in one.rows),
                rows=one.rows,
                reason=REASONS[one.reason].label(lang) if one.reason in REASONS else one.reason,
                note=one.note,
                confidence=proposal.confidence if proposal else None,
                recipe=proposal.recipe if proposal else "",
                doubtful=proposal is not None and proposal.confidence < DOUBTFUL,
                line=_line(mention, token, places) if open_point else "",
                before=before,
                after=after,
            )
        )
    return points


class _Places:
    """The paragraphs that mentions stand in, each looked up once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._ranges: dict[Locator, list[Range]] = {}
        self._known: dict[tuple[Locator, str], list[int]] = {}

    def occurrence(self, mention: Mention, token: str) -> int | None:
        """Which occurrence of its token there it is: what a row has to say when there are several."""
        if mention.locator is None:
            return None
        key = (mention.locator, token)
        if key not in self._known:
            ranges = self._of(mention.locator)
            short = sum(end - start for start, end in ranges[:_LONG]) <= _LONG
            found = occurrences(fold(self._document.text, ranges), token) if short else []
            self._known[key] = [start for start, _ in found]
        starts = self._known[key]
        return starts.index(mention.start) + 1 if len(starts) > 1 and mention.start in starts else None

    def around(self, mention: Mention) -> tuple[str, str]:
        """A few words before and behind it, cut between words and where a note is put in."""
        ranges = self._of(mention.locator) if mention.locator else []
        index = bisect_right(ranges, mention.start, key=lambda piece: piece[0]) - 1
        start, end = ranges[index] if index >= 0 else (mention.start, mention.end)
        text = self._document.text
        before = _plain(text[max(start, mention.start - _AROUND) : mention.start], keep_ends=True)
        after = _plain(text[mention.end : min(end, mention.end + _AROUND)], keep_ends=True)
        if mention.start - _AROUND > start:
            before = "… " + before.partition(" ")[2]
        if mention.end + _AROUND < end:
            after = after.rpartition(" ")[0] + " …"
        return before.lstrip(), after.rstrip()

    def _of(self, locator: Locator) -> list[Range]:
        if locator not in self._ranges:
            self._ranges[locator] = self._document.ranges(locator)
        return self._ranges[locator]


def _line(mention: Mention, token: str, places: _Places) -> str:
    """A line of setaside.csv for the mention, all but its reason."""
    quoted = '"' + token.replace('"', '""') + '"' if any(sign in token for sign in ',"') else token
    return f"{mention.kind.value},{quoted},{mention.locator or ''},{places.occurrence(mention, token) or ''},…,"


def _plain(text: str, keep_ends: bool = False) -> str:
    folded = fold(text).text
    return folded if keep_ends else folded.strip()


def _doubtful(points: Sequence[Point], taken: Mapping[int, Sequence[Taken]]) -> list[Doubtful]:
    """What drafting proposed without being sure, the least sure first: mentions, and rows that have none."""
    found = [
        Doubtful(f"#{one.mark}", one.token, "; ".join(one.taken), one.confidence or 0.0, one.place, one.kind)
        for one in points
        if one.doubtful
    ]
    shown = {row for point in points if point.doubtful for row in point.rows}
    for index, rows in taken.items():
        found += [
            Doubtful(f"#b{index}", row.id, row.text, row.confidence, row.place)
            for row in rows
            if row.confidence is not None and row.confidence < DOUBTFUL and row.id not in shown
        ]
    return sorted(found, key=lambda one: one.confidence)


def _counts(points: Sequence[Point], kinds: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many of each kind came to what; under `all` over all kinds, under each kind `all` over all fates."""
    counted = {kind: dict.fromkeys(("all", *_FATES), 0) for kind in ("all", *kinds)}
    for point in points:
        for kind in ("all", point.kind):
            counted[kind]["all"] += 1
            counted[kind][point.fate] += 1
    return counted


def _title(sheet: DocumentSheet | None, file: str, lang: str) -> str:
    return (sheet.number or sheet.id) if sheet else file or labels(lang)["document"]


def _facts(sheet: DocumentSheet | None, file: str, lang: str) -> list[tuple[str, str]]:
    words = labels(lang)
    found = []
    if sheet is not None:
        day = sheet.issued
        full = f"{day.day}/{day.month}/{day.year}" if lang == "vi" else day.isoformat()
        month = f"{day.month}/{day.year}" if lang == "vi" else f"{day:%Y-%m}"
        found.append((words["issued"], full if sheet.issued_precision == "day" else month))
        if sheet.issuer in agencies():
            found.append((words["issuer"], agency(sheet.issuer, lang)))
    if file:
        found.append((words["file"], file))
    return found


def _inline(runs: Iterable[Run], points: Sequence[Point], words: Mapping[str, Any]) -> Markup:
    """Runs as HTML. The runs of a mention lie in one link to its details."""
    parts: list[Markup] = []
    inside: tuple[int | None, bool] = (None, False)
    for run in runs:
        wanted = (run.mention, run.more)
        # Runs of one mention that follow one another are one link, also where the first begins it.
        if run.mention is None or run.mention != inside[0]:
            if inside[0] is not None:
                parts.append(Markup("</a>"))
            if run.mention is not None:
                parts.append(_opening(points[run.mention], run.more, words))
            inside = wanted
        parts.append(_run(run))
    if inside[0] is not None:
        parts.append(Markup("</a>"))
    return Markup("").join(parts)


def _opening(point: Point, more: bool, words: Mapping[str, Any]) -> Markup:
    letter = words["letters"][point.kind]
    classes = f"m k-{point.kind} f-{point.fate}" + (" doubt" if point.doubtful else "")
    if more:  # the rest of a mention that a page break or note has cut in two
        return Markup('<a class="{} more" href="#{}" tabindex="-1">').format(classes, point.detail)
    label = f"{point.token}: {words['kinds'][point.kind]}, {words['fates'][point.fate]}"
    return Markup('<a class="{}" id="{}" href="#{}" data-t="{}" aria-label="{}">').format(
        classes, point.mark, point.detail, letter, label
    )


def _run(run: Run) -> Markup:
    if run.note is not None:
        return Markup('<sup class="ref"><a href="#note-{0}">{0}</a></sup>').format(run.note)
    if run.line_break:
        return Markup("<br>")
    html = escape(run.text)
    if run.italic:
        html = Markup("<em>{}</em>").format(html)
    return Markup("<strong>{}</strong>").format(html) if run.strong else html


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    return environment.get_template("page.html.j2")


def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """What the page's content security policy lets through: this script and this style, nothing else."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
