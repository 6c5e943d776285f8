"""A notebook as an accessible PDF."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from analysis.errors import RenderError
from analysis.rendering.imprint import Imprint
from analysis.rendering.look import Look
from analysis.rendering.typst.compiler import BLUE, CompileError, compile_pdf
from analysis.rendering.typst.conversion import Conversion
from analysis.rendering.typst.fonts import font_set, substitute
from analysis.rendering.typst.markdown import markdown_to_typst
from analysis.rendering.typst.metadata import Briefing, Plain
from analysis.rendering.typst.outputs import outputs_to_typst
from analysis.rendering.typst.revisions import revisions_to_typst
from analysis.rendering.typst.row_headers import RowHeaderError, mark_row_headers
from analysis.rendering.typst.text import string, terminal

LOG = "revisions.typ"
CARD_PAGES = 3  # the most that a scorecard has
CLOSE, CLOSER = 0.8, 0.6  # of its usual distances, where those three would not hold what it must say
PRELUDE_LINE = '#import "prelude.typ": *\n'
FREE_CHART = "; #let chart = chart.with(keep: false)"
# A scorecard's cells call the same functions by the same names, set smaller and closer.
COMPACT = "; #let (section, key-figures, chart, prose, datatable, notice, changes-table) = compact"
# Anchors of the annexes, as the exhibits write them; other ways to write one leave it to Typst to find them.
PLACED = "; #import \"anchors.typ\": fig"
_ANCHOR = re.compile(r'#label\("src-((?:[^"\\]|\\.)*)"\)|\(id: "((?:[^"\\]|\\.)*)", figure: ')
_OTHER_ANCHOR = re.compile(r"source-row\(|<src-")
_HIDE_CELL = {"remove-cell", "remove_cell", "hide-cell", "hide_cell"}
_HIDE_INPUT = {"remove-input", "remove_input", "hide-input", "hide_input"}
_HIDE_OUTPUT = {"remove-output", "remove_output", "hide-output", "hide_output", "remove-stdout"}
_PAGES = re.compile(rb"/Type/Pages/Count (\d+)")
_PACKAGE = re.compile(r'"@[a-z]+/')
_ENTITY = re.compile(r"&#(?:x([0-9a-fA-F]{2,6})|(\d{3,7}));")
# A document in which more cells than this cannot be typeset is broken, not unlucky.
_MAX_RETRIES = 12


@dataclass(frozen=True)
class Part:
    """One source file of the document: a cell, or one verbatim output of a cell; of cell 0, what is ours before all
    cells."""

    name: str
    cell: int
    output: int = 0

    @property
    def verbatim(self) -> bool:
        return self.output > 0

    def describe(self) -> str:
        if not self.cell:
            return "the log of revisions"
        return f"cell {self.cell}" + (f", output {self.output} (text/vnd.typst)" if self.verbatim else "")


@dataclass(frozen=True)
class Setting:
    """What stands before the cells, and how much of its usual distances a scorecard keeps."""

    head: str
    log: str
    room: float = 1.0


@dataclass(frozen=True)
class Export:
    """The PDF, and what the person who exports should know (missing glyphs, pictures left out)."""

    pdf: bytes
    remarks: list[str] = field(default_factory=list)


def notebook_to_pdf(
    notebook: Any,
    *,
    name: str | None = None,
    folder: Path | None = None,
    hide_input: bool | None = None,
    extra_fonts: Iterable[Path] = (),
) -> Export:
    """Convert a notebook (nbformat 4) to PDF/UA-1 and PDF/A-2a; the same bytes from the same notebook.

    `name` is the title of last resort, `folder` is where relative pictures are looked for, `extra_fonts` are
    folders of fonts for scripts that the standard ones lack. Raises RenderError that names the cell at fault.
    """
    fonts = font_set(tuple(Path(path) for path in extra_fonts))
    source = _Source(notebook, name, Conversion(fonts, folder=folder), hide_input)
    pdf = source.compile()
    try:
        pdf = mark_row_headers(pdf)
    except RowHeaderError as error:
        source.state.remark(f"row headers of tables are not marked in the PDF: {error}")
    return Export(pdf, source.state.remarks)


class _Source:
    """The generated files of one document, and their compilation."""

    def __init__(self, notebook: Any, name: str | None, state: Conversion, hide_input: bool | None) -> None:
        self.state = state
        self.notebook = notebook
        self.parts: list[Part] = []
        self.texts: dict[str, str] = {}
        briefing = (notebook.get("metadata") or {}).get("briefing")
        self.compact, self.blue = False, BLUE
        if briefing:
            pack = Briefing.read(briefing)
            state.lang = pack.lang
            self.compact, self.blue = pack.scorecard, pack.look.blue
            log = revisions_to_typst(pack.imprint, compact=self.compact)
            state.headings.follow(log)
            self.add_part(Part(LOG, 0, 1), log)
            self.title_cell: int | None = None
            self.hide_input = pack.hide_input if hide_input is None else hide_input
        else:
            plain = Plain.read(notebook, name)
            state.lang = plain.lang
            self.title_cell = plain.title_cell
            self.hide_input = bool(hide_input)
        for index, cell in enumerate(notebook.cells):
            self.add_cell(index, cell)
        sections = sum(text.count("section(") + text.count("#heading(") for text in self.texts.values())
        if briefing:
            head = partial(pack.typst, contents=sections >= 3, logo=self.logo(pack.look))
            closer = _closer(log, pack.imprint, head) if self.compact else ()
            self.settings = [Setting(head(pack.imprint.statement), log), *closer]
        else:
            self.settings = [Setting(plain.typst(), "")]
        self.setting = self.settings[0]
        state.cell = 0

    def logo(self, look: Look) -> str | None:
        """The path of the office's logo among the files; None where there is none to show."""
        if look.problem:
            self.state.remark(look.problem)
        return self.state.add_file(look.logo.data, look.logo.suffix) if look.logo else None

    def add_cell(self, index: int, cell: Any) -> None:
        state = self.state
        state.cell = index + 1
        tags = set((cell.get("metadata") or {}).get("tags") or [])
        if tags & _HIDE_CELL:
            return
        if cell.cell_type == "markdown":
            state.attachments = cell.get("attachments") or {}
            text = markdown_to_typst(cell.source, state, without_title=index == self.title_cell)
            state.attachments = {}
            self.add_part(Part(f"cell-{index + 1}.typ", index + 1), text)
        elif cell.cell_type == "raw":
            if cell.source.strip():
                self.add_part(Part(f"cell-{index + 1}.typ", index + 1), f"#output({string(cell.source)})")
        else:
            self.add_code(index, cell, tags)

    def add_code(self, index: int, cell: Any, tags: set[str]) -> None:
        collected: list[str] = []
        own = (cell.get("metadata") or {}).get("hide_input", self.hide_input)
        if cell.source.strip() and not own and not tags & _HIDE_INPUT:
            collected.append(f"#code({string(cell.source.rstrip())}, lang: {string(self.language)})")
        files = 0
        for number, piece in enumerate([] if tags & _HIDE_OUTPUT else outputs_to_typst(cell.outputs, self.state), 1):
            if not piece.verbatim:
                collected.append(piece.source)
                continue
            files = self.flush(index, collected, files)
            self.state.headings.follow(piece.source)
            self.add_part(Part(f"cell-{index + 1}-output-{number}.typ", index + 1, number), piece.source)
        self.flush(index, collected, files)

    def flush(self, index: int, collected: list[str], files: int) -> int:
        if collected:
            suffix = f"-{files + 1}" if files else ""
            self.add_part(Part(f"cell-{index + 1}{suffix}.typ", index + 1), "\n\n".join(collected))
            collected.clear()
        return files + 1

    @property
    def language(self) -> str:
        metadata = self.notebook.get("metadata") or {}
        info = metadata.get("language_info") or metadata.get("kernelspec") or {}
        return str(info.get("name" if "language_info" in metadata else "language") or "python").lower()

    def add_part(self, part: Part, text: str) -> None:
        if not text.strip():
            return
        if part.verbatim and _PACKAGE.search(text):
            raise RenderError(
                "A Typst package cannot be used in a briefing.",
                expected="functions of the prelude",
                found=_PACKAGE.search(text).group(),  # type: ignore[union-attr]
                where=part.describe(),
                hint="Packages come from the network, and the PDF must be the same everywhere.",
            )
        self.parts.append(part)
        self.texts[part.name] = text

    def files(self, parts: Iterable[Part]) -> dict[str, bytes]:
        parts = list(parts)
        includes = "".join(f'#include "{part.name}"\n' for part in parts)
        files = {"main.typ": self.shown(f"{PRELUDE_LINE}{self.setting.head}\n{includes}", 0)}
        anchors = _anchors(self.texts[part.name] for part in parts)
        if anchors is not None:
            files["anchors.typ"] = anchors.encode()
        for part, after in zip(parts, [*parts[1:], None], strict=False):
            text = self.texts[part.name]
            follows = self.texts[after.name].lstrip() if after else ""
            # A chart stays with its table, and with nothing else: two charts in a row may part.
            free = not self.compact and "#chart(" in text and not follows.startswith("#datatable(")
            more = (COMPACT if self.compact else "") + (PLACED if anchors else "") + (f" {FREE_CHART}" if free else "")
            line = PRELUDE_LINE.replace("\n", f"{more}\n")
            files[part.name] = self.shown(line + text, part.cell)
        for name, data in self.state.files.items():
            files[name] = self.drawing(data) if name.endswith(".svg") else data
        return files

    def shown(self, text: str, cell: int) -> bytes:
        """Source as bytes, with a stand-in for each character that no font has."""
        missing = self.state.fonts.missing(text)
        if missing:
            self.state.cell = cell
            names = ", ".join(f"U+{ord(character):04X}" for character in missing[:8])
            more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
            self.state.remark(f"no font has {names}{more}; a stand-in is shown (extra_font_paths can add fonts)")
            self.state.cell = 0
            text = text.translate({ord(character): substitute(character) for character in missing})
        return text.encode("utf-8")

    def drawing(self, data: bytes) -> bytes:
        """An SVG whose text has only characters that the fonts have, with no way round by entities."""
        text = data.decode("utf-8", "replace").replace("\ufeff", "")
        text = _ENTITY.sub(lambda match: _character(match.group(1), match.group(2)) or match.group(), text)
        return self.shown(text, 0)

    def compile(self) -> bytes:
        """The PDF. A scorecard that would go past its three pages gives way, step by step: see `_closer`."""
        made = []
        for setting in self.settings:
            self.setting = setting
            if LOG in self.texts:
                self.texts[LOG] = setting.log
            made.append(self.compile_once())
            if not self.compact or _pages(made[-1]) <= CARD_PAGES:
                return made[-1]
        return min(made, key=_pages)

    def compile_once(self) -> bytes:
        for _ in range(_MAX_RETRIES):
            try:
                return self.compiled(self.parts)
            except CompileError as failure:
                part, line = self.blame(failure)
                if part is None or part.verbatim or part.name.endswith("-text.typ"):
                    raise self.error(failure, part, line) from failure
                self.degrade(part, failure)
        raise RenderError(
            "Too many cells cannot be typeset.",
            expected=f"at most {_MAX_RETRIES}",
            found="; ".join(self.state.remarks[-3:]),
            hint="Report the notebook: any ordinary notebook should convert.",
        )

    def compiled(self, parts: Iterable[Part]) -> bytes:
        return compile_pdf(self.files(parts), self.state.fonts, self.blue, self.setting.room)

    def blame(self, failure: CompileError) -> tuple[Part | None, int]:
        """The part at fault and the line in it: from the message, else by compiling less and less."""
        by_name = {part.name: part for part in self.parts}
        for name, line, _ in failure.places:
            if name in by_name:
                return by_name[name], line - 1
        good, bad = 0, len(self.parts)
        if not self.fails(0) and self.fails(bad):
            while bad - good > 1:
                middle = (good + bad) // 2
                if self.fails(middle):
                    bad = middle
                else:
                    good = middle
            return self.parts[bad - 1], 0
        return None, 0

    def fails(self, count: int) -> bool:
        try:
            self.compiled(self.parts[:count])
        except CompileError:
            return True
        return False

    def degrade(self, part: Part, failure: CompileError) -> None:
        """Replace a cell that our own source of it could not set by its plain text, and say so."""
        self.state.cell = part.cell
        self.state.remark(f"could not be typeset and is shown as plain text ({failure.message})")
        self.state.cell = 0
        cell = self.notebook.cells[part.cell - 1]
        texts = [cell.source, *(str(output.get("text", "")) for output in cell.get("outputs") or [])]
        texts += [str((output.get("data") or {}).get("text/plain", "")) for output in cell.get("outputs") or []]
        text = "\n".join(_simple(terminal(text)) for text in texts if text.strip())
        safe = Part(part.name.replace(".typ", "-text.typ"), part.cell)
        self.parts[self.parts.index(part)] = safe
        self.texts[safe.name] = f"#output({string(text)})"

    def error(self, failure: CompileError, part: Part | None, line: int) -> RenderError:
        where = part.describe() if part else None
        if part and line > 0:
            where = f"{where}, line {line}"
            lines = self.texts[part.name].splitlines()
            found = lines[line - 1].strip()[:200] if line <= len(lines) else None
        else:
            found = None
        return RenderError(
            f"Typst cannot make the PDF: {failure.message}",
            found=found,
            where=where,
            hint="; ".join(failure.hints) or None,
        )


def _closer(log: str, imprint: Imprint, head: Callable[[str], str]) -> Iterator[Setting]:
    """How a scorecard gives way where it would go past its three pages, step by step: everything moves together; its
    log is shortened; everything moves closer still; the log stands elsewhere."""
    short, brief = head(imprint.shortened()), revisions_to_typst(imprint, compact=True, brief=True)
    yield Setting(short, log, CLOSE)
    if brief:
        yield Setting(short, brief, CLOSE)
    yield Setting(short, brief, CLOSER)
    if brief:
        yield Setting(head(f"{imprint.shortened()} {imprint.elsewhere()}"), "", CLOSER)


def _pages(pdf: bytes) -> int:
    """How many pages a PDF of Typst's has."""
    found = _PAGES.search(pdf)
    return int(found.group(1)) if found else 0


def _anchors(texts: Iterable[str]) -> str | None:
    """The source of `anchors.typ`: how often each anchor stands in these texts. None when that is not known."""
    found: Counter[str] = Counter()
    for text in texts:
        if _OTHER_ANCHOR.search(text):
            return None
        if "src-" in text or "#sources-table(" in text:
            found.update(stated or own for own, stated in _ANCHOR.findall(text))
    if not found:
        return None
    times = ", ".join(f'"{id}": {count}' for id, count in found.items())
    return f'#import "blocks.typ": placed-fig\n#let fig = placed-fig.with(({times}))\n'


def _character(hexadecimal: str | None, decimal: str | None) -> str:
    code = int(hexadecimal, 16) if hexadecimal else int(decimal or "0")
    return chr(code) if 0x7F < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _simple(text: str) -> str:
    """Text of single letters only: whatever needs shaping is named instead."""
    return "".join(c if ord(c) < 0x590 or 0x1E00 <= ord(c) < 0x2700 else substitute(c) for c in text)
