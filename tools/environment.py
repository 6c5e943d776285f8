"""Writes environment.yml (conda) from pyproject.toml, so that the two cannot drift apart."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Names that differ between the two worlds.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "brotli": "brotli-python"}
# Not packaged for conda: installed by pip inside the environment.
PIP_ONLY = ("fontpkg-be-vietnam-pro", "typst", "types-openpyxl")


def name_of(requirement: str) -> str:
    """`pandera[pandas]>=0.22` → `pandera`."""
    for sign in "[><=!~; ":
        requirement = requirement.split(sign, 1)[0]
    return requirement.strip().lower()


def environment() -> str:
    """The text of environment.yml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    conda, pip = [], []
    for requirement in sorted(wanted, key=str.lower):
        name = name_of(requirement)
        if name in PIP_ONLY:
            pip.append(requirement)
        else:
            bare = requirement.replace(requirement[: len(name)], name, 1)
            bare = bare.replace("[pandas]", "")
            conda.append(bare.replace(name, CONDA_NAMES.get(name, name), 1))
    lines = ["# For conda users; written by tools/environment.py from pyproject.toml.",
             "# `make briefing` and `make test` do not need it: they use requirements/lock.txt.",
             "name: briefing57", "channels: [conda-forge]", "dependencies:",
             f"  - python{project['requires-python']}", "  - pip"]
    lines += [f"  - {requirement}" for requirement in conda]
    lines += ["  - pip:"] + [f"      - {requirement}" for requirement in pip] + ["      - --editable ."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "environment.yml").write_text(environment(), "utf-8")
