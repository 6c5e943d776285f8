"""The report of an unattended run: for a person (`report.html`) and for a program (`report.json`)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from .journal import REPORT, Run
from .log import NAME as LOG

FORMAT = 1
PAGE = "report.html"
STEPS = ("build", "check", "render", "site", "tell")
WORDS: Mapping[str, Mapping[str, Any]] = {
    "vi": {
        "title": "Kết quả lần chạy tự động",
        "running": "Đang chạy.",
        "complete": "Lần chạy đã kết thúc.",
        "interrupted": "Lần chạy bị ngắt giữa chừng; lần sau chỉ làm tiếp phần còn lại.",
        "well": "Mọi bước đều hoàn thành.",
        "ill": "Có bước không thành công.",
        "started": "Bắt đầu",
        "seconds": "Thời gian",
        "due": "Lý do chạy",
        "step": "Bước",
        "outcome": "Kết quả",
        "what": "Nội dung",
        "to_do": "Việc cần làm",
        "log": "Nhật ký đầy đủ",
        "reports": "Kết quả lập báo cáo",
        "took": "{s} giây",
        "statuses": {
            "done": "hoàn thành",
            "failed": "lỗi",
            "skipped": "bỏ qua",
            "running": "đang chạy",
            "waiting": "chưa đến",
            "broken": "bị ngắt",
        },
        "steps": {
            "build": "Dựng bảng số liệu",
            "check": "Kiểm tra số liệu",
            "render": "Lập báo cáo",
            "site": "Dựng trang thông tin",
            "tell": "Thông báo",
        },
    },
    "en": {
        "title": "Report of the unattended run",
        "running": "Under way.",
        "complete": "The run came to its end.",
        "interrupted": "The run was interrupted; the next one does only the rest.",
        "well": "Every step was done.",
        "ill": "Something failed.",
        "started": "Started",
        "seconds": "Time",
        "due": "Why",
        "step": "Step",
        "outcome": "Outcome",
        "what": "What came of it",
        "to_do": "What to do",
        "log": "The whole log",
        "reports": "Reports of the packs",
        "took": "{s} s",
        "statuses": {
            "done": "done",
            "failed": "failed",
            "skipped": "skipped",
            "running": "under way",
            "waiting": "not yet",
            "broken": "interrupted",
        },
        "steps": {
            "build": "Build the tables",
            "check": "Check the figures",
            "render": "Make the packs",
            "site": "Build the site",
            "tell": "Tell people",
        },
    },
}


def write(run: Run, lang: str) -> Path:
    """Writes both files into the run's folder, each whole or not at all; returns the page."""
    found = content(run)
    _replace(run.folder / PAGE, page(found, lang))
    _replace(run.folder / REPORT, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return run.folder / PAGE


def content(run: Run) -> dict[str, Any]:
    """The report as plain data: state (running, complete, interrupted), exit code, and each step in order.

    A step is done, failed, skipped, running, broken (begun by a run that was ended), or waiting (not come to).
    `reports` are addresses relative to the report's own folder.
    """
    steps = []
    for name in STEPS:
        entry = {k: v for k, v in run.steps.get(name, {}).items() if k not in ("event", "name", "at")}
        if not entry:
            begun = "running" if run.state == "running" else "broken"
            entry = {"status": begun if name in run.begun else "waiting"}
        entry["reports"] = [f"../{address}" for address in entry.get("reports", [])]
        steps.append({"step": name, **entry})
    return {
        "format": FORMAT,
        "state": run.state,
        "exit_code": run.end.get("exit_code") if run.end else None,
        **{k: v for k, v in run.asked.items() if k not in ("event", "at", "pid")},
        "seconds": run.end.get("seconds") if run.end else None,
        "steps": steps,
        "log": LOG,
    }


def page(found: Mapping[str, Any], lang: str) -> str:
    """The same as one HTML page that asks nothing of anybody."""
    words = WORDS[lang]
    return str(
        _template().render(
            run=found,
            words=words,
            lang=lang,
            took=lambda seconds: words["took"].format(s=_decimal(seconds, lang)),
            started=_moment(found.get("started"), found.get("zone")),
        )
    )


def _decimal(number: float, lang: str) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(number, "#,##0.0", locale=lang))


def _moment(stamp: Any, zone: Any) -> str:
    """`22/11/2026 10:45:10 (Asia/Ho_Chi_Minh)` of an ISO time."""
    try:
        tz = ZoneInfo(zone or "UTC")
        return f"{datetime.fromisoformat(str(stamp)).astimezone(tz):%d/%m/%Y %H:%M:%S} ({tz.key})"
    except (ValueError, OSError):
        return ""


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.j2")


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
