"""What the site is made of: pages, which templates write, and files, which are made or copied as they are.

Both say cheaply what they depend on (`key`), so that one whose key is as it was need not be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import addresses


@dataclass(frozen=True)
class Page:
    """One page of one language.

    `address` is below the root of the language (see `addresses`); `template` a file of templates/. `key` is plain
    data that differs whenever the page would: the build adds the program, the template and the office to it.
    `context` gives what the template needs and is called only when the page is written, in a fork of this process.

    `title` is the page's h1 and, with the site's title, its <title>. `trail` are the pages above it between home
    and itself, as (words, address). `section` names the entry of the navigation that it belongs to (the address
    of that entry's page). `draft`: the page shows nothing but a pack that is not released.
    """

    address: str
    lang: str
    template: str
    title: str
    key: Any
    context: Callable[[], Mapping[str, Any]] = field(default=dict, compare=False)
    description: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    section: str = ""
    draft: bool = False

    @property
    def path(self) -> str:
        """The page's address below the root of the site."""
        return addresses.rooted(self.lang, self.address)


@dataclass(frozen=True)
class File:
    """A file of the site that no template writes. `path` is below the root of the site.

    Either `make` gives its bytes, or `source` is the file that it is a copy of; then `sha256`, if given, is what
    the copy must be, and the build refuses another. Files of one `group` are made in one process, one after the
    other, so that what they share is made once.
    """

    path: str
    key: Any
    make: Callable[[], bytes] | None = field(default=None, compare=False)
    source: Path | None = None
    sha256: str | None = None
    group: str = ""
