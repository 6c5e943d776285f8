"""Files in: the one door to the text of a .txt, .md, .docx or .pdf file.

What a file is, is told by its content and held against its name. Whatever is wrong with it, the answer is a
DocumentError: nothing in a file is executed, unpacked to disk or fetched.
"""

from __future__ import annotations

from pathlib import Path

from .plain import decode
from .safety import Kind, check_suffix, kind_of, load

SUFFIXES = (".txt", ".md", ".docx", ".pdf")

__all__ = ["SUFFIXES", "read_file"]


def read_file(path: Path) -> str:
    """The text of a document, for `analysis.reading.text.parse`.

    Plain text is given as it stands (offsets are the file's own characters); .docx and .pdf in the
    conventions of `blocks.write`. Raises DocumentError.
    """
    data = load(path)
    kind = kind_of(data, path)
    check_suffix(kind, path)
    if kind is Kind.WORD:
        from .word import read_word  # only when needed: the libraries are heavy

        return read_word(data, path)
    if kind is Kind.PDF:
        from .pdf import read_pdf

        return read_pdf(data, path)
    return decode(data, path)
