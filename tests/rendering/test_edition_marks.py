"""A draft says so on every page and sheet, a release says when and by whom, a revision says what changed: in words, in
all three formats, also beside the mark of invented data."""

from __future__ import annotations

import io
import re
from datetime import datetime
from itertools import pairwise
from typing import Any

import pandas as pd
import pdfplumber
import pytest
import yaml
from nbformat.v4 import new_markdown_cell

from analysis.rendering.html import CHANGES_SHOWN, TEMPLATES
from analysis.rendering.imprint import Imprint, words
from analysis.rendering.layouts import DRAFT, draft_words, page_marks, titled
from analysis.rendering.workbook import HEADER_ROW
from rendering.shown_packs import CHANGES, EDITIONS, FIRST, SECOND, Shown, changed, shown
from rendering.test_pdf_support import opened, squeezed, structure

MARK = "DỰ THẢO – chưa phát hành"
REDRAFTED = "DỰ THẢO bản sửa đổi 2 – chưa phát hành"
INVENTED = "SỐ LIỆU GIẢ ĐỊNH – không phải số liệu thật"
RELEASE = "Phát hành ngày 1/7/2026; người phát hành: Nguyễn Văn A."
LAYOUTS = ("scorecard", "report")


# ---------------------------------------------------------------------- words


def test_what_a_draft_is_called() -> None:
    assert draft_words({"lang": "vi", "edition": EDITIONS["draft"]}) == MARK == " – ".join(DRAFT["vi"])
    assert draft_words({"lang": "vi", "edition": EDITIONS["redrafted"]}) == REDRAFTED
    assert draft_words({"lang": "en", "edition": EDITIONS["redrafted"]}) == "DRAFT of revision 2 – not released"
    assert draft_words({"lang": "vi", "edition": EDITIONS["revised"]}) is None and draft_words({"lang": "vi"}) is None
    both = {"lang": "vi", "invented": True, "edition": EDITIONS["draft"]}
    assert page_marks(both) == (INVENTED, MARK) and titled("T", both) == "SỐ LIỆU GIẢ ĐỊNH – DỰ THẢO – T"


def test_the_words_are_there_in_both_languages() -> None:
    assert words("vi").keys() == words("en").keys() and words("fr") == words("en")
    for key, text in words("vi").items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", words("en")[key])), key


def test_a_notebook_that_says_nothing_of_its_edition_says_nothing() -> None:
    for meta in ({}, {"lang": "vi"}, {"edition": None}, {"edition": {}}, {"edition": "draft"}):
        found = Imprint.of(meta if not isinstance(meta.get("edition"), str) else {})
        assert (found.draft, found.statement, found.log) == (None, "", ())


def test_the_log_is_newest_first_and_needs_a_revision() -> None:
    def log(edition: str, lang: str = "vi") -> list[str]:
        return [entry.title for entry in Imprint.of({"lang": lang, "edition": EDITIONS[edition]}).log]

    assert log("draft") == log("released") == []
    assert log("revised") == ["Bản sửa đổi 1, ngày 9/7/2026: 3 nội dung thay đổi", "Phát hành lần đầu, ngày 1/7/2026"]
    assert log("redrafted")[0] == "Bản sửa đổi 2 (dự thảo): 1 nội dung thay đổi" and len(log("redrafted")) == 3
    assert log("redrafted", "en")[0] == "Revision 2 (draft): 1 change"
    assert Imprint.of({"lang": "vi", "edition": many(1040)}).log[0].title.endswith(": 1.040 nội dung thay đổi")
    unchanged = {"state": "draft", "revision": 1, "revisions": [FIRST]}
    assert Imprint.of({"lang": "en", "edition": unchanged}).log[0].title.endswith("figures and wording are the same")


def test_the_note_of_a_first_release_and_documents_not_at_hand_are_said() -> None:
    edition = {**EDITIONS["released"], "note": "Trình phiên họp tháng 7", "unverified": ["329/TB-VPCP"]}
    said = Imprint.of({"lang": "vi", "edition": edition}).statement
    assert said == (
        f"{RELEASE} Ghi chú: Trình phiên họp tháng 7. Văn bản không có sẵn để đối chiếu: 329/TB-VPCP."
    )
    known = [{"number": "329/TB-VPCP"}]
    none = Imprint.of({"lang": "vi", "edition": edition, "documents": known}).statement
    assert none.endswith(". Không có văn bản gốc để đối chiếu.")
    some = Imprint.of({"lang": "vi", "edition": edition, "documents": [*known, {"number": "1"}]}).statement
    assert some.endswith("đối chiếu: 329/TB-VPCP.")
    english = Imprint.of({"lang": "en", "edition": {**EDITIONS["revised"], "on_label": "9 July 2026"}})
    assert english.statement.startswith("Revision 1, released on 9 July 2026 by Trần Thị B.")
    assert english.log[0].remarks == ("Released by Trần Thị B.", "Reason: Văn bản 2/TB-VPCP được đính chính.")


# ---------------------------------------------------------------------- a draft


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("edition", "mark"), [("draft", MARK), ("redrafted", REDRAFTED)])
def test_every_page_of_a_draft_begins_with_the_mark(layout: str, edition: str, mark: str) -> None:
    pack = shown(layout, edition)
    assert pack.pages and all(page.splitlines()[0] == mark for page in pack.pages)
    with opened(pack.pdf) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"].startswith(f"{mark.split(' – ')[0]} – ") and metadata["pdfuaid:part"] == "1"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_mark_of_a_draft_is_a_frame_that_covers_no_text(layout: str) -> None:
    pack = shown(layout, "draft")
    with pdfplumber.open(io.BytesIO(pack.pdf)) as pdf:
        for page in pdf.pages:
            top = [char for char in page.chars if char["top"] < 32]
            assert squeezed("".join(c["text"] for c in top)) == squeezed(MARK)
            assert {char["tag"] for char in top} == {"Artifact"}, "the structure says it once, in a sentence"
            edge = max(char["x1"] for char in top)
            assert edge > 0.85 * float(page.width), "on the right"
    assert pack.read_aloud.count(squeezed("Dự thảo, chưa phát hành:")) == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_marks_stand_side_by_side(layout: str) -> None:
    pack = shown(layout, "redrafted", invented=True)
    with pdfplumber.open(io.BytesIO(pack.pdf)) as pdf:
        for page in pdf.pages:
            top = [char for char in page.chars if char["top"] < 32]
            lines = {round(char["top"]) for char in top}
            assert len(lines) == 1 and squeezed("".join(c["text"] for c in top)) == squeezed(INVENTED + REDRAFTED)
            middle = min(char["x0"] for char in top if char["text"] == "D")
            assert max(char["x1"] for char in top if char["text"] == "n") > middle, "one beside the other"
    tapes = pack.page.select("body > p")
    assert [tape.get_text() for tape in tapes[:2]] == [INVENTED, REDRAFTED]
    assert all(sheet.oddHeader.center.text == f"{INVENTED} · {REDRAFTED}" for sheet in pack.book)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_of_a_draft_says_it_first(layout: str) -> None:
    pack = shown(layout, "draft")
    tape = pack.page.select_one("body > p.bf-draft")
    assert tape.get_text() == MARK and tape["role"] == "note"
    assert [element.name for element in tape.find_previous_siblings()] == ["a"]
    assert pack.page.title.get_text().startswith("DỰ THẢO – ")
    assert re.search(r"\.bf-draft \{ position: sticky;", pack.style)
    assert not re.search(r"@media[^{}]*@", pack.style), "a rule that no browser reads"


def margins(style: str) -> dict[str, str]:
    """What the page's style prints in the margins of a sheet, by the place."""
    found = re.findall(r'@(top-[a-z]+) \{ content: "([^"]*)"', style)
    return {place: re.sub(r"\\([0-9a-f]+) ", lambda m: chr(int(m[1], 16)), text) for place, text in found}


def test_every_printed_sheet_says_it_in_its_margin() -> None:
    assert margins(shown(edition="draft").style) == {"top-right": MARK}
    both = margins(shown(edition="draft", invented=True).style)
    assert (both["top-left"], both["top-right"]) == (INVENTED, MARK)
    assert margins(shown(edition="released").style) == margins(shown().style) == {}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_sheet_of_a_draft_says_it_on_screen_and_on_paper(layout: str) -> None:
    pack = shown(layout, "draft")
    for sheet in pack.book:
        marked = [cell for row in sheet.iter_rows(max_row=7) for cell in row if cell.value == MARK]
        assert len(marked) == 1 and marked[0].column == 1 and marked[0].font.bold, sheet.title
        assert sheet.oddHeader.center.text == MARK
        if sheet.tables:
            assert marked[0].row == HEADER_ROW - 1
    assert pack.book.properties.title.startswith("DỰ THẢO – ")


def test_the_ground_of_a_mark_goes_as_far_as_its_words() -> None:
    """On a sheet of few narrow columns too: white words on white are no mark."""
    pack = shown("scorecard", "redrafted", invented=True)
    for sheet in pack.book:
        row = next(r for r in range(1, 8) if str(sheet.cell(r, 1).value).startswith(INVENTED))
        room, column = 0.0, 1
        while sheet.cell(row, column).fill.fgColor.rgb == "00A63F12":
            letter = sheet.cell(row, column).column_letter
            room += sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else 8.4
            column += 1
        assert room >= 1.1 * len(f"{INVENTED} · {REDRAFTED}"), sheet.title


# ---------------------------------------------------------------------- a release


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_release_bears_no_mark_and_says_when_and_by_whom(layout: str) -> None:
    pack = shown(layout, "released")
    line = pack.page.select_one(".bf-head .bf-release")
    assert line.get_text() == RELEASE
    assert squeezed(RELEASE) in squeezed(pack.pages[0]) and pack.read_aloud.count(squeezed(RELEASE)) == 1
    front = pack.book.worksheets[0]
    found = {row[0].value: row[1].value for row in front.iter_rows(max_col=2)}
    assert found["Tình trạng phát hành"] == RELEASE
    cells = [str(c.value) for sheet in pack.book for row in sheet.iter_rows() for c in row if c.value]
    for text in (pack.html, *pack.pages, *cells, pack.book.properties.title):
        assert "DỰ THẢO" not in text and "bf-draft" not in text
    assert all(sheet.oddHeader.center.text is None for sheet in pack.book)
    assert "Lịch sử sửa đổi" not in pack.html and len(pack.book.sheetnames) == len(shown(layout).book.sheetnames)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_release_keeps_the_pages_of_its_draft(layout: str) -> None:
    def starts(pack: Shown) -> list[str]:
        lines = [[line for line in page.splitlines() if line not in (MARK, RELEASE)] for page in pack.pages]
        return [found[-2] for found in lines]

    assert starts(shown(layout, "draft")) == starts(shown(layout, "released"))


def test_a_notebook_without_an_edition_is_as_ever() -> None:
    for layout in LAYOUTS:
        pack = shown(layout)
        assert not re.search("bf-draft|bf-release|bf-log|bf-revisions\"", pack.html)
        assert not any(re.search("DỰ THẢO|Phát hành ngày", page) for page in pack.pages)


# ---------------------------------------------------------------------- the log of revisions


def log_rows(pack: Shown) -> list[list[str]]:
    table = pack.page.select_one("#bf-revisions table")
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]


EXPECTED = [
    ["Đã giải ngân – cả nước, đến 24/6/2026", "khoảng 8,7 nghìn tỷ đồng", "8,71 nghìn tỷ đồng"],
    ["Nhiệm vụ quá hạn – Huế", "không có trong bản trước", "3"],
    ["Quá hạn – =1+1 <b>Hà Nội</b>", "30/40", "không còn trong bản này"],
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_shows_what_was_said_and_what_is_said_now(layout: str) -> None:
    page = shown(layout, "revised").page
    section = page.select_one("main > section#bf-revisions")
    assert section.h2.get_text() == "Bản sửa đổi 1, ngày 9/7/2026: 3 nội dung thay đổi"
    assert "Lý do: Văn bản 2/TB-VPCP được đính chính." in section.get_text()
    assert section.h3.get_text() == "Phát hành lần đầu, ngày 1/7/2026"
    assert log_rows(shown(layout, "revised")) == EXPECTED
    assert section.find_previous_siblings("section") == [], "near the top"
    assert page.select_one(".bf-release a")["href"] == "#bf-revisions"
    assert {head["scope"] for head in section.select("th")} == {"col", "row"}
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile(r"^h[1-6]$"))]
    assert all(b <= a + 1 for a, b in pairwise(levels))
    if layout == "report":
        assert page.select_one('.bf-nav a[href="#bf-revisions"]').get_text() == "Lịch sử sửa đổi"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_pdf_shows_it_before_everything_else(layout: str) -> None:
    pack = shown(layout, "revised")
    text = squeezed("".join(pack.pages))
    for row in EXPECTED:
        for cell in row:
            assert squeezed(cell) in text
    assert text.index(squeezed(EXPECTED[0][2])) < text.index(squeezed("Kinh phí theo bước"))
    with opened(pack.pdf) as pdf:
        kinds = [kind for kind, _ in structure(pdf)]
        titles, item = [], pdf.Root.Outlines.First
        while item is not None:
            titles.append(str(item.Title))
            item = item.get("/Next")
    assert "Table" in kinds[: kinds.index("Figure")] if "Figure" in kinds else "Table" in kinds
    place = next(i for i, title in enumerate(titles) if title.startswith("Lịch sử sửa đổi: Bản sửa đổi 1"))
    assert place <= 1 and not any("Kinh phí" in title for title in titles[:place])


def test_the_tables_of_a_pack_keep_their_numbers() -> None:
    for layout in LAYOUTS:
        numbered = [
            sorted(set(re.findall(r"Bảng \d+", "\n".join(shown(layout, edition).pages))))
            for edition in ("released", "revised")
        ]
        assert numbered[0] == numbered[1] and numbered[0]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_workbook_has_the_whole_log_as_a_table(layout: str) -> None:
    pack = shown(layout, "redrafted")
    name = "Lịch sử sửa đổi"
    assert pack.book.sheetnames.index(name) == (1 if layout == "scorecard" else 3)
    frame = pd.read_excel(io.BytesIO(pack.xlsx), sheet_name=name, header=HEADER_ROW - 1)
    assert list(frame.columns) == [
        "Bản sửa đổi", "Ngày phát hành", "Người phát hành", "Lý do", "Nội dung", "Bản trước nêu", "Bản này nêu",
    ]  # fmt: skip
    assert list(frame["Bản sửa đổi"]) == [2, 1, 1, 1, 0]
    assert list(frame["Ngày phát hành"]) == [
        "chưa phát hành", *[datetime(2026, 7, 9)] * 3, datetime(2026, 7, 1)
    ]
    assert frame.iloc[1:4, 4:].to_numpy().tolist() == EXPECTED
    assert frame.iloc[4]["Nội dung"] == "phát hành lần đầu"
    contents = pack.book.worksheets[0 if layout == "scorecard" else 1]
    assert pack.book[name].tables and name in {c.value for row in contents for c in row if c.hyperlink}


def many(count: int) -> dict[str, Any]:
    changes = [{"what": f"Nội dung thứ {n}", "said": str(n), "now": str(n + 1)} for n in range(1, count + 1)]
    edition: Any = EDITIONS["revised"]
    return {**edition, "revisions": [FIRST, {**SECOND, "amendments": changes}]}


def test_a_long_log_is_cut_on_paper_with_a_word_and_folds_on_the_page() -> None:
    card, report = (changed(layout, edition=many(60)) for layout in LAYOUTS)
    assert len(card.pages) <= 3
    for pack, shown_changes in ((card, 4), (report, 12)):
        text = squeezed("".join(pack.pages))
        assert squeezed(f"Còn {60 - shown_changes} thay đổi khác") in text
        assert squeezed("ở trang tính “Lịch sử sửa đổi” của bảng tính kèm theo") in text
        assert squeezed(f"Nội dung thứ {shown_changes}") in text and squeezed("Nội dung thứ 13") not in text
        section = pack.page.select_one("#bf-revisions")
        assert len(section.select("tbody tr")) == 60
        assert len(section.select("details tbody tr")) == 60 - CHANGES_SHOWN
        assert section.summary.get_text() == "Còn 48 thay đổi khác"
        assert len(pd.read_excel(io.BytesIO(pack.xlsx), sheet_name="Lịch sử sửa đổi", header=7)) == 61
    alone = changed(edition=many(30), downloads=["briefing.pdf"])
    assert squeezed("ở trang HTML kèm theo") in squeezed("".join(alone.pages))


def test_one_change_more_than_there_is_room_for_is_no_reason_to_cut() -> None:
    assert squeezed("Nội dung thứ 5") in squeezed("".join(changed(edition=many(5)).pages))


REASON = "Văn bản 2/TB-VPCP được cơ quan ban hành đính chính, nên các số liệu liên quan được tính lại. " * 6
OFTEN = [{**SECOND, "number": n, "note": REASON, "by": "Trần Thị B, Vụ trưởng"} for n in range(1, 9)]
FULLEST: dict[str, Any] = {
    "redrafted": {"state": "draft", "revision": 9, "revisions": [FIRST, *OFTEN], "drafted": CHANGES * 20},
    "long note": {**EDITIONS["released"], "note": REASON, "unverified": [f"{n}/TB-VPCP" for n in range(60)]},  # type: ignore[dict-item]
    "often revised": {**OFTEN[-1], "state": "released", "revision": 8, "revisions": [FIRST, *OFTEN]},
}


def filled(lines: int, **changes: Any) -> Shown:
    """A scorecard with this much more on it."""
    pack = changed(**changes)
    filler = new_markdown_cell("\n\n".join(f"Dòng {n}." for n in range(lines)))
    pack.notebook.cells.insert(len(pack.notebook.cells) - 1, filler)
    return pack


@pytest.mark.parametrize("edition", FULLEST)
def test_a_full_scorecard_keeps_its_three_pages_whatever_its_edition(edition: str) -> None:
    """120 lines fill them where there is little to say of it."""
    pack = filled(120, edition=FULLEST[edition], invented=True)
    assert len(pack.pages) == 3 and squeezed("Dòng 119.") in squeezed("".join(pack.pages))
    first = squeezed(pack.pages[0])
    if pack.meta["edition"]["revisions"][1:]:
        log = Imprint.of(pack.meta).log
        assert squeezed(log[0].title) in first, "what was done last is told"
        assert squeezed("trang tính “Lịch sử sửa đổi” của bảng tính kèm theo.") in first, "and where the rest stands"
        assert pack.page.select_one("#bf-revisions").get_text().count("Người phát hành") == len(log) - bool(
            log[0].drafted
        ), "the page tells all"
    else:
        assert squeezed("Ghi chú: Văn bản 2/TB-VPCP được cơ quan ban hành") in first
        assert REASON.strip() in pack.page.select_one(".bf-release").get_text()


def test_a_scorecard_gives_way_no_further_than_it_must() -> None:
    """It moves together; its log is shortened; its log stands elsewhere. What it says of its agency all stays there."""
    title = squeezed("Bản sửa đổi 1, ngày 9/7/2026: 3 nội dung thay đổi")
    pages = [filled(lines, edition=EDITIONS["revised"]).pages for lines in (124, 142, 160, 175)]
    first = [squeezed(each[0]) for each in pages]
    assert [len(each) for each in pages] == [3, 3, 3, 4]
    assert [squeezed("Bản trước nêu") in text for text in first] == [True, False, False, True]
    assert [title in text for text in first] == [True, True, False, True]
    assert squeezed("Toàn bộ thay đổi ở trang tính “Lịch sử sửa đổi” của bảng tính kèm theo.") in first[2]


def test_hostile_words_stay_words() -> None:
    hostile = '<script>x</script> "#panic()" = @a {{ t }} \\ & </style>'
    edition: Any = EDITIONS["revised"]
    change = {"what": hostile, "said": hostile, "now": "=1+1"}
    entry = {**SECOND, "by": hostile, "note": hostile, "amendments": [change]}
    pack = changed(edition={**edition, "by": hostile, "revisions": [FIRST, entry]})
    assert pack.page.select_one("#bf-revisions tbody th").get_text() == hostile
    assert not pack.page.select("#bf-revisions script") and len(pack.page.find_all("script")) == 2
    assert squeezed('"#panic()"') in squeezed(pack.pages[0])
    cell = pack.book["Lịch sử sửa đổi"].cell(HEADER_ROW + 1, 7)
    assert cell.value == "=1+1" and cell.data_type == "s"
    draft = changed(edition={"state": "draft", "revision": '"}</style>', "by": hostile, "revisions": []})
    assert "</style>" not in draft.style


@pytest.mark.parametrize("edition", ["draft", "revised"])
def test_the_same_edition_gives_the_same_bytes(edition: str) -> None:
    first, again = shown("report", edition), changed("report", edition=EDITIONS[edition])
    assert (first.pdf, first.xlsx, first.html) == (again.pdf, again.xlsx, again.html)


def test_in_english_it_is_said_in_english() -> None:
    edition: Any = EDITIONS["revised"]
    entry = {**SECOND, "on_label": "9 July 2026", "amendments": [{"what": "Disbursed", "said": None, "now": "8.71"}]}
    pack = changed(
        lang="en",
        edition={**edition, "on_label": "9 July 2026", "revisions": [{**FIRST, "on_label": "1 July 2026"}, entry]},
    )
    line = pack.page.select_one(".bf-release").get_text()
    assert line.startswith("Revision 1, released on 9 July 2026 by Trần Thị B.")
    assert pack.page.select_one("#bf-revisions h2").get_text() == "Revision 1, 9 July 2026: 1 change"
    assert pack.book.sheetnames[1] == "Revisions"
    assert "not in the earlier version" in " ".join(" ".join(pack.pages).split())
    draft = changed(lang="en", edition=EDITIONS["draft"])
    assert all(page.startswith("DRAFT – not released") for page in draft.pages)
    assert draft.page.select_one(".bf-draft").get_text() == "DRAFT – not released"


def test_the_labels_of_the_page_and_of_the_imprint_do_not_differ() -> None:
    labels = yaml.safe_load((TEMPLATES / "labels.yml").read_text("utf-8"))
    assert labels["vi"]["invented"] == INVENTED and CHANGES[0]["what"] == EXPECTED[0][0]
