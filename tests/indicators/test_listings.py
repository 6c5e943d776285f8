"""Lists of agencies: taken whole from the latest document that has them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pandas as pd

from analysis.indicators import listings
from analysis.tables.view import View


def view(*rows: tuple[str, str, str, str, str]) -> View:
    columns = ["list", "agency", "document", "locator", "known_from"]
    frame = pd.DataFrame(list(rows), columns=columns)
    frame["known_from"] = pd.to_datetime(frame["known_from"])
    return cast(View, SimpleNamespace(groups=frame))


def test_the_latest_document_wins_as_a_whole() -> None:
    known = view(
        ("products.has", "ha-noi", "old", "I/¶1", "2026-05-31"),
        ("products.has", "hue", "old", "I/¶1", "2026-05-31"),
        ("products.has", "bo-y-te", "new", "II/¶2", "2026-06-24"),
        ("products.none", "hue", "old", "I/¶2", "2026-05-31"),
    )
    listing = listings.latest(known, "products.has")
    assert listing.agencies == ("bo-y-te",)
    assert listing.places == (("new", "II/¶2"),)
    assert "bo-y-te" in listing and "ha-noi" not in listing
    assert listings.latest(known, "products.none").agencies == ("hue",)


def test_ministries_and_localities_are_told_apart() -> None:
    known = view(
        *[
            ("x", agency, "d", "I/¶1", "2026-05-31")
            for agency in ("hue", "bo-y-te", "thanh-tra-chinh-phu", "viettel", "hue")
        ]
    )
    listing = listings.latest(known, "x")
    assert listing.ministries == ("bo-y-te", "thanh-tra-chinh-phu")
    assert listing.localities == ("hue",)  # named twice, counted once
    assert listing.of_kind("enterprise") == ("viettel",)


def test_no_such_list() -> None:
    assert listings.latest(view(), "products.has").agencies == ()
