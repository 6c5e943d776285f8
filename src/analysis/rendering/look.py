"""The office's own look on a pack: who issues it, its logo, and the colour in the places of the packs' blue.

Read from `metadata.briefing["office"]` (`name`, `logo` as a data URI, `accent`, each of which may be absent) and
`metadata.briefing["issuer"]`, which the pack itself declares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import palette
from .layouts import is_scorecard
from .logos import BadLogoError, Logo, from_uri


@dataclass(frozen=True)
class Look:
    """`issuer` is the office's name, else what the pack declares, else nothing. `problem` says why a logo that was
    given is not shown."""

    issuer: str = ""
    office: str = ""
    logo: Logo | None = None
    accent: str | None = None
    problem: str | None = None
    nameless: str = "Logo"

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> Look:
        """The look of a pack, from `metadata.briefing`; what cannot be used is left out."""
        office = meta.get("office")
        office = office if isinstance(office, Mapping) else {}
        name = " ".join(str(office.get("name") or "").split())
        accent = str(office.get("accent") or "")
        logo, problem = None, None
        if office.get("logo"):
            try:
                logo = from_uri(str(office["logo"]))
            except BadLogoError as error:
                problem = f"the office's logo is not shown: {error}"
        return cls(
            issuer=name or " ".join(str(meta.get("issuer") or "").split()),
            office=name,
            logo=logo,
            accent=accent if re.fullmatch(r"#[0-9a-fA-F]{6}", accent) else None,
            problem=problem,
            nameless="Biểu trưng" if meta.get("lang") == "vi" else "Logo",
        )

    @property
    def alt(self) -> str:
        """What stands for the logo where it is not seen: the name of whose logo it is."""
        return self.office or self.issuer or self.nameless

    @property
    def blue(self) -> str:
        """The colour on white, as `#rrggbb`."""
        return palette.palette(self.accent).light["blue"]

    @property
    def style(self) -> str:
        """The rules of the colour that follow briefing.css."""
        return palette.css(self.accent)

    @property
    def icon(self) -> str:
        return palette.icon(self.accent)

    def kicker(self, meta: Mapping[str, Any]) -> str:
        """What stands above the title: on an agency's card the office's name and the pack's title, else the issuer."""
        if is_scorecard(meta) and meta.get("unit_name"):
            return " · ".join(part for part in (self.office, str(meta.get("pack_title") or "")) if part)
        return self.issuer
