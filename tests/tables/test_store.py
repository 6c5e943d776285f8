"""Point-in-time views: what was known when, and figures as values."""

import pickle
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, UnknownParameter, UnknownPeriod, UsageError
from analysis.tables import files
from analysis.tables.store import Store
from analysis.tables.view import figure_value
from analysis.vocabulary.measures import Kind, Measure, Qualifier, Status
from analysis.vocabulary.periods import Period
from analysis.vocabulary.quantities import parse_quantity
from offices import figure
from work import calls

STAGES = "group=strategic;stage={}"


@pytest.fixture
def years(office):
    """Three documents: June 2025, March and May 2026 (the last dated by its month)."""
    office.document("1-tb", "tb1", "2025-06-09").figures(
        figure("a", "125"), figure("target", "3%", "budget.share_target")
    )
    office.document("2-tb", "tb2", "2026-03-16").figures(
        figure("a", "90"),
        figure("health", "7", agency="bo-y-te"),
        figure("finance", "3", agency="bo-tai-chinh"),
    )
    office.document("3-tb", "tb3", "2026-05", as_of="2026-04-25").figures(
        figure("a", "73", series="open"),
        figure("a.q1", "80", series="plan", as_of="2026-03-31"),
        figure("health", "5", agency="bo-y-te"),
        figure("pilot", "28/99", "products.count", dimensions=STAGES.format("pilot")),
        figure("research", "18/99", "products.count", dimensions=STAGES.format("research")),
        figure("hue", "4", "products.count", agency="hue", dimensions=STAGES.format("pilot")),
        figure("all", "99", "products.count", dimensions="group=strategic"),
    ).databases(("criteria", "y-te", "16/19")).groups(reporting__reported="ha-noi")
    return office


def ids(values) -> list[str]:
    return [value.id for value in values]


# ---------------------------------------------------------------------- point in time


def test_a_view_knows_nothing_of_later_documents(years) -> None:
    store = years.store()
    march = store.view("2026-03")
    assert set(march.documents["id"]) == {"1-tb", "2-tb"}
    assert not any(id.startswith("tb3") for id in march.figures["id"])
    assert march.databases.empty and march.groups.empty
    assert march.value("overdue.tasks").amount == 90
    assert ids(march.history("overdue.tasks")) == ["tb1.a", "tb2.a"]
    assert march.previous().period == Period(2025, 6)
    assert not march.value("products.count", group="strategic").reported
    with pytest.raises(UsageError, match="not known at the end of 2026-03"):
        march.figure("tb3.a")
    with pytest.raises(UsageError, match="issued later"):
        march.document("3-tb")
    assert "tb3.a" not in march and "tb2.a" in march


def test_a_month_only_document_is_known_at_the_months_end(years) -> None:
    store = years.store()
    assert "tb3.a" in store.view("2026-05") and "tb3.a" not in store.view("2026-04")
    assert store.view("2026-Q2").value("overdue.tasks").id == "tb3.a"
    assert store.view("2026").value("overdue.tasks").id == "tb3.a"


def test_periods_run_from_the_first_document_on(years) -> None:
    store = years.store()
    assert [str(period) for period in store.periods] == ["2025-06", "2026-03", "2026-05"]
    assert store.latest == Period(2026, 5) and store.view().period == store.latest
    assert len(store.view("2027-01").documents) == 3  # later months know what came before
    for early in ("2025-05", "2024", "2025-Q1"):
        with pytest.raises(UnknownPeriod, match="No document is known"):
            store.view(early)
    with pytest.raises(UnknownPeriod, match="not a period"):
        store.view("June")
    assert store.view("2026-05") is store.view("2026-05")


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2026-05", "2026-03"),
        ("2026-03", "2025-06"),
        ("2025-06", None),
        ("2026-12", "2026-05"),
        ("2026-Q2", "2026-Q1"),
        ("2026-Q1", "2025-Q2"),
        ("2026", "2025"),
        ("2025", None),
    ],
)
def test_previous_is_the_last_period_of_its_length_with_something_new(years, period, before) -> None:
    found = years.store().view(period).previous()
    assert (str(found.period) if found else None) == before


# ---------------------------------------------------------------------- values


def test_the_latest_value_is_by_the_date_spoken_of_then_by_the_date_known(years) -> None:
    view = years.view()
    assert view.value("overdue.tasks").id == "tb3.a"  # April, though March stands beside it
    assert view.value("overdue.tasks", series="plan").id == "tb3.a.q1"
    assert view.value("overdue.tasks", series="").id == "tb2.a"
    assert view.value("overdue.tasks", document="1-tb").id == "tb1.a"
    assert ids(view.history("overdue.tasks")) == ["tb1.a", "tb2.a", "tb3.a.q1", "tb3.a"]
    assert ids(view.history("overdue.tasks", agency="bo-y-te")) == ["tb2.health", "tb3.health"]


def test_an_older_number_in_a_newer_document_is_not_the_latest(office) -> None:
    office.document("1-tb", "tb1", "2026-03-16").figures(figure("a", "90"))
    office.document("2-tb", "tb2", "2026-06-24").figures(figure("a", "125", as_of="2025"))
    assert ids(office.view().history("overdue.tasks")) == ["tb2.a", "tb1.a"]
    assert office.view().value("overdue.tasks").id == "tb1.a"


def test_of_figures_alike_in_both_dates_the_first_stated_counts(office) -> None:
    office.document().figures(figure("b", "5"), figure("a", "6"))
    assert office.view().value("overdue.tasks").id == "tb1.b"


def test_dimensions_must_match_exactly(years) -> None:
    view = years.view()
    assert view.value("products.count", group="strategic", stage="pilot").amount == 28
    assert view.value("products.count", group="strategic").id == "tb3.all"
    lacking = view.value("products.count")
    assert (
        lacking.status is Status.NOT_REPORTED and lacking.amount is None and lacking.measure is Measure.COUNT
    )
    assert not view.value("products.count", agency="hue").reported
    with pytest.raises(UnknownParameter, match=r"products\.count"):
        view.value("products.counts")


def test_breakdowns(years) -> None:
    view = years.view()
    assert ids(view.all("overdue.tasks", by="agency")) == [
        "tb3.health",
        "tb2.finance",
    ]  # in the order first stated
    assert ids(view.all("products.count", by="stage", group="strategic")) == ["tb3.pilot", "tb3.research"]
    assert ids(view.all("products.count", by="stage", group="strategic", agency="hue")) == ["tb3.hue"]
    assert ids(view.all("products.count", by="group")) == ["tb3.all"]
    assert ids(view.all("products.count", stage="pilot")) == ["tb3.pilot", "tb3.hue"]
    assert ids(view.all("databases.criteria", by=("agency", "database"), list="criteria")) == [
        "tb3.database.y-te"
    ]
    assert ids(view.all("overdue.tasks", series="plan")) == ["tb3.a.q1"]
    assert view.all("products.count", by="stage", group="other") == []


def test_a_value_carries_all_the_document_stated(years) -> None:
    value = years.view().figure("tb3.pilot")
    assert (value.amount, value.denominator, value.decimals, value.scale) == (28, 99, 0, None)
    assert (value.kind, value.measure, value.qualifier) == (Kind.STATED, Measure.COUNT, Qualifier.EXACT)
    assert dict(value.dimensions) == {"group": "strategic", "stage": "pilot"}
    assert (value.as_of, value.known_from, value.as_of_precision) == (
        date(2026, 4, 25),
        date(2026, 5, 31),
        "day",
    )
    assert (value.document, value.locator, value.token) == ("3-tb", "I/¶1", "28/99")
    assert pickle.loads(pickle.dumps(value)) == value  # values cross processes


TOKENS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.tuples(st.integers(0, 999), st.integers(1, 999)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.decimals(0, 999, places=2).map(lambda number: f"{number:f} nghìn tỷ đồng".replace(".", ",")),
    st.decimals(0, 100, places=1).map(lambda number: f"khoảng {number:f}%".replace(".", ",")),
    st.integers(1, 50).map(lambda number: f"{number}-{number + 3}%"),
)


@given(TOKENS)
def test_numbers_come_back_exactly_as_they_were_read(token) -> None:
    """The way through float64, Parquet and back loses nothing of what a document can state."""
    read = parse_quantity(token)
    row = {
        "id": "a",
        "indicator": "overdue.tasks",
        "agency": "viet-nam",
        "value": float(read.amount),
        "amount": format(read.amount, "f"),
        "denominator": read.denominator and float(read.denominator),
        "upper": read.upper and float(read.upper),
        "qualifier": read.qualifier.value,
        "measure": read.measure.value,
        "scale": read.scale and int(read.scale),
        "decimals": read.decimals,
        "dimensions": "{}",
        "series": "",
        "as_of": date(2026, 1, 1),
        "as_of_precision": "day",
        "known_from": date(2026, 1, 2),
        "document": "d",
        "locator": "I",
        "occurrence": None,
        "stated": token,
        "note": "",
        "register": "figures",
    }
    frame = files.from_parquet("figures", files.to_parquet("figures", files.typed("figures", [row])))
    value = figure_value(frame.to_dict("records")[0])
    assert (value.amount, value.denominator, value.upper) == (read.amount, read.denominator, read.upper)
    assert (value.scale, value.decimals, value.qualifier, value.measure) == (
        read.scale,
        read.decimals,
        read.qualifier,
        read.measure,
    )
    assert all(isinstance(part, Decimal | None) for part in (value.amount, value.denominator, value.scale))


def test_an_unknown_figure_suggests_the_nearest(years) -> None:
    with pytest.raises(UsageError, match=r"did you mean tb3\.pilot"):
        years.view().figure("tb3.pilto")


def test_documents_as_objects(years) -> None:
    view = years.view()
    info = view.document("3-tb")
    assert (info.number, info.issued_precision, info.known_from) == ("3/TB-VPCP", "month", date(2026, 5, 31))
    assert info.title("vi") == info.title["vi"] == "Thông báo tb3" and info.title("en") == "Notice tb3"
    assert [each.id for each in view.infos] == ["1-tb", "2-tb", "3-tb"]
    with pytest.raises(UsageError, match="does not have"):
        view.document("9-tb")


def test_tables_are_the_readers_own(years) -> None:
    view = years.view()
    frame = view.figures
    frame["value"] = 0
    frame.loc[0, "agency"] = "changed"
    assert view.figures["value"].iloc[0] == 125 and view.figures["agency"].iloc[0] == "viet-nam"
    assert view.value("overdue.tasks").amount == 73
    assert len(view.agencies) > 50 and len(view.indicators) > 50


# ---------------------------------------------------------------------- opening


def test_the_store_rebuilds_when_the_sheets_change_and_only_then(years) -> None:
    years.store()
    parquet = years.workspace.processed / "figures.parquet"
    before = parquet.stat().st_ino
    years.store()
    assert parquet.stat().st_ino == before
    years.document("4-tb", "tb4", "2026-06-24").figures(figure("a", "50"))
    assert years.view().value("overdue.tasks").amount == 50
    assert parquet.stat().st_ino != before


def test_a_damaged_or_missing_table_is_built_anew(years) -> None:
    years.store()
    for spoil in (lambda p: p.write_bytes(b"no parquet"), lambda p: p.unlink()):
        for name in ("figures.parquet", "tables.json"):
            spoil(years.workspace.processed / name)
            assert years.view().value("overdue.tasks").amount == 73


def test_tables_of_an_older_program_are_not_trusted(years, monkeypatch) -> None:
    years.store()
    parquet = years.workspace.processed / "figures.parquet"
    before = parquet.stat().st_ino
    monkeypatch.setattr(files, "program", lambda: "another")
    years.store()
    assert parquet.stat().st_ino != before


def test_broken_sheets_are_told_although_good_tables_stand(years) -> None:
    years.store()
    years.document("1-tb", "tb1", "2025-06-09").figures(figure("a", "many"))
    with pytest.raises(DataError, match="many"):
        years.store()


def test_no_sheets_at_all(office) -> None:
    with pytest.raises(DataError, match="no sheets"):
        office.store()


def test_opening_and_reading_everything_works_in_proportion(office) -> None:
    def counted(number: int) -> int:
        office.document(f"{number}-tb", f"tb{number}", f"2026-0{number}-10").figures(
            *(figure(f"a{n}", f"{n}/900", "products.count", dimensions="stage=pilot") for n in range(100))
        )
        office.store()
        view = Store.open(office.workspace).view()
        assert len(view.values) == len(view.figures) == 100 * number
        return calls(lambda: Store.open(office.workspace).view().values)

    one, _, _, four = (counted(number) for number in range(1, 5))
    assert four < 5 * one


def test_reading_built_tables_needs_no_pandera(years) -> None:
    years.store()
    code = (
        "import sys; from pathlib import Path; from analysis.paths import Workspace; "
        "from analysis.tables.store import Store; "
        f"Store.open(Workspace(Path({str(years.workspace.root)!r}))).view().values; "
        "sys.exit('pandera' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
