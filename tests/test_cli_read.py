"""briefing read, review and verify's coverage, from the command line."""

from __future__ import annotations

import json
import os
import sys
import webbrowser

import pytest

from analysis import cli
from analysis.commands import read as reading
from analysis.commands import review as reviewing
from analysis.reading.mentions import MentionKind
from offices import Office, figure

TEXT = (
    "Số: 1/TB-VPCP\n\nHà Nội, ngày 24 tháng 6 năm 2026\n\nI. TÌNH HÌNH\n\n"
    "Có 05 nhiệm vụ và 73/124 sản phẩm, đứng thứ 3 thế giới.\n\n"
    "<sup>2</sup> Đã phân bổ 71 nghìn tỷ đồng, giải ngân 8,7 nghìn tỷ đồng, đạt 12,25% số đã phân bổ.\n"
)
KEYS = [
    "kind", "start", "end", "text", "value", "measure", "currency", "numerator", "denominator", "agency", "date",
    "deadline_kind", "upper", "qualifier", "sense", "unit", "number", "first", "precision", "inferred", "recurrence",
    "locator",
]  # fmt: skip


@pytest.fixture
def office(tmp_path, monkeypatch) -> Office:
    monkeypatch.delenv("BRIEFING_WORKSPACE", raising=False)
    monkeypatch.delenv("BRIEFING_DOCUMENTS", raising=False)
    made = Office(tmp_path / "office")
    made.document("1-tb", "tb1", "2026-06-24", letterhead="1/TB-VPCP").figures(
        figure("a", "05", locator="I/¶2"),
        figure("allocated", "71 nghìn tỷ đồng", "budget.allocated", locator="note 2"),
        figure("disbursed", "8,7 nghìn tỷ đồng", "budget.disbursed", locator="note 2"),
    )
    return made


@pytest.fixture
def briefing(office, capsys):
    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main(["--workspace", str(office.workspace.root), *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def document(office):
    folder = office.workspace.raw / "documents"
    folder.mkdir()
    path = folder / "anything.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


# ---------------------------------------------------------------------- read


def test_read_lists_the_mentions_of_a_file(briefing, document) -> None:
    code, out, err = briefing("read", document)
    assert (code, err) == (0, "")
    [line] = [line for line in out.splitlines() if line.startswith("money") and "8,7" in line]
    assert "8.700.000.000.000\u00a0đồng" in line and line.endswith("note 2/¶1")
    assert out.splitlines()[-1].startswith("1-tb: 8 mentions (2 money, 1 percent, 1 ratio, 1 count, 1 date")
    assert "8,700,000,000,000" in briefing("read", document, "--lang", "en")[1]


def test_read_json_is_one_document_with_every_field(briefing, document) -> None:
    code, out, _ = briefing("read", document, "--json")
    found = json.loads(out)
    assert code == 0 and list(found) == ["document", "mentions"] and found["document"] == "1-tb"
    mentions = found["mentions"]
    assert all(list(mention) == KEYS for mention in mentions)
    assert all(TEXT[mention["start"] : mention["end"]] == mention["text"] for mention in mentions)
    kinds = [mention["kind"] for mention in mentions]
    assert kinds == ["document_number", "date", "count", "ratio", "money", "money", "percent"]
    by_text = {mention["text"]: mention for mention in mentions}
    assert by_text["05"]["value"] == 5 and isinstance(by_text["05"]["value"], int)
    assert by_text["12,25%"]["value"] == 12.25 and by_text["12,25%"]["measure"] == "percent"
    money = by_text["8,7 nghìn tỷ đồng"]
    assert (money["value"], money["currency"], money["locator"]) == (8_700_000_000_000, "VND", "note 2/¶1")
    assert (by_text["73/124"]["numerator"], by_text["73/124"]["denominator"]) == (73, 124)
    assert by_text["1/TB-VPCP"]["number"] == "1/TB-VPCP" and by_text["1/TB-VPCP"]["value"] is None
    assert by_text["ngày 24 tháng 6 năm 2026"]["date"] == "2026-06-24"


def test_ranks_are_shown_to_people_only(briefing, document) -> None:
    assert "rank" in {line.split()[0] for line in briefing("read", document)[1].splitlines() if line}
    kinds = {mention["kind"] for mention in json.loads(briefing("read", document, "--json")[1])["mentions"]}
    assert MentionKind.RANK.value not in kinds


def test_a_document_that_is_not_known_goes_by_its_file_name(briefing, tmp_path) -> None:
    path = tmp_path / "lạ.md"
    path.write_text("I. KẾT QUẢ\n\nCó 12 nhiệm vụ.\n", encoding="utf-8")
    assert json.loads(briefing("read", path, "--json")[1])["document"] == "lạ.md"
    assert "lạ.md: 1 mention (1 count)." in briefing("read", path)[1]


def test_a_workspace_without_sheets_reads_all_the_same(document, tmp_path, capsys) -> None:
    (tmp_path / "empty").mkdir()
    assert cli.main(["--workspace", str(tmp_path / "empty"), "read", str(document)]) == 0
    assert "anything.txt: 8 mentions" in capsys.readouterr().out


def test_a_file_that_cannot_be_read(briefing, tmp_path) -> None:
    for options in ((), ("--json",)):
        code, out, err = briefing("read", tmp_path / "none.txt", *options)
        assert code == 1 and out == "" and "none.txt" in err and "Traceback" not in err


@pytest.fixture
def many(tmp_path):
    """Forty documents of different length, the fifth and the last of them unreadable."""
    paths = []
    for number in range(40):
        path = tmp_path / f"{number:02}.txt"
        before = "Lời dẫn. " * (400 if number % 7 == 0 else 1)
        path.write_text(f"I. KẾT QUẢ\n\n{before}Có {number + 2} nhiệm vụ.\n", encoding="utf-8")
        paths.append(path)
    paths[4].write_bytes(b"\xff\xfe\x00broken")
    paths[-1].unlink()
    return paths


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_files_are_read_in_order_and_a_bad_one_stops_none(briefing, many, jobs) -> None:
    code, out, err = briefing("read", *many, "--json", "--jobs", jobs)
    found = json.loads(out)
    good = [number for number in range(39) if number != 4]
    assert code == 1 and [one["document"] for one in found] == [f"{number:02}.txt" for number in good]
    assert [one["mentions"][0]["value"] for one in found] == [number + 2 for number in good]
    assert "04.txt" in err and "39.txt" in err and "Traceback" not in err
    code, out, err = briefing("read", *many, "--jobs", jobs)
    names = [line.split()[0] for line in out.splitlines()[1:]]
    assert code == 1 and names == [f"{number:02}.txt" for number in good] and "39.txt" in err


def test_when_none_of_many_can_be_read_the_list_is_empty(briefing, tmp_path) -> None:
    code, out, err = briefing("read", tmp_path / "a.txt", tmp_path / "b.txt", "--json")
    assert code == 1 and json.loads(out) == [] and "a.txt" in err and "b.txt" in err


def test_results_do_not_pile_up(monkeypatch, tmp_path) -> None:
    """However many files there are, only a few are given to the processes ahead of what is written."""
    given = []

    class Done:
        def __init__(self, value):
            self.value = value

        def result(self):
            return self.value

    class Pool:
        def __init__(self, jobs):
            self.jobs = jobs

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def submit(self, work, root, path):
            given.append(path)
            return Done(reading.Read(path))

    monkeypatch.setattr(reading, "ProcessPoolExecutor", Pool)
    for number, _ in enumerate(reading._read_all(tmp_path, list(range(1_000)), 3), start=1):
        assert len(given) - number <= 3 * 4
    assert number == 1_000 and given == list(range(1_000))


def _dies(root, path):
    if path.name == "07.txt":
        os._exit(9)
    return reading.Read(path, path.name)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_process_that_is_killed_costs_one_file_only(monkeypatch, many) -> None:
    monkeypatch.setattr(reading, "_read", _dies)
    results = list(reading._read_all(many[0].parent, many, 2))
    assert [result.path for result in results] == many
    assert [result.path.name for result in results if result.error] == ["07.txt"]


# ---------------------------------------------------------------------- review


def test_review_writes_a_page_that_git_passes_over(briefing, document, office) -> None:
    code, out, _ = briefing("review", document, "--no-open")
    target = office.workspace.root / "data" / "review" / "1-tb.html"
    assert code == 0 and str(target) in out and "1-tb (reviewed): 8 mentions, 3 unaccounted for." in out
    page = target.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "8,7 nghìn tỷ đồng" in page and "Rà soát" in page
    assert (target.parent / ".gitignore").read_text() == "*\n"
    assert sorted(path.name for path in target.parent.iterdir()) == [".gitignore", "1-tb.html"]
    assert briefing("review", document, "--no-open", "--lang", "en")[0] == 0
    assert "Document review" in target.read_text(encoding="utf-8")


def test_review_of_an_unknown_document_shows_everything_as_open(briefing, tmp_path, office) -> None:
    path = tmp_path / "Thông báo số 7.txt"
    path.write_text("I. KẾT QUẢ\n\nCó 12 nhiệm vụ.\n", encoding="utf-8")
    code, out, _ = briefing("review", path, "--no-open")
    assert code == 0 and "No sheet is known by this document: 1 mention, 1 unaccounted for." in out
    assert (office.workspace.root / "data" / "review" / "Thông-báo-số-7.html").is_file()


def test_review_shows_a_draft_and_its_mistakes(briefing, document, office) -> None:
    settings = office.workspace.raw / "1-tb" / "document.toml"
    settings.write_text(settings.read_text("utf-8").replace("reviewed", "draft"), encoding="utf-8")
    office_figures = office.workspace.raw / "1-tb" / "figures.csv"
    office_figures.write_text(office_figures.read_text("utf-8").replace("05", "06"), encoding="utf-8")
    code, out, err = briefing("review", document, "--no-open")
    assert code == 1 and "1-tb (draft)" in out and "tb1.a: “06” at I/¶2: not found" in err
    office_figures.write_text(office_figures.read_text("utf-8").replace("06", "nhiều"), encoding="utf-8")
    code, out, err = briefing("review", document, "--no-open")
    assert code == 1 and "figures.csv:2:token" in err and "1-tb.html" in out


def test_review_opens_the_page_only_where_it_can_be_seen(briefing, document, monkeypatch) -> None:
    opened = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address))
    monkeypatch.setattr(reviewing.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert briefing("review", document)[0] == 0 and opened == []
    monkeypatch.setenv("DISPLAY", ":0")
    assert briefing("review", document, "--no-open")[0] == 0 and opened == []
    assert briefing("review", document)[0] == 0
    assert len(opened) == 1 and opened[0].startswith("file://") and opened[0].endswith("/data/review/1-tb.html")


def test_a_page_that_cannot_be_written_leaves_the_last_one(briefing, document, office, monkeypatch) -> None:
    assert briefing("review", document, "--no-open")[0] == 0
    folder = office.workspace.root / "data" / "review"
    before = (folder / "1-tb.html").read_bytes()

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reviewing.Path, "replace", full)
    code, _, err = briefing("review", document, "--no-open", "--lang", "en")
    assert code == 1 and "No space left" in err and "Traceback" not in err
    assert (folder / "1-tb.html").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "1-tb.html"]


# ---------------------------------------------------------------------- verify: coverage


ASIDE = "kind,token,locator,occurrence,reason,note\nratio,73/124,I/¶2,,example,\nrank,thứ 3,I/¶2,,background,\n"


def test_verify_tells_what_is_unaccounted_for_and_is_1(briefing, document, office) -> None:
    code, out, err = briefing("verify")
    assert code == 1 and "All 3 places found." in out
    [line] = [line for line in out.splitlines() if line.startswith("1-tb") and "reviewed" in line]
    assert line.split() == ["1-tb", "reviewed", "8", "3", "2", "2", "3"]
    assert "1-tb: ratio “73/124” at I/¶2: unaccounted for" in err and "setaside.csv" in err
    assert "percent “12,25%” at note 2" in err


def test_verify_is_0_when_everything_is_accounted_for(briefing, document, office) -> None:
    aside = office.workspace.raw / "1-tb" / "setaside.csv"
    aside.write_text(ASIDE + 'percent,"12,25%",note 2,,repeated,\n', encoding="utf-8")
    code, out, err = briefing("verify")
    assert code == 0 and "unaccounted" not in err
    assert "Nothing is unaccounted for." in out and "All 6 places found." in out
    aside.write_text(ASIDE + 'percent,"12,26%",note 2,,repeated,\n', encoding="utf-8")
    code, _, err = briefing("verify")
    assert code == 1 and "setaside.csv:4" in err and "12,26%" in err and "not found" in err


def test_a_draft_may_leave_things_open(briefing, document, office) -> None:
    settings = office.workspace.raw / "1-tb" / "document.toml"
    settings.write_text(settings.read_text("utf-8").replace("reviewed", "draft"), encoding="utf-8")
    code, out, err = briefing("verify")
    assert code == 0 and "draft" in out and "73/124" in err and "Nothing is unaccounted for" not in out


def test_verify_lists_twenty_and_counts_the_rest(briefing, document) -> None:
    more = "\n\n".join(f"Có {number} dự án mới." for number in range(200, 230))
    document.write_text(TEXT + f"\nII. THÊM\n\n{more}\n", encoding="utf-8")
    code, _, err = briefing("verify")
    assert code == 1 and sum(line.endswith(": unaccounted for") for line in err.splitlines()) == 20
    assert "1-tb: 13 more unaccounted for" in err


def test_verify_json(briefing, document) -> None:
    code, out, err = briefing("verify", "--json")
    [one] = json.loads(out)["documents"]
    assert code == 1 and err == "" and (one["document"], one["status"]) == ("1-tb", "reviewed")
    assert one["mentions"] == {"all": 8, "in_sheet": 3, "set_aside": 2, "by_rule": 2, "unaccounted": 3}
    assert [mention["kind"] for mention in one["unaccounted"]] == ["ratio", "rank", "percent"]
    assert [TEXT[mention["start"] : mention["end"]] for mention in one["unaccounted"]] == [
        mention["text"] for mention in one["unaccounted"]
    ]
    assert one["places"]["found"] == 3 and one["problems"] == []


def test_verify_json_of_a_document_that_is_not_at_hand(briefing, document) -> None:
    document.unlink()
    code, out, _ = briefing("verify", "--json")
    [one] = json.loads(out)["documents"]
    assert code == 1 and one["text"] == "absent" and one["mentions"] is None and one["unaccounted"] is None


@pytest.mark.parametrize("command", ["read", "review"])
def test_the_commands_have_help_with_examples(briefing, command) -> None:
    code, out, _ = briefing(command, "--help")
    assert code == 0 and "Example" in out and f"briefing {command}" in out
    assert briefing(command)[0] == 2
    assert briefing(command, "x.txt", "--colour")[0] == 2
