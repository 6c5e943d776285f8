"""The downloads: every table as CSV and Parquet, the Data Package that describes them, and a page about it all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from .. import addresses
from ..data_package import DataPackage, column_words, columns, described
from ..model import Site
from ..pages import File, Page
from ..search import Entry

_TITLE = {"vi": "Tải số liệu", "en": "Data downloads"}
_ABOUT = {
    "vi": "Toàn bộ số liệu ở dạng bảng, kèm mô tả từng cột, khóa, đơn vị và nguồn, để dùng tiếp trong công cụ khác.",
    "en": "All the data as tables, with each column, key, unit and source described, for use in other tools.",
}
_TYPES = {
    "text": {"vi": "chữ", "en": "text"},
    "integer": {"vi": "số nguyên", "en": "integer"},
    "number": {"vi": "số", "en": "number"},
    "date": {"vi": "ngày", "en": "date"},
    "flag": {"vi": "đúng/sai", "en": "true or false"},
    "names": {"vi": "danh sách mã", "en": "list of ids"},
}
FORMATS = ("csv", "parquet")
_PACKAGES: WeakKeyDictionary[Site, DataPackage] = WeakKeyDictionary()


def of(site: Site) -> DataPackage:
    """The package of the site, made once for a process."""
    if site not in _PACKAGES:
        _PACKAGES[site] = DataPackage(site)
    return _PACKAGES[site]


def files(site: Site) -> Iterator[File]:
    """The tables and their descriptor; one process makes them all, as the descriptor has their checksums."""
    key = ["data", site.rows(), site.title("vi"), site.title("en"), site.issuer("en")]
    for table in described():
        for format in FORMATS:
            yield File(
                addresses.table(table, format),
                key,
                make=lambda table=table, format=format: of(site).content(table, format),  # type: ignore[misc]
                group="data",
            )
    yield File(addresses.DATAPACKAGE, key, make=lambda: of(site).descriptor(), group="data")


def pages(site: Site, lang: str) -> Iterator[Page]:
    """One page."""
    yield Page(
        address=addresses.DATA,
        lang=lang,
        template="data.html.j2",
        title=_TITLE[lang],
        key=[site.rows()],
        context=lambda: _context(site, lang),
        description=_ABOUT[lang],
        section=addresses.DATA,
    )


def _context(site: Site, lang: str) -> dict[str, Any]:
    package = of(site)
    return {
        "tables": [
            {
                "name": name,
                "title": about.title[lang],
                "description": about.description[lang],
                "rows": len(package.frame(name)),
                "files": [
                    {
                        "format": format,
                        "path": addresses.table(name, format),
                        "bytes": len(package.content(name, format)),
                    }
                    for format in FORMATS
                ],
                "columns": [_column(name, column.name, column.type, lang) for column in columns(name)],
                "key": about.key,
                "references": about.references,
            }
            for name, about in described().items()
        ],
        "contents": [
            ("use", "Cách dùng" if lang == "vi" else "How to use"),
            *((name, about.title[lang]) for name, about in described().items()),
        ],
        "latest": site.latest,
    }


def _column(table: str, column: str, type: str, lang: str) -> dict[str, str]:
    words = column_words(table, column)
    unit = words["unit"][lang] if "unit" in words else ""
    return {"name": column, "type": _TYPES[type][lang], "words": words[lang], "unit": unit}


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """The page, and each table."""
    yield Entry("page", _TITLE[lang], addresses.DATA, _ABOUT[lang], words=("CSV", "Parquet", "datapackage.json"))
    for name, about in described().items():
        yield Entry("page", f"{_TITLE[lang]}: {about.title[lang]}", f"{addresses.DATA}#{name}",
                    about.description[lang], words=(f"{name}.csv",))  # fmt: skip
