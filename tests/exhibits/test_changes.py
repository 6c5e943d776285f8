"""What changed as a reader sees it: sentences, tables and plain words, in four periods and two languages; and accounts
as JSON, which a released pack keeps for ever."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis import briefing
from analysis.commands import changes as command
from analysis.errors import DataError, UsageError
from analysis.exhibits import accounts, change_words
from analysis.exhibits.context import Context
from analysis.exhibits.display import Exhibit, Prose
from analysis.exhibits.tables import Table
from analysis.exhibits.topics import agency_changes, changes
from analysis.indicators import changes as indicators
from analysis.indicators.change import Changes
from analysis.paths import Workspace
from analysis.rendering import editions
from analysis.vocabulary.changes import rules
from exhibits.wordings import faults, flat
from offices import Office, figure

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")
UNITS = ("bo-y-te", "ha-noi", "viettel")
MAY, JUNE = ("1-tb-vpcp", "tb1", "2026-05-20"), ("2-tb-vpcp", "tb2", "2026-06-24")


def known(period: str, lang: str = "vi", unit: str | None = None) -> tuple[Context, Changes | None]:
    b = briefing.start(period, lang, unit)
    earlier = b.view.previous()
    before = briefing.start(str(earlier.period), lang, unit) if earlier is not None else None
    return b, indicators.compute(b, before, brief=unit is not None)


def everything(b: Context, found: Changes | None) -> Iterator[Exhibit]:
    parts = (changes.heading, changes.prose, changes.figures_table, changes.new_table, changes.contradictions,
             changes.due_table, changes.dropped_table)  # fmt: skip
    yield from flat([part(b, found) for part in parts])


def table(b: Context, found: Changes | None, id: str) -> list[list[str]]:
    """The cells of the rows of a table, as a reader sees them."""
    made = next(e for e in everything(b, found) if isinstance(e, Table) and e.id == id)
    return [
        [made.text(c, k).plain() for c, k in zip(row.cells, made.columns[: len(row.cells)], strict=True)]
        for row in made.rows
    ]


# ---------------------------------------------------------------------- the section


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", PERIODS)
def test_every_word_can_be_read(period: str, lang: str) -> None:
    b, found = known(period, lang)
    shown = list(everything(b, found))
    assert [fault for exhibit in shown for fault in faults(exhibit)] == []
    assert len(shown) == 1 if period == "2025-06" else len(shown) >= 5
    for exhibit in shown:
        for value in exhibit.values():
            assert value.reported and f'data-figure="{value.id}"' in exhibit.html()


def test_june_is_told_as_it_is() -> None:
    b, found = known("2026-06")
    section = changes.heading(b, found)
    assert section is not None
    said = section.finding.plain()
    assert said.startswith("So với tháng 5 năm 2026, 5 đại lượng so sánh được đều giữ nguyên")
    assert "7 đại lượng không so sánh được vì khác cách thống kê" in said and "29 nhiệm vụ mới được giao" in said
    rows = table(b, found, "changes-figures")
    assert rows[0] == ["Khác cách thống kê hoặc phạm vi, không so sánh được: 7"]
    assert ["Sản phẩm khoa học, công nghệ, đổi mới sáng tạo", "348⊘", "5/2026", "124⊘"] in rows
    assert ["Cơ sở dữ liệu trọng yếu đã hoàn thành", "4/12", "5/2026", "4/12◆"] in rows
    assert not any(cell.startswith(("+", "-")) for row in rows for cell in row), "nothing is subtracted"
    assert ["Tỷ lệ giải ngân so với dự toán được giao", "10,5%◆", "16%◆", "24/6/2026"] in table(b, found, "changes-new")
    assert [row[0] for row in table(b, found, "changes-due")] == ["29/6/2026"] * 2 + ["30/6/2026"] * 5


def test_whatever_is_left_out_is_counted() -> None:
    for period in ("2026-05", "2026-06"):
        b, found = known(period, "en")
        assert found is not None
        made = {e.id: e for e in everything(b, found) if isinstance(e, Table)}
        new = made["changes-new"]
        assert len(new.rows) == rules().kind("new").page
        assert f"Besides, {found.count('new') - len(new.rows)} more" in str(new.notes[0].plain())  # type: ignore[union-attr]
        dropped = table(b, found, "changes-dropped")
        assert sum(int(row[1]) for row in dropped[:-1]) == int(dropped[-1][1]) == found.count("dropped")


def test_movements_are_shown_with_their_sign_and_percentages_in_points(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for key, late, rate in (("1-tb-vpcp 1 2026-05-20", "15", "20%"), ("2-tb-vpcp 2 2026-06-24", "12", "23,5%")):
        id, number, day = key.split()
        office.document(id, f"tb{number}", day).figures(
            figure("late", late), figure("reuse", rate, indicator="services.reuse_results")
        )
    contexts = [Context(office.view(p), lang) for p in ("2026-05", "2026-06") for lang in ("vi",)]
    b, found = contexts[1], indicators.compute(contexts[1], contexts[0])
    rows = table(b, found, "changes-figures")
    assert rows[0] == ["Thay đổi, cùng cách thống kê: 2"]
    assert [row[-1] for row in rows[1:]] == ["-3", "+3,5\u00a0điểm phần trăm"]
    assert changes.heading(b, found).finding.plain() == "So với tháng 5 năm 2026, 2 đại lượng thay đổi"  # type: ignore[union-attr]
    told = change_words.told(indicators.between(*map(accounts.account, contexts)))
    assert told[0]["sentence"] == {
        "vi": "Nhiệm vụ quá hạn, chậm muộn: giảm từ 15 (20/5/2026) xuống 12 (24/6/2026), chênh lệch -3.",
        "en": "Overdue tasks: down from 15 (20 May 2026) to 12 (24 June 2026), a difference of -3.",
    }


@pytest.mark.parametrize("june", [{"series": "b"}, {"token": "12/40"}])
def test_what_cannot_be_compared_bears_its_mark_where_no_check_says_so(tmp_path: Path, june: dict[str, str]) -> None:
    office = Office(tmp_path)
    office.document(*MAY).figures(figure("a", "15/30", indicator="databases.key_complete", series="a"))
    office.document(*JUNE).figures(
        figure("a", **{"token": "12/30", "series": "a", "indicator": "databases.key_complete", **june}))
    b, before = (Context(office.view(p), "vi") for p in ("2026-06", "2026-05"))
    row = table(b, indicators.compute(b, before), "changes-figures")[1]
    assert row[1] == "15/30⊘" and row[3].endswith("⊘") and not any(cell.startswith("-") for cell in row)


def test_what_one_number_cannot_tell_is_not_said_to_rise_or_fall(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for paper, token in ((MAY, "02-03"), (JUNE, "02 đến 05")):
        office.document(*paper).figures(figure("a", token, indicator="databases.key_complete", agency="bo-y-te"))
    b, before = (Context(office.view(p), "vi") for p in ("2026-06", "2026-05"))
    (told,) = change_words.told(indicators.between(accounts.account(before), accounts.account(b)))
    assert told["sentence"]["vi"].endswith(": trước nêu 2–3 (20/5/2026), nay nêu 2–5 (24/6/2026).")
    assert told["sentence"]["en"].endswith(": from 2–3 (20 May 2026) to 2–5 (24 June 2026).")
    assert table(b, indicators.compute(b, before), "changes-figures")[1][-1] == "nêu khác"
    own, earlier = (Context(office.view(p).of("bo-y-te"), "vi") for p in ("2026-06", "2026-05"))
    line = agency_changes.changes(own, indicators.compute(own, earlier, brief=True))
    assert line is not None and line.plain() == "So với tháng 5/2026: 1 đại lượng nêu khác."


def test_what_is_new_of_agencies_alone_is_told(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.document(*MAY).figures(figure("a", "1"))
    office.document(*JUNE).figures(
        figure("a", "1"), *(figure(f"b{n}", "3", indicator="databases.key_complete", agency=agency)
                            for n, agency in enumerate(("bo-y-te", "bo-tai-chinh"))))  # fmt: skip
    b, before = (Context(office.view(p), "vi") for p in ("2026-06", "2026-05"))
    assert len(table(b, indicators.compute(b, before), "changes-new")) == 2


# ---------------------------------------------------------------------- of one agency


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("unit", UNITS)
def test_the_line_of_a_card_can_be_read_and_is_short(unit: str, lang: str) -> None:
    for period in PERIODS:
        b, found = known(period, lang, unit)
        line = agency_changes.changes(b, found)
        if line is None:
            continue
        assert isinstance(line, Prose) and len(line.paragraphs) == 1
        assert faults(line) == [] and len(line.plain()) < 260
    assert agency_changes.changes(b, None) is None


# ---------------------------------------------------------------------- plain words


@pytest.mark.parametrize("unit", [None, "bo-y-te"])
@pytest.mark.parametrize("period", PERIODS[1:])
def test_every_change_is_told_whole_in_both_languages(period: str, unit: str | None) -> None:
    found = command.since(period, unit)
    assert found is not None
    told = change_words.told(found)
    assert len(told) == len(found.entries) > 0
    json.dumps(told)
    kinds = dict(change_words.kinds())
    for entry in told:
        assert entry["kind_label"] == kinds[entry["kind"]]
        for words in (entry["what"], entry["sentence"], entry["topic_label"], entry["comparability_label"]):
            for lang in ("vi", "en"):
                assert words[lang] and words[lang] == words[lang].strip()
                assert not any(bad in words[lang] for bad in ("None", "{", "}", "  ", "calc.", "( ", "()"))
        assert entry["sentence"]["vi"].endswith(".") and entry["sentence"]["en"].endswith(".")
        for side in ("before", "after"):
            if entry[side] is not None:
                assert entry[side]["figure"] in (found.before.values | found.after.values)
        if entry["difference"] is not None:
            assert entry["comparability"] == "same"
    line = change_words.headline(found)
    assert line["vi"].startswith("So với ") and line["en"].startswith("Since ")


# ---------------------------------------------------------------------- accounts as JSON


@pytest.mark.parametrize("unit", [None, "bo-y-te", "ha-noi"])
def test_an_account_survives_json(unit: str | None) -> None:
    made = accounts.account(briefing.start("2026-06", "en", unit))
    data = accounts.to_bytes(made)
    again = accounts.from_bytes(data)
    assert accounts.to_bytes(again) == data
    assert indicators.between(made, again, "revisions").entries == ()
    assert accounts.to_bytes(accounts.account(briefing.start("2026-06", "vi", unit))) == data
    assert len(json.dumps(accounts.to_json(made)).encode()) > 5 * len(data)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(format=99),
        lambda data: data.pop("values"),
        lambda data: data["values"][0].update(amount="many"),
        lambda data: data["values"][0].update(surprise=1),
        lambda data: data.update(end="yesterday"),
    ],
)
def test_what_is_no_account_is_refused(spoil: Any) -> None:
    data = accounts.to_json(accounts.account(briefing.start("2025-06")))
    spoil(data)
    with pytest.raises(DataError):
        accounts.from_json(data)


@pytest.mark.parametrize("data", [b"[]", b"", b"{", b"\x1f\x8bcut", gzip.compress(b'{"format": 1}')[:-6]])
def test_bytes_that_are_no_account_are_refused(data: bytes) -> None:
    with pytest.raises(DataError):
        accounts.from_bytes(data)


# ---------------------------------------------------------------------- the log of revisions


def corrected(tmp_path: Path, name: str, late: str, *, title: str = "", due: str = "trong tháng 7/2026") -> Context:
    office = Office(tmp_path / name)
    office.document("2-tb-vpcp", "tb2", "2026-06-24").figures(
        figure("late", late), figure("part", "9", agency="bo-y-te")
    ).directives((due, ""))
    view = office.view("2026-06")
    return Context(view, "vi")


def test_amendments_say_what_was_said_and_what_is_said_now(tmp_path: Path) -> None:
    released = accounts.to_json(accounts.account(corrected(tmp_path, "a", "15")))
    for value in released["values"]:
        value["shown"]["vi"] = value["shown"]["vi"].replace("15", "mười lăm")  # as printed by the program of then
    now = accounts.account(corrected(tmp_path, "b", "12", due="trong tháng 8/2026"))
    found = indicators.between(accounts.from_json(released), now, "revisions")
    first, *others = change_words.amendments(found)
    assert first == {
        "figure": "tb2.late",
        "what": {"vi": "Nhiệm vụ quá hạn, chậm muộn", "en": "Overdue tasks"},
        "said": {"vi": "mười lăm", "en": "15"},
        "now": {"vi": "12", "en": "12"},
    }
    task = next(a for a in others if a["figure"] is None)
    assert task["said"]["vi"].endswith("trong tháng 7/2026") and task["now"]["vi"].endswith("trong tháng 8/2026")
    assert all(a["what"]["vi"] and a["what"]["en"] and (a["said"] or a["now"]) for a in (first, *others))


def test_a_number_that_stands_elsewhere_is_told_with_its_place(tmp_path: Path) -> None:
    office = Office(tmp_path)
    sheet = office.document("2-tb-vpcp", "tb2", "2026-06-24").figures(figure("late", "15"))
    before = accounts.account(Context(office.view("2026-06"), "vi"))
    sheet.figures(figure("late", "15", locator="II/¶4"))
    now = accounts.account(Context(office.view("2026-06"), "vi"))
    (one,) = [a for a in change_words.amendments(indicators.between(before, now, "revisions"))
              if a["figure"] == "tb2.late"]  # fmt: skip
    assert "mục I, đoạn 1" in one["said"]["vi"] and "mục II, đoạn 4" in one["now"]["vi"]


def test_corrections_that_change_no_number_are_told_so_that_they_differ(tmp_path: Path) -> None:
    taken = []
    for name, agency, due in (("a", "bo-y-te", "trong tháng 7/2026"), ("b", "bo-cong-an", "trước ngày 01/8/2026")):
        office = Office(tmp_path / name)
        sheet = office.document(*JUNE).tasks(("Thông báo số 1", "31/3/2026"), agency=agency)
        sheet.directives((due, "")).figures(figure(name, "10"))
        if name == "b":
            description = sheet.folder / "document.toml"
            description.write_text(description.read_text("utf-8").replace("Notice tb2", "Conclusions"), "utf-8")
        taken.append(accounts.account(Context(office.view("2026-06"), "vi")))
    found = indicators.between(*taken, "revisions")
    amended = change_words.amendments(found)
    kinds = {"task_changed", "directive_changed", "document_changed", "new", "dropped"}
    assert {e.kind for e in found.entries} >= kinds
    assert all(each["said"] != each["now"] for each in amended)
    words = " ".join(f"{each['said']} {each['now']}" for each in amended)
    assert all(said in words for said in ("trong tháng 7/2026", "trước 1/8/2026", "2/TB-VPCP, Conclusions",
                                          "Bộ Y tế, 31/3/2026", "Bộ Công an, 31/3/2026"))  # fmt: skip
    told = change_words.told(found)
    assert all(entry["sentence"][lang].endswith(".") for entry in told for lang in ("vi", "en"))
    new = next(entry for entry in told if entry["kind"] == "new")
    assert new["kind_label"]["en"] == "Added" and ": trước chưa nêu, nay nêu 10 (24/6/2026)." in new["sentence"]["vi"]
    headline = change_words.headline(found)
    assert "1 quantity added" in headline["en"] and "1 quantity no longer given" in headline["en"]


# ---------------------------------------------------------------------- the command


def test_the_command_tells_everything_as_one_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(Workspace.find(), "2026-06", None, None, None, True, "vi") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["sort"], said["period"], said["since"], said["unit"]) == ("periods", "2026-06", "2026-05", None)
    assert said["counts"]["broke"] == 7 and said["counts"]["fell_due"] == 7 and said["counts"]["moved"] == 0
    assert list(said["counts"]) == [kind for kind, _ in change_words.kinds()]
    assert len(said["entries"]) == sum(said["counts"].values())
    weights = [entry["weight"] for entry in said["entries"]]
    assert weights == sorted(weights, reverse=True)
    # What is promised to others (`commands.changes`, `change_words`).
    assert list(said) == ["sort", "period", "since", "revision", "unit", "headline", "counts", "entries"]
    for entry in said["entries"]:
        assert list(entry) == [
            "kind", "kind_label", "key", "weight", "level", "topic", "topic_label", "agency", "what", "sentence",
            "before", "after", "difference", "comparability", "comparability_label", "reason", "finding", "directive",
            "task", "members", "source"]  # fmt: skip
        assert all(name in str(change_words.__doc__) for name in entry)


def test_the_command_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(Workspace.find(), "2026-06", "2026-03", None, None, False, "en") == 0
    lines = capsys.readouterr().out
    said = " ".join(lines.split())
    assert "Since March 2026" in said and "125 (16 March 2026)" in said
    levels = [rule.label["en"] for rule in rules().levels.values()]
    rows = [line for line in lines.splitlines() if line.split("  ")[0] in levels]
    assert len(rows) > 20 and not re.search(r"^-?\d", lines, re.MULTILINE), "in words, not as weights"
    for kind, label in change_words.kinds():
        counted = re.search(rf"^{re.escape(label['en'])}: (\d+)$(.*?)(?=^\S[^:]*: \d+$|^Since )", lines, re.M | re.S)
        if counted is not None:
            shown = len([line for line in counted[2].splitlines() if line.split("  ")[0] in levels])
            more = re.search(r"… (\d+) more", counted[2])
            assert shown <= rules().kind(kind).page
            assert int(counted[1]) == shown + (int(more[1]) if more else 0), "what is left out is counted"
    assert command.run(Workspace.find(), "2025-06", None, None, None, False, "vi") == 0
    assert "first period" in capsys.readouterr().out
    assert command.run(Workspace.find(), "2025-06", None, None, None, True, "vi") == 0
    assert json.loads(capsys.readouterr().out)["entries"] == []


def compressed(data: dict[str, Any]) -> bytes:
    return gzip.compress(json.dumps(data).encode(), mtime=0)


def released(office: Office, accounted: list[dict[str, Any]]) -> None:
    """A pack of June that was released as often as there are accounts."""
    place = "2026-06/national"
    for number, data in enumerate(accounted):
        folder = editions.frozen(office.workspace, place, number)
        folder.mkdir(parents=True)
        (folder / editions.ACCOUNT).write_bytes(compressed(data))
    revisions = [
        editions.Revision(
            number, date(2026, 7, 1 + number), "Phòng Tổng hợp", "sửa" if number else None,
            files={editions.ACCOUNT: editions.Filed(len(raw), hashlib.sha256(raw).hexdigest())},
        ).to_json()
        for number, raw in enumerate(map(compressed, accounted))
    ]  # fmt: skip
    record = {"format": editions.FORMAT, "pack": "national", "period": "2026-06", "lang": "vi", "unit": None,
              "revisions": revisions}  # fmt: skip
    (office.workspace.released / place / editions.NAME).write_text(json.dumps(record), "utf-8")


def test_the_command_tells_revisions_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office(tmp_path)
    sheet = office.document("2-tb-vpcp", "tb2", "2026-06-24")
    taken = []
    for token in ("15", "14"):
        sheet.figures(figure("late", token))
        taken.append(accounts.to_json(accounts.account(Context(office.view("2026-06"), "vi"))))
    sheet.figures(figure("late", "13"))
    released(office, taken)
    for number, before, after in ((1, "15", "14"), (2, "14", "13")):
        assert command.run(office.workspace, "2026-06", None, number, None, True, "vi") == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["sort"], said["since"], said["revision"]) == ("revisions", None, number)
        first = said["entries"][0]
        assert first["kind"] == "revised"
        assert (first["before"]["shown"]["vi"], first["after"]["shown"]["vi"]) == (before, after)
    for number in (0, 3):
        with pytest.raises(UsageError):
            command.run(office.workspace, "2026-06", None, number, None, True, "vi")


@pytest.mark.parametrize(
    ("period", "earlier", "revision"),
    [("2026-05", "2026-06", None), ("2026-05", "2026-03", 1), ("2026-05", None, 1), ("2026-05", None, 0)],
)
def test_what_cannot_be_compared_is_said(
    tmp_path: Path, period: str, earlier: str | None, revision: int | None
) -> None:
    office = Office(tmp_path)
    for month in ("03", "05", "06"):
        office.document(f"{int(month)}-tb-vpcp", f"tb{month}", f"2026-{month}-20").figures(figure("late", month))
    with pytest.raises(UsageError):
        command.run(office.workspace, period, earlier, revision, None, True, "vi")
