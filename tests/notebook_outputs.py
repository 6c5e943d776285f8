"""Outputs of notebooks without what differs from run to run, so that two runs can be compared."""

from __future__ import annotations

import re
import tempfile
from typing import Any


def normalised(nb: Any) -> list[Any]:
    """Sources, counts and outputs; without addresses, process numbers, file names of cells and colour."""
    cells = []
    for cell in nb.cells:
        outputs = [normalised_output(dict(o)) for o in cell.get("outputs", [])]
        cells.append(
            (
                cell.cell_type,
                cell.source,
                cell.get("execution_count"),
                joined(outputs),
                cell.metadata.get("papermill", {}).get("status"),
                cell.metadata.get("papermill", {}).get("exception"),
            )
        )
    return cells


def joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Streams of one run put together by name: the ordinary kernel does not keep the order between the
    two.
    """
    result: list[dict[str, Any]] = []
    run: dict[str, dict[str, Any]] = {}
    for output in outputs:
        if output["output_type"] != "stream":
            run = {}
            result.append(output)
        elif output["name"] in run:
            run[output["name"]]["text"] += output["text"]
        else:
            run[output["name"]] = output
            result.append(output)
    return sorted_streams(result)


def sorted_streams(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for i in range(len(outputs) - 1):
        if [o["output_type"] for o in outputs[i : i + 2]] == ["stream"] * 2 and outputs[i]["name"] > outputs[i + 1][
            "name"
        ]:
            outputs[i], outputs[i + 1] = outputs[i + 1], outputs[i]
    return outputs


def streams(cells: list[Any]) -> dict[str, str]:
    """All that a notebook wrote, by stream."""
    whole: dict[str, str] = {}
    for cell in cells:
        for output in cell[3]:
            if output["output_type"] == "stream":
                whole[output["name"]] = whole.get(output["name"], "") + output["text"]
    return whole


def without_streams(cells: list[Any]) -> list[Any]:
    return [(*c[:3], [o for o in c[3] if o["output_type"] != "stream"], *c[4:]) for c in cells]


def normalised_output(value: Any) -> Any:
    if isinstance(value, dict):
        if "traceback" in value:  # frames outside the notebook are those of the kernel at hand
            frames = [frame for frame in value["traceback"] if "File \x1b" not in frame]
            once = [frame for n, frame in enumerate(frames) if frame != (frames[n - 1] if n else None)]
            value = value | {"traceback": once}  # how deep a recursion can go depends on what is below it
        return {k: normalised_output(v) for k, v in value.items()}
    if isinstance(value, list):
        return [normalised_output(v) for v in value]
    if isinstance(value, str):
        value = re.sub(r"0x[0-9a-f]{6,}", "0x…", value)
        value = re.sub(r"(/[^\s:]*)?/ipykernel(_\d+)?/(\d+\.py)", r"\3", value)
        value = re.sub(r"[\d.]+ [nmμ]?s\b( ± [\d.]+ [nmμ]?s)?", "<time>", value)
        value = re.sub(r"(it/s|\?it/s|s/it)\]", "it/s]", re.sub(r"\d+:\d\d<[\d:?]+, *[\d.?]*", "<pace>", value))
        value = re.sub(r"id=\"\w{8}-[\w-]+\"", "id", value)
        return re.sub(rf"{re.escape(tempfile.gettempdir())}/[^\s'\":]*", "<folder>", value)
    return value
