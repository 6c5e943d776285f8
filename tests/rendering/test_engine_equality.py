"""The engine's outputs equal those of the ordinary kernel, for notebooks as people write them."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

NOTEBOOKS: dict[str, list[str]] = {
    "values-and-streams": [
        "x = 41\nx + 1",
        "print('one')\nprint('two', end='')\nprint()",
        "import sys\nprint('to the error stream', file=sys.stderr)",
        "_ + 1, __, In[1], sorted(Out)",
        "'text', b'bytes', None, 1.5, [1, 2], {'a': (1, 2)}",
        "None",
        "a = 1; a;",
        "print('Việt Nam: tỷ lệ 12,3 % — ◆ ≈ ⊘')\n'nghìn tỷ đồng'",
        "for i in range(3):\n    print(i)\ni",
        "import warnings\nwarnings.warn('beware')",
        "import logging\nlogging.warning('logged')",
        "print('x' * 100_000)",
        "sys.stdout.write('written\\n'); sys.stdout.flush()",
        "",
        "# only a comment",
    ],
    "display": [
        "from IPython.display import HTML, Markdown, SVG, Image, JSON, Latex, Javascript\n"
        "from IPython.display import display, clear_output",
        "display(1, 'two', [3])",
        "HTML('<b>bold</b>')",
        "display(Markdown('# head'), Latex('$x$'), JSON({'a': [1]}), SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))",
        "print('before')\ndisplay(HTML('<i>between</i>'))\nprint('after')",
        "class Both:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        return {'text/plain': 'plain', 'text/html': '<p>html</p>',\n"
        "                'application/x.own+json': {'a': [1, None]}}\n"
        "Both()",
        "class WithMetadata:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        return {'text/plain': 'p'}, {'text/plain': {'width': 3}}\nWithMetadata()",
        "class Html:\n    def _repr_html_(self):\n        return '<em>only html</em>'\ndisplay(Html()); Html()",
        "class Broken:\n    def _repr_html_(self):\n        return 1 / 0\n"
        "    def __repr__(self):\n        return 'broken'",
        "handle = display('first', display_id='shown')",
        "handle.update('second')",
        "display('again', display_id='shown')",
        "print('gone'); clear_output(); print('left')",
        "print('gone too'); clear_output(wait=True); display('instead')",
        "import base64\nImage(base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQV'\n"
        "    'R42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='))",
        "Javascript('1 + 1')",
        "get_ipython().display_formatter.format(3)",
    ],
    "magics": [
        "%matplotlib inline",
        "%%capture kept\nprint('hidden'); display('shown?'); 3",
        "kept.stdout, len(kept.outputs)",
        "kept.show()",
        "%precision 2\n3.14159",
        "%who",
        "%pwd # a line magic\nNone",
        "%%writefile note.txt\nhello",
        "!cat note.txt",
        "lines = !printf 'a\\nb\\n'\nlines",
        "%%bash\necho from bash",
        "%%html\n<b>from a magic</b>",
        "%%markdown\n*from a magic*",
        "%env BRIEFING_TEST_VARIABLE=1",
        "import os\nos.environ['BRIEFING_TEST_VARIABLE']",
        "%history -n 1-2",
        "%xmode Plain",
        "get_ipython().run_line_magic('lsmagic', '') is not None",
        "%unknown_magic",
    ],
    "low-level": [
        "import os, subprocess, sys",
        "os.system('echo through the descriptor')",
        "subprocess.run([sys.executable, '-c', 'print(1)'], check=True).returncode",
        "os.write(1, b'raw\\n')",
        "import multiprocessing, threading\n"
        "thread = threading.Thread(target=print, args=('from a thread',)); thread.start(); thread.join()",
        "pid = os.fork()\nif pid == 0:\n    os._exit(0)\nos.waitpid(pid, 0)[1]",
        "__name__, '__file__' in globals(), sys.flags.interactive, callable(get_ipython)",
        "import pickle\nclass Mine:\n    pass\ntype(pickle.loads(pickle.dumps(Mine()))) is Mine",
        "import inspect\ndef f(x):\n    return x\nprint(inspect.getsource(f))",
    ],
    "async": [
        "import asyncio",
        "await asyncio.sleep(0.001, 'slept')",
        "async def later():\n    await asyncio.sleep(0.001)\n    return 7\ntask = asyncio.create_task(later())",
        "await task",
        "async with asyncio.timeout(1):\n    print('inside')",
        "try:\n    asyncio.run(asyncio.sleep(0))\nexcept RuntimeError as error:\n    print(error)",
    ],
    "pandas-and-charts": [
        "import pandas as pd, numpy as np\nimport matplotlib.pyplot as plt",
        "frame = pd.DataFrame({'tên': ['a', 'b'], 'số': [1.5, None]}); frame",
        "frame.describe()",
        "pd.DataFrame(np.arange(2000).reshape(100, 20))",
        "frame.style.highlight_null()._repr_html_() is not None",
        "plt.plot([1, 2, 3]); plt.title('đường')",
        "figure, axes = plt.subplots(figsize=(3, 2))\naxes.bar(['a', 'b'], [1, 2])\nplt.show()\n"
        "print('after the chart')",
        "%config InlineBackend.figure_format = 'svg'\nplt.rcParams['svg.hashsalt'] = 'x'\n"
        "figure = plt.figure(figsize=(2, 1)); figure.text(0.1, 0.5, 'chữ')\nNone",
        "plt.close('all')\nfigure",
        "import matplotlib\nmatplotlib.get_backend()",
    ],
    "error": [
        "def inner(x):\n    return 1 / x\n\ndef outer(x):\n    return inner(x)",
        "print('before the error')\nouter(0)",
        "print('never')",
    ],
    "syntax-error": ["x = 1", "x ="],
    "error-with-cause": ["try:\n    {}['a']\nexcept KeyError as error:\n    raise ValueError('tệp sai') from error"],
    "exit": ["print('bye')\nimport sys\nsys.exit(3)", "print('never')"],
    "input": ["input('?')"],
    "may-fail": ["1 / 0", "print('goes on')"],
}


def write(path: Path, cells: list[str], tags: dict[int, list[str]] | None = None) -> Path:
    nb = new_notebook(metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}})
    nb.cells = [new_markdown_cell("# A title")]
    for number, source in enumerate(cells):
        nb.cells.append(new_code_cell(source, metadata={"tags": (tags or {}).get(number, [])}))
    nbformat.write(nb, path)
    return path


# Ours run in a process of their own, one after the other: pytest has its hands in warnings and logging.
SCRIPT = """
import sys, pathlib, papermill
for source in sorted(pathlib.Path(sys.argv[1]).glob("*.ipynb")):
    folder = source.parent / "ours" / source.stem
    folder.mkdir(parents=True)
    try:
        papermill.execute_notebook(
            source, folder / source.name, engine_name="briefing", progress_bar=False, cwd=folder)
        print(source.stem, "well")
    except papermill.PapermillExecutionError as e:
        print(source.stem, e.cell_index, e.exec_count, e.ename, e.evalue)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All notebooks, and what our engine made of them in `ours`, with its verdicts in `ours/verdicts`."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name, cells in NOTEBOOKS.items():
        write(folder / f"{name}.ipynb", cells, {0: ["raises-exception"]} if name == "may-fail" else None)
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(folder)], capture_output=True, text=True, check=True)
    (folder / "ours" / "verdicts").write_text(done.stdout)
    return folder


def ours(name: str, folder: Path) -> tuple[Any, str]:
    verdicts = dict(line.split(" ", 1) for line in (folder / "ours" / "verdicts").read_text().splitlines())
    return nbformat.read(folder / "ours" / name / f"{name}.ipynb", 4), verdicts[name]


def theirs(name: str, source: Path, folder: Path) -> tuple[Any, str]:
    verdict = "well"
    try:
        papermill.execute_notebook(source, folder / "out.ipynb", progress_bar=False, cwd=folder)
    except PapermillExecutionError as raised:
        verdict = f"{raised.cell_index} {raised.exec_count} {raised.ename} {raised.evalue}"
    return nbformat.read(folder / "out.ipynb", 4), verdict


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
            value = value | {"traceback": [frame for frame in value["traceback"] if "File \x1b" not in frame]}
        return {k: normalised_output(v) for k, v in value.items()}
    if isinstance(value, list):
        return [normalised_output(v) for v in value]
    if isinstance(value, str):
        value = re.sub(r"0x[0-9a-f]{6,}", "0x…", value)
        value = re.sub(r"(/[^\s:]*)?/ipykernel(_\d+)?/(\d+\.py)", r"\3", value)
        value = re.sub(r"id=\"\w{8}-[\w-]+\"", "id", value)
        return re.sub(rf"{re.escape(tempfile.gettempdir())}/[^\s'\":]*", "<folder>", value)
    return value


@pytest.mark.parametrize("name", list(NOTEBOOKS))
def test_outputs_equal_those_of_the_ordinary_kernel(
    name: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # the ordinary kernel behaves otherwise when it sees it
    mine, my_verdict = ours(name, folder)
    other, other_verdict = theirs(name, folder / f"{name}.ipynb", tmp_path)
    assert normalised_output(my_verdict) == normalised_output(other_verdict)
    my_cells, other_cells = normalised(mine), normalised(other)
    if name == "low-level":
        # What a cell writes to the descriptor itself, past Python, the ordinary kernel reads in a thread of its own:
        # in pieces, at any time. So the whole of each stream is compared, and everything else cell by cell.
        assert streams(my_cells) == streams(other_cells)
        my_cells, other_cells = without_streams(my_cells), without_streams(other_cells)
    for my_cell, other_cell in zip(my_cells, other_cells, strict=True):
        assert my_cell == other_cell
    assert mine.metadata["language_info"] == other.metadata["language_info"]


def test_a_cell_that_may_fail_does_not_end_the_notebook(folder: Path) -> None:
    assert ours("may-fail", folder)[0].cells[-1].outputs[0].text == "goes on\n"
