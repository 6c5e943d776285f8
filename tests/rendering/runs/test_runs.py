"""The journal of a run and the report made from it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis.errors import RenderError
from analysis.rendering.runs import journal, report

ASKED = {
    "pack": "agency",
    "lang": "vi",
    "formats": ["html"],
    "started": "2026-07-01T02:03:04+00:00",
    "workers": 2,
    "places": ["2026-06/agency/hue", "2026-06/agency/ha-noi", "2026-06/agency/bo-y-te", "2026-06/agency/son-la"],
}
FAILURE = {
    "kind": "notebook",
    "name": "90-agency",
    "cell": 3,
    "error": "ValueError: <b>số liệu sai</b>",
    "traceback": "Traceback …\u2028ValueError",
}
DIES = """
import os, signal, sys
from pathlib import Path
from analysis.rendering.runs.journal import Journal
with Journal.begin(Path(sys.argv[1]), {"pack": "agency", "places": ["a", "b"]}) as book:
    book.pack("a", {"status": "made", "seconds": 1.0})
    print("ready", flush=True)
    if sys.argv[2] == "waits":
        sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def whole(reports: Path) -> journal.Run:
    with journal.Journal.begin(reports, ASKED) as book:
        book.pack("2026-06/agency/hue", {"status": "made", "seconds": 0.5, "reasons": ["never made"]})
        book.pack("2026-06/agency/ha-noi", {"status": "failed", "seconds": 0.25, "failures": [FAILURE]})
        book.pack("2026-06/agency/bo-y-te", {"status": "reused"})
        book.end(1, seconds=12.34)
    return book.run


def test_each_pack_is_told_by_what_became_of_it(tmp_path: Path) -> None:
    run = whole(tmp_path)
    report.write(run)
    found = json.loads((run.folder / "run.json").read_text("utf-8"))
    assert found["state"] == "complete" and found["exit_code"] == 1 and found["seconds"] == 12.34
    assert found["counts"] == {"made": 1, "reused": 1, "failed": 1, "skipped": 1}
    assert [(p["place"], p["status"]) for p in found["packs"]] == [
        ("2026-06/agency/hue", "made"),
        ("2026-06/agency/ha-noi", "failed"),
        ("2026-06/agency/bo-y-te", "reused"),
        ("2026-06/agency/son-la", "skipped"),
    ]
    assert found["packs"][1]["failures"] == [FAILURE]
    page = (run.folder / "run.html").read_text("utf-8")
    assert "sổ tính 90-agency, ô 3" in page and "&lt;b&gt;số liệu sai" in page and "<b>số liệu sai" not in page
    assert page.index("ha-noi") < page.index("son-la") < page.index("agency/hue"), "what needs a look comes first"
    assert "12,3 giây" in page and "never made" in page and "01/07/2026 02:03:04 UTC" in page
    assert "http" not in page.replace("http-equiv", ""), "the page asks something of somebody"
    HTMLParser().feed(page)


def test_the_journal_says_what_the_report_says(tmp_path: Path) -> None:
    run = whole(tmp_path)
    again = journal.read(run.folder)
    assert again is not None and report.content(again) == report.content(run)
    with (run.folder / journal.JOURNAL).open("a") as stream:
        stream.write('{"event": "pack", "place": "2026-06/agency/son-la", "sta')
    cut = journal.read(run.folder)
    assert cut is not None and report.content(cut) == report.content(run), "a line cut short was believed"


def test_a_long_list_is_cut_on_the_page_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "_SHOWN", 3)
    places = [f"2026-06/agency/x{n}" for n in range(9)]
    with journal.Journal.begin(tmp_path, {**ASKED, "lang": "en", "places": places}) as book:
        for number, place in enumerate(places):
            book.pack(place, {"status": "failed" if number > 4 else "made", "seconds": 1.0})
        book.end(1)
    page = report.page(report.content(book.run))
    assert all(place in page for place in places[5:]), "a failed pack is not listed"
    assert "and 5 more, all made" in page
    assert len(report.content(book.run)["packs"]) == 9


def test_a_run_that_is_killed_is_reported_by_the_next(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", DIES, str(tmp_path), "dies"], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL and "ready" in done.stdout, done.stderr
    (dead,) = journal.dead(tmp_path)
    report.write(dead)
    found = json.loads((dead.folder / "run.json").read_text("utf-8"))
    assert found["state"] == "interrupted" and found["exit_code"] is None
    assert [(p["place"], p["status"]) for p in found["packs"]] == [("a", "made"), ("b", "skipped")]
    assert list(journal.dead(tmp_path)) == [], "it is reported twice"


def test_a_run_under_way_is_left_alone(tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", DIES, str(tmp_path), "waits"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None and running.stdout.readline() == "ready\n"
    assert list(journal.dead(tmp_path)) == []
    running.communicate("")
    assert len(list(journal.dead(tmp_path))) == 1


def test_old_reports_go_and_unfinished_ones_stay(tmp_path: Path) -> None:
    finished = []
    for _ in range(4):
        run = whole(tmp_path)
        report.write(run)
        finished.append(run.folder)
    order = sorted(finished)
    unfinished = whole(tmp_path).folder
    assert journal.prune(tmp_path, kept=3) == order[:1]
    assert not order[0].exists() and all(f.exists() for f in (*order[1:], unfinished))


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file stands where the folder should be")
    with pytest.raises(RenderError, match="report of the run cannot be written"), journal.Journal.begin(
        tmp_path, ASKED
    ):
        pytest.fail("it began")


def test_a_full_disk_does_not_end_the_run_for_its_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with journal.Journal.begin(tmp_path, ASKED) as book:
        with monkeypatch.context() as patch:
            patch.setattr(book._lines, "_stream", type("Full", (), {"write": full})())
            book.pack("2026-06/agency/hue", {"status": "made"})
        book.end(0)
    assert book.run.counts["made"] == 1
    assert "end" in (book.run.folder / journal.JOURNAL).read_text("utf-8")
