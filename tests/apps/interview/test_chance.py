"""What is drawn for an interview is drawn once: the same order on every device and in every language."""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings
from django.test import Client

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.actions import open_wave
from querschnitt.apps.interview.codes import code_hash, new_code
from querschnitt.apps.interview.models import Access, Opening
from querschnitt.core.instrument.model import Choice, Instrument, Kind, Page, Question
from tests.apps.interview.paper import enter, fill, look
from tests.apps.interview.test_kinds import choose, count
from tests.apps.interview.wave import CODES, LANGUAGES, handover_of, small_instrument, words

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]
LETTERS = tuple(Choice(letter, words(letter, letter)) for letter in "ABCDEF")


def shuffled_instrument() -> Instrument:
    asked = Question("letter", Kind.SELECT_ONE, words("?", "?"), choice_list="l", choices=LETTERS, is_randomized=True)
    return Instrument(
        name="chance", title="Zufall", version="1", default_language="de", languages=tuple(LANGUAGES),
        language_names=LANGUAGES, choice_lists={"l": LETTERS},
        pages=(Page("one", words("Eins", "One"), questions=(asked,)),), texts=small_instrument().texts,
    )  # fmt: skip


@pytest.fixture
def shuffled() -> None:
    queries.instrument.cache_clear()
    key = settings.DEPLOYMENT.keys["access_code"]
    handover = handover_of(shuffled_instrument(), key=key, public_key="11" * 32)
    open_wave(handover=handover)


def order(browser: Client) -> list[str]:
    return look(browser, "/page/one").rows("letter")


def test_the_order_is_the_same_again_on_another_device_and_in_another_language(shuffled: None, browser: Client) -> None:
    enter(browser)
    drawn = order(browser)
    assert sorted(drawn) == list("ABCDEF")
    assert order(browser) == drawn
    for language in LANGUAGES:
        other = Client()
        other.post("/", {"code": CODES[0], "l": language})
        assert order(other) == drawn
        other.post("/language", {"language": "ti", "at": "/page/one"})
        assert order(other) == drawn
    fill(browser, "/page/one", letter="C")
    assert order(browser) == drawn
    assert look(browser, "/page/one").checked("letter") == ["C"]


def test_each_interview_has_an_order_of_its_own(shuffled: None) -> None:
    opening = Opening.objects.get()
    key = settings.DEPLOYMENT.keys["access_code"]
    codes = [new_code() for _ in range(12)]
    Access.objects.bulk_create(
        Access(opening=opening, code_hash=code_hash(code, key=key), case_id=uuid.uuid4()) for code in codes
    )
    orders = set()
    for code in codes:
        person = Client()
        enter(person, code=code)
        orders.add(tuple(order(person)))
    # Twelve draws out of 720: all of them alike would be chance of 720 to the power of minus 11.
    assert len(orders) > 1


def test_the_order_of_filtered_choices_stays_in_another_language(kinds: str, browser: Client) -> None:
    enter(browser)
    choose(browser)
    count(browser)
    drawn = look(browser, "/page/searching").rows("town")
    other = Client()
    other.post("/", {"code": CODES[0], "l": "ar"})
    assert look(other, "/page/searching").rows("town") == drawn
