"""A workspace of an office's own: the folders, the notebooks, and its settings, ready for its first document."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BriefingError, UsageError
from ..office import LOGOS, Office, load
from ..paths import Workspace, shipped_notebooks

_FORMS = Path(__file__).with_name("forms")


@dataclass(frozen=True)
class Identity:
    """What the office says of itself when it begins; all of it can be changed in briefing.toml."""

    name: str | None = None
    name_en: str | None = None
    lang: str = "vi"
    accent: str | None = None
    logo: Path | None = None


@dataclass(frozen=True)
class Made:
    folder: Path
    notebooks: int


def init(folder: Path, identity: Identity) -> Made:
    """Makes the workspace in `folder`, with copies of the notebooks that come with the program.

    Nothing is ever overwritten: raises UsageError naming what stands in the way, or what is wrong with the identity;
    BriefingError when the folder cannot be written to.
    """
    folder = folder.expanduser().resolve()
    notebooks = shipped_notebooks()
    if not notebooks:
        raise BriefingError("The notebooks that come with the program are missing.", hint="install it anew")
    names = [*_tops(identity)]
    standing = [name for name in names if (folder / name).exists() or (folder / name).is_symlink()]
    if folder.exists() and not folder.is_dir():
        raise UsageError("A workspace is a folder.", found=f"a file: {folder}")
    if standing:
        raise UsageError(
            "Something stands there already; nothing is overwritten.",
            where=folder,
            found=", ".join(standing),
            hint="name a folder that is new or empty",
        )
    try:
        # In the folder itself if it is there: what is around it may be another's, or another disk.
        beside = folder if folder.is_dir() else folder.parent
        beside.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=".briefing-", dir=beside))
        try:
            _write(new, notebooks, identity)
            _check(new)
            folder.mkdir(exist_ok=True)
            for name in names:  # the settings last: a workspace that was begun only has none
                (new / name).rename(folder / name)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise BriefingError(
            "The workspace could not be made.", where=folder, found=error.strerror or str(error)
        ) from error
    return Made(folder, len(notebooks))


def _tops(identity: Identity) -> Iterator[str]:
    """What is made in the folder itself, the settings last."""
    yield from ("data", "notebooks", "reports", ".gitignore", "packs.toml")
    if identity.logo is not None:
        yield _logo_name(identity)
    yield "briefing.toml"


def _write(root: Path, notebooks: list[Path], identity: Identity) -> None:
    root.chmod(0o755)
    workspace = Workspace(root)
    for place in (workspace.raw, workspace.processed, workspace.notebooks, workspace.reports):
        place.mkdir(parents=True)
    for notebook in notebooks:
        shutil.copyfile(notebook, workspace.notebooks / notebook.name)
    for name, target in {
        "raw.md.j2": workspace.raw / "README.md",
        "processed.md.j2": workspace.processed / "README.md",
        "reports.md.j2": workspace.reports / "README.md",
        "gitignore.j2": root / ".gitignore",
        "packs.toml.j2": root / "packs.toml",
    }.items():
        target.write_text(_filled(name), encoding="utf-8")
    if identity.logo is not None:
        _copy_logo(identity.logo, root / _logo_name(identity))
    workspace.settings.write_text(settings(identity), encoding="utf-8")


def settings(identity: Identity) -> str:
    """The text of briefing.toml: what is given, and as comments what may be said besides."""
    if identity.lang not in ("vi", "en"):
        raise UsageError(
            "This is not a language of the packs.", expected="vi or en", found=repr(identity.lang)
        )
    if identity.accent is not None and not re.fullmatch(r"#[0-9a-fA-F]{6}", identity.accent):
        raise UsageError(
            "This is not a colour.", expected='six hexadecimal digits, as "#0b4f6c"', found=identity.accent
        )
    if identity.name_en is not None and identity.name is None:
        raise UsageError(
            "The office's name in English is given, and in Vietnamese it is not.", hint="add --name"
        )
    return _filled(
        "briefing.toml.j2",
        name=_quoted(identity.name) if identity.name else None,
        name_en=_quoted(identity.name_en or identity.name or ""),
        lang=identity.lang,
        logo=_logo_name(identity) if identity.logo is not None else None,
        accent=identity.accent,
    )


def _filled(form: str, **fields: Any) -> str:
    """A form with its fields filled in."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    forms = Environment(
        loader=FileSystemLoader(_FORMS),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return str(forms.get_template(form).render(**fields))


def _quoted(text: str) -> str:
    """A string as TOML has it: as JSON has it, but for the character that only TOML forbids."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _logo_name(identity: Identity) -> str:
    assert identity.logo is not None
    suffix = identity.logo.suffix.lower()
    if suffix not in LOGOS:
        raise UsageError("This cannot be a logo.", expected=" or ".join(LOGOS), found=str(identity.logo))
    return f"logo{suffix}"


def _copy_logo(source: Path, target: Path) -> None:
    from ..rendering import logos

    try:
        data = source.expanduser().read_bytes()
    except OSError as error:
        raise UsageError("The logo cannot be read.", found=f"{source}: {error.strerror or error}") from error
    try:
        logos.read(data, {".svg": "image/svg+xml", ".png": "image/png"}[target.suffix])
    except ValueError as error:
        raise UsageError("The logo cannot be used.", where=source, found=str(error)) from error
    target.write_bytes(data)


def _check(root: Path) -> Office:
    """What was written is what a run will read; raises DataError when it is not."""
    return load(Workspace(root))
