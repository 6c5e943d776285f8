"""What a mention is: one quantity, date, deadline or document number, with its place and its value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ...vocabulary.locators import Locator
from ...vocabulary.measures import Qualifier


class MentionKind(StrEnum):
    """What a mention is. A rank is told apart so that it is never taken for a count."""

    MONEY = "money"
    PERCENT = "percent"
    RATIO = "ratio"
    COUNT = "count"
    AGENCY_COUNT = "agency_count"
    DATE = "date"
    DEADLINE = "deadline"
    DOCUMENT_NUMBER = "document_number"
    RANK = "rank"


class Sense(StrEnum):
    """What a number says of a change: by how much, not how many."""

    EXCESS = "excess"  # vượt 21,3%
    INCREASE = "increase"  # tăng 11,3%
    DECREASE = "decrease"  # giảm 20-50%


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention. `text` is `document.text[start:end]`, line breaks and all.

    Numbers are in base units (đồng, dollars, percent 0–100, counts). `value` is the numerator of a ratio and
    the lower end of a range, whose upper end is `upper`. `measure` is a currency (VND, USD, EUR …), percent,
    percentage_points, count, times, days or rank. `unit` is what is counted, in the document's words; of money
    what it is paid for (`người/năm`). In a table it comes from the heading over the cell, and so do scale and
    currency: of `12.375,3` under `Kinh phí (triệu đồng)` the unit is `triệu đồng` and the value in đồng.
    `agency` is the registry id of the agency that the number is said of, where the words at the number say
    so. Dates: `date` is the last day meant, `first` the first one, `precision` day, month, quarter or year,
    `inferred` says that the year is not in the text.
    """

    kind: MentionKind
    start: int
    end: int
    text: str
    locator: Locator | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    measure: str | None = None
    currency: str | None = None
    qualifier: Qualifier | None = None
    sense: Sense | None = None
    unit: str | None = None
    agency: str | None = None
    number: str | None = None  # of a document: as cited, without the spaces that a slip put into it
    date: dt.date | None = None
    first: dt.date | None = None
    precision: str | None = None
    inferred: bool = False
    deadline_kind: str | None = None
    recurrence: str | None = None  # day, week, month, quarter, year
