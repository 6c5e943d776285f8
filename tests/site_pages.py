"""Pages of the site for tests: a workspace of the repository's own sheets, and pages written and read as HTML."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from analysis.paths import Workspace
from analysis.publishing.site import addresses
from analysis.publishing.site.model import Site
from analysis.publishing.site.pages import Page
from analysis.publishing.site.writing import Writer


def real_workspace(folder: Path) -> Workspace:
    """A workspace with a copy of the repository's sheets, and nothing else."""
    own = Workspace.find()
    shutil.copytree(own.raw, folder / "data" / "raw", ignore=shutil.ignore_patterns("documents"))
    return Workspace(folder)


def pages_of(site: Site, *sections: ModuleType, lang: str = "vi") -> dict[str, Page]:
    """The pages of these sections in one language, by address."""
    return {page.address: page for section in sections for page in section.pages(site, lang)}


def written(site: Site, page: Page) -> BeautifulSoup:
    """The page as a reader gets it."""
    return BeautifulSoup(Writer(site).write(page), "html.parser")


def links(soup: BeautifulSoup, page: Page) -> Iterator[tuple[str, str]]:
    """Every link within the site as (address below the site's root, fragment)."""
    folder = posixpath.dirname(addresses.rooted(page.lang, page.address))
    for link in soup.select("main a[href]"):
        if link.find_parent(class_="bs-trail") is not None:
            continue
        parts = urlsplit(str(link["href"]))
        assert not parts.scheme and not parts.netloc, link
        path = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else page.path
        yield path, unquote(parts.fragment)


def words(soup: BeautifulSoup, selector: str) -> str:
    """The text of the one element that the selector finds."""
    found = soup.select(selector)
    assert len(found) == 1, (selector, len(found))
    return " ".join(found[0].get_text(" ", strip=True).split())
