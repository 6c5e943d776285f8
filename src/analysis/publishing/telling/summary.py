"""What is to be told of a pack: read from the pack as it lies in reports, so that the message says what the pack says.

The sentence on top, the key figures, what changed and what needs a decision are those that its notebooks displayed,
with units, dates, sources and marks; nothing is computed anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import RenderError
from ...exhibits.display import EXHIBIT_MIME
from ...exhibits.markup import MARK_WORDS
from ...paths import Workspace
from ...rendering import editions, manifest
from ...rendering.assembly import FILES
from ...rendering.layouts import draft_words, invented_words
from ...vocabulary.periods import Period

MOST_CHANGES = 10
MOST_DECISIONS = 3
FINDINGS = ("error", "discrepancy", "rounding", "break", "gap")


@dataclass(frozen=True)
class Key:
    """One key figure in words: `8,7 nghìn tỷ đồng`, what it is, date and source, how it moved."""

    label: str
    value: str
    note: str
    change: str = ""


@dataclass(frozen=True)
class PackSummary:
    """One pack in words of its own language, and its files."""

    place: str
    pack: str
    period: str
    lang: str
    title: str
    period_label: str
    headline: str
    figures: tuple[Key, ...]
    legend: tuple[tuple[str, str], ...]  # sign, what it means: of the marks that stand beside key figures
    changed: str  # what changed since the last period, in a sentence; empty: nothing to compare with
    changes: tuple[str, ...]  # more on it, a sentence each
    more_changes: int
    decisions: tuple[str, ...]
    more_decisions: int
    findings: Mapping[str, int]
    draft: str | None  # `DỰ THẢO – chưa phát hành`; None when released
    invented: str | None
    edition: Mapping[str, Any]
    unverified: tuple[str, ...]  # numbers of the documents that were not at hand when it was released
    says: str  # checksum of what the pack was made from, the program aside
    files: Mapping[str, Path] = field(default_factory=dict)  # format → file
    sums: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # format → bytes, sha256

    @property
    def amendments(self) -> list[Mapping[str, str | None]]:
        """What this revision says otherwise than the one before: `what`, `said`, `now`."""
        if self.edition["state"] != "released" or not self.edition["revision"]:
            return []
        return list(self.edition["revisions"][-1]["amendments"])

    @property
    def key(self) -> str:
        """The edition with its content, as the record of who was told has it."""
        return f"{self.place} {self.edition['state']} {self.edition['revision']} {self.says}"


def of(workspace: Workspace, place: str) -> PackSummary:
    """The summary of the pack at this place below reports; raises RenderError when no whole pack lies there."""
    folder = workspace.reports / place
    made = manifest.read(folder)
    if made is None:
        raise RenderError("There is no pack to tell of.", where=folder, hint="briefing render makes it")
    lang = str(made["lang"])
    shown = list(_exhibits(folder, made))
    edition = made["inputs"].get("edition") or editions.DRAFT.entry(lang)
    meta = {"lang": lang, "edition": edition, "invented": made.get("invented")}
    period = Period.parse(made["period"])
    figures = _key_figures(shown)
    decisions: list[str] = next((e["items"] for e in shown if e["kind"] == "decisions"), [])
    changed, changes = _changed(shown)
    numbers = {each["id"]: str(each["number"]) for each in made.get("documents", ())}
    label = period.label(lang)
    return PackSummary(
        place=place,
        pack=str(made["pack"]),
        period=str(period),
        lang=lang,
        title=str(made["title"]),
        period_label=label[:1].upper() + label[1:],
        headline=next((str(e["title"]) for e in shown if e["kind"] == "section"), ""),
        figures=figures,
        legend=_legend(figures, lang),
        changed=changed,
        changes=tuple(changes[:MOST_CHANGES]),
        more_changes=max(len(changes) - MOST_CHANGES, 0),
        decisions=tuple(decisions[:MOST_DECISIONS]),
        more_decisions=max(len(decisions) - MOST_DECISIONS, 0),
        findings={name: int(made["findings"].get(name, 0)) for name in FINDINGS},
        draft=draft_words(meta),
        invented=invented_words(meta),
        edition=edition,
        unverified=tuple(numbers.get(id, id) for id in edition.get("unverified", ())),
        says=_said(made),
        files={f: folder / name for f, name in FILES.items() if name in made["outputs"]},
        sums={f: made["outputs"][name] for f, name in FILES.items() if name in made["outputs"]},
    )


def _exhibits(folder: Path, made: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the pack's notebooks displayed, in order, as plain data."""
    for name in made["notebooks"]:
        try:
            cells = json.loads((folder / name).read_text("utf-8"))["cells"]
        except (OSError, ValueError, KeyError):
            continue  # a notebook that failed left none; the manifest and the run's report say so
        for cell in cells:
            for output in cell.get("outputs", []):
                found = output.get("data", {}).get(EXHIBIT_MIME)
                if isinstance(found, dict) and "kind" in found:
                    yield found


def _key_figures(shown: list[dict[str, Any]]) -> tuple[Key, ...]:
    items: list[dict[str, str]] = next((e["items"] for e in shown if e["kind"] == "key_figures"), [])
    return tuple(Key(i["label"], i["value"], i["note"], i.get("change", "")) for i in items)


def _legend(figures: tuple[Key, ...], lang: str) -> tuple[tuple[str, str], ...]:
    text = " ".join(f"{f.value} {f.note} {f.change}" for f in figures)
    return tuple((mark.sign, words[lang]) for mark, words in MARK_WORDS.items() if mark.sign in text)


def _said(made: Mapping[str, Any]) -> str:
    """A checksum of the rows and findings that the pack was made from: another one, another content."""
    return manifest.sha256(json.dumps(made["inputs"]["rows"], sort_keys=True).encode())


def _changed(shown: list[dict[str, Any]]) -> tuple[str, list[str]]:
    """The section on what changed since the period before: its finding, and what it says in sentences."""
    finding, said, within = "", [], False
    for each in shown:
        if each["kind"] == "section":
            within = each.get("id") == "changes"
            finding = str(each["title"]) if within else finding
        elif within and each["kind"] == "prose":
            said += each["paragraphs"]
        elif within and each.get("id") == "changes-due":
            said.append(f"{each['title']}.")
    return finding, said
