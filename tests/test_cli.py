"""The command line: exit codes, JSON alone on standard output, and errors a person can follow."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import types

import pytest
from typer.main import get_command

from analysis import __version__, cli, commands, indicators, paths
from analysis.rendering.command import Options
from offices import Office, figure

RATE = {"indicator": "budget.rate_of_allocated", "locator": "note 2"}
TEXT = (
    "Số: 1/TB-VPCP\n\nI. TÌNH HÌNH\n\nCó 05 nhiệm vụ và 73 nhiệm vụ quá hạn.\n\n"
    "<sup>2</sup> Đã phân bổ 71 nghìn tỷ đồng, giải ngân 8,7 nghìn tỷ đồng, đạt 21% số đã phân bổ.\n"
)


@pytest.fixture
def office(tmp_path, monkeypatch) -> Office:
    """Money that does not fit its rate, in June; something else in May."""
    monkeypatch.delenv("BRIEFING_WORKSPACE", raising=False)
    monkeypatch.delenv("BRIEFING_DOCUMENTS", raising=False)
    made = Office(tmp_path / "office")
    made.document("0-tb", "tb0", "2026-05-08").figures(figure("a", "125", locator="I/¶1"))
    made.document("1-tb", "tb1", "2026-06-24", letterhead="1/TB-VPCP").figures(
        figure("a", "73", locator="I/¶2"),
        figure("allocated", "71 nghìn tỷ đồng", "budget.allocated", locator="note 2"),
        figure("disbursed", "8,7 nghìn tỷ đồng", "budget.disbursed", locator="note 2"),
        figure("rate", "21%", **RATE),
        figure("owner", "73/124", "products.completeness", dimensions="item=owner"),
        figure("growth", "1,5%", "technology.ecommerce_growth"),
    ).check(rule="share", figure=".rate", part=".disbursed", whole=".allocated")
    return made


@pytest.fixture
def briefing(office, capsys):
    """Runs the command line in the office: (exit code, standard output, standard error)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["--workspace", str(office.workspace.root), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


# ---------------------------------------------------------------------- starting


def test_help_is_quick_and_version_is_told() -> None:
    code = (
        "import sys; from analysis import cli; code = cli.main(sys.argv[1:]); "
        "heavy = {'pandas', 'pandera', 'pyarrow', 'matplotlib', 'yaml', 'numpy'} & set(sys.modules); "
        "print(heavy, file=sys.stderr); sys.exit(code or len(heavy))"
    )
    for arguments in (["--help"], ["check", "--help"], ["--version"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout == f"briefing57 {__version__}\n"


def test_a_reader_who_has_seen_enough_ends_it_quietly(tmp_path) -> None:
    path = tmp_path / "notice.txt"
    path.write_text("I. KẾT QUẢ\n\nCó 12 nhiệm vụ quá hạn và 5% số việc.\n", encoding="utf-8")
    code = "import sys; from analysis import cli; sys.exit(cli.main(sys.argv[1:]))"
    for options in ([], ["--json"]):
        reads, writes = os.pipe()
        os.close(reads)  # as `head` does when it has its lines
        command = [sys.executable, "-c", code, "read", *options, str(path)]
        done = subprocess.run(command, stdout=writes, stderr=subprocess.PIPE, check=False)
        os.close(writes)
        assert (done.returncode, done.stderr) == (1, b"")


COMMANDS = sorted(get_command(cli.app).commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(briefing, command) -> None:
    code, out, _ = briefing(command, "--help")
    assert code == 0 and "Example" in out and f"briefing {command}" in out.replace("\n", " ")
    assert command in briefing("--help")[1]


def test_wrong_usage_is_2(briefing) -> None:
    for arguments in (
        ["check", "--colour"],
        ["draw"],
        ["trace"],
        ["check", "--lang", "fr"],
        ["render", "--jobs", "0"],
        ["figures", "--json", "--csv"],
    ):
        code, out, err = briefing(*arguments)
        assert code == 2 and out == "" and err and "Traceback" not in err, arguments


@pytest.mark.parametrize("command", COMMANDS)
def test_a_workspace_that_is_no_folder(capsys, monkeypatch, command) -> None:
    assert cli.main([command, "--workspace", "/no/such/folder"]) == 2
    assert "The workspace is no folder" in capsys.readouterr().err
    monkeypatch.setenv("BRIEFING_WORKSPACE", "/no/such/folder")
    assert cli.main([command]) == 2
    assert "The workspace is no folder" in capsys.readouterr().err


def test_an_installed_program_works_where_it_is_called(office, tmp_path, monkeypatch, capsys) -> None:
    """In the workspace that the present folder lies in; elsewhere nothing is made."""
    notice = tmp_path / "notice.txt"
    notice.write_text("Số: 1/TB-VPCP\n\nCó 05 nhiệm vụ.\n", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    installed = tmp_path / "lib" / "python3"
    monkeypatch.setattr(paths, "_REPOSITORY", installed)
    monkeypatch.chdir(elsewhere)
    for arguments in (["draft", str(notice)], ["run"], ["schedule", "--install"]):
        assert cli.main(arguments) == 2
        err = capsys.readouterr().err
        assert "The present folder is no workspace" in err and "briefing init DIR" in err and str(elsewhere) in err
    assert cli.main(["read", str(notice)]) == 0 and "05" in capsys.readouterr().out
    assert list(elsewhere.iterdir()) == [] and not installed.exists()
    office.workspace.notebooks.mkdir()
    monkeypatch.chdir(office.workspace.notebooks)  # as a notebook does that is opened there
    assert paths.Workspace.find() == office.workspace
    assert cli.main(["figures", "--indicator", "overdue", "--json"]) == 0


def test_a_workspace_without_sheets(tmp_path, capsys) -> None:
    assert cli.main(["build", "--workspace", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert "no sheets" in err and str(tmp_path) in err and "to do:" in err


def test_the_workspace_may_come_from_the_environment(office, monkeypatch, capsys) -> None:
    monkeypatch.setenv("BRIEFING_WORKSPACE", str(office.workspace.root))
    assert cli.main(["figures", "--indicator", "overdue", "--json"]) == 0
    assert {row["id"] for row in json.loads(capsys.readouterr().out)} == {"tb0.a", "tb1.a"}


@pytest.mark.parametrize(
    ("given", "hoisted"),
    [
        (["check", "--debug"], ["--debug", "check"]),
        (["check", "--workspace", "w", "--json"], ["--workspace", "w", "check", "--json"]),
        (["check", "--workspace=w"], ["--workspace=w", "check"]),
        (["trace", "--", "--debug"], ["trace", "--", "--debug"]),
        (["check", "--workspace"], ["check", "--workspace"]),
    ],
)
def test_global_options_may_stand_after_the_command(given, hoisted) -> None:
    assert cli.hoisted(given) == hoisted


# ---------------------------------------------------------------------- errors


def test_an_error_says_what_where_and_what_to_do_without_a_traceback(briefing, office) -> None:
    office.document("1-tb", "tb1").figures(figure("a", "nhiều"))
    code, out, err = briefing("build")
    assert code == 1 and out == "" and "Traceback" not in err
    assert "data/raw/1-tb/figures.csv:2:token" in err and "nhiều" in err and "expected:" in err
    assert "Traceback" in briefing("build", "--debug")[2]


def test_the_unexpected_is_one_clear_line(briefing, monkeypatch) -> None:
    from analysis.commands import build

    def broken(workspace):
        raise ZeroDivisionError("oh no")

    monkeypatch.setattr(build, "run", broken)
    code, out, err = briefing("build")
    assert (code, out) == (1, "") and err.count("\n") == 1
    assert "ZeroDivisionError: oh no" in err and "--debug" in err
    assert "Traceback" in briefing("--debug", "build")[2]


def test_an_unknown_period_is_wrong_usage(briefing) -> None:
    for period, said in (
        ("June", "not a period"),
        ("2026-04", "No document is known"),
        ("2026-13", "not a period"),
    ):
        for command in ("check", "figures"):
            code, out, err = briefing(command, "--period", period)
            assert code == 2 and out == "" and said in err and period in err


def test_a_wrong_check_names_its_file_and_entry(briefing, office) -> None:
    office.document("1-tb", "tb1").figures(figure("a", "5")).check(rule="shares", figure=".a")
    code, out, err = briefing("check", "--json")
    assert code == 1 and out == "" and "1-tb/checks.toml:1 (c)" in err and "did you mean share?" in err


# ---------------------------------------------------------------------- build, check


def test_build_says_what_it_read_and_wrote(briefing, office) -> None:
    code, out, _ = briefing("build")
    assert (
        code == 0
        and "Read 5 sheets of 2 documents" in out
        and "1-tb: checks.toml, document.toml, figures.csv" in out
    )
    assert "Wrote 19 files" in out and (office.workspace.processed / "figures.csv").is_file()
    assert "figures        7" in out and "Nothing changed" not in out
    assert "Nothing changed" in briefing("build")[1]


def test_check_for_people(briefing) -> None:
    code, out, err = briefing("check")
    assert code == 0 and err == ""
    assert "tính lại từ 8,7/71 nghìn tỷ đồng là 12,3%" in " ".join(out.split())
    assert (
        "1/TB-VPCP" in out
        and "chú thích 2" in out
        and "1 finding in 2 documents and 7 figures: 1 ◆ mâu thuẫn." in out
    )
    assert "8.7 of 71 trillion dong is 12.3%" in " ".join(briefing("check", "--lang", "en")[1].split())
    assert "2026-05: 0 findings in 1 document and 1 figure." in briefing("check", "--period", "2026-05")[1]


def test_check_as_json(briefing) -> None:
    code, out, err = briefing("check", "--json", "--lang", "en")
    assert code == 0 and err == ""
    assert json.loads(out) == {
        "findings": [
            {
                "rule": "share",
                "severity": "discrepancy",
                "message": "The document states 21% for the disbursement rate on the allocated amount; "
                "8.7 of 71 trillion dong is 12.3%.",
                "document": "1-tb",
                "locator": "note 2",
                "figures": ["tb1.rate", "tb1.disbursed", "tb1.allocated"],
                "stated": "21%",
                "expected": "12,3%",
            }
        ]
    }
    assert json.loads(briefing("check", "--json", "--period", "2026-05")[1]) == {"findings": []}


def test_an_error_finding_is_exit_code_1(briefing, office) -> None:
    office.document("1-tb", "tb1").figures(figure("a", "73", as_of="2026-07-01"))
    (office.workspace.raw / "1-tb" / "checks.toml").unlink()
    code, out, _ = briefing("check", "--json")
    assert code == 1 and [each["severity"] for each in json.loads(out)["findings"]] == ["error"]


# ---------------------------------------------------------------------- figures


def test_figures_as_json(briefing) -> None:
    code, out, err = briefing("figures", "--json")
    assert code == 0 and err == ""
    rows = {row["id"]: row for row in json.loads(out)}
    assert len(rows) == 7
    assert rows["tb1.owner"] == {
        "id": "tb1.owner",
        "indicator": "products.completeness",
        "agency": "viet-nam",
        "value": 73,
        "denominator": 124,
        "measure": "count",
        "as_of": "2026-06-24",
        "known_from": "2026-06-24",
        "dimensions": {"item": "owner"},
        "document": "1-tb",
        "locator": "I/¶1",
        "stated": "73/124",
    }
    assert rows["tb1.disbursed"]["value"] == 8700000000000 and isinstance(rows["tb1.disbursed"]["value"], int)
    assert rows["tb1.growth"]["value"] == 1.5 and rows["tb1.growth"]["denominator"] is None


def test_figures_of_a_period_and_an_indicator(briefing) -> None:
    def ids(*arguments: str) -> list[str]:
        return [row["id"] for row in json.loads(briefing("figures", "--json", *arguments)[1])]

    assert ids("--period", "2026-05") == ["tb0.a"]
    assert ids("--indicator", "budget.disbursed") == ["tb1.disbursed"]
    assert ids("--indicator", "budget") == ["tb1.allocated", "tb1.disbursed", "tb1.rate"]
    assert ids("--indicator", "budget.assigned") == []
    code, out, err = briefing("figures", "--indicator", "budget.disbured")
    assert code == 2 and out == "" and "did you mean budget.disbursed" in err


def test_figures_as_csv(briefing) -> None:
    code, out, _ = briefing("figures", "--csv", "--indicator", "products.completeness")
    [row] = csv.DictReader(io.StringIO(out))
    assert code == 0 and (row["value"], row["denominator"], row["dimensions"]) == ("73", "124", "item=owner")
    assert tuple(row) == tuple(json.loads(briefing("figures", "--json")[1])[0])


def test_figures_for_people(briefing) -> None:
    code, out, _ = briefing("figures", "--lang", "en")
    assert code == 0 and "7 figures known at the end of 2026-06." in out
    [line] = [line for line in out.splitlines() if line.startswith("tb1.disbursed")]
    assert "8,7 nghìn tỷ đồng" in line and "1/TB-VPCP, note 2" in line and "Disbursed" in line


# ---------------------------------------------------------------------- trace, verify


@pytest.fixture
def documents(office, monkeypatch):
    folder = office.workspace.raw / "documents"
    folder.mkdir()
    (folder / "anything.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def no_indicators(monkeypatch) -> None:
    monkeypatch.setattr(indicators, "topics", lambda view: {})


def test_trace_without_the_documents(briefing, no_indicators) -> None:
    code, out, _ = briefing("trace", "tb1.rate", "--lang", "en")
    assert code == 0 and "“21%”" in out and "note 2" in out and "1/TB-VPCP, Notice tb1" in out
    assert "Disbursement rate on the allocated amount" in out and "21 percent" in out
    assert "not at hand" in out and "BRIEFING_DOCUMENTS" in out
    assert "discrepancy (c): The document states 21%" in out and "used in      no indicator" in out


def test_trace_shows_the_words_around_the_token(briefing, documents, no_indicators) -> None:
    out = briefing("trace", "tb1.rate")[1]
    assert "giải ngân 8,7 nghìn tỷ đồng, đạt 21% số đã phân bổ." in out
    assert "not at hand" in briefing("trace", "tb0.a")[1]
    assert "findings     none" in briefing("trace", "tb1.owner")[1]


def test_trace_shows_what_is_computed_from_a_figure_and_the_other_way(briefing) -> None:
    out = briefing("trace", "tb1.disbursed", "--lang", "en")[1]
    assert "calc.budget.rate_of_allocated: Disbursement rate on the allocated amount = 12.3%" in out
    code, out, _ = briefing("trace", "calc.budget.rate_of_allocated", "--lang", "en")
    assert code == 0 and "12.3% (exactly 12.2535 percent)" in out
    assert (
        "tb1.disbursed: “8,7 nghìn tỷ đồng”, 1-tb, note 2" in out and "stated as    “21%” (tb1.rate)" in out
    )
    code, out, err = briefing("trace", "calc.budget.rate_of_alocated")
    assert code == 2 and out == "" and "did you mean calc.budget.rate_of_allocated" in err


def test_an_unknown_figure_suggests_the_nearest(briefing) -> None:
    code, out, err = briefing("trace", "tb1.disbursd")
    assert code == 2 and out == "" and "did you mean tb1.disbursed" in err
    code, _, err = briefing("trace", "tb1.rate", "--period", "2026-05")
    assert code == 2 and "became known on 2026-06-24" in err


def test_verify_needs_the_documents(briefing) -> None:
    code, out, err = briefing("verify")
    assert code == 1 and out == "" and "BRIEFING_DOCUMENTS" in err


def test_verify_tells_what_is_found_and_what_is_not_at_hand(briefing, documents, office) -> None:
    (office.workspace.raw / "1-tb" / "checks.toml").unlink()
    office.document("1-tb", "tb1", letterhead="1/TB-VPCP").figures(
        figure("allocated", "71 nghìn tỷ đồng", "budget.allocated", locator="note 2"),
        figure("rate", "21%", **RATE),
    )
    code, out, err = briefing("verify")
    assert code == 1 and "2 places found, 0 not found, 0 ambiguous, 1 not looked for." in out
    assert "0-tb is not at hand" in err and "1-tb: the text differs" in err
    office.document("1-tb", "tb1", letterhead="1/TB-VPCP").figures(figure("rate", "22%", **RATE))
    code, out, err = briefing("verify")
    assert code == 1 and "data/raw/1-tb/figures.csv:2: tb1.rate: “22%” at note 2: not found" in err


def test_verify_is_0_when_everything_is_found(briefing, documents, office) -> None:
    import shutil

    shutil.rmtree(office.workspace.raw / "0-tb")
    (office.workspace.raw / "1-tb" / "checks.toml").unlink()
    office.document("1-tb", "tb1", letterhead="1/TB-VPCP").figures(figure("rate", "21%", **RATE))
    code, out, _ = briefing("verify")
    # Found, but the document says more than the sheet.
    assert code == 1 and "All 1 places found." in out
    aside = "".join(
        f'{kind},"{token}",{place},,example,\n'
        for kind, token, place in (
            ("count", "05", "I/¶2"),
            ("count", "73", "I/¶2"),
            ("money", "71 nghìn tỷ đồng", "note 2"),
            ("money", "8,7 nghìn tỷ đồng", "note 2"),
        )
    )
    header = "kind,token,locator,occurrence,reason,note\n"
    (office.workspace.raw / "1-tb" / "setaside.csv").write_text(header + aside, encoding="utf-8")
    code, out, _ = briefing("verify")
    assert code == 0 and "All 5 places found." in out


# ---------------------------------------------------------------------- render


@pytest.fixture
def rendered(monkeypatch):
    """What the command line asks the rendering to do."""
    calls = []

    def render(workspace, pack, periods, units, lang, formats, options, console):
        calls.append((pack, periods, units, lang, formats, options))
        return 1 if units == ["all"] else 0

    module = types.ModuleType("analysis.rendering.command")
    module.render = render  # type: ignore[attr-defined]
    module.Options = Options  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "analysis.rendering.command", module)
    monkeypatch.delitem(sys.modules, "analysis.commands.render", raising=False)
    monkeypatch.delattr(commands, "render", raising=False)  # another test may have imported it
    yield calls
    sys.modules.pop("analysis.commands.render", None)
    vars(commands).pop("render", None)


def test_render_passes_its_options_on(briefing, rendered) -> None:
    assert briefing("render")[0] == 0
    assert rendered.pop() == ("national", [], [], "vi", None, Options())
    options = [
        *("--period", "2026-05", "--period", "2026-06", "--lang", "en", "--format", "pdf,html", "--jobs", "2"),
        *("--to", "memory://packs", "--scheduler", "tcp://127.0.0.1:1", "--force", "--explain"),
    ]
    assert briefing("render", *options, "--pack", "agency", "--unit", "Bộ Y tế", "--unit", "hue,ha-noi")[0] == 0
    assert rendered.pop() == (
        "agency",
        ["2026-05", "2026-06"],
        ["Bộ Y tế", "hue,ha-noi"],
        "en",
        ["pdf", "html"],
        Options(2, "tcp://127.0.0.1:1", "memory://packs", True, True),
    )
    assert briefing("render", "--unit", "all")[0] == 1  # the exit code is the rendering's


def test_without_a_language_it_is_the_offices(briefing, office, rendered) -> None:
    office.workspace.settings.write_text('[office]\nlang = "en"\n', encoding="utf-8")
    briefing("render")
    briefing("render", "--lang", "vi")
    assert [call[3] for call in rendered] == ["en", "vi"]
    assert "1 ◆ discrepancy" in briefing("check")[1]
    office.workspace.settings.write_text('[office]\nlang = "fr"\n', encoding="utf-8")
    code, _, err = briefing("check")
    assert code == 1 and "[office] lang" in err and "briefing.toml" in err


def test_an_unknown_agency_is_refused_with_the_nearest(briefing) -> None:
    code, out, err = briefing("render", "--pack", "agency", "--unit", "Bộ Y tê")
    assert code == 2 and out == "" and "did you mean" in err


def test_demo_writes_a_workspace_of_its_own(briefing, tmp_path) -> None:
    notebooks = tmp_path / "office" / "notebooks"
    notebooks.mkdir(parents=True, exist_ok=True)
    (notebooks / "90-agency.ipynb").write_text("{}")
    code, out, err = briefing("demo", "--agencies", "12", "--seed", "3", "--to", str(tmp_path / "nation"))
    assert code == 0, err
    assert (tmp_path / "nation" / "data" / "raw" / "agencies.csv").is_file() and "briefing" in out
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    code, _, err = briefing("demo", "--agencies", "12", "--to", str(tmp_path / "full"))
    assert code != 0 and "full" in err and (tmp_path / "full" / "mine.txt").read_text() == "x"
