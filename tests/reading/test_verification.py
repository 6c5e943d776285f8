"""Every token against its document: found, not found, ambiguous, or no document there."""

import pytest

from analysis.errors import DocumentError
from analysis.paths import DOCUMENTS_VARIABLE
from analysis.reading.sheets import load
from analysis.reading.text import parse
from analysis.reading.verification import Status, TextState, excerpt, verify


def run(office):
    return verify(office.workspace, load(office.workspace))


def test_everything_is_found(office, text) -> None:
    office.document("any name.txt", text)
    report = run(office)
    (document,) = report.documents
    assert report.ok and document.text is TextState.SAME and not report.problems
    kinds = [verified.entry.kind for verified in report.entries]
    assert (
        kinds
        == ["figure"] * 4
        + ["database", "database name"] * 2
        + ["task", "task source"]
        + ["directive"] * 2
        + ["group"] * 2
    )
    assert document.counts == {
        Status.FOUND: 14, Status.NOT_FOUND: 0, Status.AMBIGUOUS: 0, Status.DOCUMENT_ABSENT: 0,
    }  # fmt: skip
    for verified in report.entries:
        assert verified.start is not None and verified.end is not None
        if verified.entry.token:
            assert text[verified.start : verified.end].replace("*", "") == verified.entry.token
    second, third = report.entries[2:4]
    assert second.start is not None and third.start is not None and second.start < third.start


@pytest.mark.parametrize(
    ("name", "old", "new", "status", "reason"),
    [
        pytest.param(
            "figures.csv", "8,7 nghìn", "8,8 nghìn", Status.NOT_FOUND, "does not stand there", id="another"
        ),
        pytest.param(
            "figures.csv",
            ",12,,I.1/¶1",
            ",12,,I/¶1",
            Status.NOT_FOUND,
            "it stands at head/¶2, I.1/¶1",
            id="elsewhere",
        ),
        pytest.param(
            "figures.csv", ",12,,I.1/¶1", ",12,,I.9/¶1", Status.NOT_FOUND, "no such place", id="no place"
        ),
        pytest.param("figures.csv", "I.1/¶1,1,", "I.1/¶1,,", Status.AMBIGUOUS, "2 times", id="no occurrence"),
        pytest.param(
            "figures.csv", "I.1/¶1,2,", "I.1/¶1,3,", Status.NOT_FOUND, "occurrence 3", id="one too many"
        ),
        pytest.param("tasks.csv", "31/5/2030", "1/5/2030", Status.NOT_FOUND, "", id="a part of a date"),
        pytest.param("databases.csv", "13/19", "3/19", Status.NOT_FOUND, "", id="a part of a ratio"),
        pytest.param(
            "databases.csv",
            "annex 2/row 2",
            "annex 2/row 3",
            Status.NOT_FOUND,
            "no such place",
            id="a row that is not there",
        ),
        pytest.param(
            "directives.csv", "trước ngày 10", "trước ngày 11", Status.NOT_FOUND, "", id="another deadline"
        ),
        pytest.param(
            "databases.csv", "Kho thuốc,", "Kho thuốc tây,", Status.NOT_FOUND, "", id="another name"
        ),
        pytest.param("groups.csv", "Huế,", "Thành phố Huế,", Status.NOT_FOUND, "", id="not as written"),
    ],
)
def test_what_is_wrong_is_found(office, text, name, old, new, status, reason) -> None:
    office.change(name, old, new)
    office.document("x.txt", text)
    report = run(office)
    problem, *more = report.problems  # a row that claims two tokens fails with both
    assert all(other.entry.where == problem.entry.where for other in more)
    assert not report.ok and report.counts[status] == 1 + len(more)
    assert report.counts[Status.FOUND] == 13 - len(more)
    assert problem.status is status and reason in problem.reason
    told = problem.describe()
    assert f"data/raw/12-tb-ubsm/{name}:{problem.entry.where.row}" in told
    assert str(problem.entry.locator) in told and problem.entry.token in told


def test_a_row_may_say_it_in_a_cell_that_it_shares_with_the_row_above(office, text) -> None:
    row = "1\tNâng cấp kho\tNQ số 1\t31/5/2030\tBộ Y tế"
    office.document("a.txt", text.replace(row, f"{row}\n2\tDọn kho\t\t30/6/2030\t\n3\tBán kho\tNQ số 7\t30/6/2030\t"))
    office.change("tasks.csv", "annex 1/row 1\n", (
        "annex 1/row 1\ntb12.task.2,2,Dọn kho,Clear the store,bo-y-te,NQ số 1,30/6/2030,annex 1/row 2\n"
        "tb12.task.3,3,Bán kho,Sell the store,bo-y-te,NQ số 1,30/6/2030,annex 1/row 3\n"))
    sources = [entry for entry in run(office).entries if entry.entry.kind == "task source"]
    assert [entry.status for entry in sources] == [Status.FOUND, Status.FOUND, Status.NOT_FOUND]


def test_an_absent_document_is_told_apart_from_a_wrong_figure(office) -> None:
    office.document("other.txt", "Kính gửi")
    report = run(office)
    (document,) = report.documents
    assert (document.text, document.path, document.actual) == (TextState.ABSENT, None, None)
    assert report.counts[Status.DOCUMENT_ABSENT] == 14 and not report.problems and not report.ok
    assert "TB-UBSM" in document.looked_for and report.unknown == 1


def test_a_changed_text_is_reported_though_all_is_found(office, text) -> None:
    office.document("x.txt", text + "\nThêm một dòng.\n")
    report = run(office)
    (document,) = report.documents
    assert document.text is TextState.CHANGED and document.actual != document.recorded
    assert report.counts[Status.FOUND] == 14 and not report.ok


def test_without_a_folder_of_documents(office) -> None:
    with pytest.raises(DocumentError, match="no folder of documents"):
        run(office)


def test_the_folder_can_be_named(office, text, tmp_path_factory, monkeypatch) -> None:
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "x.md").write_text(text, encoding="utf-8")
    monkeypatch.setenv(DOCUMENTS_VARIABLE, str(folder))
    assert run(office).ok


def test_excerpts_are_cut_at_words_and_leave_marks_out(text) -> None:
    document = parse(text)
    match = document.find("I.1/¶1", "12")
    assert excerpt(document, match, 30) == "… đồng, còn 12 nhiệm vụ quá …"
    whole = excerpt(document, match, 1_000)
    assert whole.startswith("1. Đã giải ngân") and "8,7 nghìn tỷ đồng, còn 12" in whole and "…" not in whole
    assert excerpt(document, match, 0) == "… 12 …"
    row = excerpt(document, document.find("annex 2/row 1/cell 4", "13/19"))
    assert row == "1 Bộ Y tế Kho bệnh án 13/19"
    assert excerpt(document, document.find("I.1/¶1", "999")) == ""
