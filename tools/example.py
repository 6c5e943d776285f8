"""The invented example as the files a user would get, all made from `examples/july-2026/notice.fodt`.

    python tools/example.py [--check]

notice.docx and notice.pdf are made by LibreOffice (Debian: libreoffice-writer-nogui), with the dates of the
source instead of today's; notice.txt is the same text as an OCR service would give it: markdown, tables with
bars, each note below the paragraph that refers to it. `--check` makes nothing and fails when notice.txt is
not what the source gives.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from lxml import etree

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "july-2026"
SOURCE = "notice.fodt"
# The day the example is dated, in the files' own clocks.
MOMENT = (2026, 7, 30, 9, 0, 0)
PDF_MOMENT = "D:20260730090000+07'00'"

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"

# What an OCR service takes for headings, and what it prints bold.
HEADINGS = {"Section": "## ", "Heading": "### ", "Heading2": "### "}
BOLD = {"Mark", "Issuer", "Nation", "Motto", "Kind", "Title", "AnnexTitle", *HEADINGS}


def convert(source: Path, suffix: str, folder: Path) -> bytes:
    """What LibreOffice makes of `source`; ends with its own words when it makes nothing."""
    program = shutil.which("soffice")
    if program is None:
        sys.exit("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")
    done = subprocess.run(
        [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", suffix, "--outdir", str(folder), str(source)],
        capture_output=True, text=True,
    )  # fmt: skip
    made = folder / f"{source.stem}.{suffix}"
    if done.returncode or not made.is_file():
        sys.exit(f"LibreOffice made no {made.name}:\n{done.stdout}{done.stderr}")
    return made.read_bytes()


def settled_docx(data: bytes) -> bytes:
    """The same archive with one moment in all its entries."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            if not name.endswith("/"):
                entry = zipfile.ZipInfo(name, MOMENT)
                new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def settled_pdf(data: bytes) -> bytes:
    """The same pages with one moment, and with an id that follows from them."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.docinfo["/CreationDate"] = PDF_MOMENT
        pdf.docinfo["/ModDate"] = PDF_MOMENT
        for key in ("/DocChecksum", "/ID"):  # of the moment it is made
            if key in pdf.trailer:
                del pdf.trailer[key]
        pdf.save(saved, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return saved.getvalue()


class Markdown:
    """The text of the source as markdown. Automatic numbers are counted as a word processor counts them."""

    def __init__(self, root: etree._Element) -> None:
        self._lists = {
            style.get(f"{STYLE}name"): {int(level.get(f"{TEXT}level")): level for level in style}
            for style in root.iter(f"{TEXT}list-style")
        }
        self._notes: list[tuple[str, str]] = []
        body = root.find(f"{OFFICE}body/{OFFICE}text")
        self.text = "\n\n".join(self._blocks(body)) + "\n"

    def _blocks(self, parent: etree._Element) -> Iterator[str]:
        for element in parent:
            if element.tag == f"{TEXT}p":
                yield from self._paragraph(element)
            elif element.tag == f"{TEXT}list":
                yield from self._list(element, element.get(f"{TEXT}style-name"), 1)
            elif element.tag == f"{TABLE}table":
                yield from self._table(element)

    def _paragraph(self, element: etree._Element, label: str = "") -> Iterator[str]:
        style = element.get(f"{TEXT}style-name")
        words = label + self._words(element)
        if words.strip():
            yield HEADINGS.get(style, "") + (f"**{words}**" if style in BOLD else words)
        notes, self._notes = self._notes, []
        for number, note in notes:
            yield f"<sup>{number}</sup> {note}"

    def _words(self, element: etree._Element) -> str:
        """The words of a paragraph; its notes are kept for later and leave their marks."""
        parts = [element.text or ""]
        for child in element:
            if child.tag == f"{TEXT}note":
                number = child.findtext(f"{TEXT}note-citation", "")
                paragraphs = child.iterfind(f"{TEXT}note-body/{TEXT}p")
                self._notes.append((number, " ".join(self._words(part) for part in paragraphs)))
                parts.append(f"<sup>{number}</sup>")
            elif child.tag == f"{TEXT}span":
                mark = {"Bold": "**", "Italic": "*"}.get(child.get(f"{TEXT}style-name"), "")
                words = self._words(child)
                parts.append(f"{mark}{words}{mark}" if words.strip() else words)
            parts.append(child.tail or "")
        return "".join(parts)

    def _list(self, element: etree._Element, name: str, level: int) -> Iterator[str]:
        style = self._lists[name][level]
        for number, item in enumerate(element.iterfind(f"{TEXT}list-item"), start=1):
            label = self._label(style, number)
            for child in item:
                if child.tag == f"{TEXT}p":
                    yield from self._paragraph(child, label)
                    label = ""
                elif child.tag == f"{TEXT}list":
                    yield from self._list(child, name, level + 1)

    @staticmethod
    def _label(style: etree._Element, number: int) -> str:
        if bullet := style.get(f"{TEXT}bullet-char"):
            return f"{bullet} "
        digits = chr(ord("a") + number - 1) if style.get(f"{STYLE}num-format") == "a" else str(number)
        return f"{style.get(f'{STYLE}num-prefix', '')}{digits}{style.get(f'{STYLE}num-suffix', '')} "

    def _table(self, element: etree._Element) -> Iterator[str]:
        rows = [list(row) for row in element.iter(f"{TABLE}table-row")]
        if element.get(f"{TABLE}style-name") == "Plain":  # columns of a letterhead, one below the other
            for row in rows:
                for cell in row:
                    yield from self._blocks(cell)
            return
        lines = []
        for row in rows:
            cells = [" ".join(self._blocks(cell)) for cell in row]
            lines.append(f"| {' | '.join(cells)} |")
        lines.insert(1, f"|{'---|' * len(rows[0])}")
        yield "\n".join(lines)


def plain(source: Path) -> str:
    """The text of the source in the manner of an OCR service."""
    return Markdown(etree.parse(source).getroot()).text


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only compare notice.txt with the source")
    options = parser.parse_args()
    source, target = EXAMPLE / SOURCE, EXAMPLE / "notice.txt"
    text = plain(source)
    if options.check:
        same = target.is_file() and target.read_text("utf-8") == text
        sys.exit(None if same else f"{target.name} is not what {SOURCE} gives: run python tools/example.py")
    target.write_text(text, encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="example-") as name:
        made = {
            "docx": settled_docx(convert(source, "docx", Path(name))),
            "pdf": settled_pdf(convert(source, "pdf", Path(name))),
        }
    for suffix, data in made.items():
        (EXAMPLE / f"notice.{suffix}").write_bytes(data)
    for path in (target, *(EXAMPLE / f"notice.{suffix}" for suffix in made)):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
