"""What the bench says: medians, tables and targets from its measurements. Pure functions; nothing is run here."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

# Ways to make packs, in the order of the tables: name → words.
WAYS = {
    "commands": "(a) commands: `papermill`, `jupyter nbconvert --to html`{weasyprint}; no workbook",
    "api": "(b) their Python APIs, ordinary kernel, one warm process: papermill, nbconvert{weasyprint}, openpyxl",
    "one": "(c) ours, one worker (`--jobs 1`)",
    "all": "(d) ours, all cores (`--jobs {cores}`)",
    "floor": "(e) the floor: the same cells as a plain script in a warm process, the same exports",
}
PARTS = {
    "checks": "the agency's slice of the tables, findings",
    "notebooks": "notebook, in a fork of the warm process",
    "assembly": "assembly and annexes",
    "html": "HTML",
    "pdf": "PDF (Typst)",
    "xlsx": "workbook",
    "writing": "manifest and writing",
}


@dataclass(frozen=True)
class Measurement:
    """One measurement: what was measured, for how many packs, whole seconds by the clock, peak memory in MB
    (proportional set size of all its processes; 0: not measured), seconds by part, all of them or a pack's."""

    case: str
    seconds: float
    packs: int = 1
    memory: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Median:
    """The medians of one case's measurements."""

    seconds: float
    packs: int
    memory: float
    parts: Mapping[str, float]
    runs: int

    @property
    def each(self) -> float:
        """Seconds a pack."""
        return self.seconds / self.packs


Medians = Mapping[str, Median]


def medians(measurements: Iterable[Measurement]) -> dict[str, Median]:
    """The medians by case, in the order in which the cases came."""
    cases: dict[str, list[Measurement]] = {}
    for measurement in measurements:
        cases.setdefault(measurement.case, []).append(measurement)
    found = {}
    for case, several in cases.items():
        names = dict.fromkeys(name for m in several for name in m.parts)
        parts = {name: statistics.median(m.parts.get(name, 0.0) for m in several) for name in names}
        found[case] = Median(
            statistics.median(m.seconds for m in several),
            several[0].packs,
            statistics.median(m.memory for m in several),
            parts,
            len(several),
        )
    return found


def number(value: float, decimals: int | None = None) -> str:
    """With as many decimals as it needs: 12, 3.4, 0.56."""
    if decimals is None:
        decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{decimals}f}"


# ---------------------------------------------------------------------- tables


def ways(found: Medians, pack: str, cores: int, weasyprint: bool) -> str:
    """One row a way: seconds and memory a pack, and how many times ours with one worker; empty without any."""
    rows = {way: found[case] for way in WAYS if (case := _case(found, pack, way)) is not None}
    if not rows:
        return ""
    ours = rows.get("one")
    lines = ["| | packs | seconds a pack | times ours | peak MB |", "|---|---:|---:|---:|---:|"]
    too = ", WeasyPrint" if weasyprint else "; no PDF"
    for way, row in rows.items():
        words = WAYS[way].format(cores=cores, weasyprint=too)
        times = number(row.each / ours.each, 1) if ours else ""
        lines.append(f"| {words} | {row.packs} | {number(row.each)} | {times} | {row.memory:,.0f} |")
        if way in ("commands", "api"):
            lines += [f"|   – {name} | | {number(seconds)} | | |" for name, seconds in row.parts.items()]
    return "\n".join(lines)


def _case(found: Medians, pack: str, way: str) -> str | None:
    """The name of a way's case; of several numbers of packs the largest that one worker made too."""
    plain = f"{pack}.{way}"
    if plain in found:
        return plain
    sizes = sizes_of(found, plain)
    if not sizes:
        return None
    both = [n for n in sizes if n in sizes_of(found, f"{pack}.one")]
    return f"{plain}.{max(both or sizes)}"


def sizes_of(found: Medians, prefix: str) -> list[int]:
    """The numbers of packs that a way was measured with, smallest first: `agency.all.100` → 100."""
    match = (re.fullmatch(re.escape(prefix) + r"\.(\d+)", case) for case in found)
    return sorted(int(m[1]) for m in match if m)


def scale(found: Medians, pack: str = "agency") -> str:
    """One row a number of packs and a way; empty without any."""
    lines = []
    words = {"one": "one worker", "all": "all cores", "again": "again, nothing changed"}
    for way, name in words.items():
        for size in sizes_of(found, f"{pack}.{way}"):
            row = found[f"{pack}.{way}.{size}"]
            each = number(row.each, 4 if way == "again" else None)
            lines.append(f"| {size:,} | {name} | {number(row.seconds)} | {each} | {row.memory:,.0f} | {row.runs} |")
    head = ["| packs | | seconds | seconds a pack | peak MB | runs |", "|---:|---|---:|---:|---:|---:|"]
    return "\n".join([*head, *lines]) if lines else ""


def profile(found: Medians, pack: str = "agency") -> str:
    """Where the time of one pack goes, by stage, with one worker; empty without any."""
    case = _case(found, pack, "one")
    if case is None or not found[case].parts:
        return ""
    row = found[case]
    known = {name: row.parts[name] for name in PARTS if name in row.parts}
    rest = row.each - sum(known.values())
    lines = ["| stage | milliseconds | share |", "|---|---:|---:|"]
    for name, seconds in known.items():
        lines.append(f"| {PARTS[name]} | {1000 * seconds:,.0f} | {seconds / row.each:.0%} |")
    words = "start of the program, planning, warming, handing over, all shared by the packs of the run"
    lines.append(f"| {words} | {1000 * rest:,.0f} | {rest / row.each:.0%} |")
    return "\n".join(lines)


# ---------------------------------------------------------------------- targets


@dataclass(frozen=True)
class Target:
    """A figure to reach: in words, how much at least or at most, what was reached (None: not measured)."""

    words: str
    bound: float
    least: bool
    value: float | None
    note: str = ""

    @property
    def reached(self) -> bool | None:
        if self.value is None:
            return None
        return self.value >= self.bound if self.least else self.value <= self.bound


def targets(found: Medians, cores: int) -> list[Target]:
    """The figures to reach, with what these measurements give."""
    one, every = sizes_of(found, "agency.one"), sizes_of(found, "agency.all")
    ours = found[f"agency.one.{one[-1]}"] if one else None
    both = [n for n in one if n in every]
    again = sizes_of(found, "agency.again")
    large, small = (every[-1], every[-2]) if len(every) > 1 else (0, 0)
    at = f"{large:,} against {small:,}" if large else ""

    def over(top: Median | None, below: Median | None, value: str = "each") -> float | None:
        if top is None or below is None or not getattr(below, value):
            return None
        return float(getattr(top, value) / getattr(below, value))

    def of(case: str) -> Median | None:
        return found.get(case)

    workers = over(of(f"agency.one.{both[-1]}"), of(f"agency.all.{both[-1]}"), "seconds") if both else None
    second = over(of(f"agency.again.{again[-1]}"), of(f"agency.all.{again[-1]}"), "seconds") if again else None
    help_, bare = of("help.ours"), of("help.python")
    help_bound = max(0.3, 3 * bare.seconds) if bare else 0.3
    return [
        Target("agency pack, all formats, one worker: (b) against ours, times faster", 8, True,
               over(of("agency.api"), ours)),
        Target("ours with one worker against the floor (e), times slower", 1.5, False, over(ours, of("agency.floor"))),
        Target(f"{'two workers' if cores == 2 else f'{cores} workers'} against one, times faster",
               1.8 if cores == 2 else 0.9 * cores, True, workers, f"{both[-1]:,} packs" if both else ""),
        Target("seconds a pack, many packs against fewer", 1.05, False,
               over(of(f"agency.all.{large}"), of(f"agency.all.{small}")), at),
        Target("peak memory, many packs against fewer", 1.1, False,
               over(of(f"agency.all.{large}"), of(f"agency.all.{small}"), "memory"), at),
        Target("a second run with nothing changed against the first", 0.01, False, second,
               f"{again[-1]:,} packs" if again else ""),
        Target("`briefing --help`, seconds (0.3, or three times a bare Python start)", help_bound, False,
               help_.seconds if help_ else None),
    ]  # fmt: skip


def targets_table(several: Sequence[Target]) -> str:
    """One row a target."""
    lines = ["| | to reach | measured | |", "|---|---:|---:|---|"]
    for target in several:
        bound = f"{'≥' if target.least else '≤'} {number(target.bound)}"
        value = "" if target.value is None else number(target.value, 4 if target.value < 0.1 else 2)
        said = {True: "reached", False: "**not reached**", None: "not measured"}[target.reached]
        words = f"{target.words} ({target.note})" if target.note else target.words
        lines.append(f"| {words} | {bound} | {value} | {said} |")
    return "\n".join(lines)


# ---------------------------------------------------------------------- the whole


def report(measurements: Sequence[Measurement], about: Mapping[str, Any]) -> str:
    """All tables as Markdown."""
    found, cores = medians(measurements), int(about["cores"])
    runs = max((m.runs for m in found.values()), default=0)
    head = (
        f"Medians of up to {runs} runs, ways in turn; {cores} cores, Python {about['python']}, "
        f"load {about['load'][0]:.1f} when it began and {about['load'][1]:.1f} at its end. "
        "Memory is the peak of all processes together (PSS)."
    )
    sections: list[str] = [head]
    titles = {
        "national": f"The national pack ({about.get('notebooks', '?')} notebooks, {about.get('period', '')})",
        "agency": f"Agency packs (a synthetic nation of {about.get('agencies', '?'):,} agencies)"
        if isinstance(about.get("agencies"), int)
        else "Agency packs",
    }
    for pack, title in titles.items():
        table = ways(found, pack, cores, bool(about.get("weasyprint")))
        if table:
            sections += [f"**{title}**", table]
    for title, table in (
        ("Many agency packs", scale(found)),
        ("Where the time of one agency pack goes (one worker)", profile(found)),
        ("Where the time of the national pack goes (one worker)", profile(found, "national")),
        ("Figures to reach", targets_table(targets(found, cores))),
    ):
        if table:
            sections += [f"**{title}**", table]
    return "\n\n".join(sections)


def replaced(text: str, name: str, new: str) -> str:
    """`text` with what stands between the markers `<!-- name -->` and `<!-- /name -->` replaced.

    Raises ValueError when the markers are not there.
    """
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"expected {start} and {end} in the file")
    return f"{before}{start}\n{new}\n{end}{after}"
