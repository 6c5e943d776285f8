"""The report of a run, for a person (`run.html`) and for a program (`run.json`), made from its journal."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from .journal import STATUSES, Run

FORMAT = 1
NAME = "run.json"
PAGE = "run.html"
_SHOWN = 500  # packs listed on the page one by one; failed and skipped ones always are
WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "title": "Kết quả lập báo cáo",
        "made": "lập mới",
        "reused": "giữ nguyên",
        "failed": "lỗi",
        "skipped": "bỏ qua",
        "made_why": "đã lập trong lần chạy này",
        "reused_why": "không có gì thay đổi từ lần lập trước",
        "failed_why": "không lập được hoặc thiếu một phần",
        "skipped_why": "lần chạy này không làm đến",
        "started": "Bắt đầu",
        "seconds": "Thời gian",
        "workers": "Tiến trình",
        "asked": "Yêu cầu",
        "interrupted": "Lần chạy bị ngắt giữa chừng; lần sau chỉ làm tiếp phần còn lại.",
        "complete": "Lần chạy đã kết thúc.",
        "exit_code": "Mã kết thúc",
        "pack": "Báo cáo",
        "status": "Kết quả",
        "why": "Vì sao",
        "files": "Tệp",
        "cell": "ô",
        "notebook": "sổ tính",
        "export": "kết xuất",
        "traceback": "Vết lỗi",
        "more": "và {n} báo cáo khác, đều {status}; danh sách đầy đủ ở run.json",
        "took": "{s} giây",
    },
    "en": {
        "title": "Report of the run",
        "made": "made",
        "reused": "reused",
        "failed": "failed",
        "skipped": "skipped",
        "made_why": "made in this run",
        "reused_why": "nothing had changed since they were made",
        "failed_why": "could not be made, or not in full",
        "skipped_why": "this run did not come to them",
        "started": "Started",
        "seconds": "Time",
        "workers": "Workers",
        "asked": "Asked for",
        "interrupted": "The run was interrupted; the next one does only the rest.",
        "complete": "The run came to its end.",
        "exit_code": "Exit code",
        "pack": "Pack",
        "status": "Outcome",
        "why": "Why",
        "files": "Files",
        "cell": "cell",
        "notebook": "notebook",
        "export": "export",
        "traceback": "Traceback",
        "more": "and {n} more, all {status}; the whole list is in run.json",
        "took": "{s} s",
    },
}


def write(run: Run) -> Path:
    """Writes both files into the run's folder, each whole or not at all; returns the page."""
    found = content(run)
    _replace(run.folder / PAGE, page(found))
    _replace(run.folder / NAME, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return run.folder / PAGE


def content(run: Run) -> dict[str, Any]:
    """The report as plain data: what was asked, counts by outcome, and each pack in the order asked.

    A pack the run did not come to is `skipped`; without an end the state is `interrupted`.
    """
    ended = run.end is not None and not run.end.get("interrupted")
    reason = "the run was interrupted before it came to this pack"
    return {
        "format": FORMAT,
        "state": "complete" if ended else "interrupted",
        "exit_code": run.end["exit_code"] if run.end is not None else None,
        **{k: v for k, v in run.asked.items() if k not in ("event", "places", "at", "pid")},
        "seconds": run.end.get("seconds") if run.end is not None else None,
        "counts": run.counts,
        "packs": [
            {
                "place": place,
                **{
                    k: v
                    for k, v in run.packs.get(place, {"status": "skipped", "reasons": [reason]}).items()
                    if k not in ("event", "place", "at")
                },
            }
            for place in run.places
        ],
    }


def page(found: Mapping[str, Any]) -> str:
    """The same as one HTML page that asks nothing of anybody."""
    words = WORDS[found.get("lang") if found.get("lang") in WORDS else "en"]  # type: ignore[index]
    listed: list[Mapping[str, Any]] = []
    more: dict[str, int] = {}
    for status in ("failed", "skipped", "made", "reused"):
        of_it = [p for p in found["packs"] if p["status"] == status]
        room = len(of_it) if status == "failed" else max(_SHOWN - len(listed), 0)
        listed += of_it[:room]
        if len(of_it) > room:
            more[status] = len(of_it) - room
    return _template().render(
        run=found,
        words=words,
        took=lambda seconds: words["took"].format(s=_decimal(seconds, "vi" if words is WORDS["vi"] else "en")),
        lang="vi" if words is WORDS["vi"] else "en",
        listed=listed,
        more=more,
        statuses=STATUSES,
        started=_moment(found.get("started")),
    )


def _decimal(number: float, lang: str) -> str:
    """One decimal, as the language writes it."""
    from babel.numbers import format_decimal

    return str(format_decimal(number, "#,##0.0", locale=lang))


def _moment(stamp: Any) -> str:
    """`22/11/2026 03:45:10 UTC` of an ISO time."""
    try:
        return datetime.fromisoformat(str(stamp)).strftime("%d/%m/%Y %H:%M:%S UTC")
    except ValueError:
        return ""


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("run.html.j2")


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
