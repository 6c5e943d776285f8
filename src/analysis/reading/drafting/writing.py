"""Writing a draft into data/raw/<document>/: all of it or nothing, and never over a reviewed sheet."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ...errors import DataError
from ...paths import Workspace
from ..sheets import COLUMNS, DRAFT, KINDS, PROPOSAL_COLUMNS, PROPOSALS, SETTINGS, sheet_folders
from .model import Draft, Letterhead
from .sheet import SheetRows, identity, rows_of
from .wording import shorten

_STAGED, _ASIDE = ".draft-", ".old"


def write(draft: Draft, workspace: Workspace, *, replace: bool = False) -> Path:
    """The folder of the new sheet.

    Raises DataError when there is a sheet of this document already: a reviewed one is never overwritten, a
    draft only with `replace`; and when the folder cannot be written.
    """
    _recover(workspace.raw)
    others = _others(workspace)
    same = next((folder for folder, found in others.items() if _sha256(found) == draft.sha256), None)
    id, key = identity(draft.letterhead, draft.sha256)
    folder = same or workspace.raw / id
    year = _year_of(draft.letterhead)
    if same is None and folder in others and year and _year(others[folder]) not in ("", year):
        folder = workspace.raw / f"{id}-{year}"  # the numbers begin anew each year
    if folder.exists():
        _check_replaceable(folder, others.get(folder), replace)
        key = str(others.get(folder, {}).get("key") or key)
    key = _free_key(key, {str(found.get("key")) for other, found in others.items() if other != folder}, draft)
    _put(folder, _files(draft, folder.name, key, rows_of(draft, key)))
    return folder


def _others(workspace: Workspace) -> dict[Path, Mapping[str, object]]:
    """The folders of sheets that there are, with what their settings say (nothing when they cannot be read)."""
    found: dict[Path, Mapping[str, object]] = {}
    for folder in sheet_folders(workspace):
        try:
            found[folder] = tomllib.loads((folder / SETTINGS).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            found[folder] = {}
    return found


def _sha256(found: Mapping[str, object]) -> object:
    text = found.get("text")
    return text.get("sha256") if isinstance(text, Mapping) else None


def _year(found: Mapping[str, object]) -> str:
    year = str(found.get("issued", ""))[:4]
    return year if year.isdecimal() else ""


def _year_of(letterhead: Letterhead) -> str:
    return str(letterhead.issued.year) if letterhead.issued else ""


def _free_key(key: str, taken: set[str], draft: Draft) -> str:
    """The key, told apart by the year when another document has it."""
    if key not in taken:
        return key
    year = _year_of(draft.letterhead)[2:]
    return f"{key}y{year}" if year and f"{key}y{year}" not in taken else f"{key}x{draft.sha256[:4]}"


def _check_replaceable(folder: Path, found: Mapping[str, object] | None, replace: bool) -> None:
    if found is None or found.get("status") != DRAFT:
        raise DataError(
            "There is a sheet of this document already.", where=folder, expected="no sheet, or a draft",
            found=f"status {found.get('status')!r}" if found else "a folder without readable settings",
            hint="a reviewed sheet is never overwritten: correct it by hand, or move it away first",
        )
    if not replace:
        raise DataError(
            "There is a draft of this document already.", where=folder, found='status "draft"',
            hint="go on with it (briefing review), or draft anew with --replace: what was corrected in it is lost",
        )


def _put(folder: Path, files: Mapping[str, str]) -> None:
    """The files as the folder, in one step; an earlier draft in its place goes when the new one is there."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}{_STAGED}", dir=folder.parent))
    except OSError as error:
        raise _unwritable(folder, error) from error
    aside = staging.with_name(f"{staging.name}{_ASIDE}")
    try:
        for name, text in files.items():
            path = staging / name
            with path.open("w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
        staging.chmod(0o755)
        if folder.exists():
            _keep(folder, staging)
            folder.rename(aside)
        try:
            staging.rename(folder)
        except OSError:
            if aside.exists():
                aside.rename(folder)
            raise
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)


def _recover(raw: Path) -> None:
    """Puts back a draft that a killed run had moved aside and not yet replaced."""
    for aside in raw.glob(f".*{_STAGED}*{_ASIDE}"):
        folder = raw / aside.name[1:].partition(_STAGED)[0]
        if not folder.exists():
            with contextlib.suppress(OSError):
                aside.rename(folder)


def _keep(folder: Path, staging: Path) -> None:
    """What a person has added to a draft beside its sheets (checks.toml) goes over into the new one."""
    for path in folder.iterdir():
        if not (staging / path.name).exists() and path.name not in (*COLUMNS, PROPOSALS, SETTINGS):
            if path.is_dir():
                shutil.copytree(path, staging / path.name)
            else:
                shutil.copy2(path, staging / path.name)


def _unwritable(folder: Path, error: OSError) -> DataError:
    return DataError(
        "The draft could not be written; nothing was changed.", where=folder, found=error.strerror or str(error),
        hint="free space, or mend the folder's permissions",
    )


def _files(draft: Draft, id: str, key: str, rows: SheetRows) -> dict[str, str]:
    """The contents of the folder by name; registers that are empty are left out."""
    files = {SETTINGS: _settings(draft, id, key)}
    for name, columns in COLUMNS.items():
        if rows.tables.get(name) or name in ("figures.csv", "setaside.csv"):
            files[name] = _csv(columns, rows.tables.get(name, ()))
    files[PROPOSALS] = _csv(PROPOSAL_COLUMNS, rows.proposals)
    return files


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _settings(draft: Draft, id: str, key: str) -> str:
    """document.toml, with what a person has to do in its comments."""
    head = draft.letterhead
    issued = ""
    if head.issued is not None:
        issued = f"{head.issued:%Y-%m-%d}" if head.issued_precision == "day" else f"{head.issued:%Y-%m}"
    fill_in = "  # fill in"
    kind_note = f"  # the document says {head.kind_written}" if head.kind_written else ""
    title = shorten(head.title) if head.title else ""
    lines = [
        "# A draft, made by `briefing draft`. Compare it with the document: `briefing review` shows both.",
        "# 1. Fill in what is empty here, and correct what is wrong.",
        "# 2. In the CSV files: correct the rows, give titles in your own words in both languages, and delete",
        "#    what is no figure, task or list. proposals.csv says how sure each row was.",
        "# 3. Put mentions that are deliberately no figure into setaside.csv, with the reason.",
        '# 4. Set status = "reviewed" below. The build refuses drafts.',
        "",
        f"id = {_text(id)}",
        f"key = {_text(key)}  # begins the id of each row",
        f"number = {_text(head.number or '')}" + ("" if head.number else fill_in),
        f"kind = {_text(head.kind or '')}" + (kind_note if head.kind else f"{fill_in}: {', '.join(KINDS)}"),
        f"issuer = {_text(head.issuer or '')}"
        + ("" if head.issuer else f"{fill_in}: an id of the registry of agencies" + _said(head.issuer_written)),
        f"issued = {_text(issued)}" + ("" if issued else f"{fill_in}: 2026-06-24, or 2026-06 when no day is printed"),
        f"as_of = {_text(issued)}" + ("  # the date that the figures speak of; check it" if issued else fill_in),
        f"period = {_text(issued[:7])}" + ("" if issued else f"{fill_in}: the month, 2026-06"),
        f'status = "{DRAFT}"',
        "",
        "[title]",
        f"vi = {_text(title)}  # put it into your own words",
        f'en = ""{fill_in}',
        "",
        "[text]",
        f"letterhead = [{', '.join(map(_text, head.strings))}]"
        + ("" if head.strings else f"{fill_in}: strings that stand near the top of this document only"),
        f"sha256 = {_text(draft.sha256)}",
    ]
    return "\n".join([*lines, ""])


def _said(written: str | None) -> str:
    return f"; the document says {' '.join(written.split())[:80]}" if written else ""


def _text(value: str) -> str:
    """A TOML string: JSON's escapes are TOML's too, but for the character DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
