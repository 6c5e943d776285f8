"""document.toml: what a document is, when it was issued, and how its file is recognised."""

from __future__ import annotations

import re
from pathlib import Path

from ..vocabulary.agencies import find
from ..vocabulary.periods import Period, parse_day
from .problems import Problems
from .records import Settings, nearest
from .rows import DocumentSheet

SETTINGS = "document.toml"
DRAFT, REVIEWED = "draft", "reviewed"
STATUSES = (DRAFT, REVIEWED)
KINDS = ("notice", "conclusion", "report")
_KEYS = (
    "id", "key", "number", "kind", "issuer", "issued", "as_of", "period", "status", "invented", "title", "text",
)


def is_draft(settings: Settings | None) -> bool:
    """Whether the settings say that nobody has reviewed the sheet yet."""
    return settings is not None and settings.get("status") == DRAFT


def read_document(folder: Path, settings: Settings, problems: Problems) -> DocumentSheet | None:
    """The sheet of a document without its rows; None when its settings are wrong.

    A draft may leave out what its letterhead does not say: number, kind, issuer and titles.
    """
    draft = is_draft(settings)
    before = len(problems)
    for key in settings.values:
        if key not in _KEYS:
            settings.problem(key, "This key is unknown.", expected=", ".join(_KEYS), hint=nearest(key, _KEYS))
    id = settings.text_of("id")
    if id and id != folder.name:
        settings.problem("id", "The id is not the name of the folder.", expected=folder.name, found=id)
    key = settings.text_of("key")
    if key and not re.fullmatch(r"[a-z][a-z0-9]*", key):
        settings.problem("key", "This is not a key.", expected="small letters and digits, as tb329",
                         found=key)
    for name, choices in (("kind", KINDS), ("status", STATUSES)):
        text = settings.text_of(name, required=not draft)
        if text and text not in choices:
            settings.problem(name, f"This is not a {name}.", expected=" or ".join(choices), found=repr(text),
                             hint=nearest(text, choices))
    issuer = settings.read("issuer", find, required=not draft)
    issued = settings.read("issued", parse_day)
    as_of = settings.read("as_of", parse_day, required=False) or issued
    period = settings.read("period", Period.parse)
    letterhead = settings.get("text.letterhead")
    if not isinstance(letterhead, list) or not (letterhead or draft) or not all(
        isinstance(part, str) and part.strip() for part in letterhead
    ):
        settings.problem("text.letterhead", "The letterhead is no list of texts.", found=repr(letterhead),
                         expected='short strings of the first page, as ["329", "TB-VPCP"]')
    sha256 = settings.text_of("text.sha256").lower()
    if sha256 and not re.fullmatch(r"[0-9a-f]{64}", sha256):
        settings.problem("text.sha256", "This is not a checksum.", expected="64 hexadecimal digits",
                         found=sha256, hint="analysis.reading.text.checksum(text) gives it")
    invented = settings.get("invented")
    if invented not in (None, True, False):
        settings.problem("invented", "This is neither true nor false.", expected="invented = true",
                         found=repr(invented))
    number, title_vi, title_en = (
        settings.text_of(name, required=not draft) for name in ("number", "title.vi", "title.en")
    )
    if len(problems) > before or not (issued and as_of and period) or not (issuer or draft):
        return None
    return DocumentSheet(
        id=id, key=key, number=number, kind=settings.text_of("kind", required=False),
        issuer=issuer.id if issuer else "", issued=issued[0],
        issued_precision=issued[1], as_of=as_of[0], as_of_precision=as_of[1], period=period,
        status=settings.text_of("status"), title_vi=title_vi, title_en=title_en,
        letterhead=tuple(letterhead), sha256=sha256, folder=folder, invented=bool(invented),
    )  # fmt: skip
