"""The Atom feed: releases, revisions and changes, by the rules of RFC 4287, with ids that never change."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as Tree

import pytest

from analysis import briefing
from analysis.paths import Workspace
from analysis.publishing.site import addresses, registry
from analysis.publishing.site.model import Site
from analysis.publishing.site.sections import feed
from site_offices import NATION, freeze, office, shelve

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A released national pack, and a draft that the feed must not tell of."""
    made = office(tmp_path / "office").workspace
    shelve(made)
    freeze(made)
    shelve(made, NATION + "-en")
    yield made
    briefing.forget()


def told(workspace: Workspace, lang: str = "vi") -> Tree.Element:
    return Tree.fromstring(feed.feed(Site(workspace), lang))


def ids(root: Tree.Element) -> list[str]:
    return [str(entry.findtext(f"{ATOM}id")) for entry in root.iter(f"{ATOM}entry")]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_feed_keeps_the_rules(workspace: Workspace, lang: str) -> None:
    root = told(workspace, lang)
    assert root.tag == f"{ATOM}feed" and root.get(LANG) == lang
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            found = element.findall(f"{ATOM}{name}")
            assert len(found) == 1 and found[0].text, name
        assert re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:\S+", str(element.findtext(f"{ATOM}id")))
        moment = datetime.fromisoformat(str(element.findtext(f"{ATOM}updated")))
        assert moment.tzinfo is not None
        links = element.findall(f"{ATOM}link")
        alternates = [link for link in links if link.get("rel") == "alternate"]
        assert len(alternates) == 1 and all(link.get("href") and link.get("type") for link in links)
    assert root.find(f"{ATOM}author/{ATOM}name") is not None  # entries without an author have the feed's
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"] == ["feed.xml"]
    all_ids = [str(root.findtext(f"{ATOM}id")), *ids(root)]
    assert len(set(all_ids)) == len(all_ids)
    days = [str(entry.findtext(f"{ATOM}updated")) for entry in root.iter(f"{ATOM}entry")]
    assert days == sorted(days, reverse=True) and root.findtext(f"{ATOM}updated") == days[0]


def test_drafts_are_not_told(workspace: Workspace) -> None:
    assert any(f"packs/{NATION}/0" in id for id in ids(told(workspace, "vi")))
    assert not any("packs/" in id for id in ids(told(workspace, "en")))


def test_a_revision_is_a_new_entry_and_the_old_one_keeps_its_id(workspace: Workspace) -> None:
    before = ids(told(workspace))
    freeze(workspace, notes=(None, "Đính chính"))
    root = told(workspace)
    assert [id for id in ids(root) if id not in before] == [f"tag:{feed.AUTHORITY}:vi/packs/{NATION}/1"]
    assert set(before) <= set(ids(root))
    newest = next(root.iter(f"{ATOM}entry"))
    assert str(newest.findtext(f"{ATOM}title")).endswith("bản sửa đổi 1")
    summary = str(newest.findtext(f"{ATOM}summary"))
    assert "Lý do: Đính chính." in summary and "nêu 7 → nêu 9" in summary
    enclosures = [link for link in newest.iter(f"{ATOM}link") if link.get("rel") == "enclosure"]
    assert enclosures[0].get("type") == "application/pdf"
    assert enclosures[0].get("href") == f"packs/{NATION}/briefing.pdf"
    size = (workspace.released / NATION / "1" / "briefing.pdf").stat().st_size
    assert enclosures[0].get("length") == str(size)
    older = [e for e in root.iter(f"{ATOM}entry") if str(e.findtext(f"{ATOM}id")).endswith("/0")]
    assert not [link for link in older[0].iter(f"{ATOM}link") if link.get("rel") == "enclosure"]


def test_changes_of_a_period_are_told(workspace: Workspace) -> None:
    root = told(workspace, "en")
    entry = next(e for e in root.iter(f"{ATOM}entry") if str(e.findtext(f"{ATOM}id")).endswith("changes/2026-06"))
    assert entry.findtext(f"{ATOM}title") == "Changes in June 2026"
    assert entry.findtext(f"{ATOM}updated") == "2026-06-24T00:00:00+07:00"
    assert entry.findtext(f"{ATOM}summary")


def test_every_link_leads_to_a_page_or_file_of_the_site(workspace: Workspace) -> None:
    site = Site(workspace)
    there = {page.path for page in registry.pages(site)} | {
        addresses.pack(pack.place, name) for pack in site.packs for name in pack.files
    }
    for lang in site.languages:
        here = posixpath.dirname(addresses.rooted(lang, addresses.FEED))
        for link in told(workspace, lang).iter(f"{ATOM}link"):
            if link.get("rel") == "self":
                continue
            path = unquote(str(link.get("href"))).partition("#")[0]
            assert posixpath.normpath(posixpath.join(here, path)) in there, link.attrib


def test_an_address_makes_links_absolute(workspace: Workspace) -> None:
    before = ids(told(workspace, "en"))
    workspace.settings.write_text('[site]\naddress = "https://example.vn/nq57"\n', "utf-8")
    root = Tree.fromstring(feed.feed(Site(workspace), "en"))
    assert root.get("{http://www.w3.org/XML/1998/namespace}base") == "https://example.vn/nq57/en/"
    assert ids(root) == before  # a site that moves tells nothing anew


def test_the_same_site_gives_the_same_feed(workspace: Workspace) -> None:
    assert feed.feed(Site(workspace), "vi") == feed.feed(Site(workspace), "vi")


def test_a_nation_of_cards_is_cut_and_drives_nothing_out_that_is_of_the_nation(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit in ("ha-noi", "hue", "bo-y-te"):
        shelve(workspace, f"2026-06/agency/{unit}")
        freeze(workspace, f"2026-06/agency/{unit}")
    site = Site(workspace)
    assert len([item for item in feed.items(site, "vi") if item.name.startswith("packs/2026-06/agency/")]) == 3
    monkeypatch.setattr(feed, "MOST", 4)
    assert [item.name for item in feed.items(site, "vi")] == [
        f"packs/{NATION}/0", "packs/2026-06/agency/bo-y-te/0", "packs/2026-06/agency/ha-noi/0", "changes/2026-06",
    ]  # fmt: skip
