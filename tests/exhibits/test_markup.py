"""Text with values: the same words in HTML, Typst and plain; nothing of the data can become markup."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.exhibits.markup import Filler, Text, join, quote, string_literal
from analysis.vocabulary.measures import Mark, Measure
from analysis.vocabulary.values import Value, missing
from typesetting import compiled

RATE = Value(
    id="t.rate",
    indicator="t.rate",
    amount=Decimal("10.5"),
    measure=Measure.PERCENT,
    decimals=1,
    marks=(Mark.CONTRADICTION,),
)


def fill(template: str, **fields: object) -> Text:
    return Filler("vi", lambda v: v.marks).text(template, fields)


def test_a_sentence_in_its_three_forms() -> None:
    text = fill("Giải ngân đạt {rate} dự toán", rate=RATE)
    assert text.plain() == "Giải ngân đạt 10,5%◆ dự toán"
    assert text.plain(signs=False) == "Giải ngân đạt 10,5% dự toán"
    soup = BeautifulSoup(text.html(), "html.parser")
    link = soup.find("a")
    assert link["data-figure"] == "t.rate" and link["href"] == "#src-t.rate" and link.text == "10,5%"
    assert soup.find("span", class_="bf-mark")["data-mark"] == "contradiction"
    assert '#fig("t.rate")' in text.typst() and '#mark("contradiction")' in text.typst()


def test_a_bare_number_in_a_sentence_is_refused() -> None:
    with pytest.raises(TypeError, match="must be a Value"):
        fill("Có {n} sản phẩm", n=124)


def test_a_missing_field_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("Có {n} sản phẩm")


def test_a_value_not_reported_is_said_not_linked() -> None:
    text = fill("Đạt {x}", x=missing("t.y", Measure.COUNT))
    assert text.plain() == "Đạt chưa báo cáo"
    assert "<a" not in text.html() and 'data-status="not_reported"' in text.html()


def test_html_in_a_name_shows_as_text() -> None:
    text = Text(("<script>alert(1)</script>",))
    assert text.html() == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_lists_of_names() -> None:
    assert join(["a", "b", "c"], "vi").plain() == "a, b và c"
    assert join(["a", "b"], "en").plain() == "a and b"


PRELUDE = "#let fig(id) = body => body\n"


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=40)
)
def test_any_words_compile_in_typst_as_words(words: str) -> None:
    source = f"#set page(width: 10cm, height: 10cm)\n[{quote(words)}] #assert(type({string_literal(words)}) == str)\n"
    assert compiled(source, format="svg")
