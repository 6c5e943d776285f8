"""The review page: the whole document, every mention marked with its kind and fate, and nothing from outside."""

from __future__ import annotations

import os
import re
from html import unescape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.paths import DOCUMENTS_VARIABLE, Workspace
from analysis.reading.coverage import account
from analysis.reading.mentions import MentionKind, read_mentions
from analysis.reading.recognise import recognise
from analysis.reading.review import review_page
from analysis.reading.review.layout import BlockKind, blocks
from analysis.reading.review.words import LANGUAGES, labels, value_in_words
from analysis.reading.sheets import Proposal, load, read_sheets
from analysis.reading.text import parse
from analysis.reading.verification import check_entry, entries


def page_of(text, sheet=None, proposals=None, **options) -> BeautifulSoup:
    document = parse(text)
    mentions = read_mentions(document, sheet.issued if sheet else None)
    html = review_page(document, mentions, account(document, sheet, mentions), sheet, proposals, **options)
    return BeautifulSoup(html, "html.parser")


@pytest.fixture
def sheet(office):
    return load(office.workspace).documents[0]


def marks(page) -> dict[str, str]:
    """The first mark of each text: its fate."""
    found: dict[str, str] = {}
    for mark in page.select(".doc a.m[id]"):
        fate = next(name[2:] for name in mark["class"] if name.startswith("f-"))
        found.setdefault(mark.get_text(), fate)
    return found


def test_every_mention_is_marked_with_its_kind_and_fate(sheet, text) -> None:
    page = page_of(text, sheet)
    assert marks(page) == {
        "12 /TB-UBSM": "by_rule", "ngày 24 tháng 6 năm 2030": "by_rule", "8,7 nghìn tỷ đồng": "in_sheet",
        "12": "in_sheet", "5": "in_sheet", "trước ngày 10 tháng 7 năm 2030": "in_sheet", "31/5/2030": "in_sheet",
        "13/19": "in_sheet",
    }  # fmt: skip
    [money] = page.select(".doc a.k-money")
    assert money["data-t"] == labels("vi")["letters"]["money"]
    assert money["aria-label"] == "8,7 nghìn tỷ đồng: Tiền, Có trong bảng"
    details = page.select_one(money["href"])
    assert "8.700.000.000.000\u00a0đồng" in details.get_text()
    assert "tb12.budget.disbursed" in details.get_text() and "Đã giải ngân" in details.get_text()
    assert page.select_one(".sum").get_text() == labels("vi")["summary_none"]
    assert not page.select(".list")


def test_what_is_unaccounted_for_is_listed_on_top_with_links_and_a_line_to_copy(text) -> None:
    page = page_of(text)
    assert page.select_one(".sum.open").get_text() == "7 điểm chưa giải trình"
    items = page.select(".list.open li")
    assert len(items) == 7
    for item in items:
        target = page.select_one(item.a["href"])
        assert "f-unaccounted" in target["class"] and target.get_text() == item.b.get_text()
    assert "còn 12 nhiệm vụ" in items[1].get_text() and "I.1/¶1" in items[1].get_text()
    lines = [code.get_text() for code in page.select("code.copy")]
    assert 'money,"8,7 nghìn tỷ đồng",I.1/¶1,,…,' in lines
    # Of two alike in one paragraph the line says which one it is.
    assert [line for line in lines if ",5," in line] == [f"{kind},5,I.1/¶1,{n},…," for n, kind in
                                                         enumerate(kinds_of(text, "5"), start=1)]  # fmt: skip


def kinds_of(text, token) -> list[str]:
    return [mention.kind.value for mention in read_mentions(parse(text)) if mention.text == token]


def test_the_line_to_copy_accounts_for_its_mention(office, text) -> None:
    office.change("figures.csv", "tb12.overdue.tasks,overdue.tasks,,,open_tasks,12,,I.1/¶1,,\n", "")
    page = page_of(text, load(office.workspace).documents[0])
    [line] = [code.get_text() for code in page.select("code.copy")]
    office.write("setaside.csv", "kind,token,locator,occurrence,reason,note\n" + line.replace("…", "example") + "\n")
    assert marks(page_of(text, load(office.workspace).documents[0]))["12"] == "set_aside"


def test_counts_add_up(text) -> None:
    page = page_of(text)
    rows = [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in page.select(".counts tr")]
    total = len(page.select(".details tbody tr"))
    numbers = [[int(cell) if cell.isdigit() else 0 for cell in row[1:]] for row in rows[1:]]
    assert numbers[-1][0] == total == sum(row[0] for row in numbers[:-1])
    assert all(row[0] == sum(row[1:]) for row in numbers)


def test_the_text_stands_there_as_it_is(text) -> None:
    article = page_of(text).select_one(".doc")
    assert [row.get_text(" ", strip=True) for row in article.select("tr")][:2] == [
        "STT Tên Văn bản Thời hạn Cơ quan annex 1/¶2", "1 Nâng cấp kho NQ số 1 31/5/2030 Bộ Y tế annex 1/row 1",
    ]  # fmt: skip
    note = article.select_one("#note-1")
    assert note.name == "aside" and "Theo báo cáo của Hà Nội, Huế." in note.get_text()
    assert article.select_one("sup.ref a")["href"] == "#note-1"
    assert "*" not in article.get_text() and article.strong.get_text() == "I. KẾT QUẢ"


def test_notes_inside_a_paragraph_stand_behind_it() -> None:
    text = "I. KẾT QUẢ\nCó 5 bộ[footnoteRef:1] đã nộp. [1:  Bộ Y tế (3).] \nCòn 2 bộ.\n"
    article = page_of(text).select_one(".doc")
    assert [block.get_text(" ", strip=True) for block in article.select("h2, p")] == [
        "I. KẾT QUẢ", "Có 5 bộ 1 đã nộp.", "1 Bộ Y tế ( 3 ).", "Còn 2 bộ.",
    ]  # fmt: skip


def test_proposals_that_are_unsure_are_listed(sheet, text) -> None:
    proposals = {
        "tb12.budget.disbursed": Proposal(0.6, "budget/disbursed"), "tb12.overdue.tasks": Proposal(0.95, "overdue"),
    }  # fmt: skip
    page = page_of(text, sheet, proposals)
    [item] = page.select(".list li")
    assert "8,7 nghìn tỷ đồng" in item.get_text() and "60%" in item.get_text()
    assert "doubt" in page.select_one(item.a["href"])["class"]
    assert "overdue" in page.get_text() and "95%" in page.get_text()


def test_directives_and_lists_stand_at_their_paragraph(sheet, text) -> None:
    page = page_of(text, sheet, {"tb12.directive.2": Proposal(0.5, "directive")})
    [agencies, orders] = page.select(".taken")
    assert [item.code.get_text() for item in orders.select("li")] == ["tb12.directive.1", "tb12.directive.2"]
    assert "Bộ Y tế: Hoàn thành kho" in orders.get_text() and "50%" in orders.get_text()
    assert "trước ngày 10 tháng 7" in orders.find_previous("p").get_text()
    assert agencies.get_text(" ", strip=True) == "reporting.reported 2 cơ quan"
    # One that no mention carries is looked at closely all the same, and the link leads to its paragraph.
    [item] = page.select(".list li")
    assert item.b.get_text() == "tb12.directive.2" and page.select_one(item.a["href"]).select_one("p")


def test_what_is_wrong_with_the_sheet_stands_on_the_page(office, text) -> None:
    office.change("figures.csv", "8,7 nghìn tỷ đồng", "9,9 nghìn tỷ đồng")
    office.change("figures.csv", ",12,,I.1/¶1", ",12,,")
    sheets, problems = read_sheets(office.workspace)
    sheet = sheets.documents[0]
    document = parse(text)
    verified = [check_entry(document, entry) for entry in entries(sheet)]
    page = page_of(text, sheet, lost=verified, problems=problems, same_text=False)
    lists = [part.get_text(" ", strip=True) for part in page.select(".list")]
    assert any("tb12.budget.disbursed" in part and "9,9 nghìn tỷ đồng" in part for part in lists)
    assert any("figures.csv:3:locator" in part for part in lists)
    assert labels("vi")["text_changed"] in page.select_one(".state").get_text()


def test_a_draft_is_told(office, text) -> None:
    office.change("document.toml", '"reviewed"', '"draft"')
    office.change("document.toml", 'issuer = "van-phong-chinh-phu"\n', "")
    page = page_of(text, load(office.workspace, allow_draft=True).documents[0])
    assert page.select_one(".tag.warn").get_text() == labels("vi")["draft"]


HOSTILE = (
    "I. <script>alert(1)</script> \"quoted\" & 'such'\n\n"
    '- Có 12 <img src=x onerror="alert(2)"> nhiệm vụ, đạt 5% {{ 7*7 }} \u202e</style></script>.\n\n'
    "STT\t<b>Tên</b>\n1\t<a href='https://example.com'>13/19</a>\n"
)


def test_hostile_text_stays_text() -> None:
    page = page_of(HOSTILE, file="<b>.txt")
    assert [script.get_text()[:10] for script in page.find_all("script")] == ["// Without"]
    assert not page.find_all(["img", "iframe", "object", "embed", "link", "form", "base", "svg"])
    article = page.select_one(".doc").get_text()
    assert "<script>alert(1)</script>" in article and "{{ 7*7 }}" in article and "onerror" in article


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_loaded_from_anywhere(sheet, text, lang) -> None:
    document = parse(text)
    mentions = read_mentions(document)
    html = review_page(document, mentions, account(document, sheet, mentions), sheet, lang=lang)
    page = BeautifulSoup(html, "html.parser")
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy and "http" not in policy
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            assert name not in ("src", "srcset", "style", "action") and not name.startswith("on"), tag
            assert name != "href" or value.startswith("#"), tag
    assert not re.search(r"url\(|@import|https?://", html)
    assert page.html["lang"] == lang
    # Every link within the page leads somewhere, and no id stands twice.
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert all(tag["href"][1:] in ids for tag in page.find_all(href=True))


def test_the_policy_lets_the_pages_own_script_and_style_through(text) -> None:
    import base64
    import hashlib

    html = review_page(parse(text), (), ())
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        [content] = re.findall(rf"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in unescape(html)


def test_words_are_the_same_in_both_languages() -> None:
    one, other = labels("vi"), labels("en")
    assert set(one) == set(other)
    for key, words in one.items():
        if isinstance(words, dict):
            assert set(words) == set(other[key]), key
    kinds = {kind.value for kind in MentionKind}
    assert set(one["kinds"]) == set(one["letters"]) == kinds
    for lang in LANGUAGES:
        letters = labels(lang)["letters"]
        assert len(set(letters.values())) == len(letters)


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("giải ngân 8,7 nghìn tỷ đồng", "8.700.000.000.000\u00a0đồng", "8,700,000,000,000\u00a0đồng"),
        ("đạt 21,5%", "21,5\u00a0%", "21.5\u00a0%"),
        ("có 73/124 sản phẩm", "73 trên 124", "73 of 124"),
        ("khoảng 80-84% số lượng", "80 đến 84\u00a0%", "80 to 84\u00a0%"),
        ("hoàn thành trước ngày 30/6/2030", "đến hết 29/6/2030", "until the end of 2030-06-29"),
        ("hoàn thành trong tháng 7 năm 2030", "trong tháng 7/2030", "within 2030-07"),
        ("hoàn thành trong Quý III năm 2030", "trong quý III/2030", "within 2030-Q3"),
        ("định kỳ hằng tháng báo cáo", "hằng tháng", "monthly"),
        ("theo Nghị quyết số 71/NQ-CP", "71/NQ-CP", "71/NQ-CP"),
    ],
)
def test_values_in_words(text, vi, en) -> None:
    import datetime as dt

    [mention] = read_mentions(parse(f"I. KẾT QUẢ\n\nCác bộ {text}.\n"), dt.date(2030, 6, 1))
    assert (value_in_words(mention, "vi"), value_in_words(mention, "en")) == (vi, en)


# ---------------------------------------------------------------------- nothing is lost


def _shown(block) -> str:
    runs = [*block.runs, *(run for row in block.rows for cell in row.cells for run in cell)]
    own = "".join(run.text for run in runs if run.note is None)
    return own + "".join(_shown(note) for note in block.notes)


def _letters(text: str) -> list[str]:
    return sorted(letter for letter in text if letter.isalnum())


LINES = st.lists(
    st.sampled_from([
        "I. KẾT QUẢ", "1. Có 12 nhiệm vụ.", "- **Đạt** 5% và *hết*", "| STT | Tên |", "|---|---|", "| 1 | 13/19 |",
        "STT\tTên", "1\tKho 7/9", "2\t", "Sở có 5 bộ[footnoteRef:1] [1: Gồm 3 bộ.]", "Phụ lục 2", "3", "", "***",
        "dở dang **đậm", "tới 25 việc  ", "<sup>2</sup> Theo báo cáo 8 sở.", "Nâng<sup>2</sup> cấp",
    ]), max_size=14,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_every_letter_and_every_mention_comes_once(lines) -> None:
    document = parse("\n".join(lines))
    mentions = read_mentions(document)
    laid = list(blocks(document, mentions))
    marks_gone = re.sub(r"\[footnoteRef:\d+\]|\[1: |<sup>\s*\d+\s*</sup>", "", document.text)
    shown = "".join(_shown(block) for block in laid)
    if "[1: " not in document.text or "[footnoteRef:1]" in document.text:
        assert _letters(shown) == _letters(marks_gone)
    flat = [run for block in laid for part in (block, *block.notes) for run in part.runs]
    flat += [run for block in laid for row in block.rows for cell in row.cells for run in cell]
    first = [run.mention for run in flat if run.mention is not None and not run.more]
    assert sorted(set(first)) == list(range(len(mentions)))


PARTS = st.sampled_from(["Có 12 nhiệm vụ ", "\n", "\t", "|", "[1: ", "<sup>1"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=30), PARTS)))
def test_any_text_has_a_page(parts) -> None:
    page_of("".join(parts))


@pytest.mark.documents
@pytest.mark.skipif(not os.environ.get(DOCUMENTS_VARIABLE), reason=f"{DOCUMENTS_VARIABLE} names no folder")
def test_the_documents_are_shown_whole() -> None:
    workspace = Workspace.find()
    sheets = load(workspace)
    recognition = recognise(workspace.documents, sheets)
    for sheet in sheets:
        document = recognition.require(sheet.id).document
        mentions = read_mentions(document, sheet.issued)
        laid = list(blocks(document, mentions))
        shown = "".join(_shown(block) for block in laid)
        read = "".join(document.quote(span.locator) for span in document.spans if span.locator.cell is None)
        assert len(_letters(shown)) >= len(_letters(read)) > 10_000
        assert {block.kind for block in laid} >= {BlockKind.HEADING, BlockKind.PARAGRAPH}
        page = page_of(document.text, sheet)
        assert len(page.select(".doc a.m[id]")) == len(mentions)
