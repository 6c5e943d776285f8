"""Loads the definitions of a small office and materialises them in a process of its own, for the tests to look at.

Dagster leaves threads behind, and later tests fork the process that they run in. Packs are made as they always are; of
`briefing site` only the command line is gone through, as its hundreds of pages are tested where they are made.

    python graph.py WORKSPACE < orders.json > what-came-of-it.json
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg

from analysis import cli
from analysis.commands import site
from analysis.orchestration import definitions, program
from analysis.orchestration.months import ZONE
from analysis.paths import Workspace

_run = program.run


def run(log: Any, workspace: Workspace, *arguments: str) -> program.Finished:
    """`program.run`, but the site is one page, by the command line in this process."""
    if arguments[0] != "site":
        return _run(log, workspace, *arguments)
    return program.Finished(0, cli.main(["--workspace", str(workspace.root), *arguments]), ())


def one_page(workspace: Workspace, full: bool, drafts: bool | None, jobs: int | None) -> int:
    """`commands.site.run` that writes one page, which names the packs it found."""
    packs = sorted(str(path.parent.relative_to(workspace.reports)) for path in workspace.reports.rglob("manifest.json"))
    workspace.site.mkdir()
    (workspace.site / "index.html").write_text("\n".join(packs), encoding="utf-8")
    return 0


def materialised(defs: dg.Definitions, job: str, instance: dg.DagsterInstance, month: str | None) -> dict[str, Any]:
    """What a run of the job came to: its steps, what they said of their assets, the checks."""
    done = defs.resolve_job_def(job).execute_in_process(
        instance=instance, partition_key=month, raise_on_error=False
    )
    events = done.all_events
    return {
        "success": done.success,
        "assets": {
            event.asset_key.to_user_string(): plain(event.materialization.metadata)
            for event in events
            if event.is_step_materialization
        },
        "checks": {
            e.check_name: {"passed": e.passed, "severity": e.severity.value, **plain(e.metadata)}
            for e in done.get_asset_check_evaluations()
        },
        "failed": {
            event.step_key: [
                event.step_failure_data.error_display_string,
                plain(event.step_failure_data.user_failure_data.metadata)
                if event.step_failure_data.user_failure_data
                else {},
            ]
            for event in events
            if event.is_step_failure
        },
        "retried": [event.step_key for event in events if event.is_step_up_for_retry],
    }


def plain(metadata: Any) -> dict[str, Any]:
    return {name: getattr(entry, "value", None) for name, entry in metadata.items()}


def requests(found: Any) -> list[dict[str, Any]]:
    return [
        {"job": r.job_name, "month": r.partition_key, "key": r.run_key, "config": r.run_config} for r in found or ()
    ]


def ticked(defs: dg.Definitions, instance: dg.DagsterInstance, when: str) -> dict[str, Any]:
    """What the schedule does at a moment of the office's clock."""
    context = dg.build_schedule_context(
        instance=instance,
        scheduled_execution_time=datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(ZONE)),
        resources={"workspace": defs.resources["workspace"]},
        repository_def=defs.get_repository_def(),
    )
    found = defs.resolve_schedule_def("working_day").evaluate_tick(context)
    return {"requests": requests(found.run_requests), "skipped": found.skip_message}


def looked(defs: dg.Definitions, instance: dg.DagsterInstance, cursor: str | None) -> dict[str, Any]:
    """What the sensor does, and its cursor after it."""
    context = dg.build_sensor_context(
        instance=instance,
        cursor=cursor,
        resources={"workspace": defs.resources["workspace"]},
        repository_def=defs.get_repository_def(),
    )
    found = defs.resolve_sensor_def("new_document").evaluate_tick(context)
    return {"requests": requests(found.run_requests), "skipped": found.skip_message, "cursor": found.cursor}


def main() -> None:
    program.run, site.run = run, one_page
    defs = definitions(Workspace(Path(sys.argv[1])))
    dg.Definitions.validate_loadable(defs)
    graph = defs.resolve_asset_graph()
    answers: list[Any] = [
        {
            "assets": {
                key.to_user_string(): sorted(parent.to_user_string() for parent in graph.get(key).parent_keys)
                for key in graph.get_all_asset_keys()
            },
            "months": graph.get(dg.AssetKey(["packs", "national"])).partitions_def.get_partition_keys(),
            "blocking": sorted(
                key.name for key in graph.asset_check_keys if graph.get(key).blocking
            ),
        }
    ]
    with dg.DagsterInstance.ephemeral() as instance:
        for what, *arguments in json.load(sys.stdin):
            if what == "write":
                path, old, new = arguments
                text = Path(path).read_text("utf-8") if old else ""
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                Path(path).write_text(text.replace(old, new) if old else new, encoding="utf-8")
                answers.append(None)
            elif what == "run":
                answers.append(materialised(defs, arguments[0], instance, arguments[1]))
            elif what == "tick":
                answers.append(ticked(defs, instance, arguments[0]))
            elif what == "look":
                before = next((a["cursor"] for a in reversed(answers) if a and "cursor" in a), None)
                answers.append(looked(defs, instance, before))
    json.dump(answers, sys.stdout, ensure_ascii=False, default=str)


if __name__ == "__main__":
    main()
