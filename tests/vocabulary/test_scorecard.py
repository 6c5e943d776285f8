"""What the card of an agency is made of is declared in data, and what is declared exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.vocabulary import scorecard
from analysis.vocabulary.catalogue import catalogue, dimension_labels


def test_every_question_is_known_to_the_catalogue() -> None:
    assert {q.key for q in scorecard.ranked()} == set(dimension_labels()["question"])
    for question in scorecard.ranked():
        for name in (*question.indicators, *([question.rate] if question.rate else [])):
            assert name in catalogue()
    assert scorecard.nation_indicators() <= set(catalogue())
    assert scorecard.ranked_indicators() >= {"overdue.tasks", "products.count", "budget.assigned"}


def test_a_better_direction_is_taken_from_the_catalogue() -> None:
    directions = {q.key: q.direction for q in scorecard.ranked()}
    assert directions["overdue"] == "lower" and directions["procedures"] == "higher"


def test_questions_are_put_to_some_kinds_only() -> None:
    procedures = next(q for q in scorecard.ranked() if q.key == "procedures")
    assert procedures.concerns("ministerial") and not procedures.concerns("province")
    assert scorecard.body("government_agency") == "ministry" and scorecard.body("enterprise") is None
    assert not procedures.concerns("enterprise")


def test_a_peers_figure_is_used_only_with_the_dimensions_asked_for() -> None:
    assert scorecard.ranks("products.count", {"group": "strategic"})
    assert not scorecard.ranks("products.count", {"group": "strategic", "field": "uav"})
    assert not scorecard.ranks("products.count", {})
    assert scorecard.ranks("databases.criteria", {"database": "csdl-dat-dai", "list": "criteria"})
    assert not scorecard.ranks("databases.criteria", {"database": "csdl-dat-dai", "list": "connection"})
    assert scorecard.ranks("budget.assigned", {}) and not scorecard.ranks("technology.firms", {})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ranked:\n  a:\n    indicator: overdue.task\n    by: amount", "overdue.task"),
        (
            "ranked:\n  a:\n    indicator: overdue.tasks\n    by: amount\n    dimensions: {scope: none}",
            "scope=none",
        ),
        ("ranked:\n  a:\n    indicator: overdue.tasks\n    by: ratio\n    rate: connection.rate", "`of`"),
        ("ranked:\n  a:\n    indicator: overdue.tasks\n    by: share", "`rate`"),
        ("ranked:\n  a:\n    indicator: products.share\n    by: amount", "direction"),
        ("ranked:\n  a:\n    indicator: overdue.tasks\n    by: amount\n    colour: red", "colour"),
        ("nation: [overdue.nothing]", "overdue.nothing"),
        ("rank: {}", "rank"),
    ],
)
def test_a_malformed_entry_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "scorecard.yml"
    entry = "    bodies: [province]\n    title: {vi: Một, en: One}\n"
    path.write_text(f"{text}\n{entry}" if text.startswith("ranked") else text, "utf-8")
    with pytest.raises(DataError) as caught:
        scorecard.read(path)
    assert words in str(caught.value) and "scorecard.yml" in str(caught.value)
