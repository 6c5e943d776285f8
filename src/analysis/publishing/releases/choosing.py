"""Which packs a release is about: those of a period that lie in reports/, or the ones asked for among them."""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ...errors import UnknownParameter, UsageError
from ...paths import Workspace
from ...rendering import manifest, packs
from ...rendering.packs import ALL_UNITS, Pack
from ...rendering.parameters import LANGUAGES, Parameters
from ...vocabulary.agencies import agencies
from ...vocabulary.agencies import find as find_agency
from ...vocabulary.periods import Period

_LONGEST = {"--by": 200, "--note": 2000}  # characters


@dataclass(frozen=True)
class Request:
    """What is asked for: a period (`2026-06`), who releases it and why, and which packs, agencies and languages (none:
    all that lie in reports/).

    `reissue` releases a revision although no figure changed, to mend words or looks. `jobs` are processes at once,
    `today` the day of the release (None: the day it is in Viet Nam).
    """

    period: str
    by: str
    note: str | None = None
    packs: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    jobs: int | None = None
    reissue: bool = False
    today: date | None = None

    def checked(self) -> Request:
        """The same with its texts composed; raises UsageError when one of them cannot stand on a pack."""
        by, note = _line(self.by, "--by"), _line(self.note, "--note")
        if not by:
            raise UsageError("A release needs the name of who answers for it.", expected="--by NAME", where="--by")
        for lang in self.langs:
            if lang not in LANGUAGES:
                raise UnknownParameter(
                    "This is not a language of the packs.", expected="vi or en", found=repr(lang), where="--lang"
                )
        return replace(self, period=str(Period.parse(self.period)), by=by, note=note or None)


def _line(text: str | None, option: str) -> str:
    found = " ".join(unicodedata.normalize("NFC", text or "").split())
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cn", "Cs") for sign in found):
        raise UsageError("This cannot stand on a pack.", where=option, found=repr(found), expected="plain text")
    if len(found) > _LONGEST[option]:
        raise UsageError(
            "This is too long for a pack.",
            where=option,
            expected=f"at most {_LONGEST[option]} characters",
            found=f"{len(found)}",
        )
    return found


def chosen(workspace: Workspace, request: Request) -> list[tuple[Pack, Parameters]]:
    """The packs meant, by their declaration and then by agency. The registry of agencies is in force.

    Raises UsageError when something asked for does not exist or does not lie in reports/.
    """
    declared = packs.declared(workspace)
    for name in request.packs:
        packs.find(workspace, name)
    units = _units(request.units)
    found = [
        (pack, wish)
        for pack, wish in lying(workspace, request.period, declared)
        if (not request.packs or pack.name in request.packs)
        and (not request.langs or wish.lang in request.langs)
        and (units is None or wish.unit in units)
    ]
    missing = {name for name in request.packs if name not in {pack.name for pack, _ in found}}
    missing |= (units or set()) - {wish.unit or "" for _, wish in found}
    everyone = ALL_UNITS in [name for entry in request.units for name in packs.listed(entry)]
    if not found or (missing and not everyone):
        names = ", ".join(sorted(missing))
        raise UsageError(
            "There is nothing to release." if not found else "Not everything asked for lies in reports/.",
            where=workspace.reports / request.period,
            expected="packs that were rendered",
            found=f"none of {names}" if names else "none",
            hint=f"briefing render --period {request.period}{_more(request)}",
        )
    return found


def _more(request: Request) -> str:
    """The rest of the command that makes what is missing."""
    pack = f" --pack {request.packs[0]}" if len(request.packs) == 1 else ""
    unit = f" --unit {shlex.quote(','.join(request.units))}" if request.units else ""
    lang = f" --lang {request.langs[0]}" if len(request.langs) == 1 else ""
    return f"{pack}{unit}{lang}"


def _units(asked: Iterable[str]) -> set[str] | None:
    """The ids asked for; None where none was. Raises UnknownAgency with the nearest names."""
    names = [name for entry in asked for name in packs.listed(entry)]
    if not names:
        return None
    if ALL_UNITS in names:
        return set(agencies())
    return {find_agency(name).id for name in names}


def lying(workspace: Workspace, period: str, declared: Mapping[str, Pack]) -> Iterator[tuple[Pack, Parameters]]:
    """Every declared pack of the period that lies in reports/, in every language."""
    known = agencies()
    for pack in declared.values():
        for lang in LANGUAGES:
            base = Parameters(period=period, lang=lang)  # type: ignore[arg-type]
            folder = workspace.reports / packs.place_of(pack.name, base)
            if not pack.of_agencies:
                if (folder / manifest.NAME).is_file():
                    yield pack, base
                continue
            for path in sorted(folder.glob(f"*/{manifest.NAME}")):
                if path.parent.name in known:
                    yield pack, base.model_copy(update={"unit": path.parent.name})
