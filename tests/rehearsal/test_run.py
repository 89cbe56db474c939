"""A rehearsal through the real service: its own server, real pages, sealed sheets that are opened and compared."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from querschnitt.apps.interview.models import Access, Interview, Opening
from querschnitt.apps.interview.sheet import Sheet
from querschnitt.core.instrument import Instrument, Missing
from querschnitt.core.instrument.rehearsal import Exchanges, Held, summarise
from querschnitt.rehearsal import scratch
from querschnitt.rehearsal.people import Habits, Person, Profile, gather
from querschnitt.rehearsal.run import compared, through_service, with_log
from querschnitt.rehearsal.visit import Ended
from tests.questionnaires import everything

TODAY = datetime.date.today()
PATIENCE = 300.0  # seconds; a server and a service start in five, on a machine with much else to do in sixty
BUSY = Profile(back=0.3, pause=0.15, language=0.15, mistakes=0.3, from_review=0.5, leaves=0.03)


def people_for(instrument: Instrument, number: int, *, profile: Profile) -> list[Person]:
    return gather(
        Habits(instrument, seed=5),
        number=number,
        modes=("web", "telephone", "live"),
        languages=instrument.languages,
        profile=profile,
    )


@pytest.fixture(scope="module", autouse=True)
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the rehearsals of this file a folder of their own; others may rehearse at the same time."""
    tmp_path_factory.getbasetemp()  # the folder of all tests stays where it would have been
    usual, folder = tempfile.tempdir, Path(tempfile.mkdtemp(prefix="querschnitt-place-"))
    folder.chmod(0o755)
    tempfile.tempdir = str(folder)
    yield folder
    tempfile.tempdir = usual
    shutil.rmtree(folder)


def left_over() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"{scratch.PREFIX}*"))


@pytest.fixture(scope="module")
def held() -> list[Held]:
    """Hold interviews with people who go back, pause, change the language, make mistakes and leave."""
    done: list[int] = []
    instrument = everything()
    people = people_for(instrument, 18, profile=BUSY)
    result = through_service(instrument, people, today=TODAY, progress=lambda: done.append(1))
    assert len(done) == 18
    return result


def test_the_service_never_errs_and_every_sheet_arrives_as_it_was_meant(held: list[Held]) -> None:
    result = summarise(everything(), held)
    assert result.exchanges.faults == ()
    assert set(result.exchanges.statuses) <= {200, 303, 422}
    assert result.interviews == 18
    assert result.sent > 9


def test_people_go_back_pause_and_are_corrected(held: list[Held]) -> None:
    result = summarise(everything(), held)
    assert result.returns > 4
    assert result.exchanges.refusals
    assert result.exchanges.statuses[422] >= max(result.exchanges.refusals.values())


def test_persons_of_a_household_are_asked_one_by_one(held: list[Held]) -> None:
    pages = {name for each in held for name in each.pages}
    assert {"member[1]", "member[2]"} <= pages
    assert any("member_age[2]" in each.outcomes for each in held)


def test_the_same_people_say_the_same_again(held: list[Held]) -> None:
    people = people_for(everything(), 18, profile=BUSY)[:3]
    again = through_service(everything(), people, today=TODAY, progress=lambda: None)
    for before, after in zip(held[:3], again, strict=True):
        assert (before.pages, before.outcomes, before.minutes) == (after.pages, after.outcomes, after.minutes)


@pytest.mark.django_db(databases=["answers"])
def test_nothing_is_left_behind_and_no_answer_of_this_installation_is_touched(held: list[Held]) -> None:
    assert held
    assert left_over() == []
    assert [model.objects.count() for model in (Opening, Access, Interview)] == [0, 0, 0]
    with connections["answers"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%rehearsal%'")
        assert cursor.fetchone() == (0,)


def test_a_difference_between_said_and_arrived_is_a_fault() -> None:
    held = Held(1, "web", "de", ("you",), {"age": "answered"}, 5.0, left_at="you")
    said = Ended(held, {"age": 30, "born_here": "no", "country": "c1"})
    same = Sheet("", {"age": 30, "born_here": "no", "country": "c1"})
    assert compared(said, everything(), same, today=TODAY).exchanges.faults == ()
    for changed in ({"age": 31}, {"age": Missing.REFUSED}, {"country": "c2"}):
        sheet = same._replace(answers={**same.answers, **changed})
        (fault,) = compared(said, everything(), sheet, today=TODAY).exchanges.faults
        assert f"not what was said: {next(iter(changed))}" in fault
    (fault,) = compared(said, everything(), None, today=TODAY).exchanges.faults
    assert "age, born_here, country" in fault


def test_a_server_error_comes_with_the_end_of_the_log() -> None:
    fine = Ended(Held(1, "web", "de", (), {}, 1.0, exchanges=Exchanges({200: 3})), {})
    erred = Ended(Held(2, "web", "de", (), {}, 1.0, exchanges=Exchanges({200: 1, 500: 1}, faults=("500",))), {})
    assert with_log([fine, fine], "log") == [fine, fine]
    told = with_log([fine, erred, erred], "x" * 5000 + "\nKeyError: 'age'\n")
    assert [len(each.held.exchanges.faults) for each in told] == [0, 2, 1]
    assert told[1].held.exchanges.faults[1].endswith("KeyError: 'age'")
    assert len(told[1].held.exchanges.faults[1]) < 1600


def test_ctrl_c_ends_a_rehearsal_and_deletes_what_it_made(tmp_path: Path) -> None:
    process = begun(tmp_path)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 130
    assert left_over() == []


def test_what_a_killed_rehearsal_has_left_is_deleted_by_the_next_one(tmp_path: Path) -> None:
    process = begun(tmp_path)
    process.kill()
    process.wait(timeout=10)
    (folder,) = left_over()
    service = int((folder / "service.pid").read_text())
    scratch.sweep()
    assert left_over() == []
    end = time.monotonic() + 20
    while Path(f"/proc/{service}").exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not Path(f"/proc/{service}").exists()


def begun(tmp_path: Path) -> subprocess.Popen[bytes]:
    """Start a rehearsal and wait until its service answers."""
    workbook = Path(__file__).parents[2] / "examples" / "leipzig" / "migrantenbefragung_2020.xlsx"
    code = "import sys; sys.argv[0] = 'querschnitt'; from querschnitt.site.command import main; main()"
    command = [sys.executable, "-c", code, "rehearse", str(workbook), "--interviews", "5000", "--out", str(tmp_path)]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment["TMPDIR"] = tempfile.gettempdir()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if any((folder / "service.pid").exists() for folder in left_over()):
            return process
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)  # it deletes what it has made, so that the next test finds nothing of it
    process.wait(timeout=PATIENCE)
    raise AssertionError("the rehearsal does not begin")
