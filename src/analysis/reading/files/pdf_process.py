"""The process that reads a PDF: its bytes on standard input, on standard output one JSON object.

The object is `{"text": …}`, or the parts of a DocumentError.
"""

from __future__ import annotations

import json
import logging
import sys

from ...errors import DocumentError
from .pdf import MEMORY_LIMIT, TIME_LIMIT, read_here


def limit() -> None:
    """Limits this process's time and memory where the system can."""
    try:
        import resource
    except ImportError:  # not on Windows; the parent's time limit remains
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY_LIMIT), (resource.RLIMIT_CPU, TIME_LIMIT)):
        soft, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(kind, (most if soft == resource.RLIM_INFINITY else min(most, soft), hard))


def main() -> None:
    """Reads, and answers."""
    limit()
    logging.disable(logging.CRITICAL)
    answer: dict[str, str | None]
    try:
        answer = {"text": read_here(sys.stdin.buffer.read())}
    except DocumentError as error:
        answer = {
            "message": error.message, "expected": error.expected, "found": error.found, "where": error.where,
            "hint": error.hint,
        }  # fmt: skip
    sys.stdout.buffer.write(json.dumps(answer).encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    main()
