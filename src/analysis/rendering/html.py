"""The HTML exporter: a notebook in, one self-contained page out.

Registered with nbconvert as `briefing-html`; `jupyter nbconvert --to briefing-html any.ipynb` works on any
notebook. A pack notebook carries `metadata.briefing` (title, period, documents, state of the data, records of
its values), from which the page's header and the sources of its figures are made.

The page asks nothing of anybody: fonts, style, script and data are inside, and its content security policy
allows nothing else. The same notebook gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import yaml
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup
from nbconvert.exporters.html import HTMLExporter
from nbconvert.filters.datatypefilter import DataTypeFilter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets import default
from traitlets.config import Config

from . import fonts
from .html_template.body import Body, Entry
from .imprint import Imprint
from .layouts import titled
from .look import Look
from .preprocessing import SparingExporter

TEMPLATES = Path(__file__).parent / "html_template"
LANGUAGES = ("vi", "en")

# What the source of a figure shows; records carry more, which the page does not need.
RECORD_KEYS = (
    "id", "title", "shown", "kind", "agency_label", "as_of_label", "known_from_label", "document_number",
    "document_title", "locator_label", "token", "formula", "inputs", "counterpart", "marks", "findings",
)
# Words that the script speaks.
SCRIPT_WORDS = (
    "close", "back", "stated", "recomputed", "as_of", "known_from", "document", "locator", "token",
    "agency", "formula", "inputs", "counterpart_stated", "counterpart_recomputed", "findings", "used_in",
    "places", "annex", "id", "no_value", "severity_error", "severity_discrepancy", "severity_rounding",
    "severity_break", "severity_gap", "mark_contradiction", "mark_rounding", "mark_not_comparable",
    "mark_not_reported", "sort_by", "sorted_up", "sorted_down", "sorted_none",
)
# What an output is shown as, when it offers several forms; nothing that needs a script.
PRIORITY = (
    "text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/latex", "text/plain",
)  # fmt: skip
LOG = "bf-revisions"
CHANGES_SHOWN = 12  # rows of the log of revisions that stand open
SIGNS = {"contradiction": "◆", "rounding": "≈", "not_comparable": "⊘", "not_reported": "—"}


@lru_cache(maxsize=1)
def _all_labels() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load((TEMPLATES / "labels.yml").read_text(encoding="utf-8"))
    return loaded


def labels(lang: str) -> Mapping[str, str]:
    """Every word the page itself says; English for a language that is neither `vi` nor `en`."""
    return _all_labels()[lang if lang in LANGUAGES else "en"]


@dataclass(frozen=True)
class PageData:
    """What `metadata.briefing` says of a notebook, with defaults for a notebook that has none."""

    meta: Mapping[str, Any]
    lang: str
    pack: bool

    @classmethod
    def of(cls, notebook: NotebookNode, fallback: str) -> PageData:
        """`fallback` is the language of a notebook that does not name its own."""
        meta = notebook.metadata.get("briefing") or {}
        parameters = (notebook.metadata.get("papermill") or {}).get("parameters") or {}
        lang = str(meta.get("lang") or parameters.get("lang") or fallback)
        known = re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*", lang) is not None
        return cls(meta, lang if known else fallback, bool(meta))

    @property
    def hide_input(self) -> bool:
        return bool(self.meta.get("hide_input", self.pack))

    @property
    def documents(self) -> list[Mapping[str, Any]]:
        return list(self.meta.get("documents") or [])

    def state(self) -> list[tuple[str, str]]:
        """(number, what is counted) in the order given; counts without a word of ours are left out."""
        words = labels(self.lang)
        locale = self.lang if self.lang in LANGUAGES else "en"
        return [
            (format_decimal(count, locale=locale), words[f"state_{key}"])
            for key, count in (self.meta.get("state") or {}).items()
            if f"state_{key}" in words and isinstance(count, int)
        ]

    def downloads(self) -> list[tuple[str, str, str]]:
        """(relative address, words, accessible name) of the files beside the page; nothing else is linked."""
        words, found = labels(self.lang), []
        for name in map(str, self.meta.get("downloads") or []):
            if re.fullmatch(r"[\w][\w .-]*\.(\w+)", name):
                text = words.get(f"download_{name.rpartition('.')[2].lower()}", name)
                found.append((name, text, words["downloads_of"].format(name=f"{text} ({name})")))
        return found

    def values(self, displayed: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The records of the displayed figures and of everything they follow from, in a fixed order."""
        records = self.meta.get("values") or {}
        found: dict[str, dict[str, Any]] = {}
        queue = [figure for figure in displayed if figure in records]
        while queue:
            figure = queue.pop(0)
            if figure in found:
                continue
            record = records[figure]
            filled = (key for key in RECORD_KEYS if record.get(key) not in (None, "", [], {}))
            found[figure] = {key: record[key] for key in filled} | {"id": figure}
            beside = [record["counterpart"]] if record.get("counterpart") else []
            queue += [other for other in (*(record.get("inputs") or []), *beside) if other in records]
        return dict(sorted(found.items()))


class PlainMath(IPythonRenderer):
    """Markdown whose formulas stay readable text: a page that asks nobody for anything has no MathJax."""

    def block_math(self, body: str) -> str:
        return f'<pre class="bf-math">{escape(body.strip())}</pre>'

    def inline_math(self, body: str) -> str:
        return f'<code class="bf-math">{escape(body.strip())}</code>'

    def latex_environment(self, name: str, body: str) -> str:
        return f'<pre class="bf-math">{escape(body.strip())}</pre>'

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre><code>{escape(code.strip())}</code></pre>"


class BriefingHTMLExporter(SparingExporter, HTMLExporter):
    """nbconvert exporter `briefing-html`.

    `language_code` (default `vi`) is the language of notebooks that do not name their own in
    `metadata.briefing.lang` or in papermill's parameters.
    """

    export_from_notebook = "Briefing HTML"

    @default("language_code")
    def _language_code_default(self) -> str:
        return "vi"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "base"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "cells.html.j2"

    @default("extra_template_paths")
    def _extra_template_paths_default(self) -> list[str]:
        return [str(TEMPLATES)]

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return []  # a folder named `base` where the command is run is not ours

    @default("embed_images")
    def _embed_images_default(self) -> bool:
        return True

    @property
    def default_config(self) -> Config:
        config = Config({"NbConvertBase": {"display_data_priority": list(PRIORITY)}})
        inherited = super().default_config.copy()
        inherited.merge(config)
        return inherited

    # ------------------------------------------------------------------ the conversion

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook, and nbconvert's resources."""
        page = PageData.of(nb, self.language_code)
        words = labels(page.lang)
        title = str(page.meta["title"]) if page.meta.get("title") else _metadata_title(nb)
        body = Body(words, title=title, pack=page.pack)
        self._register(nb, body)
        resources = self._init_resources(resources)
        resources["briefing_hide_input"] = page.hide_input
        resources["briefing_labels"] = words
        # Past HTMLExporter's own: it would parse the whole page again and write it anew.
        given = self.untouched(nb, code_hidden=page.hide_input)
        cells, resources = super(HTMLExporter, self).from_notebook_node(given, resources, **kw)
        values = page.values(body.figures)
        if problem := Look.of(page.meta).problem:
            self.log.warning("%s", problem)
        if page.pack:
            for figure in sorted(body.figures.keys() - values.keys()):
                self.log.warning("The page shows %s, but the notebook holds no record of it.", figure)
        name = str((resources.get("metadata") or {}).get("name") or "Notebook")
        return write_page(page, body, cells.strip(), values, body.title or name), resources

    def _register(self, nb: NotebookNode, body: Body) -> None:
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))

        priority = DataTypeFilter(parent=self).display_data_priority

        def preferred(data: Mapping[str, Any]) -> list[str]:
            fit = [kind for kind in priority if kind in data]
            if len(fit) > 1 and fit[0] == "text/html" and body.blank(data["text/html"]):
                fit = fit[1:]
            return fit[:1]

        def drawing(source: Any, alt: str | None = None) -> str:
            return body.drawing(_text(source), alt or body.labels["image"])

        def picture(output: Mapping[str, Any], kind: str, cell: Mapping[str, Any]) -> str:
            return _picture(output, kind, cell, body.labels["image"])

        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        self.register_filter("filter_data_type", preferred)
        self.register_filter("clean", body.clean)
        self.register_filter("drawing", drawing)
        self.register_filter("picture", picture)

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """Markdown as HTML, its images inside; the `clean` filter comes after it."""
        renderer = PlainMath(
            escape=False,
            attachments=context.get("cell", {}).get("attachments", {}),
            embed_images=self.embed_images,
            path=context.get("resources", {}).get("metadata", {}).get("path", ""),
            exclude_anchor_links=True,
            **self.lexer_options,
        )
        return MarkdownWithMath(renderer=renderer).render(source)


# ---------------------------------------------------------------------- the page


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css_string"] = _css_string
    return environment


@lru_cache(maxsize=1)
def _assets() -> tuple[str, str]:
    """(style, script), trimmed."""
    style = (TEMPLATES / "briefing.css").read_text(encoding="utf-8")
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.S)
    style = re.sub(r"\s*\n\s*", "\n", style).strip()
    return style, (TEMPLATES / "briefing.js").read_text(encoding="utf-8").strip()


def write_page(page: PageData, body: Body, cells: str, values: Mapping[str, Any], title: str) -> str:
    """The whole page: header, contents, cells, data of the figures, fonts, style, script and its policy."""
    words = labels(page.lang)
    style, script = _assets()
    meta = dict(page.meta, lang=page.lang)
    imprint, look = Imprint.of(meta), Look.of(meta)
    contents = [*_log_entry(imprint), *body.contents]
    spoken = {key: words[key] for key in SCRIPT_WORDS}
    data = {"labels": spoken, "signs": SIGNS, "values": values, "lang": page.lang}
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    marker = f"/*fonts {digest}*/"  # the fonts are cut to what the finished page says
    written = _environment().get_template("page.html.j2").render(
        t=words,
        page=page,
        title=title,
        titled=titled(title, meta),
        imprint=imprint,
        look=look,
        shown=CHANGES_SHOWN,
        contents=contents if len(contents) > 1 else [],
        marks=[(mark, SIGNS[mark], words[f"mark_{mark}"]) for mark in SIGNS if mark in body.marks],
        cells=Markup(cells),
        data=Markup(script_safe(data)),
        style=Markup(style),
        script=Markup(script),
        digest=digest,
        has_values=bool(values),
        fonts=Markup(marker),
    )
    italic = re.search(r"<(?:em|i|cite|var|dfn)\b|font-style:\s*italic", written) is not None
    return written.replace(marker, fonts.css(set(written), italic=italic), 1)


def _log_entry(imprint: Imprint) -> list[Entry]:
    """The line of the contents that leads to the log of revisions, where there is one."""
    if not imprint.log:
        return []
    return [Entry(LOG, imprint.words["log"], 2, imprint.log[0].title)]


def script_safe(data: Any) -> str:
    """`data` as JSON that cannot end its script element, nor begin a comment in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _css_string(text: str) -> Markup:
    """`text` as a CSS string that cannot end its style element."""
    safe = "".join(c if c.isalnum() or c in " .,:;–—-()/%" else f"\\{ord(c):x} " for c in text)
    return Markup(f'"{safe}"')


def _metadata_title(notebook: NotebookNode) -> str | None:
    title = notebook.metadata.get("title")
    return title.strip() if isinstance(title, str) and title.strip() else None


def _text(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)


def _picture(output: Mapping[str, Any], kind: str, cell: Mapping[str, Any], nameless: str) -> str:
    """An image output as an element with a data URI, its alternative text from the metadata."""
    metadata = output.get("metadata") or {}
    own: Mapping[str, Any] = metadata[kind] if isinstance(metadata.get(kind), Mapping) else {}
    alt = own.get("alt") or metadata.get("alt") or (cell.get("metadata") or {}).get("alt") or nameless
    found = {side: own.get(side, metadata.get(side)) for side in ("width", "height")}
    sizes = "".join(f' {side}="{size}"' for side, size in found.items() if isinstance(size, int))
    data = re.sub(r"[^A-Za-z0-9+/=]", "", _text(output["data"][kind]))
    image = f'<img src="data:{kind};base64,{data}" alt="{escape(str(alt))}"{sizes}>'
    return f'<div class="bf-picture">{image}</div>'
