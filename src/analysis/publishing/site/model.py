"""The site as its sections see it: the office, the tables, the packs, and what each period says."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from ... import briefing
from ...checks.findings import Finding
from ...errors import DataError, RenderError
from ...exhibits import accounts, change_words
from ...indicators import changes
from ...office import Office
from ...office import load as load_office
from ...paths import Workspace
from ...tables.fingerprints import parts
from ...vocabulary.periods import Period
from ...vocabulary.values import Value
from . import addresses, shelf
from .addresses import LANGUAGES
from .keys import digest

if TYPE_CHECKING:
    from ...exhibits.context import Context
    from ...tables.store import DocumentInfo, Store, View


class Site:
    """Everything that the pages of one build are made from.

    `drafts`: whether packs that are not released stand on the site, marked as drafts. `packs` are those that the
    site shows, newest period first.
    """

    languages = LANGUAGES

    def __init__(self, workspace: Workspace, *, drafts: bool | None = None, packs: shelf.Shelf | None = None) -> None:
        self.workspace = workspace
        self.office: Office = load_office(workspace)
        self.drafts = self.office.site.drafts if drafts is None else drafts
        self._shelf = packs
        self._changes: dict[str, changes.Changes | None] = {}
        self._rows: dict[tuple[str, str | None], str] = {}

    # ------------------------------------------------------------------ tables

    @cached_property
    def store(self) -> Store:
        """The tables; built anew when the sheets have changed. Raises DataError when there are none."""
        return briefing.store(self.workspace)

    @property
    def latest(self) -> Period:
        """The last of the months."""
        return self.months[-1]

    @cached_property
    def months(self) -> tuple[Period, ...]:
        """The months in which a document became known, oldest first; without drafts, those that a released pack
        covers: what came later is not told yet. Raises RenderError when there is none."""
        known = self.store.periods
        if not known:
            raise DataError("There are no documents.", where=self.workspace.raw, hint="add one, then briefing build")
        if self.drafts:
            return known
        end = max((pack.period.end for pack in self.packs), default=None)
        told = tuple(month for month in known if end is not None and month.end <= end)
        if not told:
            raise RenderError(
                "Nothing has been released, and drafts are not to stand on the site.",
                where=self.workspace.released,
                hint="briefing release PERIOD --by NAME, or briefing site --drafts",
            )
        return told

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Every period that has a page, newest first: the months with documents, and those of packs (quarters and
        years among them)."""
        told = {pack.period for pack in self.packs if pack.period.end >= self.months[0].start}
        return tuple(sorted({*self.months, *told}, reverse=True))

    def context(self, period: Period | str | None = None, lang: str = "vi", unit: str | None = None) -> Context:
        """The view of a period (by default the latest) in a language with its findings, as notebooks have it; kept
        for the process. With a `unit`, of one agency."""
        return briefing.start(str(period or self.latest), lang, unit, workspace=str(self.workspace.root))

    def view(self, period: Period | str | None = None) -> View:
        """What was known at the end of the period, by default the latest."""
        return self.context(period).view

    def findings(self, period: Period | str | None = None) -> tuple[Finding, ...]:
        """What the checks find at the end of the period, by default the latest."""
        return self.context(period).findings

    @property
    def documents(self) -> tuple[DocumentInfo, ...]:
        """All documents, oldest first."""
        return self.view().infos

    @cached_property
    def invented(self) -> bool:
        """Whether the documents are made up, so that every page must say so."""
        return self.view().invented

    def changes(self, period: Period | str | None = None) -> changes.Changes | None:
        """What changed in this period since the one before; None for the first. Kept."""
        chosen = str(period or self.latest)
        if chosen not in self._changes:
            now = self.context(chosen)
            earlier = now.view.previous()
            self._changes[chosen] = (
                changes.between(accounts.account(self.context(earlier.period)), accounts.account(now))
                if earlier is not None
                else None
            )
        return self._changes[chosen]

    def told(self, period: Period | str | None = None) -> list[dict[str, Any]]:
        """The same in words, weightiest first (`change_words.told`); nothing for the first period."""
        found = self.changes(period)
        return change_words.told(found) if found is not None else []

    # ------------------------------------------------------------------ packs

    @cached_property
    def packs(self) -> tuple[shelf.ShelvedPack, ...]:
        """The packs that the site shows."""
        return (self._shelf or shelf.load(self.workspace)).shown(drafts=self.drafts)

    def packs_of(
        self, *, period: Period | None = None, lang: str | None = None, unit: str | None = None, pack: str | None = None
    ) -> list[shelf.ShelvedPack]:
        """The packs with all that is given; `unit=""` asks for packs of the whole nation."""
        return [
            p
            for p in self.packs
            if (period is None or p.period == period)
            and (lang is None or p.lang == lang)
            and (unit is None or (p.unit or "") == unit)
            and (pack is None or p.pack == pack)
        ]

    # ------------------------------------------------------------------ the words on every page

    def title(self, lang: str) -> str:
        """The site's title: the office's own, else ours."""
        own = self.office.site.title
        if own is not None:
            return own[lang]
        return "Theo dõi Nghị quyết 57-NQ/TW" if lang == "vi" else "Resolution 57-NQ/TW monitor"

    def issuer(self, lang: str) -> str:
        """The office's name; empty when it gives none."""
        return self.office.name[lang] if self.office.name is not None else ""

    # ------------------------------------------------------------------ keys

    def rows(self, period: Period | str | None = None, unit: str | None = None) -> str:
        """A checksum of all rows and findings known at the end of the period, or of those that concern one agency:
        for the key of a page that depends on them. Cheap, and kept."""
        chosen = str(period or self.latest)
        if (chosen, unit) not in self._rows:
            context = self.context(chosen, "vi", unit)
            found = [[f.check, f.severity, f.message_vi, f.message_en, f.figures] for f in context.findings]
            self._rows[chosen, unit] = digest(parts(context.view), found)
        return self._rows[chosen, unit]

    def figure(self, value: Value) -> str | None:
        """The permanent address of a stated figure (see `addresses.figure`)."""
        return addresses.figure(value)
