"""The webhook, posted to a real server on loopback."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import socket
import threading

import pytest

import receivers
from analysis.errors import BriefingError, DataError
from analysis.publishing.telling import summary, webhook
from analysis.publishing.telling.letters import Failure
from analysis.publishing.telling.secrets import Secrets
from packs_to_tell import NOW, webhook_settings


@pytest.fixture
def body(workspace, pack) -> dict:
    told = summary.of(workspace, "2026-06/national")
    return webhook.pack_body(told, {"pdf": "https://x/a.pdf"}, None, id="id-1", at=NOW, update=False)


def post(hook, secrets, body, waits, **more) -> None:
    webhook.Poster(webhook_settings(hook, **more), secrets, sleep=waits.append).post(body)


def test_the_body_is_the_documented_one(hook, secrets, body) -> None:
    post(hook, secrets, body, [])
    ((path, headers, data),) = hook.requests
    assert path == "/hooks/briefing"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["X-Briefing-Event"] == "pack" and headers["X-Briefing-Delivery"] == "id-1"
    assert "Authorization" not in headers and "X-Briefing-Signature" not in headers
    assert json.loads(data) == {
        "format": 1,
        "event": "pack",
        "id": "id-1",
        "at": "2026-07-01T07:04:11+07:00",
        "office": None,
        "update": False,
        "pack": {
            "place": "2026-06/national",
            "pack": "national",
            "period": "2026-06",
            "period_label": "Tháng 6 năm 2026",
            "lang": "vi",
            "title": "Tình hình thực hiện Nghị quyết 57-NQ/TW",
            "state": "draft",
            "revision": 0,
            "released_on": None,
            "released_by": None,
            "note": None,
            "unverified": [],
            "amendments": [],
            "invented": False,
            "headline": "Mới giải ngân 10,5%◆ dự toán được giao",
            "key_figures": [
                {
                    "label": "Giải ngân",
                    "value": "10,5%◆",
                    "note": "đến 24/6/2026 · 1/TB",
                    "change": "nêu 16%",
                },
                {"label": "Sản phẩm <b>", "value": "12/99", "note": "đến 5/2026 · 2/BC", "change": ""},
            ],
            "changes": {
                "summary": "So với tháng 5 năm 2026, 2 đại lượng thay đổi",
                "first": [f"Thay đổi {n}." for n in range(1, 11)],
                "more": 1,
            },
            "decisions": {"first": ["Việc 1", "Việc 2", "Việc 3"], "more": 2},
            "findings": {"error": 0, "discrepancy": 33, "rounding": 2, "break": 0, "gap": 1234},
            "files": {
                "html": {"bytes": 6, "sha256": "0" * 64},
                "pdf": {"bytes": 5008, "sha256": "0" * 64},
                "xlsx": {"bytes": 2, "sha256": "0" * 64},
            },
            "links": {"pdf": "https://x/a.pdf"},
        },
    }


def test_a_failure_has_a_body_too(hook, secrets) -> None:
    failure = Failure("render", ("hỏng",), {"vi": ("sửa",), "en": ("mend it",)})
    body = webhook.failure_body([failure], "vi", None, id="id-2", at=NOW, report="/r/report.html")
    post(hook, secrets, body, [])
    assert hook.bodies[0]["steps"] == [{"step": "render", "errors": ["hỏng"], "to_do": ["sửa"]}]
    assert hook.requests[0][1]["X-Briefing-Event"] == "failure"


def test_the_signature_proves_who_sent_it(hook, secrets, body) -> None:
    post(hook, secrets, body, [], secret_env="HOOK_SECRET", token_env="HOOK_TOKEN")
    ((_, headers, data),) = hook.requests
    proof = hmac.new("chữ ký & bí mật".encode(), data, hashlib.sha256).hexdigest()
    assert headers["X-Briefing-Signature"] == f"sha256={proof}"
    assert headers["Authorization"] == "Bearer token-100%-bi-mat"


def test_what_may_pass_is_tried_again_with_the_same_id(hook, secrets, body) -> None:
    waits: list[float] = []
    hook.answers = [503, 500, 429]
    post(hook, secrets, body, waits)
    assert waits == [2.0, 4.0, 8.0]
    assert len({headers["X-Briefing-Delivery"] for _, headers, _ in hook.requests}) == 1
    assert len({data for *_, data in hook.requests}) == 1 and len(hook.requests) == 4


def test_the_other_side_may_ask_for_more_time(hook, secrets, body) -> None:
    waits: list[float] = []
    hook.answers, hook.headers = [503, 503, 503], {"Retry-After": "17"}
    post(hook, secrets, body, waits)
    assert waits == [17.0, 17.0, 17.0]
    hook.answers, hook.headers = [503], {"Retry-After": "86400"}
    post(hook, secrets, body, waits)
    assert waits[-1] == 60.0


def test_in_the_end_it_is_told(hook, secrets, body) -> None:
    waits: list[float] = []
    hook.answers = [500] * 9
    with pytest.raises(BriefingError, match="does not take the message") as error:
        post(hook, secrets, body, waits, attempts=2)
    assert "500" in str(error.value.found) and waits == [2.0] and len(hook.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 301, 303, 307])
def test_a_refusal_is_not_tried_again_and_no_redirect_followed(hook, secrets, body, status) -> None:
    waits: list[float] = []
    hook.answers, hook.headers = [status], {"Location": hook.url + "/elsewhere"}
    with pytest.raises(BriefingError, match="does not take the message"):
        post(hook, secrets, body, waits)
    assert not waits and len(hook.requests) == 1


def test_nobody_answers(secrets, body, hook) -> None:
    waits: list[float] = []
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        hook.url = f"http://127.0.0.1:{nobody.getsockname()[1]}/x"
        with pytest.raises(BriefingError, match="does not answer"):
            post(hook, secrets, body, waits, attempts=3)
    assert waits == [2.0, 4.0]


def test_somebody_answers_too_late(hook, secrets, body) -> None:
    import time

    hook.before = lambda: time.sleep(0.3)
    waits: list[float] = []
    with pytest.raises(BriefingError, match="does not answer"):
        post(hook, secrets, body, waits, attempts=1, timeout=0.05)


def test_an_answer_that_trickles_in_does_not_hold_up_the_run(secrets, body, hook) -> None:
    """Each byte is in time, and there is no end of them."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def trickle() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                for _ in range(100):  # not for ever: without a limit of its own the test would fail, not hang
                    connection.sendall(b"x")
                    if over.wait(0.05):
                        return
                connection.sendall(b"\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=trickle)
        thread.start()
        hook.url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        try:
            with pytest.raises(BriefingError, match=r"no answer within 0\.2 s"):
                post(hook, secrets, body, [], attempts=1, timeout=0.2)
        finally:
            over.set()
            thread.join()


def test_an_address_that_http_cannot_carry_is_told(hook, secrets, body) -> None:
    waits: list[float] = []
    hook.url += "/đường-dẫn"
    with pytest.raises(BriefingError, match="cannot be used"):
        post(hook, secrets, body, waits)
    assert not waits and not hook.requests


def test_a_server_nobody_vouches_for_gets_nothing(hook, certificate, secrets, body) -> None:
    waits: list[float] = []
    with receivers.web_hook(certificate) as guarded:
        with pytest.raises(BriefingError, match="not to be trusted"):
            post(guarded, secrets, body, waits, token_env="HOOK_TOKEN")
        assert not guarded.requests and not waits


def test_an_address_that_is_a_secret_is_not_shown(hook, body) -> None:
    path = "/hooks/duong-dan-bi-mat"
    address = hook.url.replace("/hooks/briefing", path)
    secrets = Secrets({"HOOK_URL": address})
    settings = webhook_settings(hook, url=None, url_env="HOOK_URL")
    hook.answers = [404]
    with pytest.raises(BriefingError) as error:
        webhook.Poster(settings, secrets).post(body)
    assert hook.requests[0][0] == path
    assert "bi-mat" not in error.value.describe()
    assert "bi-mat" not in secrets.hide(f"POST {path} of {address}")


@pytest.mark.parametrize("address", ["ftp://a/b-c-d", "http://example.vn/secret", "https://u:p@example.vn/x"])
def test_an_address_that_cannot_be_used_is_told_without_being_shown(hook, address) -> None:
    settings = webhook_settings(hook, url=None, url_env="HOOK_URL")
    with pytest.raises(DataError, match="HOOK_URL") as error:
        webhook.Poster(settings, Secrets({"HOOK_URL": address}))
    assert address not in error.value.describe()
