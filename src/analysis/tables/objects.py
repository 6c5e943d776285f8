"""Rows of the tables as objects: documents, and figures as values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from ..vocabulary.measures import Kind, Measure, Qualifier
from ..vocabulary.values import Value


@dataclass(frozen=True)
class Title:
    """Our short title of a document in both languages: `title["vi"]` or `title("vi")`."""

    vi: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en

    __call__ = __getitem__


@dataclass(frozen=True)
class DocumentInfo:
    """A document of the project. `known_from` is the day it was issued, or its month's last day."""

    id: str
    key: str
    number: str
    kind: str
    issuer: str
    title: Title
    issued: date
    issued_precision: str
    as_of: date
    as_of_precision: str
    period: str
    known_from: date
    sha256: str | None = None


def document_info(row: Mapping[Any, Any]) -> DocumentInfo:
    """A row of the documents table as an object."""
    return DocumentInfo(
        id=row["id"],
        key=row["key"],
        number=row["number"],
        kind=row["kind"],
        issuer=row["issuer"],
        title=Title(row["title_vi"], row["title_en"]),
        issued=row["issued"].date(),
        issued_precision=row["issued_precision"],
        as_of=row["as_of"].date(),
        as_of_precision=row["as_of_precision"],
        period=row["period"],
        known_from=row["known_from"].date(),
        sha256=_text(row["sha256"]),
    )


_PLAIN = (
    "id", "indicator", "amount", "measure", "agency", "dimensions", "denominator", "upper", "qualifier",
    "decimals", "scale", "series", "as_of_precision", "document", "locator", "occurrence", "stated",
)  # fmt: skip
_MEASURES = {measure.value: measure for measure in Measure}
_QUALIFIERS = {qualifier.value: qualifier for qualifier in Qualifier}


def figure_values(figures: pd.DataFrame) -> Iterator[Value]:
    """The rows of a figures table as values, in their order; column by column, as a nation has many."""
    plain = (figures[name].tolist() for name in _PLAIN)
    dates = (figures[name].to_numpy("datetime64[D]").astype(object) for name in ("as_of", "known_from"))
    return map(_value, *dates, *plain)


def figure_value(row: Mapping[Any, Any]) -> Value:
    """A row of the figures table as a value."""
    return _value(row["as_of"].date(), row["known_from"].date(), *(row[name] for name in _PLAIN))


def _value(
    as_of: date,
    known_from: date,
    id: str,
    indicator: str,
    amount: str,
    measure: str,
    agency: str,
    dimensions: str,
    denominator: Any,
    upper: Any,
    qualifier: str,
    decimals: Any,
    scale: Any,
    series: Any,
    as_of_precision: str,
    document: str,
    locator: str,
    occurrence: Any,
    stated: str,
) -> Value:
    return Value(
        id=id,
        indicator=indicator,
        amount=Decimal(amount),
        measure=_MEASURES[measure],
        kind=Kind.STATED,
        agency=agency,
        dimensions={} if dimensions == "{}" else json.loads(dimensions),
        denominator=_decimal(denominator),
        upper=_decimal(upper),
        qualifier=_QUALIFIERS[qualifier],
        decimals=int(decimals),
        scale=_decimal(scale),
        series=_text(series) or "",
        as_of=as_of,
        as_of_precision=as_of_precision,
        known_from=known_from,
        document=document,
        locator=locator,
        occurrence=None if occurrence is None or occurrence is pd.NA else int(occurrence),
        token=stated,
    )


def names_by_slug(databases: pd.DataFrame, lang: str) -> dict[str, str]:
    """Names of databases by the slug that ends their ids; of two rows of one database the later counts."""
    return {
        str(id).rsplit(".", 1)[-1]: str(name)
        for id, name in zip(databases["id"], databases[f"name_{lang}"], strict=True)
    }


def _decimal(number: Any) -> Decimal | None:
    """Exact: the build refuses a number that does not survive a float."""
    if number is None or number is pd.NA or number != number:  # NaN is not itself
        return None
    return Decimal(int(number)) if number == int(number) else Decimal(repr(float(number)))


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None
