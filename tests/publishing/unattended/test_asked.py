"""Which packs a run makes, by briefing.toml, the workspace's notebooks and the command line."""

from __future__ import annotations

import pytest

from analysis.errors import UnknownParameter
from analysis.office import Office, PackWish, RunSettings
from analysis.paths import Workspace
from analysis.publishing.unattended.asked import check_told, wishes


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "packs.toml").write_text(
        '[money]\ntitle = { vi = "Tiền", en = "Money" }\nnotebooks = ["10-budget"]\n', encoding="utf-8"
    )
    return Workspace(tmp_path)


def told(found: list[PackWish]) -> list[tuple]:
    return [(wish.pack, wish.lang, wish.units) for wish in found]


def test_usually_the_national_pack_and_scorecards_where_there_is_a_notebook(workspace) -> None:
    nation = ("national", ("vi", "en"), ())
    assert told(wishes(workspace, Office(), ())) == [nation]
    (workspace.notebooks / "90-agency.ipynb").touch()
    assert told(wishes(workspace, Office(), ())) == [nation, ("agency", ("vi",), ("all",))]


def test_what_is_declared_and_nothing_else(workspace) -> None:
    declared = (PackWish(pack="money"), PackWish(pack="agency", lang=("en",), units=("hue",)))
    office = Office(run=RunSettings(packs=declared))
    assert told(wishes(workspace, office, ())) == [("money", ("vi",), ()), ("agency", ("en",), ("hue",))]
    assert told(wishes(workspace, office, ["money"])) == [("money", ("vi",), ())]


def test_a_pack_that_people_are_told_of_and_that_is_none(workspace) -> None:
    tell = {"packs": ["nation"], "webhook": {"url": "https://example.vn/x"}}
    with pytest.raises(UnknownParameter, match="national"):
        check_told(workspace, Office.model_validate({"tell": tell}))
    check_told(workspace, Office.model_validate({"tell": {"packs": ["nation"]}}))  # nobody is to be told


def test_a_pack_that_is_only_named(workspace) -> None:
    office = Office.model_validate({"office": {"lang": "en"}})
    assert told(wishes(workspace, office, ["money"])) == [("money", ("en",), ())]
    assert told(wishes(workspace, office, ["agency"])) == [("agency", ("en",), ("all",))]
    with pytest.raises(UnknownParameter, match="money"):
        wishes(workspace, office, ["mony"])
