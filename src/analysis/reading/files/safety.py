"""What is refused before a file is read, and why: told by its bytes, with nothing unpacked or executed."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from ...errors import DocumentError

LARGEST_FILE = 64 * 2**20  # bytes
LARGEST_TEXT = 16 * 2**20  # bytes, of a file that is plain text
LARGEST_PACKAGE = 256 * 2**20  # bytes of all parts of a .docx, unpacked
MOST_PARTS = 5_000
MOST_RATIO = 250  # unpacked to packed; Word's own XML seldom passes 50
_SMALL = 8 * 2**20  # bytes: below it a ratio proves nothing
_CHUNK = 2**18
_HEAD = 2**16  # bytes of a part within which a document type would have to stand

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE = "open it in Word or LibreOffice and save it as .docx"


class Kind(StrEnum):
    """What a file is by its content."""

    TEXT = "plain text"
    WORD = "a Word document (.docx)"
    PDF = "a PDF"


# Kinds that are known and not read: how they begin, what they are called.
_OTHERS = (
    (b"{\\rtf", "a Rich Text document (.rtf)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
)


def load(path: Path) -> bytes:
    """The bytes of a file; raises DocumentError when it is no file, cannot be opened, or is too large."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise DocumentError(
                "This is a folder, not a document.", where=path, expected="one file", hint="name a file in it"
            )
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError("This is no ordinary file.", where=path, expected="a file on disk")
        if status.st_size > LARGEST_FILE:
            raise too_large(path, status.st_size, LARGEST_FILE)
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise DocumentError(
            "The file cannot be read.", where=path, found=error.strerror or type(error).__name__,
            hint="check its name and that you may read it",
        ) from error
    if len(data) > LARGEST_FILE:
        raise too_large(path, len(data), LARGEST_FILE)
    if not data:
        raise DocumentError(
            "The file is empty.", where=path, expected="a document", found="0 bytes", hint="fetch it again"
        )
    return data


def too_large(path: Path, size: int, limit: int) -> DocumentError:
    """The error for a file of more bytes than are read."""
    return DocumentError(
        "The file is too large for a document.", where=path, expected=f"at most {limit // 2**20} MB",
        found=f"{size / 2**20:.1f} MB", hint="split it, or make its pictures smaller",
    )  # fmt: skip


def kind_of(data: bytes, path: Path) -> Kind:
    """What the bytes are; raises DocumentError for kinds that are not read."""
    # Some put a few bytes in front of a PDF; a text may speak of `%PDF-` too.
    if data.lstrip().startswith(b"%PDF-") or (b"%PDF-" in data[:1024] and b" obj" in data[:8192]):
        return Kind.PDF
    if data.startswith(_OLE):
        raise _old_office(data, path)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(data, path)
    for start, name in _OTHERS:
        if data.startswith(start) and (b"\x00" in data[:4096] or start.isascii()):
            if start in (b"MZ", b"GIF8", b"Rar!") and b"\x00" not in data[:4096]:
                continue
            hint = _SAVE if b"rtf" in start else (
                "run OCR on it: see docs/new-document.md" if "picture" in name else "name the document itself"
            )
            raise _not_read(name, path, hint)
    return Kind.TEXT


def check_package(data: bytes, path: Path) -> None:
    """Raises DocumentError unless the zip file is a harmless Word package.

    Every part is inflated once, piece by piece, and thrown away, so that what counts is what really comes
    out and not what the file says of itself.
    """
    with _open(data, path) as package:
        parts = package.infolist()
        names = [part.filename.casefold() for part in parts]
        if len(parts) > MOST_PARTS:
            raise _bomb(path, f"{len(parts):,} parts", f"at most {MOST_PARTS:,}")
        if len(set(names)) < len(names):
            raise DocumentError(
                "The file holds a part twice.", where=path, expected="each part once", hint=_SAVE
            )
        if any(part.flag_bits & 1 for part in parts):
            raise _encrypted(path)
        declared = sum(part.file_size for part in parts)
        if declared > LARGEST_PACKAGE:
            raise _bomb(path, f"{declared / 2**20:,.0f} MB declared", f"at most {LARGEST_PACKAGE // 2**20} MB")
        if any(name.endswith("vbaproject.bin") or "/vbadata" in name for name in names):
            raise _macros(path)
        inflated = 0
        for part in parts:
            inflated += _inflate(package, part, inflated, path)
        if inflated > _SMALL and inflated > MOST_RATIO * len(data):
            raise _bomb(path, f"{inflated // len(data)} times its size", f"at most {MOST_RATIO} times")


def check_suffix(kind: Kind, path: Path) -> None:
    """Raises DocumentError when the file's name says another kind than its content."""
    suffix = path.suffix.lower()
    wanted = {".txt": Kind.TEXT, ".md": Kind.TEXT, ".docx": Kind.WORD, ".pdf": Kind.PDF}
    if suffix in wanted and wanted[suffix] is not kind:
        right = {Kind.TEXT: ".txt", Kind.WORD: ".docx", Kind.PDF: ".pdf"}[kind]
        raise DocumentError(
            "The file is not what its name says.", where=path, expected=str(wanted[suffix]), found=str(kind),
            hint=f"if that is the document, rename it to end in {right}",
        )  # fmt: skip
    if suffix == ".docm":
        raise _macros(path)
    if suffix not in wanted and suffix:
        raise DocumentError(
            f"Files ending in {suffix} are not read.", where=path, expected=", ".join(wanted), found=str(kind),
            hint=_SAVE if suffix in (".doc", ".rtf", ".odt", ".dotx") else "rename it, or save it as one of these",
        )


def _zipped(data: bytes, path: Path) -> Kind:
    with _open(data, path) as package:
        names = set(package.namelist())
        folded = {name.casefold() for name in names}
        if any(part.flag_bits & 1 for part in package.infolist()):
            raise _encrypted(path)
        if "[content_types].xml" in folded and any(name.startswith("word/") for name in folded):
            return Kind.WORD
        if any(name.startswith(("xl/", "ppt/")) for name in folded):
            found = "a workbook or presentation"
        elif "mimetype" in names and "content.xml" in names:
            found = "an OpenDocument file (.odt)"
        else:
            found = "a zip archive"
    raise _not_read(found, path, _SAVE if found.endswith("(.odt)") else "name the document itself")


def _open(data: bytes, path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, OverflowError, IndexError) as error:
        raise damaged(path, error) from error
    except Exception as error:  # struct.error and the like, of a broken directory
        raise damaged(path, error) from error


def _inflate(package: zipfile.ZipFile, part: zipfile.ZipInfo, before: int, path: Path) -> int:
    """The bytes that really come out of a part."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DocumentError(
            "A part of the file is packed in an unknown way.", where=path, found=part.filename, hint=_SAVE
        )
    size = 0
    head = b""
    try:
        with package.open(part) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if before + size > LARGEST_PACKAGE:
                    raise _bomb(path, "more than it declares", f"at most {LARGEST_PACKAGE // 2**20} MB unpacked")
                if len(head) < _HEAD:
                    head += piece[: _HEAD - len(head)]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise damaged(path, error) from error
    if part.filename.casefold().endswith((".xml", ".rels")):
        bare = head.replace(b"\x00", b"")  # UTF-16 as well
        if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
            raise DocumentError(
                "The file defines entities of its own, which no Word document does.", where=path,
                expected="parts without a document type", found=part.filename, hint=_SAVE,
            )
        if part.filename.casefold() == "[content_types].xml" and b"macroenabled" in bare.lower():
            raise _macros(path)
    return size


def damaged(path: Path, error: Exception) -> DocumentError:
    """The error for a file that breaks off or breaks its format's rules."""
    return DocumentError(
        "The file is damaged.", where=path, expected="a whole file",
        found=str(error)[:200] or type(error).__name__, hint="fetch it again, or open and save it anew",
    )  # fmt: skip


def _old_office(data: bytes, path: Path) -> DocumentError:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        return _encrypted(path)
    if holds("WordDocument"):
        return _not_read("a Word document of the old kind (.doc)", path, _SAVE)
    return _not_read("a file of an old Office program", path, _SAVE)


def _encrypted(path: Path) -> DocumentError:
    return DocumentError(
        "The document is protected by a password.", where=path, expected="a document without a password",
        hint="open it with its password and save it without one",
    )  # fmt: skip


def _macros(path: Path) -> DocumentError:
    return DocumentError(
        "The document carries macros (programs); it is not opened.", where=path,
        expected="a Word document without macros (.docx)",
        hint="if you trust it, open it with macros off and save it as .docx",
    )


def _bomb(path: Path, found: str, expected: str) -> DocumentError:
    return DocumentError(
        "The file unpacks to far more than a document holds (a zip bomb).", where=path, expected=expected,
        found=found, hint="do not open it; ask its sender for the document",
    )  # fmt: skip


def _not_read(found: str, path: Path, hint: str) -> DocumentError:
    return DocumentError(
        "This kind of file is not read.", where=path, expected=".txt, .md, .docx or .pdf", found=found, hint=hint
    )
