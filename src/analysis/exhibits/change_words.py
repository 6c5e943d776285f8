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
    source          null, or {"id", "number", "known_from"}: a document that is described otherwise

Labels, titles and sentences are {"vi", "en"}.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from ..checks.findings import Finding
from ..errors import DataError
from ..indicators.accounts import Account, Directed, Issued, Listed, Words
from ..indicators.change import Change, Changes, Sort
from ..indicators.quality import AREAS
from ..vocabulary.agencies import agencies
from ..vocabulary.catalogue import Bilingual, dimension_labels
from ..vocabulary.changes import rules
from ..vocabulary.locators import Locator
from ..vocabulary.measures import Measure
from ..vocabulary.periods import Period
from ..vocabulary.values import Value
from .change_sentences import COMPARABILITY, day_label, sentence
from .deadlines import deadline_words, often
from .numbers import day, shown

Pair = dict[str, str]  # {"vi": …, "en": …}
_AREA_OF = {topic: area for area, topics in AREAS.items() for topic in topics}


def told(found: Changes) -> list[dict[str, Any]]:
    """Every change as plain data, weightiest first; raises DataError when the accounts have no words."""
    return [_told(found, entry) for entry in found.entries]


def kinds(sort: Sort = "periods") -> list[tuple[str, Pair]]:
    """The kinds of changes in reading order, each with what it is called between periods, or between revisions."""
    return [(kind, rule.named(sort).label.model_dump()) for kind, rule in rules().kinds.items()]


def topic_label(topic: str) -> Bilingual:
    """What an area is called: `kinh phí`."""
    area = area_of(topic)
    return dimension_labels()["topic"].get(area) or Bilingual(vi=area, en=area)


def area_of(topic: str) -> str:
    """The area that must be reported to which a topic belongs: lines of business to procedures."""
    return _AREA_OF.get(topic, topic)


def headline(found: Changes) -> Pair:
    """The changes in one sentence: how many of each kind, in reading order. What a period's documents do not state
    again is left out: it is not gone."""
    quiet = "dropped" if found.kind == "periods" else ""
    named = [(kind, found.count(kind)) for kind in rules().kinds if kind != quiet and found.count(kind)]
    if found.kind == "periods":
        name = {lang: Period.parse(found.before.period).label(lang) for lang in ("vi", "en")}
        opening = {"vi": f"So với {name['vi']}", "en": f"Since {name['en']}"}
    else:
        opening = {"vi": "So với bản đã phát hành", "en": "Since the released pack"}
    if not named:
        return {"vi": f"{opening['vi']}: không có thay đổi.", "en": f"{opening['en']}: nothing changed."}
    return {
        lang: f"{opening[lang]}: "
        + "; ".join(rules().kind(kind).named(found.kind).count(n, lang) for kind, n in named)
        + "."
        for lang in ("vi", "en")
    }


# ---------------------------------------------------------------------- one change


def _told(found: Changes, entry: Change) -> dict[str, Any]:
    what = title(found, entry)
    return {
        "kind": entry.kind,
        "kind_label": rules().kind(entry.kind).named(found.kind).label.model_dump(),
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
    if entry.document is not None:
        return {"vi": entry.document.title_vi, "en": entry.document.title_en}
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
    finding, directive, task = entry.finding, entry.directive, entry.task
    members, document = entry.members, entry.document
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
        "source": None
        if document is None
        else {"id": document.id, "number": document.number, "known_from": document.known_from.isoformat()},
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
    if found.kind == "revisions" and entry.kind == "revised":
        said, now = _amended(found, entry)
        assert said is not None and now is not None
        words |= {"before": said[lang], "after": now[lang]}
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
            "until": _until(directive, lang),
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
    old, new = found.before, found.after
    if entry.value is not None:
        return _apart(
            entry.before,
            entry.after,
            lambda value, lang: _words(found, value).shown[lang],
            lambda value, lang: _placed(found, value, lang),
            lambda value, lang: f"{_words(found, value).title[lang]}: {_placed(found, value, lang)}",
        )
    if entry.finding is not None:
        return _apart(old.findings.get(entry.key), new.findings.get(entry.key), Finding.message)
    if entry.directive is not None:
        id = entry.directive.id
        return _apart(old.directives.get(id), new.directives.get(id), _assignment, _whole_assignment)
    if entry.task is not None:
        before, after = (
            next((task for task in account.tasks if task.id == entry.task.id), None) for account in (old, new)
        )
        return _apart(before, after, _task, _whole_task)
    if entry.document is not None:
        id = entry.document.id
        return _apart(old.documents.get(id), new.documents.get(id), lambda d, lang: d.number, _whole_document)
    assert entry.members is not None
    return _apart(entry.members.left or None, entry.members.joined or None, names)


def _apart(old: Any, new: Any, *ways: Callable[[Any, str], str]) -> tuple[Pair | None, Pair | None]:
    """What was and what is, each in words of both languages: in the first way in which they differ, else the last."""
    said: Pair | None = None
    now: Pair | None = None
    for way in ways:
        said, now = (None if one is None else {lang: way(one, lang) for lang in ("vi", "en")} for one in (old, new))
        if said != now:
            break
    return said, now


def _placed(found: Changes, value: Value, lang: str) -> str:
    """The number with its date, and the document and place that it is taken from."""
    account, _ = _account_of(found, value)
    parts = [{"vi": "đến ", "en": "as of "}[lang] + day_label(value, lang)] if value.as_of else []
    issued = account.documents.get(value.document or "")
    if issued is not None:
        parts.append(issued.number)
    if value.locator:
        parts.append(Locator.parse(value.locator).label(lang))
    if value.token:
        parts.append(f"“{value.token}”")
    number = _words(found, value).shown[lang]
    return f"{number} ({', '.join(parts)})" if parts else number


def _assignment(directive: Directed, lang: str) -> str:
    """Title, lead and deadline of a directive."""
    due = _until(directive, lang) or {"vi": "không nêu thời hạn", "en": "no deadline"}[lang]
    return f"{directive.title[lang]}; {names(directive.lead, lang)}; {due}"


def _whole_assignment(directive: Directed, lang: str) -> str:
    """Also who joins, the deadline as stated, and where it stands."""
    more = [
        {"vi": "phối hợp: ", "en": "with "}[lang] + names(directive.partners, lang) if directive.partners else "",
        f"“{directive.stated}”" if directive.stated else "",
        often(directive.recurrence, lang) if directive.deadline else "",
        Locator.parse(directive.locator).label(lang),
    ]
    return "; ".join([_assignment(directive, lang), *filter(None, more)])


def _until(directive: Directed, lang: str) -> str:
    return deadline_words(directive.kind, directive.deadline, directive.recurrence, lang)


def _task(task: Listed, lang: str) -> str:
    return f"{names(task.agencies, lang)}, {_deadline(task.due, lang)}"


def _whole_task(task: Listed, lang: str) -> str:
    return f"{task.title[lang]}; {_task(task, lang)}; {task.assigned_by}"


def _whole_document(document: Issued, lang: str) -> str:
    title = {"vi": document.title_vi, "en": document.title_en}[lang]
    return f"{document.number}, {title}, {day(document.known_from, lang)}"
