"""The agencies: each with its packs, its record over time, its tasks, databases and lists, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ....exhibits.context import Context
from ....exhibits.topics import labels, register
from ....vocabulary.agencies import Agency, agencies, groups_of
from ....vocabulary.catalogue import catalogue
from ....vocabulary.locators import Locator
from .. import addresses, index, record, series_chart
from ..agency_words import kind_of_one, kind_words, kinds_in_order, list_words, state_words
from ..keys import digest
from ..model import Site
from ..pages import Page
from ..search import Entry
from ..series import series_words
from ..topics import topic, topic_words
from .figures import finding

MOST_MONTHS = 6  # columns of the record; earlier values stand on the figures' pages
MOST_FINDINGS = 20
_TITLE = {"vi": "Cơ quan, địa phương", "en": "Agencies"}
_ABOUT = {
    "vi": "Các bộ, ngành, địa phương và tổ chức có tên trong văn bản; xã, phường ở trang của tỉnh, thành phố.",
    "en": "Ministries, localities and bodies that the documents name; communes stand on their province's page.",
}
_TABLES = ("tasks", "databases", "directives", "groups")


def covered() -> list[Agency]:
    """The agencies that have a page: all of the registry but the nation itself."""
    return [agency for agency in agencies().values() if agency.kind != "nation"]


def pages(site: Site, lang: str) -> Iterator[Page]:
    """The list of agencies, and a page each."""
    found = index.of(site)
    yield _list(site, lang, found)
    children = _children()
    for agency in covered():
        yield _page(site, lang, found, agency, children.get(agency.id, ()))


def _children() -> dict[str, list[Agency]]:
    """The communes of each province, in the registry's order."""
    found: dict[str, list[Agency]] = {}
    for agency in agencies().values():
        if agency.parent:
            found.setdefault(agency.parent, []).append(agency)
    return found


def _page(site: Site, lang: str, found: index.Index, agency: Agency, children: Sequence[Agency]) -> Page:
    values = found.by_agency.get(agency.id, [])
    parent = agencies().get(agency.parent or "")
    trail = [(_TITLE[lang], addresses.AGENCIES)]
    if parent is not None:
        trail.append((parent.short(lang), addresses.agency(parent.id)))
    return Page(
        address=addresses.agency(agency.id),
        lang=lang,
        template="agency.html.j2",
        title=agency.name(lang),
        key=[
            str(site.latest),
            vars(agency),
            found.figures_digest(values),
            [found.rows_digest(table, found.naming(table, agency.id)) for table in _TABLES],
            [pack.key() for pack in found.packs_of_unit(agency.id)],
            digest([[child.id, child.short_vi, len(found.by_agency.get(child.id, ()))] for child in children]),
            found.registers_digest,
        ],
        context=lambda: _context(site, lang, found, agency, children),
        description=description(agency, lang),
        trail=tuple(trail),
        section=addresses.AGENCIES,
    )


def description(agency: Agency, lang: str) -> str:
    """`Tỉnh, thành phố. Tên tiếng Anh: Ha Noi City.`"""
    other = agency.name("en" if lang == "vi" else "vi")
    if lang == "vi":
        return f"{kind_of_one(agency.kind, lang)}. Tên tiếng Anh: {other}."
    return f"{kind_of_one(agency.kind, lang)}. In Vietnamese: {other}."


# ---------------------------------------------------------------------- one page


def _context(
    site: Site, lang: str, found: index.Index, agency: Agency, children: Sequence[Agency]
) -> dict[str, Any]:
    b = site.context(None, lang)
    values = found.by_agency.get(agency.id, [])
    directives = record.directives(found, agency.id)
    lines = record.lines([v for v in values if "database" not in v.dimensions])  # those stand in a list of their own
    months = record.months(lines)
    touching = found.touching(v.id for v in values)
    overdue = [v for v in values if v.indicator == "overdue.tasks" and not v.dimensions]
    reporting = record.reporting(found, agency)
    return {
        "b": b,
        "agency_": agency,
        "kind": kind_of_one(agency.kind, lang),
        "packs": sorted(found.packs_of_unit(agency.id), key=lambda p: p.lang != lang),
        "figures": len(values),
        "documents": len({v.document for v in values}),
        "overdue": max(overdue, key=lambda v: (v.as_of is not None, v.as_of, v.known_from), default=None),
        "leads": [d for d, role in directives if role == "lead"],
        "soon": record.soon(directives),
        "window": record.WITHIN_DAYS,
        "reporting": [_reported(b, each) for each in reporting],
        "months": months[:MOST_MONTHS],
        "earlier": len(months) > MOST_MONTHS,
        "topics": _by_topic(b, lines),
        "directives": [_directive(b, d, role) for d, role in sorted(directives, key=lambda pair: pair[1] == "group")],
        "tasks": [_task(b, t, found) for t in record.tasks(found, agency.id)],
        "databases": [_database(b, row) for row in record.databases(found, agency.id)],
        "listings": [_listing(b, row) for row in record.listings(found, agency.id)],
        "unknown": _unknown(b, found, agency, reporting),
        "findings": [finding(b, f) for f in touching[:MOST_FINDINGS]],
        "findings_more": max(0, len(touching) - MOST_FINDINGS),
        "children": [
            {"agency": child, "figures": len(found.by_agency.get(child.id, ()))}
            for child in sorted(children, key=lambda child: labels.letters(child.short(lang)))
        ],
        "groups": [agencies()[group] for group in groups_of(agency.id)],
    }


def _by_topic(b: Context, lines: Sequence[record.Line]) -> list[dict[str, Any]]:
    """The lines of the record under their topics; each with what it counts, and its cells by month."""
    entries = catalogue()
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        entry = entries[line.indicator]
        words = [series_chart.dimension(b, k, v) for k, v in line.dimensions.items()]
        found.setdefault(topic(line.indicator), []).append(
            {
                "title": entry.title[b.lang],
                "address": addresses.indicator(line.indicator),
                "words": "; ".join(words),
                "series": series_words(line.series, b.lang),
                "unit": entry.unit[b.lang] if entry.unit else "",
                "cells": line.cells,
                "breaks": line.breaks,
            }
        )
    return [{"title": topic_words(name, b.lang), "lines": members} for name, members in found.items()]


def _directive(b: Context, directive: Any, role: str) -> dict[str, Any]:
    return {
        "directive": directive,
        "role": b.label("role", role),
        "words": register.deadline_words(b, directive),
        "place": register.place(b, directive),
        "state": state_words(directive.state, b.lang),
    }


def _task(b: Context, task: Any, found: index.Index) -> dict[str, Any]:
    info = found.view.document(task.document)
    return {"task": task, "info": info, "locator": Locator.parse(task.locator).label(b.lang)}


def _database(b: Context, row: dict[str, Any]) -> dict[str, Any]:
    info = b.view.document(row["document"])
    name = row[f"name_{b.lang}"]
    return {
        "id": row["id"],
        "name": name if isinstance(name, str) and name else row["name_vi"],
        "list": b.label("list", row["list"]),
        "criteria": row["criteria"],
        "info": info,
        "locator": Locator.parse(row["locator"]).label(b.lang),
    }


def _listing(b: Context, row: record.Listing) -> dict[str, Any]:
    return {
        "words": list_words(row.name, b.lang),
        "as_written": row.as_written,
        "info": b.view.document(row.document),
        "locator": Locator.parse(row.locator).label(b.lang),
    }


def _reported(b: Context, each: record.Reported) -> dict[str, Any]:
    return {"info": b.view.document(each.document), "state": each.state, "words": b.label("state", each.state)}


def _unknown(
    b: Context, found: index.Index, agency: Agency, reporting: Sequence[record.Reported]
) -> list[str]:
    """What no known document says of the agency."""
    told = [
        b.pick(f"{question.title.vi}: chưa văn bản nào nêu.", f"{question.title.en}: no document states it.")
        for question in record.unanswered(found, agency)
    ]
    if reporting and reporting[0].state == "unknown":
        number = b.view.document(reporting[0].document).number
        told.append(
            b.pick(
                f"Chế độ báo cáo: không có tên trong danh sách đã gửi hay chưa gửi của {number}.",
                f"Reporting: {number} names it neither among those that reported nor among those that did not.",
            )
        )
    return told


# ---------------------------------------------------------------------- the list


def _list(site: Site, lang: str, found: index.Index) -> Page:
    return Page(
        address=addresses.AGENCIES,
        lang=lang,
        template="agencies.html.j2",
        title=_TITLE[lang],
        key=[site.rows(), [pack.key() for agency in covered() for pack in found.packs_of_unit(agency.id)[:1]]],
        context=lambda: {"b": site.context(None, lang), "kinds": _kinds(site, lang, found)},
        description=_ABOUT[lang],
        section=addresses.AGENCIES,
    )


def _kinds(site: Site, lang: str, found: index.Index) -> list[dict[str, Any]]:
    children = _children()
    by_kind: dict[str, list[Agency]] = {}
    for agency in covered():
        if agency.kind != "commune":
            by_kind.setdefault(agency.kind, []).append(agency)
    return [
        {
            "kind": kind,
            "title": kind_words(kind, lang),
            "rows": [
                _row(found, agency, lang, len(children.get(agency.id, ())))
                for agency in sorted(by_kind[kind], key=lambda a: labels.letters(a.short(lang)))
            ],
            "communes": any(children.get(agency.id) for agency in by_kind[kind]),
            "packs": any(found.packs_of_unit(agency.id) for agency in by_kind[kind]),
        }
        for kind in kinds_in_order(by_kind)
    ]


def _row(found: index.Index, agency: Agency, lang: str, communes: int) -> dict[str, Any]:
    values = found.by_agency.get(agency.id, [])
    overdue = [v for v in values if v.indicator == "overdue.tasks" and not v.dimensions]
    directives = record.directives(found, agency.id)
    packs = [p for p in found.packs_of_unit(agency.id) if p.lang == lang] or found.packs_of_unit(agency.id)
    reporting = record.reporting(found, agency)
    return {
        "agency": agency,
        "figures": len(values),
        "overdue": max(overdue, key=lambda v: (v.as_of is not None, v.as_of, v.known_from), default=None),
        "leads": sum(role == "lead" for _, role in directives),
        "soon": record.soon([pair for pair in directives if pair[1] != "group"]),
        "reporting": reporting[0].state if reporting else "",
        "pack": next((p for p in packs if p.file("html")), None),
        "communes": communes,
    }


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """The list, every agency, and the long-overdue tasks and databases that documents list."""
    yield Entry("page", _TITLE[lang], addresses.AGENCIES, _ABOUT[lang])
    found = index.of(site)
    b = site.context(None, lang)
    for agency in covered():
        values = found.by_agency.get(agency.id, ())
        parent = agencies().get(agency.parent or "")
        yield Entry(
            kind="agency",
            title=agency.name(lang) + (f", {parent.short(lang)}" if parent is not None else ""),
            address=addresses.agency(agency.id),
            text=kind_of_one(agency.kind, lang),
            words=agency.names,
            weight=len(values),
        )
    of = record.registers(found)
    for task in of.tasks.values():
        if task.agencies:
            yield Entry(
                kind="task",
                title=task.title(lang),
                address=f"{addresses.agency(task.agencies[0])}#task-{task.id}",
                text=", ".join(b.agency(id_) for id_ in task.agencies),
                words=(task.id, task.assigned_by or ""),
            )
    seen = set()
    for row in of.databases:
        name = row[f"name_{lang}"] if isinstance(row[f"name_{lang}"], str) else row["name_vi"]
        if row["id"] not in seen:
            seen.add(row["id"])
            yield Entry(
                kind="database",
                title=name or row["name_vi"],
                address=f"{addresses.agency(row['agency'])}#database-{row['id']}",
                text=f"{b.agency(row['agency'])} · {b.view.document(row['document']).number}",
                words=(row["id"],),
            )
