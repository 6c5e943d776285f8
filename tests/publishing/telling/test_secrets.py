"""Secrets: absent while packs are made, hidden in every form in which they could be written."""

from __future__ import annotations

import base64
import html
import json
import os
import pickle
import subprocess
import sys
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.publishing.telling.secrets import HIDDEN, Secrets, taken

SECRET = 'mật khẩu "<&>" 100%\\x'


@pytest.mark.parametrize(
    "form",
    [
        lambda s: s,
        json.dumps,
        lambda s: json.dumps(s, ensure_ascii=False),
        repr,
        html.escape,
        quote,
        lambda s: quote(s, safe=""),
        lambda s: urlencode({"key": s}),
        lambda s: base64.b64encode(s.encode()).decode(),
        lambda s: base64.b64encode(s.encode()).decode().rstrip("="),
        lambda s: repr(s.encode()),
        lambda s: f"before{s}after {s}",
    ],
)
def test_every_form_is_hidden(form) -> None:
    written = form(SECRET)
    hidden = Secrets({"X": SECRET}).hide(f"an error: {written} at last")
    assert written not in hidden
    assert "mật" not in hidden and "%C3%A2" not in hidden and "khẩu" not in hidden
    assert HIDDEN in hidden
    assert hidden.startswith("an error: ") and hidden.endswith(" at last")


@settings(deadline=None)
@given(st.text(min_size=6, max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_a_secret_never_stays(secret: str, before: str, after: str) -> None:
    if secret in HIDDEN * 3:
        return
    assert secret not in Secrets({"X": secret}).hide(before + secret + after) or HIDDEN in secret


def test_what_is_derived_is_hidden_too() -> None:
    secrets = Secrets({"X": "geheim-1"})
    secrets.also("\0user\0geheim-1")
    sent = base64.b64encode(b"\0user\0geheim-1").decode()
    assert secrets.hide(f"AUTH PLAIN {sent}") == f"AUTH PLAIN {HIDDEN}"


def test_one_secret_within_another_leaves_nothing_of_either() -> None:
    secrets = Secrets({"A": "mat-khau", "B": "mat-khau-dai-hon"})
    assert secrets.hide("mat-khau-dai-hon mat-khau") == f"{HIDDEN} {HIDDEN}"


def test_secrets_show_nothing_of_themselves() -> None:
    secrets = Secrets({"MAIL_PASSWORD": "mat-khau-bi-mat"})
    assert "mat-khau" not in f"{secrets} {secrets!r} {vars(secrets).keys()}"
    with pytest.raises(TypeError):
        pickle.dumps(secrets)


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(DataError, match="MAIL_PASSWORD") as error:
        Secrets({"MAIL_PASSWORD": ""}).get("MAIL_PASSWORD", "[tell.email] password_env")
    assert "[tell.email] password_env" in error.value.describe()


def test_a_secret_that_could_not_be_hidden_is_refused() -> None:
    with pytest.raises(DataError, match="too short") as error:
        Secrets({"X": "abcde"}).get("X", "entry")
    assert "abcde" not in error.value.describe()


def test_they_are_out_of_the_environment_meanwhile(monkeypatch) -> None:
    monkeypatch.setenv("OFFICE_SECRET", "mat-khau-bi-mat")
    monkeypatch.delenv("OFFICE_OTHER", raising=False)
    look = [sys.executable, "-c", "import os; print(os.environ.get('OFFICE_SECRET'))"]
    with pytest.raises(KeyError), taken(["OFFICE_SECRET", "OFFICE_OTHER"]) as secrets:
        assert secrets.get("OFFICE_SECRET", "x") == "mat-khau-bi-mat"
        assert subprocess.run(look, capture_output=True, text=True, check=True).stdout == "None\n"
        raise KeyError
    assert os.environ["OFFICE_SECRET"] == "mat-khau-bi-mat"
    assert "OFFICE_OTHER" not in os.environ
