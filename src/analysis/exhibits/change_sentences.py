"""One sentence a change, formal and plain, in Vietnamese and English: made of words that `change_words` gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from ..vocabulary.catalogue import Bilingual
from ..vocabulary.values import Value
from .numbers import day

Words = Mapping[str, str]

COMPARABILITY = {
    "same": Bilingual(vi="so sánh được: cùng cách thống kê", en="comparable: counted the same way"),
    "different_definition": Bilingual(
        vi="không so sánh được: cách thống kê hoặc phạm vi khác nhau",
        en="not comparable: counted otherwise or of another scope",
    ),
    "different_whole": Bilingual(vi="không so sánh được: khác tổng thể", en="not comparable: parts of other wholes"),
    "not_applicable": Bilingual(vi="không đặt ra việc so sánh", en="nothing to compare"),
}


def day_label(value: Value, lang: str) -> str:
    """The date that a value speaks of, no more exact than stated; nothing when it has none."""
    return day(value.as_of, lang, value.as_of_precision) if value.as_of else ""


def sentence(words: Words) -> str:
    """The change in one sentence."""
    plain = _PLAIN.get(words["kind"])
    return _pick(words, plain["vi"], plain["en"]) if plain else _SENTENCES[words["kind"]](words)


def _pick(words: Words, vi: str, en: str) -> str:
    """The sentence of the language."""
    return (vi if words["lang"] == "vi" else en).format_map(words)


def _at(words: Words, side: str) -> str:
    """`12 (5/2026)`: a value with its date."""
    when = words[f"{side}_day"]
    return f"{words[side]} ({when})" if when else words[side]


def _moved(words: Words) -> str:
    said = {**words, "old": _at(words, "before"), "now": _at(words, "after")}
    if "difference" not in words:  # of ranges and bounds no one number tells it
        return _pick(said, "{what}: trước nêu {old}, nay nêu {now}.", "{what}: from {old} to {now}.")
    up = Decimal(words["after_amount"]) > Decimal(words["before_amount"])
    return _pick(
        said,
        "{what}: " + ("tăng" if up else "giảm") + " từ {old} " + ("lên" if up else "xuống") + " {now}, chênh lệch "
        "{difference}.",
        "{what}: " + ("up" if up else "down") + " from {old} to {now}, a difference of {difference}.",
    )


def _unchanged(words: Words) -> str:
    return _pick(
        {**words, "old": _at(words, "before")}, "{what}: không đổi so với {old}.", "{what}: unchanged since {old}."
    )


def _revised(words: Words) -> str:
    if words["sort"] == "revisions":
        return _pick(words, "{what}: trước nêu {before}, nay nêu {after}.", "{what}: said {before}, now {after}.")
    return _pick(
        words,
        "{what}, cùng thời điểm {after_day}: trước nêu {before}, nay nêu {after}.",
        "{what}, for the same date ({after_day}): stated {before} before, {after} now.",
    )


def _broke(words: Words) -> str:
    said = {**words, "old": _at(words, "before"), "now": _at(words, "after")}
    if words["before_what"] != words["after_what"]:
        return _pick(
            said,
            "{before_what} là {old}; {after_what} là {now}: cách thống kê khác nhau, không so sánh được.",
            "{before_what}: {old}; {after_what}: {now}. Counted otherwise, not comparable.",
        )
    return _pick(
        said,
        "{what}: {old} và {now} theo cách thống kê hoặc phạm vi khác nhau, không so sánh được.",
        "{what}: {old} and {now} are counted otherwise, not comparable.",
    )


def _new(words: Words) -> str:
    said = {**words, "now": _at(words, "after")}
    if words["sort"] == "revisions":
        return _pick(said, "{what}: trước chưa nêu, nay nêu {now}.", "{what}: not given before, now {now}.")
    return _pick(said, "{what}: lần đầu được nêu, {now}.", "{what}: stated for the first time, {now}.")


def _dropped(words: Words) -> str:
    said = {**words, "old": _at(words, "before")}
    if words["sort"] == "revisions":
        return _pick(said, "{what}: không còn được nêu; trước là {old}.", "{what}: no longer given; it was {old}.")
    return _pick(
        said,
        "{what}: văn bản của kỳ này không nêu lại; số gần nhất là {old}.",
        "{what}: not stated again in this period; the last figure is {old}.",
    )


def _settled(words: Words) -> str:
    if words["sort"] == "revisions":
        return _pick(words, "Không còn mâu thuẫn: {message}", "No longer contradictory: {message}")
    return _pick(
        words,
        "Đã nêu lại, không còn mâu thuẫn; trước đây: {message}",
        "Stated again without contradiction; before: {message}",
    )


def _assigned(words: Words) -> str:
    lang = words["lang"]
    when = _pick(words, "thời hạn {until}", "due {until}") if words["until"] else _pick(
        words, "không nêu thời hạn", "no deadline")  # fmt: skip
    verb = {"vi": "giao", "en": "led by"} if words["status"] == "assigned" else {
        "vi": "đề xuất giao", "en": "proposed, to be led by"}  # fmt: skip
    return _pick(
        {**words, "when": when, "verb": verb[lang]},
        "{what}: {verb} {agencies} chủ trì, {when} ({document}, {item}).",
        "{what}: {verb} {agencies}, {when} ({document}, {item}).",
    )


def _members(words: Words) -> str:
    parts = []
    if words["joined"]:
        parts.append(_pick(words, "nêu thêm {joined}", "now also {joined}"))
    if words["left"]:
        parts.append(_pick(words, "không nêu lại {left}", "no longer {left}"))
    said = {**words, "parts": "; ".join(parts)}
    return _pick(
        said,
        "Danh sách “{what}” ở văn bản mới: {parts}.",
        "The list “{what}” in the new document: {parts}.",
    )


# Sentences without a turn, by the kind of change.
_PLAIN: Mapping[str, Bilingual] = {
    "contradiction_new": Bilingual(vi="{message}", en="{message}"),
    "contradiction_changed": Bilingual(vi="{message}", en="{message}"),
    "fell_due": Bilingual(
        vi="{what}: {agencies} chủ trì, đến hạn ngày {due}; văn bản chưa cho biết đã hoàn thành hay chưa ({document}, "
        "{item}).",
        en="{what}: led by {agencies}, fell due on {due}; no document says whether it is done ({document}, {item}).",
    ),
    "proposed_due": Bilingual(
        vi="{what}: đề xuất giao {agencies} chủ trì, thời hạn đề xuất {until}; chưa phải nhiệm vụ được giao "
        "({document}, {item}).",
        en="{what}: proposed, to be led by {agencies}, due {until}; not assigned ({document}, {item}).",
    ),
    "directive_changed": Bilingual(
        vi="{what}: nội dung ghi nhận đã được sửa ({document}, {item}).",
        en="{what}: recorded otherwise ({document}, {item}).",
    ),
    "directive_dropped": Bilingual(
        vi="{what}: được đưa ra khỏi danh mục ({document}, {item}).",
        en="{what}: taken out of the register ({document}, {item}).",
    ),
    "task_changed": Bilingual(
        vi="{what} ({agencies}): nhiệm vụ chậm, muộn kéo dài được ghi lại, thời hạn {due}.",
        en="{what} ({agencies}): the long-overdue task is recorded otherwise, due {due}.",
    ),
    "document_changed": Bilingual(
        vi="{what}: thông tin về văn bản đã được sửa.",
        en="{what}: the document is described otherwise.",
    ),
    "task_came": Bilingual(
        vi="{what} ({agencies}): mới có trong danh mục nhiệm vụ chậm, muộn kéo dài, thời hạn {due}.",
        en="{what} ({agencies}): newly listed as long overdue, due {due}.",
    ),
    "task_went": Bilingual(
        vi="{what} ({agencies}): không còn trong danh mục nhiệm vụ chậm, muộn kéo dài; văn bản không cho biết đã hoàn "
        "thành hay chưa.",
        en="{what} ({agencies}): no longer listed as long overdue; whether it is done is not said.",
    ),
}

_SENTENCES: Mapping[str, Callable[[Words], str]] = {
    "moved": _moved,
    "unchanged": _unchanged,
    "revised": _revised,
    "broke": _broke,
    "new": _new,
    "dropped": _dropped,
    "contradiction_settled": _settled,
    "assigned": _assigned,
    "proposed": _assigned,
    "list_changed": _members,
}
