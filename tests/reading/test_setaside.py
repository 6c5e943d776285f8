"""What is deliberately no figure: its reasons, its sheet, and drafts whose titles are still to be written."""

import pytest

from analysis.errors import DataError
from analysis.reading.mentions import MentionKind
from analysis.reading.row_readers import RECURRENCES
from analysis.reading.setaside import KINDS, REASONS, reason_of
from analysis.reading.sheets import COLUMNS, SheetError, load, proposals, read_sheets

HEADER = "kind,token,locator,occurrence,reason,note\n"
DRAFT = ("document.toml", '"reviewed"', '"draft"')


def problems(office) -> list[tuple[str, int, str]]:
    with pytest.raises(SheetError) as caught:
        load(office.workspace, allow_draft=True)
    return [
        (problem.where.file.rpartition("/")[2], problem.where.row, problem.column)
        for problem in caught.value.problems
    ]


def test_every_reason_has_words_in_both_languages() -> None:
    assert {"citation", "context", "name", "repeated", "background", "example", "plan", "list"} <= set(REASONS)
    for key, reason in REASONS.items():
        assert reason.key == key and reason.vi and reason.en and reason.vi != reason.en
        assert reason.label("vi") == reason.vi and reason.label("en") == reason.en
    assert {key for key, reason in REASONS.items() if reason.by_rule} == {"citation", "own", "context"}


def test_an_unknown_reason_suggests_the_nearest() -> None:
    assert reason_of("name").key == "name"
    with pytest.raises(DataError, match="did you mean background"):
        reason_of("backgrund")


def test_the_kinds_are_those_of_the_reader() -> None:
    assert set(KINDS) == {kind.value for kind in MentionKind}


def test_rows_are_typed(office) -> None:
    office.write("setaside.csv", HEADER + 'money,"8,7 nghìn tỷ đồng",I.1/¶1,,example,để thử\ncount,5,I.1/¶1,2,name,\n')
    first, second = load(office.workspace).documents[0].set_aside
    assert (first.kind, first.token, str(first.locator)) == ("money", "8,7 nghìn tỷ đồng", "I.1/¶1")
    assert (first.occurrence, first.reason, first.note) == (None, "example", "để thử")
    assert (second.occurrence, second.reason, second.note) == (2, "name", "")
    assert str(second.where).endswith("setaside.csv:3")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("number,5,I.1/¶1,,name,", "kind"),
        (",5,I.1/¶1,,name,", "kind"),
        ("count,,I.1/¶1,,name,", "token"),
        ("count,5,mục I,,name,", "locator"),
        ("count,5,I.1/¶1,0,name,", "occurrence"),
        ("count,5,I.1/¶1,,because,", "reason"),
        ("count,5,I.1/¶1,,,", "reason"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(office, row, column) -> None:
    office.write("setaside.csv", HEADER + row + "\n")
    assert problems(office) == [("setaside.csv", 2, column)]


def test_a_wrong_header_is_told(office) -> None:
    office.write("setaside.csv", "kind,token,locator,occurrence,why,note\n")
    assert set(problems(office)) == {("setaside.csv", 1, "reason"), ("setaside.csv", 1, "why")}


# ---------------------------------------------------------------------- proposals


def test_proposals_are_known_and_build_nothing(office) -> None:
    before = load(office.workspace)
    assert proposals(before.documents[0]) == {}
    office.write("proposals.csv", "id,confidence,recipe\ntb12.budget.disbursed,0.85,budget\ntb12.gone,1,x\n")
    assert load(office.workspace) == before
    found = proposals(before.documents[0])
    assert (found["tb12.budget.disbursed"].confidence, found["tb12.budget.disbursed"].recipe) == (0.85, "budget")


@pytest.mark.parametrize("confidence", ["1,5", "1.5", "-0.1", "sure", "nan"])
def test_a_confidence_that_is_none_is_told(office, confidence) -> None:
    office.write("proposals.csv", f'id,confidence,recipe\ntb12.a,"{confidence}",x\n')
    with pytest.raises(SheetError, match=r"proposals\.csv:2:confidence"):
        proposals(load(office.workspace).documents[0])


# ---------------------------------------------------------------------- drafts

BLANKS = [
    ("document.toml", 'vi = "Thông báo thử"', 'vi = ""'),
    ("document.toml", 'en = "A notice for tests"', 'en = ""'),
    ("tasks.csv", "Nâng cấp kho,Upgrade the store", ","),
    ("databases.csv", "Kho bệnh án,Medical records", "Kho bệnh án,"),
    ("directives.csv", "Hoàn thành kho,Complete the store", ","),
]
UNKNOWN = [
    ("document.toml", 'issuer = "van-phong-chinh-phu"\n', ""),
    ("document.toml", 'kind = "notice"', 'kind = ""'),
    ("document.toml", 'number = "12/TB-UBSM"\n', ""),
    ("document.toml", 'letterhead = ["SAO MAI", "TB-UBSM"]', "letterhead = []"),
    ("tasks.csv", "bo-y-te;Bộ Nội vụ", ""),
    ("databases.csv", "criteria,1,bo-y-te", "criteria,1,"),
    ("directives.csv", "II,bo-y-te,,Hoàn", "II,,,Hoàn"),
]


@pytest.mark.parametrize(("name", "old", "new"), BLANKS + UNKNOWN)
def test_what_only_a_person_can_fill_in_may_be_empty_in_a_draft_alone(office, name, old, new) -> None:
    office.change(name, old, new)
    told = problems(office)
    assert told and all(file == name for file, _, _ in told)
    office.change(*DRAFT)
    sheet = load(office.workspace, allow_draft=True).documents[0]
    assert sheet.draft and len(sheet.directives) == 2 and len(sheet.tasks) == 1 and len(sheet.databases) == 2


def test_a_draft_is_as_strict_in_everything_else(office) -> None:
    office.change(*DRAFT)
    office.change("figures.csv", '"8,7 nghìn tỷ đồng"', "")
    office.change("document.toml", "van-phong-chinh-phu", "van-phong-chinh-ph")
    assert problems(office) == [("document.toml", 5, "issuer"), ("figures.csv", 2, "token")]
    # The rows are read as those of a draft although its settings are wrong.
    office.change("tasks.csv", "Nâng cấp kho,Upgrade the store", ",")
    assert ("tasks.csv", 2, "title_vi") not in problems(office)


def test_a_draft_with_mistakes_can_be_looked_at(office) -> None:
    office.change(*DRAFT)
    office.change("figures.csv", ",12,,I.1/¶1", ",12,,")
    sheets, told = read_sheets(office.workspace)
    assert [row.id for row in sheets.documents[0].figures] == [
        "tb12.budget.disbursed", "tb12.overdue.tasks.bo-y-te", "tb12.overdue.tasks.bo-noi-vu",
    ]  # fmt: skip
    assert [(problem.where.row, problem.column) for problem in told] == [(3, "locator")]


def test_what_drafting_writes_has_the_columns_that_are_read() -> None:
    assert COLUMNS["setaside.csv"] == ("kind", "token", "locator", "occurrence", "reason", "note")
    assert RECURRENCES == ("weekly", "monthly", "quarterly", "yearly")
