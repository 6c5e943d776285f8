"""Copies of the packs: what is shown at the pack's place, earlier revisions and the draft of the next below it."""

from __future__ import annotations

from collections.abc import Iterator

from ....vocabulary.agencies import agencies
from .. import addresses
from ..model import Site
from ..pages import File
from ..search import Entry
from ..shelf import DRAFT, Held, ShelvedPack


def files(site: Site) -> Iterator[File]:
    """Every file of every pack that the site shows; the build refuses one that is not what it must be."""
    for pack in site.packs:
        for held, revision in _held(pack):
            yield File(
                addresses.pack(pack.place, held.source.name, revision),
                [held.sha256],
                source=held.source,
                sha256=held.sha256,
            )


def _held(pack: ShelvedPack) -> Iterator[tuple[Held, int | str | None]]:
    for held in pack.files.values():
        yield held, None
    for revision in pack.revisions[:-1]:
        for held in revision.files.values():
            yield held, revision.number
    if pack.drafted and pack.draft:
        for held in pack.draft.values():
            yield held, DRAFT


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """Each pack in this language, as the line of its period's page that holds its files."""
    for pack in site.packs_of(lang=lang):
        unit = agencies().get(pack.unit) if pack.unit else None
        name = f"{pack.title} – {unit.name(lang)}" if unit else pack.title
        yield Entry(
            "pack",
            name,
            f"{addresses.period(pack.period)}#{anchor(pack)}",
            period=pack.period.label(lang),
            words=(unit.names if unit else ()) + (str(pack.period),),
            weight=pack.period.end.toordinal(),
        )


def anchor(pack: ShelvedPack) -> str:
    """The id of the pack's line on the page of its period."""
    return "pack-" + "-".join(pack.place.split("/")[1:])
