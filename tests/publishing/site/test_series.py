"""Values over time: what a line may join, and where it breaks; and the drawing of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from analysis.exhibits.charts import series as drawing
from analysis.exhibits.sheet import Line
from analysis.publishing.site.series import comparable, definition, lanes, roots, series_words
from analysis.vocabulary.measures import Measure
from analysis.vocabulary.values import Value, share


def value(amount: int, day: str, series: str = "a", whole: int | None = None, **more: object) -> Value:
    return replace(
        Value(
            id=f"{series}.{day}.{amount}",
            indicator="overdue.tasks",
            amount=Decimal(amount),
            measure=Measure.COUNT,
            series=series,
            denominator=Decimal(whole) if whole else None,
            as_of=date.fromisoformat(day),
            known_from=date.fromisoformat(day),
            document="d",
            locator="I/¶1",
        ),
        **more,  # type: ignore[arg-type]
    )


def test_a_line_runs_through_one_definition_and_breaks_where_it_changes() -> None:
    values = [value(3, "2026-05-31"), value(5, "2026-03-31"), value(9, "2026-06-30", "b"), value(8, "2026-07-31", "b")]
    (lane,) = lanes(values)
    assert [[v.number for v in run] for run in lane.runs] == [[5, 3], [9, 8]]
    assert lane.broken and lane.latest.number == 8


def test_a_definition_that_comes_back_is_not_joined_across_another() -> None:
    values = [value(1, "2026-03-31"), value(2, "2026-04-30", "b"), value(3, "2026-05-31")]
    (lane,) = lanes(values)
    assert len(lane.runs) == 3


@pytest.mark.parametrize(
    ("earlier", "later", "joined"),
    [((8, 12), (9, 12), True), ((8, None), (9, 12), True), ((99, 348), (33, 124), False)],
)
def test_parts_of_different_wholes_are_not_joined(
    earlier: tuple[int, int | None], later: tuple[int, int | None], joined: bool
) -> None:
    one, other = value(earlier[0], "2026-05-31", whole=earlier[1]), value(later[0], "2026-06-30", whole=later[1])
    assert comparable(one, other) is joined


def test_what_is_said_again_of_the_same_day_stands_once_as_last_said() -> None:
    later = value(7, "2026-05-31", known_from=date(2026, 7, 1), id="again")
    (lane,) = lanes([later, value(6, "2026-05-31")])
    assert [v.id for v in lane.values] == ["again"]


def test_what_is_missing_or_of_no_day_has_no_place_in_time() -> None:
    unreported = replace(value(1, "2026-05-31"), amount=None)
    assert lanes([value(1, "2026-05-31", as_of=None), unreported]) == []


def test_a_recomputed_value_is_of_the_definition_of_the_figures_behind_it() -> None:
    part, whole = value(1, "2026-05-31"), value(4, "2026-05-31", "b")
    beside = value(30, "2026-05-31", "never")
    rate = share("overdue.share", part, whole).beside(beside)
    assert {each.id for each in roots(rate)} == {part.id, whole.id}
    assert definition(rate) == (("overdue.tasks", "a"), ("overdue.tasks", "b"))


def test_a_definition_without_words_is_shown_by_its_code() -> None:
    assert series_words("open_tasks", "en") == "all tasks past due and not done"
    assert series_words("never_heard", "vi") == "never_heard" and series_words("", "vi") == ""


# ---------------------------------------------------------------------- the drawing


def point(day: int, number: float) -> drawing.Point:
    return drawing.Point(day, f"ngày {day}", number, f"{number:g}")


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_no_line_crosses_a_break(size: str) -> None:
    lane = drawing.Lane("", [[point(1, 5), point(30, 3)], [point(60, 9)]])
    sheet = drawing.draw(size, [lane], "đổi định nghĩa")
    dots = [mark.points[0] for mark in sheet.lines if not isinstance(mark, Line)]
    assert len(dots) == 3
    slanted = [m for m in sheet.lines if isinstance(m, Line) and len({x for x, _ in m.points}) > 1 and m.width > 1]
    assert [set(m.points) for m in slanted] == [set(dots[:2])]
    assert [w.text for w in sheet.labels].count("đổi định nghĩa") == 1
    assert all(0 <= w.x <= sheet.width for w in sheet.labels)


def test_days_stand_by_time_but_never_on_each_other() -> None:
    places = drawing.places([0, 1, 2, 100], 0, 6, 0.3)
    assert places[0] == 0 and places[-1] == 6
    gaps = [later - earlier for earlier, later in pairwise(places)]
    assert min(gaps) >= 0.3 - 1e-9 and gaps[-1] == max(gaps)
    crowded = drawing.places(list(range(40)), 0, 3, 0.3)
    assert crowded == sorted(crowded) and crowded[0] >= -1e-9 and crowded[-1] <= 3


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        drawing.draw("wide", [drawing.Lane("", [])], "x")
