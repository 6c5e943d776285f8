"""Which packs show a figure: read from the packs themselves, where every figure shown carries its id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from .model import Site
    from .shelf import ShelvedPack

_SHOWN = re.compile(rb'data-figure="([^"]+)"')
_KEPT: WeakKeyDictionary[Site, dict[str, Mapping[str, tuple[ShelvedPack, ...]]]] = WeakKeyDictionary()


def nation_packs(site: Site, lang: str) -> Mapping[str, tuple[ShelvedPack, ...]]:
    """Id of a figure or recomputed value → the nation's packs of the site that show it, the newest first.

    Packs of single agencies are not read: there are thousands of them, and each shows its agency's own figures.
    """
    kept = _KEPT.setdefault(site, {})
    if lang not in kept:
        found: dict[str, list[ShelvedPack]] = {}
        for pack in site.packs_of(lang=lang, unit=""):
            held = pack.held("html")
            if held is None:
                continue
            try:
                page = held.source.read_bytes()
            except OSError:
                continue  # it went between looking and reading: the build that follows shows none either
            for figure in sorted(set(_SHOWN.findall(page))):
                found.setdefault(figure.decode("utf-8"), []).append(pack)
        kept[lang] = {figure: tuple(packs) for figure, packs in found.items()}
    return kept[lang]


def anchor(figure: str) -> str:
    """Where a pack's page tells a figure's source: the fragment after its address."""
    return f"#src-{figure}"
