"""Secrets: taken out of the environment while a run lasts, handed out one at a time, hidden in whatever is written.

briefing.toml names the variables. While the packs are made the variables are not there at all, so that no notebook,
no library and no process started from this one can show them.
"""

from __future__ import annotations

import base64
import contextlib
import html
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, quote_plus

from ...errors import DataError

HIDDEN = "•••"
SHORTEST = 6  # a shorter one cannot be hidden without hiding words that only look like it


class Secrets:
    """The values of the variables; shows nothing of them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.__values = {name: value for name, value in values.items() if value}
        self.__forms: list[str] = []
        for value in self.__values.values():
            self.also(value)

    def __repr__(self) -> str:
        return f"Secrets({', '.join(self.__values)})"

    def __reduce__(self) -> str:
        raise TypeError("secrets do not leave the process")

    def get(self, name: str, entry: str) -> str:
        """The value of the variable that the entry of briefing.toml names; raises DataError when there is none."""
        value = self.__values.get(name)
        if value is None:
            raise DataError(
                "A secret is not in the environment.",
                where=f"briefing.toml: {entry}",
                expected=f"the variable {name}",
                hint=f"set {name} for the run, for instance in the file that [schedule] environment names",
            )
        if len(value) < SHORTEST:
            raise DataError(
                "A secret is too short to be kept out of what is written.",
                where=f"the variable {name}",
                expected=f"at least {SHORTEST} characters",
            )
        return value

    def also(self, text: str) -> None:
        """Hides another text that gives a secret away, in all the forms in which it could be written."""
        if len(text) < SHORTEST:
            return
        plain = text.encode("utf-8")
        forms = {
            text,
            json.dumps(text)[1:-1],
            json.dumps(text, ensure_ascii=False)[1:-1],
            repr(text)[1:-1],
            repr(plain)[2:-1],
            html.escape(text),
            quote(text, safe=""),
            quote(text),
            quote_plus(text),
            base64.b64encode(plain).decode(),
            base64.urlsafe_b64encode(plain).decode(),
        }
        forms |= {base64.b64encode(plain).decode().rstrip("=")}  # as tokens have it
        # Longest first, so that no part of a longer form is left standing.
        self.__forms = sorted({*self.__forms, *forms}, key=len, reverse=True)

    def hide(self, text: str) -> str:
        """The text without any secret in it."""
        for form in self.__forms:
            if form in text:
                text = text.replace(form, HIDDEN)
        return text


@contextlib.contextmanager
def taken(names: Sequence[str]) -> Iterator[Secrets]:
    """The secrets of these variables, which are out of the environment until the block ends."""
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield Secrets(before)
    finally:
        os.environ.update(before)
