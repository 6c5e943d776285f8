"""What became of each mention: in the sheet, set aside with a reason or by rule, or unaccounted for."""

import datetime as dt
import os

import pytest

from analysis.paths import DOCUMENTS_VARIABLE, Workspace
from analysis.reading.coverage import Fate, account, count, unaccounted
from analysis.reading.mentions import read_mentions
from analysis.reading.recognise import recognise
from analysis.reading.sheets import load
from analysis.reading.text import parse
from work import calls

ISSUED = dt.date(2030, 6, 24)
HEADER = "kind,token,locator,occurrence,reason,note\n"


def covered(office, text, aside: str = ""):
    """Each mention's text with what became of it."""
    if aside:
        office.write("setaside.csv", HEADER + aside)
    sheet = load(office.workspace, allow_draft=True).documents[0]
    document = parse(text)
    return account(document, sheet, read_mentions(document, sheet.issued))


def fates(accounted) -> dict[str, str]:
    return {one.mention.text.replace("*", ""): one.row or one.reason or one.fate.value for one in accounted}


def rules(text: str) -> dict[str, str]:
    """What the rules alone make of a text."""
    document = parse(text)
    return fates(account(document, None, read_mentions(document, ISSUED)))


def test_the_sheet_accounts_for_its_document(office, text) -> None:
    accounted = covered(office, text)
    assert fates(accounted) == {
        "12 /TB-UBSM": "own",
        "ngày 24 tháng 6 năm 2030": "own",
        "8,7 nghìn tỷ đồng": "tb12.budget.disbursed",
        "12": "tb12.overdue.tasks",
        "5": "tb12.overdue.tasks.bo-noi-vu",  # of two, the last one
        "trước ngày 10 tháng 7 năm 2030": "tb12.directive.1",
        "31/5/2030": "tb12.task.1",
        "13/19": "tb12.database.kho-benh-an",
    }
    first, second = (one for one in accounted if one.mention.text == "5")
    assert (first.row, second.row) == ("tb12.overdue.tasks.bo-y-te", "tb12.overdue.tasks.bo-noi-vu")
    assert {one.table for one in accounted} == {"", "figure", "directive", "task", "database"}
    counts = count(accounted)
    assert (counts.mentions, counts.in_sheet, counts.set_aside, counts.by_rule, counts.unaccounted) == (9, 7, 2, 2, 0)


def test_what_the_sheet_does_not_have_is_unaccounted_for(office, text) -> None:
    office.change("figures.csv", "tb12.overdue.tasks,overdue.tasks,,,open_tasks,12,,I.1/¶1,,\n", "")
    office.change("tasks.csv", "31/5/2030", "30/5/2030")  # claims nothing: it does not stand there
    office.change("directives.csv", "trước ngày 10 tháng 7 năm 2030,,II/¶2", ",,II/¶2")
    left = unaccounted(covered(office, text))
    # A date that fills a cell is no mere context: the table is about it.
    assert [mention.text for mention in left] == ["12", "trước ngày 10 tháng 7 năm 2030", "31/5/2030"]


def test_a_row_of_setaside_accounts_for_its_place_only(office, text) -> None:
    office.change("figures.csv", "tb12.overdue.tasks.bo-noi-vu,overdue.tasks,bo-noi-vu,,open_tasks,5,,I.1/¶1,2,\n", "")
    assert [mention.text for mention in unaccounted(covered(office, text))] == ["5"]
    [one] = [one for one in covered(office, text, "count,5,I.1/¶1,2,example,để thử\n") if one.reason == "example"]
    assert (one.fate, one.note, one.by_rule, one.rows) == (Fate.SET_ASIDE, "để thử", False, ())
    assert one.mention.start == text.rindex("5.")
    # The other one is a figure, and a row of the sheet comes before a reason to leave it out.
    again = covered(office, text, "count,5,I.1/¶1,1,example,\n")
    assert [mention.text for mention in unaccounted(again)] == ["5"]
    assert not [one for one in again if one.reason == "example"]


def test_a_recurring_deadline_belongs_to_the_directive_that_recurs_there(office, text) -> None:
    changed = text.replace("- Bộ Y tế", "- Định kỳ hằng tháng, Bộ Y tế")
    assert fates(covered(office, changed))["Định kỳ hằng tháng"] == "tb12.directive.2"
    weekly = text.replace("- Bộ Y tế", "- Định kỳ hằng tuần, Bộ Y tế")
    assert [mention.text for mention in unaccounted(covered(office, weekly))] == ["Định kỳ hằng tuần"]
    elsewhere = text.replace("Phụ lục 1", "- Định kỳ hằng tháng, Bộ Nội vụ báo cáo.\n\nPhụ lục 1")
    assert [mention.text for mention in unaccounted(covered(office, elsewhere))] == ["Định kỳ hằng tháng"]


def test_directives_of_one_deadline_all_have_it(office, text) -> None:
    office.change("directives.csv", ",,monthly,II/¶2", ",trước ngày 10 tháng 7 năm 2030,,II/¶2")
    [one] = [one for one in covered(office, text) if one.table == "directive"]
    assert one.rows == ("tb12.directive.1", "tb12.directive.2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thực hiện Nghị quyết số 71/NQ-CP ngày 01/4/2029 của Chính phủ.",
         {"71/NQ-CP": "citation", "ngày 01/4/2029": "citation"}),
        ("Theo Thông báo số 17-TB/TGV, ngày 29/12/2029, các bộ rà soát.",
         {"17-TB/TGV": "citation", "ngày 29/12/2029": "citation"}),
        ("Nghị quyết số 71/NQ-CP của Chính phủ có hiệu lực từ ngày 01/4/2029.",
         {"71/NQ-CP": "citation", "ngày 01/4/2029": "context"}),
        ("Năm 2029, tính đến ngày 20/5/2030, các bộ đã họp.", {"Năm 2029": "context", "ngày 20/5/2030": "context"}),
        ("Giai đoạn 2031-2035 tiếp tục mở rộng.", {"2031-2035": "context"}),
        ("Bỏ cổng cấp tỉnh từ ngày 01/7/2030.", {"ngày 01/7/2030": "context"}),
        ("Hoàn thành trước ngày 01/7/2030.", {"trước ngày 01/7/2030": "unaccounted"}),
        ("Có 12 nhiệm vụ, đạt 5,5%.", {"12": "unaccounted", "5,5%": "unaccounted"}),
    ],
)  # fmt: skip
def test_the_rules_of_every_document(text, expected) -> None:
    assert rules(f"I. KẾT QUẢ\n\n{text}\n") == expected


@pytest.mark.parametrize(
    ("cell", "fate"),
    [
        ("31/5/2030", "unaccounted"),
        (" **31/5/2030** ", "unaccounted"),
        ("đã họp ngày 31/5/2030", "context"),
        ("31/5/2030, 1/6/2030", "context"),
    ],
)
@pytest.mark.parametrize("row", ["1\tKho\t{}\tBộ Y tế\n", "1\tKho\tBộ Y tế\t{}\n", "| 1 | Kho | {} |\n"])
def test_a_date_that_fills_a_cell_is_no_context(cell, fate, row) -> None:
    text = "Phụ lục 1\n\n" + row.format(cell)
    document = parse(text)
    accounted = account(document, None, read_mentions(document, dt.date(2030, 12, 31)))
    assert {one.reason or one.fate.value for one in accounted} == {fate}


def test_a_day_that_is_still_to_come_needs_a_row(office, text) -> None:
    order = "Bỏ cổng cấp tỉnh từ ngày 01/7/2030; mở rộng từ năm 2031."
    changed = text.replace("**II. NHIỆM VỤ**", f"{order}\n\n**II. NHIỆM VỤ**")
    accounted = covered(office, changed)
    assert [mention.text for mention in unaccounted(accounted)] == ["ngày 01/7/2030"]
    assert fates(accounted)["năm 2031"] == "context"


def test_without_a_sheet_numbers_are_unaccounted_for(text) -> None:
    document = parse(text)
    mentions = read_mentions(document)
    left = unaccounted(account(document, None, mentions))
    assert {mention.text.replace("*", "") for mention in left} == {
        "8,7 nghìn tỷ đồng", "12", "5", "trước ngày 10 tháng 7 năm 2030", "31/5/2030", "13/19",
    }  # fmt: skip


def test_every_mention_has_one_fate_in_order(office, text) -> None:
    document = parse(text)
    mentions = read_mentions(document)
    accounted = account(document, None, reversed(mentions))
    assert [one.mention for one in accounted] == list(mentions)


def test_work_grows_with_length_only(office) -> None:
    sheet = load(office.workspace).documents[0]

    def counted(rows: int) -> int:
        document = parse("I. KẾT QUẢ\n\n" + "Có 12 nhiệm vụ và 5% số việc trước ngày 10/7/2030. " * rows)
        mentions = read_mentions(document, ISSUED)
        assert len(account(document, sheet, mentions)) == 3 * rows
        return calls(lambda: account(document, sheet, mentions))

    assert counted(800) < 5 * counted(200) + 1_000


@pytest.mark.documents
@pytest.mark.skipif(not os.environ.get(DOCUMENTS_VARIABLE), reason=f"{DOCUMENTS_VARIABLE} names no folder")
def test_nothing_in_the_documents_is_unaccounted_for() -> None:
    workspace = Workspace.find()
    sheets = load(workspace)
    recognition = recognise(workspace.documents, sheets)
    for sheet in sheets:
        document = recognition.require(sheet.id).document
        left = unaccounted(account(document, sheet, read_mentions(document, sheet.issued)))
        assert not left, (sheet.id, [(mention.kind.value, mention.text, str(mention.locator)) for mention in left])
