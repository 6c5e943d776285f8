"""What each step makes of what the stages behind it give."""

from __future__ import annotations

import io
import json
from datetime import date
from types import SimpleNamespace

import pytest
from rich.console import Console

from analysis import briefing
from analysis.checks import Severity
from analysis.errors import RenderError
from analysis.office import Office, PackWish
from analysis.paths import Workspace
from analysis.publishing.site import building
from analysis.publishing.unattended import steps
from analysis.rendering import command

CONSOLE = Console(file=io.StringIO())


@pytest.fixture
def state(tmp_path) -> steps.State:
    workspace = Workspace(tmp_path)
    (workspace.reports / "runs").mkdir(parents=True)
    wishes = [PackWish(pack="national", lang=("vi", "en")), PackWish(pack="agency", units=("hue", "ha-noi"))]
    return steps.State(workspace, Office(), wishes, periods=["2026-05", "2026-06"])


def finding(severity: Severity):
    return SimpleNamespace(
        severity=severity, document="1-tb", locator="I/¶1", message=lambda lang: f"wrong ({lang})"
    )


def test_an_error_of_ours_stops_the_period_it_stands_in(state, monkeypatch) -> None:
    found = {"2026-05": [finding(Severity.GAP)], "2026-06": [finding(Severity.ERROR), finding(Severity.GAP)]}
    monkeypatch.setattr(
        briefing, "start", lambda period, lang, workspace: SimpleNamespace(findings=found[period])
    )
    outcome = steps.check(state, CONSOLE)
    assert outcome.failed and state.stopped == {"2026-06"}
    assert outcome.errors == ["2026-06: 1-tb I/¶1: wrong (en)"]
    assert [line.vi for line in outcome.says] == ["2026-05: 1 thiếu", "2026-06: 1 lỗi dữ liệu, 1 thiếu"]
    assert "briefing check --period 2026-06" in outcome.to_do[0].en


def rendered(state, monkeypatch, results):
    """Stands in for the rendering: notes what it was asked, and leaves the report it would."""
    calls = []

    def render(workspace, pack, periods, units, lang, formats, options, console):
        calls.append((pack, lang, list(periods), list(units), formats, options.jobs))
        code, packs, *more = results[pack, lang]
        if isinstance(code, Exception):
            raise code
        folder = workspace.reports / "runs" / f"20260701-{pack}-{lang}"
        folder.mkdir()
        (folder / "journal.jsonl").touch()
        (folder / "run.json").write_text(
            json.dumps({"pack": pack, "lang": lang, "packs": packs, "state": [*more, "complete"][0]}), "utf-8"
        )
        return code

    monkeypatch.setattr(command, "render", render)
    return calls


def test_each_pack_in_each_language_and_what_came_of_it(state, monkeypatch) -> None:
    state.stopped, state.jobs = {"2026-05"}, 3
    failure = {"kind": "notebook", "name": "10-budget", "cell": 3, "error": "ValueError: no"}
    calls = rendered(
        state,
        monkeypatch,
        {
            ("national", "vi"): (0, [{"place": "2026-06/national", "status": "made"}]),
            ("national", "en"): (RenderError("no room"), []),
            ("agency", "vi"): (
                1,
                [
                    {"place": "2026-06/agency/hue", "status": "reused"},
                    {"place": "2026-06/agency/ha-noi", "status": "failed", "failures": [failure]},
                ],
            ),
        },
    )
    outcome = steps.render(state, CONSOLE)
    assert calls == [
        ("national", "vi", ["2026-06"], [], None, 3),
        ("national", "en", ["2026-06"], [], None, 3),
        ("agency", "vi", ["2026-06"], ["hue", "ha-noi"], None, 3),
    ]
    assert state.made == {
        "2026-06/national": "made",
        "2026-06/agency/hue": "reused",
        "2026-06/agency/ha-noi": "failed",
    }
    assert outcome.failed and outcome.reports == [
        "20260701-national-vi/run.html",
        "20260701-agency-vi/run.html",
    ]
    assert outcome.errors == ["no room", "2026-06/agency/ha-noi: notebook 10-budget, cell 3: ValueError: no"]
    assert [line.vi for line in outcome.says] == [
        "national: 1 lập mới",
        "national (en): không lập được",
        "agency: 1 giữ nguyên, 1 lỗi",
    ]


def test_a_rendering_of_which_nothing_is_known_is_a_failure(state, monkeypatch) -> None:
    """Its report could not be written: nobody would hear of the packs, and the run would count as done."""
    state.wishes = state.wishes[:1]
    monkeypatch.setattr(command, "render", lambda *_: 0)
    outcome = steps.render(state, CONSOLE)
    assert outcome.failed and "left no report" in outcome.errors[0]


def test_what_nobody_foresaw_is_named_and_traced(state, monkeypatch) -> None:
    said = Console(file=io.StringIO())
    rendered(state, monkeypatch, {(w.pack, lang): (KeyError("x"), []) for w in state.wishes for lang in w.lang})
    assert steps.render(state, said).errors == ["KeyError: 'x'"]
    assert "Traceback" in said.file.getvalue()


def test_a_rendering_that_was_interrupted_ends_the_run(state, monkeypatch) -> None:
    entry = {"place": "2026-06/national", "status": "skipped", "reasons": ["the run was interrupted"]}
    calls = rendered(state, monkeypatch, {("national", "vi"): (1, [entry], "interrupted")})
    with pytest.raises(KeyboardInterrupt):
        steps.render(state, CONSOLE)
    assert len(calls) == 1


def test_nothing_is_rendered_when_every_period_is_stopped(state, monkeypatch) -> None:
    state.stopped = set(state.periods)
    calls = rendered(state, monkeypatch, {})
    outcome = steps.render(state, CONSOLE)
    assert outcome.skipped and not outcome.failed and calls == []


def test_the_site_and_what_is_wrong_with_it(state, monkeypatch) -> None:
    report = building.Report(
        state.workspace.site, written=1234, kept=2, problems=["a frozen file is damaged"]
    )
    monkeypatch.setattr(building, "build", lambda workspace, jobs: report)
    outcome = steps.site(state, CONSOLE)
    assert outcome.failed and outcome.errors == ["a frozen file is damaged"] and state.site_stands
    assert outcome.says[0] == (
        "1.234 tệp viết mới, 2 giữ nguyên, 0 bỏ đi",
        "1,234 written, 2 kept, 0 removed",
    )


def test_no_site_where_none_is_wanted(state) -> None:
    state.office = Office.model_validate({"run": {"site": False}})
    assert steps.site(state, CONSOLE).skipped and not state.site_stands


def test_why_it_is_due_in_words() -> None:
    from analysis.office import ScheduleSettings
    from analysis.publishing.schedule import firings
    from analysis.publishing.unattended.asked import described

    settings = ScheduleSettings()
    for day, vi, en in (
        ("2026-07-01", "kỳ tháng và quý, đến hạn ngày 1/7/2026", "of the month and quarter, due on 1 July 2026"),
        ("2026-07-02", "kỳ tháng và quý, đến hạn ngày 1/7/2026, chậm 1 ngày",
         "of the month and quarter, due on 1 July 2026, 1 day late"),
    ):  # fmt: skip
        now = firings.datetime.combine(date.fromisoformat(day), settings.at, settings.tz)
        due = firings.due(settings, firings.Record(), now)
        assert described(due, now) == {"vi": vi, "en": en}
