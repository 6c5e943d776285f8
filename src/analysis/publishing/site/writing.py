"""Pages as bytes: the templates, what they can call, and what all of them depend on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...exhibits.numbers import day, number
from ...rendering import manifest
from ...vocabulary.agencies import agencies
from ...vocabulary.periods import Period
from . import addresses
from .fragments import FEW, Fragments
from .keys import digest
from .model import Site
from .pages import Page

TEMPLATES = Path(__file__).with_name("templates")
# The folders of the program that no page comes from: what reads documents, and what prints.
_NOT_OURS = ("reading", "commands", "demo", "orchestration", "cli.py", "publishing")
_OURS = "publishing/site/"
NAVIGATION = (
    (addresses.ARCHIVE, "nav_archive"),
    (addresses.CHANGES, "nav_changes"),
    (addresses.AGENCIES, "nav_agencies"),
    (addresses.INDICATORS, "nav_indicators"),
    (addresses.DIRECTIVES, "nav_directives"),
    (addresses.DOCUMENTS, "nav_documents"),
    (addresses.QUALITY, "nav_quality"),
    (addresses.METHOD, "nav_method"),
    (addresses.DATA, "nav_data"),
)


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """Every word of the frame, by language."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load((TEMPLATES / "words.yml").read_text("utf-8"))
    return loaded


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, compiled once for a process and its forks."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["addresses"] = addresses
    return made


@lru_cache(maxsize=1)
def program() -> str:
    """One checksum of the program and the libraries that pages come from."""
    files = [
        f"{path} {checksum}"
        for path, checksum in manifest.program().items()
        if path.startswith(_OURS) or not path.startswith(_NOT_OURS)
    ]
    return digest(files, manifest.libraries())


class Writer:
    """Writes the pages of one site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @cached_property
    def _logo(self) -> Path | None:
        return self.site.office.logo(self.site.workspace)

    @cached_property
    def frame(self) -> str:
        """A checksum of what all pages have in common: the program, the office, whether the data are invented."""
        site = self.site
        return digest(
            program(),
            [[site.title(lang), site.issuer(lang)] for lang in site.languages],
            self._logo.read_bytes().hex() if self._logo else None,
            site.invented,
            site.drafts,
            site.office.accent,  # of the style, which pages name with the version of their frame
        )

    def key(self, page: Page) -> str:
        """All that the page depends on."""
        return digest(
            self.frame, page.path, page.template, page.title, page.description, page.trail, page.section, page.draft,
            page.key,
        )  # fmt: skip

    def write(self, page: Page) -> bytes:
        """The page's HTML; what its `context` or its template raises goes through."""
        fragments = Fragments(page.path, page.lang)
        given = dict(page.context())
        text = environment().get_template(page.template).render({**self._names(page, fragments), **given})
        return text.encode("utf-8")

    def _names(self, page: Page, fragments: Fragments) -> dict[str, Any]:
        site, lang, path = self.site, page.lang, page.path

        def url(address: str, other: str | None = None) -> str:
            return addresses.relative(path, addresses.rooted(other or lang, address))

        def file(address: str) -> str:
            return addresses.relative(path, address)

        def say_day(value: date, precision: str = "day") -> str:
            return day(value, lang, precision)

        def say_number(value: Any, decimals: int = 0) -> str:
            return number(value, lang, decimals)

        def period_label(period: Period | str) -> str:
            return Period.parse(period).label(lang)

        def agency(id: str, short: bool = True) -> str:
            known = agencies().get(id)
            return id if known is None else known.short(lang) if short else known.name(lang)

        calls: Mapping[str, Callable[..., Any]] = {
            "url": url,
            "file": file,
            "show": fragments.show,
            "say": fragments.say,
            "fig": fragments.fig,
            "annex": fragments.annex,
            "pick": lambda vi, en: vi if lang == "vi" else en,
            "day": say_day,
            "number": say_number,
            "size": lambda count: size(count, lang),
            "period_label": period_label,
            "period_title": lambda period: _capital(period_label(period)),
            "agency": agency,
        }
        other = next(each for each in site.languages if each != lang)
        return {
            **calls,
            "page": page,
            "site": site,
            "lang": lang,
            "other": other,
            "t": words()[lang],
            "root": _folder(path),
            "home": _folder(path, lang),
            "search_in_header": True,
            "few_derived": FEW,
            "version": self.frame[:10],  # an older style or script is not taken from a reader's cache
            "navigation": [(address, words()[lang][name]) for address, name in NAVIGATION],
            "logo": "logo" + self._logo.suffix.lower() if self._logo else None,
        }


def _folder(path: str, lang: str = addresses.LANGUAGES[0]) -> str:
    """The way from a page to the root of the site, or of its language: `../`, or `./` at the top."""
    depth = path.count("/") - (0 if lang == addresses.LANGUAGES[0] else 1)
    return "../" * depth or "./"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def size(count: int, lang: str) -> str:
    """How much there is to load: `1,2 MB`, `340 kB`."""
    if count >= 1_000_000:
        return f"{number(Decimal(count) / 1_000_000, lang, 1)} MB"
    return f"{max(1, round(count / 1000))} kB"
