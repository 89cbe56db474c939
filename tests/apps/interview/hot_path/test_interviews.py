"""What a process knows of interviews may be old: only who was just led there is shown it, and nobody writes on it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connections

from querschnitt.apps.interview.actions import close_wave
from querschnitt.apps.interview.hot_path import Application
from querschnitt.apps.interview.hot_path.interviews import LED_WITHIN
from querschnitt.apps.interview.models import Interview, Opening
from querschnitt.site.databases import reached_as
from querschnitt.site.security import HEADERS
from tests.apps.interview.hot_path.twins import FORM, Answered, LeftError, Sent, _end, _left, asked, by_django
from tests.apps.interview.paper import collected
from tests.apps.interview.wave import CODES

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]
PERSON = {"__shown__": "birth_year born_here arrival", "birth_year": "1985", "born_here": "yes"}
WORK = {"__shown__": "searched rent", "searched": "no", "rent": "512,50"}
WISHES = {"__shown__": "intro wish moved", "wish": "Mehr Bäume"}
PAGES = {"/page/person": PERSON, "/page/work": WORK, "/page/wishes": WISHES}


@dataclass
class Service:
    """Several processes of the interview on one database, and one browser."""

    runner: asyncio.Runner
    processes: list[Application]
    jar: dict[str, str] = field(default_factory=dict)

    def ask(self, process: int, method: str, path: str, form: dict[str, str] | None = None) -> Answered:
        line = "; ".join(f"{name}={value}" for name, value in self.jar.items() if value)
        body = b"" if form is None else urlencode(form).encode()
        sent = Sent(method, path, body, {"cookie": line, **({} if form is None else {"content-type": FORM})})
        try:
            answer = self.runner.run(asked(self.processes[process], sent))
        except LeftError:
            answer = by_django(sent)
        self.jar |= {name: value for name, (value, _) in answer.cookies.items()}
        return answer

    def begin(self, process: int = 0) -> None:
        self.ask(process, "POST", "/", {"code": CODES[0], "l": "de"})
        self.ask(process, "GET", "/info")
        self.ask(process, "POST", "/info", {})


@pytest.fixture
def service(wave: str) -> Iterator[Service]:
    database = reached_as(settings.DEPLOYMENT, "answers", "interview")
    database["dbname"] = connections["answers"].settings_dict["NAME"]
    with asyncio.Runner() as runner:
        made = Service(runner, [Application(_left, database=database, headers=HEADERS) for _ in range(2)])
        yield made
        for process in made.processes:
            runner.run(_end(process))


def test_who_is_led_on_is_shown_what_was_written_and_the_next_time_what_is_there(service: Service) -> None:
    service.begin()
    assert service.ask(0, "POST", "/page/person", PERSON).location == "/page/work"
    Interview.objects.all().delete()
    assert [service.ask(0, "GET", "/page/work").status for _ in range(2)] == [200, 303]


def test_a_page_is_shown_from_memory_once_and_to_who_was_led_there(service: Service) -> None:
    service.begin()
    service.ask(0, "POST", "/page/person", PERSON)
    assert service.ask(1, "POST", "/page/person", {**PERSON, "birth_year": "1986"}).location == "/page/work"
    assert 'value="1986"' in service.ask(0, "GET", "/page/person").text
    service.ask(0, "POST", "/page/person", PERSON)
    assert service.ask(0, "GET", "/page/work").status == 200
    service.ask(1, "POST", "/page/work", WORK)
    assert 'value="512,50"' in service.ask(0, "GET", "/page/work").text


def test_after_some_seconds_a_page_is_read(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    service.begin()
    service.ask(0, "POST", "/page/person", PERSON)
    service.ask(1, "POST", "/page/work", WORK)
    real = __import__("time").monotonic
    monkeypatch.setattr("querschnitt.apps.interview.hot_path.interviews.time.monotonic", lambda: real() + LED_WITHIN)
    assert 'value="512,50"' in service.ask(0, "GET", "/page/work").text


def test_who_was_elsewhere_for_the_last_page_sends_from_here_all_the_same(service: Service, wave: str) -> None:
    """What this process knows is old: by that there is a page left, which must not be what decides."""
    service.begin()
    service.ask(0, "POST", "/page/person", PERSON)
    service.ask(1, "POST", "/page/work", WORK)
    service.ask(1, "POST", "/page/wishes", WISHES)
    assert service.ask(0, "POST", "/send", {}).location == "/finished"
    assert collected(wave).answers["wish"] == "Mehr Bäume"


def test_what_was_changed_elsewhere_before_sending_is_what_is_sent(service: Service, wave: str) -> None:
    service.begin()
    for path, form in PAGES.items():
        service.ask(0, "POST", path, form)
    service.ask(1, "POST", "/page/person", {**PERSON, "birth_year": "1986"})
    assert service.ask(0, "POST", "/send", {}).location == "/finished"
    assert collected(wave).answers["birth_year"] == 1986


@pytest.mark.parametrize("seed", range(6))
def test_however_the_requests_are_spread_there_is_one_interview(service: Service, wave: str, seed: int) -> None:
    chance = random.Random(seed)
    service.begin(chance.randrange(2))
    for path, form in PAGES.items():
        for year in ("1970", "1985"):
            changed = {**form, **({"birth_year": year} if "birth_year" in form else {})}
            assert service.ask(chance.randrange(2), "POST", path, changed).status == 303
        assert service.ask(chance.randrange(2), "GET", path).status == 200
    assert service.ask(chance.randrange(2), "GET", "/review").status == 200
    assert service.ask(chance.randrange(2), "POST", "/send", {}).location == "/finished"
    assert service.ask(chance.randrange(2), "GET", "/finished").status == 200
    sheet = collected(wave)
    assert sheet.answers["birth_year"] == 1985 and sheet.answers["wish"] == "Mehr Bäume"
    assert len(sheet.passages) == 6


def changes() -> dict[str, Callable[[], object]]:
    return {
        "closed": lambda: close_wave(wave="2020"),
        "another hand-over": lambda: Opening.objects.update(handover_digest="f" * 64),
        "deleted": lambda: Interview.objects.all().delete(),
    }


@pytest.mark.parametrize("change", changes())
def test_nothing_is_taken_on_top_of_what_is_no_more(service: Service, change: str) -> None:
    service.begin()
    service.ask(0, "POST", "/page/person", PERSON)
    changes()[change]()
    answer = service.ask(0, "POST", "/page/work", WORK)
    revisions = list(Interview.objects.values_list("page", flat=True))
    if change == "another hand-over":
        assert (answer.location, revisions) == ("/page/wishes", ["work"])
    else:
        assert answer.status == 303 and not answer.location.startswith("/page/")
        assert "work" not in revisions
