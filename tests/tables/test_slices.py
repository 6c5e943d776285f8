"""Views of one agency: what concerns it, all of it, and nothing else whatever is asked."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from analysis import briefing
from analysis.errors import UnknownAgency, UsageError
from analysis.tables import fingerprints, slices
from analysis.tables.store import Store
from analysis.tables.view import View
from analysis.vocabulary import agencies as registry
from offices import COLUMNS, Office, Sheet, figure
from work import calls

STRATEGIC = {"indicator": "products.count", "dimensions": "group=strategic"}
OTHER = {"indicator": "products.count", "dimensions": "group=other"}
TABLES = ("documents", "figures", "tasks", "databases", "directives", "groups")
PEERS = "figures of its peers"


def register(sheet: Sheet, name: str, *rows: Mapping[str, str]) -> Sheet:
    """Rows of a register, with what every row needs filled in."""
    common = {"title_vi": "Việc", "title_en": "Task", "name_vi": "CSDL", "name_en": "Database"}
    filled = [
        {"locator": f"annex 1/row {n}", "item": f"III.{n}", "number": str(n)}
        | {column: text for column, text in common.items() if column in COLUMNS[name]}
        | dict(row)
        for n, row in enumerate(rows, start=1)
    ]
    return sheet._write(name, [{k: v for k, v in row.items() if k in COLUMNS[name]} for row in filled])


@pytest.fixture
def nation(office: Office) -> Office:
    """May and June 2026: three provinces, two ministries, a company, the nation; every register."""
    may = office.document("1-tb", "tb1", "2026-05-10").figures(
        figure("hue.late", "3", agency="hue"),
        figure("hanoi.late", "5", agency="ha-noi"),
        figure("hanoi.other", "7", agency="ha-noi", **OTHER),
    )
    may.groups(reporting__reported="hue ha-noi", products__none="hue")
    register(
        may,
        "tasks",
        {"id": "tb1.task.1", "agency": "hue", "due": "2026-01-02"},
        {"id": "tb1.task.2", "agency": "bo-y-te", "due": "2026-01-02"},
    )
    register(may, "directives", {"id": "tb1.d.1", "lead": "bo-cong-an", "partners": "cac-dia-phuong"})
    june = office.document("2-tb", "tb2", "2026-06-24").figures(
        figure("late", "99"),
        figure("assigned", "100 tỷ đồng", "budget.assigned"),
        figure("hanoi.late", "4", agency="ha-noi"),
        figure("hue.late", "2", agency="hue"),
        figure("hue.strategic", "8", agency="hue", **STRATEGIC),
        figure("danang.strategic", "6", agency="da-nang", **STRATEGIC),
        figure("danang.other", "5", agency="da-nang", **OTHER),
        figure("danang.centres", "5/9", "onestop.centres", agency="da-nang"),
        figure("health.late", "12", agency="bo-y-te"),
        figure("finance.late", "11", agency="bo-tai-chinh"),
        figure("viettel.late", "1", agency="viettel"),
    )
    june.groups(reporting__reported="da-nang hue ha-noi", products__has="da-nang")
    register(
        june,
        "tasks",
        {"id": "tb2.task.1", "agency": "ha-noi", "due": "2026-02-02"},
        {"id": "tb2.task.2", "agency": "cac-dia-phuong;bo-y-te", "due": "2026-02-03"},
    )
    register(
        june,
        "databases",
        {"id": "tb2.db.y-te", "list": "criteria", "agency": "bo-y-te", "token": "16/19"},
        {"id": "tb2.db.thue", "list": "criteria", "agency": "bo-tai-chinh", "token": "9/19", "name_vi": "Thuế"},
    )
    register(
        june,
        "directives",
        {"id": "tb2.d.1", "lead": "bo-y-te", "partners": "hue"},
        {"id": "tb2.d.2", "lead": "bo-tai-chinh", "partners": ""},
    )
    return office


def ids(frame: pd.DataFrame) -> list[str]:
    return [id.partition(".")[0] + ":" + id.partition(".")[2] for id in frame["id"]]


# ---------------------------------------------------------------------- what concerns an agency


def test_a_slice_has_the_agencys_figures_its_peers_ranked_ones_and_the_nations(nation: Office) -> None:
    hue = nation.view().of("hue")
    assert hue.unit == "hue" and nation.view().unit is None
    assert ids(hue.figures) == [
        "tb1:hue.late",
        "tb1:hanoi.late",
        "tb2:assigned",  # the nation's late ones are none of the card's
        "tb2:hanoi.late",
        "tb2:hue.late",
        "tb2:hue.strategic",
        "tb2:danang.strategic",  # da-nang's other products and centres are ranked by nothing
    ]
    assert [v.id for v in hue.values] == list(hue.figures["id"]) and hue.count("figures") == 7
    assert [v.id for v in hue.all("overdue.tasks", by="agency")] == ["tb2.hue.late", "tb2.hanoi.late"]
    assert not hue.value("overdue.tasks").reported and hue.value("budget.assigned").reported
    danang = nation.view().of("da-nang")
    assert {"tb2.danang.other", "tb2.danang.centres"} <= set(danang.figures["id"])
    assert not {"tb1.hue.other", "tb1.hanoi.other"} & set(danang.figures["id"])


def test_ministries_are_ranked_beside_ministries_and_a_company_by_itself(nation: Office) -> None:
    health = nation.view().of("bo-y-te")
    assert [v.id for v in health.all("overdue.tasks", by="agency")] == ["tb2.health.late", "tb2.finance.late"]
    assert {v.agency for v in health.all("databases.criteria", by=("agency", "database"), list="criteria")} == {
        "bo-y-te",
        "bo-tai-chinh",
    }
    assert [v.id for v in nation.view().of("viettel").values] == ["tb2.assigned", "tb2.viettel.late"]


def test_registers_name_the_agency_or_its_group_and_are_of_the_latest_document(nation: Office) -> None:
    hue = nation.view().of("hue")
    assert list(hue.tasks["id"]) == ["tb2.task.2"], "a task of an older list, or of others, is there"
    assert list(hue.directives["id"]) == ["tb1.d.1", "tb2.d.1"], "assigned stays assigned"
    assert hue.databases.empty
    groups = [tuple(row) for row in hue.groups[["list", "number", "document"]].itertuples(index=False)]
    assert groups == [("reporting.reported", 1, "2-tb"), ("products.none", 1, "1-tb")] or groups == [
        ("products.none", 1, "1-tb"),
        ("reporting.reported", 1, "2-tb"),
    ]
    before = hue.previous()
    assert before is not None and before.unit == "hue" and str(before.period) == "2026-05"
    assert list(before.tasks["id"]) == ["tb1.task.1"] and "tb2.hue.late" not in before
    assert before.previous() is None
    assert list(nation.view().of("bo-y-te").databases["id"]) == ["tb2.db.y-te"]


def test_names_of_databases_are_known_for_every_figure_there(nation: Office) -> None:
    health = briefing.start("2026-06", "vi", "bo-y-te", workspace=str(nation.workspace.root))
    peer = next(v for v in health.view.values if v.agency == "bo-tai-chinh" and "database" in v.dimensions)
    assert "Thuế" in health.title(peer)
    assert nation.view().of("hue").database_names("vi") == {}
    assert nation.view().database_names("vi") == {"y-te": "CSDL", "thue": "Thuế"}


def test_documents_and_the_registry_are_everybodys(nation: Office) -> None:
    hue, whole = nation.view().of("hue"), nation.view()
    pd.testing.assert_frame_equal(hue.documents, whole.documents)
    assert hue.infos == whole.infos and hue.document("1-tb") == whole.document("1-tb")
    assert len(hue.agencies) == len(whole.agencies) and len(hue.indicators) == len(whole.indicators)


# ---------------------------------------------------------------------- nothing else


def test_no_way_leads_out_of_a_slice(nation: Office) -> None:
    hue = nation.view().of("hue")
    with pytest.raises(UsageError, match="no other agency"):
        _ = hue.store
    with pytest.raises(UsageError, match="another agency"):
        hue.of("ha-noi")
    with pytest.raises(UsageError) as told:
        hue.figure("tb2.danang.centre")
    assert "danang.centres" not in str(told.value), "the message tells of a figure that is not there"
    assert "tb2.danang.centres" not in hue and "tb2.late" not in hue
    with pytest.raises(UnknownAgency, match="hue"):
        nation.view().of("hua")


# What says whose row it is, and which register of which document it stands in.
WHOSE = {
    "id", "key", "indicator", "dimensions", "agency", "agencies", "lead", "partners", "list", "document",
    "known_from",
}  # fmt: skip


def changed(store: Store, table: str, row: int, *columns: str) -> Store:
    """A store with other cells in these columns of one row."""
    frame = store.tables[table].copy()
    for column in columns:
        cells = frame[column].astype(object)
        cells.iloc[row] = another(column, cells.iloc[row], str(frame[column].dtype))
        frame[column] = cells.astype(frame[column].dtype)
    return Store(store.workspace, {**store.tables, table: frame})


def lacking(store: Store, table: str, row: int) -> Store:
    """A store without one row."""
    frame = store.tables[table].drop(index=row).reset_index(drop=True)
    return Store(store.workspace, {**store.tables, table: frame})


def columns_of(store: Store, table: str) -> list[str]:
    # `number` of a list is the place in it; an agency's own rows are counted anew.
    return [c for c in store.tables[table].columns if c not in WHOSE and (table, c) != ("groups", "number")]


def another(column: str, cell: Any, dtype: str) -> Any:
    """Another cell of the same type."""
    if column in ("measure", "qualifier"):
        return {"count": "percent", "exact": "about"}.get(cell, "count" if column == "measure" else "exact")
    if dtype.startswith("datetime"):
        return pd.Timestamp("2026-01-01") if pd.isna(cell) else cell - pd.Timedelta(days=1)
    if dtype == "bool":
        return not cell
    if dtype in ("Int64", "float64"):
        return 1 if pd.isna(cell) else cell + 1
    return f"{cell}1" if isinstance(cell, str) else "1"


def concerned(view: View, unit: str) -> dict[str, set[int]]:
    """Table → rows of the store's table that the agency's slice holds, now or in an earlier period."""
    found: dict[str, set[int]] = {table: set() for table in TABLES}
    at: View | None = view
    while at is not None:
        piece = at.of(unit)
        for table in TABLES:
            found[table] |= set(at.rows(table)[piece.rows(table)].tolist())
        named = at.slices.databases_named(unit, piece.rows("figures"))
        found["databases"] |= set(at.rows("databases")[named].tolist())
        at = at.previous()
    return found


@pytest.mark.parametrize("unit", ["hue", "bo-y-te", "viettel"])
def test_a_row_outside_changes_nothing_and_a_row_inside_is_noticed(nation: Office, unit: str) -> None:
    store, view = nation.store(), nation.view()
    inside, piece = concerned(view, unit), view.of(unit)
    before, seen = fingerprints.parts(piece), {True: 0, False: 0}
    for table in TABLES:
        for row in range(len(store.tables[table])):
            others = [changed(store, table, row, *columns_of(store, table))]
            others += [lacking(store, table, row)] if table in ("figures", "directives") else []
            for other in (o.view("2026-06").of(unit) for o in others):
                held = row in inside[table]
                seen[held] += 1
                assert (fingerprints.parts(other) != before) == held, (table, row)
                if not held:
                    assert other.values == piece.values, (table, row)
                    for name in TABLES:
                        pd.testing.assert_frame_equal(other.table(name), piece.table(name))
    assert seen[True] > 5 and seen[False] > 5


def test_every_column_of_a_row_inside_is_noticed(nation: Office) -> None:
    store, view = nation.store(), nation.view()
    everybodys = ("documents", "figures", "tasks", "directives", "groups")
    for unit, tables in (("hue", everybodys), ("bo-y-te", ("databases",))):
        before, inside = fingerprints.parts(view.of(unit)), concerned(view, unit)
        for table in tables:
            for column in columns_of(store, table):
                other = changed(store, table, max(inside[table]), column)
                assert fingerprints.parts(other.view("2026-06").of(unit)) != before, (table, column)


def test_who_comes_and_goes_in_a_list_moves_nobody_else(nation: Office) -> None:
    hue = fingerprints.parts(nation.view().of("hue"))
    with (nation.workspace.raw / "2-tb" / "groups.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS["groups"], restval="")
        writer.writeheader()
        for name, agency in (("reporting.reported", "lao-cai"), ("reporting.reported", "hue")):
            writer.writerow({"list": name, "agency": agency, "as_written": agency, "locator": "I/¶3"})
    later = nation.view().of("hue")
    assert fingerprints.parts(later) == hue
    assert list(later.groups["number"]) == [1, 1]


def test_an_older_list_counts_when_the_newer_one_goes(nation: Office) -> None:
    """Which document is the latest that has a list is part of what a slice depends on."""
    view = nation.view()
    store, groups = nation.store(), nation.store().tables["groups"]
    kept = groups[~((groups["document"] == "2-tb") & (groups["list"] == "reporting.reported"))]
    other = Store(store.workspace, {**store.tables, "groups": kept.reset_index(drop=True)}).view("2026-06")
    changed = fingerprints.parts(other.of("ha-noi")), fingerprints.parts(view.of("ha-noi"))
    assert [name for name in changed[0] if changed[0][name] != changed[1].get(name)] == ["lists that name it"]
    assert fingerprints.parts(other.of("bo-y-te")) == fingerprints.parts(view.of("bo-y-te"))


def test_parts_are_named_for_people(nation: Office) -> None:
    view = nation.view()
    assert set(fingerprints.parts(view.of("hue"))) == {
        "figures of the agency",
        f"{PEERS}: overdue.tasks",
        f"{PEERS}: products.count",
        "figures of the nation",
        "order of the figures",
        "documents",
        "tasks",
        "directives",
        "lists that name it",
        "registry of agencies",
    }
    assert "databases of its peers" in fingerprints.parts(view.of("bo-y-te"))
    assert set(fingerprints.parts(view)) == {
        "documents",
        "figures",
        "tasks",
        "databases",
        "directives",
        "lists of agencies",
        "registry of agencies",
    }


# ---------------------------------------------------------------------- at scale


def many(office: Office, number: int) -> View:
    """A nation of `number` enterprises beside the provinces of interest, each with three figures."""
    store = office.store()
    rows = store.tables["figures"]
    more = [
        rows.assign(id=rows["id"] + f".{n}", agency="mobifone" if n % 2 else "fpt").iloc[:3] for n in range(number)
    ]
    frame = pd.concat([rows, *more], ignore_index=True)
    view = Store(store.workspace, {**store.tables, "figures": frame}).view("2026-06")
    view.slices.prepare()
    view.value("overdue.tasks")
    return view


def test_a_slice_and_a_value_cost_what_they_hold_and_not_what_the_nation_holds(nation: Office) -> None:
    def work(view: View) -> None:
        piece = view.of("hue")
        assert len(piece.values) == 7 and piece.count("tasks") == 1
        assert view.value("overdue.tasks", agency="hue").amount == 2
        assert len(view.history("overdue.tasks", agency="hue")) == 2
        assert len(view.all("products.count", group="strategic", agency="hue")) == 1

    few, lots = many(nation, 5), many(nation, 500)
    assert calls(lambda: work(lots)) < 1.1 * calls(lambda: work(few))


def test_slices_share_the_views_values_and_are_not_all_kept(nation: Office) -> None:
    view = nation.view()
    assert view.of("hue") is view.of("hue")
    assert all(value is view.figure(value.id) for value in view.of("hue").values)
    provinces = [a.id for a in registry.agencies().values() if a.kind == "province"]
    assert len(provinces) > slices.KEPT
    first = view.of("hue")
    for province in provinces:
        view.of(province)
    assert len(view.slices._kept) == slices.KEPT
    assert first.values == view.of("hue").values


# ---------------------------------------------------------------------- contexts


@pytest.fixture
def root(nation: Office) -> str:
    briefing.forget()
    return str(nation.workspace.root)


def test_findings_are_found_once_for_all_languages_and_agencies(
    root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, asked = briefing._run_checks, []
    monkeypatch.setattr(briefing, "_run_checks", lambda view: asked.append((str(view.period), view.unit)) or run(view))
    briefing.ready("2026-06", workspace=root)
    for lang in ("vi", "en"):
        for unit in (None, "hue", "ha-noi"):
            before = briefing.start("2026-06", lang, unit, workspace=root).view.previous()
            assert before is not None
            briefing.start(str(before.period), lang, unit, workspace=root)
    assert asked == [("2026-06", None), (str(before.period), None)]


def test_a_context_has_the_findings_about_its_figures_only(root: str, nation: Office) -> None:
    Sheet(nation.workspace.raw / "2-tb", "tb2").check(
        rule="same", figures=["tb2.hue.late", "tb2.viettel.late"]
    )
    whole, hue, hanoi, viettel = (
        briefing.start("2026-06", "vi", unit, workspace=root) for unit in (None, "hue", "ha-noi", "viettel")
    )
    (about,) = (f for f in whole.findings if f.check == "c")
    assert set(about.figures) == {"tb2.hue.late", "tb2.viettel.late"}
    assert [f.figures for f in hue.findings if f.check == "c"] == [("tb2.hue.late",)]
    assert [f.figures for f in hanoi.findings if f.check == "c"] == [("tb2.hue.late",)], "a peer's ranked figure"
    assert [f.figures for f in viettel.findings if f.check == "c"] == [("tb2.viettel.late",)]
    assert all(set(f.figures) <= set(hue.view.ids) for f in hue.findings)
    assert any(not f.figures for f in whole.findings) and all(f.figures for f in hue.findings)
    assert (hue.unit, whole.unit, hue.lang) == ("hue", None, "vi")


def test_a_unit_may_be_named_in_words(root: str) -> None:
    assert briefing.start("2026-06", "vi", "Thành phố Huế", workspace=root).unit == "hue"
    with pytest.raises(UnknownAgency):
        briefing.start("2026-06", "vi", "Atlantis", workspace=root)


def test_the_registry_in_force_is_that_of_the_workspace_asked_for(root: str, tmp_path_factory) -> None:
    other = Office(tmp_path_factory.mktemp("other"))
    row = dict.fromkeys(registry.COLUMNS, "") | {
        "id": "xa-moi", "kind": "commune", "name_vi": "Xã Mới", "short_vi": "Xã Mới", "name_en": "Moi Commune",
        "short_en": "Moi", "parent": "hue",
    }  # fmt: skip
    with (other.workspace.raw / registry.ADDED).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, registry.COLUMNS)
        writer.writeheader()
        writer.writerow(row)
    other.document("1-tb", "tb1", "2026-06-02").figures(figure("new", "1", agency="xa-moi"))
    place = str(other.workspace.root)
    for _ in range(2):
        assert briefing.start("2026-06", "vi", "xa-moi", workspace=place).view.count("figures") == 1
        with pytest.raises(UnknownAgency):
            briefing.start("2026-06", "vi", "xa-moi", workspace=root)


def test_made_up_documents_are_told(nation: Office) -> None:
    view = nation.view()
    assert view.invented is False and view.of("hue").invented is False
    documents = view.store.tables["documents"].assign(invented=True)
    made_up = Store(nation.workspace, {**view.store.tables, "documents": documents}).view("2026-06")
    assert made_up.invented is True and made_up.of("hue").invented is True


@pytest.mark.parametrize("unit", ["hue", "ha-noi", "bo-y-te", "bo-tu-phap", "bo-cong-an", "lai-chau"])
def test_a_slice_has_all_that_a_card_needs(unit: str) -> None:
    """With the project's own documents: the card and the sources are those that the whole nation would give."""
    for period in ("2026-05", "2026-06"):
        whole, piece = briefing.start(period, "vi"), briefing.start(period, "vi", unit)
        compute = briefing.indicators.agency.compute
        assert compute(piece.view, unit) == compute(whole.view, unit)
        assert piece.view.values and len(piece.view.values) < len(whole.view.values)
        for value in piece.view.values:
            assert piece.record(value) == whole.record(value)


# ---------------------------------------------------------------------- notebooks of packs


def test_a_notebook_of_an_agencys_pack_cannot_begin_with_the_nation(root: str) -> None:
    with briefing.confined("2026-05", "hue"):
        assert briefing.start("2026-05", "vi", "hue", workspace=root).unit == "hue"
        for asked, told in (
            (("2026-05", "vi"), "the whole nation"),
            (("2026-05", "vi", "ha-noi"), "ha-noi"),
            (("2026-06", "vi", "hue"), "after its period"),
        ):
            with pytest.raises(UsageError, match=told):
                briefing.start(*asked, workspace=root)
        with pytest.raises(UsageError, match="tables of all"):
            briefing.store(root)
    assert briefing.start("2026-06", "vi", workspace=root).unit is None


def test_a_notebook_of_a_national_pack_sees_everything_of_its_period(root: str) -> None:
    with briefing.confined("2026-Q2", None):
        assert briefing.start("2026-06", "vi", "hue", workspace=root).unit == "hue"
        assert briefing.start("2026-Q2", "en", workspace=root).unit is None
        with pytest.raises(UsageError, match="after its period"), briefing.confined("2026-05", None):
            briefing.start("2026-Q2", "en", workspace=root)
        assert briefing.start("2026-Q2", "en", workspace=root).view.count("documents") == 2
