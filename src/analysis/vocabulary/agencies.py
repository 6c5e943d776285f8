"""The registry of agencies: provinces, ministries, party bodies, enterprises, groups; read from agencies.csv.

Ids are slugs of the Vietnamese name (`bo-y-te`, `ha-noi`). A group stands for many agencies that a document
names together; it can lead or join a directive but has no tile and no figures of its own members.
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from ..errors import DataError, UnknownAgency

AgencyKind = Literal[
    "nation", "province", "ministry", "ministerial", "government_body", "party", "enterprise", "university",
    "group", "other",
]
COLUMNS = ("id", "kind", "name_vi", "short_vi", "name_en", "short_en", "aliases", "tile_row", "tile_col")
_PATH = Path(__file__).with_name("agencies.csv")


@dataclass(frozen=True)
class Agency:
    """One agency. `tile_row` and `tile_col` (1-based, from the north-west) are set for provinces only."""

    id: str
    kind: AgencyKind
    name_vi: str
    short_vi: str
    name_en: str
    short_en: str
    aliases: tuple[str, ...] = ()
    tile_row: int | None = None
    tile_col: int | None = None

    def name(self, lang: str = "vi") -> str:
        """The official name."""
        return self.name_vi if lang == "vi" else self.name_en

    def short(self, lang: str = "vi") -> str:
        """The official short form, for charts and tables."""
        return self.short_vi if lang == "vi" else self.short_en

    @property
    def names(self) -> tuple[str, ...]:
        """Everything `find` accepts for this agency."""
        return (self.id, self.name_vi, self.short_vi, self.name_en, self.short_en, *self.aliases)

    @property
    def prose_names(self) -> tuple[str, ...]:
        """Vietnamese names that can be told apart in running text, longest first.

        A ministry's bare portfolio (`Tài chính`) names it in a list of ministries but is an ordinary word
        elsewhere, so it is left out here, as are ids, English names, acronyms of ministries (`BTC`) and
        the looser names of groups (`doanh nghiệp`).
        """
        found = {self.name_vi, self.short_vi}
        if self.kind == "ministry":
            found |= {name for name in self.aliases if name.startswith("Bộ ")}
        elif self.kind != "group":
            found |= set(self.aliases)
        return tuple(sorted(found, key=lambda name: (-len(name), name)))


def agency_key(text: str) -> str:
    """The form in which names are compared: NFC, lower case, single spaces, one placing of the tone mark.

    `Thanh Hoá` and `Thanh Hóa`, `Đảng uỷ` and `Đảng ủy` are the same name in two spellings.
    """
    text = unicodedata.normalize("NFC", text).casefold()
    text = re.sub(r"\s+", " ", text).strip()
    return _TONE.sub(lambda m: _TONED[m.group()], text)


# oà → òa, oè → òe, uý → úy: the tone mark on the first vowel, the spelling the registry uses.
_TONED = {
    unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize("NFC", first + tone + second)
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for tone in "\u0300\u0301\u0303\u0309\u0323"
}
_TONE = re.compile("|".join(_TONED))


@lru_cache(maxsize=1)
def agencies() -> dict[str, Agency]:
    """All agencies by id, in the registry's order; raises DataError naming the row and column at fault."""
    return read_registry(_PATH)


def read_registry(path: Path) -> dict[str, Agency]:
    """Agencies of a registry file by id; raises DataError on a wrong header, kind, tile or repeated name."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = tuple(next(reader, ()))
        if header != COLUMNS:
            raise DataError("The registry of agencies has other columns.", where=path,
                            expected=",".join(COLUMNS), found=",".join(header))
        registry: dict[str, Agency] = {}
        for row in reader:
            where = f"{path.name}, row {reader.line_num}"
            if len(row) != len(COLUMNS):
                raise DataError("A row of the registry has another number of cells.", where=where,
                                expected=str(len(COLUMNS)), found=str(len(row)))
            agency = _agency(dict(zip(COLUMNS, row, strict=True)), where)
            if agency.id in registry:
                raise DataError("An agency stands twice in the registry.", where=f"{where}, column id",
                                found=agency.id)
            registry[agency.id] = agency
    _index(registry, path)
    _check_tiles(registry, path)
    return registry


def _agency(cells: dict[str, str], where: str) -> Agency:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cells["id"]):
        raise DataError("An agency id is a slug.", where=f"{where}, column id", expected="as bo-y-te",
                        found=repr(cells["id"]))
    if cells["kind"] not in get_args(AgencyKind):
        raise DataError("An agency has an unknown kind.", where=f"{where}, column kind",
                        expected=", ".join(get_args(AgencyKind)), found=repr(cells["kind"]))
    for column in ("name_vi", "short_vi", "name_en", "short_en"):
        if not cells[column].strip():
            raise DataError("An agency lacks a name.", where=f"{where}, column {column}", found=cells["id"])
    tiles: dict[str, int | None] = {}
    for column in ("tile_row", "tile_col"):
        if not re.fullmatch(r"[0-9]*", cells[column]):
            raise DataError("A tile is a whole number.", where=f"{where}, column {column}",
                            found=repr(cells[column]))
        tiles[column] = int(cells[column]) if cells[column] else None
    return Agency(
        cells["id"], cells["kind"],  # type: ignore[arg-type]  # checked above
        cells["name_vi"], cells["short_vi"], cells["name_en"], cells["short_en"],
        tuple(alias.strip() for alias in cells["aliases"].split("|") if alias.strip()),
        tiles["tile_row"], tiles["tile_col"],
    )


def _index(registry: dict[str, Agency], path: Path) -> dict[str, Agency]:
    index: dict[str, Agency] = {}
    for agency in registry.values():
        for name in agency.names:
            other = index.setdefault(agency_key(name), agency)
            if other is not agency:
                raise DataError("Two agencies have the same name.", where=path,
                                found=f"{name!r} of {agency.id} and of {other.id}")
    return index


def _check_tiles(registry: dict[str, Agency], path: Path) -> None:
    taken: dict[tuple[int | None, int | None], str] = {}
    for agency in registry.values():
        tile = (agency.tile_row, agency.tile_col)
        if (agency.kind == "province") != (None not in tile) or (tile != (None, None) and None in tile):
            raise DataError("Provinces, and only they, have a tile.", where=path, found=agency.id)
        if agency.kind == "province":
            if tile in taken:
                raise DataError("Two provinces share a tile.", where=path,
                                found=f"{agency.id} and {taken[tile]} at row {tile[0]}, column {tile[1]}")
            taken[tile] = agency.id


@lru_cache(maxsize=1)
def _names() -> dict[str, Agency]:
    return _index(agencies(), _PATH)


def find(text: str) -> Agency:
    """The agency with this id, name, short form or alias, in either language.

    Case, spaces, Unicode form and the placing of the tone mark do not matter. Raises UnknownAgency, which
    suggests the nearest names.
    """
    key = agency_key(text)
    found = _names().get(key)
    if found is not None:
        return found
    close = difflib.get_close_matches(key, _names(), n=5, cutoff=0.6)
    nearest = list(dict.fromkeys(_names()[name] for name in close))[:3]
    suggestion = ", ".join(f"{agency.short_vi} ({agency.id})" for agency in nearest)
    raise UnknownAgency(
        "No agency of the registry has this name.", found=repr(text),
        expected="an id, an official name, a short form or an alias of the registry",
        hint=f"did you mean {suggestion}?" if suggestion else "add it to agencies.csv if it is a new agency",
    )
