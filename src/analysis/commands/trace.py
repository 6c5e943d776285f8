"""briefing trace: the history of one figure, from the words of its document to what follows from it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from rich.console import Console
from rich.text import Text

from .. import indicators
from ..checks import by_figure
from ..checks import run as run_checks
from ..errors import BriefingError, UsageError
from ..exhibits.numbers import shown
from ..paths import DOCUMENTS_VARIABLE, Workspace
from ..reading.recognise import recognise
from ..reading.rows import Where
from ..reading.sheets import load
from ..reading.verification import Entry, Status, check_entry, excerpt
from ..tables.store import Store, View
from ..vocabulary.catalogue import catalogue
from ..vocabulary.locators import Locator
from ..vocabulary.measures import Measure, Qualifier
from ..vocabulary.values import Value, derived_id
from .output import SEVERITY_SIGNS, SEVERITY_STYLES, described, out

_LABEL = 12  # characters of the longest label
_RECOMPUTED = derived_id("")  # what the id of every recomputed value begins with


def run(workspace: Workspace, figure: str, period: str | None, lang: str) -> int:
    """Prints the history of the figure; of a recomputed one (`calc.…`) what it follows from."""
    store = Store.open(workspace)
    view = store.view(period, lang)
    console = out()
    value = _find(view, figure)
    if value.document is None:
        _show_recomputed(console, view, value, lang)
    else:
        _show_stated(console, workspace, view, value, lang)
    return 0


def _find(view: View, figure: str) -> Value:
    """The stated or recomputed value of this id; raises UsageError with the nearest ids."""
    if not figure.startswith(_RECOMPUTED):
        registered = _registered(view, figure)
        return registered if registered is not None else view.figure(figure)
    known = {value.id: value for value in _recomputed(view)}
    if figure in known:
        return known[figure]
    near = difflib.get_close_matches(figure, known, n=3, cutoff=0.5)
    raise UsageError(
        f"Nothing recomputed has the id {figure!r} in {view.period}.",
        hint=f"did you mean {', '.join(near)}?" if near else "briefing figures lists the stated figures",
    )


def _registered(view: View, row: str) -> Value | None:
    """The due date or deadline of a register's row: packs show it under the row's id."""
    rows = {*view.tasks["id"], *view.directives["id"]}
    if row not in rows:
        return None
    for topic in indicators.topics(view).values():
        for value in indicators.values_of(topic):
            for each in value.ancestry():
                if each.id == row and each.document is not None:
                    return each
    return None


def _recomputed(view: View) -> Iterator[Value]:
    """Every recomputed value of every topic, with those they follow from."""
    for topic in indicators.topics(view).values():
        for value in indicators.values_of(topic):
            yield from (each for each in value.ancestry() if each.document is None)


# ---------------------------------------------------------------------- stated


def _show_stated(console: Console, workspace: Workspace, view: View, value: Value, lang: str) -> None:
    assert value.document is not None and value.locator is not None
    document = view.document(value.document)
    console.print(Text(value.id, style="bold"))
    _line(console, "what", described(value, lang))
    _line(console, "stated", f"“{value.token}”")
    _line(console, "read as", _reading(value))
    nth = f", occurrence {value.occurrence} of the token there" if value.occurrence else ""
    _line(console, "where", f"{Locator.parse(value.locator).label(lang)} ({value.locator}{nth})")
    issued = str(document.issued) if document.issued_precision == "day" else f"{document.issued:%Y-%m}"
    _line(console, "document", f"{document.number}, {document.title(lang)} ({document.id}, issued {issued})")
    _line(console, "as of", f"{value.as_of} (stated to the {value.as_of_precision})")
    _line(console, "known from", str(value.known_from))
    if value.series:
        _line(console, "series", f"{value.series}: not comparable with other series of this indicator")
    _line(console, "in its text", _excerpt(workspace, value))
    _show_findings(console, view, value, lang)
    used = indicators.uses(view, value.id)
    _line(console, "used in", "no indicator" if not used else "")
    for result in used:
        console.print(f"  {result.id}: {described(result, lang)} = {shown(result, lang)}", soft_wrap=True)


def _reading(value: Value) -> str:
    """The parsed number in base units, with what qualifies it."""
    if value.measure is Measure.DATE and value.amount is not None:
        return f"{date.fromordinal(int(value.amount))}, the last day on which it is on time"
    text = _amount(value)
    if value.qualifier is not Qualifier.EXACT:
        text += f" ({value.qualifier.value})"
    return f"{text} {value.measure.value}"


def _amount(value: Value) -> str:
    if value.amount is None:
        return value.status.value.replace("_", " ")
    text = _digits(value.amount)
    if value.upper is not None:
        text += f" to {_digits(value.upper)}"
    if value.denominator is not None:
        text += f" of {_digits(value.denominator)}"
    return text


def _digits(number: Decimal) -> str:
    """With a space between thousands, and at most four decimals."""
    number = round(number, 4).normalize()
    return f"{number:,f}".replace(",", " ")


def _excerpt(workspace: Workspace, value: Value) -> str:
    """The words around the token, when the document is at hand."""
    assert value.document is not None and value.locator is not None and value.token is not None
    try:
        found = recognise(workspace.documents, load(workspace).documents).found.get(value.document)
    except BriefingError as error:
        return f"not at hand ({error.message} Name the folder of documents in {DOCUMENTS_VARIABLE}.)"
    if found is None:
        return f"not at hand (put the text into {workspace.documents} under any name)"
    place = Locator.parse(value.locator)
    entry = Entry("figure", value.id, value.document, place, value.token, value.occurrence, Where("", 0))
    result = check_entry(found.document, entry)
    if result.status is not Status.FOUND:
        return f"{result.status.value.replace('_', ' ')}: {result.reason}"
    return excerpt(found.document, result)


def _show_findings(console: Console, view: View, value: Value, lang: str) -> None:
    findings = by_figure(run_checks(view)).get(value.id, [])
    _line(console, "findings", "none" if not findings else "")
    for finding in findings:
        sign = Text(f"  {SEVERITY_SIGNS[finding.severity]} ", style=SEVERITY_STYLES[finding.severity])
        name = Text(f"{finding.severity} ({finding.check}): ", style="dim")
        console.print(sign + name + Text(finding.message(lang)), soft_wrap=True)


# ---------------------------------------------------------------------- recomputed


def _show_recomputed(console: Console, view: View, value: Value, lang: str) -> None:
    console.print(Text(value.id, style="bold"))
    _line(console, "what", described(value, lang))
    _line(console, "recomputed", f"{shown(value, lang)} (exactly {_amount(value)} {value.measure.value})")
    entry = catalogue().get(value.indicator)
    if value.formula or (entry and entry.formula):
        _line(console, "formula", value.formula or entry.formula[lang])  # type: ignore[union-attr, index]
    if value.as_of:
        _line(console, "as of", str(value.as_of))
    if value.counterpart is not None:
        _line(console, "stated as", f"“{value.counterpart.token}” ({value.counterpart.id})")
    _line(console, "follows from", "" if value.inputs else "nothing stated")
    for source in value.inputs:
        said = (
            f"“{source.token}”, {source.document}, {source.locator}"
            if source.document
            else shown(source, lang)
        )
        console.print(f"  {source.id}: {said}", soft_wrap=True)


def _line(console: Console, label: str, text: str) -> None:
    console.print(Text(f"{label:<{_LABEL}} ", style="dim") + Text(text), soft_wrap=True)
