"""What openpyxl does not do by itself: text that stays text, cached values of formulas, equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.hyperlink import Hyperlink

QUOTED = ("=", "+", "-", "@")  # what a spreadsheet takes for the beginning of a formula
MAX_NAME, MAX_TEXT = 31, 32_767
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip archive knows
_NUMBER = re.compile(r'(<c r="([A-Z]+[0-9]+)"[^>]*>(?:<f>[^<]*</f>)?)<v\s*(?:/>|>[^<]*</v>)')


@lru_cache(maxsize=1)
def _all_words() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(Path(__file__).with_name("workbook.yml").read_text("utf-8"))


def words(lang: str) -> Mapping[str, Any]:
    """What the workbook itself says, in one language."""
    return _all_words()[lang]


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Writes `text` as text whatever it begins with: `=1+1` is shown, never computed."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)[:MAX_TEXT]
    assert isinstance(cell, Cell)  # our sheets have no merged cells
    cell.value = text or None
    if text:
        cell.data_type = "s"
    if text[:1] in QUOTED:
        cell.quotePrefix = True


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A legal name not yet in `taken` (which it joins): at most 31 characters, no []:*?/\\, told apart
    without case.
    """
    base = re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", wanted)).strip(" '") or "Sheet"
    name, number = base[:MAX_NAME].strip(" '"), 2
    while name.casefold() in taken or name.casefold() == "history":
        tail = f" ({number})"
        name, number = base[: MAX_NAME - len(tail)].strip(" '") + tail, number + 1
    taken.add(name.casefold())
    return name


def reference(sheet: str, cell: str) -> str:
    """`'Số liệu'!C5`, as formulas and links within the workbook write it."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def number_format(decimals: int, suffix: str = "") -> str:
    """A format code that means the same in every locale: `#,##0.0`, with a literal suffix."""
    code = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{code}"{suffix}"' if suffix else code


def link(cell: Cell | MergedCell, target: str) -> None:
    """Makes the cell lead to a place in the same workbook."""
    assert isinstance(cell, Cell)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)


def finished(workbook: Workbook, numbers: Mapping[str, Mapping[str, float]], date: str) -> bytes:
    """The workbook's bytes: the same for the same content, with every number as it is.

    `numbers` gives, for each sheet's name, cell → value, of plain numbers and of formulas. openpyxl writes
    formulas without the value they have now, so that a program that does not calculate (a preview, a phone,
    pandas) would show nothing; and it writes 8.7 as 8.699999999999999. `date` (ISO day) takes the place of
    the time of saving.
    """
    raw = io.BytesIO()
    workbook.save(raw)
    parts = {
        f"xl/worksheets/sheet{n}.xml": numbers.get(sheet.title, {}) for n, sheet in enumerate(workbook.worksheets, 1)
    }
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=_order):
            data = source.read(name)
            if name in parts:
                data = _with_values(data.decode("utf-8"), parts[name]).encode("utf-8")
            elif name == "docProps/core.xml":
                data = _dated(data.decode("utf-8"), date).encode("utf-8")
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, data)
    return out.getvalue()


def _order(name: str) -> tuple[bool, str]:
    return name != "[Content_Types].xml", name  # readers expect the types first


def _with_values(xml: str, values: Mapping[str, float]) -> str:
    def filled(match: re.Match[str]) -> str:
        value = values.get(match[2])
        return match[0] if value is None else f"{match[1]}<v>{value!r}</v>"

    return _NUMBER.sub(filled, xml)


def _dated(xml: str, date: str) -> str:
    stamp = f"{escape(date)}T00:00:00Z"
    return re.sub(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)", rf"\g<1>{stamp}\g<2>", xml)


def as_float(value: Any) -> float:
    """A number as the workbook holds it: integers stay whole."""
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
