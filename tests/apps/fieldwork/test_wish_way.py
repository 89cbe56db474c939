"""The whole way of a wish through real services, roles and commands; and a collector that is killed again and again."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from querschnitt.apps.fieldwork.actions.wishes import AT_ONCE
from querschnitt.apps.interview.codes import new_code
from querschnitt.apps.interview.handover import write_handover
from querschnitt.apps.interview.outbox import Desk, Wished, seal_wish
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.rehearsal.browser import Browser
from querschnitt.rehearsal.scratch import ENTRY, Scratch, scratch
from querschnitt.site.databases import connection
from querschnitt.site.deployment import OWNER, examples_folder
from tests.apps.interview.wave import handover_of, small_instrument

CODE = new_code()
WISHES = 3 * AT_ONCE


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    """An installation of its own with a wave whose field is open and whose desk has a key."""
    tmp_path_factory.getbasetemp()  # the folder of all tests stays where it would have been
    usual, folder = tempfile.tempdir, Path(tempfile.mkdtemp(prefix="querschnitt-wishes-"))
    folder.chmod(0o755)
    tempfile.tempdir = str(folder)
    with scratch() as made:
        made.run("migrate_all")
        made.run("announce_wave", examples_folder() / "wave_2020.toml")
        made.run("keys", "create", "2020", "--unprotected")
        (desk,) = rows(made, "statistics", "SELECT public_key FROM survey_wavekey WHERE purpose = 'wishes'")
        open_field(made, desk_key=desk[0])
        yield made
    tempfile.tempdir = usual
    shutil.rmtree(folder)


def open_field(made: Scratch, *, desk_key: str) -> None:
    keys = made.deployment.keys
    handover = handover_of(
        small_instrument(), key=keys["access_code"], public_key=new_key_pair()[1], codes=(CODE,), desk_key=desk_key
    )
    file = made.folder / "handover.jsonl"
    write_handover(file, handover, key=keys["handover"])
    made.run("open_field", file)


def rows(made: Scratch, alias: str, statement: str) -> list[tuple[object, ...]]:
    with connection(made.deployment, made.deployment.database(alias), OWNER) as opened:
        return opened.execute(statement).fetchall()


def test_from_the_page_to_the_desk(house: Scratch) -> None:
    with house.interview() as service:
        browser = Browser(service.port)
        browser.post("/", [("code", CODE), ("l", "ar")])
        browser.post("/talk", [("phone", "0341/123 45 67"), ("language", "ti"), ("time", "evening")])
        stranger = Browser(service.port)
        stranger.post("/talk", [("phone", "+380 44 123 4567"), ("language", "en"), ("l", "en")])
    sealed = rows(house, "answers", "SELECT wave, kind, octet_length(box) FROM interview_wish")
    # 512 bytes of content, and 48 of a sealed box.
    assert sealed == [("2020", "call", 560)] * 2
    assert house.run("collect_wishes", "2020") == (
        "Wave 2020: 2 to be called, 0 to be told the results; 0 asked before and still wait.\n"
    )
    assert rows(house, "answers", "SELECT * FROM interview_wish") == []
    moved = rows(house, "identity", "SELECT contact, language, times, state FROM fieldwork_wish ORDER BY contact")
    assert moved == [("+380441234567", "en", [], "waiting"), ("+493411234567", "ti", ["evening"], "waiting")]
    assert "1234567" not in house.log
    assert rows(house, "statistics", "SELECT figures FROM accounts_activity WHERE verb = 'collected wishes'") == [
        ({"calls": 2, "results": 0, "repeated": 0, "unreadable": 0},)
    ]


def test_a_collector_killed_at_any_moment_loses_nothing_and_doubles_nothing(house: Scratch) -> None:
    (key,) = rows(house, "answers", "SELECT desk_key FROM interview_opening")
    desk = Desk("2020", str(key[0]))
    numbers = [f"+4934155{number:05d}" for number in range(WISHES)]
    with (
        connection(house.deployment, house.deployment.database("answers"), "interview") as opened,
        opened.cursor().copy("COPY interview_wish (id, wave, kind, box, left_on) FROM STDIN") as copy,
    ):
        for number in numbers:
            box = seal_wish(Wished(number, "ar"), desk=desk)
            copy.write_row((uuid.uuid4(), "2020", "call", box, "2020-06-01"))
    chance = random.Random(20)
    killed = 0
    while is_killed(house, pause=chance.uniform(0, 0.4)):
        killed += 1
    assert killed
    house.run("collect_wishes", "2020")
    assert rows(house, "answers", "SELECT count(*) FROM interview_wish") == [(0,)]
    kept = rows(house, "identity", "SELECT contact, state FROM fieldwork_wish WHERE contact LIKE '+4934155%'")
    assert sorted(kept) == [(number, "waiting") for number in numbers]


def is_killed(house: Scratch, *, pause: float) -> bool:
    """Begin to collect, and end it with SIGKILL a moment after it has moved some; False if it was done before."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    before = moved(house)
    process = subprocess.Popen(
        [sys.executable, "-c", ENTRY, "collect_wishes", "2020"],
        env={**environment, "QUERSCHNITT_VAR": str(house.folder)},
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None and moved(house) == before:
        time.sleep(0.005)
    time.sleep(pause)
    process.kill()
    return process.wait() != 0


def moved(house: Scratch) -> object:
    return rows(house, "identity", "SELECT count(*) FROM fieldwork_wish")
