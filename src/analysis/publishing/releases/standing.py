"""What stands where: the state of every pack that lies in reports/ or was ever released.

    draft               never released
    released            the last revision stands, and nothing else lies in the working place
    revision drafted    the last revision stands, and a draft of the next lies in the working place
    damaged             a frozen file, or the record of releases, is not what was released
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ...errors import RenderError, UsageError
from ...paths import Workspace
from ...rendering import editions, manifest
from ...rendering.editions import DRAFT, Edition
from ...rendering.parameters import LANGUAGES
from ...vocabulary.periods import Period

State = Literal["draft", "released", "revision drafted", "damaged"]
STATES: tuple[State, ...] = ("draft", "released", "revision drafted", "damaged")


@dataclass(frozen=True)
class Standing:
    """One pack: what stands of it (`edition`, DRAFT when it was never released), the manifest of what lies in its
    working place, and in words what is wrong with what was released.
    """

    place: str
    period: str
    pack: str
    lang: str
    unit: str | None
    state: State
    edition: Edition
    working: Mapping[str, Any] | None
    damage: tuple[str, ...] = ()

    @property
    def failures(self) -> tuple[str, ...]:
        """The notebooks and exports of the working pack that failed when it was made."""
        return tuple(str(failure.get("name")) for failure in (self.working or {}).get("failures", ()))


def standings(workspace: Workspace, *, check: bool = True) -> list[Standing]:
    """Every pack: latest period first, then by pack, language and agency.

    `check` compares every frozen file with its hash; without it no file counts as damaged.
    """
    released = (place for place in editions.places(workspace) if _is_period(place.partition("/")[0]))
    found = [_standing(workspace, place, check) for place in sorted({*_working(workspace), *released})]
    found.sort(key=lambda s: (s.pack, s.lang != LANGUAGES[0], s.unit or ""))
    found.sort(key=lambda s: Period.parse(s.period), reverse=True)
    return found


def _working(workspace: Workspace) -> Iterator[str]:
    """The places in reports/ where a pack lies."""
    for folder in workspace.reports.glob("[0-9]*"):
        if not _is_period(folder.name):
            continue
        for path in (*folder.glob(f"*/{manifest.NAME}"), *folder.glob(f"*/*/{manifest.NAME}")):
            place = path.parent.relative_to(workspace.reports)
            if not any(part.startswith(".") or part.endswith(".failed") for part in place.parts):
                yield place.as_posix()


def _is_period(name: str) -> bool:
    try:
        return str(Period.parse(name)) == name
    except UsageError:
        return False


def _standing(workspace: Workspace, place: str, check: bool) -> Standing:
    period, name, unit = [*place.split("/"), None][:3]
    pack, lang = _language(str(name))
    working = manifest.read(workspace.reports / place)
    damage: list[str] = []
    try:
        edition = editions.of(workspace, place)
        damage += editions.damage(workspace, place, edition) if check else []
    except RenderError as error:
        edition = DRAFT
        damage.append(f"{editions.NAME}: {error.found}{f', not {error.expected}' if error.expected else ''}")
    state: State = "damaged" if damage else _state(edition, working)
    return Standing(place, str(period), pack, lang, unit, state, edition, working, tuple(damage))


def _language(name: str) -> tuple[str, str]:
    """The pack and the language of a folder's name: names of packs have no hyphen."""
    pack, _, lang = name.partition("-")
    return (pack, lang) if lang in LANGUAGES else (name, LANGUAGES[0])


def _state(edition: Edition, working: Mapping[str, Any] | None) -> State:
    if not edition.released:
        return "draft"
    lying = ((working or {}).get("inputs") or {}).get("edition") or {}
    drafted = lying.get("state") == "draft" and lying.get("revision", 0) > edition.revision
    return "revision drafted" if drafted else "released"


