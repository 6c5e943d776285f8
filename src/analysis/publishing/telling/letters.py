"""Letters: the words of a message about a pack, and of one about a failure, as text and as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from .summary import FINDINGS, PackSummary

MB = 1_000_000
MOST_AMENDMENTS = 12  # the pack has all of them
_ACCENT = "#1f4e79"
_MEDIA = {
    "html": ("text", "html"),
    "pdf": ("application", "pdf"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    path: Path
    media: tuple[str, str]


@dataclass(frozen=True)
class Letter:
    """What an e-mail says, in one language, and what goes with it."""

    lang: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Sender:
    """The office as letters show it."""

    name: str | None = None
    accent: str | None = None


@dataclass(frozen=True)
class Failure:
    """A step that failed: what went wrong, and, by language, what to do about it."""

    step: str
    errors: tuple[str, ...]
    to_do: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Extras:
    """What a letter about a pack adds to what the pack says."""

    links: Mapping[str, str] = field(default_factory=dict)
    update: bool = False  # the receivers have an earlier edition of it
    scorecards: int = 0  # of single agencies, for the same period and language
    attach: tuple[str, ...] = ("pdf",)
    limit: int = 10 * MB


def pack_letter(pack: PackSummary, sender: Sender, extras: Extras) -> Letter:
    """The letter that sends a pack: everything in the pack's own language."""
    words = vocabulary(pack.lang)
    attached, too_big = _attachments(pack, extras)
    fields = {
        "pack": pack,
        "sender": sender,
        "state": state(pack),
        "update": extras.update,
        "unverified": ", ".join(pack.unverified),
        "reason": pack.edition.get("note") if pack.edition["revision"] and not pack.draft else None,
        "amendments": amendments(pack)[:MOST_AMENDMENTS],
        "more_amendments": max(len(pack.amendments) - MOST_AMENDMENTS, 0),
        "findings": findings(pack),
        "links": [(words[name], where) for name, where in extras.links.items()],
        "scorecards": extras.scorecards,
        "attached": [a.name for a in attached],
        "too_big": [(name, size(bytes, pack.lang), size(extras.limit, pack.lang)) for name, bytes in too_big],
    }
    return Letter(
        lang=pack.lang,
        subject=subject(pack, update=extras.update),
        text=_rendered("pack.txt.j2", pack.lang, sender, fields),
        html=_rendered("pack.html.j2", pack.lang, sender, fields),
        attachments=tuple(attached),
    )


def failure_letter(
    failures: Sequence[Failure], lang: str, sender: Sender, *, started: str, report: str | None
) -> Letter:
    """The letter that says which steps failed and what to do; without a report for a run that did not begin."""
    words = vocabulary(lang)
    fields = {"failures": failures, "started": started, "report": report, "sender": sender}
    steps = ", ".join(words["steps"][failure.step] for failure in failures)
    line = words["failure_subject"].format(step=steps)
    return Letter(
        lang=lang,
        subject=f"{sender.name}: {line}" if sender.name else line,
        text=_rendered("failure.txt.j2", lang, sender, fields),
        html=_rendered("failure.html.j2", lang, sender, fields),
    )


def subject(pack: PackSummary, *, update: bool = False) -> str:
    """`[DỰ THẢO] Tình hình thực hiện … – Tháng 6 năm 2026`."""
    words = vocabulary(pack.lang)
    line = words["subject"].format(title=pack.title, period=pack.period_label)
    if pack.edition["state"] == "released":
        number = pack.edition["revision"]
        line = words["revised" if number else "released"].format(number=number, subject=line)
    if update:
        line = words["update"].format(subject=line)
    for mark in (pack.draft, pack.invented):
        if mark:
            line = words["marked"].format(mark=mark.partition(" – ")[0], subject=line)
    return line


def state(pack: PackSummary) -> str:
    """The pack's standing in a sentence."""
    words, edition = vocabulary(pack.lang), pack.edition
    if edition["state"] == "draft":
        return words["state_draft"].format(draft=pack.draft)
    name = "state_revised" if edition["revision"] else "state_released"
    return words[name].format(number=edition["revision"], on=edition["on_label"], by=edition["by"])


def amendments(pack: PackSummary) -> list[str]:
    """What a revision says otherwise, a sentence each."""
    words, found = vocabulary(pack.lang), []
    for each in pack.amendments:
        name = "amended" if each["said"] and each["now"] else "added" if each["now"] else "dropped"
        # Contradictions are said in whole sentences; within this one they end without a full stop.
        found.append(words[name].format(**{key: (text or "").rstrip(".") for key, text in each.items()}))
    return found


def findings(pack: PackSummary) -> str:
    """`12 mâu thuẫn trong văn bản; 3 lệch do làm tròn`."""
    words = vocabulary(pack.lang)
    said = [
        f"{number(pack.findings[kind], pack.lang)} {words[kind]}" for kind in FINDINGS if pack.findings[kind]
    ]
    return "; ".join(said) or words["findings_none"]


def number(value: float, lang: str, pattern: str = "#,##0") -> str:
    """A number as the language writes it."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, pattern, locale=lang))


def size(bytes: int, lang: str) -> str:
    """`1,2 MB`, `48 kB`."""
    if bytes >= MB:
        return f"{number(bytes / MB, lang, '#,##0.#')} MB"
    return f"{number(max(bytes / 1000, 1), lang, '#,##0')} kB"


def _attachments(pack: PackSummary, extras: Extras) -> tuple[list[Attachment], list[tuple[str, int]]]:
    """What is attached, and what would be but for its size (name, bytes). The limit is that of all together."""
    attached, too_big, left = [], [], extras.limit
    for format in extras.attach:
        if format not in pack.files:
            continue
        path = pack.files[format]
        name, bytes = _file_name(pack, path.suffix), path.stat().st_size
        if bytes <= left:
            attached.append(Attachment(name, path, _MEDIA[format]))
            left -= bytes
        else:
            too_big.append((name, bytes))
    return attached, too_big


def _file_name(pack: PackSummary, suffix: str) -> str:
    """`nghi-quyet-57-2026-06-du-thao.pdf`: plain letters, so that every mail program keeps it."""
    title = {"vi": "nghi-quyet-57", "en": "resolution-57"}[pack.lang]
    draft = {"vi": "du-thao", "en": "draft"}[pack.lang]
    revision = {"vi": "sua-doi", "en": "revision"}[pack.lang]
    parts = [title, pack.pack if pack.pack != "national" else "", pack.period]
    parts += [draft] if pack.draft else []
    parts += [f"{revision}-{pack.edition['revision']}"] if pack.edition["revision"] else []
    return "-".join(filter(None, parts)).lower() + suffix


# ---------------------------------------------------------------------- words and templates


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    import yaml

    return dict(yaml.safe_load(Path(__file__).with_name("words.yml").read_text("utf-8")))


def vocabulary(lang: str) -> dict[str, Any]:
    """The words of one language."""
    return dict(_words()[lang])


def _rendered(name: str, lang: str, sender: Sender, fields: Mapping[str, Any]) -> str:
    text = (
        _templates()
        .get_template(name)
        .render(words=vocabulary(lang), lang=lang, accent=sender.accent or _ACCENT, **fields)
    )
    return str(text).strip() + "\n"


@lru_cache(maxsize=1)
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=lambda name: name is not None and ".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
