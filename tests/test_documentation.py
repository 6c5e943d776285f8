"""What the documentation promises is there, and what is there is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from analysis.checks.rules import RULES
from analysis.cli import app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]
TARGETS = re.findall(r"^([a-z-]+):", MAKEFILE, flags=re.M)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_helps(command: str) -> None:
    assert f"`briefing {command}" in README
    assert get_command(app).commands[command].help  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`briefing ([a-z]+)", README))))
def test_the_readme_promises_no_command_that_is_not_there(command: str) -> None:
    assert command in COMMANDS


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_is_phony_and_says_what_it_does(target: str) -> None:
    assert re.search(rf"^{target}:.*## \S", MAKEFILE, flags=re.M), f"make {target} has no line in make help"
    assert target in re.search(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.M)[1].split()  # type: ignore[index]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z-]+)", README))))
def test_the_readme_promises_no_target_that_is_not_there(target: str) -> None:
    assert target in TARGETS


PAGES = [Path("README.md"), *sorted(p.relative_to(ROOT) for p in (ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert ((ROOT / page).parent / target).exists(), target


def test_every_rule_of_the_checks_is_described() -> None:
    described = (ROOT / "docs" / "decisions" / "0003-checks.md").read_text("utf-8")
    assert [name for name in RULES if f"`{name}`" not in described] == []
