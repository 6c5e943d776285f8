"""The preview: this machine only, files only, right types, no lists, a clean end."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.errors import UsageError
from analysis.publishing import serve
from analysis.publishing.serve import Served, server

FILES = {
    "index.html": "text/html; charset=utf-8",
    "en/index.html": "text/html; charset=utf-8",
    "feed.xml": "application/atom+xml; charset=utf-8",
    "assets/site.css": "text/css; charset=utf-8",
    "assets/site.js": "text/javascript; charset=utf-8",
    "assets/a.woff2": "font/woff2",
    "data/figures.csv": "text/csv; charset=utf-8",
    "data/figures.parquet": "application/vnd.apache.parquet",
    "data/datapackage.json": "application/json; charset=utf-8",
    "packs/a/briefing.pdf": "application/pdf",
    "packs/a/briefing.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("served")
    (root / "secret.txt").write_text("outside", encoding="utf-8")
    site = root / "site"
    for path in FILES:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(path, encoding="utf-8")
    (site / ".hidden").write_text("hidden", encoding="utf-8")
    (site / "out").symlink_to(root)
    return site


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with server(folder) as running:
        yield running


def ask(served: Served, path: str, method: str = "GET", host: str | None = None) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(served.host, served.port, timeout=10)
    try:
        connection.request(method, path, headers={"Host": host} if host is not None else {})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(("path", "kind"), FILES.items())
def test_every_file_comes_with_its_type(served: Served, path: str, kind: str) -> None:
    status, headers, data = ask(served, f"/{path}?v=1")
    assert (status, headers["content-type"], data) == (200, kind, path.encode())
    assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-cache"


def test_a_folder_shows_its_first_page_and_no_list(served: Served) -> None:
    assert ask(served, "/")[2] == b"index.html"
    assert ask(served, "/en/")[2] == b"en/index.html"
    assert ask(served, "/data/")[0] == 404
    assert ask(served, "/en")[0] == 301


@pytest.mark.parametrize(
    "path",
    ["/.hidden", "/../secret.txt", "/%2e%2e/secret.txt", "/out/secret.txt", "/assets/..%2f..%2fsecret.txt",
     "/..%5csecret.txt", "/nothing.html", "//etc/passwd"],
)  # fmt: skip
def test_nothing_outside_and_nothing_hidden_is_given(served: Served, path: str) -> None:
    status, _, data = ask(served, path)
    assert status == 404 and b"outside" not in data


@pytest.mark.parametrize("host", ["example.vn", "127.0.0.1.example.vn", "", "10.0.0.7:80"])
def test_another_name_is_refused(served: Served, host: str) -> None:
    assert ask(served, "/", host=host)[0] == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8057", "127.0.0.1:1", "LOCALHOST"])
def test_this_machine_is_answered_by_its_names(served: Served, host: str) -> None:
    assert ask(served, "/", host=host)[0] == 200


def test_only_reading_is_answered(served: Served) -> None:
    status, headers, data = ask(served, "/index.html", "HEAD")
    assert status == 200 and headers["content-length"] == "10" and data == b""
    assert ask(served, "/index.html", "POST")[0] == 501


def test_only_the_loopback_is_bound(folder: Path) -> None:
    opened = serve._opened(folder, 0)
    try:
        assert opened.server_address[0] == "127.0.0.1" and opened.address_family == socket.AF_INET
    finally:
        opened.server_close()


def test_a_port_that_is_taken_and_a_site_that_is_not_there_are_told(served: Served, folder: Path) -> None:
    with pytest.raises(UsageError, match="--port"), server(folder, served.port):
        pass
    with pytest.raises(UsageError, match="briefing site"), server(folder / "none"):
        pass


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupt_ends_it_cleanly(folder: Path, tmp_path: Path) -> None:
    script = (
        "from analysis.paths import Workspace; from analysis.commands import serve; import sys, pathlib, signal;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"  # a shell may start tests that ignore it
        "w = Workspace(pathlib.Path(sys.argv[1])); sys.exit(serve.run(w, 0))"
    )
    workspace = tmp_path / "office"
    (workspace / "reports").mkdir(parents=True)
    (workspace / "reports" / "site").symlink_to(folder)
    running = subprocess.Popen(
        [sys.executable, "-u", "-c", script, str(workspace)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    lines = [running.stdout.readline(), running.stdout.readline()]
    assert "http://127.0.0.1:" in lines[1]
    running.send_signal(signal.SIGINT)
    rest, errors = running.communicate(timeout=20)
    assert running.returncode == 0 and errors == "" and "Ended." in rest
