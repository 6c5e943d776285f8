"""The source documents: one page a document, with everything that was taken from it and where it stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from ....checks.findings import Severity
from ....exhibits.topics import register
from ....vocabulary.agencies import agencies
from ....vocabulary.catalogue import catalogue
from ....vocabulary.locators import Locator
from ....vocabulary.periods import Period
from ....vocabulary.values import Value
from .. import addresses, index, record
from ..keys import digest
from ..model import Site
from ..pages import Page
from ..search import Entry

MOST_LISTED = 300  # figures of a document that its page lists one by one; beyond it, their pages
_TITLE = {"vi": "Tài liệu nguồn", "en": "Source documents"}
_ABOUT = {
    "vi": "Các tài liệu đã đọc và những gì đã lấy từ mỗi tài liệu. Trang này chỉ nêu số liệu, không đăng lại văn bản.",
    "en": "The documents that were read, and what was taken from each. Only facts stand here, not the texts.",
}
_KINDS = {
    "notice": {"vi": "Thông báo", "en": "Notice"},
    "conclusion": {"vi": "Kết luận", "en": "Conclusion"},
    "report": {"vi": "Báo cáo", "en": "Report"},
}
_REGISTERS = ("directives", "tasks", "databases", "groups")


def pages(site: Site, lang: str) -> Iterator[Page]:
    """The list, and a page for each document."""
    rows = site.rows()
    yield Page(
        address=addresses.DOCUMENTS,
        lang=lang,
        template="documents.html.j2",
        title=_TITLE[lang],
        key=[rows],
        context=lambda: _list(site, lang),
        description=_ABOUT[lang],
        section=addresses.DOCUMENTS,
    )
    for info in site.documents:
        yield Page(
            address=addresses.document(info.id),
            lang=lang,
            template="document.html.j2",
            title=info.number,
            key=[info.id, digest(rows)],
            context=lambda id=info.id: _document(site, lang, id),  # type: ignore[misc]
            description=info.title[lang],
            trail=((_TITLE[lang], addresses.DOCUMENTS),),
            section=addresses.DOCUMENTS,
        )


def _issuer(id: str, lang: str) -> str:
    known = agencies().get(id)
    return known.name(lang) if known is not None else id


def _of(site: Site, table: str, document: str) -> pd.DataFrame:
    frame = site.view().table(table)
    return frame[frame["document"] == document]


def _list(site: Site, lang: str) -> dict[str, Any]:
    view = site.view()
    counts = {
        name: view.table(name)["document"].value_counts().to_dict() for name in ("figures", "directives", "tasks")
    }
    return {
        "documents": [
            {
                "info": info,
                "kind": _KINDS[info.kind][lang],
                "issuer": _issuer(info.issuer, lang),
                **{name: int(counts[name].get(info.id, 0)) for name in counts},
            }
            for info in reversed(view.infos)
        ],
        "invented": view.invented,
    }


# ---------------------------------------------------------------------- one document


def _document(site: Site, lang: str, id: str) -> dict[str, Any]:
    b = site.context(None, lang)
    info = b.view.document(id)
    figures = [value for value in b.view.values if value.document == id]
    return {
        "b": b,
        "info": info,
        "kind": _KINDS[info.kind][lang],
        "issuer": _issuer(info.issuer, lang),
        "counts": {name: len(_of(site, name, id)) for name in ("figures", *_REGISTERS)},
        "indicators": _indicators(figures, lang),
        "figures": figures if len(figures) <= MOST_LISTED else [],
        "directives": _directives(site, lang, id),
        "tasks": _tasks(site, lang, id),
        "databases": _databases(site, lang, id),
        "lists": _lists(site, id),
        "findings": _findings(site, lang, id),
        "place": lambda locator: Locator.parse(locator).label(lang),
        "neighbours": _neighbours(site, id),
    }


def _indicators(figures: Sequence[Value], lang: str) -> list[dict[str, Any]]:
    """Indicator by indicator: how many figures, and the pages that hold them."""
    known = agencies()
    found: dict[str, dict[str, Any]] = {}
    for value in figures:
        title = catalogue()[value.indicator].title[lang]
        row = found.setdefault(value.indicator, {"title": title, "key": value.indicator, "count": 0, "pages": {}})
        row["count"] += 1
        shard = addresses.shard_of(value.agency)
        general = "Chung, bộ, ngành, tỉnh" if lang == "vi" else "Nation, ministries, provinces"
        words = known[shard].short(lang) if shard else general
        row["pages"][words] = addresses.figure_page(value.document or "", value.indicator, value.agency)
    return sorted(found.values(), key=lambda row: row["title"])


def _names(ids: Any, lang: str) -> list[tuple[str, str]]:
    known = agencies()
    return [(id, known[id].short(lang) if id in known else id) for id in ids]


def _directives(site: Site, lang: str, id: str) -> list[dict[str, Any]]:
    b = site.context(None, lang)
    known = record.registers(index.of(site)).directives
    return [
        {
            "directive": known[row["id"]],
            "words": register.deadline_words(b, known[row["id"]]),
            "lead": _names(row["lead"], lang),
            "locator": row["locator"],
        }
        for row in _of(site, "directives", id).to_dict("records")
    ]


def _tasks(site: Site, lang: str, id: str) -> list[dict[str, Any]]:
    return [
        {
            "title": row[f"title_{lang}"],
            "agencies": _names(row["agencies"], lang),
            "due": row["due"].date() if not pd.isna(row["due"]) else None,
            "precision": row["due_precision"] if isinstance(row["due_precision"], str) else "day",
            "locator": row["locator"],
        }
        for row in _of(site, "tasks", id).to_dict("records")
    ]


def _databases(site: Site, lang: str, id: str) -> list[dict[str, Any]]:
    known = agencies()
    return [
        {
            "name": row[f"name_{lang}"],
            "agency": known[row["agency"]].short(lang) if row["agency"] in known else row["agency"],
            "agency_id": row["agency"],
            "met": None if pd.isna(row["met"]) else int(row["met"]),
            "total": None if pd.isna(row["total"]) else int(row["total"]),
            "locator": row["locator"],
        }
        for row in _of(site, "databases", id).to_dict("records")
    ]


def _lists(site: Site, id: str) -> list[dict[str, Any]]:
    """The lists of agencies that the document names, each with its place and how many it has."""
    frame = _of(site, "groups", id)
    return [
        {"locator": locator, "count": len(rows)}
        for (_, locator), rows in frame.groupby(["list", "locator"], sort=False)
    ]


def _findings(site: Site, lang: str, id: str) -> list[dict[str, Any]]:
    found = []
    for finding in site.findings():
        if finding.document != id or finding.severity is Severity.GAP:
            continue
        first = next((f for f in finding.figures if f in site.view()), None)
        found.append(
            {
                "severity": finding.severity,
                "label": finding.severity.label(lang),
                "message": finding.message(lang),
                "locator": finding.locator,
                "address": site.figure(site.view().figure(first)) if first is not None else None,
            }
        )
    return found


def _neighbours(site: Site, id: str) -> tuple[Any, Any]:
    infos = list(site.documents)
    place = [info.id for info in infos].index(id)
    before = infos[place - 1] if place else None
    after = infos[place + 1] if place + 1 < len(infos) else None
    return before, after


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """Every document."""
    yield Entry("page", _TITLE[lang], addresses.DOCUMENTS, _ABOUT[lang])
    for info in site.documents:
        yield Entry(
            "document",
            f"{info.number} – {info.title[lang]}",
            addresses.document(info.id),
            _issuer(info.issuer, lang),
            Period.parse(info.period).label(lang),
            (info.number, info.id),
            info.known_from.toordinal(),
        )
