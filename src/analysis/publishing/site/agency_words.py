"""Words about agencies on the site: their kinds, the lists that name them, the states of their tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_KINDS: Mapping[str, tuple[str, str]] = {
    "ministry": ("Bộ", "Ministries"),
    "ministerial": ("Cơ quan ngang bộ", "Ministerial-level agencies"),
    "government_agency": ("Cơ quan thuộc Chính phủ", "Agencies under the Government"),
    "government_body": ("Cơ quan, tổ chức của Chính phủ", "Government bodies"),
    "province": ("Tỉnh, thành phố", "Provinces and cities"),
    "commune": ("Xã, phường, đặc khu", "Communes"),
    "party": ("Cơ quan của Đảng và đoàn thể", "Party bodies and mass organisations"),
    "enterprise": ("Doanh nghiệp", "Enterprises"),
    "university": ("Đại học, học viện", "Universities"),
    "group": ("Nhóm cơ quan giao chung", "Groups of agencies"),
    "other": ("Cơ quan, tổ chức khác", "Other bodies"),
}
_ONE: Mapping[str, str] = {  # English only: Vietnamese has no plural
    "ministry": "Ministry",
    "ministerial": "Ministerial-level agency",
    "government_agency": "Agency under the Government",
    "government_body": "Government body",
    "province": "Province or city",
    "commune": "Commune",
    "party": "Party body or mass organisation",
    "enterprise": "Enterprise",
    "university": "University",
    "group": "Group of agencies",
    "other": "Other body",
}
_LISTS: Mapping[str, tuple[str, str]] = {
    "databases.fields_unpublished": (
        "chưa công bố lĩnh vực dữ liệu",
        "has not published its fields of data",
    ),
    "databases.key_complete": ("cơ sở dữ liệu trọng yếu đã đạt đủ tiêu chí", "key database with every criterion met"),
    "databases.key_incomplete.no_platform": (
        "cơ sở dữ liệu trọng yếu chưa có nền tảng và quy trình tạo lập",
        "key database without a platform or process yet",
    ),
    "databases.key_incomplete.requirements": (
        "cơ sở dữ liệu trọng yếu đã có nền tảng nhưng chưa bảo đảm yêu cầu",
        "key database whose platform falls short of the requirements",
    ),
    "databases.key_incomplete.sync": (
        "cơ sở dữ liệu trọng yếu đã có nền tảng nhưng chưa đồng bộ",
        "key database whose platform is not synchronised",
    ),
    "government.pilot_localities": ("địa phương thí điểm thể chế, chính sách", "pilots institutions and policies"),
    "procedures.complete": ("đã hoàn thành tái cấu trúc thủ tục hành chính", "has restructured all its procedures"),
    "procedures.complete_note_13": (
        "đã hoàn thành tái cấu trúc thủ tục hành chính (theo chú thích 13)",
        "has restructured all its procedures (as note 13 counts)",
    ),
    "procedures.incomplete": ("chưa hoàn thành tái cấu trúc thủ tục hành chính", "has procedures left to restructure"),
    "procedures.incomplete_note_13": (
        "chưa hoàn thành tái cấu trúc thủ tục hành chính (theo chú thích 13)",
        "has procedures left to restructure (as note 13 counts)",
    ),
    "products.commercial": ("có sản phẩm đã thương mại", "has products on the market"),
    "products.has": ("có sản phẩm", "has products"),
    "products.has_ordinary": ("có sản phẩm ngoài công nghệ chiến lược", "has products that are not strategic"),
    "products.none": ("chưa có sản phẩm", "has no product yet"),
    "products.no_answer": ("chưa cung cấp thông tin về sản phẩm", "gave no information on products"),
}
_STATES: Mapping[str, tuple[str, str]] = {
    "past": ("Đã quá thời hạn nêu", "Past the stated deadline"),
    "soon": ("Sắp đến hạn", "Due soon"),
    "later": ("Đến hạn sau đó", "Due later"),
    "recurring": ("Thường xuyên, định kỳ", "Recurring"),
    "undated": ("Không nêu thời hạn", "No deadline stated"),
}


def kind_words(kind: str, lang: str) -> str:
    """The kind of an agency as a heading: `Tỉnh, thành phố`."""
    return _picked(_KINDS, kind, lang)


def kind_of_one(kind: str, lang: str) -> str:
    """What one agency of the kind is: `Tỉnh, thành phố`, `Province or city`."""
    return kind_words(kind, lang) if lang == "vi" else _ONE.get(kind, kind)


def kinds_in_order(kinds: Iterable[str]) -> list[str]:
    """The kinds as pages list them."""
    order = list(_KINDS)
    return sorted(kinds, key=lambda kind: order.index(kind) if kind in order else len(order))


def list_words(name: str, lang: str) -> str:
    """What it means to stand in a list: `chưa có sản phẩm`; the list's own name when it has no words."""
    return _picked(_LISTS, name, lang)


def state_words(state: str, lang: str) -> str:
    """The state of a directive: `Sắp đến hạn`."""
    return _picked(_STATES, state, lang)


def _picked(words: Mapping[str, tuple[str, str]], key: str, lang: str) -> str:
    found = words.get(key)
    return key if found is None else found[0 if lang == "vi" else 1]
