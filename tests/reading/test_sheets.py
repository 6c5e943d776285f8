"""Sheets that are right are typed; sheets that are wrong are told by file, row and column, all at once."""

import pickle
from datetime import date
from decimal import Decimal

import pytest

from analysis.errors import DataError, DocumentError
from analysis.paths import Workspace
from analysis.reading.sheets import SheetError, load
from analysis.vocabulary.deadlines import DeadlineKind

FIGURES = "data/raw/12-tb-ubsm/figures.csv"


def problems(office) -> list:
    with pytest.raises(SheetError) as caught:
        load(office.workspace)
    error = caught.value
    for problem in error.problems:
        # Whoever reads only the message finds every problem in it.
        assert problem.describe() in str(error)
    return list(error.problems)


def only(office):
    found = problems(office)
    assert len(found) == 1, [problem.describe() for problem in found]
    return found[0]


def at(problem) -> tuple[str, int, str]:
    return problem.where.file.removeprefix("data/raw/12-tb-ubsm/"), problem.where.row, problem.column


def test_a_right_sheet_is_typed(office) -> None:
    sheets = load(office.workspace)
    assert len(sheets) == 1
    sheet = sheets.document("12-tb-ubsm")
    assert (sheet.key, sheet.issuer, sheet.issued, sheet.as_of) == (
        "tb12", "van-phong-chinh-phu", date(2030, 6, 24), date(2030, 6, 24),
    )  # fmt: skip
    assert sheet.title("en") == "A notice for tests" and sheet.title() == "Thông báo thử"
    money, tasks, health, _ = sheet.figures
    assert money.quantity is not None and money.quantity.amount == Decimal(8_700_000_000_000)
    assert (money.as_of, money.as_of_precision, money.agency) == (date(2030, 5, 31), "month", "viet-nam")
    assert (tasks.as_of, tasks.as_of_precision, tasks.series) == (date(2030, 6, 24), "day", "open_tasks")
    assert (health.agency, health.occurrence, str(health.locator)) == ("bo-y-te", 1, "I.1/¶1")
    assert str(health.where) == f"{FIGURES}:4"
    assert sheet.tasks[0].agencies == ("bo-y-te", "bo-noi-vu")
    assert sheet.tasks[0].due_day.date == date(2030, 5, 31)
    first, second = sheet.databases
    assert first.quantity is not None and first.quantity.denominator == 19
    assert second.token is None and second.quantity is None
    due, regular = sheet.directives
    assert (due.due.kind, due.due.date) == (DeadlineKind.BEFORE_DAY, date(2030, 7, 9))
    assert regular.deadline is None and regular.recurrence == "monthly" and regular.partners == ("bo-noi-vu",)
    assert [member.agency for member in sheet.groups] == ["ha-noi", "hue"]


def test_an_unknown_document_is_named(office) -> None:
    with pytest.raises(DocumentError, match="did you mean 12-tb-ubsm"):
        load(office.workspace).document("12-tb-ubs")


def test_a_byte_order_mark_and_windows_lines_do_no_harm(office) -> None:
    text = (office.folder / "figures.csv").read_text(encoding="utf-8")
    office.write("figures.csv", "\ufeff" + text.replace("\n", "\r\n"))
    assert len(load(office.workspace).documents[0].figures) == 4


def test_values_are_composed_and_stripped(office) -> None:
    office.change("figures.csv", "Bộ Y tế", " Bo\u0323\u0302 Y te\u0302\u0301 ")
    office.change("figures.csv", "đã giải ngân", "  gia\u0309i nga\u0302n ")
    figures = load(office.workspace).documents[0].figures
    assert figures[2].agency == "bo-y-te"
    assert figures[0].note == "giải ngân"


def test_rows_count_lines_of_the_file(office) -> None:
    office.change("figures.csv", ",đã giải ngân", ',"đã\ngiải ngân"\n')
    office.change("figures.csv", ",,open_tasks,12,,", ",,open_tasks,mười hai %,,")
    assert at(only(office)) == ("figures.csv", 5, "token")


@pytest.mark.parametrize(("name", "old", "new", "place", "words"), [
    pytest.param("figures.csv", ",12,,I.1/¶1,,", ",12,,I.1/¶1,,,", ("figures.csv", 3, "note"),
                 ["10 cells", "11 cells"], id="too many cells"),
    pytest.param("figures.csv", '"8,7 nghìn tỷ đồng"', "8,7 nghìn tỷ đồng", ("figures.csv", 2, "note"),
                 ["11 cells", "double quotes"], id="a comma without quotes"),
    pytest.param("figures.csv", ",12,,I.1/¶1,,", ",12,,I.1/¶1", ("figures.csv", 3, "locator"),
                 ["10 cells", "8 cells"], id="too few cells"),
    pytest.param("figures.csv", "series,token", "series,tokens", ("figures.csv", 1, "token"), ["missing"],
                 id="a missing column"),
    pytest.param("figures.csv", "occurrence,note", "occurrence,note,remark", ("figures.csv", 1, "remark"),
                 ["unknown", "id,indicator"], id="an unknown column"),
    pytest.param("figures.csv", "occurrence,note", "occurrence,note,note",
                 ("figures.csv", 1, "note"), ["twice"],
                 id="a column twice"),
    pytest.param("figures.csv", "đã giải ngân", '"đã" giải ngân', ("figures.csv", 2, ""), ["malformed"],
                 id="text after a closing quote"),
    pytest.param("figures.csv", ",đã giải ngân", ',"đã giải ngân', ("figures.csv", 2, ""), ["malformed"],
                 id="a quote that never closes"),
    pytest.param("figures.csv", "tb12.overdue.tasks.bo-y-te", "tb12.overdue.tasks", ("figures.csv", 4, "id"),
                 ["twice", "figures.csv:3"], id="an id twice"),
    pytest.param("figures.csv", "tb12.overdue.tasks.bo-y-te", "tb99.overdue.tasks.bo-y-te",
                 ("figures.csv", 4, "id"), ["tb12."], id="an id of another document"),
    pytest.param("figures.csv", "tb12.overdue.tasks.bo-y-te", "tb12.Bộ Y tế", ("figures.csv", 4, "id"),
                 ["not an id"], id="an id that is none"),
    pytest.param("figures.csv", "12,,I.1/¶1", "12,,", ("figures.csv", 3, "locator"), ["may not be empty"],
                 id="a figure without locator"),
    pytest.param("figures.csv", "12,,I.1/¶1", "12,,mục I", ("figures.csv", 3, "locator"),
                 ["not a locator", "mục I", "II.1.a/¶4"], id="a locator that is none"),
    pytest.param("figures.csv", ",budget.disbursed", ",budget.disbursd", ("figures.csv", 2, "indicator"),
                 ["budget.disbursd", "did you mean budget.disbursed"], id="an unknown indicator"),
    pytest.param("figures.csv", "overdue.tasks,,,open", "overdue.tasks,,colour=red,open",
                 ("figures.csv", 3, "dimensions"), ["colour"], id="an unknown dimension"),
    pytest.param("figures.csv", "budget.disbursed,,,", "budget.approved,,level=centrall,",
                 ("figures.csv", 2, "dimensions"), ["centrall", "did you mean central"],
                 id="an unknown value of a dimension"),
    pytest.param("figures.csv", "budget.disbursed,,,", "budget.approved,,level,",
                 ("figures.csv", 2, "dimensions"),
                 ["name=value"], id="a dimension without value"),
    pytest.param("figures.csv", "budget.disbursed,,,", "budget.approved,,level=all;level=local,",
                 ("figures.csv", 2, "dimensions"), ["twice"], id="a dimension twice"),
    pytest.param("figures.csv", "Bộ Y tế", "Bộ Y té", ("figures.csv", 4, "agency"), ["Bộ Y té", "bo-y-te"],
                 id="an unknown agency"),
    pytest.param("figures.csv", "8,7 nghìn tỷ đồng", "nhiều tỷ đồng", ("figures.csv", 2, "token"),
                 ["nhiều tỷ đồng"], id="an unreadable number"),
    pytest.param("figures.csv", "8,7 nghìn tỷ đồng", "8,7%", ("figures.csv", 2, "token"), ["8,7%"],
                 id="a number of another measure"),
    pytest.param("figures.csv", "8,7 nghìn tỷ đồng", "", ("figures.csv", 2, "token"), ["may not be empty"],
                 id="no token"),
    pytest.param("figures.csv", "2030-05", "5/2030", ("figures.csv", 2, "as_of"), ["5/2030"],
                 id="an unreadable date"),
    pytest.param("figures.csv", "I.1/¶1,2,", "I.1/¶1,0,", ("figures.csv", 5, "occurrence"), ["'0'"],
                 id="no occurrence"),
    pytest.param("figures.csv", "I.1/¶1,2,", "I.1/¶1,hai,", ("figures.csv", 5, "occurrence"), ["'hai'"],
                 id="an occurrence that is no number"),
    pytest.param("figures.csv", "open_tasks,12", "Open tasks,12",
                 ("figures.csv", 3, "series"), ["Open tasks"],
                 id="a series that is no name"),
    pytest.param("tasks.csv", "31/5/2030", "31/6/2030", ("tasks.csv", 2, "due"), ["31/6/2030"],
                 id="a due date that does not exist"),
    pytest.param("tasks.csv", "bo-y-te;Bộ Nội vụ", "bo-y-te;Bộ Nội v", ("tasks.csv", 2, "agency"),
                 ["Bộ Nội v", "bo-noi-vu"], id="one unknown agency of several"),
    pytest.param("tasks.csv", "bo-y-te;Bộ Nội vụ", "bo-y-te;Bộ Y tế", ("tasks.csv", 2, "agency"), ["twice"],
                 id="one agency under two names"),
    pytest.param("tasks.csv", "bo-y-te;Bộ Nội vụ", "", ("tasks.csv", 2, "agency"), ["may not be empty"],
                 id="a task of nobody"),
    pytest.param("databases.csv", "13/19", "13 trên 19", ("databases.csv", 2, "token"), ["13 trên 19"],
                 id="criteria that cannot be read"),
    pytest.param("databases.csv", "criteria,1", "criterion,1", ("databases.csv", 2, "list"),
                 ["criteria, connection", "did you mean criteria"], id="an unknown list"),
    pytest.param("databases.csv", "tb12.database.kho-thuoc", "tb12.overdue.tasks", ("databases.csv", 3, "id"),
                 ["twice", "figures.csv:3"], id="an id in two sheets"),
    pytest.param("directives.csv", "trước ngày 10 tháng 7 năm 2030", "sớm nhất có thể",
                 ("directives.csv", 2, "deadline"), ["sớm nhất có thể"], id="an unreadable deadline"),
    pytest.param("directives.csv", "monthly", "daily",
                 ("directives.csv", 3, "recurrence"), ["weekly, monthly"],
                 id="an unknown recurrence"),
    pytest.param("groups.csv", "hue,Huế,note 1", "ha-noi,Huế,note 1", ("groups.csv", 3, "agency"),
                 ["twice in its list", "groups.csv:2"], id="an agency twice in a list"),
    pytest.param("groups.csv", "Huế,note", ",note", ("groups.csv", 3, "as_written"), ["may not be empty"],
                 id="a name that is not written"),
    pytest.param("document.toml", 'kind = "notice"', "kind = notice", ("document.toml", 4, "column 8"),
                 ["malformed"], id="malformed TOML"),
    pytest.param("document.toml", "[title]", "[title", ("document.toml", 10, "column 7"), ["malformed"],
                 id="a TOML table that never closes"),
    pytest.param("document.toml", 'kind = "notice"', 'kind = "notise"', ("document.toml", 4, "kind"),
                 ["notice or", "did you mean notice"], id="an unknown kind"),
    pytest.param("document.toml", 'kind = "notice"', 'kind = "notice"\ncolour = "red"',
                 ("document.toml", 5, "colour"), ["unknown"], id="an unknown key"),
    pytest.param("document.toml", 'number = "12/TB-UBSM"\n', "", ("document.toml", 1, "number"), ["missing"],
                 id="a missing key"),
    pytest.param("document.toml", 'en = "A notice for tests"', "en = 5", ("document.toml", 12, "title.en"),
                 ["not a text", "5"], id="a title that is no text"),
    pytest.param("document.toml", "2030-06-24", "24/6/2030", ("document.toml", 6, "issued"), ["24/6/2030"],
                 id="an unreadable date of issue"),
    pytest.param("document.toml", '"2030-06"', '"2030-13"', ("document.toml", 7, "period"),
                 ["2030-13", "2026-06"], id="a period that is none"),
    pytest.param("document.toml", "van-phong-chinh-phu", "van-phong-chinh-ph", ("document.toml", 5, "issuer"),
                 ["van-phong-chinh-phu"], id="an unknown issuer"),
    pytest.param("document.toml", 'id = "12-tb', 'id = "13-tb', ("document.toml", 1, "id"), ["12-tb-ubsm"],
                 id="an id that is not the folder's name"),
    pytest.param("document.toml", '["SAO MAI", "TB-UBSM"]', '"SAO MAI"',
                 ("document.toml", 15, "text.letterhead"),
                 ["list of texts"], id="a letterhead that is no list"),
    pytest.param("document.toml", 'sha256 = "', 'sha256 = "xyz', ("document.toml", 16, "text.sha256"),
                 ["64 hexadecimal"], id="a checksum that is none"),
    pytest.param("document.toml", '"reviewed"', '"draft"',
                 ("document.toml", 8, "status"), ["draft", "reviewed"],
                 id="a draft"),
])
def test_bad_input_is_told_by_file_row_and_column(office, name, old, new, place, words) -> None:
    office.change(name, old, new)
    found = problems(office)
    fitting = [problem for problem in found if at(problem) == place]
    assert fitting, [problem.describe() for problem in found]
    told = "\n".join(problem.describe() for problem in fitting)
    assert all(word in told for word in words), told


def test_a_draft_is_read_when_asked_for(office) -> None:
    office.change("document.toml", '"reviewed"', '"draft"')
    assert load(office.workspace, allow_draft=True).documents[0].status == "draft"


def test_all_problems_of_all_files_are_told_at_once(office) -> None:
    office.change("figures.csv", "Bộ Y tế", "Bộ Z")
    office.change("figures.csv", ",12,,I.1/¶1", ",12,,")
    office.change("tasks.csv", "31/5/2030", "mai")
    office.change("groups.csv", "hue", "hué-")
    office.change("document.toml", '"notice"', '"letter"')
    assert [at(problem) for problem in problems(office)] == [
        ("document.toml", 4, "kind"), ("figures.csv", 3, "locator"), ("figures.csv", 4, "agency"),
        ("groups.csv", 3, "agency"), ("tasks.csv", 2, "due"),
    ]  # fmt: skip


def test_a_file_that_is_not_utf8(office) -> None:
    text = (office.folder / "figures.csv").read_text(encoding="utf-8")
    (office.folder / "figures.csv").write_bytes(text.encode("utf-8").replace("đã".encode(), b"\xf0\xe3"))
    problem = only(office)
    assert at(problem)[:2] == ("figures.csv", 2) and problem.column.startswith("byte ")
    assert "0xf0" in problem.describe() and "UTF-8" in problem.describe()


@pytest.mark.parametrize("name", ["figures.csv", "document.toml"])
def test_a_file_with_a_nul(office, name) -> None:
    text = (office.folder / name).read_text(encoding="utf-8").split("\n")
    text[2] = text[2][:5] + "\0" + text[2][5:]
    office.write(name, "\n".join(text))
    problem = problems(office)[0]
    assert at(problem) == (name, 3, "character 6")
    assert "NUL" in problem.message


def test_an_empty_file(office) -> None:
    office.write("groups.csv", "")
    assert at(only(office)) == ("groups.csv", 1, "")


def test_a_sheet_with_a_wrong_name(office) -> None:
    (office.folder / "figures.csv").rename(office.folder / "figure.csv")
    problem = only(office)
    assert problem.where.file.endswith("figure.csv") and problem.hint == "did you mean figures.csv?"


def test_a_folder_without_settings(office) -> None:
    (office.folder / "document.toml").unlink()
    office.change("figures.csv", "Bộ Y tế", "Bộ Z")  # its sheets are read all the same
    assert [at(problem)[0] for problem in problems(office)] == ["document.toml", "figures.csv"]


def test_ids_keys_and_checksums_are_a_documents_own(office, second) -> None:
    folder = second()
    load(office.workspace)
    settings = (folder / "document.toml").read_text(encoding="utf-8")
    settings = settings.replace("tb13", "tb12").replace("0" * 64, load(office.workspace).documents[0].sha256)
    (folder / "document.toml").write_text(settings, encoding="utf-8")
    (folder / "figures.csv").write_text(
        "id,indicator,agency,dimensions,series,token,as_of,locator,occurrence,note\n"
        "tb12.overdue.tasks,overdue.tasks,,,,7,,I/¶1,,\n", encoding="utf-8",
    )  # fmt: skip
    found = problems(office)
    assert {(problem.where.file.split("/")[-2], problem.column) for problem in found} == {
        ("13-tb-ubsm", "key"), ("13-tb-ubsm", "text.sha256"), ("13-tb-ubsm", "id"),
    }  # fmt: skip
    assert any(f"{FIGURES}:3" in problem.describe() for problem in found)


def test_documents_and_other_folders_are_no_sheets(office) -> None:
    office.document("notes.csv", "a,b\n")
    (office.workspace.raw / ".hidden").mkdir()
    (office.workspace.raw / "empty").mkdir()
    assert len(load(office.workspace)) == 1


def test_a_workspace_without_sheets(tmp_path) -> None:
    with pytest.raises(DataError, match="no sheets"):
        load(Workspace(tmp_path))


def test_errors_cross_processes(office) -> None:
    office.change("figures.csv", "Bộ Y tế", "Bộ Z")
    with pytest.raises(SheetError) as caught:
        load(office.workspace)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert copy.problems == caught.value.problems and str(copy) == str(caught.value)
    office.change("figures.csv", "Bộ Z", "Bộ Y tế")
    assert pickle.loads(pickle.dumps(load(office.workspace))) == load(office.workspace)
