"""The hot path answers as Django's views do: the same status, address, cookies, headers and bytes, and writes the same.

Both are asked from the same state, at each step of walks through every tiny questionnaire and the example wave: what
leads on, and what people, browsers and others send besides.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.actions import occasion_of, open_wave
from querschnitt.apps.interview.codes import new_code
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.apps.interview.views.frame import numbered_page
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.routing import route
from querschnitt.core.instrument.walk import fill_page, random_choice
from querschnitt.tables.xlsform import read_instrument
from tests.apps.interview.hot_path.twins import Fields, Pair, Twins, twins
from tests.apps.interview.kinds import every_kind
from tests.apps.interview.wave import handover_of
from tests.instruments import NAMES, tiny

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]
EXAMPLE = Path(__file__).parents[4] / "examples" / "leipzig" / "migrantenbefragung_2020.xlsx"
MOST_PAGES = 150
SCRIPT = {"accept": "application/json", "prefer": "return=representation"}


class Walk:
    """A walk of both with one code; whatever is asked must be answered alike.

    Those who walked before in the same language have left their pages in the memory of the hot path.
    """

    def __init__(self, both: Twins, instrument: Instrument, *, code: str, language: str) -> None:
        self.both, self.instrument, self.code, self.language = both, instrument, code, language
        self.chance = random.Random(f"{instrument.name} {code}")
        self.seen: list[str] = []
        self.turned = 0

    def ask(self, method: str, path: str, fields: Fields | None = None, **headers: str) -> Pair:
        pair = self.both.ask(method, path, fields, **headers)
        if pair.hot is not None:
            assert pair.hot.compared == pair.django.compared, (method, path, fields, headers)
            assert pair.states[1] == pair.states[0], (method, path, fields, headers)
        return pair

    def on_the_way(self, method: str, path: str, fields: Fields | None = None, *, status: int) -> str:
        """Ask for what is on the way to the end: the hot path has it. Returns where it leads."""
        pair = self.ask(method, path, fields)
        assert pair.hot is not None and pair.hot.status == status, (method, path, pair.django.status)
        return pair.hot.location

    def begin(self) -> str:
        self.on_the_way("GET", "/", status=200)
        self.on_the_way("GET", f"/?l={self.language}", status=200)
        assert self.on_the_way("POST", "/", {"code": self.code, "l": self.language}, status=303) == "/info"
        self.on_the_way("GET", "/info", status=200)
        return self.on_the_way("POST", "/info", {}, status=303)

    def filled(self, name: str) -> Fields:
        """Fill in a page as somebody would who answers at random."""
        sheet = self.both.sheet(self.code)
        way = route(self.instrument, sheet.answers, occasion=occasion_of(sheet))
        return {"at": "", **fill_page(way.visible[name], sheet.answers, random_choice(self.chance)), "go": "next"}

    def page(self, address: str) -> str:
        """Take one page: look at it, look and press where one should not, and go on."""
        name = numbered_page(address)
        assert name
        self.on_the_way("GET", address, status=200)
        form = self.filled(name)
        for method, path, fields, headers in self.chance.sample(list(besides(address, self.code, form)), 4):
            with self.both.undone():
                self.ask(method, path, fields, **headers)
        form = self.filled(name)
        with self.both.undone():
            self.by_script(address, form)
        pair = self.ask("POST", address, form)
        if pair.django.status == 303:
            assert pair.hot is not None
            self.seen.append(address)
        return pair.django.location or address

    def by_script(self, address: str, form: Fields) -> None:
        """Send a page as its script does, which is given the next one: the page that the view gives at its address."""
        pair = self.both.ask("POST", address, form, **SCRIPT)
        assert pair.hot is not None and pair.states[1] == pair.states[0]
        target, django = pair.hot.headers.get("content-location", ""), pair.django
        if django.status != 303:
            assert target == address
        elif django.location.startswith("/page/"):
            assert target == django.location
            self.turned += 1
            django = self.both.ask("GET", target).django
        else:
            assert (target, pair.hot.location) == ("", django.location)
            return
        assert (pair.hot.status, pair.hot.text) == (django.status, django.text)

    def to_the_end(self) -> None:
        address = self.begin()
        for _ in range(MOST_PAGES):
            if not address.startswith("/page/"):
                break
            address = self.page(address)
        assert address == "/review"
        for path in ("/info", "/", "/send"):
            self.ask("GET", path)
        for path in self.seen:
            self.ask("GET", self.chance.choice([path, f"{path}?from=review"]))
        self.on_the_way("GET", "/review", status=200)
        assert self.on_the_way("POST", "/send", {}, status=303) == "/finished"
        self.on_the_way("GET", "/finished", status=200)
        for path in ("/review", "/info", "/page/nowhere", "/finished?l=en"):
            self.ask("GET", path)


def besides(address: str, code: str, form: Fields) -> Iterator[tuple[str, str, Fields | None, dict[str, str]]]:
    """Give requests beside the way from a page on: by people, by their browsers, and by others."""
    without_names = {name: value for name, value in form.items() if name != "__shown__"}
    yield "GET", f"{address}?from=review", None, {}
    yield "GET", f"{address}?from=elsewhere", None, {}
    yield "GET", f"{address}?l=en", None, {}
    yield "GET", f"{address}/9", None, {}
    yield "GET", "/page/nowhere", None, {}
    yield "GET", "/review", None, {}
    yield "GET", "/info?l=en&at=/review", None, {}
    yield "GET", "/?l=xx", None, {}
    yield "GET", "/?l=ar", None, {"accept-encoding": "gzip"}
    yield "GET", "/", None, {"accept-language": "ti;q=0.9, en", "accept-encoding": "br"}
    yield "GET", address, None, {"accept-encoding": "br, gzip"}
    yield "HEAD", address, None, {}
    yield "POST", address, {**form, "go": "save"}, {}
    yield "POST", address, {**form, "go": "save", "__age__": "40"}, {"accept": "application/json"}
    yield "POST", address, {**form, "__age__": "7200"}, {}
    yield "POST", address, {**form, "go": "back"}, {}
    for button in ("language", "talk", "pause", "delete", "search", f"search {next(iter(form))}", "", "nonsense"):
        yield "POST", address, {**form, "go": button}, {}
    yield "POST", address, {**form, "go": ["back", "next"]}, {"accept": "application/json"}
    yield "GET", f"/c/{code}?l=en", None, {}
    yield "GET", f"/c/{code.lower()[:8]}-{code[8:]}", None, {}
    yield "GET", "/c/nothing", None, {}
    yield "POST", address, {**form, "from": "review"}, {}
    yield "POST", address, without_names, {}
    yield "POST", address, {}, {}
    yield "POST", address, dict.fromkeys(form, "ä\x00\u2028"), {}
    yield (
        "POST",
        address,
        {name: [*value, *value] if isinstance(value, list) else value for name, value in form.items()},
        {},
    )
    yield "POST", address, form, {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}
    yield "POST", address, form, {"sec-fetch-site": "same-origin", "origin": "http://testserver"}
    yield "POST", address, form, {"content-type": "text/plain"}
    yield "POST", f"{address}/9", form, {}
    yield "POST", "/page/nowhere", form, {}
    yield "POST", "/send", {}, {}
    yield "POST", "/info", {}, {}
    yield "POST", "/", {"code": code, "l": "xx"}, {}
    yield "POST", "/", {"code": code.lower(), "l": "de"}, {}
    yield "POST", "/", {"code": "0000 0000 0000 0000"}, {}
    yield "GET", address, None, {"cookie": "interview=wrong; launch=x; ;="}


def languages_of(instrument: Instrument) -> list[str]:
    wished = ("de", "ar", "en", "ti", "de-simple", "fa-AF")
    return [tag for tag in wished if tag in instrument.languages][:3] or list(instrument.languages[:3])


def walk_all(instrument: Instrument, languages: Sequence[str]) -> None:
    """Let one person after the other walk, two of them in the first language."""
    queries.instrument.cache_clear()
    private, public = new_key_pair()
    tongues = [languages[0], *languages]
    chosen = random.Random(instrument.name).choice
    codes = tuple(new_code(chosen) for _ in tongues)
    key = settings.DEPLOYMENT.keys["access_code"]
    open_wave(handover=handover_of(instrument, key=key, public_key=public, codes=codes))
    with twins(private) as both:
        for code, language in zip(codes, tongues, strict=True):
            both.cookies.clear()
            walk = Walk(both, instrument, code=code, language=language)
            walk.to_the_end()
            assert walk.turned or len(walk.seen) < 2


@pytest.mark.parametrize("name", NAMES)
def test_alike_in_every_tiny_questionnaire(name: str) -> None:
    instrument = tiny(name)
    walk_all(instrument, languages_of(instrument))


def test_alike_in_a_questionnaire_with_every_kind_of_question() -> None:
    walk_all(every_kind(), ["de", "ar", "ti"])


def test_alike_in_the_example_wave() -> None:
    walk_all(read_instrument(EXAMPLE), ["de", "ar", "ti"])
