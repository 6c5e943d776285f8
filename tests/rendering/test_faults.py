"""`briefing render` when things go wrong: what could be made is made, the rest is told, the last good pack
stays."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from rich.console import Console

from analysis.errors import RenderError, UnknownAgency, UnknownParameter, UnknownPeriod, UsageError
from analysis.paths import WORKSPACE_VARIABLE, Workspace
from analysis.rendering import command, exporting, manifest
from analysis.rendering.command import Options
from small_packs import START, small_office, write_notebook

PROGRAM = """
import sys
from rich.console import Console
from analysis.paths import Workspace
from analysis.rendering.command import Options, render
sys.exit(render(Workspace.find(sys.argv[1]), "national", [], [], "vi", ["xlsx"], Options(jobs=2), Console(width=300)))
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small office; what `render` puts into the environment is taken back."""
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path))
    small_office(tmp_path)
    return tmp_path


def render(
    root: Path,
    periods: tuple[str, ...] = ("2026-06",),
    lang: str = "vi",
    formats: str = "xlsx",
    jobs: int = 1,
    pack: str = "national",
    unit: str | None = None,
    **options: Any,
) -> tuple[int, str]:
    """The exit code and what was said."""
    said = io.StringIO()
    code = command.render(
        Workspace(root),
        pack,
        list(periods),
        [unit] if unit else [],
        lang,
        [formats],
        Options(jobs, **options),
        Console(file=said, width=500),
    )
    return code, said.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def failing(root: Path, name: str = "20-more") -> None:
    write_notebook(root / "notebooks" / f"{name}.ipynb", START, "print('so far')", "raise ValueError('số liệu sai')")


@pytest.mark.parametrize("jobs", [1, 2])
def test_all_well(root: Path, jobs: int) -> None:
    code, said = render(root, formats="html,pdf,xlsx", jobs=jobs)
    target = root / "reports" / "2026-06" / "national"
    assert code == 0, said
    assert set(contents(target)) == {
        "briefing.html",
        "briefing.pdf",
        "briefing.xlsx",
        "manifest.json",
        "notebooks/10-money.ipynb",
        "notebooks/20-more.ipynb",
    }
    told = json.loads((target / "manifest.json").read_text())
    assert (told["pack"], told["period"], told["lang"], told["failures"]) == ("national", "2026-06", "vi", [])
    for name in ("briefing.html", "briefing.pdf", "briefing.xlsx"):
        data = (target / name).read_bytes()
        assert told["outputs"][name] == {"bytes": len(data), "sha256": manifest.sha256(data)}
    assert "reports/2026-06/national in" in said and "briefing.pdf" in said and "notebooks" in said
    assert [p.name for p in target.parent.iterdir() if "staging" in p.name] == []
    html = (target / "briefing.html").read_text()
    assert 'href="briefing.pdf"' in html and "=1+1 &lt;b&gt;giao&lt;/b&gt;" in html
    assert 'id="src-tb2.disbursed"' in html and "từ sổ tính" in html
    assert "b.view.figures" not in html, "the code of the notebooks is not hidden"


def test_a_notebook_that_raises(root: Path) -> None:
    failing(root)
    code, said = render(root, formats="html")
    target = root / "reports" / "2026-06" / "national"
    assert code == 1
    assert "notebook 20-more, cell 5: ValueError: số liệu sai" in said
    assert "kept with its error: reports/2026-06/national/notebooks/20-more.ipynb" in said
    kept = nbformat.read(target / "notebooks" / "20-more.ipynb", 4)
    assert any(o.output_type == "error" and o.evalue == "số liệu sai" for c in kept.cells for o in c.get("outputs", []))
    html = (target / "briefing.html").read_text()
    assert "Kinh phí theo bước" in html, "the other notebooks go on"
    assert "Phần này chưa lập được đầy đủ" in html and "gặp lỗi ở ô 5: ValueError: số liệu sai" in html
    assert "Traceback" not in html
    told = json.loads((target / "manifest.json").read_text())
    assert told["failures"] == [{"kind": "notebook", "name": "20-more", "cell": 5, "error": "ValueError: số liệu sai"}]
    assert told["notebooks"]["notebooks/20-more.ipynb"]["failed"] is True


def test_when_nothing_can_be_made_the_last_good_pack_stays(root: Path) -> None:
    assert render(root)[0] == 0
    target = root / "reports" / "2026-06" / "national"
    good = contents(target)
    failing(root, "10-money")
    failing(root, "20-more")
    code, said = render(root)
    assert code == 1 and "last good" in said and "10-money" in said
    assert contents(target) == good
    kept = nbformat.read(root / "reports" / "2026-06" / "national.failed" / "10-money.ipynb", 4)
    assert any(o.output_type == "error" for c in kept.cells for o in c.get("outputs", []))
    small = write_notebook(root / "notebooks" / "10-money.ipynb", START)
    write_notebook(small.with_name("20-more.ipynb"), START)
    assert render(root)[0] == 0
    assert not (root / "reports" / "2026-06" / "national.failed").exists()


def test_an_export_that_fails_stops_no_other(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = exporting.write

    def broken(format: Any, notebook: Any, path: Path) -> int:
        if format == "html":
            raise OSError(28, "No space left on device")
        return ordinary(format, notebook, path)

    monkeypatch.setattr(exporting, "write", broken)
    code, said = render(root, formats="html,xlsx")
    target = root / "reports" / "2026-06" / "national"
    assert code == 1 and "export html: html failed" in said and "No space left on device" in said
    assert (target / "briefing.xlsx").is_file() and not (target / "briefing.html").exists()
    told = json.loads((target / "manifest.json").read_text())
    assert list(told["outputs"]) == ["briefing.xlsx"] and told["failures"][0]["name"] == "html"


def test_an_error_finding_stops_rendering(root: Path) -> None:
    assert render(root)[0] == 0
    target = root / "reports" / "2026-06" / "national"
    good = contents(target)
    sheet = root / "data" / "raw" / "2-tb" / "figures.csv"
    rows = list(csv.DictReader(io.StringIO(sheet.read_text())))
    rows[0]["as_of"] = "2026-07-01"  # after the day the document was issued
    with sheet.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(root)], capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "nothing was made" in done.stdout and "2-tb" in done.stdout
    assert contents(target) == good


@pytest.mark.parametrize(
    ("wish", "kind", "words"),
    [
        ({"pack": "nationl"}, UnknownParameter, "did you mean 'national'?"),
        ({"formats": "docx"}, UnknownParameter, "html, pdf, xlsx"),
        ({"lang": "fr"}, UnknownParameter, "vi or en"),
        ({"periods": ("2026-6",)}, UnknownPeriod, "2026-06"),
        ({"periods": ("2026-06", "2026-04")}, UnknownPeriod, "2026-05 or later"),
        ({"unit": "bo-y-te"}, UsageError, "not made for single agencies"),
        ({"jobs": 0}, UsageError, "at least 1"),
    ],
)
def test_wrong_wishes_are_refused_before_any_work(
    root: Path, wish: dict[str, Any], kind: type[UsageError], words: str
) -> None:
    with pytest.raises(kind) as caught:
        render(root, **wish)
    assert words in str(caught.value) and caught.value.exit_code == 2
    assert list((root / "reports").rglob("manifest.json")) == []


def test_an_unknown_agency_is_refused(root: Path) -> None:
    declared = (root / "packs.toml").read_text()
    (root / "packs.toml").write_text(
        declared + "\n" + declared.replace("[national]", "[agency]") + 'units = ["ministry"]\n'
    )
    with pytest.raises(UnknownAgency, match="bo-y-te"):
        render(root, pack="agency", unit="bo-y-tee")
    with pytest.raises(UsageError, match="--unit"):
        render(root, pack="agency")


def test_a_parameter_that_a_notebook_does_not_have_is_refused(root: Path) -> None:
    write_notebook(root / "notebooks" / "20-more.ipynb", START, parameters=False)
    code, said = render(root)
    assert code == 1 and "20-more.ipynb" in said and "parameters" in said
    assert not (root / "reports" / "2026-06" / "national").exists()


def test_a_missing_notebook_is_named(root: Path) -> None:
    (root / "notebooks" / "20-more.ipynb").unlink()
    code, said = render(root)
    assert code == 1 and "20-more.ipynb" in said


def test_a_reports_folder_that_cannot_be_written_to_is_told_before_work_begins(root: Path) -> None:
    (root / "reports").write_text("a file stands where the folder should be")
    ran = root / "notebooks" / "ran"
    write_notebook(root / "notebooks" / "20-more.ipynb", "open('ran', 'w')")
    with pytest.raises(RenderError, match="The reports folder cannot be written to"):
        render(root)
    assert not ran.exists()


def test_several_periods_and_languages_lie_beside_each_other(root: Path) -> None:
    assert render(root, periods=("2026-05", "latest"))[0] == 0
    assert render(root, lang="en")[0] == 0
    found = sorted(str(p.parent.relative_to(root / "reports")) for p in (root / "reports").rglob("manifest.json"))
    assert found == ["2026-05/national", "2026-06/national", "2026-06/national-en"]
    earlier = json.loads((root / "reports/2026-05/national/manifest.json").read_text())
    assert [d["id"] for d in earlier["documents"]] == ["1-tb"], "a pack for May knows nothing of June"


def test_the_same_inputs_give_the_same_bytes(root: Path) -> None:
    target = root / "reports" / "2026-06" / "national"
    made = []
    for _ in range(2):
        assert render(root, formats="html,pdf,xlsx", force=True)[0] == 0
        made.append({n: d for n, d in contents(target).items() if not n.startswith("notebooks/")})
    assert made[0] == made[1]


def test_a_format_made_alone_keeps_the_others_while_nothing_changed(root: Path) -> None:
    target = root / "reports" / "2026-06" / "national"
    assert render(root, formats="xlsx")[0] == 0
    workbook = (target / "briefing.xlsx").read_bytes()
    assert render(root, formats="pdf")[0] == 0
    assert (target / "briefing.xlsx").read_bytes() == workbook
    assert set(json.loads((target / "manifest.json").read_text())["outputs"]) == {
        "briefing.pdf",
        "briefing.xlsx",
    }
    write_notebook(root / "notebooks" / "20-more.ipynb", START, "print('changed')")
    assert render(root, formats="pdf")[0] == 0
    assert not (target / "briefing.xlsx").exists(), "an output of other inputs was kept"


def test_a_run_killed_midway_leaves_the_last_good_pack_and_the_next_run_works(root: Path) -> None:
    assert render(root)[0] == 0
    target = root / "reports" / "2026-06" / "national"
    good = contents(target)
    write_notebook(
        root / "notebooks" / "20-more.ipynb",
        "import os, pathlib, time",
        "pathlib.Path('pid').write_text(str(os.getpid()))\n"
        "while not pathlib.Path('go').exists():\n    time.sleep(0.05)",
    )
    marker = root / "notebooks" / "pid"
    environment = {**os.environ, "TMPDIR": str(root)}  # a killed run cannot clear up
    run = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(root)], stdout=subprocess.PIPE, text=True, env=environment
    )
    end = time.monotonic() + 60
    while not (marker.exists() and marker.read_text()) and time.monotonic() < end:
        time.sleep(0.05)
    child = int(marker.read_text())
    staging = [p for p in target.parent.iterdir() if p.name.startswith(".national.staging")]
    assert len(staging) == 1
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert contents(target) == good
    for _ in range(100):
        if not Path(f"/proc/{child}").exists():
            break
        time.sleep(0.05)
    else:
        pytest.fail("a notebook's process outlives the killed run")
    marker.with_name("go").touch()
    code, said = render(root)
    assert code == 0, said
    assert not [p for p in target.parent.iterdir() if p.name.startswith(".national.staging")]
    assert contents(target).keys() == good.keys()


def test_two_runs_at_once_do_no_harm(root: Path) -> None:
    runs = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, str(root)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    target = root / "reports" / "2026-06" / "national"
    told = json.loads((target / "manifest.json").read_text())
    data = (target / "briefing.xlsx").read_bytes()
    assert told["outputs"]["briefing.xlsx"]["sha256"] == manifest.sha256(data)
    assert not [p for p in target.parent.iterdir() if "staging" in p.name]
