"""Tables on disk: Parquet with CSV twins, a manifest that says what they were built from, atomic writing.

Files appear by rename, the manifest last. A reader takes every file whole and compares it with the manifest,
so that a table of one build is never read beside a table of another: whatever does not fit is rebuilt.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as parquet

from ..errors import BriefingError
from ..vocabulary.agencies import ADDED
from .columns import DTYPES, TABLES, Type

MANIFEST = "tables.json"
FORMAT = 2  # raised when the columns or their meaning change, so that older tables are rebuilt

_ARROW: dict[Type, arrow.DataType] = {
    "text": arrow.string(),
    "integer": arrow.int64(),
    "number": arrow.float64(),
    "date": arrow.timestamp("us"),
    "flag": arrow.bool_(),
    "names": arrow.list_(arrow.string()),
}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def checksums(root: Path) -> dict[str, str]:
    """Path below `root` → SHA-256, for every sheet and the added agencies; the documents are not read."""
    found: dict[str, str] = {}
    if (root / ADDED).is_file():
        found[ADDED] = sha256((root / ADDED).read_bytes())
    for folder in (
        sorted(p for p in root.iterdir() if p.is_dir() and p.name != "documents") if root.is_dir() else ()
    ):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".toml", ".csv"):
                found[path.relative_to(root).as_posix()] = sha256(path.read_bytes())
    return found


@lru_cache(maxsize=1)
def program() -> str:
    """One checksum of what turns sheets into tables: the vocabulary, the sheet reader and this package.

    Part of the inputs, so that a new version of the program does not trust the tables of an older one.
    """
    package = Path(__file__).resolve().parents[1]
    sources = [
        *(package / "vocabulary").rglob("*"),
        *(package / "tables").glob("*.py"),
        *(package / "reading").glob("*.py"),
    ]
    digest = hashlib.sha256()
    for path in sorted(p for p in sources if p.suffix in (".py", ".yml", ".csv") and p.is_file()):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def inputs(root: Path) -> dict[str, str]:
    """What tables depend on: the sheets below `root` and the program that reads them."""
    return {**checksums(root), "(program)": program()}


def typed(table: str, rows: list[dict[str, Any]], index: list[str] | None = None) -> pd.DataFrame:
    """Rows as a frame with the columns and types of `table`; text that is empty becomes missing."""
    data = {}
    for column in TABLES[table]:
        cells = [row[column.name] for row in rows]
        if column.type == "text" and column.optional:
            cells = [cell or None for cell in cells]
        if column.type == "names":
            series = pd.Series(cells, dtype="object")
        elif column.type == "date":
            series = pd.Series(pd.to_datetime(pd.Series(cells, dtype="object")), dtype=DTYPES["date"])
        else:
            series = pd.Series(cells, dtype=DTYPES[column.type])
        data[column.name] = series
    frame = pd.DataFrame(data)
    if index is not None:
        frame.index = pd.Index(index, dtype="object")
    return frame


def to_parquet(table: str, frame: pd.DataFrame) -> bytes:
    """The same bytes for the same frame."""
    columns = TABLES[table]
    arrays = [
        arrow.array(
            [list(cell) for cell in frame[c.name]] if c.type == "names" else frame[c.name],
            type=_ARROW[c.type],
            from_pandas=True,
        )
        for c in columns
    ]
    schema = arrow.schema([arrow.field(c.name, _ARROW[c.type]) for c in columns])
    buffer = io.BytesIO()
    parquet.write_table(arrow.Table.from_arrays(arrays, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()


def from_parquet(table: str, data: bytes) -> pd.DataFrame:
    """The frame of `table`, with the types of its columns."""
    read = parquet.read_table(io.BytesIO(data))
    frame = {}
    for c in TABLES[table]:
        column = read.column(c.name)
        if c.type == "names":
            frame[c.name] = pd.Series([tuple(cell) for cell in column.to_pylist()], dtype="object")
        elif c.type == "integer":
            frame[c.name] = pd.Series(column.to_pylist(), dtype="Int64")
        else:
            frame[c.name] = column.to_pandas().astype(DTYPES[c.type])
    return pd.DataFrame(frame)


def to_csv(table: str, frame: pd.DataFrame) -> bytes:
    """The twin for people: UTF-8 with the mark spreadsheets look for, dates as ISO, lists joined by `;`."""
    plain = frame.copy()
    for c in TABLES[table]:
        if c.type == "names":
            plain[c.name] = [";".join(cell) for cell in frame[c.name]]
        elif c.type == "date":
            plain[c.name] = frame[c.name].dt.strftime("%Y-%m-%d")
        elif c.type == "number":
            plain[c.name] = [_plain(cell) for cell in frame[c.name]]
    text: str = plain.to_csv(index=False, lineterminator="\n")
    return b"\xef\xbb\xbf" + text.encode("utf-8")


def _plain(number: float) -> str:
    """95000000000000 and not 9.5e+13."""
    if pd.isna(number):
        return ""
    return f"{number:.0f}" if number == int(number) else repr(number)


def write(folder: Path, frames: Mapping[str, pd.DataFrame], built_from: Mapping[str, str]) -> list[Path]:
    """All tables, then the manifest; returns the files in the order written.

    Raises BriefingError when the folder cannot be written to; then the last good tables stand.
    """
    contents: dict[str, bytes] = {}
    for table, frame in frames.items():
        contents[f"{table}.parquet"] = to_parquet(table, frame)
        contents[f"{table}.csv"] = to_csv(table, frame)
    manifest = {
        "format": FORMAT,
        "inputs": dict(sorted(built_from.items())),
        "rows": {table: len(frame) for table, frame in frames.items()},
        "files": {name: sha256(data) for name, data in contents.items()},
    }
    contents[MANIFEST] = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        temporary = Path(tempfile.mkdtemp(prefix=".build-", dir=folder))
        try:
            for name, data in contents.items():
                (temporary / name).write_bytes(data)
            for name in contents:
                (temporary / name).replace(folder / name)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise BriefingError(
            "The tables cannot be written.",
            where=folder,
            found=error.strerror or str(error),
            hint="make the folder writable, or name another workspace with --workspace",
        ) from error
    return [folder / name for name in contents]


def _sweep(folder: Path) -> None:
    """Removes what builds killed long ago have left behind, but nothing that may still be in use."""
    for left in folder.glob(".build-*"):
        if time.time() - left.stat().st_mtime > 3600:
            shutil.rmtree(left, ignore_errors=True)


def manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of the last build, or None when there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("format") == FORMAT else None


def read(folder: Path, found: Mapping[str, Any]) -> dict[str, pd.DataFrame] | None:
    """All tables of the manifest `found`, or None when a file is missing or not the one that was written."""
    frames = {}
    for table in TABLES:
        try:
            data = (folder / f"{table}.parquet").read_bytes()
        except OSError:
            return None
        if sha256(data) != found.get("files", {}).get(f"{table}.parquet"):
            return None
        frames[table] = from_parquet(table, data)
    return frames
