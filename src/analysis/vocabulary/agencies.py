"""The registry of agencies: provinces, ministries, communes, party bodies, enterprises, groups.

Ids are slugs of the Vietnamese name (`bo-y-te`, `ha-noi`). A group stands for many agencies that a document
names together; it can lead or join a directive but has no tile and no figures of its own members.

agencies.csv is ours; a workspace may add to it with a file of the same columns (its communes, say). `use` puts
such a registry in force for the whole process; whatever is derived from the registry is kept with `kept`, so that
it never outlives it.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, ParamSpec, TypeVar, cast, get_args

from ..errors import DataError, UnknownAgency

AgencyKind = Literal[
    "nation", "province", "commune", "ministry", "ministerial", "government_agency", "government_body", "party",
    "enterprise", "university", "group", "other",
]
KINDS: tuple[str, ...] = get_args(AgencyKind)
CENTRAL: tuple[AgencyKind, ...] = ("ministry", "ministerial", "government_agency")  # peers of one another
COLUMNS = (
    "id", "kind", "name_vi", "short_vi", "name_en", "short_en", "aliases", "tile_row", "tile_col", "parent", "members",
)
ADDED = "agencies.csv"  # a workspace's own agencies, below its data/raw
_PATH = Path(__file__).with_name("agencies.csv")
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Agency:
    """One agency. `tile_row` and `tile_col` (1-based, from the north-west) are set for provinces only.

    `parent` is a commune's province. `members` of a group are kinds (`province`) or ids of agencies; empty
    where the documents leave open who is meant.
    """

    id: str
    kind: AgencyKind
    name_vi: str
    short_vi: str
    name_en: str
    short_en: str
    aliases: tuple[str, ...] = ()
    tile_row: int | None = None
    tile_col: int | None = None
    parent: str | None = None
    members: tuple[str, ...] = ()

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


@dataclass
class _Registry:
    """Agencies by id, and what is looked up in them often; `version` is the same for the same agencies."""

    agencies: dict[str, Agency]
    version: str
    names: dict[str, Agency] = field(default_factory=dict)  # by agency_key of every name
    children: dict[str, list[Agency]] = field(default_factory=dict)  # by parent
    of_kind: dict[str, list[Agency]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)  # by a member as groups give it: a kind or an id


def agency_key(text: str) -> str:
    """The form in which names are compared: NFC, lower case, single spaces, one placing of the tone mark.

    `Thanh Hoá` and `Thanh Hóa`, `Đảng uỷ` and `Đảng ủy` are the same name in two spellings.
    """
    text = unicodedata.normalize("NFC", text).casefold()
    text = _SPACE.sub(" ", text).strip()
    return _TONE.sub(lambda m: _TONED[m.group()], text)


# oà → òa, oè → òe, uý → úy: the tone mark on the first vowel, the spelling the registry uses.
_TONED = {
    unicodedata.normalize("NFC", first + second + tone): unicodedata.normalize("NFC", first + tone + second)
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for tone in "\u0300\u0301\u0303\u0309\u0323"
}
_TONE = re.compile("|".join(_TONED))
_SPACE = re.compile(r"\s+")


# ---------------------------------------------------------------------- the registry in force


_in_force: _Registry | None = None
_derived: list[Callable[[], None]] = []


def _registry() -> _Registry:
    if _in_force is None:
        use(None)
    assert _in_force is not None
    return _in_force


def use(added: Path | None) -> None:
    """Puts the registry with the agencies of the file `added` in force in this process; cheap when it is already.

    None, or a file that is not there, stands for our own registry alone. Raises DataError when a row breaks the
    rules or gives an id or a name that another agency has; then the registry stays as it was.
    """
    global _in_force
    data = _bytes(added) if added is not None else None
    registry = _combined(data, str(added) if data is not None else "")
    if registry is not _in_force:
        changed = _in_force is not None and registry.version != _in_force.version
        _in_force = registry
        if changed:
            for forget in _derived:
                forget()


def version() -> str:
    """A checksum of the registry in force: the same for the same agencies."""
    return _registry().version


def agencies() -> dict[str, Agency]:
    """All agencies in force by id, ours first, in the order of the files.

    Raises DataError naming the row and column at fault.
    """
    return _registry().agencies


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Decorator: results are kept for each set of (hashable) arguments, as long as the same registry is in force."""
    cached = lru_cache(maxsize=None)(function)
    _derived.append(cached.cache_clear)
    return cast("Callable[P, R]", cached)


# ---------------------------------------------------------------------- who belongs together


def peers(id: str) -> tuple[Agency, ...]:
    """The agencies that this one is compared with, itself included, in the registry's order.

    Provinces; ministries, ministerial-level agencies and agencies under the Government together; the communes
    of one province. Any other agency stands alone. Raises UnknownAgency.
    """
    agency = _known(id)
    registry = _registry()
    if agency.kind == "commune":
        return tuple(registry.children.get(agency.parent or "", ()))
    kinds = CENTRAL if agency.kind in CENTRAL else (agency.kind,)
    if agency.kind != "province" and agency.kind not in CENTRAL:
        return (agency,)
    if len(kinds) == 1:
        return tuple(registry.of_kind[kinds[0]])
    return tuple(other for other in registry.agencies.values() if other.kind in kinds)


def groups_of(id: str) -> tuple[str, ...]:
    """The ids of the groups that this agency belongs to, by its kind or by name; raises UnknownAgency."""
    agency, groups = _known(id), _registry().groups
    return tuple(dict.fromkeys([*groups.get(agency.kind, ()), *groups.get(agency.id, ())]))


def _known(id: str) -> Agency:
    return agencies().get(id) or find(id)


# ---------------------------------------------------------------------- reading


def read_registry(path: Path) -> dict[str, Agency]:
    """Agencies of a registry file by id; raises DataError on a wrong header, kind, tile or repeated name."""
    return _indexed(_rows(path.read_bytes(), str(path)), str(path)).agencies


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError("The added agencies cannot be read.", where=path,
                        found=error.strerror or str(error)) from error


@lru_cache(maxsize=4)
def _combined(added: bytes | None, where: str) -> _Registry:
    rows = list(_rows(_PATH.read_bytes(), str(_PATH)))
    if added is not None:
        rows += _rows(added, where)
    return _indexed(rows, where or str(_PATH))


def _rows(data: bytes, path: str) -> list[tuple[str, Agency]]:
    """Where each agency stands, and the agency."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("The registry of agencies is not UTF-8.", where=path, expected="UTF-8 text",
                        found=f"the byte {data[error.start]:#04x}",
                        hint="save it as UTF-8 (in Excel: CSV UTF-8)") from error
    reader = csv.reader(io.StringIO(unicodedata.normalize("NFC", text), newline=""), strict=True)
    found: list[tuple[str, Agency]] = []
    try:
        header = tuple(next(reader, ()))
        if header != COLUMNS:
            raise DataError("The registry of agencies has other columns.", where=path,
                            expected=",".join(COLUMNS), found=",".join(header))
        for row in reader:
            where = f"{path}, row {reader.line_num}"
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(COLUMNS):
                raise DataError("A row of the registry has another number of cells.", where=where,
                                expected=str(len(COLUMNS)), found=str(len(row)))
            found.append((where, _agency(dict(zip(COLUMNS, (cell.strip() for cell in row), strict=True)), where)))
    except csv.Error as error:
        raise DataError("The registry of agencies is malformed.", where=f"{path}, row {reader.line_num}",
                        found=str(error)) from error
    return found


def _agency(cells: dict[str, str], where: str) -> Agency:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cells["id"]):
        raise DataError("An agency id is a slug.", where=f"{where}, column id", expected="as bo-y-te",
                        found=repr(cells["id"]))
    if cells["kind"] not in KINDS:
        raise DataError("An agency has an unknown kind.", where=f"{where}, column kind",
                        expected=", ".join(KINDS), found=repr(cells["kind"]))
    for column in ("name_vi", "short_vi", "name_en", "short_en"):
        if not cells[column]:
            raise DataError("An agency lacks a name.", where=f"{where}, column {column}", found=cells["id"])
    tiles: dict[str, int | None] = {}
    for column in ("tile_row", "tile_col"):
        if not re.fullmatch(r"[0-9]*", cells[column]):
            raise DataError("A tile is a whole number.", where=f"{where}, column {column}",
                            found=repr(cells[column]))
        tiles[column] = int(cells[column]) if cells[column] else None
    if (cells["kind"] == "commune") != bool(cells["parent"]):
        raise DataError("Communes, and only they, have a parent: their province.", where=f"{where}, column parent",
                        expected="the id of a province" if cells["kind"] == "commune" else "an empty cell",
                        found=repr(cells["parent"]))
    if cells["members"] and cells["kind"] != "group":
        raise DataError("Only a group has members.", where=f"{where}, column members", found=cells["members"])
    return Agency(
        cells["id"], cells["kind"],  # type: ignore[arg-type]  # checked above
        cells["name_vi"], cells["short_vi"], cells["name_en"], cells["short_en"],
        _parts(cells["aliases"]), tiles["tile_row"], tiles["tile_col"], cells["parent"] or None,
        _parts(cells["members"]),
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _indexed(rows: Iterable[tuple[str, Agency]], path: str) -> _Registry:
    """The registry of the rows; raises DataError where agencies contradict one another."""
    rows = list(rows)
    registry = _Registry({}, "")
    digest = hashlib.sha256()
    tiles: dict[tuple[int | None, int | None], str] = {}
    for where, agency in rows:
        if agency.id in registry.agencies:
            raise DataError("An agency stands twice in the registry.", where=f"{where}, column id", found=agency.id,
                            hint="the program has it already, or it stands in an earlier row")
        for name in agency.names:
            other = registry.names.setdefault(agency_key(name), agency)
            if other is not agency:
                raise DataError("Two agencies have the same name.", where=where,
                                found=f"{name!r} of {agency.id} and of {other.id}")
        if agency.kind == "nation" and registry.of_kind.get("nation"):
            raise DataError("There is one nation.", where=f"{where}, column kind", found=agency.id)
        _check_tile(agency, tiles, where)
        registry.agencies[agency.id] = agency
        registry.of_kind.setdefault(agency.kind, []).append(agency)
        digest.update(repr(agency).encode())
    for where, agency in rows:
        if agency.parent is not None:
            parent = registry.agencies.get(agency.parent)
            if parent is None or parent.kind != "province":
                raise DataError("A commune's parent is a province.", where=f"{where}, column parent",
                                expected="the id of a province", found=repr(agency.parent))
            registry.children.setdefault(agency.parent, []).append(agency)
        for member in agency.members:
            known = registry.agencies.get(member)
            if member not in KINDS and (known is None or known.kind == "group"):
                raise DataError("A group's members are kinds or agencies.", where=f"{where}, column members",
                                expected="kinds as province, or ids of agencies that are no groups",
                                found=repr(member))
            registry.groups.setdefault(member, []).append(agency.id)
    registry.version = digest.hexdigest()
    return registry


def _check_tile(agency: Agency, taken: dict[tuple[int | None, int | None], str], where: str) -> None:
    tile = (agency.tile_row, agency.tile_col)
    if (agency.kind == "province") != (None not in tile) or (tile != (None, None) and None in tile):
        raise DataError("Provinces, and only they, have a tile.", where=where, found=agency.id)
    if agency.kind == "province":
        if tile in taken:
            raise DataError("Two provinces share a tile.", where=where,
                            found=f"{agency.id} and {taken[tile]} at row {tile[0]}, column {tile[1]}")
        taken[tile] = agency.id


def find(text: str) -> Agency:
    """The agency with this id, name, short form or alias, in either language.

    Case, spaces, Unicode form and the placing of the tone mark do not matter. Raises UnknownAgency, which
    suggests the nearest names.
    """
    registry = _registry()
    if text in registry.agencies:
        return registry.agencies[text]
    key = agency_key(text)
    found = registry.names.get(key)
    if found is not None:
        return found
    close = difflib.get_close_matches(key, registry.names, n=5, cutoff=0.6)
    nearest = list(dict.fromkeys(registry.names[name] for name in close))[:3]
    suggestion = ", ".join(f"{agency.short_vi} ({agency.id})" for agency in nearest)
    raise UnknownAgency(
        "No agency of the registry has this name.", found=repr(text),
        expected="an id, an official name, a short form or an alias of the registry",
        hint=f"did you mean {suggestion}?" if suggestion else "add it to agencies.csv if it is a new agency",
    )
