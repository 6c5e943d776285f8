"""PDFs with a text layer as text: columns, ruled tables, notes at the foot of pages.

A PDF is read in a process of its own with a limit on time and memory: a hostile one can keep any reader of
PDFs busy for hours or fill the memory, and nothing inside one process can stop that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from ...errors import DocumentError
from .plain import checked
from .safety import damaged

TIME_LIMIT = 120  # seconds
MEMORY_LIMIT = 3 * 2**29  # bytes
_SOURCES = Path(__file__).parents[3]  # where the package itself is found


def read_pdf(data: bytes, path: Path, time_limit: float = TIME_LIMIT) -> str:
    """The text of a PDF's bytes; raises DocumentError when it is scanned, protected, damaged or too much."""
    # -P: the folder one happens to stand in is no place to take programs from.
    command = [sys.executable, "-P", "-m", f"{__package__}.pdf_process"]
    known = [str(_SOURCES), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(known)}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=time_limit, check=False, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much(path, f"not done after {time_limit:g} seconds") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        memory = b"MemoryError" in done.stderr or done.returncode < 0
        if memory:
            raise _too_much(path, "it fills the memory") from error
        raise damaged(path, RuntimeError(done.stderr.decode("utf-8", "replace").strip()[-200:])) from error
    if "text" in answer:
        return checked(answer["text"], path)
    where = answer.pop("where") or ""
    raise DocumentError(**answer, where=f"{path}, {where}" if where else path)


def _too_much(path: Path, found: str) -> DocumentError:
    return DocumentError(
        "The PDF takes too much time or memory to read.", where=path, found=found,
        expected="a document's pages, of text and tables", hint="print it to a new PDF, and read that",
    )  # fmt: skip


def read_here(data: bytes) -> str:
    """The text of a PDF's bytes, read in this process; raises DocumentError without the file's name."""
    from .pdf_layout import text_of_pages
    from .pdf_page import read_pages

    try:
        text = text_of_pages(read_pages(data))
    except (DocumentError, MemoryError):
        raise
    except RecursionError as error:
        raise DocumentError("The PDF's parts refer to each other without end.", hint="print it to a new PDF") from error
    except Exception as error:  # whatever the library makes of a broken file
        raise DocumentError(
            "The file is damaged.", expected="a whole PDF", found=(str(error) or type(error).__name__)[:200],
            hint="fetch it again, or print it to a new PDF",
        ) from error
    return text
