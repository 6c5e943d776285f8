"""What a letter says, in both languages, and what goes with it."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup

from analysis.errors import RenderError
from analysis.publishing.telling import letters, links, summary
from analysis.publishing.telling.letters import Extras, Failure, Sender
from analysis.rendering.editions import DRAFT, Amendment, Edition, Revision
from packs_to_tell import write_pack

OFFICE = Sender("Sở Khoa học & Công nghệ", "#7a1f3d")


def released(number: int, lang: str) -> dict:
    revisions = tuple(
        Revision(n, date(2026, 7, 1 + n), "Nguyễn Văn A", "đính chính" if n else None)
        for n in range(number + 1)
    )
    return Edition("released", number, revisions).entry(lang)


def written(workspace, place="2026-06/national", extras=None, **changes) -> letters.Letter:
    write_pack(workspace, place, **changes)
    return letters.pack_letter(summary.of(workspace, place), OFFICE, extras or Extras())


def test_a_draft_says_so_first(workspace) -> None:
    letter = written(workspace)
    assert letter.subject == "[DỰ THẢO] Tình hình thực hiện Nghị quyết 57-NQ/TW – Tháng 6 năm 2026"
    assert "*** DỰ THẢO – chưa phát hành ***" in letter.text
    assert "DỰ THẢO – chưa phát hành" in BeautifulSoup(letter.html, "lxml").get_text()


def test_both_forms_say_the_same(workspace) -> None:
    letter = written(workspace, extras=Extras({"pdf": "https://x.vn/a b.pdf"}, scorecards=34))
    page = BeautifulSoup(letter.html, "lxml")
    seen = " ".join(page.get_text(" ").split())
    for words in (
        "Sở Khoa học & Công nghệ",
        "Mới giải ngân 10,5%◆ dự toán được giao.",
        "10,5%◆",
        "đến 24/6/2026 · 1/TB",
        "nêu 16%",
        "Sản phẩm <b>",
        "So với tháng 5 năm 2026, 2 đại lượng thay đổi. ",
        "Thay đổi 10.",
        "và 1 nội dung khác, xem trong báo cáo",
        "Việc 3",
        "và 2 việc khác, xem trong báo cáo",
        "33 mâu thuẫn trong văn bản; 2 lệch do làm tròn; 1.234 chưa có số liệu",
        "https://x.vn/a b.pdf",
        "Cùng kỳ còn có 34 phiếu theo dõi của từng cơ quan, đơn vị.",
        "Gửi kèm: nghi-quyet-57-2026-06-du-thao.pdf.",
        "văn bản mâu thuẫn",
    ):
        assert words in seen, words
        assert words in " ".join(letter.text.split()), words
    assert "Việc 4" not in letter.text and "Việc 4" not in seen
    assert "Không thuộc phần thay đổi" not in letter.text + seen
    assert "không so sánh được" not in letter.text  # the legend has only signs that are there


def test_the_page_is_sound_and_asks_nothing_of_anybody(workspace) -> None:
    page = BeautifulSoup(written(workspace).html, "lxml")
    assert page.html["lang"] == "vi" and page.title.get_text()
    assert len(page.find_all("h1")) == 1
    assert {th["scope"] for th in page.find_all("th")} == {"col", "row"}
    assert not page.find_all(["script", "img", "link", "iframe", "form"])
    assert not page.find_all(src=True)
    assert "#7a1f3d" in str(page)


def test_in_english(workspace) -> None:
    letter = written(workspace, "2026-Q2/national-en")
    assert letter.lang == "en"
    assert letter.subject == "[DRAFT] Implementation of Resolution 57 – Q2 2026"
    assert "33 contradictions in documents; 2 rounding; 1,234 missing" in letter.text
    assert letter.attachments[0].name == "resolution-57-2026-q2-draft.pdf"


def test_a_release_and_a_revision_say_so(workspace) -> None:
    letter = written(workspace, edition=released(0, "vi"))
    assert letter.subject.startswith("Đã phát hành: Tình hình")
    assert "Phát hành ngày 1/7/2026; người phát hành: Nguyễn Văn A" in letter.text
    assert "DỰ THẢO" not in letter.text + letter.html
    assert letter.attachments[0].name == "nghi-quyet-57-2026-06.pdf"
    letter = written(workspace, edition=released(2, "vi"))
    assert letter.subject.startswith("Bản sửa đổi 2: Tình hình")
    assert letter.attachments[0].name == "nghi-quyet-57-2026-06-sua-doi-2.pdf"


def test_a_revision_says_what_it_says_otherwise(workspace) -> None:
    def both(text: str) -> dict[str, str]:
        return {"vi": text, "en": text}

    told = (
        Amendment("f1", both("Giải ngân"), both("16%"), both("10,5% <b>")),
        Amendment(None, both("Sản phẩm"), None, both("124")),
        Amendment(None, both("Mâu thuẫn"), both("có."), None),
    )
    first = Revision(0, date(2026, 7, 1), "A", unverified=("1-tb",))
    second = Revision(1, date(2026, 7, 9), "B", "đính chính số liệu", amendments=told)
    edition = {**Edition("released", 1, (first, second)).entry("vi"), "unverified": ["329-tb-vpcp"]}
    documents = [{"id": "329-tb-vpcp", "number": "329/TB-VPCP"}]
    letter = written(workspace, edition=edition, documents=documents)
    page = BeautifulSoup(letter.html, "lxml").get_text()
    for words in (
        "Lý do: đính chính số liệu",
        "Giải ngân: bản trước nêu “16%”; bản này nêu “10,5% <b>”",
        "Sản phẩm: bản này nêu “124”; bản trước chưa nêu",
        "Mâu thuẫn: bản trước nêu “có”; bản này không còn nêu",
        "Chưa đối chiếu được với văn bản gốc: 329/TB-VPCP.",
    ):
        assert words in letter.text and words in page, words
    many = tuple(Amendment(None, both(f"Số {n}"), both("1"), both("2")) for n in range(1, 16))
    edition = Edition("released", 1, (first, Revision(1, date(2026, 7, 9), "B", amendments=many))).entry("vi")
    letter = written(workspace, edition=edition)
    for said in (letter.text, BeautifulSoup(letter.html, "lxml").get_text()):
        assert "Số 12:" in said and "Số 13:" not in said and "và 3 nội dung khác, xem trong báo cáo" in said
    assert "Nội dung sửa đổi" not in BeautifulSoup(written(workspace).html, "lxml").get_text()


def test_a_draft_of_a_revision(workspace) -> None:
    first = Revision(0, date(2026, 7, 1), "A")
    drafted = (Amendment(None, {"vi": "x", "en": "x"}, None, None),)
    edition = Edition("draft", 1, (first,), drafted).entry("vi")
    letter = written(workspace, edition=edition)
    assert letter.subject.startswith("[DỰ THẢO bản sửa đổi 1] ")


def test_invented_figures_and_an_update(workspace) -> None:
    letter = written(workspace, extras=Extras(update=True), invented=True)
    assert letter.subject.startswith("[SỐ LIỆU GIẢ ĐỊNH] [DỰ THẢO] Cập nhật: ")
    assert "Bản này thay bản đã gửi trước" in letter.text


def test_without_findings_figures_and_a_name(workspace) -> None:
    folder = write_pack(workspace, findings={})
    (folder / "notebooks" / "00-summary.ipynb").unlink()  # it failed
    told = summary.of(workspace, "2026-06/national")
    letter = letters.pack_letter(told, Sender(), Extras(attach=()))
    assert "Không có phát hiện nào." in letter.text
    assert "SỐ LIỆU CHÍNH" not in letter.text and not letter.attachments and "Gửi kèm" not in letter.text


def test_what_is_too_big_is_linked_instead(workspace) -> None:
    letter = written(workspace, extras=Extras(attach=("pdf", "xlsx", "html"), limit=4000))
    assert [a.name for a in letter.attachments] == [
        "nghi-quyet-57-2026-06-du-thao.xlsx",
        "nghi-quyet-57-2026-06-du-thao.html",
    ]
    assert "Không gửi kèm nghi-quyet-57-2026-06-du-thao.pdf (5 kB), vì quá 4 kB" in letter.text


def test_sizes_are_written_as_the_language_does() -> None:
    assert letters.size(2_161_867, "vi") == "2,2 MB"
    assert letters.size(2_161_867, "en") == "2.2 MB"
    assert letters.size(10, "vi") == "1 kB"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_failure_says_what_to_do(lang) -> None:
    failure = Failure(
        "render", ("RenderError: <hỏng>\n  where: x",), {"vi": ("chạy lại",), "en": ("run again",)}
    )
    letter = letters.failure_letter(
        [failure], lang, OFFICE, started="01/07/2026 07:00", report="/r/report.html"
    )
    page = BeautifulSoup(letter.html, "lxml").get_text(" ")
    again = {"vi": "chạy lại", "en": "run again"}[lang]
    for words in ("RenderError: <hỏng>", again, "/r/report.html", "01/07/2026 07:00"):
        assert words in page and words in letter.text
    step = {"vi": "Lập báo cáo", "en": "Making the packs"}[lang]
    assert letter.subject.startswith("Sở Khoa học & Công nghệ: ") and letter.subject.endswith(step)


def test_words_are_alike_in_both_languages() -> None:
    vi, en = letters.vocabulary("vi"), letters.vocabulary("en")
    assert vi.keys() == en.keys() and vi["steps"].keys() == en["steps"].keys()


def test_there_is_no_pack(workspace) -> None:
    with pytest.raises(RenderError, match="no pack"):
        summary.of(workspace, "2026-06/national")


# ---------------------------------------------------------------------- where it is read


def test_links_lead_to_the_site_where_it_has_the_pack(workspace) -> None:
    write_pack(workspace)
    told = summary.of(workspace, "2026-06/national")
    own = links.links(workspace, told, "https://x.vn/nq 57/", site=True)
    assert own["pdf"] == str(workspace.reports / "2026-06/national/briefing.pdf")
    for name in ("packs/2026-06/national/briefing.pdf", "periods/2026-06.html"):
        (workspace.site / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace.site / name).touch()
    found = links.links(workspace, told, "https://x.vn/nq57/", site=True)
    assert found["pdf"] == "https://x.vn/nq57/packs/2026-06/national/briefing.pdf"
    assert found["site"] == "https://x.vn/nq57/periods/2026-06.html"
    assert found["html"] == str(workspace.reports / "2026-06/national/briefing.html")
    assert links.links(workspace, told, None, site=True)["pdf"].endswith(
        "site/packs/2026-06/national/briefing.pdf"
    )
    assert links.links(workspace, told, "https://x.vn", site=False)["pdf"] == own["pdf"]


def test_the_draft_of_a_revision_is_not_mixed_up_with_the_release(workspace) -> None:
    edition = {**DRAFT.entry("vi"), "revision": 1}
    write_pack(workspace, edition=edition)
    for name in ("briefing.pdf", "draft/briefing.pdf"):
        path = workspace.site / "packs/2026-06/national" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = links.links(workspace, summary.of(workspace, "2026-06/national"), "https://x.vn", site=True)
    assert found["pdf"] == "https://x.vn/packs/2026-06/national/draft/briefing.pdf"


def test_a_shared_folder_is_written_as_its_system_does() -> None:
    assert links.joined(r"\\may-chu\nq57", "packs/a.pdf") == r"\\may-chu\nq57\packs\a.pdf"
    assert links.joined("/srv/nq57/", "packs/a.pdf") == "/srv/nq57/packs/a.pdf"
    assert links.joined("https://x.vn/", "packs/a b.pdf") == "https://x.vn/packs/a%20b.pdf"
