"""Plain text: bytes to characters, exactly as given, and encodings that are not read told by name."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import AnyStr

from ...errors import DocumentError
from .safety import LARGEST_TEXT, too_large

# What a file in UTF-16 or UTF-32 begins with; the longer ones first, for one begins like another.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.02  # of all bytes; a text has next to none

# Frequent words as the old encodings write them: `và`, `của`, `được`, `các`.
_OLD_BYTES = (
    ("TCVN3 (ABC)", (b"v\xb5 ", b"c\xf1a ", b"\xae", b"c\xb8c ")),
    ("VNI", (b"va\xf8 ", b"cu\xfba ", b"\xf1\xf6\xf4\xefc ", b"ca\xf9c ")),
    ("windows-1258", (b"v\xe0 ", b"c\xfa\xd2a ", b"\xf0", b"c\xe1c ")),
)
_OLD_LETTERS = (
    ("TCVN3 (ABC)", ("vµ ", "cña ", "®", "c¸c ")),
    ("VNI", ("vaø ", "cuûa ", "ñöôïc ", "caùc ")),
)
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")


def decode(data: bytes, path: Path) -> str:
    """The text of a file; raises DocumentError when it is binary or in another encoding than Unicode's."""
    if len(data) > LARGEST_TEXT:
        raise too_large(path, len(data), LARGEST_TEXT)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return checked(data.decode(encoding), path)
            except UnicodeDecodeError as error:
                raise _undecoded(path, error, encoding.upper(), "save it as UTF-8 text") from error
    if (at := data.find(b"\x00")) >= 0 or len(_CONTROL.findall(data)) > _MOST_CONTROL * len(data):
        at = at if at >= 0 else next(match.start() for match in _CONTROL.finditer(data))
        raise DocumentError(
            "The file is not a text: it holds binary data.", where=path, expected="text in UTF-8",
            found=f"the byte {data[at]:#04x} at {at}",
            hint="name the document itself; a text in UTF-16 must begin with its byte-order mark",
        )
    try:
        return checked(data.decode("utf-8"), path)
    except UnicodeDecodeError as error:
        old = _most(_OLD_BYTES, data)
        hint = (
            f"it looks like {old}: convert it to Unicode (UTF-8) and save it" if old else
            "save it as UTF-8; texts in TCVN3 (ABC), VNI or windows-1258 have to be converted to Unicode first"
        )
        raise _undecoded(path, error, "UTF-8", hint) from error


def checked(text: str, path: Path) -> str:
    """`text`, unless its letters are those of an old Vietnamese font shown by a new one."""
    sample = text[:200_000]
    if not _VIETNAMESE.search(sample) and (old := _most(_OLD_LETTERS, sample)):
        raise DocumentError(
            "The text is in an old Vietnamese encoding.", where=path, expected="Vietnamese in Unicode",
            found=old, hint="convert it to Unicode (for instance with UniKey's toolkit) and save it",
        )  # fmt: skip
    return text


def _most(words: tuple[tuple[str, tuple[AnyStr, ...]], ...], text: AnyStr) -> str | None:
    """The encoding whose words stand most often in the text, if at least two of them do."""
    best, most = None, 0
    for name, forms in words:
        counts = [text.count(form) for form in forms]
        if sum(count > 0 for count in counts) >= 2 and sum(counts) > most:
            best, most = name, sum(counts)
    return best


def _undecoded(path: Path, error: UnicodeDecodeError, encoding: str, hint: str) -> DocumentError:
    return DocumentError(
        f"The file is not a text in {encoding}.", where=path,
        found=f"the byte {error.object[error.start]:#04x} at {error.start}", hint=hint,
    )  # fmt: skip
