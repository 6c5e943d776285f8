"""From sheets to tables: typed, complete, the same bytes each time, and never half-written."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as parquet
import pytest

from analysis.errors import BriefingError, DataError
from analysis.tables import files
from analysis.tables.build import build, build_tables
from analysis.tables.columns import DTYPES, TABLES, names
from analysis.tables.store import Store
from offices import figure


def furnish(office) -> None:
    office.document().figures(
        figure("disbursed", "8,7 nghìn tỷ đồng", "budget.disbursed", locator="note 2"),
        figure("owner", "73/124", "products.completeness", dimensions="item=owner"),
        figure("share", "80-84%", "research.university_share", as_of="2025"),
        figure("health", "05", agency="bo-y-te", series="open_tasks", occurrence="2", note="ghi chú"),
    ).databases(("criteria", "y-te", "16/19"), ("connection", "di-cu", "")).tasks(
        ("Nghị quyết số 71/NQ-CP ngày 01/4/2025", "31/5/2025"),
        ("Văn bản không ghi ngày", "30/09/2025"),
    ).directives(
        ("trước ngày 10 tháng 7 năm 2026", ""),
        ("trong Quý III năm 2026", ""),
        ("", "monthly"),
        ("", ""),
    ).groups(reporting__reported="ha-noi hue", reporting__not_reported="da-nang").check(
        rule="at_most", figure=".health", limit=9
    )


def rows(office, table: str) -> dict[str, dict]:
    frame = build_tables(office.workspace).tables[table]
    return {row.get("id", number): row for number, row in enumerate(frame.to_dict("records"))}


def test_every_table_is_written_twice_with_its_columns_and_types(office) -> None:
    furnish(office)
    report = build(office.workspace)
    assert [path.name for path in report.written][-1] == files.MANIFEST
    for table, columns in TABLES.items():
        frame = files.from_parquet(table, (office.workspace.processed / f"{table}.parquet").read_bytes())
        assert tuple(frame.columns) == names(table)
        assert len(frame) == report.rows[table]
        for column in columns:
            assert str(frame[column.name].dtype) == DTYPES[column.type], (table, column.name)
        twin = pd.read_csv(office.workspace.processed / f"{table}.csv", dtype=str, keep_default_na=False)
        assert tuple(twin.columns) == names(table)
        assert len(twin) == len(frame)
    assert report.rows | {"agencies": 0, "indicators": 0} == {
        "documents": 1,
        "figures": 5,
        "tasks": 2,
        "databases": 2,
        "directives": 4,
        "groups": 3,
        "agencies": 0,
        "indicators": 0,
        "checks": 1,
    }
    assert {path.name for path in report.read} >= {"document.toml", "figures.csv", "checks.toml"}


def test_figures_are_in_base_units_with_all_they_were_stated_with(office) -> None:
    furnish(office)
    made = rows(office, "figures")
    money = made["tb1.disbursed"]
    assert (money["value"], money["amount"], money["scale"], money["decimals"]) == (
        8.7e12,
        "8700000000000",
        10**12,
        1,
    )
    assert (money["measure"], money["stated"], money["locator"]) == ("VND", "8,7 nghìn tỷ đồng", "note 2")
    ratio = made["tb1.owner"]
    assert (ratio["value"], ratio["denominator"], json.loads(ratio["dimensions"])) == (
        73,
        124,
        {"item": "owner"},
    )
    span = made["tb1.share"]
    assert (span["value"], span["upper"], span["qualifier"]) == (80, 84, "range")
    assert (span["as_of"], span["as_of_precision"]) == (pd.Timestamp("2025-12-31"), "year")
    task = made["tb1.health"]
    assert (task["agency"], task["series"], task["occurrence"], task["note"]) == (
        "bo-y-te",
        "open_tasks",
        2,
        "ghi chú",
    )
    assert pd.isna(task["denominator"]) and pd.isna(task["scale"]) and pd.isna(money["note"])


def test_a_database_with_criteria_is_a_figure_too_and_one_without_is_none(office) -> None:
    furnish(office)
    made = rows(office, "figures")
    criteria = made["tb1.database.y-te"]
    assert (criteria["indicator"], criteria["value"], criteria["denominator"]) == (
        "databases.criteria",
        16,
        19,
    )
    assert json.loads(criteria["dimensions"]) == {"database": "y-te", "list": "criteria"}
    assert criteria["register"] == "databases" and made["tb1.owner"]["register"] == "figures"
    assert "tb1.database.di-cu" not in made
    listed = rows(office, "databases")
    assert (listed["tb1.database.y-te"]["met"], listed["tb1.database.y-te"]["total"]) == (16, 19)
    assert pd.isna(listed["tb1.database.di-cu"]["met"])


def test_deadlines_and_due_dates_are_typed(office) -> None:
    furnish(office)
    orders = list(rows(office, "directives").values())
    assert [str(order["deadline"])[:10] for order in orders] == ["2026-07-09", "2026-09-30", "NaT", "NaT"]
    kinds = [None if pd.isna(order["deadline_kind"]) else order["deadline_kind"] for order in orders]
    assert kinds == ["before_day", "quarter", None, None]
    assert orders[0]["lead"] == ("bo-cong-an",) and orders[0]["partners"] == ("bo-y-te",)
    tasks = list(rows(office, "tasks").values())
    assert [task["due"] for task in tasks] == [pd.Timestamp("2025-05-31"), pd.Timestamp("2025-09-30")]
    assert tasks[0]["assigned"] == pd.Timestamp("2025-04-01") and pd.isna(tasks[1]["assigned"])
    assert tasks[0]["agencies"] == ("bo-y-te", "bo-tai-chinh")


def test_a_document_dated_by_its_month_is_known_from_the_months_last_day(office) -> None:
    office.document(issued="2026-05", as_of="2026-04-25").figures(figure("a", "5"))
    made = build_tables(office.workspace).tables
    assert made["documents"]["known_from"].tolist() == [pd.Timestamp("2026-05-31")]
    assert made["figures"]["known_from"].tolist() == [pd.Timestamp("2026-05-31")]
    assert made["figures"]["as_of"].tolist() == [pd.Timestamp("2026-04-25")]
    assert made["documents"]["issued_precision"].tolist() == ["month"]


def test_the_same_sheets_give_the_same_bytes(office) -> None:
    furnish(office)
    first = build(office.workspace)
    before = {path.name: path.read_bytes() for path in first.written}
    second = build(office.workspace)
    assert {path.name: path.read_bytes() for path in second.written} == before
    assert first.changed and not second.changed


def test_twins_are_for_people(office) -> None:
    furnish(office)
    build(office.workspace)
    text = (office.workspace.processed / "figures.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")  # so that a spreadsheet reads Vietnamese
    assert b",8700000000000," in text and b"e+" not in text
    tasks = (office.workspace.processed / "tasks.csv").read_text("utf-8-sig")
    assert "bo-y-te;bo-tai-chinh" in tasks and "2025-05-31" in tasks and "00:00" not in tasks


def test_a_draft_is_refused_and_the_last_good_tables_stay(office) -> None:
    office.document().figures(figure("a", "5"))
    build(office.workspace)
    before = {p.name: p.read_bytes() for p in office.workspace.processed.iterdir()}
    office.document(status="draft")
    with pytest.raises(DataError, match="draft"):
        build(office.workspace)
    assert {p.name: p.read_bytes() for p in office.workspace.processed.iterdir()} == before


def test_a_build_stopped_before_its_first_rename_changes_nothing(office, monkeypatch) -> None:
    office.document().figures(figure("a", "5"))
    build(office.workspace)
    before = {p.name: p.read_bytes() for p in office.workspace.processed.iterdir()}
    office.document().figures(figure("a", "6"))

    def killed(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        build(office.workspace)
    assert {p.name: p.read_bytes() for p in office.workspace.processed.iterdir()} == before


@pytest.mark.parametrize("stopped_after", [1, 3, 7, 18])
def test_tables_of_two_builds_are_never_read_together(office, monkeypatch, stopped_after) -> None:
    office.document().figures(figure("a", "5"))
    build(office.workspace)
    office.document().figures(figure("a", "6"), figure("b", "7"))
    rename, renamed = Path.replace, []

    def killed(self: Path, target: Path) -> Path:
        if len(renamed) == stopped_after:
            raise KeyboardInterrupt
        renamed.append(target)
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            build(office.workspace)
    assert len(renamed) == stopped_after
    store = Store.open(office.workspace)
    assert {id: int(value.amount) for id, value in store.values.items()} == {"tb1.a": 6, "tb1.b": 7}
    assert not list(office.workspace.processed.glob(".build-*"))


def test_a_folder_that_cannot_be_written_is_an_error_that_says_what_to_do(office, monkeypatch) -> None:
    office.document().figures(figure("a", "5"))

    def refused(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", refused)
    with pytest.raises(BriefingError) as caught:
        build(office.workspace)
    assert str(office.workspace.processed) in str(caught.value) and "Permission denied" in str(caught.value)
    assert "--workspace" in str(caught.value)


def test_what_a_killed_build_left_behind_is_swept_in_time(office) -> None:
    office.document().figures(figure("a", "5"))
    old, young = (office.workspace.processed / name for name in (".build-old", ".build-young"))
    for left in (old, young):
        left.mkdir(parents=True)
    import os

    os.utime(old, (0, 0))
    build(office.workspace)
    assert not old.exists() and young.exists()  # the young one may belong to a build under way


def test_a_number_with_more_digits_than_a_float_is_refused(office) -> None:
    office.document().figures(figure("a", "12.345.678.901.234.567"))
    with pytest.raises(DataError) as caught:
        build(office.workspace)
    assert "figures.csv:2:token" in str(caught.value) and "more digits" in str(caught.value)


def test_criteria_that_are_no_ratio_are_refused(office) -> None:
    office.document().databases(("criteria", "y-te", "16"))
    with pytest.raises(DataError, match="16/19"):
        build(office.workspace)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[check]]\nid = 'a\n", ":2:"),
        ("[[check]]\nrule = 'same'\n", "checks.toml:1:id"),
        ("[[check]]\nid = 'a'\n", "checks.toml:1:rule"),
        ("check = 3\n", "[[check]]"),
        ("[[check]]\nid = 'a'\nrule = 'same'\nfrom = 2026-06-01\n", "checks.toml:1"),
        ("[[check]]\nid = 'a'\nrule = 'same'\n[[check]]\nid = 'a'\nrule = 'same'\n", "already stands"),
    ],
)
def test_malformed_checks_name_file_and_entry(office, text, said) -> None:
    office.document().figures(figure("a", "5"))
    office.document().checks(text)
    with pytest.raises(BriefingError) as caught:
        build(office.workspace)
    assert "1-tb-vpcp/checks.toml" in str(caught.value) and said in str(caught.value)


def test_the_manifest_says_what_the_tables_were_built_from(office) -> None:
    furnish(office)
    build(office.workspace)
    manifest = json.loads((office.workspace.processed / files.MANIFEST).read_text("utf-8"))
    assert set(manifest["inputs"]) >= {"1-tb-vpcp/figures.csv", "1-tb-vpcp/checks.toml", "(program)"}
    assert set(manifest["files"]) == {f"{t}.{kind}" for t in TABLES for kind in ("parquet", "csv")}
    schema = parquet.read_schema(office.workspace.processed / "figures.parquet")
    assert not schema.metadata  # nothing of the machine or the moment
