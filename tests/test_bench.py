"""What the bench makes of its measurements: medians, tables, targets; and how it watches memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import bench_memory
import bench_tables
from bench_tables import Measurement

ABOUT = {"cores": 2, "python": "3.11.7", "load": [0.1, 0.4], "weasyprint": True, "agencies": 3377}


def several() -> list[Measurement]:
    """Measurements of which every target is reached."""
    return [
        Measurement("agency.api", 16.0, 2, 400.0, {"papermill": 6.0, "workbook": 0.2}),
        Measurement("agency.floor", 4.0, 10, 300.0),
        Measurement("agency.commands", 20.0, 1, 200.0),
        Measurement("agency.one.10", 9.0, 10, 300.0, {"notebooks": 0.2, "pdf": 0.1}),
        Measurement("agency.all.10", 7.0, 10, 500.0),
        Measurement("agency.one.100", 50.0, 100, 310.0, {"notebooks": 0.2, "pdf": 0.1}),
        Measurement("agency.all.100", 26.0, 100, 510.0),
        Measurement("agency.all.1000", 255.0, 1000, 520.0),
        Measurement("agency.again.1000", 1.5, 1000, 90.0),
        Measurement("help.ours", 0.2),
        Measurement("help.python", 0.02),
    ]


def test_medians_are_those_of_each_case_and_part() -> None:
    found = bench_tables.medians(
        Measurement("a", seconds, 2, memory, {"html": seconds / 2})
        for seconds, memory in ((3.0, 10.0), (1.0, 30.0), (8.0, 20.0))
    )
    assert list(found) == ["a"]
    assert (found["a"].seconds, found["a"].each, found["a"].memory) == (3.0, 1.5, 20.0)
    assert (found["a"].parts, found["a"].runs) == ({"html": 1.5}, 3)


def test_all_targets_are_told_reached_when_they_are() -> None:
    found = bench_tables.targets(bench_tables.medians(several()), 2)
    assert [target.reached for target in found] == [True] * 7
    by = [round(target.value or 0, 4) for target in found]
    assert by == [16.0, 1.25, 1.9231, 0.9808, 1.0196, 0.0059, 0.2]
    assert "1,000 against 100" in found[3].note and "two workers" in found[2].words


@pytest.mark.parametrize(
    ("case", "seconds", "memory", "missed"),
    [
        ("agency.api", 7.0, 400.0, 0),
        ("agency.floor", 3.0, 300.0, 1),
        ("agency.all.100", 30.0, 510.0, 2),
        ("agency.all.1000", 280.0, 520.0, 3),
        ("agency.all.1000", 255.0, 600.0, 4),
        ("agency.again.1000", 2.6, 90.0, 5),
        ("help.ours", 0.31, 0.0, 6),
    ],
)
def test_a_target_that_is_missed_is_told(case: str, seconds: float, memory: float, missed: int) -> None:
    changed = [Measurement(case, seconds, m.packs, memory) if m.case == case else m for m in several()]
    found = bench_tables.targets(bench_tables.medians(changed), 2)
    assert [n for n, target in enumerate(found) if not target.reached] == [missed]
    assert bench_tables.targets_table(found).count("**not reached**") == 1


def test_a_slow_machine_may_take_three_times_a_bare_start_for_the_help() -> None:
    slow = [Measurement("help.ours", 0.8), Measurement("help.python", 0.3)]
    assert bench_tables.targets(bench_tables.medians(slow), 2)[6].reached


def test_what_was_not_measured_is_neither_reached_nor_missed() -> None:
    found = bench_tables.targets(bench_tables.medians([Measurement("national.one", 9.0)]), 2)
    assert {target.reached for target in found} == {None}
    assert bench_tables.targets_table(found).count("not measured") == 7


def test_the_ways_stand_in_one_table_by_the_pack() -> None:
    table = bench_tables.ways(bench_tables.medians(several()), "agency", 2, weasyprint=False)
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    rows = {first[:3]: rest for first, *rest in cells}
    assert rows["(b)"] == ["2", "8.00", "16.0", "400"]
    assert rows["(c)"] == ["100", "0.50", "1.0", "310"]  # of the numbers that both (c) and (d) have, the largest
    assert rows["(d)"][0] == "100" and rows["(e)"] == ["10", "0.40", "0.8", "300"]
    assert "no PDF" in table and "– papermill" in table
    assert bench_tables.ways({}, "agency", 2, weasyprint=True) == ""


def test_the_profile_adds_up_to_the_whole() -> None:
    table = bench_tables.profile(bench_tables.medians(several()))
    milliseconds = [int(line.split("|")[2]) for line in table.splitlines()[2:]]
    assert milliseconds == [200, 100, 200] and sum(milliseconds) == 500


def test_the_report_has_every_part_and_says_what_it_was_measured_on() -> None:
    text = bench_tables.report(several(), ABOUT)
    assert "3,377 agencies" in text and "2 cores, Python 3.11.7" in text and "The national pack" not in text
    for words in ("Many agency packs", "Figures to reach", "Where the time of one agency pack goes"):
        assert f"**{words}" in text
    assert text.count("| reached |") == 7


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    page = "# Speed\n<!-- packs -->\nold\n<!-- /packs -->\n## Reading\n"
    assert bench_tables.replaced(page, "packs", "new") == "# Speed\n<!-- packs -->\nnew\n<!-- /packs -->\n## Reading\n"
    with pytest.raises(ValueError, match="<!-- packs -->"):
        bench_tables.replaced("# Speed\n", "packs", "new")


def test_measurements_come_back_from_json_as_they_were() -> None:
    assert [Measurement(**one.as_dict()) for one in several()] == several()


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="this system does not tell it")
def test_memory_is_that_of_a_process_and_all_it_started(tmp_path: Path) -> None:
    inner = "data = bytearray(b'x') * 50_000_000\nprint('ready', flush=True)\nimport sys; sys.stdin.read()"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with subprocess.Popen([sys.executable, "-c", outer], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None and child.stdin is not None
        assert child.stdout.readline() == b"ready\n"
        family = bench_memory.family(child.pid)
        assert family[0] == child.pid and len(family) == 2 and os.getpid() not in family
        assert sum(map(bench_memory.pss, family)) > 50_000
        arguments = [sys.executable, "-I", "-S", bench_memory.__file__, str(child.pid), str(tmp_path / "peak")]
        with subprocess.Popen(arguments) as watcher:
            while not (tmp_path / "peak").is_file() and watcher.poll() is None:
                time.sleep(0.05)
            child.stdin.close()
            child.wait()
        assert int((tmp_path / "peak").read_text()) > 50_000  # it ended by itself, with its process
    assert bench_memory.pss(child.pid) == 0
