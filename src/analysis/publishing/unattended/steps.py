"""The steps of a run but the telling: each does what the command of its name does, and says what came of it."""

from __future__ import annotations

import json
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from ...errors import BriefingError
from ...office import Office, PackWish
from ...paths import Workspace
from ...rendering.runs.lines import FOLDER
from .outcome import Outcome, Said, count, dotted, skipped

GOOD = ("made", "reused")


@dataclass
class State:
    """What the steps of one run share: what it is for, and what it has found out so far."""

    workspace: Workspace
    office: Office
    wishes: Sequence[PackWish]
    jobs: int | None = None
    periods: Sequence[str] = ()
    stopped: set[str] = field(default_factory=set)  # periods with an error in our own data
    made: dict[str, str] = field(default_factory=dict)  # place → outcome, of packs wished for
    site_stands: bool = False


def build(state: State, console: Console) -> Outcome:
    """data/raw → data/processed."""
    from ...tables.build import build as build_tables

    outcome = Outcome()
    if not any(state.workspace.raw.glob("*/document.toml")):
        outcome.fail(
            f"There are no documents in {state.workspace.raw}.",
            Said(
                "Thêm văn bản đầu tiên: briefing draft TỆP, rà soát, rồi đặt status là reviewed.",
                "Add the first document: briefing draft FILE, review it, and set its status to reviewed.",
            ),
        )
        return outcome
    report = build_tables(state.workspace)
    documents, rows = len(report.documents), sum(report.rows.values())
    vi, en = "", ""
    if not report.changed:
        vi, en = "; không có gì thay đổi từ lần trước", "; nothing has changed since the last build"
    outcome.says.append(
        Said(
            f"{dotted(documents)} văn bản, {dotted(rows)} dòng{vi}",
            f"{count(documents, 'document')}, {count(rows, 'row')}{en}",
        )
    )
    return outcome


def check(state: State, console: Console) -> Outcome:
    """The findings of each period; an error of our own data fails the step."""
    from ... import briefing
    from ...checks import Severity

    outcome = Outcome()
    for period in state.periods:
        found = briefing.start(period, state.office.lang, workspace=str(state.workspace.root)).findings
        counts = Counter(finding.severity for finding in found)
        words = {
            lang: ", ".join(f"{counts[s]} {s.label(lang)}" for s in Severity if counts[s])
            for lang in ("vi", "en")
        }
        outcome.says.append(
            Said(
                f"{period}: {words['vi'] or 'không có phát hiện nào'}",
                f"{period}: {words['en'] or 'no findings'}",
            )
        )
        for finding in found:
            if finding.severity is Severity.ERROR:
                state.stopped.add(period)
                outcome.fail(
                    f"{period}: {finding.document or ''} {finding.locator or ''}: {finding.message('en')}",
                    Said(
                        f"Sửa dữ liệu trong data/raw (briefing check --period {period}), rồi chạy lại.",
                        f"Mend the sheets in data/raw (briefing check --period {period}), and run again.",
                    ),
                )
    return outcome


def render(state: State, console: Console) -> Outcome:
    """Every pack that is wished for, of every period; what is as it should be is left alone."""
    from ...rendering import command

    going = [period for period in state.periods if period not in state.stopped]
    if not going:
        return skipped(
            "dừng vì dữ liệu có lỗi; các báo cáo trước vẫn giữ nguyên",
            "stopped by errors in our own data; the packs made before stand",
        )
    outcome = Outcome()
    runs = state.workspace.reports / FOLDER
    for wish in state.wishes:
        for lang in wish.lang:
            before = _reports(runs)
            error = ""
            try:
                code = command.render(
                    state.workspace,
                    wish.pack,
                    going,
                    list(wish.units),
                    lang,
                    list(wish.formats) if wish.formats else None,
                    command.Options(state.jobs or state.office.run.jobs),
                    console,
                )
            except Exception as raised:  # one pack that cannot be made does not keep the others from being made
                code, error = 1, str(raised)
                if not isinstance(raised, BriefingError):
                    error = f"{type(raised).__name__}: {raised}"
                    console.print("".join(traceback.format_exception(raised)), soft_wrap=True)
            _told(state, outcome, runs, sorted(_reports(runs) - before), wish.pack, lang, code, error)
    return outcome


def _told(
    state: State,
    outcome: Outcome,
    runs: Path,
    reports: Sequence[str],
    pack: str,
    lang: str,
    code: int,
    error: str,
) -> None:
    """What came of one pack in one language, from the report that the rendering wrote."""
    name = pack if lang == "vi" else f"{pack} ({lang})"
    found: dict[str, str] = {}
    faults: list[str] = []
    interrupted = False
    for report in reports:
        content = _content(runs / report)
        if content.get("pack") != pack or content.get("lang") != lang:
            continue
        outcome.reports.append(f"{report}/run.html")
        interrupted = interrupted or content.get("state") == "interrupted"
        for entry in content.get("packs", []):
            found[entry["place"]] = entry["status"]
            if entry["status"] not in GOOD:
                faults.append(_fault(entry))
    if interrupted:
        raise KeyboardInterrupt  # the rendering ends in order and says so; the run that called it ends too
    state.made |= found
    counts = Counter(found.values())
    vi = {"made": "lập mới", "reused": "giữ nguyên", "failed": "lỗi", "skipped": "bỏ qua"}
    outcome.says.append(
        Said(
            f"{name}: " + (", ".join(f"{n} {vi[s]}" for s, n in counts.items()) or "không lập được"),
            f"{name}: " + (", ".join(f"{n} {s}" for s, n in counts.items()) or "nothing made"),
        )
    )
    if not found and not code:  # nobody would hear of packs that nothing is known of
        code, error = 1, f"{name}: the rendering left no report in {runs}"
    if code:
        again = Said(
            f"Xem kết quả lập báo cáo {name}, sửa, rồi chạy lại: chỉ phần còn lại được lập.",
            f"Look at the report of {name}, mend what it names, and run again: only the rest is made.",
        )
        for fault in [error] if error else faults or [f"{name}: exit code {code}"]:
            outcome.fail(fault, again)


def _fault(entry: Mapping[str, Any]) -> str:
    """What went wrong with one pack, in a line or two."""
    lines = [str(reason) for reason in entry.get("reasons", [])] if entry["status"] == "skipped" else []
    for failure in entry.get("failures", []):
        cell = f", cell {failure['cell']}" if failure.get("cell") else ""
        lines.append(f"{failure['kind']} {failure['name']}{cell}: {failure['error']}")
    if not lines:
        lines = [str(reason) for reason in entry.get("reasons", [])][-3:]
    return f"{entry['place']}: " + "; ".join(lines or [entry["status"]])


def _reports(runs: Path) -> set[str]:
    return {folder.name for folder in runs.glob("*") if (folder / "journal.jsonl").is_file()}


def _content(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / "run.json").read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def site(state: State, console: Console) -> Outcome:
    """The site, as far as it has changed."""
    from ..site.building import build as build_site

    if not state.office.run.site:
        return skipped("briefing.toml không yêu cầu", "not asked for in briefing.toml")
    outcome = Outcome()
    report = build_site(state.workspace, jobs=state.jobs or state.office.run.jobs)
    console.print(f"Site: {report.summary()}", soft_wrap=True)
    outcome.says.append(
        Said(
            f"{dotted(report.written)} tệp viết mới, {dotted(report.kept)} giữ nguyên, {dotted(report.removed)} bỏ đi",
            f"{report.written:,} written, {report.kept:,} kept, {report.removed:,} removed",
        )
    )
    for problem in report.problems:
        outcome.fail(
            problem,
            Said(
                "Sửa điều nêu trên, rồi chạy lại; các trang khác đã dựng xong.",
                "Mend what is named above, and run again; the other pages stand.",
            ),
        )
    state.site_stands = True
    return outcome
