"""The services as processes: each answers, on another port if its own is taken, and leaves nothing behind."""

from __future__ import annotations

import http.client
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from querschnitt.core.errors import StateError
from querschnitt.site import services
from querschnitt.site.deployment import read_deployment, var_folder, write_deployment
from querschnitt.site.security import HEADERS
from querschnitt.site.services import running, start_service


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A variable folder of each test's own, with the server and the secrets of this run."""
    known = read_deployment()
    monkeypatch.setenv("QUERSCHNITT_VAR", str(tmp_path))
    write_deployment(known)


def get(port: int, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    return connection.getresponse()


def test_a_service_answers_with_the_headers_and_ends() -> None:
    with running("statistics") as started:
        service = started["statistics"]
        assert service.is_alive()
        answer = get(service.port, "/health")
        assert (answer.status, answer.read()) == (200, b"ok")
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert "Set-Cookie" not in answer.headers
    assert not service.is_alive()
    with pytest.raises(OSError):
        get(service.port, "/health")


def test_the_portal_shows_pages_without_knowing_an_account() -> None:
    with running("portal") as started:
        answer = get(started["portal"].port, "/de/nothing/")
        assert answer.status == 404
        assert "<h1>" in answer.read().decode()


def test_a_taken_port_is_replaced_and_remembered() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        write_deployment(replace(read_deployment(), ports={"portal": port}))
        with running("portal") as started:
            assert started["portal"].port != port
            assert read_deployment().ports["portal"] == started["portal"].port


def test_a_service_that_cannot_reach_its_database_says_where_its_log_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PATIENCE", 3.0)
    known = read_deployment()
    write_deployment(replace(known, passwords={**known.passwords, "office": "wrong"}))
    with pytest.raises(StateError, match="'office' does not answer") as caught:
        start_service("office")
    assert str(var_folder() / "log" / "office.log") in caught.value.hint
    assert "password authentication failed" in (var_folder() / "log" / "office.log").read_text()
