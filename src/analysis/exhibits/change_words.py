"""What changed, told in both languages as plain words: for the site, the command line and the log of revisions.

`told` gives one object a change, weightiest first:

    kind, kind_label, key, weight, level, topic, topic_label, agency
    what            what it is about: the title of the quantity, of the directive, of the task
    sentence        the whole change in one sentence
    before, after   null, or {"figure", "shown", "as_of", "as_of_label", "document"}
    difference      null, or {"shown", "amount"}: only where the two are comparable
    comparability   same | different_definition | different_whole | not_applicable, with comparability_label;
                    reason says why two figures are not comparable, where a check declares it
    finding         null, or {"severity", "rule", "message", "figures", "document"}
    directive       null, or {"id", "lead", "partners", "deadline", "document", "item", "stated", "proposed"}
    task            null, or {"id", "agencies", "due", "assigned_by", "document"}
    members         null, or {"list", "joined", "left"}: a list of agencies that changed

Labels, titles and sentences are {"vi", "en"}.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ..checks.findings import Finding
from ..errors import DataError
from ..indicators.accounts import Account, Directed, Words
from ..indicators.change import Change, Changes
from ..indicators.quality import AREAS
from ..vocabulary.agencies import agencies
from ..vocabulary.catalogue import Bilingual, dimension_labels
from ..vocabulary.changes import rules
from ..vocabulary.locators import Locator
from ..vocabulary.measures import Measure
from ..vocabulary.periods import Period
from ..vocabulary.values import Value
from .change_sentences import COMPARABILITY, day_label, sentence
from .numbers import day, shown

Pair = dict[str, str]  # {"vi": …, "en": …}
_AREA_OF = {topic: area for area, topics in AREAS.items() for topic in topics}


def told(found: Changes) -> list[dict[str, Any]]:
    """Every change as plain data, weightiest first; raises DataError when the accounts have no words."""
    return [_told(found, entry) for entry in found.entries]


def kinds() -> list[tuple[str, Pair]]:
    """The kinds of changes in reading order, each with what it is called."""
    return [(kind, rule.label.model_dump()) for kind, rule in rules().kinds.items()]


def topic_label(topic: str) -> Bilingual:
    """What an area is called: `kinh phí`."""
    area = area_of(topic)
    return dimension_labels()["topic"].get(area) or Bilingual(vi=area, en=area)


def area_of(topic: str) -> str:
    """The area that must be reported to which a topic belongs: lines of business to procedures."""
    return _AREA_OF.get(topic, topic)


def headline(found: Changes) -> Pair:
    """The changes in one sentence: how many of each kind, the weightiest kinds first."""
    named = [(kind, found.count(kind)) for kind in rules().kinds if kind != "dropped" and found.count(kind)]
    if found.kind == "periods":
        name = {lang: Period.parse(found.before.period).label(lang) for lang in ("vi", "en")}
        opening = {"vi": f"So với {name['vi']}", "en": f"Since {name['en']}"}
    else:
        opening = {"vi": "So với bản đã phát hành", "en": "Since the released pack"}
    if not named:
        return {"vi": f"{opening['vi']}: không có thay đổi.", "en": f"{opening['en']}: nothing changed."}
    return {
        lang: f"{opening[lang]}: " + "; ".join(_counted(found, kind, n, lang) for kind, n in named) + "."
        for lang in ("vi", "en")
    }


def _counted(found: Changes, kind: str, number: int, lang: str) -> str:
    if found.kind == "revisions" and kind == "revised":
        noun = "quantity" if number == 1 else "quantities"
        return {"vi": f"{number} đại lượng được sửa", "en": f"{number} {noun} corrected"}[lang]
    return rules().kind(kind).count(number, lang)


# ---------------------------------------------------------------------- one change


def _told(found: Changes, entry: Change) -> dict[str, Any]:
    what = title(found, entry)
    return {
        "kind": entry.kind,
        "kind_label": rules().kind(entry.kind).label.model_dump(),
        "key": entry.key,
        "weight": entry.weight,
        "level": entry.level,
        "topic": entry.topic,
        "topic_label": topic_label(entry.topic).model_dump(),
        "agency": entry.agency,
        "what": what,
        "sentence": {lang: sentence(_spoken(found, entry, what, lang)) for lang in ("vi", "en")},
        "before": _side(found, entry.before),
        "after": _side(found, entry.after),
        "difference": _difference(entry),
        "comparability": entry.comparability,
        "comparability_label": COMPARABILITY[entry.comparability].model_dump(),
        "reason": _message(entry.reason) if entry.reason is not None else None,
        **_about(entry),
    }


def title(found: Changes, entry: Change) -> Pair:
    """What the change is about, in both languages; never empty."""
    if entry.value is not None:
        return _words(found, entry.value).title.model_dump()
    if entry.directive is not None:
        return entry.directive.title.model_dump()
    if entry.task is not None:
        return entry.task.title.model_dump()
    if entry.members is not None:
        return rules().list_label(entry.members.list).model_dump()
    assert entry.finding is not None
    about = next((v for f in entry.finding.figures if (v := _held(found, f)) is not None), None)
    if about is not None:
        return _words(found, about).title.model_dump()
    return topic_label(entry.topic).model_dump()


def _held(found: Changes, figure: str) -> Value | None:
    return found.after.values.get(figure) or found.before.values.get(figure)


def _account_of(found: Changes, value: Value) -> tuple[Account, str]:
    """The account that says this very value, and the id it has there."""
    for account in (found.after, found.before):
        if account.values.get(value.id) == value:
            return account, value.id
    return found.before, value.id.removesuffix(f".{found.before.period}")


def _words(found: Changes, value: Value) -> Words:
    account, id = _account_of(found, value)
    if id not in account.words:
        raise DataError("The account has no words for a value.", found=id, hint="make it with exhibits.accounts")
    return account.words[id]


def _side(found: Changes, value: Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {
        "figure": _account_of(found, value)[1],
        "shown": _words(found, value).shown.model_dump(),
        "as_of": value.as_of.isoformat() if value.as_of else None,
        "as_of_label": {lang: day_label(value, lang) for lang in ("vi", "en")},
        "document": value.document,
    }


def _difference(entry: Change) -> dict[str, Any] | None:
    if entry.difference is None or entry.difference.amount is None:
        return None
    return {
        "shown": {lang: signed(entry.difference, lang) for lang in ("vi", "en")},
        "amount": str(entry.difference.amount),
    }


def signed(difference: Value, lang: str) -> str:
    """`+3`, `-1,4 điểm phần trăm`, `0`: a difference with its sign, of percentages in points."""
    sign = "+" if difference.amount is not None and difference.amount > 0 else ""
    if difference.measure is Measure.PERCENT:
        points = {"vi": "điểm phần trăm", "en": "percentage points"}[lang]
        return f"{sign}{shown(difference, lang, unit=False)}\u00a0{points}"
    return f"{sign}{shown(difference, lang)}"


def _message(finding: Finding) -> Pair:
    return {"vi": finding.message_vi, "en": finding.message_en}


def _about(entry: Change) -> dict[str, Any]:
    finding, directive, task, members = entry.finding, entry.directive, entry.task, entry.members
    return {
        "finding": None
        if finding is None
        else {
            "severity": finding.severity.value,
            "rule": finding.rule,
            "message": _message(finding),
            "figures": list(finding.figures),
            "document": finding.document,
        },
        "directive": None
        if directive is None
        else {
            "id": directive.id,
            "lead": list(directive.lead),
            "partners": list(directive.partners),
            "deadline": directive.deadline.isoformat() if directive.deadline else None,
            "document": directive.document,
            "item": directive.item,
            "stated": directive.stated,
            "proposed": directive.proposed,
        },
        "task": None
        if task is None
        else {
            "id": task.id,
            "agencies": list(task.agencies),
            "due": task.due.isoformat() if task.due else None,
            "assigned_by": task.assigned_by,
            "document": task.document,
        },
        "members": None
        if members is None
        else {"list": members.list, "joined": list(members.joined), "left": list(members.left)},
    }


def _spoken(found: Changes, entry: Change, what: Pair, lang: str) -> dict[str, str]:
    """The words that a sentence is made of, in one language."""
    words = {"kind": entry.kind, "what": what[lang], "lang": lang, "sort": found.kind}
    for name, value in (("before", entry.before), ("after", entry.after)):
        if value is not None:
            words[name] = _words(found, value).shown[lang]
            words[f"{name}_day"] = day_label(value, lang)
            words[f"{name}_what"] = _words(found, value).title[lang]
            words[f"{name}_amount"] = str(value.amount)
    if entry.difference is not None and entry.difference.amount is not None:
        words["difference"] = signed(entry.difference, lang)
    if entry.finding is not None:
        words["message"] = _message(entry.finding)[lang]
    if entry.directive is not None:
        directive = entry.directive
        issued = found.after.documents.get(directive.document) or found.before.documents[directive.document]
        words |= {
            "agencies": names(directive.lead, lang),
            "due": _deadline(directive.deadline, lang),
            "often": directive.recurrence or "",
            "document": issued.number,
            "item": Locator(Locator.parse(directive.locator).place).label(lang),
            "status": "proposed" if directive.proposed else "assigned",
        }
    if entry.task is not None:
        words |= {"agencies": names(entry.task.agencies, lang), "due": _deadline(entry.task.due, lang)}
    if entry.members is not None:
        words |= {"joined": names(entry.members.joined, lang), "left": names(entry.members.left, lang)}
    return words


def names(ids: Iterable[str], lang: str) -> str:
    """Short names in a row, as they stand inside a sentence: groups of agencies in small letters."""
    known = agencies()
    found = []
    for id in ids:
        name = known[id].short(lang) if id in known else id
        group = id in known and known[id].kind == "group" and not name[:2].isupper()
        found.append(name[:1].lower() + name[1:] if group else name)
    return ", ".join(found)


def _deadline(last: date | None, lang: str) -> str:
    return day(last, lang) if last is not None else ""


# ---------------------------------------------------------------------- the log of revisions


def amendments(found: Changes) -> list[dict[str, Any]]:
    """What we said and what we say now, one entry a change: {"figure", "what", "said", "now"}.

    `figure` is None for what is no number; `said` or `now` is None for what was not, or is not, said. The words of
    the released side are those it was printed with. Raises DataError as `told` does.
    """
    return [_amendment(found, entry) for entry in found.entries]


def _amendment(found: Changes, entry: Change) -> dict[str, Any]:
    said, now = _amended(found, entry)
    figure = _account_of(found, entry.value)[1] if entry.value is not None else None
    return {"figure": figure, "what": title(found, entry), "said": said, "now": now}


def _amended(found: Changes, entry: Change) -> tuple[Pair | None, Pair | None]:
    before, after = (_printed(found, value) for value in (entry.before, entry.after))
    if entry.value is not None:
        if before is not None and before == after:  # the number is the same: what was corrected is where it stands
            assert entry.before is not None and entry.after is not None
            pairs = [_placed(found, value) for value in (entry.before, entry.after)]
            before, after = pairs[0], pairs[1]
        return before, after
    if entry.finding is not None:
        message = _message(entry.finding)
        if entry.kind == "contradiction_settled":
            return message, None
        earlier = found.before.findings.get(entry.key)
        return (_message(earlier) if earlier is not None else None), message
    if entry.directive is not None:
        id = entry.directive.id
        old, new = found.before.directives.get(id), found.after.directives.get(id)
        pair = [None if d is None else {lang: _assignment(d, lang) for lang in ("vi", "en")} for d in (old, new)]
        return pair[0], pair[1]
    if entry.task is not None:
        task = entry.task
        named = {lang: f"{names(task.agencies, lang)}, {_deadline(task.due, lang)}" for lang in ("vi", "en")}
        return (None, named) if entry.kind == "task_came" else (named, None)
    assert entry.members is not None
    left, joined = entry.members.left, entry.members.joined
    return (
        {lang: names(left, lang) for lang in ("vi", "en")} if left else None,
        {lang: names(joined, lang) for lang in ("vi", "en")} if joined else None,
    )


def _printed(found: Changes, value: Value | None) -> Pair | None:
    """The number as printed, with its date where the date is what differs."""
    if value is None:
        return None
    return _words(found, value).shown.model_dump()


def _placed(found: Changes, value: Value) -> Pair:
    """The number with its date, and the document and place that it is taken from."""
    account, _ = _account_of(found, value)
    made = {}
    for lang, until in (("vi", "đến "), ("en", "as of ")):
        parts = [until + day_label(value, lang)] if value.as_of else []
        issued = account.documents.get(value.document or "")
        if issued is not None:
            parts.append(issued.number)
        if value.locator:
            parts.append(Locator.parse(value.locator).label(lang))
        if value.token:
            parts.append(f"“{value.token}”")
        made[lang] = f"{_words(found, value).shown[lang]} ({', '.join(parts)})"
    return made


def _assignment(directive: Directed, lang: str) -> str:
    """Title, lead and deadline of a directive."""
    due = _deadline(directive.deadline, lang) or {"vi": "không nêu thời hạn", "en": "no deadline"}[lang]
    return f"{directive.title[lang]}; {names(directive.lead, lang)}; {due}"
