"""Automatic checks on what is missing: criteria, leads, deadlines, agencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from ..tables.store import View
from ..vocabulary.agencies import agencies
from . import wording
from .findings import Finding, Severity, unasked

# Topics on which every province and ministry is asked to answer, by the first word of the groups lists.
_ASKED = {
    "reporting": {"vi": "chế độ báo cáo", "en": "reporting"},
    "products": {"vi": "sản phẩm", "en": "products"},
}
_KINDS = (
    (("province",), {"vi": "tỉnh, thành phố", "en": "provinces"}),
    (
        ("ministry", "ministerial"),
        {"vi": "bộ, cơ quan ngang bộ", "en": "ministries and ministerial-level agencies"},
    ),
)
_NAMED = 12  # more than these are told by their number


def missing_criteria(view: View) -> Iterator[Finding]:
    """Databases that a document lists without saying how many criteria they meet."""
    frame = view.databases
    for document, rows in frame[frame["met"].isna()].groupby("document", sort=False):
        names = {lang: _some(list(rows[f"name_{lang}"]), lang) for lang in ("vi", "en")}
        yield unasked(
            "missing_criteria",
            Severity.GAP,
            str(document),
            rows["locator"].iloc[0],
            f"{len(rows)} cơ sở dữ liệu trong danh sách không có số tiêu chí đạt: {names['vi']}.",
            f"{_count(len(rows), 'listed database has', 'listed databases have')} no number of criteria met: "
            f"{names['en']}.",
        )


def missing_lead(view: View) -> Iterator[Finding]:
    """Tasks assigned to nobody."""
    frame = view.directives
    yield from _directives(
        "missing_lead",
        frame[frame["lead"].map(len) == 0],
        "{n} nhiệm vụ không nêu cơ quan chủ trì: {items}.",
        ("task is", "tasks are"),
        "assigned to no agency: {items}.",
    )


def missing_deadline(view: View) -> Iterator[Finding]:
    """Tasks without a deadline; one to be done week by week or month by month needs none."""
    frame = view.directives
    yield from _directives(
        "missing_deadline",
        frame[frame["deadline_kind"].isna() & frame["recurrence"].isna()],
        "{n} nhiệm vụ được giao không nêu thời hạn: mục {items}.",
        ("task has", "tasks have"),
        "no deadline: item {items}.",
    )


def _directives(rule: str, frame: pd.DataFrame, vi: str, verb: tuple[str, str], en: str) -> Iterator[Finding]:
    for document, rows in frame.groupby("document", sort=False):
        items = list(dict.fromkeys(rows["item"]))
        yield unasked(
            rule,
            Severity.GAP,
            str(document),
            rows["locator"].iloc[0],
            vi.format(n=len(rows), items=_some(items, "vi")),
            f"{_count(len(rows), *verb)} {en.format(items=_some(items, 'en'))}",
        )


def missing_agencies(view: View) -> Iterator[Finding]:
    """Provinces and ministries that no list of a topic names, where the lists name most of their kind."""
    groups = view.groups
    if groups.empty:
        return
    groups["topic"] = groups["list"].str.partition(".")[0]
    for key, rows in groups[groups["topic"].isin(list(_ASKED))].groupby(["document", "topic"], sort=False):
        document, topic = (str(part) for part in key)
        about = _ASKED[topic]
        named, issuer = set(rows["agency"]), view.document(document).issuer
        for kinds, words in _KINDS:
            asked = [
                agency.id for agency in agencies().values() if agency.kind in kinds and agency.id != issuer
            ]
            left = [agency for agency in asked if agency not in named]
            if not left or 2 * len(left) > len(asked):
                continue
            verb = "is" if len(left) == 1 else "are"
            names = {
                lang: _some([wording.agency(agency, lang) for agency in left], lang) for lang in ("vi", "en")
            }
            yield unasked(
                "missing_agencies",
                Severity.GAP,
                document,
                rows["locator"].iloc[0],
                f"{len(left)} {words['vi']} không có tên trong danh sách nào về {about['vi']}: "
                f"{names['vi']}.",
                f"{len(left)} of the {len(asked)} {words['en']} {verb} in none of the lists on "
                f"{about['en']}: {names['en']}.",
            )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _some(names: Sequence[str], lang: str) -> str:
    """The names, or the first of them and how many more there are."""
    if len(names) <= _NAMED:
        return wording.named(names, lang)
    rest = len(names) - _NAMED
    return f"{', '.join(names[:_NAMED])} {f'và {rest} mục khác' if lang == 'vi' else f'and {rest} more'}"
