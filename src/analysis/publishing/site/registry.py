"""The sections of the site, in the order in which their pages are made.

A section is a module that offers any of

    pages(site, lang) -> Iterator[Page]            its pages in one language
    files(site) -> Iterator[File]                  files that no template writes
    files_key(site) -> plain data                  if it is there: the files are made all together, in one process, only
                                                   when this differs, and `files` is not called before
    search_entries(site, lang) -> Iterator[Entry]  what the search finds of it (`search.Entry`)

It is imported only when the site is built; what costs much belongs into a page's `context`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .addresses import LANGUAGES
from .pages import File, Page

if TYPE_CHECKING:
    from .model import Site

SECTIONS = (
    "sections.home",
    "sections.archive",
    "sections.periods",
    "sections.documents",
    "sections.method",
    "sections.data",
    "sections.packs",
    "sections.feed",
    "sections.agencies",
    "sections.indicators",
    "sections.figures",
    "sections.changes",
    "sections.directives",
    "sections.quality",
    "sections.search",
    "sections.assets",
)


def sections() -> Iterator[ModuleType]:
    """The modules, imported."""
    for name in SECTIONS:
        yield import_module(f"{__package__}.{name}")


def pages(site: Site) -> Iterator[Page]:
    """Every page of the site; those of a section in all languages follow one another."""
    for section in sections():
        if hasattr(section, "pages"):
            for lang in LANGUAGES:
                yield from section.pages(site, lang)


def files(site: Site) -> Iterator[File]:
    """Every file of the site that is no page, but those of bundles."""
    for section in sections():
        if hasattr(section, "files") and not hasattr(section, "files_key"):
            yield from section.files(site)


def bundles() -> Iterator[tuple[str, ModuleType]]:
    """The sections whose files are made all together, with their names."""
    for section in sections():
        if hasattr(section, "files_key"):
            yield section.__name__.rpartition(".")[2], section


def search_entries(site: Site, lang: str) -> Iterator[Any]:
    """What the search finds, of all sections."""
    for section in sections():
        if hasattr(section, "search_entries"):
            yield from section.search_entries(site, lang)
