"""A pack to tell of, servers to tell it to, and who vouches for them."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

import receivers
from analysis.paths import Workspace
from analysis.publishing.telling.secrets import Secrets
from packs_to_tell import PASSWORD, write_pack


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    (tmp_path / "reports").mkdir()
    return Workspace(tmp_path)


@pytest.fixture
def pack(workspace) -> Path:
    return write_pack(workspace)


@pytest.fixture
def secrets() -> Secrets:
    return Secrets(
        {"MAIL_PASSWORD": PASSWORD, "HOOK_SECRET": "chữ ký & bí mật", "HOOK_TOKEN": "token-100%-bi-mat"}
    )


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Whoever vouches for the mail server of this network."""
    return trustme.CA()


@pytest.fixture(scope="session")
def certificate(authority) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def box() -> Iterator[receivers.Letterbox]:
    with receivers.mail_server() as box:
        yield box


@pytest.fixture
def hook() -> Iterator[receivers.Hook]:
    with receivers.web_hook() as hook:
        yield hook
