"""Marks row headers in the structure of a PDF that Typst wrote.

Typst marks the cells of a table's header row, but for cells that head a *row* it has only an experimental
function that its Python binding cannot switch on. So the prelude gives such cells an invisible left edge in
a colour of its own; Typst writes that edge into the cell's attributes, and here those cells become `TH`
with scope `Row`, and the other cells of the row name them among their headers.

Typst writes plain objects and a classic cross-reference table, which is all this module relies on; if that
is not what it finds, it says so by `RowHeaderError`. Nothing on the page changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# rgb("#010203") as Typst writes it.
_MARK = rb"\[0\.00\d+ 0\.00\d+ 0\.01\d+\]"
_CELL = re.compile(rb"<</Type/StructElem/S/TD/")
# The third of the four sides is the start; one colour stands for all sides when they agree.
_COLOURS = re.compile(rb"/BorderColor(?:\[((?:\[[^\]]*\]\s*){4})\]|(" + _MARK + rb"))")
_STYLES = re.compile(rb"/BorderStyle(?:\[/(\w+)/(\w+)/(\w+)/(\w+)\]|/(\w+))")
_KIDS = re.compile(rb"/K\[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_ROW_SPAN = re.compile(rb"/RowSpan (\d+)")
_ID_TREE = re.compile(rb"/IDTree<</Names\[(.*?)\]>>", re.S)
_ID_ENTRY = re.compile(rb"\(((?:[^()\\]|\\.)*)\)\s*(\d+ 0 R)")


class RowHeaderError(ValueError):
    """The file is not built the way this module knows."""


@dataclass
class _File:
    head: bytes
    objects: dict[int, bytes]
    order: list[int]
    trailer: bytes
    changed: set[int] = field(default_factory=set)


def mark_row_headers(pdf: bytes) -> bytes:
    """The same PDF with row headers marked; unchanged if it has none. Raises RowHeaderError."""
    if b"/S/TD/" not in pdf:
        return pdf
    file = _read(pdf)
    headers = {number for number, body in file.objects.items() if _CELL.search(body[:60]) and _is_marked(body)}
    if not headers:
        return pdf
    for rows in _bodies(file):
        _mark(file, rows, headers)
    if not headers <= file.changed:
        raise RowHeaderError("a row header stands outside any table row")
    _register(file, headers)
    return _write(file)


def _is_marked(body: bytes) -> bool:
    colours, styles = _COLOURS.search(body), _STYLES.search(body)
    if not colours or not styles:
        return False
    start_style = styles.group(3) or styles.group(5)
    if start_style == b"None":
        return False
    if colours.group(2):
        return True
    sides = re.findall(rb"\[[^\]]*\]", colours.group(1))
    return re.fullmatch(_MARK, sides[2]) is not None


def _read(pdf: bytes) -> _File:
    found = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf)
    if not found:
        raise RowHeaderError("no cross-reference offset")
    start = int(found.group(1))
    table = re.compile(rb"xref\s+0 (\d+)\s+").match(pdf, start)
    if not table:
        raise RowHeaderError("no classic cross-reference table")
    count, begin = int(table.group(1)), table.end()
    offsets = {}
    for number in range(count):
        entry = pdf[begin + 20 * number : begin + 20 * number + 18]
        if entry[17:18] == b"n":
            offsets[number] = int(entry[:10])
    if not offsets:
        raise RowHeaderError("no objects")
    order = sorted(offsets, key=offsets.__getitem__)
    ends = [offsets[number] for number in order[1:]] + [start]
    objects = {number: pdf[offsets[number] : end] for number, end in zip(order, ends, strict=True)}
    for number, body in objects.items():
        if not body.startswith(b"%d 0 obj" % number):
            raise RowHeaderError(f"object {number} is not where the table says")
    trailer = pdf[begin + 20 * count : start + found.start() - start]
    return _File(pdf[: offsets[order[0]]], objects, order, trailer)


def _kids(body: bytes) -> list[int]:
    found = _KIDS.search(body)
    return [int(number) for number in _REFERENCE.findall(found.group(1))] if found else []


def _bodies(file: _File) -> Iterator[list[int]]:
    """The rows of each table body, in order."""
    for body in file.objects.values():
        if b"/S/TBody/" in body[:60] or b"/S/TFoot/" in body[:60]:
            yield _kids(body)


def _mark(file: _File, rows: list[int], headers: set[int]) -> None:
    spanning: list[tuple[int, int]] = []  # (header, rows it still covers)
    for row in rows:
        cells = _kids(file.objects[row])
        own = [cell for cell in cells if cell in headers]
        ids = [header for header, _ in spanning] + own
        names = b"".join(b"(R%d)" % header for header in ids)
        for cell in cells:
            body = file.objects[cell]
            if cell in headers:
                body = body.replace(b"/S/TD/", b"/S/TH/", 1)
                body = body.replace(b"/O/Table", b"/O/Table/Scope/Row", 1)
                body = re.sub(rb"(/P \d+ 0 R)", rb"\1/ID(R%d)" % cell, body, count=1)
            elif ids and b"/Headers[" in body:
                body = body.replace(b"/Headers[", b"/Headers[" + names, 1)
            elif ids and b"/O/Table" in body:
                body = body.replace(b"/O/Table", b"/O/Table/Headers[" + names + b"]", 1)
            file.objects[cell] = body
            file.changed.add(cell)
        spanning = [(header, left - 1) for header, left in spanning if left > 1]
        for cell in own:
            span = _ROW_SPAN.search(file.objects[cell])
            if span and int(span.group(1)) > 1:
                spanning.append((cell, int(span.group(1)) - 1))


def _register(file: _File, headers: set[int]) -> None:
    """Enter the new ids into the structure tree's index, which is sorted by name."""
    for number, body in file.objects.items():
        if b"/Type/StructTreeRoot" not in body[:60]:
            continue
        found = _ID_TREE.search(body)
        entries = _ID_ENTRY.findall(found.group(1)) if found else []
        entries += [(b"R%d" % header, b"%d 0 R" % header) for header in headers]
        names = b"".join(b"(%s)%s " % entry for entry in sorted(entries))
        tree = b"/IDTree<</Names[" + names.rstrip() + b"]>>"
        if found:
            body = body[: found.start()] + tree + body[found.end() :]
        else:
            body = body.replace(b"/Type/StructTreeRoot", b"/Type/StructTreeRoot" + tree, 1)
        file.objects[number] = body
        return
    raise RowHeaderError("no structure tree")


def _write(file: _File) -> bytes:
    out = bytearray(file.head)
    offsets = {}
    for number in file.order:
        offsets[number] = len(out)
        out += file.objects[number]
    start = len(out)
    size = max(file.order) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        if number not in offsets:
            raise RowHeaderError(f"object {number} is missing")
        out += b"%010d 00000 n \n" % offsets[number]
    out += file.trailer + b"startxref\n%d\n%%%%EOF" % start
    return bytes(out)
