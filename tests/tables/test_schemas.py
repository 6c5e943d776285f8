"""Tables that break their rules are refused, every fault with the file and line it came from."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.tables import files
from analysis.tables.build import build_tables
from analysis.tables.schemas import validate
from offices import Office, figure

ORIGIN = "data/raw/1-tb-vpcp/{table}.csv:{line}"


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> dict[str, pd.DataFrame]:
    office = Office(tmp_path_factory.mktemp("office"))
    office.document().figures(
        figure("a", "5"),
        figure("b", "80-84%", "research.university_share"),
        figure("c", "73/124", "products.completeness", dimensions="item=owner"),
    ).databases(("criteria", "y-te", "16/19")).tasks(("", "31/5/2025")).directives(
        ("trước ngày 10 tháng 7 năm 2026", "")
    ).groups(reporting__reported="ha-noi hue").check(rule="at_most", figure=".a", limit=9)
    made = dict(build_tables(office.workspace).tables)
    for table, frame in made.items():
        frame.index = pd.Index(
            [ORIGIN.format(table=table, line=n + 2) for n in range(len(frame))], dtype="object"
        )
    return made


def test_good_tables_pass(tables) -> None:
    validate(tables)


@pytest.mark.parametrize(
    ("table", "column", "row", "value", "said"),
    [
        ("figures", "agency", 0, "bo-khong-co", "is no id of the table agencies"),
        ("figures", "indicator", 0, "overdue.jobs", "is no key of the table indicators"),
        ("figures", "document", 0, "2-tb", "is no id of the table documents"),
        ("figures", "id", 1, "tb1.a", "already stands in data/raw/1-tb-vpcp/figures.csv:2"),
        ("figures", "id", 0, "Tb1 a", "small letters"),
        ("figures", "value", 0, float("inf"), "a finite number"),
        ("figures", "value", 0, float("nan"), "a value"),
        ("figures", "denominator", 2, 0.0, "above 0"),
        ("figures", "upper", 1, 70.0, "a range that falls"),
        ("figures", "measure", 0, "percent", "overdue.tasks is in count"),
        ("figures", "measure", 0, "euros", "one of"),
        ("figures", "qualifier", 0, "roughly", "one of"),
        ("figures", "dimensions", 2, '{"item": "colour"}', "item=colour is not one of"),
        ("figures", "dimensions", 2, '{"shape": "owner"}', "has no dimension 'shape'"),
        ("figures", "stated", 0, "  ", "not blank"),
        ("figures", "locator", 0, "", "not blank"),
        ("figures", "occurrence", 0, 0, "at least 1"),
        ("figures", "decimals", 0, -1, "at least 0"),
        ("figures", "as_of", 0, pd.Timestamp("1066-01-01"), "between 1945 and 2200"),
        ("figures", "as_of", 0, pd.NaT, "a value"),
        ("figures", "as_of_precision", 0, "decade", "one of"),
        ("documents", "status", 0, "draft", "reviewed"),
        ("documents", "issuer", 0, "bo-khong-co", "is no id of the table agencies"),
        ("documents", "period", 0, "2026-13", "a period"),
        ("documents", "title_en", 0, " ", "not blank"),
        ("databases", "met", 0, -1, "at least 0"),
        ("databases", "met", 0, None, "expected criteria as 16/19"),
        ("databases", "list", 0, "others", "one of criteria, connection"),
        ("tasks", "agencies", 0, ("bo-y-te", "bo-khong-co"), "'bo-khong-co' is no id"),
        ("directives", "lead", 0, ("bo-khong-co",), "'bo-khong-co' is no id"),
        ("directives", "partners", 0, ("bo-khong-co",), "'bo-khong-co' is no id"),
        ("directives", "recurrence", 0, "hourly", "one of weekly"),
        ("directives", "deadline_kind", 0, "someday", "one of"),
        ("groups", "agency", 0, "bo-khong-co", "is no id of the table agencies"),
        ("groups", "agency", 1, "ha-noi", "already stands in"),
        ("groups", "list", 0, "Reported!", "a list key"),
        ("checks", "rule", 0, "", "not blank"),
    ],
)
def test_one_fault_is_told_with_its_place(tables, table, column, row, value, said) -> None:
    frame = tables[table].copy()
    cells = list(frame[column])
    cells[row] = value
    frame[column] = pd.Series(cells, index=frame.index, dtype=frame[column].dtype)
    with pytest.raises(DataError) as caught:
        validate(tables | {table: frame})
    text = str(caught.value)
    assert f"{ORIGIN.format(table=table, line=row + 2)}, column " in text
    assert said in text, text


def test_columns_must_be_those_of_the_schema(tables) -> None:
    with pytest.raises(DataError, match="surprise"):
        validate(tables | {"groups": tables["groups"].assign(surprise=1)})
    with pytest.raises(DataError, match="as_written"):
        validate(tables | {"groups": tables["groups"].drop(columns="as_written")})


def test_all_faults_are_told_at_once_and_a_flood_is_cut(tables) -> None:
    figures = tables["figures"].copy()
    figures["agency"] = "bo-khong-co"
    figures["stated"] = ""
    with pytest.raises(DataError) as caught:
        validate(tables | {"figures": figures})
    assert f"in {2 * len(figures)} places" in str(caught.value)
    many = pd.concat([figures] * 10)
    with pytest.raises(DataError, match=r"… and \d+ more"):
        validate(tables | {"figures": many})


def test_tables_survive_the_way_to_disk_and_back(tables) -> None:
    for table, frame in tables.items():
        plain = frame.reset_index(drop=True)
        back = files.from_parquet(table, files.to_parquet(table, plain))
        pd.testing.assert_frame_equal(back, plain)


def test_empty_tables_keep_their_types() -> None:
    frame = files.typed("tasks", [])
    pd.testing.assert_frame_equal(files.from_parquet("tasks", files.to_parquet("tasks", frame)), frame)
    assert files.to_csv("tasks", frame).decode("utf-8-sig").startswith("id,number,")
