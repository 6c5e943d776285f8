"""What changed: a page a period since the one before, and the log of corrections of all released packs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ....exhibits import change_words
from ....indicators.change import Changes
from ....vocabulary.agencies import agencies
from ....vocabulary.periods import Period
from .. import addresses, index
from ..finding_words import anchor
from ..model import Site
from ..pages import Page
from ..search import Entry
from ..shelf import Revision, ShelvedPack

MOST = 400  # changes of one kind on one page; `briefing changes --json` has all
_FOUND = 30  # changes of one period that the search knows: its weightiest
_QUIET = ("unchanged", "dropped")  # kinds that a page folds away
_TITLE = {"vi": "Thay đổi, đính chính", "en": "Changes and corrections"}
_ALL = {
    "vi": "Kỳ này khác kỳ trước ở đâu, và những gì đã phát hành được đính chính thế nào.",
    "en": "How each period differs from the one before, and what of the released packs was corrected.",
}


def pages(site: Site, lang: str) -> Iterator[Page]:
    """The log of corrections with a list of periods, and a page a period."""
    yield Page(
        address=addresses.CHANGES,
        lang=lang,
        template="changes.html.j2",
        title=_TITLE[lang],
        key=[site.rows(), [str(p) for p in site.periods], [p.key() for p in site.packs if len(p.revisions) > 1]],
        context=lambda: _log_context(site, lang),
        description=_ALL[lang],
        section=addresses.CHANGES,
    )
    for period in site.periods:
        before = _before(site, period)
        revised = [p for p in site.packs_of(period=period) if len(p.revisions) > 1]
        yield Page(
            address=addresses.changes(period),
            lang=lang,
            template="change.html.j2",
            title=_title(lang, period),
            key=[
                site.rows(period),
                site.rows(before) if before else None,
                [p.key() for p in revised],
                [str(p) for p in site.periods],
            ],
            context=lambda period=period, before=before: _context(site, lang, period, before),  # type: ignore[misc]
            description=_about(lang, before),
            trail=((_TITLE[lang], addresses.CHANGES),),
            section=addresses.CHANGES,
        )


def _title(lang: str, period: Period) -> str:
    return f"Thay đổi: {period.label(lang)}" if lang == "vi" else f"What changed: {period.label(lang)}"


def _before(site: Site, period: Period) -> Period | None:
    """The earlier period that its changes are told from."""
    earlier = site.view(period).previous()
    return earlier.period if earlier is not None else None


def _about(lang: str, before: Period | None) -> str:
    if before is None:
        return "Kỳ đầu tiên có văn bản: chưa có kỳ trước để so." if lang == "vi" else "The first period with documents."
    if lang == "vi":
        return f"So với {before.label(lang)}: điều gì tăng, giảm, được nêu lại, mới có hoặc không so sánh được nữa."
    return f"Since {before.label(lang)}: what moved, was stated anew, is new, or can no longer be compared."


# ---------------------------------------------------------------------- one period


def _context(site: Site, lang: str, period: Period, before: Period | None) -> dict[str, Any]:
    found = site.changes(period)
    return {
        "b": site.context(period, lang),
        "period": period,
        "before": before,
        "headline": change_words.headline(found)[lang] if found is not None else "",
        "kinds": kinds(site, found, lang) if found is not None else [],
        "corrections": corrections(site, lang, period),
        "others": [p for p in site.periods if p != period],
    }


def kinds(site: Site, found: Changes, lang: str) -> list[dict[str, Any]]:
    """The changes by kind in reading order, weightiest first; kinds without any are left out."""
    told = []
    for kind, label in change_words.kinds():
        entries = found.of(kind)
        if not entries:
            continue
        rows = change_words.told(replace(found, entries=entries[:MOST]))
        told.append(
            {
                "id": kind,
                "title": label[lang],
                "count": len(entries),
                "more": max(0, len(entries) - MOST),
                "quiet": kind in _QUIET,
                "columns": {
                    "before": any(row["before"] for row in rows),
                    "after": any(row["after"] for row in rows),
                    "difference": any(row["difference"] for row in rows),
                    "comparability": any(row["comparability"] != "not_applicable" for row in rows),
                },
                "rows": [_row(site, row, lang) for row in rows],
            }
        )
    return told


def _row(site: Site, told: Mapping[str, Any], lang: str) -> dict[str, Any]:
    finding, directive, task = told["finding"], told["directive"], told["task"]
    return {
        "level": told["level"],
        "what": told["what"][lang],
        "sentence": told["sentence"][lang],
        "before": _side(site, told["before"], lang),
        "after": _side(site, told["after"], lang),
        "difference": told["difference"]["shown"][lang] if told["difference"] else "",
        "sort": told["difference"]["amount"] if told["difference"] else "",
        "comparability": told["comparability"],
        "comparability_label": told["comparability_label"][lang],
        "reason": told["reason"][lang] if told["reason"] else "",
        "address": _address(site, told, finding, directive, task),
    }


def _side(site: Site, side: Mapping[str, Any] | None, lang: str) -> dict[str, Any] | None:
    """One of the two values: as shown, its date, and the page where it stands."""
    if side is None:
        return None
    value = index.of(site).by_id.get(side["figure"])
    return {
        "shown": side["shown"][lang],
        "as_of": side["as_of_label"][lang],
        "address": addresses.figure(value) if value is not None else None,
        "figure": side["figure"],
    }


def _address(site: Site, told: Mapping[str, Any], finding: Any, directive: Any, task: Any) -> str | None:
    """Where what changed is told: its indicator, the row of the directive, the agency's page of the task."""
    if directive:
        return f"{addresses.DIRECTIVES}#{directive['id']}"
    if task and task["agencies"]:
        return addresses.agency(task["agencies"][0])
    side = told["after"] or told["before"]
    if side is not None:
        value = index.of(site).by_id.get(side["figure"])
        return addresses.indicator(value.indicator) if value is not None else None
    if finding:
        standing = {(f.rule, f.message_vi): f for f in index.of(site).findings}
        same = standing.get((finding["rule"], finding["message"]["vi"]))
        return f"{addresses.QUALITY}#{anchor(same)}" if same is not None else None
    return None


# ---------------------------------------------------------------------- corrections


@dataclass(frozen=True)
class Correction:
    """One revision of a released pack: whose, when, why, and what was said and is said now."""

    pack: ShelvedPack
    revision: Revision
    rows: tuple[Mapping[str, Any], ...]
    name: str


def corrections(site: Site, lang: str, period: Period | None = None) -> list[Correction]:
    """The revisions of released packs (of one period, or all), the latest first; each pack in one language: the page's,
    else the one it has."""
    chosen: dict[tuple[str, str, str | None], ShelvedPack] = {}
    for pack in site.packs_of(period=period) if period is not None else site.packs:
        key = (pack.pack, str(pack.period), pack.unit)
        if key not in chosen or pack.lang == lang:
            chosen[key] = pack
    found = [
        Correction(pack, revision, tuple(_amended(site, each, lang) for each in revision.amendments), _name(pack, lang))
        for pack in chosen.values()
        for revision in pack.revisions
        if revision.number > 0
    ]
    return sorted(found, key=lambda c: (c.revision.on, c.pack.period.end, c.revision.number), reverse=True)


def _name(pack: ShelvedPack, lang: str) -> str:
    known = agencies().get(pack.unit or "")
    return pack.title if known is None else f"{pack.title} – {known.short(lang)}"


def _amended(site: Site, amendment: Any, lang: str) -> dict[str, Any]:
    value = index.of(site).by_id.get(amendment.figure or "")
    return {
        "what": amendment.what[lang],
        "said": amendment.said[lang] if amendment.said else None,
        "now": amendment.now[lang] if amendment.now else None,
        "address": addresses.figure(value) if value is not None else None,
    }


def _log_context(site: Site, lang: str) -> dict[str, Any]:
    rows = []
    for period in site.periods:
        found = site.changes(period)
        rows.append(
            {
                "period": period,
                "before": _before(site, period),
                "headline": change_words.headline(found)[lang] if found is not None else "",
            }
        )
    return {"b": site.context(None, lang), "rows": rows, "corrections": corrections(site, lang)}


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """The pages, the weightiest changes of each period, and every correction."""
    yield Entry("page", _TITLE[lang], addresses.CHANGES, _ALL[lang])
    for period in site.periods:
        about = _about(lang, _before(site, period))
        yield Entry("page", _title(lang, period), addresses.changes(period), about, weight=period.end.toordinal())
        found = site.changes(period)
        if found is None:
            continue
        loud = tuple(entry for entry in found.entries if entry.kind not in _QUIET)[:_FOUND]
        for told in change_words.told(replace(found, entries=loud)):
            yield Entry(
                kind="change",
                title=told["sentence"][lang],
                address=f"{addresses.changes(period)}#{told['kind']}",
                text=told["kind_label"][lang],
                period=period.label(lang),
                weight=told["weight"],
            )
    for each in corrections(site, lang):
        yield Entry(
            kind="change",
            title=f"{'Đính chính' if lang == 'vi' else 'Correction'}: {each.name}",
            address=addresses.CHANGES + "#corrections",
            text="; ".join(row["what"] for row in each.rows[:4]),
            period=each.pack.period.label(lang),
        )
