"""The Atom feed of each language: releases, revisions, and what changed in each period; drafts never.

The id of an entry follows from what it tells and never changes (RFC 4151). Links are relative unless the office gives
the address of its site: a feed reader resolves them against the address it loaded the feed from (RFC 4287, 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as Tree

from ....vocabulary.agencies import agencies
from .. import addresses
from ..changed import lines
from ..model import Site
from ..pages import File
from ..shelf import Revision, ShelvedPack
from .packs import anchor

MOST = 100  # entries; a nation's cards would be thousands, and must not drive out what is of the nation
AUTHORITY = "briefing57.invalid,2026"  # a name that nobody has; ids must not change when a site moves
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_CHANGES = 3  # sentences of a period's entry


@dataclass(frozen=True)
class Item:
    """One entry; `name` is the stable part of its id, `address` below the root of the language. `revision` is the
    number of the pack's revision that it tells of.
    """

    name: str
    title: str
    on: date
    address: str
    summary: str
    pack: ShelvedPack | None = None
    revision: int = 0


def files(site: Site) -> Iterator[File]:
    """One feed a language."""
    key = [site.rows(), [pack.key() for pack in site.packs], site.title("vi"), site.title("en"), site.issuer("vi"),
           site.issuer("en"), _address(site)]  # fmt: skip
    for lang in site.languages:
        path = addresses.rooted(lang, addresses.FEED)
        yield File(path, key, make=lambda lang=lang: feed(site, lang), group="feed")  # type: ignore[misc]


def _address(site: Site) -> str | None:
    """The address of the site, when the office says it, with a slash at its end."""
    given = site.office.site.address
    return given.rstrip("/") + "/" if given else None


def items(site: Site, lang: str) -> list[Item]:
    """What the feed tells, newest first: what is of the nation, and as much of single agencies as there is room."""
    found: list[Item] = []
    cards: list[Item] = []
    for pack in site.packs_of(lang=lang):
        told = [_released(pack, revision, lang) for revision in pack.revisions]
        (cards if pack.unit else found).extend(told)
    for period in site.months:
        known = [info.known_from for info in site.documents if info.known_from in period]
        changed = lines(site, period, lang)
        if known and changed:
            word = "Thay đổi trong" if lang == "vi" else "Changes in"
            summary = " ".join(each.sentence for each in changed[:_CHANGES])
            label = f"{word} {period.label(lang)}"
            found.append(Item(f"changes/{period}", label, max(known), addresses.changes(period), summary))
    found = _newest(found)[:MOST]
    return _newest(found + _newest(cards)[: MOST - len(found)])


def _newest(found: list[Item]) -> list[Item]:
    """The newest first; of one day what is of the nation, then later revisions, before what they supersede."""

    def rank(item: Item) -> tuple[int, bool, int, str]:
        return -item.on.toordinal(), item.pack is not None and bool(item.pack.unit), -item.revision, item.name

    return sorted(found, key=rank)


def _released(pack: ShelvedPack, revision: Revision, lang: str) -> Item:
    unit = agencies().get(pack.unit) if pack.unit else None
    name = f"{pack.title} – {unit.name(lang)}" if unit else pack.title
    label = pack.period.label(lang)
    if revision.number:
        title = (
            f"{name}, {label}: bản sửa đổi {revision.number}"
            if lang == "vi"
            else f"{name}, {label}: revision {revision.number}"
        )
    else:
        title = f"{name}, {label}"
    said = [f"{'Phát hành bởi' if lang == 'vi' else 'Released by'} {revision.by}."]
    if revision.note:
        said.append(f"{'Lý do' if lang == 'vi' else 'Why'}: {revision.note.rstrip('.')}.")
    said += [_amended(each.what[lang], each.said, each.now, lang) for each in revision.amendments[:_CHANGES]]
    address = f"{addresses.period(pack.period)}#{anchor(pack)}"
    stable = f"packs/{pack.place}/{revision.number}"
    return Item(stable, title, revision.on, address, " ".join(said), pack, revision.number)


def _amended(what: str, said: object, now: object, lang: str) -> str:
    def words(side: object) -> str:
        return side[lang] if isinstance(side, dict) else "–"

    return f"{what}: {words(said)} → {words(now)}."


def feed(site: Site, lang: str) -> bytes:
    """The feed as bytes, the same for the same site."""
    Tree.register_namespace("", _ATOM)
    address = _address(site)
    told = items(site, lang)
    root = Tree.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": lang})
    if address:
        root.set(f"{{{_XML}}}base", address + addresses.rooted(lang, ""))
    _text(root, "id", _id(lang, "feed"))
    _text(root, "title", site.title(lang))
    _text(root, "updated", _moment(max((item.on for item in told), default=site.months[-1].end)))
    author = Tree.SubElement(root, f"{{{_ATOM}}}author")
    _text(author, "name", site.issuer(lang) or site.title(lang))
    _link(root, "self", addresses.FEED, "application/atom+xml")
    _link(root, "alternate", addresses.HOME, "text/html")
    for item in told:
        entry = Tree.SubElement(root, f"{{{_ATOM}}}entry")
        _text(entry, "id", _id(lang, item.name))
        _text(entry, "title", item.title)
        _text(entry, "updated", _moment(item.on))
        _link(entry, "alternate", item.address, "text/html")
        if item.pack is not None and item.revision == item.pack.revision:
            _enclosures(entry, item.pack, lang)
        _text(entry, "summary", item.summary)
    Tree.indent(root)
    data: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _enclosures(entry: Tree.Element, pack: ShelvedPack, lang: str) -> None:
    here = addresses.rooted(lang, addresses.FEED)
    kinds = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    for format, kind in kinds.items():
        held, path = pack.held(format), pack.file(format)
        if held is not None and path is not None:
            link = _link(entry, "enclosure", addresses.relative(here, path), kind)
            link.set("length", str(held.bytes))


def _id(lang: str, name: str) -> str:
    return f"tag:{AUTHORITY}:{lang}/{name}"


def _moment(day: date) -> str:
    """The beginning of the day in Viet Nam (RFC 3339)."""
    return f"{day.isoformat()}T00:00:00+07:00"


def _text(parent: Tree.Element, name: str, text: str) -> None:
    Tree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _link(parent: Tree.Element, rel: str, href: str, kind: str) -> Tree.Element:
    return Tree.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "type": kind, "href": href})
