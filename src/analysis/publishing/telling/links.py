"""Where readers find a pack: on the site or share that `[tell] link` names, else the file on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from ...paths import Workspace
from ..site import addresses
from .summary import PackSummary

_ORDER = ("html", "pdf", "xlsx")


def links(workspace: Workspace, pack: PackSummary, base: str | None, *, site: bool) -> Mapping[str, str]:
    """What is linked (`html`, `pdf`, `xlsx`, `site`) → address or path.

    With `site`, the site is up to date: what stands on it is linked there, below `base` if one is declared.
    """
    found: dict[str, str] = {}
    # The draft of a revision stands on the site beside the released pack, not in its place.
    drafted = "draft" if pack.draft and pack.edition["revision"] else None
    for format in (f for f in _ORDER if f in pack.files):
        below = addresses.pack(pack.place, pack.files[format].name, drafted)
        published = workspace.site / below
        if site and published.is_file():
            found[format] = joined(base, below) if base else str(published)
        else:
            found[format] = str(pack.files[format])
    page = addresses.rooted(pack.lang, addresses.period(pack.period))
    if site and base and (workspace.site / page).is_file():
        found["site"] = joined(base, page)
    return found


def joined(base: str, below: str) -> str:
    r"""An address below a base: `https://…/packs/…`, or `\\server\share\packs\…` for a shared folder."""
    if "://" in base:
        return f"{base.rstrip('/')}/{quote(below)}"
    if "\\" in base:
        return base.rstrip("\\") + "\\" + below.replace("/", "\\")
    return f"{base.rstrip('/')}/{below}"
