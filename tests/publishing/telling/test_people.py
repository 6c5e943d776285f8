"""Who is told, once; who is told again; and what becomes of what could not be told."""

from __future__ import annotations

import errno
import json
from email import message_from_bytes, policy

import pytest

from analysis.errors import DataError
from analysis.office import Identity, Office, TellSettings, Words
from analysis.publishing.telling import told, webhook
from analysis.publishing.telling.letters import Failure
from analysis.publishing.telling.people import People
from packs_to_tell import NOW, email_settings, webhook_settings, write_pack

NATION = "2026-06/national"


def office(email=None, hook=None, **more) -> Office:
    name = Words(vi="Sở KH&CN", en="Department")
    return Office(office=Identity(name=name), tell=TellSettings(email=email, webhook=hook, **more))


@pytest.fixture
def people(workspace, secrets, box, hook, pack):
    """Telling with both ways; `again`, `folder` and settings may be given."""

    def made(again=False, folder=None, **settings) -> People:
        mail = email_settings(box, **settings.pop("mail", {}))
        return People(
            workspace,
            office(mail, webhook_settings(hook), **settings),
            secrets,
            NOW,
            again=again,
            folder=folder,
            sleep=lambda seconds: None,
        )

    return made


def test_everybody_is_told_once(people, box, hook, workspace) -> None:
    first = people().of_packs([NATION], site=False)
    assert not first.errors and len(first.sent) == 3 and not first.before
    second = people().of_packs([NATION], site=False)
    assert not second.errors and not second.sent and len(second.before) == 3
    assert len(box.mails) == 1 and len(hook.requests) == 1
    again = people(again=True).of_packs([NATION], site=False)
    assert len(again.sent) == 3 and len(box.mails) == 2
    assert not box.mails[1]["Subject"].startswith("[DỰ THẢO] Cập nhật")


def test_a_draft_that_says_something_else_is_told_as_an_update(people, box, hook, workspace) -> None:
    people().of_packs([NATION], site=False)
    inputs = {"rows": {"figures": "2"}, "edition": {"state": "draft", "revision": 0, "revisions": []}}
    write_pack(workspace, inputs=inputs)
    people().of_packs([NATION], site=False)
    assert box.mails[1]["Subject"].startswith("[DỰ THẢO] Cập nhật: ")
    assert [body["update"] for body in hook.bodies] == [False, True]


def test_a_release_is_told_although_the_draft_was(people, box, workspace) -> None:
    people().of_packs([NATION], site=False)
    edition = {"state": "released", "revision": 0, "on": "2026-07-01", "on_label": "1/7/2026", "by": "A"}
    write_pack(workspace, edition=edition)
    people().of_packs([NATION], site=False)
    assert [mail["Subject"].split(":")[0] for mail in box.mails][1] == "Đã phát hành"
    revision = {"amendments": [], "note": "in lại"}
    write_pack(workspace, edition={**edition, "revision": 1, "revisions": [revision]})  # of the same rows
    people().of_packs([NATION], site=False)
    assert box.mails[2]["Subject"].startswith("Bản sửa đổi 1: ") and len(box.mails) == 3


def test_who_was_refused_is_told_by_the_next_run_and_nobody_twice(people, box) -> None:
    box.refused["van-phong@test.vn"] = "550 no such user"
    first = people().of_packs([NATION], site=False)
    assert len(first.errors) == 1 and "van-phong@test.vn" in first.errors[0] and "550" in first.errors[0]
    box.refused.clear()
    second = people().of_packs([NATION], site=False)
    assert second.sent == ["2026-06-national: Văn phòng Ủy ban <van-phong@test.vn>"]
    assert box.receivers == [["lanh-dao@test.vn"], ["van-phong@test.vn"]]


def test_one_way_that_fails_does_not_stop_the_other(people, box, hook) -> None:
    hook.answers = [404]
    result = people().of_packs([NATION], site=False)
    assert len(box.mails) == 1 and len(result.errors) == 1 and "webhook" in result.errors[0]
    result = people().of_packs([NATION], site=False)
    assert len(box.mails) == 1 and len(hook.requests) == 2 and not result.errors


def test_ended_between_two_messages_the_next_run_sends_the_other(people, box, hook, monkeypatch) -> None:
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(webhook.Poster, "post", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        people().of_packs([NATION], site=False)
    result = people().of_packs([NATION], site=False)
    assert len(result.before) == 2 and len(result.sent) == 1
    assert len(box.mails) == len(hook.requests) == 1


def test_what_nobody_foresaw_does_not_stop_the_other_way_either(people, box, hook, pack) -> None:
    (pack / "briefing.pdf").unlink()
    result = people().of_packs([NATION], site=False)
    assert not box.mails and len(hook.requests) == 1 and "FileNotFoundError" in result.errors[0]


def test_that_a_message_cannot_be_noted_is_told(people, box, hook, monkeypatch) -> None:
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(told.Path, "write_text", full)
    result = people().of_packs([NATION], site=False)
    assert len(box.mails) == len(hook.requests) == 1 and len(result.sent) == 3
    assert len(result.errors) == 2 and "tells the same people once more" in result.errors[0]


def test_one_message_a_period_in_the_language_asked_for(people, box, workspace) -> None:
    places = [
        NATION,
        "2026-06/national-en",
        "2026-Q2/national",
        "2026-06/agency/hue",
        "2026-06/agency/ha-noi",
    ]
    for place in places:
        write_pack(workspace, place)
    people(mail={"lang": "en"}).of_packs(places, site=False)
    assert [mail["Subject"].split("] ")[1] for mail in box.mails] == [
        "Implementation of Resolution 57 – June 2026",
        "Tình hình thực hiện Nghị quyết 57-NQ/TW – Quý II năm 2026",  # there is none in English
    ]
    people().of_packs(places, site=False)
    assert "Cùng kỳ còn có 2 phiếu" in box.mails[2].get_body(("plain",)).get_content()


def test_packs_nobody_asked_for_are_not_told_of(people, box, hook) -> None:
    result = people(packs=("other",)).of_packs([NATION], site=False)
    assert not (result.sent or result.before or result.errors or box.mails or hook.requests)


def test_a_rehearsal_tells_nobody(people, box, hook, tmp_path, workspace) -> None:
    folder = tmp_path / "messages"
    result = people(folder=folder).of_packs([NATION], site=False)
    assert [path.name for path in sorted(folder.iterdir())] == [
        "01-email-2026-06-national.eml",
        "02-webhook-2026-06-national.json",
    ]
    assert len(result.sent) == 2 and not box.mails and not hook.requests
    assert not (workspace.reports / told.NAME).exists()
    message = message_from_bytes(
        (folder / "01-email-2026-06-national.eml").read_bytes(), policy=policy.default
    )
    assert message["To"] == "lanh-dao@test.vn, Văn phòng Ủy ban <van-phong@test.vn>"
    assert json.loads((folder / "02-webhook-2026-06-national.json").read_text("utf-8"))["format"] == 1


def test_failures_go_to_those_who_look_after_it_each_time(people, box, hook) -> None:
    failures = [Failure("build", ("hỏng",), {"vi": ("sửa",), "en": ("mend it",)})]
    for _ in range(2):
        mail = {"failures_to": ["quan-tri@test.vn"]}
        result = people(mail=mail).of_failure(failures, started="x", report="/r")
        assert len(result.sent) == 2 and not result.errors
    assert box.receivers == [["quan-tri@test.vn"]] * 2
    assert [body["event"] for body in hook.bodies] == ["failure"] * 2
    people(mail={"lang": "en"}).of_failure(failures, started="x", report=None)
    text = box.mails[-1].get_body(("plain",)).get_content()
    assert "mend it" in text and "sửa" not in text and "Report of the run" not in text
    assert hook.bodies[-1]["steps"][0]["to_do"] == ["sửa"] and hook.bodies[-1]["report"] is None


def test_a_record_that_is_broken_is_told(workspace) -> None:
    for text in ("{", "[]", '{"told": [{}]}', '{"told": 1}'):
        (workspace.reports / told.NAME).write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match="told once more"):
            told.Told(workspace.reports)


def test_the_record_does_not_grow_for_ever(workspace, monkeypatch) -> None:
    monkeypatch.setattr(told, "KEPT", 3)
    record = told.Told(workspace.reports)
    for number in range(5):
        record.add("p", f"p draft {number} x", ["a"])
    again = told.Told(workspace.reports)
    assert [again.of(f"p draft {n} x", ["a"]) for n in range(5)] == [[], [], ["a"], ["a"], ["a"]]
    assert not again.earlier("p draft 4 x", "a") and again.earlier("p draft 4 y", "a")
    assert [path.name for path in workspace.reports.iterdir()] == [told.NAME]
