"""The annex of what is missing: gaps that the checks found, areas without any figure, notebooks that failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..exhibits.context import Context
from ..exhibits.display import Exhibit, Notice, Prose, Section
from ..exhibits.markup import Text, join
from ..exhibits.tables import Column, Row, Table
from ..indicators import quality
from ..vocabulary.locators import Locator
from .execution import NotebookRun

Record = Mapping[str, Any]


def compact_missing(
    context: Context, runs: Sequence[NotebookRun], records: Mapping[str, Record]
) -> Iterable[Exhibit]:
    """The gaps that touch a figure that a scorecard shows, a line each; nothing when there is none.

    One agency's rows say nothing of what the documents leave out altogether: its own pack says what it lacks.
    """
    known = {info.id: info.number for info in context.view.infos}
    lines = [_failed_words(context, run) for run in runs if run.failure is not None]
    for gap in (f for f in context.findings if f.severity == "gap" and not records.keys().isdisjoint(f.figures)):
        place = ", ".join(filter(None, (known.get(gap.document, gap.document), _item(gap.locator, context.lang))))
        lines.append(Text((f"{gap.message(context.lang)} ({place})",)))
    if lines:
        finding = context.say(vi="Chỗ thiếu trong các văn bản liên quan", en="Gaps in the documents it rests on")
        yield Section(context, "missing", context.pick("Còn thiếu", "Missing"), finding, level=2)
        yield Prose(context, lines, bullets=True)


def missing(context: Context, runs: Sequence[NotebookRun]) -> Iterable[Exhibit]:
    """What the documents known do not say, and the notebooks that failed."""
    gaps = [f for f in context.findings if f.severity == "gap"]
    failed = [run for run in runs if run.failure is not None]
    silent = _silent(context)
    pick = context.pick
    finding = (
        context.say(
            vi="Những gì văn bản chưa báo cáo được nêu rõ, không tính là số 0",
            en="What the documents do not report is named and never counted as zero",
        )
        if gaps or failed or silent
        else context.say(vi="Không phát hiện số liệu nào còn thiếu", en="Nothing was found to be missing")
    )
    yield Section(context, "missing", pick("Phụ lục: phần còn thiếu", "Annex: what is missing"), finding)
    if failed:
        yield Prose(context, [_failed_words(context, run) for run in failed], bullets=True)
    if silent:
        named = join([context.label("topic", area) for area in silent], context.lang)
        yield Notice(
            context,
            context.say(
                vi="Các văn bản đã biết đến {end} không nêu số liệu nào về: {named}.",
                en="The documents known up to {end} state no figure on: {named}.",
                end=context.view.period.end,
                named=named,
            ),
            "gap",
        )
    if gaps:
        known = {info.id: info.number for info in context.view.infos}
        yield Table(
            context,
            id="annex-missing",
            title=pick("Số liệu còn thiếu", "Missing data"),
            columns=[
                Column("what", pick("Nội dung", "What"), header=True, width="3fr"),
                Column("document", pick("Văn bản", "Document"), width="1fr"),
                Column("place", pick("Vị trí", "Place"), width="1fr"),
            ],
            rows=[
                Row(
                    (
                        f.message(context.lang),
                        known.get(f.document, f.document),
                        _item(f.locator, context.lang),
                    )
                )
                for f in gaps
            ],
            source="",
            sheet=pick("Phần còn thiếu", "Missing"),
        )


def _silent(context: Context) -> list[str]:
    """The areas on which no known document states a figure (`quality.Quality.silent`, without its counts)."""
    known = {indicator.partition(".")[0] for indicator in context.view.figures["indicator"].unique()}
    return [area for area, words in quality.AREAS.items() if known.isdisjoint(words)]


def _failed_words(context: Context, run: NotebookRun) -> Text:
    assert run.failure is not None
    return context.say(
        vi="Sổ tính {name} gặp lỗi ở ô {cell}: {error}",
        en="The notebook {name} failed at cell {cell}: {error}",
        name=run.name,
        cell=str(run.failure.cell),
        error=f"{run.failure.name}: {run.failure.message}",
    )


def _item(locator: str | None, lang: str) -> str:
    return Locator.parse(locator).label(lang) if locator else ""
