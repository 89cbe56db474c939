"""Texts that are read aloud: from the folder beside the hand-over to the player."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.actions import open_wave
from querschnitt.apps.interview.handover import read_handover, write_handover
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.core.errors import InputError
from tests.apps.interview.kinds import RECORDING, every_kind
from tests.apps.interview.paper import enter
from tests.apps.interview.wave import handover_of

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]
SOUND = bytes(range(256)) * 8


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A hand-over with a file that is read aloud beside it."""
    made = handover_of(every_kind(), key=settings.DEPLOYMENT.keys["access_code"], public_key=new_key_pair()[1])
    header = replace(made.header, audio={RECORDING: hashlib.sha256(SOUND).hexdigest()})
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio" / RECORDING).write_bytes(SOUND)
    write_handover(tmp_path / "handover.jsonl", replace(made, header=header), key="k")
    return tmp_path / "handover.jsonl"


@pytest.fixture
def opened(file: Path) -> Iterator[None]:
    queries.instrument.cache_clear()
    open_wave(handover=read_handover(file, key="k"))
    yield
    queries.instrument.cache_clear()


def test_the_whole_file(opened: None, browser: Client) -> None:
    enter(browser)
    response = browser.get(f"/audio/{RECORDING}")
    assert (response.status_code, response.content) == (200, SOUND)
    assert response.headers["Content-Type"] == "audio/mpeg"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert "media-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-", (0, 2047)), ("bytes=0-1", (0, 1)), ("bytes=100-199", (100, 199)), ("bytes=2000-9999", (2000, 2047)),
     ("bytes=-48", (2000, 2047)), ("bytes=-9999", (0, 2047))],
)  # fmt: skip
def test_a_part_as_players_ask_for_it(opened: None, browser: Client, asked: str, part: tuple[int, int]) -> None:
    begin, end = part
    enter(browser)
    response = browser.get(f"/audio/{RECORDING}", headers={"Range": asked})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {begin}-{end}/2048"
    assert response.content == SOUND[begin : end + 1]


@pytest.mark.parametrize("asked", ["bytes=2048-", "bytes=20-10", "bytes=-0"])
def test_a_part_that_is_not_there(opened: None, browser: Client, asked: str) -> None:
    enter(browser)
    response = browser.get(f"/audio/{RECORDING}", headers={"Range": asked})
    assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */2048")


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=0-1,5-6", "items=0-1", "bytes=x-y"])
def test_a_range_that_nobody_understands_gives_the_whole(opened: None, browser: Client, asked: str) -> None:
    enter(browser)
    assert browser.get(f"/audio/{RECORDING}", headers={"Range": asked}).content == SOUND


def test_no_other_file_and_nobody_without_a_code(opened: None, browser: Client) -> None:
    assert browser.get(f"/audio/{RECORDING}").url == "/?again=1"
    enter(browser)
    for name in ("other.mp3", "handover.jsonl", "..%2Fhandover.jsonl"):
        assert browser.get(f"/audio/{name}").status_code == 404


@pytest.mark.parametrize("damage", ["absent", "changed", "elsewhere"])
def test_a_recording_that_is_not_the_released_one_is_refused(file: Path, damage: str) -> None:
    sound = file.parent / "audio" / RECORDING
    if damage == "absent":
        sound.unlink()
    elif damage == "changed":
        sound.write_bytes(SOUND + b"!")
    else:
        made = read_handover(file, key="k")
        header = replace(made.header, audio={"../handover.jsonl": hashlib.sha256(file.read_bytes()).hexdigest()})
        write_handover(file, replace(made, header=header), key="k")
    with pytest.raises(InputError, match="read aloud"):
        read_handover(file, key="k")
