"""A workspace that adds agencies of its own: they can be named in its sheets, and a change of them is built anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis.errors import DataError
from analysis.reading.sheets import load
from analysis.tables import files
from analysis.vocabulary import agencies
from offices import Office, figure

HEADER = ",".join(agencies.COLUMNS)
COMMUNE = '{id},commune,"Xã {name}, tỉnh Lào Cai",Xã {name},{name} Commune,{name},,,,lao-cai,'


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    yield
    agencies.use(None)


def add(office: Office, *rows: str) -> None:
    path = office.workspace.raw / agencies.ADDED
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")


def test_sheets_name_added_agencies(office: Office) -> None:
    add(office, COMMUNE.format(id="xa-sao", name="Sao"))
    office.document("1-tb", "tb1", "2026-06-09").figures(figure("a", "7", agency="Xã Sao"))
    assert load(office.workspace).documents[0].figures[0].agency == "xa-sao"
    store = office.store()
    assert store.view("2026-06").value("overdue.tasks", agency="xa-sao").amount == 7
    table = store.tables["agencies"].set_index("id")
    assert table.loc["xa-sao", ["kind", "parent"]].tolist() == ["commune", "lao-cai"]
    assert table.loc["cac-bo-co-quan-ngang-bo", "members"] == "ministry|ministerial"


def test_a_change_of_the_agencies_is_built_anew(office: Office) -> None:
    office.document("1-tb", "tb1", "2026-06-09").figures(figure("a", "7"))
    before = files.inputs(office.workspace.raw)
    office.store()
    add(office, COMMUNE.format(id="xa-sao", name="Sao"))
    assert files.inputs(office.workspace.raw) != before
    assert "xa-sao" in set(office.store().tables["agencies"]["id"])
    (office.workspace.raw / agencies.ADDED).unlink()
    assert "xa-sao" not in set(office.store().tables["agencies"]["id"])


def test_built_tables_bring_their_agencies_into_force(office: Office) -> None:
    add(office, COMMUNE.format(id="xa-sao", name="Sao"))
    office.document("1-tb", "tb1", "2026-06-09").figures(figure("a", "7", agency="xa-sao"))
    office.store()
    agencies.use(None)
    office.store()  # nothing is built: the tables are as they should be
    assert agencies.find("xa-sao").kind == "commune"


def test_wrong_agencies_stop_the_build_and_the_last_tables_stand(office: Office) -> None:
    office.document("1-tb", "tb1", "2026-06-09").figures(figure("a", "7"))
    office.store()
    before = (office.workspace.processed / "tables.json").read_bytes()
    add(office, COMMUNE.format(id="hue", name="Sao"))
    with pytest.raises(DataError, match="stands twice"):
        office.store()
    assert (office.workspace.processed / "tables.json").read_bytes() == before
