"""Automatic checks on dates: no figure, deadline or due date before its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from ..tables.store import View
from ..vocabulary.periods import Period
from . import wording
from .findings import Finding, Severity, unasked


def _issued_from(view: View) -> dict[str, dt.date]:
    """The first day on which each document can have been issued (a month-only date: the month's first)."""
    return {
        info.id: info.issued if info.issued_precision == "day" else Period.of(info.issued).start
        for info in view.infos
    }


def figure_dates(view: View) -> Iterator[Finding]:
    """No figure speaks of a day after its document became known; plans are dated by their year."""
    for value in view.values:
        if value.as_of_precision != "day" or value.as_of is None or value.known_from is None:
            continue
        if value.as_of > value.known_from:
            assert value.document is not None
            yield unasked(
                "figure_dates",
                Severity.ERROR,
                value.document,
                value.locator,
                f"Số liệu {value.id} ghi ngày {wording.day(value.as_of, 'vi')}, sau ngày ban hành văn bản "
                f"({wording.day(value.known_from, 'vi')}).",
                f"The figure {value.id} is dated {wording.day(value.as_of, 'en')}, after its document "
                f"({wording.day(value.known_from, 'en')}).",
                (value,),
                wording.day(value.as_of, "vi"),
                f"≤ {wording.day(value.known_from, 'vi')}",
            )


def deadline_dates(view: View) -> Iterator[Finding]:
    """No task is due before the day of the document that assigns it."""
    issued = _issued_from(view)
    for row in view.directives.to_dict("records"):
        if pd.isna(row["deadline"]) or row["deadline"].date() >= issued[row["document"]]:
            continue
        due, day = row["deadline"].date(), issued[row["document"]]
        yield unasked(
            "deadline_dates",
            Severity.DISCREPANCY,
            row["document"],
            row["locator"],
            f"Nhiệm vụ “{row['title_vi']}” có thời hạn “{row['stated']}”, tức chậm nhất "
            f"{wording.day(due, 'vi')}, trước ngày ban hành văn bản ({wording.day(day, 'vi')}).",
            f"The task “{row['title_en']}” is due “{row['stated']}”, that is by {wording.day(due, 'en')}, "
            f"before the document's own date ({wording.day(day, 'en')}).",
            stated=row["stated"],
            expected=f"≥ {wording.day(day, 'vi')}",
        )


def due_dates(view: View) -> Iterator[Finding]:
    """An overdue task was due after it was assigned, and before the document that calls it overdue."""
    known = {info.id: info.known_from for info in view.infos}
    for row in view.tasks.to_dict("records"):
        if pd.isna(row["due"]):
            continue
        due, day = row["due"].date(), known[row["document"]]
        said = {"vi": wording.day(due, "vi"), "en": wording.day(due, "en")}
        if not pd.isna(row["assigned"]) and row["due"] < row["assigned"]:
            given = row["assigned"].date()
            yield unasked(
                "due_dates",
                Severity.DISCREPANCY,
                row["document"],
                row["locator"],
                f"Nhiệm vụ “{row['title_vi']}” có thời hạn {said['vi']}, trước ngày văn bản giao "
                f"({wording.day(given, 'vi')}).",
                f"The task “{row['title_en']}” was due on {said['en']}, before the text that assigned it "
                f"({wording.day(given, 'en')}).",
                stated=row["stated"],
                expected=f"≥ {wording.day(given, 'vi')}",
            )
        if due >= day:
            yield unasked(
                "due_dates",
                Severity.DISCREPANCY,
                row["document"],
                row["locator"],
                f"Nhiệm vụ “{row['title_vi']}” được nêu là quá hạn nhưng thời hạn là {said['vi']}, "
                f"chưa qua khi ban hành văn bản ({wording.day(day, 'vi')}).",
                f"The task “{row['title_en']}” is called overdue, yet its due date {said['en']} had not "
                f"passed when the document was issued ({wording.day(day, 'en')}).",
                stated=row["stated"],
                expected=f"< {wording.day(day, 'vi')}",
            )
