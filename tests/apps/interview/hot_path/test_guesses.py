"""Wrong codes on the hot path: late answers for their address, at once for everybody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings

from querschnitt.apps.interview import guessing
from querschnitt.apps.interview.guessing import FREE, GUESSING, Room
from querschnitt.apps.interview.hot_path import entrance
from tests.apps.interview.hot_path.twins import FORM, Answered, Sent, Twins, asked, twins
from tests.apps.interview.test_guessing import ELSEWHERE, HERE, WRONG, forgotten
from tests.apps.interview.wave import CODES

__all__ = ["forgotten"]

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]


@pytest.fixture
def both(wave: str, forgotten: None) -> Iterator[Twins]:
    with twins(wave, behind_proxy=True) as made:
        made.ask("GET", "/")
        yield made


def form(code: str, address: str) -> Sent:
    body = f"code={code.replace(' ', '+')}&l=de".encode()
    return Sent("POST", "/", body, {"content-type": FORM, "x-forwarded-for": f"203.0.113.9, {address}"})


def test_wrong_codes_slow_their_address_and_no_other(both: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    def post(code: str, address: str = HERE) -> int:
        return both.runner.run(asked(both.application, form(code, address))).status

    monkeypatch.setattr(entrance.asyncio, "sleep", sleep)
    assert [post(WRONG) for _ in range(FREE)] == [422] * FREE
    assert [post(typed, ELSEWHERE) for typed in ["ABC", CODES[0][:-1] + "0"] * FREE] == [422] * 2 * FREE
    assert slept == []
    assert (post(WRONG), post(CODES[0]), post(CODES[0], ELSEWHERE)) == (422, 303, 303)
    assert slept == [guessing.DELAY] * 2


def test_a_flood_from_one_address_waits_and_is_sent_away_while_others_come_in(
    both: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "DELAY", 0.2)
    for _ in range(FREE):
        GUESSING.failed(HERE)

    async def flood() -> tuple[list[Answered], list[bool], Answered]:
        crowd = [asyncio.create_task(asked(both.application, form(WRONG, HERE))) for _ in range(50)]
        await asyncio.sleep(0)
        clean = await asked(both.application, form(CODES[0], ELSEWHERE))
        waiting = [not one.done() for one in crowd]
        return await asyncio.gather(*crowd), waiting, clean

    answers, waiting, clean = both.runner.run(flood())
    assert clean.status == 303
    assert sorted(answer.status for answer in answers) == [422] * 20 + [429] * 30
    assert sum(waiting) >= 20
    away = next(answer for answer in answers if answer.status == 429)
    assert away.headers["retry-after"] == "60"
    assert "Bitte warten Sie einige Minuten" in away.text


def test_both_send_away_alike(both: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    object.__setattr__(settings.DEPLOYMENT, "behind_proxy", True)
    try:
        for _ in range(FREE):
            GUESSING.failed(HERE)
        full = Room(most_of_one=0, most=0)
        monkeypatch.setattr("querschnitt.apps.interview.views.entrance.THREADS", full)
        monkeypatch.setattr(both.application._steps.entrance, "_waiting", full)
        for code in (WRONG, CODES[0], "ABC"):
            pair = both.send(replace(form(code, HERE)))
            assert pair.hot is not None and pair.hot.status == 429
            assert pair.hot.compared == pair.django.compared
    finally:
        object.__setattr__(settings.DEPLOYMENT, "behind_proxy", False)
