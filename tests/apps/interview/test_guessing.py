"""Who is slowed, and who never: the counts by a clock that is given in, and what both ways in make of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from querschnitt.apps.interview import guessing
from querschnitt.apps.interview.guessing import (
    ALARM,
    FORGIVEN_AFTER,
    FREE,
    GUESSING,
    MOST_COUNTED,
    Guessing,
    Room,
    TooManyWaitError,
)
from querschnitt.apps.interview.remembered import Remembered
from querschnitt.apps.interview.views import entrance
from tests.apps.interview.wave import CODES

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
WRONG = "0000 0000 0000 0000"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_some_wrong_codes_are_free_and_then_the_address_is_slow_and_no_other(clock: Clock) -> None:
    guesses = Guessing(clock=clock)
    said = []
    for _ in range(FREE + 1):
        said.append(guesses.is_slow(HERE))
        guesses.failed(HERE)
    assert said == [False] * FREE + [True]
    assert not guesses.is_slow(ELSEWHERE)


def test_one_wrong_code_is_forgotten_each_minute_and_half_an_hour_mends_everything(clock: Clock) -> None:
    guesses = Guessing(clock=clock)
    for _ in range(100_000):
        guesses.failed(HERE)
    clock.now += (MOST_COUNTED - FREE + 1) * FORGIVEN_AFTER - 1
    assert guesses.is_slow(HERE)
    clock.now += 1
    assert not guesses.is_slow(HERE)
    guesses.failed(HERE)
    assert guesses.is_slow(HERE)


def test_under_alarm_those_who_have_failed_have_nothing_free_and_the_others_are_as_quick_as_ever(clock: Clock) -> None:
    guesses = Guessing(clock=clock)
    guesses.failed(HERE)
    for number in range(ALARM - 2):
        guesses.failed(f"198.51.100.{number}")
    assert not guesses.is_slow(HERE)
    guesses.failed("198.51.100.250")
    assert guesses.is_slow(HERE)
    assert not guesses.is_slow(ELSEWHERE)
    clock.now += 2
    assert not guesses.is_slow(HERE)


def test_an_alarm_ends_two_minutes_after_the_last_wrong_code_however_many_there_were(clock: Clock) -> None:
    guesses = Guessing(clock=clock)
    for number in range(10_000):
        guesses.failed(f"198.51.{number // 250}.{number % 250}")
    last = "198.51.39.249"
    clock.now += ALARM
    assert not guesses.is_slow(ELSEWHERE)
    assert guesses.is_slow(last) == (ALARM < FORGIVEN_AFTER)
    clock.now += ALARM
    guesses.failed(ELSEWHERE)
    assert not guesses.is_slow(ELSEWHERE)


def test_nobody_pays_for_an_address_that_all_share(clock: Clock) -> None:
    guesses = Guessing(clock=clock)
    for _ in range(1000):
        guesses.failed("")
    assert not guesses.is_slow("")


def test_a_clock_that_jumps_back_slows_nobody_for_longer(clock: Clock) -> None:
    guesses = Guessing(clock=clock)
    for _ in range(FREE):
        guesses.failed(HERE)
    clock.now -= 3600
    assert guesses.is_slow(HERE)
    guesses.failed(HERE)
    clock.now += 2 * FORGIVEN_AFTER
    assert guesses.is_slow(HERE)
    clock.now += MOST_COUNTED * FORGIVEN_AFTER
    assert not guesses.is_slow(HERE)


def test_a_room_has_so_many_seats_for_one_address_and_for_all() -> None:
    room = Room(most_of_one=2, most=3)
    with room.seat(HERE), room.seat(HERE):
        with pytest.raises(TooManyWaitError), room.seat(HERE):
            pass
        with room.seat(ELSEWHERE), pytest.raises(TooManyWaitError), room.seat("192.0.2.3"):
            pass
    with room.seat(HERE), room.seat(HERE):
        pass
    assert room._waiting == {}


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin with a process that has seen no wrong code, and wait as briefly as can be."""
    monkeypatch.setattr(guessing, "DELAY", 0.01)
    GUESSING._of_each, GUESSING._of_all = Remembered(), guessing.Level(0.0, 0.0)
    yield
    GUESSING._of_each, GUESSING._of_all = Remembered(), guessing.Level(0.0, 0.0)


def post(code: str, address: str = HERE) -> int:
    return Client(REMOTE_ADDR=address).post("/", {"code": code, "l": "de"}).status_code


@pytest.mark.urls("querschnitt.site.urls.interview")
@pytest.mark.django_db(databases=["answers"])
class TestViews:
    def test_wrong_codes_slow_their_address_and_no_right_code_is_ever_refused(
        self, wave: str, forgotten: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slept: list[float] = []
        monkeypatch.setattr(entrance.time, "sleep", slept.append)
        assert [post(WRONG) for _ in range(FREE)] == [422] * FREE
        assert slept == []
        assert (post(WRONG), post(CODES[0])) == (422, 303)
        assert slept == [guessing.DELAY] * 2
        assert post(CODES[0], ELSEWHERE) == 303
        assert len(slept) == 2

    def test_what_is_merely_mistyped_costs_nothing(self, wave: str, forgotten: None) -> None:
        assert {post(typed) for typed in ["", "ABC", CODES[0][:-1] + "0", "x" * 300] * FREE} == {422}
        assert not GUESSING.is_slow(HERE)

    def test_where_too_many_wait_the_page_says_when_to_try_again(
        self, wave: str, forgotten: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(FREE):
            GUESSING.failed(HERE)
        monkeypatch.setattr(entrance, "THREADS", Room(most_of_one=0, most=10))
        answer = Client(REMOTE_ADDR=HERE).post("/", {"code": CODES[0], "l": "en"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
        assert "Please wait a few minutes" in answer.content.decode()
        assert f'value="{CODES[0]}"' in answer.content.decode()
        assert post(CODES[0], ELSEWHERE) == 303

    def test_behind_a_proxy_the_address_is_the_last_that_it_says(self, wave: str, forgotten: None) -> None:
        object.__setattr__(settings.DEPLOYMENT, "behind_proxy", True)
        try:
            for spoofed in range(FREE):
                said = f"203.0.113.{spoofed}, {HERE}"
                Client().post("/", {"code": WRONG}, headers={"X-Forwarded-For": said})
        finally:
            object.__setattr__(settings.DEPLOYMENT, "behind_proxy", False)
        assert GUESSING.is_slow(HERE)
        assert not GUESSING.is_slow("203.0.113.1")

    def test_the_letter_s_address_says_nothing_of_whether_a_code_is_known(self, wave: str, forgotten: None) -> None:
        known, unknown = (Client().get(f"/c/{code}").content.decode() for code in (CODES[0], WRONG.replace(" ", "")))
        assert known.replace("0123 4567 89AB CDE4", "") == unknown.replace(WRONG, "")


def test_seats_are_counted_right_by_many_threads() -> None:
    room, most, now = Room(most_of_one=5, most=8), [], []

    def sit(who: str) -> None:
        try:
            with room.seat(who):
                now.append(who)
                most.append(len(now))
                time.sleep(0.01)
                now.remove(who)
        except TooManyWaitError:
            pass

    threads = [threading.Thread(target=sit, args=(who,)) for who in [HERE, ELSEWHERE] * 20]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) <= 8
    assert room._waiting == {}
