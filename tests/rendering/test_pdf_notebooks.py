"""Ordinary notebooks as PDF, through the exporter and through the command line."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import fontpkg_be_vietnam_pro
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from PIL import Image

from analysis.errors import RenderError
from analysis.rendering.pdf import BriefingPDFExporter
from analysis.rendering.typst.text import terminal
from rendering.test_pdf_support import NOTEBOOKS, attribute, convert, opened, squeezed, structure, text_of

NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the ordinary notebooks, run by the ordinary kernel, errors and all; they are kept without outputs."""
    folder = tmp_path_factory.mktemp("executed")
    options = ["--to", "notebook", "--execute", "--allow-errors", "--output-dir", str(folder)]
    paths = [str(NOTEBOOKS / f"{name}.ipynb") for name in NAMES]
    subprocess.run([sys.executable, "-m", "nbconvert", *options, *paths], capture_output=True, timeout=300, check=True)
    return folder


def png(width: int = 40, height: int = 30, mode: str = "RGB", **options: object) -> str:
    buffer = io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, "PNG", **options)
    return base64.b64encode(buffer.getvalue()).decode()


def markdown(*sources: str, **metadata: object) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_markdown_cell(source) for source in sources], metadata=metadata)


def display(data: dict[str, object], **metadata: object) -> nbformat.NotebookNode:
    output = new_output("display_data", data=data, metadata=metadata)
    return new_notebook(cells=[new_code_cell("x", outputs=[output])])


def text(notebook: nbformat.NotebookNode, **options: object) -> str:
    return text_of(convert(notebook, **options).pdf)


def kinds(notebook: nbformat.NotebookNode) -> list[str]:
    with opened(convert(notebook).pdf) as pdf:
        return [kind for kind, _ in structure(pdf)]


@pytest.mark.parametrize("name", NAMES)
def test_fixtures_convert_without_a_remark_and_lose_no_text(name: str, executed: Path) -> None:
    path = executed / f"{name}.ipynb"
    notebook = nbformat.read(path, 4)
    export = convert(notebook, name=path.stem, folder=path.parent)
    assert export.remarks == []
    found = squeezed(text_of(export.pdf))
    for number, cell in enumerate(notebook.cells, 1):
        for word in words_of(cell):
            assert squeezed(word) in found, (number, word)


def words_of(cell: nbformat.NotebookNode) -> list[str]:
    """Words that a reader of the cell would see; markup, formulas, attributes and addresses left out."""
    if cell.cell_type == "code":
        shown = [cell.source]
        for output in cell.outputs:
            data = output.get("data", {})
            shown.append(terminal("".join(output.get("text", ""))))
            shown += [terminal(line) for line in output.get("traceback", [])]
            if "text/html" in data:
                html = re.sub(r"<(style|script).*?</\1>", " ", data["text/html"], flags=re.S)
                shown.append(re.sub(r"<[^>]*>", " ", html))
            elif set(data) == {"text/plain"}:
                shown.append(data["text/plain"])
        pattern = r"[^\W_]{3,}"
        words = re.findall(pattern, " ".join(shown))
        return [word for word in words if word not in {"amp", "nbsp", "10progress", "progress"}]
    hidden = (
        r"\$\$?.*?\$\$?|\\begin\{.*?\\end\{\w+\}|```\w*|!\[.*?\]\(.*?\)|\]\([^)]*\)|<script.*?</script>"
        r"|<[^>]*>|&\w+;|\[\^\d+\]:?|attachment:\S*|data:\S*"
    )
    source = re.sub(hidden, " ", cell.source, flags=re.S)
    return re.findall(r"[^\W_]{3,}", source)


@pytest.mark.parametrize("name", NAMES)
def test_fixtures_are_tagged_and_the_same_each_time(name: str, executed: Path) -> None:
    path = executed / f"{name}.ipynb"
    notebook = nbformat.read(path, 4)
    first = convert(notebook, name=path.stem, folder=path.parent).pdf
    assert convert(nbformat.read(path, 4), name=path.stem, folder=path.parent).pdf == first
    with opened(first) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1" and metadata["pdfaid:conformance"] == "A"
        found = [kind for kind, _ in structure(pdf)]
        figures = [element for kind, element in structure(pdf) if kind == "Figure"]
    assert {"H1", "L", "Table", "TH", "TD", "Code", "P"} <= set(found)
    assert figures and all(str(figure.Alt).strip() for figure in figures)


def test_the_command_line_converts_a_notebook(tmp_path: Path, executed: Path) -> None:
    source = executed / "weather.ipynb"
    command = [
        sys.executable,
        "-m",
        "nbconvert",
        "--to",
        "briefing-pdf",
        "--output-dir",
        str(tmp_path),
        str(source),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    pdf = (tmp_path / "weather.pdf").read_bytes()
    assert "a first look" in text_of(pdf)
    assert pdf == convert(nbformat.read(source, 4), name="weather", folder=source.parent).pdf


def test_the_exporter_hands_on_name_folder_and_warnings(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Image.new("RGB", (30, 20)).save(tmp_path / "here.png")
    path = tmp_path / "my notes.ipynb"
    nbformat.write(markdown("![A picture](here.png) 🚀", "![gone](gone.png)"), path)
    exporter = BriefingPDFExporter()
    pdf, resources = exporter.from_filename(str(path))
    assert resources["output_extension"] == ".pdf"
    with opened(pdf) as document:
        assert str(document.docinfo["/Title"]) == "my notes"
        figures = [element for kind, element in structure(document) if kind == "Figure"]
        assert [str(figure.Alt) for figure in figures] == ["A picture"]
    assert "U+1F680" in caplog.text and "gone.png" in caplog.text


def test_no_input_of_the_command_line_is_honoured() -> None:
    from traitlets.config import Config

    notebook = new_notebook(cells=[new_code_cell("hidden_code", outputs=[new_output("stream", text="seen")])])
    shown, _ = BriefingPDFExporter().from_notebook_node(notebook)
    hidden, _ = BriefingPDFExporter(config=Config({"TemplateExporter": {"exclude_input": True}})).from_notebook_node(
        notebook
    )
    assert "hidden_code" in text_of(shown)
    assert "hidden_code" not in text_of(hidden) and "seen" in text_of(hidden)


def test_extra_fonts_draw_what_the_standard_ones_lack(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    # A font of our own making: it draws the character as an A.
    font = TTFont(Path(fontpkg_be_vietnam_pro.ROOT) / "files" / "BeVietnamPro-Regular.ttf")
    for table in font["cmap"].tables:
        table.cmap[0x4E2D] = "A"
    for record in font["name"].names:
        record.string = record.toUnicode().replace("Be Vietnam Pro", "Test Han")
    font.save(tmp_path / "han.ttf")
    export = convert(markdown("Chữ 中 here"), extra_fonts=[tmp_path])
    assert export.remarks == []
    assert "中" in text_of(export.pdf)


def test_a_folder_without_fonts_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.ttf").write_text("no font")
    with pytest.raises(RenderError) as caught:
        convert(markdown("x"), extra_fonts=[tmp_path])
    assert caught.value.where == str(tmp_path)
    with pytest.raises(RenderError):
        convert(markdown("x"), extra_fonts=[tmp_path / "none"])


def test_title_from_metadata_heading_or_name() -> None:
    def title(notebook: nbformat.NotebookNode) -> str:
        with opened(convert(notebook, name="file name").pdf) as pdf:
            return str(pdf.docinfo["/Title"])

    assert title(markdown("# Heading", title="Given")) == "Given"
    assert title(markdown("text", "## First *heading* `x`")) == "First heading x"
    assert title(markdown("text")) == "file name"
    assert title(new_notebook()) == "file name"


def test_a_leading_title_is_not_repeated() -> None:
    assert text(markdown("# Only once\n\nBody")).count("Only once") == 1


def test_contents_from_four_headings_on() -> None:
    assert "Contents" not in text(markdown("# T\n\n## A\n\n## B\n\n## C"))
    assert "Contents" in text(markdown("# T\n\n## A\n\n## B\n\n## C\n\n## D"))


def test_heading_levels_are_made_consecutive() -> None:
    notebook = markdown("Intro", "### A\n\n##### B\n\n#### C\n\n# D\n\n<h5>E</h5>")
    assert [kind for kind in kinds(notebook) if re.fullmatch(r"H\d", kind)] == [
        "H1",
        "H1",
        "H2",
        "H2",
        "H1",
        "H2",
    ]


def test_the_language_follows_metadata_or_the_prose() -> None:
    def lang(notebook: nbformat.NotebookNode) -> str:
        with opened(convert(notebook).pdf) as pdf:
            return str(pdf.Root.Lang)

    assert lang(markdown("Plain English text about things.")) == "en"
    assert lang(markdown("Văn bản này được viết bằng tiếng Việt, đầy đủ dấu.")) == "vi"
    assert lang(markdown("Texte", language="fr")) == "fr"


def test_the_date_follows_metadata_then_the_last_run_then_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def created(notebook: nbformat.NotebookNode) -> str:
        with opened(convert(notebook).pdf) as pdf:
            return str(pdf.docinfo["/CreationDate"])[2:10]

    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert created(markdown("x", date="2025-03-04")) == "20250304"
    run = new_notebook(cells=[new_code_cell("x")])
    run.cells[0].metadata["execution"] = {"iopub.status.idle": "2026-02-03T04:05:06Z"}
    assert created(run) == "20260203"
    assert created(markdown("x")) == "19700101"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert created(markdown("x")) == "20260101"


def test_tags_hide_cells_code_and_outputs() -> None:
    def cell(source: str, tag: str) -> nbformat.NotebookNode:
        made = new_code_cell(source, outputs=[new_output("stream", text=f"out-{source}")])
        made.metadata["tags"] = [tag]
        return made

    found = text(
        new_notebook(cells=[cell("a", "remove-cell"), cell("bcode", "hide-input"), cell("c", "remove-output")])
    )
    assert "out-a" not in found and "out-bcode" in found and "out-c" not in found
    assert found.count("bcode") == 1


def test_streams_are_joined_cleaned_and_told_apart() -> None:
    outputs = [
        new_output("stream", name="stdout", text="\x1b[31mone\n"),
        new_output("stream", name="stdout", text="two\r\n"),
        new_output("stream", name="stderr", text="bad news\n"),
    ]
    found = text(new_notebook(cells=[new_code_cell("x", outputs=outputs)]))
    assert "one\ntwo" in found and "stderr" in found and "bad news" in found and "[31m" not in found


def test_errors_show_name_and_traceback_without_colours() -> None:
    output = new_output("error", ename="ValueError", evalue="no #1", traceback=["\x1b[0;31mline 1\x1b[0m", "line 2"])
    found = text(new_notebook(cells=[new_code_cell("x", outputs=[output])]))
    assert "ValueError: no #1" in found and "line 1" in found and "line 2" in found


def test_long_lines_of_code_and_output_stay_on_the_page() -> None:
    from pdfminer.high_level import extract_pages

    from rendering.test_pdf_pack import characters

    line = "x" * 400
    cell = new_code_cell(line + " = " + "'" + "y " * 200 + "'", outputs=[new_output("stream", text="z" * 500)])
    pdf = convert(new_notebook(cells=[cell, new_markdown_cell(f"`{'q' * 300}` and {'https://x.y/' + 'r' * 300}")])).pdf
    limit = 595.28 - 20 * 72 / 25.4 + 1
    for page in extract_pages(io.BytesIO(pdf)):
        for character in characters(page):
            assert character.x1 <= limit, character
    # pdfminer may take an inline word broken over lines for several.
    found = squeezed(text_of(pdf))
    assert line in found and "z" * 500 in found and "q" * 300 in found and "r" * 300 in found


@pytest.mark.parametrize(
    "data, shown",
    [
        ({"text/plain": "plain", "text/html": "<p>rich</p>"}, "rich"),
        ({"text/plain": "plain", "text/markdown": "**rich**"}, "rich"),
        ({"text/plain": "plain", "text/html": "<script>draw()</script>"}, "plain"),
        ({"text/plain": "plain", "application/json": {"key": [1, "ư"]}}, '"key"'),
        ({"text/html": "<script>draw()</script>"}, "needs a browser"),
        ({"application/javascript": "alert(1)"}, "needs a browser"),
        (
            {
                "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
                "text/plain": "IntSlider(value=0)",
            },
            "IntSlider",
        ),
        ({"text/latex": "\\begin{tabular}{c} a \\end{tabular}", "text/plain": "p"}, "tabular"),
    ],
)
def test_the_richest_form_that_can_stand_on_paper(data: dict[str, object], shown: str) -> None:
    assert shown in text(display(data))


def test_pictures_get_alternative_text_from_metadata_caption_or_cell() -> None:
    def alt(data: dict[str, object], **metadata: object) -> str:
        with opened(convert(display(data, **metadata)).pdf) as pdf:
            return next(str(e.Alt) for kind, e in structure(pdf) if kind == "Figure")

    picture = png()
    assert alt({"image/png": picture}, **{"image/png": {"alt": "given"}}) == "given"
    assert alt({"image/png": picture}, alt="given too") == "given too"
    assert alt({"image/png": picture, "text/plain": "A caption"}) == "A caption"
    assert alt({"image/png": picture, "text/plain": "<Figure size 1x1>"}) == "Output image of cell 1"


@pytest.mark.parametrize(
    "data",
    [
        {"image/png": "AAAA"},
        {"image/png": "not base64 !"},
        {"image/png": base64.b64encode(base64.b64decode(png(60, 60))[:60]).decode()},
        {"image/jpeg": png()[:20]},
        {"image/svg+xml": "<svg><unclosed></svg>"},
        {"image/svg+xml": "<html></html>"},
        {"image/svg+xml": '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'},
    ],
)
def test_a_broken_picture_is_a_remark_not_an_error(data: dict[str, object]) -> None:
    export = convert(display(data))
    assert "Image not shown" in text_of(export.pdf)
    assert len(export.remarks) == 1 and export.remarks[0].startswith("cell 1: an image was left out")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_raster_is_shown(mode: str) -> None:
    buffer = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (20, 10)).save(buffer, kind)
    mime = "image/jpeg" if kind == "JPEG" else "image/png"
    notebook = display({mime: base64.b64encode(buffer.getvalue()).decode()})
    assert "Figure" in kinds(notebook)


def test_text_in_svg_without_glyphs_does_not_stop_the_document() -> None:
    label = '<text x="1" y="20">中 &#x1F680; ok</text>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">{label}</svg>'
    export = convert(display({"image/svg+xml": drawing}))
    assert "ok" in text_of(export.pdf)
    assert export.remarks and "U+4E2D" in export.remarks[0]


def test_pictures_of_markdown_by_attachment_data_and_file(tmp_path: Path) -> None:
    Image.new("RGB", (30, 20)).save(tmp_path / "my file.png")
    cell = new_markdown_cell(
        f"![one](attachment:a.png)\n\nInline ![two](data:image/png;base64,{png()}) text\n\n"
        "![three](my%20file.png)\n\n"
        '<img src="attachment:a.png" alt="four" width="20"> <p><img src="my file.png" alt="five"></p>'
    )
    cell["attachments"] = {"a.png": {"image/png": png()}}
    with opened(convert(new_notebook(cells=[cell]), folder=tmp_path).pdf) as pdf:
        alts = [str(e.Alt) for kind, e in structure(pdf) if kind == "Figure"]
    assert alts == ["one", "two", "three", "four", "five"]


@pytest.mark.parametrize(
    "url", ["http://x.y/a.png", "gone.png", "file:///etc/x.png", "attachment:none", "data:,x", "a.txt"]
)
def test_pictures_that_cannot_be_had_are_named(url: str) -> None:
    export = convert(markdown(f"![the alt]({url})"))
    assert "the alt" in text_of(export.pdf)
    assert "left out" in export.remarks[0]


def test_markdown_keeps_its_structure() -> None:
    source = (
        "Para with **bold**, *em*, ~~gone~~, `code`, <kbd>K</kbd>, H<sub>2</sub>O, line<br>break.\n\n"
        "1. one\n2. two\n   - deep\n     - deeper\n\n- [x] done\n- [ ] open\n\n> quote\n>\n> > inner\n\n"
        "Term\n: Meaning\n\n---\n\nNote[^a].\n\n[^a]: The note.\n\n```python\nprint('hi')\n```\n"
    )
    found = kinds(markdown(source))
    for kind in ("Strong", "Em", "L", "LI", "Lbl", "LBody", "Code", "Note", "P"):
        assert kind in found, kind
    content = text(markdown(source))
    for words in (
        "bold",
        "gone",
        "deeper",
        "☑",
        "☐",
        "inner",
        "Meaning",
        "The note.",
        "print('hi')",
        "break.",
    ):
        assert words in content


@pytest.mark.parametrize(
    "url, kept",
    [
        ("https://example.org/a?b=c&d=%20e", True),
        ("mailto:a@b.vn", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("other.ipynb", False),
        ("https://x.y/" + "a" * 3000, False),
        ("//x.y", False),
    ],
)
def test_only_links_that_a_pdf_can_follow_are_links(url: str, kept: bool) -> None:
    with opened(convert(markdown(f"[the words]({url})")).pdf) as pdf:
        links = [a for page in pdf.pages for a in page.get("/Annots", [])]
    assert len(links) == kept
    assert "the words" in text(markdown(f"[the words]({url})"))


def test_links_inside_the_notebook_find_their_heading() -> None:
    notebook = markdown("[go](#The-end) and [nowhere](#missing)", "## The end")
    with opened(convert(notebook).pdf) as pdf:
        links = [a for page in pdf.pages for a in page.get("/Annots", [])]
    assert len(links) == 1


@pytest.mark.parametrize(
    "html, words",
    [
        ("<div><p>one</p><p>two &amp; three</p></div>", "two & three"),
        ("<p hidden>secret</p><p style='display: none'>secret</p><p>seen</p>", "seen"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "b"),
        ("<pre>  kept   spaces</pre>", "kept"),
        ("<details><summary>more</summary>inside</details>", "inside"),
        ("<iframe src='https://x.y/z'></iframe>", "not shown on paper"),
        ("<b>unclosed <i>tags <table><tr><td>cell", "cell"),
        ("<!-- comment --><p>seen</p><?php x ?>", "seen"),
        ("<p>a</p>" * 2000, "a"),
        ("<div>" * 3000 + "deep" + "</div>" * 3000, "deep"),
    ],
)
def test_html_becomes_its_text_and_structure(html: str, words: str) -> None:
    found = text(display({"text/html": html}))
    assert words in found and "secret" not in found and "comment" not in found


def test_deeply_nested_markdown_does_no_harm() -> None:
    assert "core" in text(markdown("> " * 500 + "core"))
    assert "core" in text(markdown("\n".join("  " * n + "- x" for n in range(200)) + "\n\ncore"))
    assert "core" in text(markdown("*" * 3000 + "core" + "[" * 2000))


def test_a_footnote_that_names_itself_ends() -> None:
    assert "loop" in text(markdown("Text[^a].\n\n[^a]: loop[^a]"))


def test_raw_cells_and_unknown_outputs() -> None:
    odd = new_output("display_data", data={"application/x-odd": "?"})
    found = text(new_notebook(cells=[new_raw_cell("raw *text*"), new_code_cell("x", outputs=[odd])]))
    assert "raw *text*" in found


def test_a_notebook_of_another_language() -> None:
    notebook = new_notebook(
        cells=[new_code_cell('println!("xin chào");')], metadata={"language_info": {"name": "rust"}}
    )
    assert 'println!("xin chào");' in text(notebook)
    notebook.metadata["language_info"]["name"] = "no such language"
    assert "println" in text(notebook)


def test_outputs_given_as_lists_of_lines() -> None:
    notebook = nbformat.from_dict(
        json.loads(
            '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","id":"a","source":"x","metadata":{},'
            '"execution_count":1,"outputs":[{"output_type":"stream","name":"stdout","text":["a\\n","b\\n"]}]}]}'
        )
    )
    assert "a\nb" in text(notebook)


def test_tables_of_markdown_have_header_and_alignment() -> None:
    notebook = markdown("| name | n |\n|:--|--:|\n| a | 1 |\n| b | 22 |")
    with opened(convert(notebook).pdf) as pdf:
        headers = [e for kind, e in structure(pdf) if kind == "TH"]
        assert [str(attribute(e, "/Scope")) for e in headers] == ["/Column", "/Column"]
