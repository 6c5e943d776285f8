"""LaTeX maths as Typst maths, as far as notebooks use it; what is beyond that stands as its source text.

What the converter writes is valid Typst by construction: symbols are Unicode characters, every construct is a
function call, and text goes through `escape`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from analysis.rendering.typst.latex_symbols import (
    ACCENTS,
    DELIMITERS,
    FUNCTIONS,
    LIMIT_FUNCTIONS,
    LINE_ENVIRONMENTS,
    MATRICES,
    NAMED_SPACES,
    NEGATIONS,
    SKIPPED,
    SKIPPED_WITH_ARGUMENT,
    SPACES,
    STYLES,
    SYMBOLS,
    TEXTS,
)
from analysis.rendering.typst.text import content, escape, plain, string

_TOKEN = re.compile(r"\\([A-Za-z]+)\*?|\\(.)|(\s+)|(\d+(?:[.,]\d+)*)|(.)", re.S)
_MAX_DEPTH = 40
_LONGEST_INLINE = 160
_EMPTY = "zws"


class UnsupportedMathsError(ValueError):
    """This LaTeX is beyond the converter."""


def maths(latex: str, *, block: bool) -> str:
    """Typst markup for a formula, with its source as alternative text."""
    source = plain(latex).strip()
    for pair in ("$$", "$"):
        if source.startswith(pair) and source.endswith(pair) and len(source) > 2 * len(pair):
            source = source[len(pair) : -len(pair)].strip()
    if not source:
        return ""
    # A long formula in a line cannot be made to fit; on a line of its own it is scaled to the page.
    block = block or len(source) > _LONGEST_INLINE
    flag = "true" if block else "false"
    try:
        body = convert(source)
    except (UnsupportedMathsError, RecursionError):
        return f"#formula-text({string(source)}, block: {flag})"
    space = " " if block else ""
    return f"#math.equation(alt: {string(source)}, block: {flag}, ${space}{body}{space}$)"


def convert(latex: str) -> str:
    """The inside of a Typst formula. Raises UnsupportedMathsError."""
    parser = _Parser(latex)
    body = parser.sequence(lambda token: False, lines=True)
    if not parser.done:
        raise UnsupportedMathsError(latex)
    return body


class _Parser:
    def __init__(self, latex: str) -> None:
        # A token is (kind, text): command, escaped, space, number or character.
        kinds = ("command", "escaped", "space", "number", "character")
        self.tokens = [
            next((kind, text) for kind, text in zip(kinds, match.groups(), strict=True) if text is not None)
            for match in _TOKEN.finditer(latex)
        ]
        self.position = 0
        self.depth = 0

    @property
    def done(self) -> bool:
        return self.position >= len(self.tokens)

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.position] if not self.done else ("end", "")

    def next(self) -> tuple[str, str]:
        token = self.peek()
        self.position += 1
        return token

    def skip_space(self) -> None:
        while self.peek()[0] == "space":
            self.position += 1

    def sequence(self, stop: Callable[[tuple[str, str]], bool], *, lines: bool = False) -> str:
        """Atoms up to a token for which `stop` holds (left in place); `&` and `\\\\` only if `lines`."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise UnsupportedMathsError("nested too deeply")
        parts: list[str] = []
        while not self.done and not stop(self.peek()):
            kind, text = self.peek()
            if kind == "space":
                self.position += 1
            elif (kind, text) in {("character", "&"), ("escaped", "\\")}:
                if not lines:
                    raise UnsupportedMathsError("alignment outside an environment")
                self.position += 1
                parts.append("&" if text == "&" else "\\\n")
            else:
                parts.append(self.scripts())
        self.depth -= 1
        return " ".join(part for part in parts if part)

    def scripts(self) -> str:
        """One atom with its sub- and superscripts and primes."""
        starts_with_script = self.peek() in {("character", "^"), ("character", "_"), ("character", "'")}
        base = _EMPTY if starts_with_script else self.atom()
        upper: list[str] = []
        lower: list[str] = []
        while True:
            mark = self.position
            self.skip_space()
            kind, text = self.peek()
            if (kind, text) == ("command", "limits") or (kind, text) == ("command", "nolimits"):
                self.position += 1
            elif kind == "character" and text == "'":
                self.position += 1
                upper.append("prime")
            elif kind == "character" and text in "^_":
                self.position += 1
                (upper if text == "^" else lower).append(self.argument())
            else:
                self.position = mark
                break
        if not upper and not lower:
            return base
        places = [f"{name}: {' '.join(parts)}" for name, parts in (("t", upper), ("b", lower)) if parts]
        return f"attach({base or _EMPTY}, {', '.join(places)})"

    def argument(self) -> str:
        """A group, or the next single atom."""
        self.skip_space()
        if self.done:
            raise UnsupportedMathsError("an argument is missing")
        kind, text = self.peek()
        if kind == "number" and len(text) > 1:  # x^23 raises only the 2
            self.tokens[self.position : self.position + 1] = [("number", text[0]), ("number", text[1:])]
        return self.atom() or _EMPTY

    def group(self) -> str:
        self.position += 1
        body = self.sequence(lambda token: token == ("character", "}"), lines=False)
        self.close("}")
        return body

    def close(self, character: str) -> None:
        if self.next() != ("character", character):
            raise UnsupportedMathsError(f"{character} is missing")

    def optional(self) -> str | None:
        self.skip_space()
        if self.peek() != ("character", "["):
            return None
        self.position += 1
        body = self.sequence(lambda token: token == ("character", "]"))
        self.close("]")
        return body

    def verbatim(self) -> str:
        """The source of a group, for text and names."""
        self.skip_space()
        if self.peek() != ("character", "{"):
            kind, text = self.next()
            if kind not in {"number", "character"}:
                raise UnsupportedMathsError("text is missing")
            return text
        self.position += 1
        level = 1
        parts: list[str] = []
        while not self.done:
            kind, text = self.next()
            if (kind, text) == ("character", "{"):
                level += 1
            elif (kind, text) == ("character", "}"):
                level -= 1
                if level == 0:
                    return "".join(parts)
            parts.append({"command": f"\\{text}", "escaped": text}.get(kind, text))
        raise UnsupportedMathsError("} is missing")

    def atom(self) -> str:
        kind, text = self.peek()
        if kind == "character":
            return self.character(text)
        self.position += 1
        if kind == "number":
            return re.sub(r"[.,]", lambda match: "\\" + match.group(), text)
        if kind == "escaped":
            if text in SPACES:
                return SPACES[text]
            if text in "%$#&_{}":
                return f"\\{text}"
            if text == "|":
                return "‖"
            raise UnsupportedMathsError(f"\\{text}")
        return self.command(text)

    def character(self, text: str) -> str:
        if text == "{":
            return self.group()
        self.position += 1
        if text in "}&^_#$%\\":
            raise UnsupportedMathsError(text)
        if text == "~":
            return "space"
        if text == "'":
            return "prime"
        if text.isascii() and text.isalpha():
            return text
        if text in "+-=<>!|:?":
            return {"|": "|", "?": "\\?", "!": "\\!", ":": "\\:"}.get(text, text)
        if text.isascii():
            return f"\\{text}" if not text.isspace() else ""
        return text if text in _KNOWN else f"#text(font: text-fonts, {content(text)})"

    def command(self, name: str) -> str:
        if name in SYMBOLS:
            return SYMBOLS[name]
        if name in FUNCTIONS:
            limits = "#true" if name in LIMIT_FUNCTIONS else "#false"
            return f"op({string(FUNCTIONS[name])}, limits: {limits})"
        if name in ACCENTS:
            return f"{ACCENTS[name]}({self.argument()})"
        if name in STYLES:
            return f"{STYLES[name]}({self.argument()})"
        if name in TEXTS:
            return f"#text(font: text-fonts, size: 0.9em, {content(self.verbatim())})"
        if name in NAMED_SPACES:
            return NAMED_SPACES[name]
        if name in SKIPPED:
            return ""
        if name in SKIPPED_WITH_ARGUMENT:
            self.verbatim()
            return ""
        handler = getattr(self, f"command_{name.lower()}", None)
        if handler is None:
            raise UnsupportedMathsError(f"\\{name}")
        result: str = handler()
        return result

    # Commands with a form of their own; looked up by name.

    def command_frac(self) -> str:
        return f"frac({self.argument()}, {self.argument()})"

    command_dfrac = command_tfrac = command_cfrac = command_frac

    def command_binom(self) -> str:
        return f"binom({self.argument()}, {self.argument()})"

    def command_sqrt(self) -> str:
        degree = self.optional()
        return f"root({degree}, {self.argument()})" if degree else f"sqrt({self.argument()})"

    def command_operatorname(self) -> str:
        return f"op({string(self.verbatim())})"

    def command_overset(self) -> str:
        above = self.argument()
        return f"attach(limits({self.argument()}), t: {above})"

    command_stackrel = command_overset

    def command_underset(self) -> str:
        below = self.argument()
        return f"attach(limits({self.argument()}), b: {below})"

    def command_xrightarrow(self) -> str:
        return f"attach(limits(stretch(→, size: #2em)), t: {self.argument()})"

    def command_textcolor(self) -> str:
        self.verbatim()
        return self.argument()

    def command_tag(self) -> str:
        return f"quad #text(font: text-fonts, [({escape(self.verbatim())})])"

    def command_boxed(self) -> str:
        return self.argument()

    def command_not(self) -> str:
        self.skip_space()
        body = self.atom()
        return NEGATIONS.get(body, f"cancel({body})")

    def command_cancel(self) -> str:
        return f"cancel({self.argument()})"

    def command_pmod(self) -> str:
        return f'quad \\( op("mod") {self.argument()} \\)'

    def command_substack(self) -> str:
        self.skip_space()
        if self.next() != ("character", "{"):
            raise UnsupportedMathsError("substack")
        body = self.sequence(lambda token: token == ("character", "}"), lines=True)
        self.close("}")
        return body

    def delimiter(self) -> str:
        self.skip_space()
        kind, text = self.next()
        key = f"\\{text}" if kind in {"command", "escaped"} else text
        if key not in DELIMITERS:
            raise UnsupportedMathsError(f"delimiter {key}")
        return DELIMITERS[key]

    def command_left(self) -> str:
        opening = self.delimiter()
        body = self.sequence(lambda token: token == ("command", "right"), lines=True)
        if self.next() != ("command", "right"):
            raise UnsupportedMathsError("\\right is missing")
        return f"lr({opening} {body} {self.delimiter()})"

    def command_middle(self) -> str:
        return f"mid({self.delimiter() or _EMPTY})"

    def command_begin(self) -> str:
        name = self.verbatim().rstrip("*")
        if name in {"array", "alignat"}:
            self.verbatim()

        def stop(token: tuple[str, str]) -> bool:
            return token == ("command", "end")

        if name in LINE_ENVIRONMENTS:
            body = self.sequence(stop, lines=True)
        elif name in MATRICES or name in {"cases", "dcases"}:
            body = self.rows(name)
        else:
            raise UnsupportedMathsError(f"environment {name}")
        if self.next() != ("command", "end") or self.verbatim().rstrip("*") != name:
            raise UnsupportedMathsError(f"\\end{{{name}}} is missing")
        return body

    def rows(self, name: str) -> str:
        rows: list[list[str]] = [[]]

        def stop(token: tuple[str, str]) -> bool:
            return token in {("command", "end"), ("character", "&"), ("escaped", "\\")}

        while True:
            rows[-1].append(self.sequence(stop) or _EMPTY)
            if self.done or self.peek() == ("command", "end"):
                break
            if self.next() == ("escaped", "\\"):
                rows.append([])
        if len(rows) > 1 and rows[-1] == [_EMPTY]:
            rows.pop()
        if name in MATRICES:
            return f"mat(delim: {MATRICES[name]}, {'; '.join(', '.join(row) for row in rows)})"
        return f"cases({', '.join(' & '.join(row) for row in rows)})"


_KNOWN = {symbol for symbol in SYMBOLS.values() if len(symbol) == 1}
