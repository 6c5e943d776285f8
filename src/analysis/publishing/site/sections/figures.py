"""The figures: each with its permanent address, document, place, token, value, dates, checks and uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ....checks.findings import Finding
from ....exhibits.context import Context
from ....exhibits.numbers import number, shown
from ....vocabulary.agencies import agencies
from ....vocabulary.catalogue import catalogue
from ....vocabulary.locators import Locator
from ....vocabulary.measures import Measure
from ....vocabulary.periods import Period
from ....vocabulary.values import NATION, Value
from .. import addresses, index
from ..finding_words import anchor as finding_anchor
from ..keys import digest
from ..model import Site
from ..pages import Page
from ..rule_words import rule_words
from ..search import Entry
from ..series import series_words
from ..series_chart import dimension
from ..shelf import ShelvedPack
from ..shown_in import anchor, nation_packs
from ..uses import Use

_MOST_USES = 8  # of one figure; the indicators' pages have the rest
_MOST_CHECKS = 6
_MOST_PACKS = 4
_TITLE = {"vi": "Số liệu", "en": "Figures"}
_ALL = {
    "vi": "Mọi số liệu mà các văn bản nêu, theo văn bản và chỉ tiêu. Mỗi số có một địa chỉ cố định.",
    "en": "Every figure that the documents state, by document and indicator. Each has a permanent address.",
}


def pages(site: Site, lang: str) -> Iterator[Page]:
    """One page a document and indicator (figures of communes: and province), and the page that lists them."""
    found = index.of(site)
    yield _contents(site, lang, found)
    elsewhere = {indicator: digest(list(held)) for indicator, held in found.pages_of.items()}
    for (document, indicator, shard), values in found.by_page.items():
        yield _page(site, lang, found, document, indicator, shard, values, elsewhere[indicator])


def _page(
    site: Site, lang: str, found: index.Index, document: str, indicator: str, shard: str, values: Sequence[Value],
    elsewhere: str,
) -> Page:  # fmt: skip
    vi = lang == "vi"
    info = found.view.document(document)
    title = catalogue()[indicator].title[lang]
    if shard:
        name = agencies()[shard].short(lang)
        title += f" – cấp xã của {name}" if vi else f" – communes of {name}"
    packs = nation_packs(site, lang)
    shows = sorted({(p.place, p.state, p.revision) for v in values for p in packs.get(v.id, ())[:_MOST_PACKS]})
    units = sorted({v.agency for v in values})
    return Page(
        address=addresses.figure_page(document, indicator, values[0].agency),
        lang=lang,
        template="figures.html.j2",
        title=title,
        key=[
            found.figures_digest(values),
            found.uses_digest(values),
            found.names_digest,
            elsewhere,
            shows,
            _unit_packs(site, units),
        ],
        context=lambda: _context(site, lang, found, document, indicator, shard, values),
        description=_about(len(values), info.number, lang),
        trail=(
            (_TITLE[lang], addresses.FIGURES),
            (info.number, addresses.document(document)),
        ),
        section=addresses.INDICATORS,
    )


def _about(figures: int, document: str, lang: str) -> str:
    if figures == 1:
        told = ("Số liệu của {}: nơi nêu, cách ghi, phép kiểm tra và nơi dùng.", "A figure of {}: where it stands, "
                "as it is written, its checks and uses.")  # fmt: skip
    else:
        told = (f"{figures} số liệu của {{}}, mỗi số có nơi nêu, cách ghi, phép kiểm tra và nơi dùng.",
                f"{figures} figures of {{}}: where each stands, as it is written, its checks and uses.")  # fmt: skip
    return told[0 if lang == "vi" else 1].format(document)


def _unit_packs(site: Site, units: Sequence[str]) -> str:
    return digest([[p.place, p.state, p.revision] for unit in units for p in index.of(site).packs_of_unit(unit)])


# ---------------------------------------------------------------------- one page


def _context(
    site: Site, lang: str, found: index.Index, document: str, indicator: str, shard: str, values: Sequence[Value]
) -> dict[str, Any]:
    b = site.context(None, lang)
    packs = nation_packs(site, lang)
    return {
        "b": b,
        "info": b.view.document(document),
        "entry": catalogue()[indicator],
        "figures": [figure(site, b, found, value, packs.get(value.id, ())) for value in values],
        "others": _others(found, document, indicator, shard, lang),
    }


def figure(
    site: Site, b: Context, found: index.Index, value: Value, packs: Sequence[ShelvedPack]
) -> dict[str, Any]:
    """What a page tells of one figure, as plain words and addresses."""
    assert value.locator is not None
    findings = found.touching((value.id,))
    unit = catalogue()[value.indicator].unit
    own = [p for p in found.packs_of_unit(value.agency) if p.lang == b.lang] if value.agency != NATION else []
    return {
        "value": value,
        "title": b.title(value),
        "unit": unit[b.lang] if unit is not None and value.measure is Measure.COUNT else "",
        "exact": exact(value, b.lang),
        "locator": Locator.parse(value.locator).label(b.lang),
        "dimensions": [(d, dimension(b, d, v)) for d, v in value.dimensions.items()],
        "series": series_words(value.series, b.lang),
        "note": found.notes.get(value.id, ""),
        "findings": [finding(b, each) for each in findings],
        "checks": _checks(b, found, value, findings),
        "uses": _uses(b, found.uses.of(value.id)),
        "packs": [(p, "html") for p in packs[:_MOST_PACKS] if p.file("html")],
        "card": next((p for p in own if p.file("html")), None),
        "anchor": anchor(value.id),
    }


def finding(b: Context, each: Finding) -> dict[str, Any]:
    """A finding as a page tells it, with the address of its row on the page of data quality."""
    return {
        "severity": each.severity.value,
        "label": each.severity.label(b.lang),
        "message": each.message(b.lang),
        "address": f"{addresses.QUALITY}#{finding_anchor(each)}",
    }


def _checks(b: Context, found: index.Index, value: Value, findings: Sequence[Finding]) -> dict[str, Any]:
    """The declared checks that name the figure and found nothing, by what they do."""
    about = {(f.check, f.rule) for f in findings}
    passed = [
        rule_words(rule, b.lang) for id_, rule, _ in found.checks_of.get(value.id, ()) if (id_, rule) not in about
    ]
    words = list(dict.fromkeys(passed))
    return {"passed": len(passed), "words": words[:_MOST_CHECKS]}


def _uses(b: Context, uses: Sequence[Use]) -> dict[str, Any]:
    chosen = uses if len(uses) == _MOST_USES + 1 else uses[:_MOST_USES]  # "and 1 more" takes as much room as the one
    told = [
        {
            "title": b.title(use.value),
            "shown": b.shown(use.value),
            "how": use.how,
            "address": addresses.indicator(use.value.indicator),
        }
        for use in chosen
    ]
    return {"told": told, "more": len(uses) - len(chosen)}


def exact(value: Value, lang: str) -> str:
    """The number in full where it is shown in thousands or more: `82.750.000.000.000 đồng`; else nothing."""
    if value.amount is None or not value.scale or value.measure is Measure.DATE:
        return ""
    parts = [value.amount] if value.upper is None else [value.amount, value.upper]
    text = "–".join(number(part, lang) for part in parts)
    if value.measure in (Measure.VND, Measure.USD):
        unit = "USD" if value.measure is Measure.USD else "đồng" if lang == "vi" else "VND"
        return f"{text} {unit}" if lang == "vi" else f"{unit} {text}"
    return text


def _others(found: index.Index, document: str, indicator: str, shard: str, lang: str) -> list[tuple[str, str]]:
    """The other pages of the same indicator: of other documents, and of other provinces' communes."""
    links = []
    for (other, place), values in found.pages_of[indicator].items():
        if (other, place) != (document, shard) and (other == document or place == shard):
            words = found.view.document(other).number
            if place:
                words += f" – {agencies()[place].short(lang)}"
            links.append((words, addresses.figure_page(other, indicator, values[0].agency)))
    return links


# ---------------------------------------------------------------------- all of them


def _contents(site: Site, lang: str, found: index.Index) -> Page:
    return Page(
        address=addresses.FIGURES,
        lang=lang,
        template="figures_index.html.j2",
        title=_TITLE[lang],
        key=[site.rows(), len(found.figures)],
        context=lambda: _contents_context(site, lang, found),
        description=_ALL[lang],
        section=addresses.INDICATORS,
    )


def _contents_context(site: Site, lang: str, found: index.Index) -> dict[str, Any]:
    entries = catalogue()
    documents: dict[str, dict[str, list[tuple[str, str, int]]]] = {info.id: {} for info in reversed(found.view.infos)}
    for (document, indicator, shard), values in found.by_page.items():
        name = agencies()[shard].short(lang) if shard else ""
        address = addresses.figure_page(document, indicator, values[0].agency)
        documents[document].setdefault(indicator, []).append((name, address, len(values)))
    return {
        "b": site.context(None, lang),
        "documents": [
            {
                "info": found.view.document(document),
                "count": sum(count for pages in lists.values() for _, _, count in pages),
                "indicators": [
                    {
                        "title": entries[indicator].title[lang],
                        "address": addresses.indicator(indicator),
                        "count": sum(count for _, _, count in pages),
                        "pages": pages,
                    }
                    for indicator, pages in lists.items()
                ],
            }
            for document, lists in documents.items()
        ],
    }


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """The list, and every figure: found by its indicator, agency, token and id."""
    yield Entry("page", _TITLE[lang], addresses.FIGURES, _ALL[lang])
    found = index.of(site)
    b = site.context(None, lang)
    for values in found.by_page.values():
        for value in values:
            assert value.locator is not None and value.document is not None and value.token is not None
            info = found.view.document(value.document)
            place = Locator.parse(value.locator).label(lang)
            yield Entry(
                kind="figure",
                title=b.title(value),
                address=addresses.figure(value) or addresses.FIGURES,
                text=f"{shown(value, lang)} · “{value.token}” · {info.number}, {place}",
                period=_month(value, lang),
                words=(value.id, value.token),
            )


def _month(value: Value, lang: str) -> str:
    return Period.of(value.known_from).label(lang) if value.known_from is not None else ""

