"""pyproject.toml, requirements/lock.txt and environment.yml say the same, and name no host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import environment

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (ROOT / "requirements" / "lock.txt").read_text("utf-8")
INSTALLER = (ROOT / "requirements" / "pip.txt").read_text("utf-8")


def wanted() -> list[Requirement]:
    return [Requirement(r) for r in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]]


def locked() -> dict[str, list[Version]]:
    pins: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9_.\-]+)==([^\s;\\]+)", LOCK, flags=re.M):
        pins.setdefault(canonicalize_name(name), []).append(Version(version))
    return pins


def test_every_requirement_is_locked_at_a_version_it_allows() -> None:
    pins = locked()
    for requirement in wanted():
        versions = pins.get(canonicalize_name(requirement.name), [])
        assert versions, f"{requirement.name} is not in the lock: run make lock"
        for version in versions:
            assert requirement.specifier.contains(version, prereleases=True), f"{requirement}: {version}"


def test_every_locked_package_has_a_hash() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip())
    assert len(entries) > 100 and INSTALLER.startswith("pip==")
    assert [e.splitlines()[0] for e in (*entries, INSTALLER) if "--hash=sha256:" not in e] == []


def test_environment_yml_is_written_from_pyproject() -> None:
    assert (ROOT / "environment.yml").read_text("utf-8") == environment.environment()


def test_no_file_of_requirements_names_a_host() -> None:
    for name in ("requirements/lock.txt", "requirements/pip.txt", "environment.yml", "pyproject.toml"):
        assert "://" not in (ROOT / name).read_text("utf-8"), name
