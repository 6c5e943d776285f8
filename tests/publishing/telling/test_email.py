"""E-mail, through real servers on loopback."""

from __future__ import annotations

import email.policy
import email.utils
import re
import smtplib
import socket
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import receivers
from analysis.errors import BriefingError, DataError
from analysis.publishing.telling import email as mail
from analysis.publishing.telling import headers
from analysis.publishing.telling.letters import Attachment, Letter
from packs_to_tell import NOW, PASSWORD, email_settings

LONG = "[DỰ THẢO] Tình hình thực hiện Nghị quyết 57-NQ/TW về đột phá phát triển khoa học, công nghệ – Tháng 6 năm 2026"
LETTER = Letter("vi", LONG, "Một dòng\n.\nDòng rất dài " + "ơ" * 2000 + "\n", "<p>Một dòng – “đậm”</p>\n")


@pytest.fixture
def waits() -> list[float]:
    return []


def send(box, secrets, tmp_path, waits, *, letter=LETTER, **more):
    settings = email_settings(box, **more)
    mailer = mail.Mailer(settings, secrets, tmp_path, sleep=waits.append)
    return mailer.send(mail.compose(settings, letter, settings.to, NOW), settings.to)


def test_a_message_arrives_whole(box, secrets, tmp_path, waits) -> None:
    pdf = tmp_path / "briefing.pdf"
    pdf.write_bytes(bytes(range(256)) * 700)
    letter = Letter(
        "vi", LONG, LETTER.text, LETTER.html, (Attachment("a-du-thao.pdf", pdf, ("application", "pdf")),)
    )
    delivery = send(box, secrets, tmp_path, waits, letter=letter, reply_to="tra-loi@test.vn")
    assert delivery.accepted == ["lanh-dao@test.vn", "Văn phòng Ủy ban <van-phong@test.vn>"]
    assert not delivery.refused
    (message,) = box.mails
    assert box.receivers == [["lanh-dao@test.vn", "van-phong@test.vn"]]
    assert message["Subject"] == LONG
    assert message["From"].addresses[0].display_name == "Phòng Tổng hợp"
    assert [a.display_name for a in message["To"].addresses] == ["", "Văn phòng Ủy ban"]
    assert message["Reply-To"] == "tra-loi@test.vn"
    assert email.utils.parsedate_to_datetime(message["Date"]) == NOW
    assert message["Date"].endswith("+0700")
    assert message["Message-ID"].endswith("@test.vn>")
    assert message["Content-Language"] == "vi"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().replace("\r\n", "\n") == LETTER.html
    assert text.get_content_charset() == html.get_content_charset() == "utf-8"
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "a-du-thao.pdf"
    assert attached.get_content() == pdf.read_bytes()
    assert message.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "multipart/alternative",
        "application/pdf",
    ]


def test_what_is_sent_is_as_the_standard_wants_it(box, secrets, tmp_path, waits) -> None:
    send(box, secrets, tmp_path, waits)
    (raw,) = box.raw
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    head = raw.split(b"\r\n\r\n")[0]
    words = re.findall(rb"=\?utf-8\?[bq]\?[^?]*\?=", head)
    assert words and all(len(word) <= 75 for word in words)
    assert all(len(line) <= 76 for line in head.split(b"\r\n") if b"=?" in line)


NAMES = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặ ABĐ'\"\\\\,;:.()@[]<>-–12", max_size=200)


@settings(deadline=None)
@given(NAMES, st.lists(NAMES.map(lambda s: re.sub("[<>]", "", s).strip()), min_size=1, max_size=4))
@example(LONG, ["Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân thành phố Huế" * 2])
def test_whatever_a_header_says_arrives(subject: str, names: list[str]) -> None:
    subject = " ".join(subject.split())
    message = EmailMessage(policy=headers.POLICY)
    message["Subject"] = subject
    message["To"] = [Address(name, "a", "test.vn") for name in names]
    raw = message.as_bytes()
    assert raw.isascii()
    assert all(len(line) <= 76 for line in raw.split(b"\r\n") if b"=?utf-8" in line)
    # Read as older programs do; Python's newer parser adds blanks between the parts of a long name.
    found = email.message_from_bytes(raw)
    assert decoded(found["Subject"]) == subject
    people = email.utils.getaddresses([found["To"]])
    assert [address for _, address in people] == ["a@test.vn"] * len(names)
    assert [" ".join(decoded(n).split()) for n, _ in people] == [" ".join(n.split()) for n in names]


def decoded(text: str) -> str:
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", text))))


def test_names_of_offices_hold_commas(box, secrets, tmp_path, waits) -> None:
    to = ["Vụ Kế hoạch, Tài chính <kh@test.vn>", '"Ban, \\"57\\": A" <ban@test.vn>', "a..b@test.vn"]
    more = {"from": "Phòng Tổng hợp, Văn phòng <briefing@test.vn>", "to": to, "reply_to": "A, B <ab@test.vn>"}
    assert send(box, secrets, tmp_path, waits, **more).accepted == to
    assert box.receivers == [["kh@test.vn", "ban@test.vn", "a..b@test.vn"]]
    (message,) = box.mails
    assert [a.display_name for a in message["To"].addresses][:2] == ["Vụ Kế hoạch, Tài chính", 'Ban, "57": A']
    assert [a.addr_spec for a in message["From"].addresses] == ["briefing@test.vn"]
    assert [a.addr_spec for a in message["Reply-To"].addresses] == ["ab@test.vn"]


def test_a_title_of_several_lines_adds_no_header(box, secrets, tmp_path, waits) -> None:
    letter = Letter("vi", "Sở A\r\nBcc: x@test.vn\u2028ngày", "x\n", "<p>x</p>\n")
    send(box, secrets, tmp_path, waits, letter=letter)
    assert box.mails[0]["Subject"] == "Sở A Bcc: x@test.vn ngày" and "Bcc" not in box.mails[0]


def test_a_server_that_takes_the_message_and_leaves_badly_gets_it_once(box, secrets, tmp_path, waits) -> None:
    box.goodbye = "421 4.4.2 closing"
    assert len(send(box, secrets, tmp_path, waits).accepted) == 2
    assert len(box.mails) == 1 and not waits


def test_a_server_has_ten_minutes_to_say_that_it_took_the_message(
    box, secrets, tmp_path, waits, monkeypatch
) -> None:
    patience: list[float | None] = []
    getreply = smtplib.SMTP.getreply

    def noted(server: smtplib.SMTP) -> tuple[int, bytes]:
        patience.append(server.sock.gettimeout() if server.sock else None)
        return getreply(server)

    monkeypatch.setattr(smtplib.SMTP, "getreply", noted)
    send(box, secrets, tmp_path, waits)
    assert patience[0] == patience[-1] == 5.0  # the greeting, and the answer to QUIT
    assert set(patience[1:-1]) == {600.0}


def test_starttls_and_login(authority, certificate, secrets, tmp_path, waits) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with receivers.mail_server(certificate=certificate, guarded=True) as box:
        guarded = {"security": "starttls", "certificates": "ca.pem", "user": "briefing@test.vn"}
        send(box, secrets, tmp_path, waits, **guarded, password_env="MAIL_PASSWORD")
        assert box.encrypted == [True]
        assert box.logins == [("briefing@test.vn", PASSWORD)]


def test_tls_from_the_start(authority, certificate, secrets, tmp_path, waits) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with receivers.mail_server(certificate=certificate, from_the_start=True) as box:
        send(box, secrets, tmp_path, waits, security="tls", certificates="ca.pem")
        assert len(box.mails) == 1


def test_a_server_nobody_vouches_for_gets_neither_password_nor_message(
    certificate, secrets, tmp_path, waits
) -> None:
    with receivers.mail_server(certificate=certificate, guarded=True) as box:
        with pytest.raises(BriefingError, match="certificate") as error:
            send(box, secrets, tmp_path, waits, security="starttls", user="u", password_env="MAIL_PASSWORD")
        assert "certificates" in str(error.value.hint)
        assert not box.mails and not box.logins and not waits


def test_a_server_without_starttls_gets_nothing(box, secrets, tmp_path, waits) -> None:
    with pytest.raises(BriefingError, match="cannot do what is asked"):
        send(box, secrets, tmp_path, waits, security="starttls")
    assert not box.mails and not waits


def test_a_wrong_password_is_told_and_not_tried_again(
    authority, certificate, secrets, tmp_path, waits
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with receivers.mail_server(certificate=certificate, guarded=True) as box:
        guarded = {"security": "starttls", "certificates": "ca.pem", "user": "somebody@test.vn"}
        with pytest.raises(BriefingError, match="user or the password") as error:
            send(box, secrets, tmp_path, waits, **guarded, password_env="MAIL_PASSWORD")
        assert box.logins and not box.mails and not waits
        assert "535" in str(error.value.found)
        assert PASSWORD not in error.value.describe()


def test_who_is_refused_is_named_and_the_others_get_it(box, secrets, tmp_path, waits) -> None:
    box.refused["van-phong@test.vn"] = "550 5.1.1 no such user"
    delivery = send(box, secrets, tmp_path, waits)
    assert delivery.accepted == ["lanh-dao@test.vn"]
    assert delivery.refused == {"Văn phòng Ủy ban <van-phong@test.vn>": "550 5.1.1 no such user"}
    assert box.receivers == [["lanh-dao@test.vn"]] and not waits


def test_nobody_is_taken(box, secrets, tmp_path, waits) -> None:
    box.refused |= {"van-phong@test.vn": "550 no", "lanh-dao@test.vn": "550 no"}
    delivery = send(box, secrets, tmp_path, waits)
    assert not delivery.accepted and len(delivery.refused) == 2
    assert not box.mails and not waits


def test_who_is_put_off_gets_it_later_and_the_others_once(box, secrets, tmp_path, waits) -> None:
    box.rcpt_answers = ["450 4.2.0 greylisted"]
    delivery = send(box, secrets, tmp_path, waits)
    assert sorted(delivery.accepted) == ["Văn phòng Ủy ban <van-phong@test.vn>", "lanh-dao@test.vn"]
    assert not delivery.refused
    assert box.receivers == [["van-phong@test.vn"], ["lanh-dao@test.vn"]]
    assert box.mails[0]["Message-ID"] == box.mails[1]["Message-ID"]
    assert waits == [2.0]


def test_who_is_put_off_for_ever_is_named(box, secrets, tmp_path, waits) -> None:
    box.refused["van-phong@test.vn"] = "450 4.2.0 later"
    delivery = send(box, secrets, tmp_path, waits)
    assert delivery.accepted == ["lanh-dao@test.vn"]
    assert list(delivery.refused.values()) == ["450 4.2.0 later"]
    assert waits == [2.0, 4.0, 8.0]


def test_a_server_that_is_busy_is_tried_again(box, secrets, tmp_path, waits) -> None:
    box.data_answers = ["451 try later", "452 try later"]
    assert len(send(box, secrets, tmp_path, waits).accepted) == 2
    assert len(box.mails) == 1 and waits == [2.0, 4.0]


def test_a_message_that_is_not_wanted_is_not_tried_again(box, secrets, tmp_path, waits) -> None:
    box.data_answers = ["552 5.3.4 too big"]
    with pytest.raises(BriefingError, match="does not take the message") as error:
        send(box, secrets, tmp_path, waits)
    assert "552 5.3.4 too big" in str(error.value.found) and not waits
    assert "attach_limit_mb" in str(error.value.hint)


def test_a_server_that_is_down_is_tried_again_then_told(secrets, tmp_path, waits) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, and nobody listens
        down = receivers.Letterbox(port=nobody.getsockname()[1])
        with pytest.raises(BriefingError, match="does not answer") as error:
            send(down, secrets, tmp_path, waits, attempts=3)
    assert waits == [2.0, 4.0]
    assert f"localhost, port {down.port}" in str(error.value.where)


def test_a_server_that_comes_up_meanwhile_gets_it(box, secrets, tmp_path) -> None:
    right, tries = box.port, []
    settings = email_settings(receivers.Letterbox(port=1))
    mailer = mail.Mailer(
        settings, secrets, tmp_path, sleep=lambda s: tries.append(s), on_wait=lambda w: words.append(w)
    )
    words: list[str] = []

    def up(seconds: float) -> None:
        tries.append(seconds)
        mailer._settings = email_settings(receivers.Letterbox(port=right))

    mailer._sleep = up
    mailer.send(mail.compose(settings, LETTER, settings.to, NOW), settings.to)
    assert len(box.mails) == 1 and tries == [2.0]
    assert words[0].startswith("attempt 1 of 4: ") and words[0].endswith("again in 2 s")


def test_a_password_that_smtp_cannot_carry_is_refused(box, tmp_path) -> None:
    from analysis.publishing.telling.secrets import Secrets

    settings = email_settings(box, user="u", password_env="MAIL_PASSWORD")
    with pytest.raises(DataError, match="ASCII") as error:
        mail.Mailer(settings, Secrets({"MAIL_PASSWORD": "mật khẩu"}), tmp_path)
    assert "mật khẩu" not in error.value.describe()
