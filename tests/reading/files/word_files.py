"""Word packages made by hand, so that tests can put anything into them."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ' \
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" ' \
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN = f"{_TYPE}.document.main+xml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_DRAWN = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in _SIDES)
LINES = f"<w:tblBorders>{_DRAWN}</w:tblBorders>"


def run(text: str, properties: str = "") -> str:
    """A run."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def par(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; what is no XML becomes a run."""
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inner}{''.join(one if one.startswith('<') else run(one) for one in runs)}</w:p>"


def mark(id: int) -> str:
    """The mark of a footnote."""
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{id}"/></w:r>'


def listed(text: str, num: int, level: int = 0) -> str:
    """A paragraph of a list."""
    return par(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def cell(*content: str, span: int = 1, merge: str | None = None) -> str:
    """A cell of paragraphs; `merge`: `restart` or `continue` of a vertical merge."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge:
        properties += f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>"
    inner = "".join(one if one.startswith("<") else par(one) for one in content) or par()
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{properties}</w:tcPr>{inner}</w:tc>'


def table(*rows: tuple[str, ...], lines: bool = True, columns: int | None = None) -> str:
    """A table; what is no XML becomes a cell."""
    body = "".join(
        f"<w:tr>{''.join(one if one.startswith('<w:tc') else cell(one) for one in row)}</w:tr>" for row in rows
    )
    grid = '<w:gridCol w:w="2000"/>' * (columns or max(len(row) for row in rows))
    return f"<w:tbl><w:tblPr>{LINES if lines else ''}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def level(at: int, kind: str, text: str, start: int = 1, more: str = "") -> str:
    """A level of a list's definition."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{escape(text)}"/></w:lvl>'
    )


def package(
    body: str, *, footnotes: dict[int, str] | None = None, endnotes: dict[int, str] | None = None,
    numbering: str = "", styles: str = "", main: str = _MAIN, extra: dict[str, bytes] | None = None,
) -> bytes:  # fmt: skip
    """The bytes of a .docx with this body."""
    parts: dict[str, bytes] = {}
    kinds: dict[str, str] = {"/word/document.xml": main}
    related: list[tuple[str, str]] = []

    def add(name: str, root: str, content: str) -> None:
        parts[f"word/{name}.xml"] = f"{_DECLARATION}<w:{root} {_SPACES}>{content}</w:{root}>".encode()
        if name != "document":
            kinds[f"/word/{name}.xml"] = f"{_TYPE}.{name}+xml"
            related.append((f"{_OFFICE}/{name}", f"{name}.xml"))

    add("document", "document", f"<w:body>{body}<w:sectPr/></w:body>")
    if styles:
        add("styles", "styles", styles)
    if numbering:
        add("numbering", "numbering", numbering)
    for name, bodies in (("footnotes", footnotes), ("endnotes", endnotes)):
        if bodies:
            kind = name[:-1]
            add(name, name, "".join(
                f'<w:{kind} w:id="{id}">{text if text.startswith("<") else par(text)}</w:{kind}>'
                for id, text in bodies.items()
            ))  # fmt: skip
    parts["[Content_Types].xml"] = (
        f'{_DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
        + "</Types>"
    ).encode()
    parts["_rels/.rels"] = _relations([(f"{_OFFICE}/officeDocument", "word/document.xml")])
    parts["word/_rels/document.xml.rels"] = _relations(related)
    parts.update(extra or {})
    return zipped(parts)


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip file of the parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _relations(related: list[tuple[str, str]]) -> bytes:
    return (
        f'{_DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="rId{index}" Type="{kind}" Target="{target}"/>'
            for index, (kind, target) in enumerate(related, start=1)
        )
        + "</Relationships>"
    ).encode()
