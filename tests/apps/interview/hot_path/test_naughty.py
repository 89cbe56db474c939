"""The Big List of Naughty Strings in every field of text: into the box and out again unchanged, in Arabic, too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.conf import settings

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.actions import open_wave
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.model import Choice, Instrument, Kind, Page, Question
from querschnitt.core.instrument.reading import read_text
from querschnitt.rehearsal.browser import read_fields
from querschnitt.site.assets import ASSETS
from tests.apps.interview.hot_path.twins import Answered, Sent, Twins, asked, twins
from tests.apps.interview.wave import CODES, LANGUAGES, MISSING, handover_of, words

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]
LIST = ASSETS / "node_modules" / "big-list-of-naughty-strings" / "blns.json"
OURS = [
    "\ue000parts\ue000",
    "\ue000receipt\ue000",
    "{{ 7*7 }}{% debug %}",
    "${line}",
    "__shown__",
    "\\u0000",
    "\u2028\u2029",
    "\ud7ff\ue000\ufdd0\ufffe\uffff\U0010ffff",
    "\u202eab\u2066cd",
    "<!--",
    "-->",
    "]]>",
    "</textarea><b>",
    "</script>",
    "&lt;b&gt;",
    "a\nb",
    "\n\na",
    "a\tb",
    "مرحبا <b>123</b> שלום",
    "%(x)s %s {0} {x}",
    "x" * 2000,
]
NAUGHTY = [*dict.fromkeys([*json.loads(LIST.read_text(encoding="utf-8")), *OURS])]
FIELDS = ("line", "area", "means_other", "year")
ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))
"""Signs that stand around an answer within a text that may run the other way."""

_TAG = re.compile(r"</?[a-zA-Z!][^>]*>")


def texts() -> Instrument:
    """Return a questionnaire with each kind of field of text, and a page whose texts have the answers in them."""
    travel = (Choice("bus", words("Bus", "Bus")), Choice("other", words("Anderes", "Other")))
    wait = words("Was meinen Sie?", "What do you mean?", "ماذا تقصد؟")
    is_other = Expression.parse("${means} = 'other'")
    first = (
        Question("line", Kind.TEXT, wait, block="first"),
        Question("area", Kind.TEXT, wait, appearance="multiline", block="first"),
        Question("means", Kind.SELECT_ONE, wait, choice_list="travel", choices=travel, missing=("dk",), block="first"),
        Question("means_other", Kind.TEXT, wait, other_of="means", relevant=is_other, block="first"),
        Question("year", Kind.TEXT, wait, missing=("refused",), block="first"),
    )
    said = words("Sie haben gesagt: ${line} – ${area}.", "You said: ${line} – ${area}.", "قلت: ${line} – ${area}.")
    last = (
        Question("note", Kind.NOTE, said, block="last"),
        Question("again", Kind.TEXT, said, said, block="last"),
    )
    return Instrument(
        name="texts",
        title="Texte",
        version="1",
        default_language="de",
        languages=tuple(LANGUAGES),
        language_names=LANGUAGES,
        choice_lists={"missing_values": MISSING, "travel": travel},
        pages=(
            Page("first", words("Zuerst", "First"), questions=first),
            Page("last", words("Zuletzt", "Last"), questions=last),
        ),
        texts={"survey_title": words("Befragung", "Survey", "استطلاع")},
    )


@pytest.fixture
def both() -> Iterator[Twins]:
    queries.instrument.cache_clear()
    private, public = new_key_pair()
    open_wave(handover=handover_of(texts(), key=settings.DEPLOYMENT.keys["access_code"], public_key=public))
    with twins(private) as made:
        yield made


def begin(both: Twins, language: str) -> None:
    both.ask("POST", "/", {"code": CODES[0], "l": language})
    both.ask("POST", "/info", {})


def form(text: str) -> dict[str, str]:
    shown = "line area means means_other year"
    return {"__shown__": shown, "means": "other", **dict.fromkeys(FIELDS, text), "go": "next"}


def look(both: Twins, path: str) -> Answered:
    """Look at a page of the hot path alone."""
    answer = both.runner.run(asked(both.application, Sent("GET", path, headers={"cookie": both.cookie_header})))
    assert answer.status == 200
    return answer


def words_of(page: str) -> str:
    """Return the text of a page, without its tags, as it is read."""
    return unescape(_TAG.sub("", page))


def number_of_tags(page: str) -> int:
    return len(_TAG.findall(page))


@pytest.mark.parametrize("language", ["de", "ar"])
def test_naughty_strings_go_into_the_box_and_come_out_unchanged(both: Twins, language: str) -> None:
    begin(both, language)
    tame: list[int] = []
    for number, text in enumerate(["zahm", *NAUGHTY]):
        pair = both.ask("POST", "/page/first", form(text))
        assert pair.hot is not None and pair.hot.compared == pair.django.compared, text
        assert pair.hot.location == "/page/last" if number == 0 else pair.hot.status == 303, text
        if number == 0:
            both.ask("POST", "/page/last", {"__shown__": "note again", "again": "", "go": "next"})
        kept = read_text(text)
        answers = both.sheet(CODES[0]).answers
        assert [answers.get(name) for name in FIELDS] == [kept] * 4, text
        pages = [look(both, path).text for path in ("/page/first", "/page/last", "/review")]
        filled = read_fields(pages[0]).filled
        assert [filled[name] for name in FIELDS] == [(kept,) if kept else ()] * 4, text
        if kept:
            assert f"{kept} – {kept}".translate(ISOLATES) in words_of(pages[1]).translate(ISOLATES), text
            assert words_of(pages[2]).count(kept) >= 4, text
            counts = [number_of_tags(page) for page in pages]
            tame = tame or counts
            assert counts == tame, text
