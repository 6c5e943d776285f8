"""Exhibits, sentences and values as parts of one page of the site.

Exhibits are cleaned as they are for a pack's page. Each figure leads on: a stated one to its permanent page, a
recomputed one to the annex at the foot of the same page, which says how it follows from stated ones.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup

from ...exhibits.context import Context
from ...exhibits.display import Exhibit
from ...exhibits.markup import Shown, Text
from ...exhibits.numbers import shown
from ...rendering.html import labels
from ...rendering.html_template.body import Body
from ...vocabulary.measures import Kind
from ...vocabulary.values import Value
from . import addresses

_LINK = re.compile(r'<a class="bf-fig" data-figure="([^"]*)" href="#src-[^"]*">(.*?)</a>', re.S)
FEW = 6  # recomputed values of a page whose annex stands open
MOST_INPUTS = 12  # inputs of one value that are named one by one
Showable = Exhibit | Iterable["Showable"] | None


@dataclass(frozen=True)
class Derived:
    """One entry of the annex: a recomputed value, in words."""

    id: str
    title: str
    shown: str
    formula: str
    inputs: tuple[Markup, ...]
    stated: Markup | None
    more: int = 0  # inputs that are not named one by one


@dataclass
class Fragments:
    """What one page shows, noted as it is shown. `path` is the page's address below the site's root."""

    path: str
    lang: str
    body: Body = field(init=False)
    _values: dict[str, tuple[Value, Context]] = field(default_factory=dict)
    _derived: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A title that no heading has: all headings of exhibits stay, below those of the template.
        self.body = Body(labels(self.lang), title="\0", pack=True, _level=2)

    # ------------------------------------------------------------------ what templates call

    def show(self, exhibit: Showable) -> Markup:
        """An exhibit, or several one after the other, as HTML; nothing for None."""
        if exhibit is None:
            return Markup("")
        if not isinstance(exhibit, Exhibit):
            return Markup("").join(self.show(each) for each in exhibit)
        self._note(exhibit.values(), exhibit.context)
        return Markup(self._linked(self.body.clean(exhibit.html())))

    def say(self, text: Text | str, context: Context) -> Markup:
        """A sentence in line, its figures linked."""
        if isinstance(text, str):
            return Markup(html.escape(text))
        self._note(text.values(), context)
        return Markup(self._linked(text.html()))

    def fig(self, value: Value | None, context: Context, *, unit: bool = True, marks: bool = True) -> Markup:
        """One value, as every exhibit writes it, linked; a dash for None."""
        if value is None:
            return Markup("–")
        self._note((value,), context)
        signs = context.marks(value) if marks else ()
        return Markup(self._linked(Shown(value, shown(value, self.lang, unit=unit), signs, self.lang).html()))

    def annex(self) -> list[Derived]:
        """The recomputed values that the page has shown so far and all that they follow from, in that order."""
        found: list[Derived] = []
        queue = list(self._derived)
        seen: set[str] = set()
        while queue:
            id = queue.pop(0)
            if id in seen:
                continue
            seen.add(id)
            value, context = self._values[id]
            beside = value.counterpart
            reported = [each for each in value.inputs if each.reported]
            inputs = tuple(self._named(each, context) for each in reported[:MOST_INPUTS])
            stated = self._named(beside, context) if beside is not None and beside.reported else None
            record = context.record(value)
            found.append(
                Derived(
                    id,
                    record["title"],
                    record["shown"],
                    record["formula"] or "",
                    inputs,
                    stated,
                    len(reported) - len(inputs),
                )
            )
            queue += [each for each in self._derived if each not in seen and each not in queue]
        return found

    # ------------------------------------------------------------------ links

    def _note(self, values: Iterable[Value], context: Context) -> None:
        for value in values:
            if value.reported:
                self._values[value.id] = (value, context)

    def _named(self, value: Value, context: Context) -> Markup:
        title = html.escape(context.title(value))
        return Markup(f"{title}: ") + self.fig(value, context, marks=False)

    def _linked(self, source: str) -> str:
        return _LINK.sub(self._link, source)

    def _link(self, match: re.Match[str]) -> str:
        id, words = html.unescape(match[1]), match[2]
        if id not in self._values:
            return words
        value = self._values[id][0]
        address = addresses.figure(value) if value.kind is Kind.STATED else None
        if address is None:
            self._derived[id] = None
            there = f"#src-{html.escape(id)}"
        else:
            there = html.escape(addresses.relative(self.path, addresses.rooted(self.lang, address)))
        return f'<a class="bf-fig" data-figure="{match[1]}" href="{there}">{words}</a>'
