"""A small office of made-up documents for the tests of tables, checks and the command line."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from analysis.paths import Workspace
from analysis.tables.store import Store, View

COLUMNS = {
    "figures": (
        "id",
        "indicator",
        "agency",
        "dimensions",
        "series",
        "token",
        "as_of",
        "locator",
        "occurrence",
        "note",
    ),
    "tasks": ("id", "number", "title_vi", "title_en", "agency", "assigned_by", "due", "locator"),
    "databases": ("id", "list", "number", "agency", "name_vi", "name_en", "token", "locator"),
    "directives": (
        "id",
        "item",
        "lead",
        "partners",
        "title_vi",
        "title_en",
        "deadline",
        "recurrence",
        "locator",
        "occurrence",
    ),
    "groups": ("list", "agency", "as_written", "locator", "occurrence"),
}


@dataclass
class Sheet:
    """The folder of one document; every method writes its file anew."""

    folder: Path
    key: str

    def figures(self, *rows: dict[str, str]) -> Sheet:
        """Rows as `figure` makes them; ids get the document's key."""
        return self._write("figures", [{**row, "id": f"{self.key}.{row['id']}"} for row in rows])

    def groups(self, **lists: str | list[str]) -> Sheet:
        """`reporting__reported="ha-noi hue"` lists two agencies as reporting.reported."""
        rows = []
        for name, agencies in lists.items():
            for agency in agencies.split() if isinstance(agencies, str) else agencies:
                rows.append(
                    {
                        "list": name.replace("__", "."),
                        "agency": agency,
                        "as_written": agency,
                        "locator": "I/¶3",
                    }
                )
        return self._write("groups", rows)

    def databases(self, *rows: tuple[str, str, str]) -> Sheet:
        """(list, slug, token) each, all of the Ministry of Health."""
        return self._write(
            "databases",
            [
                {
                    "id": f"{self.key}.database.{slug}",
                    "list": name,
                    "number": str(number),
                    "agency": "bo-y-te",
                    "name_vi": f"CSDL {slug}",
                    "name_en": f"{slug} database",
                    "token": token,
                    "locator": f"annex 2.1/row {number}",
                }
                for number, (name, slug, token) in enumerate(rows, start=1)
            ],
        )

    def tasks(self, *rows: tuple[str, str], agency: str = "bo-y-te;bo-tai-chinh") -> Sheet:
        """(assigned_by, due) each."""
        return self._write(
            "tasks",
            [
                {
                    "id": f"{self.key}.task.{number}",
                    "number": str(number),
                    "title_vi": f"Việc {number}",
                    "title_en": f"Task {number}",
                    "agency": agency,
                    "assigned_by": given,
                    "due": due,
                    "locator": f"annex 1/row {number}",
                }
                for number, (given, due) in enumerate(rows, start=1)
            ],
        )

    def directives(self, *rows: tuple[str, str]) -> Sheet:
        """(deadline, recurrence) each."""
        return self._write(
            "directives",
            [
                {
                    "id": f"{self.key}.directive.{number}",
                    "item": f"III.{number}",
                    "lead": "bo-cong-an",
                    "partners": "bo-y-te",
                    "title_vi": f"Nhiệm vụ {number}",
                    "title_en": f"Directive {number}",
                    "deadline": due,
                    "recurrence": often,
                    "locator": f"III.{number}/¶1",
                }
                for number, (due, often) in enumerate(rows, start=1)
            ],
        )

    def checks(self, text: str) -> Sheet:
        (self.folder / "checks.toml").write_text(text, encoding="utf-8")
        return self

    def check(self, **keys: object) -> Sheet:
        """One entry with the id `c`; ids of figures get the document's key where they begin with a dot."""
        lines = ["[[check]]", 'id = "c"']
        for key, value in keys.items():
            lines.append(f"{key} = {_toml(value, self.key)}")
        return self.checks("\n".join(lines) + "\n")

    def _write(self, name: str, rows: list[dict[str, str]]) -> Sheet:
        with (self.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS[name], restval="")
            writer.writeheader()
            writer.writerows(rows)
        return self


def _toml(value: object, key: str) -> str:
    if isinstance(value, str):
        return json.dumps(f"{key}{value}" if value.startswith(".") else value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(_toml(each, key) for each in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(each, key)}" for name, each in value.items()) + "}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def figure(id: str, token: str, indicator: str = "overdue.tasks", **more: str) -> dict[str, str]:
    """A row of figures.csv; `id` without the document's key."""
    return {"id": id, "indicator": indicator, "token": token, "locator": "I/¶1", **more}


class Office:
    """A workspace in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)
        self.workspace.raw.mkdir(parents=True)

    def document(
        self,
        id: str = "1-tb-vpcp",
        key: str = "tb1",
        issued: str = "2026-06-24",
        as_of: str = "",
        status: str = "reviewed",
        letterhead: str = "",
    ) -> Sheet:
        folder = self.workspace.raw / id
        folder.mkdir(exist_ok=True)
        number = f"{key.removeprefix('tb')}/TB-VPCP"
        (folder / "document.toml").write_text(
            f'id = "{id}"\nkey = "{key}"\nnumber = "{number}"\nkind = "notice"\n'
            'issuer = "van-phong-chinh-phu"\n'
            f'issued = "{issued}"\nas_of = "{as_of or issued}"\nperiod = "{issued[:7]}"\n'
            f'status = "{status}"\n'
            f'[title]\nvi = "Thông báo {key}"\nen = "Notice {key}"\n'
            f'[text]\nletterhead = ["{letterhead or number}"]\n'
            f'sha256 = "{hashlib.sha256(id.encode()).hexdigest()}"\n',
            encoding="utf-8",
        )
        return Sheet(folder, key)

    def store(self) -> Store:
        return Store.open(self.workspace)

    def view(self, period: str | None = None) -> View:
        return self.store().view(period)
