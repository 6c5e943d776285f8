"""The register of directives: all of it, sortable, with what filters need on every row."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.indicators import directives as register
from analysis.publishing.site import addresses
from analysis.publishing.site.model import Site
from analysis.publishing.site.sections import directives, documents
from offices import Office, figure
from site_pages import pages_of, real_workspace, written


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(real_workspace(tmp_path_factory.mktemp("directives")))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_directive_stands_once_with_what_filters_need(site: Site, lang: str) -> None:
    soup = written(site, pages_of(site, directives, lang=lang)[addresses.DIRECTIVES])
    rows = {str(row["id"]): row for row in soup.select("#directives-register tbody tr")}
    known = register.compute(site.view()).rows
    assert list(rows) and set(rows) == {d.id for d in known} and len(known) > 80
    for d in known:
        row = rows[d.id]
        assert set(str(row["data-agency"]).split()) == {*d.lead, *d.partners}
        assert row["data-state"] == d.state and row["data-kind"] == ("proposed" if d.proposed else "assigned")
        assert row.get("data-deadline") == (d.day.isoformat() if d.day else None)
        assert d.title(lang) in row.get_text(" ", strip=True)


def test_what_is_due_soon_stands_first_and_what_is_assigned_before_what_is_proposed(site: Site) -> None:
    soup = written(site, pages_of(site, directives)[addresses.DIRECTIVES])
    order = [(row["data-state"], row["data-kind"], row.get("data-deadline", "")) for row in
             soup.select("#directives-register tbody tr")]  # fmt: skip
    soon = [each for each in order if each[0] == "soon"]
    assert order[: len(soon)] == soon and soon == sorted(soon, key=lambda e: (e[1], e[2]))


def test_every_filter_names_what_rows_carry(site: Site) -> None:
    soup = written(site, pages_of(site, directives)[addresses.DIRECTIVES])
    form = soup.select_one("form.bf-filter")
    assert form is not None and form["data-filter"] == "directives-register" and form.has_attr("hidden")
    rows = soup.select("#directives-register tbody tr")
    chosen = {str(o["value"]) for o in form.select("select option")} - {""}
    assert chosen == {agency for row in rows for agency in str(row["data-agency"]).split()}
    for name in ("state", "kind"):
        boxes = {str(box["value"]) for box in form.select(f"input[name={name}]")}
        assert boxes == {str(row[f"data-{name}"]) for row in rows}
    assert all(form.find("label", attrs={"for": control["id"]}) for control in form.select("select, input[id]"))


def test_the_counts_are_those_of_the_rows(site: Site) -> None:
    soup = written(site, pages_of(site, directives, lang="en")[addresses.DIRECTIVES])
    rows = soup.select("#directives-register tbody tr")
    total = soup.select("#directives-counts tr.bf-total td")
    assert [int(td["data-sort"]) for td in total] == [
        sum(row["data-kind"] == kind for row in rows) for kind in ("assigned", "proposed")
    ]


def test_a_document_says_its_deadlines_as_the_register_does(site: Site) -> None:
    """`trước 30/6/2026` is not `29/6/2026`, and what is asked for every month has a deadline."""
    soup = written(site, pages_of(site, directives)[addresses.DIRECTIVES])
    told = {str(row["id"]): row.select("td")[0].get_text() for row in soup.select("#directives-register tbody tr")}
    pages = pages_of(site, documents)
    rows = [
        row
        for info in site.documents
        for row in written(site, pages[addresses.document(info.id)]).select("#table-directives tbody tr")
    ]
    assert {str(row["id"]): row.select("td")[1].get_text() for row in rows} == told
    assert told["tb329.directive.01"] == "trước 30/6/2026" and told["tb329.directive.02"] == "hằng tháng"


def test_without_a_register_the_page_says_so(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.document().figures(figure("late", "4"))
    office.view("2026-06")
    site = Site(office.workspace)
    soup = written(site, pages_of(site, directives)[addresses.DIRECTIVES])
    assert soup.select("table") == [] and "chưa có danh mục" in soup.get_text()


def test_search_leads_to_the_row(site: Site) -> None:
    entries = list(directives.search_entries(site, "vi"))
    soup = written(site, pages_of(site, directives)[addresses.DIRECTIVES])
    ids = {str(row["id"]) for row in soup.select("#directives-register tbody tr")}
    assert {entry.address for entry in entries} == {
        addresses.DIRECTIVES, *(f"{addresses.DIRECTIVES}#{id_}" for id_ in ids)
    }  # fmt: skip
