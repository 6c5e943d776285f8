"""From executed notebooks to one pack notebook in memory, of which the exporters and the workbook are made.

Kept of each notebook: what its cells displayed, and its markdown. Left out: cells tagged `notebook-only` (the
analyst's own steps), cells that displayed nothing, and whatever came of a cell that failed; in its place the
pack says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..exhibits.context import Context
from ..exhibits.display import EXHIBIT_MIME, Exhibit, Notice
from ..exhibits.markup import Text
from ..exhibits.numbers import day
from ..vocabulary.agencies import agencies
from .execution import NotebookRun
from .packs import Format, Pack
from .parameters import Parameters

LEFT_OUT = "notebook-only"
FILES: Mapping[Format, str] = {"html": "briefing.html", "pdf": "briefing.pdf", "xlsx": "briefing.xlsx"}
STATE = {"discrepancy": "contradictions", "rounding": "rounding", "break": "breaks", "gap": "gaps"}


def exhibits(notebook: Any) -> Iterator[dict[str, Any]]:
    """The exhibits of a notebook as plain data, in reading order (see exhibits/display.py for their form)."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found = output.get("data", {}).get(EXHIBIT_MIME)
            if isinstance(found, Mapping) and "kind" in found:
                yield dict(found)


def values(notebook: Any) -> dict[str, dict[str, Any]]:
    """Records of all figures that the exhibits show or follow from, by id, in order of first appearance."""
    found: dict[str, dict[str, Any]] = {}
    for exhibit in exhibits(notebook):
        for figure, record in exhibit.get("values", {}).items():
            found.setdefault(figure, record)
    return found


def exhibit_cell(exhibit: Exhibit, cell_id: str) -> Any:
    """A cell that displays the exhibit, as a notebook would."""
    from nbformat.v4 import new_code_cell, new_output

    cell = new_code_cell("", outputs=[new_output("display_data", data=exhibit._repr_mimebundle_())])
    cell["id"] = cell_id
    return cell


def assemble(
    pack: Pack,
    parameters: Parameters,
    context: Context,
    executed: Sequence[tuple[NotebookRun, Any]],
    formats: Iterable[Format],
    annexes: Any,
    edition: Mapping[str, Any] | None = None,
    office: Mapping[str, str] | None = None,
) -> Any:
    """The pack notebook. `executed` pairs each run with its notebook as executed (None when there is none).

    `annexes(context, notebook, runs, names, layout)` gives the annexes that the pack declares as exhibits,
    from the notebook assembled so far. `edition` (`Edition.entry`) and `office` (`letterhead.shown`) are what the pack
    says of itself; without them it bears no mark.
    """
    from nbformat.v4 import new_notebook

    notebook = new_notebook()
    for run, source in executed:
        notebook.cells += _cells_of(run, source, context)
    runs = [run for run, _ in executed]
    ending = annexes(context, notebook, runs, pack.annexes, pack.layout)
    notebook.cells += [exhibit_cell(exhibit, f"annex-{number}") for number, exhibit in enumerate(ending, 1)]
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    notebook.metadata["title"] = _titled(pack, parameters)
    told = metadata(pack, parameters, context, formats, values(notebook))
    if edition is not None:
        told["edition"] = _edition(edition, context)
    if office:
        told["office"] = dict(office)
    notebook.metadata["briefing"] = told
    return notebook


def _edition(edition: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The edition, its documents by the numbers that readers know them by."""
    numbers = {info.id: info.number for info in context.view.infos}
    found = dict(edition)
    if "unverified" in found:
        found["unverified"] = [numbers.get(id, id) for id in found["unverified"]]
    return found


def _cells_of(run: NotebookRun, source: Any, context: Context) -> Iterator[Any]:
    from nbformat import NotebookNode

    for number, cell in enumerate(source.cells if source is not None else []):
        if cell.metadata.get("papermill", {}).get("exception") or _is_marker(cell):
            continue
        if LEFT_OUT in cell.metadata.get("tags", []) or (cell.cell_type == "code" and not cell.outputs):
            continue
        kept = NotebookNode(cell)
        kept["id"] = f"{run.name}-{number}"[:64]
        kept["metadata"] = NotebookNode({k: v for k, v in cell.metadata.items() if k in ("tags", "alt")})
        yield kept
    if run.failure is not None:
        yield exhibit_cell(Notice(context, missing_words(run, context), "gap"), f"{run.name}-missing"[:64])


def _is_marker(cell: Any) -> bool:
    return "papermill-error-cell-tag" in cell.metadata.get("tags", [])


def missing_words(run: NotebookRun, context: Context) -> Text:
    """One sentence for the reader about a notebook that failed; the technical error is in the manifest."""
    return context.say(
        vi="Phần này chưa lập được đầy đủ: sổ tính {name} gặp lỗi khi chạy; "
        "nội dung còn lại của báo cáo không bị ảnh hưởng.",
        en="This part could not be completed: the notebook {name} failed; the rest of the pack is not affected.",
        name=run.name,
    )


def metadata(
    pack: Pack,
    parameters: Parameters,
    context: Context,
    formats: Iterable[Format],
    records: Mapping[str, Any],
) -> dict[str, Any]:
    """What the exporters print on the cover and around the pages."""
    lang, view = parameters.lang, context.view
    infos = view.infos
    last = max((info.known_from for info in infos), default=view.period.end)
    label = view.period.label(lang)
    found: dict[str, Any] = {
        "pack": pack.name,
        "layout": pack.layout,
        "title": _titled(pack, parameters),
        "period": parameters.period,
        "period_label": label[:1].upper() + label[1:],
        "lang": lang,
        "data_as_of": day(last, lang),
        "date": last.isoformat(),
        "documents": [
            {
                "id": info.id,
                "number": info.number,
                "title": info.title[lang],
                "issuer": agencies()[info.issuer].name(lang) if info.issuer in agencies() else info.issuer,
                "issued": day(info.issued, lang, info.issued_precision),
            }
            for info in sorted(infos, key=lambda i: i.known_from, reverse=True)
        ],
        "state": _state(pack, context),
        "hide_input": True,
        "values": dict(records),
        "downloads": [FILES[f] for f in formats if f != "html"],
    }
    if pack.subtitle is not None:
        found["subtitle"] = pack.subtitle[lang]
    if pack.issuer is not None:
        found["issuer"] = pack.issuer[lang]
    if parameters.unit is not None:
        found |= {"unit": parameters.unit, "pack_title": pack.title[lang], "unit_name": _unit_name(parameters)}
    if context.invented:
        found["invented"] = True
    return found


def _state(pack: Pack, context: Context) -> dict[str, int]:
    """Figures known and findings by kind; a scorecard has room only for kinds that there are.

    Of an agency's pack, the agency's own figures: those of its peers and of the nation are not about it.
    """
    found = counts(context)
    kept = {name: count for name, count in found.items() if count} if pack.layout == "scorecard" else found
    if context.unit is None:
        return {"figures": len(context.view.figures), **kept}
    return {"figures": sum(value.agency == context.unit for value in context.view.values), **kept}


def _unit_name(parameters: Parameters) -> str:
    assert parameters.unit is not None
    return agencies()[parameters.unit].name(parameters.lang)


def _titled(pack: Pack, parameters: Parameters) -> str:
    title = pack.title[parameters.lang]
    return f"{title}: {_unit_name(parameters)}" if parameters.unit else title


def counts(context: Context) -> dict[str, int]:
    """Findings by what the exporters call them."""
    return {name: sum(f.severity == severity for f in context.findings) for severity, name in STATE.items()}
