"""Who takes part: provinces and central agencies of the registry, then communes that nobody will take for real ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from ..errors import UsageError
from ..vocabulary.agencies import CENTRAL, COLUMNS, KINDS, Agency, agencies
from .streams import stream

MOST = 10_000
ISSUER = "co-quan-gia-dinh"
COMMUNES = "cac-xa-phuong-gia-dinh"
_BLOCK = 12  # neighbours come together, so that communes of a small nation have peers too

# Who signs the invented documents, and the group that stands for all invented communes.
_OFFICES = (
    Agency(ISSUER, "other", "Cơ quan giả định", "Cơ quan giả định", "Invented Office", "Invented Office"),
    Agency(COMMUNES, "group", "Các xã, phường (giả định)", "Các xã, phường (giả định)", "Communes and wards (invented)",
           "Communes (invented)", members=("commune",)),
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """The agencies of a synthetic nation; `rows` is the number of an agency in the annexes, whoever takes part."""

    seed: int
    central: tuple[Agency, ...]
    provinces: tuple[Agency, ...]
    communes: tuple[Agency, ...]
    rows: dict[str, int]

    @cached_property
    def main(self) -> tuple[Agency, ...]:
        """Central agencies and provinces."""
        return (*self.central, *self.provinces)

    @property
    def all(self) -> tuple[Agency, ...]:
        return (*self.main, *self.communes)

    def registry(self) -> str:
        """The agencies that the workspace adds, as its agencies.csv."""
        return _csv((*_OFFICES, *self.communes))


def people(number: int, seed: int) -> People:
    """The first `number` agencies; raises UsageError when there cannot be so many."""
    if not 1 <= number <= MOST:
        raise UsageError("A synthetic nation cannot have so many agencies.", expected=f"1 to {MOST}",
                         found=str(number))
    first = _interleaved()
    rows = {agency.id: place for place, agency in enumerate(first, start=1)}
    taking = {agency.id for agency in first[:number]}
    central = tuple(a for a in agencies().values() if a.kind in CENTRAL and a.id in taking)
    provinces = tuple(a for a in agencies().values() if a.kind == "province" and a.id in taking)
    communes = tuple(_communes(max(0, number - len(first)), seed))
    rows.update({commune.id: place for place, commune in enumerate(communes, start=1)})
    return People(seed, central, provinces, communes, rows)


def size(agency: Agency, seed: int) -> float:
    """How large an agency is beside the middle one of its kind (1); the same for whatever is drawn of it."""
    spread = {"province": 0.45, "commune": 0.6}.get(agency.kind, 0.7)
    return float(stream(seed, "size", agency.id).lognormal(0, spread))


def _interleaved() -> list[Agency]:
    """Central agencies and provinces, mixed so that the first few are of every kind."""
    placed = []
    for kind in (*CENTRAL, "province"):
        found = [agency for agency in agencies().values() if agency.kind == kind]
        placed += [((place + 0.5) / len(found), KINDS.index(kind), agency.id, agency) for place, agency in
                   enumerate(found)]
    return [entry[-1] for entry in sorted(placed, key=lambda entry: entry[:-1])]


def _communes(number: int, seed: int) -> Iterable[Agency]:
    """Invented communes in blocks, each block in the province that has fewest for its size."""
    provinces = [agency for agency in agencies().values() if agency.kind == "province"]
    sizes = {province.id: size(province, seed) for province in provinces}
    blocks = dict.fromkeys(sizes, 0)

    def homes() -> Iterable[Agency]:
        while True:
            home = min(provinces, key=lambda province: (blocks[province.id] + 1) / sizes[province.id])
            blocks[home.id] += 1
            yield from [home] * _BLOCK

    for place, home in enumerate(islice(homes(), number), start=1):
        ward = stream(seed, "ward", str(place)).random() < 0.2
        vi, en = ("Phường", "Ward") if ward else ("Xã", "Commune")
        where = f"{home.name_vi[0].lower()}{home.name_vi[1:]}"
        yield Agency(
            f"xa-gia-dinh-{place:04d}", "commune", f"{vi} Giả Định {place:04d}, {where}", f"{vi} Giả Định {place:04d}",
            f"Invented {en} {place:04d}, {home.short_en}", f"Invented {en} {place:04d}", parent=home.id,
        )


def _csv(rows: Iterable[Agency]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for agency in rows:
        cells = (getattr(agency, column) for column in COLUMNS)
        writer.writerow("|".join(cell) if isinstance(cell, tuple) else "" if cell is None else cell for cell in cells)
    return text.getvalue()
