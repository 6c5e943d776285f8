"""What sheets hold, row by row: the typed rows that the build works on, each with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..errors import DocumentError
from ..vocabulary.deadlines import Day, Deadline
from ..vocabulary.locators import Locator
from ..vocabulary.periods import Period
from ..vocabulary.quantities import Quantity
from .problems import Where
from .records import nearest


@dataclass(frozen=True)
class FigureRow:
    """One number a document states. `quantity` is the token read in the indicator's measure, in base units
    (None for a date, which stands in `day`)."""

    id: str
    indicator: str
    agency: str
    dimensions: Mapping[str, str]
    series: str
    token: str
    quantity: Quantity | None
    day: Day | None
    as_of: date
    as_of_precision: str
    locator: Locator
    occurrence: int | None
    note: str
    where: Where


@dataclass(frozen=True)
class TaskRow:
    """One overdue task; `due` is the token, `due_day` what it names."""

    id: str
    number: int
    title_vi: str
    title_en: str
    agencies: tuple[str, ...]
    assigned_by: str
    due: str
    due_day: Day
    locator: Locator
    where: Where


@dataclass(frozen=True)
class DatabaseRow:
    """One database of an annex; token and quantity are None where the document states no criteria."""

    id: str
    list: str
    number: int
    agency: str
    name_vi: str
    name_en: str
    token: str | None
    quantity: Quantity | None
    locator: Locator
    where: Where


@dataclass(frozen=True)
class DirectiveRow:
    """One task that a document assigns; `deadline` is the token (None: none stated), `due` what it means."""

    id: str
    item: str
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    title_vi: str
    title_en: str
    deadline: str | None
    due: Deadline
    recurrence: str | None
    locator: Locator
    occurrence: int | None
    where: Where


@dataclass(frozen=True)
class GroupRow:
    """An agency that a passage lists, as it writes the name."""

    list: str
    agency: str
    as_written: str
    locator: Locator
    occurrence: int | None
    where: Where


@dataclass(frozen=True)
class SetAsideRow:
    """A mention that is deliberately no figure: its kind, where it stands, and the key of the reason."""

    kind: str
    token: str
    locator: Locator
    occurrence: int | None
    reason: str
    note: str
    where: Where


@dataclass(frozen=True)
class Proposal:
    """What drafting said of a row: how sure it was (0 to 1), and by which rule."""

    confidence: float
    recipe: str


@dataclass(frozen=True)
class DocumentSheet:
    """All that is kept of one document. A month-only date stands for its last day; see the precisions.

    A draft may lack number, kind, issuer and titles (then empty). `invented` documents are made up, to try things
    out with; they never stand beside real ones.
    """

    id: str
    key: str
    number: str
    kind: str
    issuer: str
    issued: date
    issued_precision: str
    as_of: date
    as_of_precision: str
    period: Period
    status: str
    title_vi: str
    title_en: str
    letterhead: tuple[str, ...]
    sha256: str
    folder: Path
    figures: tuple[FigureRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    databases: tuple[DatabaseRow, ...] = ()
    directives: tuple[DirectiveRow, ...] = ()
    groups: tuple[GroupRow, ...] = ()
    set_aside: tuple[SetAsideRow, ...] = ()
    invented: bool = False

    @property
    def draft(self) -> bool:
        """Whether nobody has reviewed it yet."""
        return self.status == "draft"

    def title(self, lang: str = "vi") -> str:
        return self.title_vi if lang == "vi" else self.title_en


@dataclass(frozen=True)
class Sheets:
    """The sheets of a workspace, in the order of issue."""

    documents: tuple[DocumentSheet, ...]

    def __iter__(self) -> Iterator[DocumentSheet]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)

    def document(self, id: str) -> DocumentSheet:
        """Raises DocumentError, naming the documents there are."""
        for sheet in self.documents:
            if sheet.id == id:
                return sheet
        ids = [sheet.id for sheet in self.documents]
        raise DocumentError(
            "There are no sheets of this document.", found=repr(id), hint=nearest(id, ids),
            expected=", ".join(ids) or "none are there",
        )
