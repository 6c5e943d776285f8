"""A draft is checked, made again without its mark and frozen; what was released never changes in silence."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import stat
from pathlib import Path

import openpyxl
import pytest

from analysis.errors import RenderError, UnknownAgency, UnknownParameter, UnknownPeriod, UsageError
from analysis.paths import WORKSPACE_VARIABLE, Workspace
from analysis.rendering import editions, freshness, jobs, manifest, packs, planning, targets
from analysis.rendering.jobs import Job
from released_packs import (
    ALL,
    BY,
    DAY,
    ENGLISH,
    HANOI,
    HUE,
    NATION,
    assert_whole,
    contents,
    correct,
    leftovers,
    released,
    render,
    rendered,
    state,
)
from small_packs import unit_notebook


def revisions(root: Path, place: str) -> list[int]:
    return [revision.number for revision in editions.of(Workspace(root), place).revisions]


def words(root: Path, place: str) -> str:
    """Everything that stands in the cells and headers of the working workbook."""
    book = openpyxl.load_workbook(root / "reports" / place / "briefing.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    heads = [str(sheet.oddHeader.center.text or "") for sheet in book]
    return "\n".join([*cells, *heads])


# ---------------------------------------------------------------------- the first release


def test_a_pack_is_a_draft_until_it_is_released(drafts: Path, frozen: Path) -> None:
    assert {state(drafts, place) for place in ALL} == {("draft", 0)}
    assert "chưa phát hành" in words(drafts, NATION) and "chưa phát hành" in words(drafts, HUE)
    assert {state(frozen, place) for place in ALL} == {("released", 0)}
    assert "chưa phát hành" not in words(frozen, NATION) and "chưa phát hành" not in words(frozen, HUE)
    for place in (NATION, HUE):
        assert BY in words(frozen, place) and "Không có văn bản gốc để đối chiếu." in words(frozen, place)
    assert_whole(frozen)
    assert leftovers(frozen) == []


def test_what_is_released_is_frozen_with_its_hashes(frozen: Path) -> None:
    workspace = Workspace(frozen)
    for place in ALL:
        folder = editions.frozen(workspace, place, 0)
        assert set(contents(folder)) == {"account.json.gz", "briefing.xlsx", "manifest.json"}
        assert contents(folder) == contents(frozen / "reports" / place), "the working pack is another"
        told = json.loads((folder.parent / "release.json").read_text("utf-8"))
        assert told["format"] == 1 and [told["pack"], told["lang"]] == [place.split("/")[1], "vi"]
        (revision,) = told["revisions"]
        assert (revision["number"], revision["on"], revision["by"], revision["note"]) == (0, "2026-07-01", BY, None)
        assert revision["unverified"] == ["1-tb", "2-tb", "3-tb"] and revision["amendments"] == []
        assert {name: (f["bytes"], f["sha256"]) for name, f in revision["files"].items()} == {
            name: (len(data), manifest.sha256(data)) for name, data in contents(folder).items()
        }
        made_from = json.loads((folder / "manifest.json").read_text("utf-8"))["inputs"]
        assert revision["inputs"] == made_from["digest"] and revision["content"] == manifest.content(made_from)
        account = json.loads(gzip.decompress((folder / "account.json.gz").read_bytes()))
        assert account["period"] == "2026-06" and account["unit"] == (place.split("/")[2] if "unit" in place else None)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes of files are another matter here")
def test_frozen_files_are_read_only_and_no_link_to_the_working_pack(frozen: Path) -> None:
    for place in ALL:
        for path in editions.frozen(Workspace(frozen), place, 0).iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o444
            assert not path.samefile(frozen / "reports" / place / path.name)


def test_the_same_release_gives_the_same_bytes(root: Path, frozen: Path) -> None:
    released(root, jobs=2)
    for place in ALL:
        one, other = (editions.frozen(Workspace(each), place, 0) for each in (root, frozen))
        assert contents(one) == contents(other)


def test_packs_units_and_languages_may_be_chosen(root: Path) -> None:
    assert render(root, lang="en")[0] == 0
    assert set(released(root, packs=("national",), langs=("en",)).released) == {ENGLISH}
    assert state(root, ENGLISH) == ("released", 0) and state(root, NATION) == ("draft", 0)
    assert BY in words(root, ENGLISH) and "not released" not in words(root, ENGLISH)
    assert set(released(root, units=("Huế",)).released) == {HUE}
    outcome = released(root, units=("all",))
    assert set(outcome.released) == {HANOI} and set(outcome.unchanged) == {HUE}


def test_a_quarter_is_a_period_like_any_other(root: Path) -> None:
    assert render(root, "unit", units=("hue",), period="2026-Q2")[0] == 0
    outcome = released(root, period="2026-Q2")
    assert set(outcome.released) == {"2026-Q2/unit/hue"}
    assert state(root, "2026-Q2/unit/hue") == ("released", 0) and state(root, HUE) == ("draft", 0)


def test_all_three_formats_are_of_the_same_release(root: Path) -> None:
    declared = root / "packs.toml"
    text = declared.read_text("utf-8").replace('formats = ["xlsx"]', 'formats = ["html", "pdf", "xlsx"]', 1)
    declared.write_text(text, encoding="utf-8")
    assert render(root, formats=["html"], jobs=2)[0] == 0
    outcome = released(root, packs=("national",), langs=("vi",), jobs=2)
    assert outcome.exit_code == 1 and "format pdf not made yet" in outcome.problems[0].text
    assert render(root, jobs=2)[0] == 0
    outcome = released(root, packs=("national",), langs=("vi",), jobs=2)
    assert outcome.exit_code == 0, outcome.problems
    working = root / "reports" / NATION
    names = {"account.json.gz", "briefing.html", "briefing.pdf", "briefing.xlsx", "manifest.json"}
    assert set(contents(working)) == names and (working / "notebooks" / "10-money.ipynb").is_file()
    page = (working / "briefing.html").read_text("utf-8")
    assert "DỰ THẢO" not in page and BY in page
    (working / "briefing.pdf").unlink()
    before = contents(working)
    code, said = render(root, formats=["html"])
    assert code == 0 and "nothing has changed" in said and contents(working) == before
    code, said = render(root)
    assert code == 0 and contents(working) == contents(editions.frozen(Workspace(root), NATION, 0))


# ---------------------------------------------------------------------- what stands in the way


def assert_refused(root: Path, *texts: str, **request: object) -> None:
    """Nothing is released, and it is said why and what to do."""
    before = {place: contents(root / "reports" / place) for place in ALL}
    outcome = released(root, **request)
    told = "\n".join("\n".join(problem.lines()) for problem in outcome.problems)
    assert outcome.exit_code == 1 and outcome.released == {} and all(text in told for text in texts), told
    assert "to do: " in told
    assert before == {place: contents(root / "reports" / place) for place in ALL} and leftovers(root) == []


def test_a_pack_that_is_not_what_would_be_made_now_stops_all(root: Path) -> None:
    correct(root, hue="9")
    told = ("figures changed", "figures of the agency changed", "briefing render --pack unit", "--unit hue")
    assert_refused(root, *told)
    assert not any(editions.of(Workspace(root), place).released for place in ALL)


def test_a_pack_that_failed_or_was_spoilt_is_not_released(root: Path) -> None:
    (root / "reports" / HUE / "briefing.xlsx").write_bytes(b"spoilt")
    assert_refused(root, "file briefing.xlsx is damaged", "--unit hue")
    unit_notebook(root, "if unit == 'hue':\n    raise ValueError('số liệu sai')")
    render(root, "unit", units=("hue", "ha-noi"))
    assert_refused(root, "notebook 90-unit.ipynb changed", "--unit hue")


def test_an_error_in_our_own_data_stops_all(root: Path) -> None:
    sheet = root / "data" / "raw" / "3-tb" / "figures.csv"
    rows = sheet.read_text("utf-8").splitlines()
    column = rows[0].split(",").index("as_of")
    cells = rows[1].split(",")
    cells[column] = "2026-07-01"  # after the day the document was issued
    sheet.write_text("\n".join([rows[0], ",".join(cells), *rows[2:]]) + "\n", encoding="utf-8")
    assert_refused(root, "Our own data is wrong", "3-tb", "briefing check --period 2026-06")


def test_a_figure_that_is_not_in_its_document_stops_all(root: Path) -> None:
    documents = root / "data" / "raw" / "documents"
    documents.mkdir()
    said = "Hà Nội {hanoi}, Huế 4, Đà Nẵng 5, Lai Châu 6, Sơn La 7, Cà Mau 8 nhiệm vụ."
    text = f"Số: 3/TB-VPCP\n\nI. {said}\n"
    (documents / "any name.txt").write_text(text.format(hanoi="33"), encoding="utf-8")
    assert_refused(root, "Not where their sheets say", "tb3.late.ha-noi", "briefing verify")
    (documents / "any name.txt").write_text(text.format(hanoi="3"), encoding="utf-8")
    outcome = released(root, units=("hue",))
    assert outcome.exit_code == 0 and outcome.unverified == ("1-tb", "2-tb"), outcome.problems
    assert editions.of(Workspace(root), HUE).revisions[0].unverified == ("1-tb", "2-tb")
    assert "Văn bản không có sẵn để đối chiếu: 1/TB-VPCP; 2/TB-VPCP." in words(root, HUE)


@pytest.mark.parametrize(
    ("request_", "kind", "told"),
    [
        ({"period": "2026-6"}, UnknownPeriod, "2026-06"),
        ({"period": "2026-05"}, UsageError, "briefing render --period 2026-05"),
        ({"by": "  "}, UsageError, "--by NAME"),
        ({"by": "A\x1b[31m"}, UsageError, "plain text"),
        ({"by": "A" * 201}, UsageError, "at most 200"),
        ({"packs": ("nationl",)}, UnknownParameter, "did you mean 'national'?"),
        ({"units": ("hueee",)}, UnknownAgency, "hue"),
        ({"units": ("da-nang",)}, UsageError, "--unit da-nang"),
        ({"langs": ("fr",)}, UnknownParameter, "vi or en"),
    ],
)
def test_what_cannot_be_asked_for_is_wrong_usage(
    drafts: Path, monkeypatch: pytest.MonkeyPatch, request_: dict[str, object], kind: type[UsageError], told: str
) -> None:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(drafts))
    with pytest.raises(kind) as caught:
        released(drafts, **request_)
    assert told in str(caught.value) and caught.value.exit_code == 2
    assert not any(editions.of(Workspace(drafts), place).released for place in ALL)


def test_names_and_reasons_are_composed_and_stand_in_one_line(root: Path) -> None:
    outcome = released(root, by=" Nguyê\u0303n\n Văn  Á ", note="Vi\u0323\nhai", units=("hue",))
    (revision,) = outcome.released[HUE].revisions
    assert (revision.by, revision.note) == ("Nguyễn Văn Á", "Vị hai")


# ---------------------------------------------------------------------- what stays


def test_a_released_pack_stays_as_it_is(stood: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {place: contents(stood / "reports" / place) for place in ALL}
    rendered(stood)
    outcome = released(stood, note="Không có gì")
    assert outcome.exit_code == 0 and outcome.released == {} and set(outcome.unchanged) == set(ALL)
    monkeypatch.setattr(manifest, "code", lambda: {"rendering": "another program"})
    monkeypatch.setattr(manifest, "libraries", lambda: {"pandas": "9.9"})
    (stood / "briefing.toml").write_text('[office]\naccent = "#0b4f6c"\n', encoding="utf-8")
    rendered(stood)
    assert before == {place: contents(stood / "reports" / place) for place in ALL}
    assert {tuple(revisions(stood, place)) for place in ALL} == {(0,)}


def test_the_quick_way_finds_a_released_pack_good(stood: Path) -> None:
    rendered(stood)  # copying the office changed the looks of its files
    state_now = freshness.state(Workspace(stood))
    place, release = targets.FolderPlace(stood / "reports" / HUE), editions.stamp(Workspace(stood), HUE)
    verdict = freshness.quick(place, state_now, ["xlsx"], release)
    assert verdict is not None and verdict.reusable and not verdict.renew
    assert freshness.quick(place, state_now, ["xlsx"], [1, 2, 3]) is None, "the record changed and nobody looked"
    assert freshness.quick(place, state_now, ["xlsx"], None) is None


def test_a_working_copy_that_is_gone_is_brought_back_and_not_made(stood: Path) -> None:
    good = contents(stood / "reports" / HUE)
    shutil.rmtree(stood / "reports" / HUE)
    freshness.sidecar_path(stood / "reports" / HUE).unlink(missing_ok=True)
    (stood / "reports" / HANOI / "briefing.xlsx").write_bytes(b"spoilt")
    assert "the released files would be brought back" in render(stood, "unit", units=("hue",), explain=True)[1]
    code, said = render(stood, "unit", units=("hue", "ha-noi"))
    assert code == 0, said
    assert contents(stood / "reports" / HUE) == good
    assert not (stood / "reports" / HUE / "notebooks").exists(), "it was made"
    assert_whole(stood)
    code, said = render(stood, "unit", units=("hue", "ha-noi"))
    assert code == 0 and said.count("nothing has changed") == 2


def test_elsewhere_the_released_files_are_sent_while_they_stand(stood: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    assert render(stood, "unit", units=("hue",), to=str(elsewhere))[0] == 0
    assert contents(elsewhere / HUE) == contents(editions.frozen(Workspace(stood), HUE, 0))
    correct(stood, hue="9")
    assert render(stood, "unit", units=("hue",), to=str(elsewhere))[0] == 0
    told = json.loads((elsewhere / HUE / "manifest.json").read_text("utf-8"))["inputs"]["edition"]
    assert (told["state"], told["revision"]) == ("draft", 1)
    assert state(stood, HUE) == ("released", 0), "the working pack is none of its business"


# ---------------------------------------------------------------------- revisions


def test_a_correction_becomes_a_revision_that_says_what_was_said_and_what_is_said_now(stood: Path) -> None:
    first = contents(editions.frozen(Workspace(stood), HUE, 0))
    correct(stood, hue="19")
    assert_refused(stood, "figures of the agency changed", note="Đính chính")
    rendered(stood)
    assert {state(stood, place) for place in ALL} == {("draft", 1)}
    assert "bản sửa đổi 1" in words(stood, HUE), "the draft does not say what it is a draft of"
    assert contents(editions.frozen(Workspace(stood), HUE, 0)) == first
    with pytest.raises(UsageError, match="--note"):
        released(stood)
    outcome = released(stood, note="Bộ báo cáo lại", today=DAY.replace(day=9))
    assert outcome.exit_code == 0, outcome.problems
    assert set(outcome.released) == set(ALL)
    edition = editions.of(Workspace(stood), HUE)
    assert [r.number for r in edition.revisions] == [0, 1] and edition.released and edition.revision == 1
    amendment = edition.revisions[1].amendments[0]
    assert amendment.figure == "tb3.late.hue"
    assert (amendment.said, amendment.now) == ({"vi": "4", "en": "4"}, {"vi": "19", "en": "19"})
    (median,) = editions.of(Workspace(stood), HANOI).revisions[1].amendments
    assert str(median.figure).startswith("calc.") and "6,5" in str(median.now), "its peers' median is another"
    assert state(stood, HUE) == ("released", 1)
    log = words(stood, HUE)
    assert "Bộ báo cáo lại" in log and "19" in log and "9/7/2026" in log
    assert contents(editions.frozen(Workspace(stood), HUE, 0)) == first, "an earlier revision changed"
    assert_whole(stood)
    assert leftovers(stood) == []
    rendered(stood)
    assert state(stood, HUE) == ("released", 1)
    correct(stood)
    render(stood, "unit", units=("hue",))
    edition = released(stood, note="Bộ rút đính chính", units=("hue",)).released[HUE]
    taken_back = edition.revisions[2].amendments[0]
    assert (edition.revision, taken_back.said, taken_back.now) == (2, amendment.now, amendment.said)


def test_a_draft_of_a_revision_shows_what_it_would_amend(stood: Path) -> None:
    correct(stood, hue="19")
    render(stood, "unit", units=("hue",))
    assert "19" in words(stood, HUE) and state(stood, HUE) == ("draft", 1)
    told = json.loads((stood / "reports" / HUE / "manifest.json").read_text("utf-8"))["inputs"]["edition"]
    assert [entry["number"] for entry in told["revisions"]] == [0], "what is drafted follows from the rows"


def test_what_is_as_it_was_again_is_the_released_pack_again(stood: Path) -> None:
    good = contents(stood / "reports" / HUE)
    correct(stood, hue="19")
    render(stood, "unit", units=("hue",))
    assert state(stood, HUE) == ("draft", 1)
    correct(stood)
    assert released(stood, units=("hue",), note="x").unchanged.keys() == {HUE}
    code, said = render(stood, "unit", units=("hue",))
    assert code == 0 and contents(stood / "reports" / HUE) == good, said


def test_a_forced_draft_is_left_alone_and_says_nothing_new(stood: Path) -> None:
    code, said = render(stood, "unit", units=("hue",), force=True)
    assert code == 0 and state(stood, HUE) == ("draft", 1), said
    code, said = render(stood, "unit", units=("hue",))
    assert code == 0 and "nothing has changed" in said and state(stood, HUE) == ("draft", 1)
    outcome = released(stood, units=("hue",), note="Chữ viết")
    assert outcome.released == {} and set(outcome.unchanged) == {HUE}
    outcome = released(stood, units=("hue",), note="Chữ viết", reissue=True)
    assert set(outcome.released) == {HUE} and outcome.released[HUE].revisions[1].amendments == ()
    assert state(stood, HUE) == ("released", 1)


def test_a_run_planned_before_a_release_leaves_the_released_pack_alone(root: Path) -> None:
    workspace, target = Workspace(root), targets.Target(str(root / "reports"))
    pack = packs.find(workspace, "unit")
    plan = planning.plan(workspace, pack, ["2026-06"], ["hue"], "vi", ["xlsx"], target, force=True)
    (wish,) = plan.to_make
    released(root, units=("hue",))
    good = contents(root / "reports" / HUE)
    job = Job(str(root), "unit", wish.parameters, ("xlsx",), target, plan.state, True, edition=wish.edition)
    result = jobs.perform(job)
    assert result.status == "reused" and "released it meanwhile" in result.problems[0]
    assert contents(root / "reports" / HUE) == good


# ---------------------------------------------------------------------- damage


def test_a_frozen_file_that_changed_is_noticed(stood: Path) -> None:
    workspace = Workspace(stood)
    path = editions.frozen(workspace, HUE, 0) / "briefing.xlsx"
    path.chmod(0o644)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    edition = editions.of(workspace, HUE)
    assert editions.damage(workspace, HUE, edition) == ["revision 0: briefing.xlsx: other content"]
    with pytest.raises(RenderError, match="not what was released"):
        editions.read(workspace, HUE, edition.revisions[0], "briefing.xlsx")
    assert "briefing.xlsx" not in editions.damage(workspace, HANOI, editions.of(workspace, HANOI))
    assert_refused(stood, "What was released is damaged", "backup", note="x")
    rendered(stood)
    assert state(stood, HUE) == ("released", 0), "the working copy is whole"
    shutil.rmtree(stood / "reports" / HUE)
    code, said = render(stood, "unit", units=("hue",))
    assert code == 1 and "not what was released" in said and not (stood / "reports" / HUE).exists()


def test_a_record_that_cannot_be_read_is_no_pack_that_was_never_released(stood: Path) -> None:
    record = stood / "reports" / "released" / HUE / "release.json"
    good = record.read_text("utf-8")
    for text in ("", "[]", "{}", good.replace('"number": 0', '"number": 1')):
        record.write_text(text, encoding="utf-8")
        with pytest.raises(RenderError, match="damaged"):
            editions.of(Workspace(stood), HUE)
    record.write_text(good.replace('"format": 1', '"format": 2'), encoding="utf-8")
    with pytest.raises(RenderError, match=r"another version of the program(?s:.)*format 1(?s:.)*format 2"):
        editions.of(Workspace(stood), HUE)
    assert_refused(stood, "another version of the program", note="x")
    assert state(stood, HUE) == ("released", 0)


def test_a_record_that_is_lost_fails_its_pack_alone_and_nothing_frozen_is_written_over(stood: Path) -> None:
    first = contents(editions.frozen(Workspace(stood), HUE, 0))
    (stood / "reports" / "released" / HUE / "release.json").unlink()
    correct(stood, **{"ha-noi": "18"})
    for force in (False, True):
        code, said = render(stood, "unit", units=("hue", "ha-noi"), force=force)
        assert code == 1 and f"✗ {HUE}" in said and "backup" in said
        assert (state(stood, HUE), state(stood, HANOI)) == (("released", 0), ("draft", 1))
    code, said = render(stood, "unit", units=("hue",), explain=True)
    assert code == 1 and "nothing can be made of it" in said and "nothing of revision 0" in said
    assert_refused(stood, "record of a pack's releases is damaged", note="x", units=("all",))
    assert contents(editions.frozen(Workspace(stood), HUE, 0)) == first
