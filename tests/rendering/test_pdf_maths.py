"""LaTeX maths as Typst maths, and its source where that cannot be."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_notebook

from analysis.rendering.typst.compiler import compile_pdf
from analysis.rendering.typst.fonts import font_set
from analysis.rendering.typst.latex_symbols import ACCENTS, DELIMITERS, FUNCTIONS, NEGATIONS, STYLES, SYMBOLS
from analysis.rendering.typst.maths import UnsupportedMathsError, maths
from analysis.rendering.typst.maths import convert as convert_maths
from rendering.test_pdf_support import convert, opened, structure, text_of

MAIN = '#import "prelude.typ": *\n#show: notebook.with(title: "t", date: datetime(year: 2026, month: 6, day: 30))\n'


def compiles(source: str) -> bytes:
    return compile_pdf({"main.typ": (MAIN + source).encode()}, font_set())


@pytest.mark.parametrize(
    "latex, typst",
    [
        (r"\frac{a}{b}", "frac(a, b)"),
        (r"x_i^2", "attach(x, t: 2, b: i)"),
        (r"f''", "attach(f, t: prime prime)"),
        (r"x^23", "attach(x, t: 2) 3"),
        (r"\sqrt[3]{x}", "root(3, x)"),
        (r"\alpha \leq \beta", "α ≤ β"),
        (r"\sum_{i=1}^{n}", "attach(∑, t: n, b: i = 1)"),
        (r"\left( \frac{1}{2} \right]", r"lr(\( frac(1, 2) \])"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", 'mat(delim: "(", a, b; c, d)'),
        (r"\begin{cases} 1 & x \\ 0 & y \end{cases}", "cases(1 & x, 0 & y)"),
        (r"\text{giải ngân}", "#text(font: text-fonts, size: 0.9em, [giải ngân])"),
        (r"\not\in", "∉"),
        (r"\hat{\beta}", "hat(β)"),
        (r"f(x, y)", r"f \( x \, y \)"),
        (r"1{,}5", r"1 \, 5"),
        (r"100\%", r"100 \%"),
    ],
)
def test_constructs(latex: str, typst: str) -> None:
    assert convert_maths(latex) == typst
    assert compiles(maths(latex, block=True))


def test_every_symbol_accent_function_and_delimiter_has_a_glyph() -> None:
    names = [f"\\{name}" for name in (*SYMBOLS, *FUNCTIONS)]
    names += [f"\\{name}{{x}}" for name in (*ACCENTS, *STYLES)]
    names += [f"\\left{one} x \\right{one}" for one in DELIMITERS]
    names += [f"\\not {one}" for one in NEGATIONS if one.isascii()]
    assert compiles("\n\n".join(maths(name, block=True) for name in names))
    assert compiles("\n\n".join(f'#math.equation(alt: "x", $ {one} $)' for one in NEGATIONS.values()))


@pytest.mark.parametrize(
    "latex",
    [
        r"\unknown{x}",
        r"\frac{a}",
        r"a_",
        r"{a",
        r"a}",
        r"\left( a",
        r"\begin{tikzpicture}\end{tikzpicture}",
        "a & b}",
        "#x",
        r"\begin{matrix} a",
        "{" * 200,
        r"\frac" * 100,
        r"\sqrt[",
        r"\text",
        r"\operatorname",
        r"\not",
    ],
)
def test_what_is_beyond_the_converter_stands_as_its_source(latex: str) -> None:
    with pytest.raises((UnsupportedMathsError, RecursionError)):
        convert_maths(latex)
    source = maths(latex, block=True)
    assert source.startswith("#formula-text(")
    assert compiles(source)


def test_formulas_carry_their_source_as_alternative_text() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("Inline $x^2$ and\n\n$$\\frac{a}{b}$$\n\n\\[ y \\]\n\n\\(z\\)")])
    with opened(convert(notebook).pdf) as pdf:
        alts = [str(e.Alt) for kind, e in structure(pdf) if kind == "Formula"]
    assert alts == ["x^2", r"\frac{a}{b}", "y", "z"]


@pytest.mark.parametrize("text", ["costs $5 and $10", "a $ b $ c", r"\$5 and \$6", "100$", "$"])
def test_dollars_that_are_money_stay_text(text: str) -> None:
    found = text_of(convert(new_notebook(cells=[new_markdown_cell(text)])).pdf)
    assert text.replace("\\", "") in found


def test_a_formula_too_wide_is_scaled_or_given_as_source() -> None:
    wide = " + ".join(f"x_{{{n}}}" for n in range(60))
    huge = " + ".join(f"x_{{{n}}}" for n in range(400))
    found = text_of(
        convert(new_notebook(cells=[new_markdown_cell(f"$${wide}$$\n\n$${huge}$$\n\nin line ${wide}$ end")])).pdf
    )
    assert "x_{399}" in found and "end" in found


ATOMS = st.sampled_from(
    [
        *(
            "\\" + name
            for name in (
                "alpha",
                "frac",
                "sqrt",
                "left",
                "right",
                "begin",
                "end",
                "text",
                "sum",
                "hat",
                "over",
            )
        ),
        *"abc123+-=<>^_{}[]()|,.;:!'&#$%~\\\"/* \n",
        "{matrix}",
        "{cases}",
        "\\\\",
        "ư",
        "中",
        "∑",
    ]
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ATOMS, max_size=25).map("".join))
def test_any_latex_compiles(latex: str) -> None:
    notebook = new_notebook(cells=[new_markdown_cell(f"before\n\n$${latex}$$\n\nafter")])
    export = convert(notebook)
    assert not [remark for remark in export.remarks if "typeset" in remark]
    source = maths(latex.replace("中", ""), block=False)
    assert compiles(f"x {source} y")
