"""The recipes: what a file may say, what is told of a mistake, and that each recipe of the package can fire."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.reading.drafting.figures import draft_figures
from analysis.reading.drafting.recipes import FOLDER, RecipeBook, read_recipes, recipe_book
from analysis.reading.mentions import MentionKind, read_mentions
from analysis.reading.text import parse
from analysis.vocabulary.catalogue import catalogue

GOOD = """
overdue.tasks:
  counts: [nhiệm vụ]
  needs:
    - {within: own, words: [quá hạn, $late]}
  agency: may
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., RecipeBook]:
    """Reads a folder with one file of recipes, and one of lists."""

    def reader(body: str, words: str = "late: [chậm muộn]", name: str = "overdue.yml") -> RecipeBook:
        (tmp_path / name).write_text(body, "utf-8")
        (tmp_path / "words.yml").write_text(words, "utf-8")
        return read_recipes(tmp_path)

    return reader


def test_a_recipe_is_read_with_its_lists(read: Callable[..., RecipeBook]) -> None:
    recipe = read(GOOD).by_name["overdue.tasks"]
    assert recipe.needs[0].words == ("quá hạn", "chậm muộn")
    assert (recipe.indicator, recipe.file) == ("overdue.tasks", "overdue.yml")
    assert MentionKind.AGENCY_COUNT in recipe.kinds


@pytest.mark.parametrize(("body", "said"), [
    ("overdue.task: {counts: [nhiệm vụ]}", "no such indicator"),
    ("overdue.tasks: {indicator: nothing, counts: [nhiệm vụ]}", "no such indicator"),
    ("overdue.tasks: {counts: [nhiệm vụ], dimensions: {colour: {values: {red: [đỏ]}}}}", "no such dimension"),
    ("overdue.tasks: {counts: [nhiệm vụ], dimensions: {scope: {values: {own: [riêng]}}}}", "no such value"),
    ("overdue.tasks: {counts: [nhiệm vụ], dimensions: {scope: {values: {joint: [chung]}, default: own}}}",
     "no such value"),
    ("overdue.tasks: {counts: [nhiệm vụ], dimensions: {scope: {values: {joint: [chung]}, "
     "together: {common: [joint, apart]}}}}", "values of the dimension"),
    ("overdue.tasks: {counts: [nhiệm vụ], needs: [{within: far, words: [quá hạn]}]}", "malformed"),
    ("overdue.tasks: {counts: [nhiệm vụ], colour: red}", "malformed"),
    ("overdue.tasks: {counts: [nhiệm vụ], needs: [{words: []}]}", "malformed"),
    ("overdue.tasks: {counts: ['… nhiệm vụ']}", "malformed"),
    ("overdue.tasks: [nhiệm vụ]", "malformed"),
    ("overdue.tasks: {counts: [$nothing]}", "no list of words"),
    ("overdue.tasks: {agency: may}", "fits anything"),
    ("overdue.tasks: {counts: [nhiệm vụ], kinds: [money]}", "no such mentions"),
    ("overdue.tasks: {counts: [nhiệm vụ], share: overdue.long_tasks}", "share is a percentage"),
    ("overdue.tasks: {counts: [nhiệm vụ], share: {overdue.tasks: overdue.long_tasks}}", "share is a percentage"),
    ("overdue.tasks: {counts: [nhiệm vụ], share: {nothing: budget.share_target}}", "no such indicator"),
    ("overdue.tasks: {counts: [nhiệm vụ], kin: [nothing]}", "no such indicator"),
    ("overdue.tasks: {counts: [nhiệm vụ", "not YAML"),
    ("- overdue.tasks", "maps names to recipes"),
])  # fmt: skip
def test_a_mistake_names_file_and_recipe(read: Callable[..., RecipeBook], body: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        read(body)
    assert said in str(caught.value)
    assert "overdue.yml" in str(caught.value)
    if said not in ("not YAML", "maps names to recipes"):
        assert "overdue.task" in str(caught.value)


def test_a_phrase_can_count_behind_the_number_only(read: Callable[..., RecipeBook]) -> None:
    body = "overdue.tasks: {counts: [nhiệm vụ], needs: [{within: own, words: ['>+quá hạn']}]}"
    issued = dt.date(2026, 12, 31)
    book = read(body)
    for text, count in (
        ("Có 12 nhiệm vụ quá hạn.", 1), ("Quá hạn 12 nhiệm vụ.", 0), ("Có 12 nhiệm vụ không quá hạn.", 0),
    ):
        document = parse(text)
        assert len(draft_figures(document, read_mentions(document, issued), issued, book)) == count, text


def test_a_dimension_can_be_looked_for_in_a_second_place(read: Callable[..., RecipeBook]) -> None:
    body = (
        "overdue.tasks: {counts: [nhiệm vụ], dimensions: {scope: {within: behind, then: before, "
        "values: {common: [chung], joint: [đồng chủ trì]}}}}"
    )
    issued = dt.date(2026, 12, 31)
    document = parse("Loại chung có 12 nhiệm vụ; loại chung có 15 nhiệm vụ đồng chủ trì.")
    figures = draft_figures(document, read_mentions(document, issued), issued, read(body))
    assert [figure.dimensions for figure in figures] == [{"scope": "common"}, {"scope": "joint"}]


def test_a_recipe_stands_once_in_all_files(read: Callable[..., RecipeBook], tmp_path: Path) -> None:
    (tmp_path / "again.yml").write_text(GOOD, "utf-8")
    with pytest.raises(DataError, match="has the name of another"):
        read(GOOD)


def test_a_list_of_words_is_a_list(read: Callable[..., RecipeBook]) -> None:
    with pytest.raises(DataError, match="list of words is malformed"):
        read(GOOD, words="late: quá hạn")


def test_the_recipes_of_the_package_are_well_formed() -> None:
    book = recipe_book()
    assert {path.name for path in FOLDER.glob("*.yml")} >= {recipe.file for recipe in book.recipes}
    for recipe in book.recipes:
        assert recipe.name == recipe.indicator or recipe.name.startswith(f"{recipe.indicator}."), recipe.name
        assert catalogue()[recipe.indicator].kind != "computed", recipe.name


def test_every_stated_indicator_has_a_recipe_or_is_read_elsewhere() -> None:
    registers = {"databases.criteria"}  # rows of an annex
    recipes = recipe_book().recipes
    known = {indicator for recipe in recipes for indicator in (recipe.indicator, *recipe.shares)}
    stated = {key for key, entry in catalogue().items() if entry.kind != "computed"}
    assert stated - known == registers


def test_every_recipe_fires_on_an_invented_report() -> None:
    fired: set[str] = set()
    for path in (Path(__file__).parent / "reports").glob("*.txt"):
        text = re.sub(r"⟦[^⟦⟧]*\|([^|⟦⟧]*)⟧", r"\1", path.read_text("utf-8"))
        document = parse(text)
        issued = dt.date(2026, 12, 31)
        fired |= {figure.recipe for figure in draft_figures(document, read_mentions(document, issued), issued)}
    assert {recipe.name for recipe in recipe_book().recipes} - fired == set()
