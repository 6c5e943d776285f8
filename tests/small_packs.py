"""A made-up office with two small notebooks and a pack of its own, for the tests of rendering."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from offices import Office, figure

START = "from analysis import briefing\n\nb = briefing.start(period, lang)"
MONEY = """
from analysis.exhibits.display import KeyFigure, KeyFigures, Prose, Section
from analysis.exhibits.tables import Column, Row, Table
from analysis.vocabulary.values import difference, missing, share, share_of_own
from analysis.vocabulary.measures import Status
assigned, disbursed = b.view.value("budget.assigned"), b.view.value("budget.disbursed")
rate = share("budget.rate_of_assigned", disbursed, assigned)
left = difference("budget.disbursed", assigned, disbursed, id="=left")
"""
SHOW = """
say, not_applicable = b.say, missing("overdue.tasks", rate.measure, status=Status.NOT_APPLICABLE)
money = [Column("what", "Khoản", header=True),
         Column("amount", "Số tiền", type="number", unit="nghìn tỷ đồng"),
         Column("rate", "Tỷ lệ", type="percent", unit="%")]
late = [Column("agency", "Cơ quan", header=True), Column("count", "Số", type="number"),
        Column("share", "Tỷ lệ", type="percent"), Column("any", "Giá trị", show_unit=True)]
tasks = {a: b.view.value("overdue.tasks", agency=a) for a in ("ha-noi", "hue", "bo-y-te")}
briefing.show(
    Section(b, "money", "Kinh phí", say(vi="Đã giải ngân {r}", en="Disbursed {r}", r=rate)),
    KeyFigures(b, [KeyFigure(say(vi="{v}", en="{v}", v=disbursed), "Giải ngân", "ghi chú")]),
    Prose(b, [say(vi="Còn lại {v}.", en="{v} is left.", v=left)]),
    Table(b, id="money", title="Kinh phí theo bước", unit="nghìn tỷ đồng", sheet="Kinh phí", columns=money,
          rows=[Row(("Nhóm thứ nhất",), kind="group"), Row(("=1+1 <b>giao</b>", assigned, None)),
                Row(("Giải ngân", disbursed, rate)),
                Row(("Còn lại", left, missing("budget.rate_of_assigned", rate.measure))),
                Row(("Cộng", assigned, None), kind="total")]),
    Table(b, id="late", title="Nhiệm vụ theo cơ quan", sheet="Nhiệm vụ: quá/hạn", columns=late,
          rows=[Row((b.agency("ha-noi"), tasks["ha-noi"],
                     share_of_own("overdue.tasks", tasks["ha-noi"], id="=own"), disbursed)),
                Row((b.agency("hue"), tasks["hue"], None, None)),
                Row((b.agency("bo-y-te"), tasks["bo-y-te"], not_applicable, None))]),
)
"""


def write_notebook(
    path: Path, *sources: str, tags: dict[int, list[str]] | None = None, parameters: bool = True
) -> Path:
    """A notebook with a parameters cell (period, lang) and these code cells; `tags` by their number."""
    nb: Any = new_notebook(
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    )
    nb.cells = [new_markdown_cell(f"# {path.stem}", metadata={"tags": ["notebook-only"]})]
    if parameters:
        nb.cells.append(new_code_cell('period = "2026-06"\nlang = "vi"', metadata={"tags": ["parameters"]}))
    nb.cells += [new_code_cell(s, metadata={"tags": (tags or {}).get(i, [])}) for i, s in enumerate(sources)]
    for number, cell in enumerate(nb.cells):
        cell["id"] = f"cell-{number}"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return path


def small_office(root: Path) -> Office:
    """Two documents (2026-05 and 2026-06), the notebooks 10-money and 20-more, the pack `national` made of
    them.
    """
    office = Office(root)
    office.document("1-tb", "tb1", "2026-05-10").figures(
        figure("late", "30/40", agency="ha-noi"), figure("late.hue", "0", agency="hue")
    )
    office.document("2-tb", "tb2", "2026-06-24").figures(
        figure("assigned", "82,75 nghìn tỷ đồng", "budget.assigned"),
        figure("disbursed", "khoảng 8,7 nghìn tỷ đồng", "budget.disbursed"),
    )
    write_notebook(
        office.workspace.notebooks / "10-money.ipynb",
        START,
        MONEY,
        "b.view.figures",
        SHOW,
        tags={2: ["notebook-only"]},
    )
    write_notebook(
        office.workspace.notebooks / "20-more.ipynb",
        START,
        "from analysis.exhibits.display import Notice\n"
        "briefing.show(Notice(b, b.say(vi='Một điều cần biết', en='Something to know')))\n"
        "print('từ sổ tính')",
    )
    (root / "packs.toml").write_text(
        '[national]\ntitle = {vi = "Gói thử", en = "Trial pack"}\nnotebooks = ["10-money", "20-more"]\n'
        'issuer = {vi = "Cơ quan giả định", en = "An invented office"}\n',
        encoding="utf-8",
    )
    return office


UNITS = ("ha-noi", "hue", "da-nang", "lai-chau", "son-la", "ca-mau")
UNIT_START = "from analysis import briefing\n\nb = briefing.start(period, lang, unit)"
UNIT_SHOW = """
from analysis.exhibits.display import Prose
late = b.view.value("overdue.tasks", agency=unit)
briefing.show(Prose(b, [b.say(vi="Quá hạn: {v}.", en="Overdue: {v}.", v=late)]))
"""


def many_office(root: Path, *more: str, limits: str = "", formats: str = '"xlsx"') -> Office:
    """The small office with the pack `unit`, one small notebook for each province; `more` are further cells of it.

    June states a number of overdue tasks for each of UNITS.
    """
    office = small_office(root)
    office.document("3-tb", "tb3", "2026-06-25").figures(
        *(figure(f"late.{unit}", str(n), "overdue.tasks", agency=unit) for n, unit in enumerate(UNITS, 3))
    )
    unit_notebook(root, *more)
    with (root / "packs.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            f'\n[unit]\ntitle = {{vi = "Phiếu", en = "Card"}}\nnotebooks = ["90-unit"]\nunits = ["province"]\n'
            f'layout = "scorecard"\nannexes = ["sources"]\nformats = [{formats}]\n{limits}'
        )
    return office


def unit_notebook(root: Path, *more: str) -> Path:
    """The notebook of the pack `unit`."""
    path = write_notebook(root / "notebooks" / "90-unit.ipynb", UNIT_START, UNIT_SHOW, *more)
    nb = nbformat.read(path, as_version=4)
    nb.cells[1].source += '\nunit = "ha-noi"'
    nbformat.write(nb, path)
    return path
