"""The downloads: what the tables hold, in files that other tools read, described so that they can be validated."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import briefing
from analysis.publishing.site import addresses, data_package
from analysis.publishing.site.data_package import DataPackage, column_words, columns, described
from analysis.publishing.site.model import Site
from analysis.publishing.site.sections import data
from analysis.tables import schemas
from analysis.tables.columns import POINT_IN_TIME, TABLES
from site_offices import office
from site_pages import pages_of, written


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield Site(office(tmp_path_factory.mktemp("data") / "office").workspace)
    briefing.forget()


@pytest.fixture(scope="module")
def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files as the build writes them."""
    root = tmp_path_factory.mktemp("files")
    for file in data.files(site):
        assert file.make is not None
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(file.make())
    return root / "data"


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / f"{table}.csv").read_text("utf-8"))))


def descriptor(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return loaded


# ---------------------------------------------------------------------- described wholly


def test_every_column_of_every_table_is_described() -> None:
    assert set(POINT_IN_TIME) | {"agencies", "indicators", "findings"} == set(described())
    for table in described():
        for column in columns(table):
            words = column_words(table, column.name)
            assert words["vi"] and words["en"] and words["vi"] != words["en"]


def test_keys_and_references_are_those_that_the_tables_keep() -> None:
    for name, about in described().items():
        known = {column.name for column in columns(name)}
        assert set(about.key) <= known and set(about.references) <= known
        if name != "findings" and about.key:
            assert about.key in schemas._KEYS[name]
        for column, other in about.references.items():
            if name != "findings":
                assert schemas._FOREIGN[name, column] == (other, described()[other].key[0])
    kept = {(t, c) for (t, c), _ in schemas._FOREIGN.items() if t in described()}
    single = {(t, c) for t, c in kept if next(x for x in TABLES[t] if x.name == c).type != "names"}
    assert {(t, c) for t, about in described().items() if t != "findings" for c in about.references} == single


def test_the_package_validates(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "message"])
    assert len(report.tasks) == 2 * len(described())


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("figures.csv", "tb2.late,overdue.tasks", "tb2.late,overdue.nothing"),  # a reference that leads nowhere
        ("figures.csv", "tb2.late,", "tb2.rate,"),  # a key that stands twice
        ("figures.csv", ",2026-06-24,", ",24/6/2026,"),  # a date that is none
        ("figures.parquet", "PAR1", "PAR2"),
    ],
)
def test_what_is_wrong_does_not_validate(folder: Path, tmp_path: Path, file: str, old: str, new: str) -> None:
    frictionless = pytest.importorskip("frictionless")
    for path in folder.iterdir():
        content = path.read_bytes()
        if path.name == file:
            assert old.encode() in content
            content = content.replace(old.encode(), new.encode(), 1)
        (tmp_path / path.name).write_bytes(content)
    assert not frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_descriptor_names_types_units_keys_and_sources(site: Site, folder: Path) -> None:
    told = descriptor(folder)
    assert [source["title"] for source in told["sources"]] == [
        "1/TB-VPCP (2026-05-10): Notice tb1", "2/TB-VPCP (2026-06-24): Notice tb2",
    ]  # fmt: skip
    resources = {resource["name"]: resource for resource in told["resources"]}
    figures = resources["figures"]
    fields = {field["name"]: field for field in figures["schema"]["fields"]}
    assert fields["as_of"]["type"] == "date" and fields["value"]["type"] == "number"
    assert fields["id"]["constraints"] == {"required": True, "unique": True}
    assert "constraints" not in fields["denominator"]
    assert figures["schema"]["primaryKey"] == ["id"]
    assert {key["reference"]["resource"] for key in figures["schema"]["foreignKeys"]} == {
        "agencies", "documents", "indicators",
    }  # fmt: skip
    units = {f["name"]: f.get("unit") for f in resources["databases"]["schema"]["fields"]}
    assert units["met"] == units["total"] == "criteria"
    assert resources["figures-parquet"]["path"] == "figures.parquet"


# ---------------------------------------------------------------------- the same rows


def test_the_csv_holds_the_rows_of_the_view(site: Site, folder: Path) -> None:
    for table in POINT_IN_TIME:
        assert len(rows(folder, table)) == site.view().count(table), table
    known = {row["id"]: row for row in rows(folder, "figures")}
    rate, late = known["tb2.rate"], known["tb2.late"]
    assert (rate["value"], rate["measure"], rate["stated"]) == ("16", "percent", "16%")
    assert (late["denominator"], late["upper"], late["series"]) == ("", "", "")  # not stated is not zero
    assert known["tb2.disbursed"]["value"] == "8700000000000" and known["tb2.disbursed"]["as_of"] == "2026-06-24"
    assert [row["lead"] for row in rows(folder, "directives")] == ["bo-cong-an", "bo-cong-an"]
    assert {row["agencies"] for row in rows(folder, "tasks")} == {"bo-y-te;bo-tai-chinh"}
    assert [row["invented"] for row in rows(folder, "documents")] == ["false", "false"]


def test_findings_are_the_checks_own(site: Site, folder: Path) -> None:
    found = rows(folder, "findings")
    assert len(found) == len(site.findings())
    wrong = [row for row in found if row["check"] == "c"]
    assert [(row["severity"], row["stated"], row["expected"]) for row in wrong] == [("discrepancy", "16%", "10,5%")]
    assert "tb2.rate" in wrong[0]["figures"].split(";")


@pytest.mark.parametrize("table", described())
def test_parquet_has_the_same_rows_with_types(folder: Path, table: str) -> None:
    typed = pd.read_parquet(folder / f"{table}.parquet")
    plain = rows(folder, table)
    assert list(typed.columns) == [column.name for column in columns(table)] and len(typed) == len(plain)
    for column in columns(table):
        cells = typed[column.name].tolist()
        said = [row[column.name] for row in plain]
        for cell, text in zip(cells, said, strict=True):
            if column.type == "names":
                assert ";".join(cell) == text
            elif text == "":
                assert cell is None or cell == "" or cell != cell or pd.isna(cell)
            elif column.type in ("integer", "number"):
                assert float(cell) == float(text)
            elif column.type == "flag":
                assert str(bool(cell)).lower() == text
            else:
                assert str(cell) == text


def test_the_same_rows_give_the_same_bytes(site: Site) -> None:
    for table in ("figures", "directives"):
        for format in data.FORMATS:
            assert DataPackage(site).content(table, format) == DataPackage(site).content(table, format)
    assert DataPackage(site).descriptor() == DataPackage(site).descriptor()


def test_text_with_commas_quotes_and_lines_survives(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    package = DataPackage(site)
    frame = package.frame("tasks").copy()
    frame.loc[frame.index[0], "title_vi"] = 'Việc "A", phần\nhai; =1+1'
    monkeypatch.setattr(package, "frame", lambda table: frame)
    read = list(csv.DictReader(io.StringIO(package.content("tasks", "csv").decode("utf-8"), newline="")))
    assert read[0]["title_vi"] == 'Việc "A", phần\nhai; =1+1'


def test_numbers_have_no_exponents() -> None:
    assert data_package._number(8.7e12) == "8700000000000"
    assert data_package._number(0.00001) == "0.00001" and data_package._number(1e22) == "1" + "0" * 22
    assert data_package._number(0.1 + 0.2) == "0.30000000000000004" and data_package._number(12.5) == "12.5"


# ---------------------------------------------------------------------- the page


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_offers_every_table_with_its_columns(site: Site, lang: str) -> None:
    soup = written(site, pages_of(site, data, lang=lang)[addresses.DATA])
    hrefs = [str(a["href"]) for a in soup.select("main a[download]")]
    prefix = "../" if lang == "en" else ""
    for table in described():
        for format in data.FORMATS:
            assert f"{prefix}data/{table}.{format}" in hrefs
        section = soup.find(id=table)
        assert section is not None and len(section.select("tbody tr")) == len(columns(table))
    assert f"{prefix}data/datapackage.json" in hrefs
