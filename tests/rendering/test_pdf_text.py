"""Any text, in any place, compiles and reads the same on the page."""

from __future__ import annotations

import unicodedata

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.rendering.typst.compiler import compile_pdf
from analysis.rendering.typst.fonts import font_set, substitute
from analysis.rendering.typst.text import content, escape, plain, string, terminal
from rendering.test_pdf_support import code, convert, pack, squeezed, text_of, typst_output

MAIN = (
    '#import "prelude.typ": *\n'
    '#show: notebook.with(title: "t", shown: false, date: datetime(year: 2026, month: 6, day: 30))\n'
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NASTY = [
    "#let x = 1; #panic()",
    "$ a + b",
    "= not a heading",
    "- no list\n+ no list\n/ no: term",
    "1. no list",
    "[[[ ]] ((( {{{ }",
    "*bold _em `raw",
    "// no comment /* none */ https://example.org",
    "@label <label> ~ -- --- ... -?",
    "\\ \\u{41} \\#",
    "say \"hello\" 'there'",
    "<script>alert(1)</script>&amp;",
    "a\u200bb\u202ec\u2066d\ufeffe",
    "é e\u0301 ệ e\u0323\u0302",
    "\x00\x07\x1b[31m",
    "🚀 中文 ﷺ \ue000 \U0001f1fb\U0001f1f3",
    "שלום עולם (abc) العربية 123",
    "\ud800 lone",
    "=SUM(A1:A2)",
    "ﬁ ﬂ ½ ² № ₫ ◆ ≈ ⊘ — ▲▼",
]


def shown(text: str) -> str:
    """What the page should show of `text`: the promise that the tests hold the code to."""
    fonts = font_set()
    return "".join(character if fonts.has(character) else substitute(character) for character in plain(text))


def extracted(source: str) -> str:
    fonts = font_set()
    missing = {ord(character): substitute(character) for character in fonts.missing(source)}
    return text_of(compile_pdf({"main.typ": (MAIN + source.translate(missing)).encode()}, fonts)).replace("1/1", "")


def same_letters(one: str, other: str) -> bool:
    """Equal but for white space; compatibility forms (ﬁ) count as what they are made of."""
    first, second = (squeezed(unicodedata.normalize("NFKC", text)) for text in (one, other))
    return first == second


# Left-to-right text without characters that join their neighbours: only there is the order on the page that
# of the text, and the text is told by pdfminer as it was given.
simple = st.text(
    st.characters(exclude_categories=["Cs", "Co", "Cn", "Mn", "Mc", "Me"]).filter(
        lambda c: unicodedata.bidirectional(c) not in {"R", "AL", "AN"}
    ),
    max_size=120,
)


@QUICK
@given(simple)
@example("x" * 300)
def test_markup_reads_back(text: str) -> None:
    assert same_letters(extracted("a" + escape(text) + "z"), "a" + shown(text) + "z")


@QUICK
@given(simple)
def test_content_and_strings_read_back(text: str) -> None:
    source = f"#strong{content(text)}\n\n#text({string(text)})"
    assert same_letters(extracted(source), shown(text) * 2)


@QUICK
@given(simple)
def test_code_reads_back(text: str) -> None:
    assert same_letters(extracted(f"#code({string(text)})"), shown(text))


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_reads_back_in_markup_and_code(text: str) -> None:
    visible = shown(text)
    found = squeezed(extracted(f"#emph{content(text)}\n\n#output({string(text)})"))
    if any(unicodedata.bidirectional(c) in {"R", "AL"} for c in visible):
        assert sorted(found) == sorted(squeezed(visible) * 2)
    else:
        assert same_letters(found, visible * 2)


@QUICK
@given(st.text(max_size=80))
def test_any_text_in_any_place_of_a_notebook_compiles(text: str) -> None:
    frame = f"<table><tr><th>{text}</th></tr><tr><td>{text}</td></tr></table>"
    notebook = new_notebook(
        cells=[
            new_markdown_cell(text),
            new_markdown_cell(
                f"# {text}\n\n* {text}\n\n| a |\n|---|\n| {text} |\n\n[{text}](http://x.y/{text})\n\n${text}$"
            ),
            new_code_cell(
                text,
                outputs=[
                    new_output("stream", name="stdout", text=text),
                    new_output("display_data", data={"text/html": frame, "text/plain": text}),
                    new_output("display_data", data={"text/latex": text}),
                    new_output("display_data", data={"text/markdown": text}),
                    new_output("error", ename=text, evalue=text, traceback=[text, text]),
                ],
            ),
        ],
        metadata={"title": text},
    )
    export = convert(notebook)
    assert export.pdf.startswith(b"%PDF-")
    assert not [remark for remark in export.remarks if "typeset" in remark]


@QUICK
@given(st.text(max_size=40))
def test_any_text_in_the_metadata_of_a_pack_compiles(text: str) -> None:
    item = dict.fromkeys(("number", "title", "issuer", "issued"), text)
    notebook = pack(
        [code("x", typst_output(f"#prose{content(text)}"))],
        title="T" + text,
        subtitle=text,
        period_label=text,
        issuer=text,
        data_as_of=text,
        documents=[item],
        state={text: 3},
    )
    assert convert(notebook).pdf.startswith(b"%PDF-")


def test_a_character_without_glyph_gets_a_stand_in_and_a_warning() -> None:
    export = convert(new_notebook(cells=[new_markdown_cell("Go 🚀 中")]))
    text = text_of(export.pdf)
    assert "‹rocket›" in text and "‹U+4E2D›" in text
    assert export.remarks == [
        "cell 1: no font has U+4E2D, U+1F680; a stand-in is shown (extra_font_paths can add fonts)"
    ]


@pytest.mark.parametrize("mark", "◆≈⊘—▲▼→≥")
def test_every_sign_of_the_briefings_has_a_glyph(mark: str) -> None:
    assert font_set().has(mark)
    export = convert(new_notebook(cells=[new_markdown_cell(f"Sign {mark} here")]))
    assert not export.remarks
    assert mark in text_of(export.pdf)


def test_all_vietnamese_letters_have_glyphs_in_text_and_in_code() -> None:
    letters = "aăâeêioôơuưyđ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA))
    letters += letters.upper()
    export = convert(
        new_notebook(cells=[new_markdown_cell(letters), new_code_cell(f"print('{letters}')")]),
    )
    assert squeezed(text_of(export.pdf)).count(squeezed(letters)) == 2


def test_terminal_text_is_what_a_terminal_shows_in_the_end() -> None:
    assert terminal("\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07") == "red link"
    assert terminal("10%\r 50%\r100%\nnext") == "100%\nnext"
    assert terminal("loading...\rdone") == "doneing..."
    assert terminal("abc\b\bX") == "aX"
    assert terminal("a\r\nb") == "a\nb"


def test_strings_survive_the_round_trip_through_typst() -> None:
    text = 'a\\b "c" #d $e$ `f`\n\tg'
    source = f"#assert.eq({string(text)}.len(), {len(text)})"
    assert extracted(source + " ok").strip() == "ok"


def test_text_is_composed_before_it_is_set() -> None:
    decomposed = unicodedata.normalize("NFD", "Nghị quyết số 57 về đột phá")
    notebook: nbformat.NotebookNode = new_notebook(cells=[new_markdown_cell(decomposed)])
    assert "Nghị quyết số 57 về đột phá" in text_of(convert(notebook).pdf)
