"""What a run is asked for: which packs, of which periods, and whether it is due at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ...errors import UsageError
from ...office import Office, PackWish
from ...paths import Workspace
from ...rendering import packs
from ...vocabulary.periods import Period
from ..schedule.firings import Firing

if TYPE_CHECKING:
    from ...tables.store import Store

LATEST = "latest"
_SCORECARDS = "agency"


@dataclass(frozen=True)
class Asked:
    """The options of `briefing run`.

    `periods` as on the command line, `latest` among them; `packs` are names, none: those that briefing.toml declares.
    `today` stands for the present day when deciding whether a run is due. `tell_to` is a folder that messages are
    written into instead of being sent.
    """

    periods: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    if_due: bool = False
    today: date | None = None
    tell: bool = True
    tell_again: bool = False
    tell_to: str | None = None
    jobs: int | None = None

    def entry(self) -> dict[str, Any]:
        """For the journal and the report."""
        return {
            "periods": list(self.periods),
            "packs": list(self.packs),
            "if_due": self.if_due,
            "today": self.today.isoformat() if self.today else None,
            "tell": self.tell,
        }

    def check(self) -> None:
        """Raises UsageError when the options do not go together, or a period is none."""
        if self.today is not None and not self.if_due:
            raise UsageError("A day is given, but not asked whether a run is due.", hint="add --if-due")
        if self.if_due and self.periods:
            raise UsageError(
                "What is due says itself of which period.", hint="leave out --period or --if-due"
            )
        if not self.tell and (self.tell_again or self.tell_to):
            raise UsageError("Nobody is told, and again.", hint="leave out --no-tell")
        for period in self.periods:
            if period != LATEST:
                Period.parse(period)

    def moment(self, office: Office) -> datetime:
        """Now, or the schedule's time on the day that stands for today."""
        tz = office.schedule.tz
        if self.today is None:
            return datetime.now(tz)
        return datetime.combine(self.today, office.schedule.at, tz)


def wishes(workspace: Workspace, office: Office, names: Sequence[str]) -> list[PackWish]:
    """The packs to make. A pack that is named but not declared for the run is made in the office's language, of all
    agencies if it is one of agencies. Raises UnknownParameter for a name that is no pack.
    """
    declared = list(office.run.packs) if office.run.packs is not None else _usual(workspace)
    chosen = [wish for wish in declared if not names or wish.pack in names]
    for name in names:
        if name not in [wish.pack for wish in declared]:
            chosen.append(PackWish(pack=name, lang=(office.lang,)))
    known = {wish.pack: packs.find(workspace, wish.pack) for wish in chosen}
    return [
        wish.model_copy(update={"units": (packs.ALL_UNITS,)})
        if known[wish.pack].of_agencies and not wish.units
        else wish
        for wish in chosen
    ]


def check_told(workspace: Workspace, office: Office) -> None:
    """Raises UnknownParameter where people are to be told of what is no pack: they would never hear of anything."""
    if office.tell.email or office.tell.webhook:
        for name in office.tell.packs:
            packs.find(workspace, name)


def _usual(workspace: Workspace) -> list[PackWish]:
    """The national pack in both languages, and the scorecards of agencies where there is a notebook for them."""
    found = [PackWish(pack="national", lang=("vi", "en"))]
    card = packs.declared(workspace).get(_SCORECARDS)
    if card is not None and all((workspace.notebooks / f"{name}.ipynb").is_file() for name in card.notebooks):
        found.append(PackWish(pack=_SCORECARDS))
    return found


def periods(store: Store, asked: Sequence[str], due: Sequence[Firing], office: Office) -> list[str]:
    """The periods to make packs of, each once; raises DataError when there are no documents.

    A moment of the schedule asks for the last period of its kind that had ended by then and in which a document
    became known; with `report = "calendar"` for the one that had just ended, whatever came in.
    """
    if due:
        found = [_reported(store, firing, office.schedule.report) for firing in due]
    else:
        found = [
            str(store.latest) if text == LATEST else str(Period.parse(text)) for text in asked or (LATEST,)
        ]
    return list(dict.fromkeys(found))


def _reported(store: Store, firing: Firing, report: str) -> str:
    if report == "calendar":
        return str(firing.covers)
    ended = [month for month in store.periods if month.end <= firing.covers.end]
    last = ended[-1] if ended else store.latest
    if firing.kind == "month":
        return str(last)
    return str(Period(last.year, quarter=(last.end.month + 2) // 3))


def described(due: Sequence[Firing], now: datetime) -> Mapping[str, str]:
    """Why the run is due, in words of both languages."""
    kinds = {"month": ("tháng", "month"), "quarter": ("quý", "quarter")}
    days = max((now.date() - firing.day).days for firing in due)
    vi = " và ".join(kinds[firing.kind][0] for firing in due)
    en = " and ".join(kinds[firing.kind][1] for firing in due)
    day = due[0].day
    late = (
        (f", chậm {days} ngày", f", {days} {'day' if days == 1 else 'days'} late") if days > 0 else ("", "")
    )
    return {
        "vi": f"kỳ {vi}, đến hạn ngày {day.day}/{day.month}/{day.year}{late[0]}",
        "en": f"of the {en}, due on {day.day} {day:%B %Y}{late[1]}",
    }
