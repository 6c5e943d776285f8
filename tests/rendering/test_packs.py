"""Packs as data, and how executed notebooks become one pack with its annexes."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis import briefing
from analysis.errors import DataError, RenderError, UnknownParameter, UsageError
from analysis.exhibits.context import Context
from analysis.paths import Workspace
from analysis.rendering import assembly, exporting, packs
from analysis.rendering.annexes import annexes
from analysis.rendering.execution import Failure, NotebookRun
from analysis.rendering.limits import Limits
from analysis.rendering.parameters import Parameters
from small_packs import MONEY, SHOW, small_office

JUNE = Parameters(period="2026-06", lang="vi")


def exhibit_outputs(context: Context) -> list[Any]:
    """What the small office's money notebook displays."""
    shown: list[Any] = []
    exec(MONEY + SHOW, {"b": context, "briefing": SimpleNamespace(show=lambda *e: shown.extend(e))})
    return [
        from_dict(
            {
                "output_type": "display_data",
                "metadata": {},
                "data": json.loads(json.dumps(e._repr_mimebundle_())),
            }
        )
        for e in shown
    ]


def assembled(root: Path, *, failed: bool = False, lang: str = "vi") -> tuple[Any, Context]:
    office = small_office(root)
    context = briefing.start("2026-06", lang, workspace=str(root))
    cells = [
        new_markdown_cell("# analyst's own", metadata={"tags": ["notebook-only"]}),
        new_code_cell(
            "b.view.figures",
            outputs=[new_output("stream", text="own step")],
            metadata={"tags": ["notebook-only"]},
        ),
        new_code_cell("x = 1"),
        new_markdown_cell("Một đoạn văn"),
        new_code_cell("show", outputs=exhibit_outputs(context)),
    ]
    failure = None
    if failed:
        error = new_code_cell("1/0", outputs=[new_output("error", ename="E", evalue="v", traceback=["t"])])
        error.metadata["papermill"] = {"exception": True}
        cells.append(error)
        failure = Failure(6, "1/0", "ZeroDivisionError", "division by zero", "t")
    run = NotebookRun("10-money", root / "10-money.ipynb", 0.1, failure)
    pack = packs.find(office.workspace, "national")
    parameters = Parameters(period="2026-06", lang=lang)  # type: ignore[arg-type]
    notebook = assembly.assemble(
        pack, parameters, context, [(run, new_notebook(cells=cells))], ("html", "xlsx"), annexes
    )
    return notebook, context


# ---------------------------------------------------------------------- declared in data


def test_the_national_pack_is_declared_and_its_notebooks_are_there() -> None:
    workspace = Workspace.find()
    pack = packs.find(workspace, "national")
    assert pack.formats == ("html", "pdf", "xlsx") and not pack.of_agencies
    assert [p.stem for p in packs.notebook_paths(workspace, pack)] == list(pack.notebooks)
    numbered = {p.stem for p in workspace.notebooks.glob("[0-9]*.ipynb")}
    declared = [name for each in packs.declared(workspace).values() for name in each.notebooks]
    assert numbered == set(declared), "a numbered notebook belongs to no pack"


def test_the_agencies_pack_is_declared_for_ministries_and_provinces() -> None:
    workspace = Workspace.find()
    pack = packs.find(workspace, "agency")
    assert pack.of_agencies and pack.layout == "scorecard" and [p.stem for p in packs.notebook_paths(workspace, pack)]
    everyone = packs.units(pack, ["all"])
    assert len(everyone) == len(set(everyone)) == 34 + 14 + 3 + 5
    assert packs.units(pack, ["Bộ Y tế,ha-noi", "ha-noi"]) == ["bo-y-te", "ha-noi"]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ('memory = "much"', "not an amount of memory"),
        ("cell_seconds = 0", "greater than 0"),
        ("cells = 3", "cells"),
    ],
)
def test_limits_are_declared_with_the_pack(tmp_path: Path, limits: str, words: str) -> None:
    text = '[money]\ntitle = {vi = "a", en = "b"}\nnotebooks = ["a"]\n[money.limits]\n'
    path = tmp_path / "packs.toml"
    path.write_text(text + 'cell_seconds = 5\nmemory = "1.5 GB"\n')
    pack = packs.find(Workspace(tmp_path), "money")
    assert pack.limits.engine() == Limits(5.0, 900.0, 1_500_000_000)
    path.write_text(text + limits)
    with pytest.raises(DataError, match=words):
        packs.find(Workspace(tmp_path), "money")


def test_a_workspace_may_declare_packs_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "packs.toml").write_text(
        '[money]\ntitle = {vi = "Kinh phí", en = "Money"}\nnotebooks = ["10-budget"]\nformats = ["pdf"]\n'
    )
    found = packs.declared(Workspace(tmp_path))
    assert set(found) == {"national", "agency", "money"}
    assert packs.formats(found["money"], None) == ("pdf",)
    with pytest.raises(UnknownParameter, match="not made in this format"):
        packs.formats(found["money"], ["html"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[money", "not TOML"),
        ("[money]\nnotebooks = 3", "notebooks"),
        ('[money]\nnotebooks = ["a"]', "title"),
        ('[money]\ntitle = {vi = "a"}\nnotebooks = ["a"]', "title.en"),
        ("money = 3", "malformed"),
        ('[money]\ntitle = {vi = "a", en = "b"}\nnotebooks = []', "notebooks"),
        ('[money]\ntitle = {vi = "a", en = "b"}\nnotebooks = ["a"]\nformats = ["docx"]', "formats"),
        ('[money]\ntitle = {vi = "a", en = "b"}\nnotebooks = ["a"]\ncolour = "red"', "colour"),
        ('["../x"]\ntitle = {vi = "a", en = "b"}\nnotebooks = ["a"]', "name"),
    ],
)
def test_a_malformed_declaration_names_file_and_entry(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "packs.toml").write_text(text)
    with pytest.raises(DataError) as caught:
        packs.declared(Workspace(tmp_path))
    assert words in str(caught.value) and "packs.toml" in str(caught.value)


def test_what_is_asked_for_is_checked(tmp_path: Path) -> None:
    small_office(tmp_path)
    workspace = Workspace(tmp_path)
    pack = packs.find(workspace, "national")
    assert packs.formats(pack, ["xlsx,html"]) == ("html", "xlsx") and packs.formats(pack, []) == pack.formats
    with pytest.raises(UnknownParameter, match="did you mean 'xlsx'"):
        packs.formats(pack, ["xls"])
    with pytest.raises(UnknownParameter, match="did you mean 'national'"):
        packs.find(workspace, "nation")
    with pytest.raises(UsageError):
        packs.units(pack, ["ha-noi"])
    assert packs.units(pack, []) == [None]
    (workspace.notebooks / "20-more.ipynb").unlink()
    with pytest.raises(RenderError, match=r"20-more\.ipynb"):
        packs.notebook_paths(workspace, pack)


def test_every_pack_has_a_folder_of_its_own(tmp_path: Path) -> None:
    pack = packs.find(Workspace(tmp_path), "national")
    wishes = [
        JUNE,
        JUNE.model_copy(update={"lang": "en"}),
        JUNE.model_copy(update={"unit": "ha-noi"}),
        JUNE.model_copy(update={"period": "2026-Q2"}),
    ]
    folders = [packs.folder(Workspace(tmp_path), pack, w) for w in wishes]
    assert [str(f.relative_to(tmp_path / "reports")) for f in folders] == [
        "2026-06/national",
        "2026-06/national-en",
        "2026-06/national/ha-noi",
        "2026-Q2/national",
    ]


# ---------------------------------------------------------------------- assembly


def test_the_analysts_own_steps_and_empty_cells_are_left_out(tmp_path: Path) -> None:
    notebook, _ = assembled(tmp_path)
    text = json.dumps(notebook, ensure_ascii=False)
    assert "own step" not in text and "analyst's own" not in text and "x = 1" not in text
    assert "Một đoạn văn" in text
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_the_pack_knows_what_it_shows(tmp_path: Path) -> None:
    notebook, context = assembled(tmp_path)
    meta = notebook.metadata["briefing"]
    assert meta["title"] == "Gói thử" and meta["issuer"] == "Cơ quan giả định" and meta["lang"] == "vi"
    assert (
        meta["period_label"] == "Tháng 6 năm 2026"
        and meta["data_as_of"] == "24/6/2026"
        and meta["date"] == "2026-06-24"
    )
    assert [d["number"] for d in meta["documents"]] == ["2/TB-VPCP", "1/TB-VPCP"]
    assert meta["documents"][0]["issuer"] == "Văn phòng Chính phủ" and meta["documents"][0]["issued"] == "24/6/2026"
    assert meta["state"] == {
        "figures": len(context.view.figures),
        "contradictions": 0,
        "rounding": 0,
        "breaks": 0,
        "gaps": 0,
    }
    assert meta["downloads"] == ["briefing.xlsx"] and meta["hide_input"] is True
    assert {"tb2.assigned", "tb2.disbursed", "tb1.late", "=left", "=own"} <= set(meta["values"])
    kinds = [e["kind"] for e in assembly.exhibits(notebook)]
    assert kinds[:5] == ["section", "key_figures", "prose", "table", "table"]
    english, _ = assembled(tmp_path / "en", lang="en")
    assert english.metadata["briefing"]["period_label"] == "June 2026" and english.metadata["title"] == "Trial pack"


def test_what_came_of_a_failed_cell_is_not_shown_but_said(tmp_path: Path) -> None:
    notebook, _ = assembled(tmp_path, failed=True)
    text = json.dumps(notebook, ensure_ascii=False)
    assert "Phần này chưa lập được đầy đủ" in text
    assert "gặp lỗi ở ô 6: ZeroDivisionError: division by zero" in text
    assert '"error"' not in text.replace('"error_', "")


def test_exporters_leave_the_pack_as_it_is(tmp_path: Path) -> None:
    notebook, _ = assembled(tmp_path)
    before = json.dumps(notebook, sort_keys=True)
    for format in packs.FORMATS:
        exporting.write(format, notebook, tmp_path / f"x.{format}")  # type: ignore[arg-type]
    assert json.dumps(notebook, sort_keys=True) == before and any(assembly.exhibits(notebook))


# ---------------------------------------------------------------------- annexes


def annex_of(notebook: Any, kind: str) -> dict[str, Any]:
    return next(e for e in assembly.exhibits(notebook) if e["kind"] == kind)


def html_of(notebook: Any) -> str:
    return "".join(o.get("data", {}).get("text/html", "") for c in notebook.cells for o in c.get("outputs", []))


def typst_of(notebook: Any) -> str:
    return "".join(o.get("data", {}).get("text/vnd.typst", "") for c in notebook.cells for o in c.get("outputs", []))


def test_every_figure_shown_has_its_row_in_the_sources(tmp_path: Path) -> None:
    notebook, _ = assembled(tmp_path)
    rows = {row[0]: row[1:] for row in annex_of(notebook, "sources")["rows"]}
    assert rows["tb2.disbursed"] == [
        "Đã giải ngân",
        "khoảng 8,7 nghìn tỷ đồng",
        "2/TB-VPCP",
        "mục I, đoạn 1",
        "24/6/2026",
    ]
    assert set(rows) == {"tb2.assigned", "tb2.disbursed", "tb1.late", "tb1.late.hue"}
    html, typst = html_of(notebook), typst_of(notebook)
    for figure in notebook.metadata["briefing"]["values"]:
        assert html.count(f'id="src-{figure}"') == 1
        assert f'(id: "{figure}"' in typst or f'#label("src-{figure}")' in typst
    recomputed = {row[0]: row[1:] for row in annex_of(notebook, "recomputed")["rows"]}
    assert recomputed["=own"][1] == "75,0%"
    assert 'từ <a href="#src-tb1.late">' in html and "đã giải ngân ÷ dự toán" in html


def test_the_method_defines_the_indicators_shown_and_no_others(tmp_path: Path) -> None:
    notebook, _ = assembled(tmp_path)
    method = next(e for e in assembly.exhibits(notebook) if e.get("id") == "annex-method")
    titles = [row["cells"][0]["text"] for row in method["rows"]]
    assert "Đã giải ngân" in titles and "Tỷ lệ giải ngân so với dự toán được giao" in titles and len(titles) == 4
    formula = next(row["cells"][2]["text"] for row in method["rows"] if row["cells"][0]["text"].startswith("Tỷ lệ"))
    assert "÷" in formula


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    notebook, context = assembled(tmp_path)
    sections = {e["id"]: e["title"] for e in assembly.exhibits(notebook) if e["kind"] == "section"}
    assert sections["missing"].startswith("Những gì văn bản chưa báo cáo")
    silent = "\n".join(e.plain() for e in annexes(context, new_notebook(), []))
    assert "không nêu số liệu nào về" in silent and "chế độ báo cáo" in silent
    from analysis.checks.findings import Finding, Severity

    gap = Finding("gap", Severity.GAP, "Chưa báo cáo vốn.", "Funding not reported.", "2-tb", "I/¶1")
    told = list(annexes(Context(context.view, "vi", (gap,)), new_notebook(), []))
    assert "Chưa báo cáo vốn. | 2/TB-VPCP | mục I, đoạn 1" in "\n".join(e.plain() for e in told)


def test_a_hostile_name_stays_text_in_the_annexes(tmp_path: Path) -> None:
    _, context = assembled(tmp_path)
    record = dict(
        context.record(context.view.figure("tb2.disbursed")),
        title='<b>x</b> "#panic()" = @a',
        token="</script>",
    )
    from analysis.rendering.annexes import RecomputedSources, StatedSources

    for exhibit in (StatedSources(context, [record]), RecomputedSources(context, [record], {})):
        assert "<b>x" not in exhibit.html() and "&lt;b&gt;x" in exhibit.html()
        assert '\\"#panic()\\"' in exhibit.typst()
