"""The papermill engine `briefing`: papermill's own bookkeeping around `engine.run`.

Import it as `analysis.rendering.engine.BriefingEngine` (that module says why).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Any

import nbformat
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine
from papermill.log import logger

from . import engine, memory
from .limits import Limits


class BriefingEngine(Engine):
    """Runs each notebook in a fork of the current process; falls back to the ordinary engine where it cannot.

    Beside papermill's own options (`execution_timeout`: seconds a cell may take) it takes `notebook_timeout`
    (seconds for the whole notebook), `memory_limit` (bytes, or words such as "2 GB", that the notebook and
    what it starts may take beyond what this process has) and `sink`, a function that is given the notebook
    when it has run, whether it failed or not (papermill itself hands a failed notebook out only as a file).

    Not supported: interactive widgets (their state is not kept) and kernels of other languages; the latter
    run through the ordinary engine.
    """

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, *args: Any, **kwargs: Any) -> Any:
        sink: Callable[[Any], None] | None = kwargs.pop("sink", None)
        tqdm = sys.modules.get("tqdm.std")
        interval = tqdm.tqdm.monitor_interval if tqdm else None
        try:
            if tqdm:
                tqdm.tqdm.monitor_interval = 0  # no watching thread for papermill's progress bar: we fork
            return super().execute_notebook(nb, kernel_name, *args, **kwargs)
        finally:
            if tqdm:
                tqdm.tqdm.monitor_interval = interval
            if sink is not None:
                sink(nb)

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: float = 60,
        execution_timeout: float | None = None,
        notebook_timeout: float | None = None,
        memory_limit: int | str | None = None,
        **kwargs: Any,
    ) -> None:
        limit = memory.parse_size(memory_limit) if memory_limit is not None else None
        reason = engine.hindrance() or _foreign(nb_man.nb)
        if reason:
            logger.warning("The ordinary engine runs this notebook: %s.", reason)
            NBClientEngine.execute_managed_notebook(
                nb_man,
                kernel_name,
                log_output=log_output,
                stdout_file=stdout_file,
                stderr_file=stderr_file,
                start_timeout=start_timeout,
                execution_timeout=execution_timeout,
                **kwargs,
            )
            return
        client = _Client(
            nb_man, log=logger, log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file
        )
        limits = Limits(execution_timeout, notebook_timeout, limit)
        engine.run(nb_man.nb.cells, _Bookkeeper(nb_man, client), limits)
        nb_man.nb.metadata["language_info"] = _language_info()


def _foreign(nb: Any) -> str | None:
    """Why the notebook is not for this Python, if so."""
    language = nb.metadata.get("kernelspec", {}).get("language") or nb.metadata.get("language_info", {}).get(
        "name"
    )
    return f"it is written in {language}" if language and language.lower() != "python" else None


def _language_info() -> dict[str, Any]:
    """What a Python kernel says of itself."""
    major = sys.version_info[0]
    return {
        "name": "python",
        "version": ".".join(map(str, sys.version_info[:3])),
        "mimetype": "text/x-python",
        "codemirror_mode": {"name": "ipython", "version": major},
        "pygments_lexer": f"ipython{major}",
        "nbconvert_exporter": "python",
        "file_extension": ".py",
    }


class _Client(PapermillNotebookClient):
    """nbclient's own handling of messages; but an output that our own shell made is not validated one by
    one against nbformat's schema, which takes longer than all the rest.
    """

    clear_before_next_output: bool

    def output(self, outs: list[Any], msg: Any, display_id: str | None, cell_index: int) -> Any:
        content, kind = msg["content"], msg["msg_type"]
        fields = _FIELDS.get(kind)
        if fields is None or self.output_hook_stack[msg["parent_header"]["msg_id"]]:
            return super().output(outs, msg, display_id, cell_index)
        if self.clear_before_next_output:
            outs[:] = []
            self.clear_display_id_mapping(cell_index)
            self.clear_before_next_output = False
        if display_id:
            self._display_id_map.setdefault(display_id, {}).setdefault(cell_index, []).append(len(outs))
        outs.append(nbformat.NotebookNode({"output_type": kind} | {name: content[name] for name in fields}))
        return outs[-1]


# What nbformat keeps of each message; whatever comes in another form goes to nbclient.
_FIELDS = {
    "stream": ("name", "text"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}


class _Bookkeeper:
    """Writes what the child reports into the notebook, with nbclient's and papermill's own code."""

    def __init__(self, manager: Any, client: _Client) -> None:
        self._manager = manager
        self._client = client
        self._cells = manager.nb.cells

    def cell_start(self, index: int, execution_count: int | None, when: datetime) -> None:
        cell = self._cells[index]
        self._manager.cell_start(cell, index)
        self._client.clear_before_next_output = False
        if execution_count is not None:
            cell["execution_count"] = execution_count
            cell.metadata["execution"] = {
                "iopub.status.busy": when.isoformat(),
                "iopub.execute_input": when.isoformat(),
            }

    def output(self, index: int, kind: str, content: dict[str, Any], when: datetime) -> None:
        message = {
            "msg_type": kind,
            "header": {"msg_type": kind, "date": when},
            "metadata": {},
            "parent_header": {"msg_id": f"cell-{index}"},
            "content": _node(content),
        }
        self._client.process_message(message, self._cells[index], index)

    def cell_done(self, index: int, succeeded: bool, when: datetime) -> None:
        cell = self._cells[index]
        if "outputs" in cell:
            cell.outputs = _joined(cell.outputs)
        if "execution" in cell.metadata:
            cell.metadata["execution"].update(
                {"iopub.status.idle": when.isoformat(), "shell.execute_reply": when.isoformat()}
            )
        if not succeeded and "raises-exception" not in cell.metadata.get("tags", []):
            self._manager.cell_exception(cell, cell_index=index)
        self._manager.cell_complete(cell, cell_index=index)


def _node(content: dict[str, Any]) -> Any:
    """As nbformat.from_dict; but what lies within a form of the data, which may be large, stays plain."""
    node = nbformat.NotebookNode(content)
    if isinstance(content.get("data"), dict):
        node["data"] = nbformat.NotebookNode(content["data"])
    if isinstance(content.get("metadata"), dict):
        node["metadata"] = nbformat.from_dict(content["metadata"])
    return node


def _joined(outputs: list[Any]) -> list[Any]:
    """Outputs with adjoining pieces of the same stream put together."""
    joined: list[Any] = []
    for stream, run in groupby(outputs, key=lambda o: o.name if o.output_type == "stream" else None):
        pieces = list(run)
        if stream is not None and len(pieces) > 1:
            pieces[0]["text"] = "".join(piece["text"] for piece in pieces)
            pieces = pieces[:1]
        joined += pieces
    return joined
