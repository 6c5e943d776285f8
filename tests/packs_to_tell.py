"""Packs that lie in reports without having been rendered, and settings that tell of them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import receivers
from analysis.office import EmailSettings, WebhookSettings
from analysis.paths import Workspace
from analysis.rendering import editions

NOW = datetime(2026, 7, 1, 7, 4, 11, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PASSWORD = "mat-khau-bi-mat"


def write_pack(workspace: Workspace, place: str = "2026-06/national", **changes: Any) -> Path:
    """A folder as `briefing render` leaves it, with notebooks that display what a pack begins with."""
    period, name, *unit = place.split("/")
    lang = "en" if name.endswith("-en") else "vi"
    shown = [
        {"kind": "section", "title": "Mới giải ngân 10,5%◆ dự toán được giao"},
        {
            "kind": "key_figures",
            "items": [
                {
                    "label": "Giải ngân",
                    "value": "10,5%◆",
                    "note": "đến 24/6/2026 · 1/TB",
                    "change": "nêu 16%",
                },
                {"label": "Sản phẩm <b>", "value": "12/99", "note": "đến 5/2026 · 2/BC", "change": ""},
            ],
        },
        {"kind": "decisions", "title": "Cần quyết định", "items": [f"Việc {n}" for n in range(1, 6)]},
        {"kind": "section", "id": "changes", "title": "So với tháng 5 năm 2026, 2 đại lượng thay đổi"},
        {"kind": "prose", "paragraphs": [f"Thay đổi {n}." for n in range(1, 11)]},
        {"kind": "table", "id": "changes-due", "title": "7 nhiệm vụ đến hạn"},
        {"kind": "section", "id": "budget", "title": "Kinh phí"},
        {"kind": "prose", "paragraphs": ["Không thuộc phần thay đổi."]},
    ]
    outputs = [{"data": {"application/vnd.briefing.exhibit+json": e}} for e in shown]
    folder = workspace.reports / place
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    notebook = {"cells": [{"cell_type": "code", "outputs": outputs}, {"cell_type": "markdown"}]}
    (folder / "notebooks" / "00-summary.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    files = {"briefing.html": b"<html>", "briefing.pdf": b"%PDF-1.7" + b"x" * 5000, "briefing.xlsx": b"PK"}
    for file, data in files.items():
        (folder / file).write_bytes(data)
    edition = changes.pop("edition", editions.DRAFT.entry(lang))
    manifest = {
        "format": 2,
        "pack": name.partition("-")[0],
        "period": period,
        "lang": lang,
        "unit": unit[0] if unit else None,
        "title": {"vi": "Tình hình thực hiện Nghị quyết 57-NQ/TW", "en": "Implementation of Resolution 57"}[
            lang
        ],
        "findings": {"error": 0, "discrepancy": 33, "rounding": 2, "break": 0, "gap": 1234},
        "inputs": {"rows": {"figures": "1"}, "edition": edition},
        "outputs": {f: {"bytes": len(d), "sha256": "0" * 64} for f, d in files.items()},
        "notebooks": {"notebooks/00-summary.ipynb": {"failed": False}},
        "failures": [],
        **changes,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def email_settings(box: receivers.Letterbox, **more: Any) -> EmailSettings:
    settings = {
        "host": "localhost",
        "port": box.port,
        "security": "none",
        "from": "Phòng Tổng hợp <briefing@test.vn>",
        "to": ["lanh-dao@test.vn", "Văn phòng Ủy ban <van-phong@test.vn>"],
        "timeout": 5,
    }
    return EmailSettings(**{**settings, **more})


def webhook_settings(hook: receivers.Hook, **more: Any) -> WebhookSettings:
    return WebhookSettings(**{"url": hook.url, "timeout": 5, **more})
