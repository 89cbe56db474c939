"""Whatever people and others send, in whatever order: never a 500, always a page that leads on, and nobody's answers
change but those of the page that was sent.

Each request goes the hot path, with Django behind it, or to Django's views alone, as chance wants: both work on the
same interviews.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as within
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.actions import open_wave
from querschnitt.apps.interview.codes import code_hash
from querschnitt.apps.interview.models import Interview, Opening
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.apps.interview.sheet import Sheet
from querschnitt.apps.interview.visit import COOKIE, Visit, open_visit
from tests.apps.interview.hot_path.sendings import (
    BROWSERS,
    CODES,
    OF_PAGE,
    ON_THE_WAY,
    PAGES,
    SHOWN,
    VALID,
    WRONG,
    addresses,
    anything,
    browsers,
    buttons,
    forms,
    methods,
    tongues,
    ways,
)
from tests.apps.interview.hot_path.twins import FORM, Answered, LeftError, Sent, Twins, asked, by_django, twins
from tests.apps.interview.wave import handover_of, small_instrument

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=True),
]
EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
STEPS = 50
TO_BE_REACHED = {"200", "204", "303", "404", "405", "422", "kept", "gone on", "finished", "deleted"}
MOST_ROUNDS = 5
"""Chance may leave out one kind of sending in a whole round; then there is another one."""


class Interviews(RuleBasedStateMachine):
    """People with three codes at three browsers."""

    both: Twins
    reached: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        Interview.objects.all().delete()
        Opening.objects.update(closed_at=None)
        self.jars: list[dict[str, str]] = [{} for _ in BROWSERS]
        self.old: list[dict[str, str]] = []
        self.last: list[Sent | None] = [None for _ in BROWSERS]

    @initialize(codes=st.lists(st.sampled_from(CODES[:4]), min_size=3, max_size=3), hot=ways)
    def arrive(self, *, codes: list[str], hot: bool) -> None:
        """Let everybody begin, perhaps two with one code."""
        for browser, code in zip(BROWSERS, codes, strict=True):
            self.enter(browser=browser, code=code, language="de", hot=hot)
            self.begin(browser=browser, hot=hot)

    # What people do.

    @rule(browser=browsers, code=st.sampled_from(CODES), language=tongues, hot=ways)
    def enter(self, *, browser: int, code: str, language: str, hot: bool) -> None:
        answer = self.post(browser, "/", {"code": code.lower(), "l": language}, hot=hot)
        assert answer.status == 303
        visit = self.visit(browser)
        assert visit and visit.access == access_of(code)

    @rule(browser=browsers, typed=anything | st.sampled_from(["0000 0000 0000 0000", "", "12"]), hot=ways)
    def enter_something_wrong(self, *, browser: int, typed: str, hot: bool) -> None:
        before = self.jars[browser].copy()
        assert self.post(browser, "/", {"code": typed}, hot=hot).status == 422
        assert self.jars[browser] == before

    @rule(browser=browsers, hot=ways)
    def begin(self, *, browser: int, hot: bool) -> None:
        self.post(browser, "/info", {}, hot=hot)

    @rule(browser=browsers, page=st.sampled_from(PAGES), data=st.data(), go=buttons, hot=ways)
    def fill_in(self, *, browser: int, page: str, data: st.DataObject, go: str, hot: bool) -> None:
        """Send a page on which everything is right: what led on is in the box."""
        sent = {name: data.draw(st.sampled_from(sorted(VALID[name]))) for name in OF_PAGE[page]}
        form = {"__shown__": SHOWN[page], "at": f"/page/{page}", **sent, "go": go}
        answer = self.post(browser, f"/page/{page}", form, hot=hot)
        is_kept = answer.location.startswith(ON_THE_WAY) if go == "next" else answer.status == 204
        if is_kept:
            expected = {name: value for field, text in sent.items() for name, value in VALID[field][text].items()}
            answers = self.sheet(self.visit(browser)).answers
            assert {name: answers.get(name) for name in expected} == expected

    @rule(browser=browsers, hot=ways)
    def go_on(self, *, browser: int, hot: bool) -> None:
        """Fill in the page where one stands, as most people do."""
        place = self.send(browser, Sent("GET", "/continue"), hot=hot).location
        if place.startswith("/page/"):
            page = place.removeprefix("/page/")
            form = {name: sorted(VALID[name])[-1] for name in OF_PAGE[page]}
            answer = self.post(browser, place, {"__shown__": SHOWN[page], **form, "go": "next"}, hot=hot)
            assert answer.location.startswith(ON_THE_WAY)
            self.reached["gone on"] += 1

    @rule(browser=browsers, page=st.sampled_from(PAGES), form=forms, go=buttons, hot=ways)
    def fill_in_anyhow(self, *, browser: int, page: str, form: list[tuple[str, str]], go: str, hot: bool) -> None:
        self.post(browser, f"/page/{page}", [*form, ("go", go)], hot=hot)

    @rule(browser=browsers, data=st.data(), hot=ways)
    def make_a_mistake(self, *, browser: int, data: st.DataObject, hot: bool) -> None:
        name = data.draw(st.sampled_from(sorted(WRONG)))
        page = {"birth_year": "person", "rent": "work", "problems": "search", "moved": "wishes"}[name]
        entries = [(name, text) for text in data.draw(st.permutations(WRONG[name]))]
        self.post(browser, f"/page/{page}", [("__shown__", name), *entries, ("go", "next")], hot=hot)

    @rule(browser=browsers, hot=ways)
    def go_through(self, *, browser: int, hot: bool) -> None:
        """Take each page that comes, up to the review."""
        for page in PAGES:
            first = {name: sorted(VALID[name])[0] for name in OF_PAGE[page]}
            self.post(browser, f"/page/{page}", {"__shown__": SHOWN[page], **first, "go": "next"}, hot=hot)

    @rule(browser=browsers, address=addresses, hot=ways)
    def look(self, *, browser: int, address: str, hot: bool) -> None:
        self.send(browser, Sent("GET", address), hot=hot)

    @rule(browser=browsers, hot=ways)
    def send_it(self, *, browser: int, hot: bool) -> None:
        visit = self.visit(browser)
        if self.post(browser, "/send", {}, hot=hot).location == "/finished" and visit:
            assert Interview.objects.get(pk=visit.access).state == "finished"

    @rule(browser=browsers, hot=ways)
    def delete(self, *, browser: int, hot: bool) -> None:
        visit = self.visit(browser)
        self.post(browser, "/delete", {}, hot=hot)
        if visit:
            left = Interview.objects.filter(pk=visit.access).values_list("state", flat=True).first()
            assert left in (None, "finished")
            self.reached["deleted"] += left is None

    @rule(browser=browsers, language=tongues, hot=ways)
    def change_language(self, *, browser: int, language: str, hot: bool) -> None:
        self.post(browser, "/language", {"language": language, "at": "/page/person"}, hot=hot)

    @rule(browser=browsers, phone=st.sampled_from(["0341 1234567", "", "x"]), hot=ways)
    def ask_to_be_called(self, *, browser: int, phone: str, hot: bool) -> None:
        self.post(browser, "/talk", {"phone": phone, "language": "de", "time": "morning"}, hot=hot)
        self.post(browser, "/results", {"contact": phone}, hot=hot)

    @rule(browser=browsers, code=st.sampled_from(CODES[4:]), hot=ways)
    def do_all_of_it(self, *, browser: int, code: str, hot: bool) -> None:
        self.enter(browser=browser, code=code, language="de", hot=hot)
        self.begin(browser=browser, hot=not hot)
        self.go_through(browser=browser, hot=hot)
        self.send_it(browser=browser, hot=not hot)

    # What goes wrong, and what others do.

    @rule(browser=browsers, hot=ways)
    def send_again(self, *, browser: int, hot: bool) -> None:
        sent = self.last[browser]
        if sent is not None:
            self.send(browser, sent, hot=hot)

    @rule(browser=browsers)
    def keep_the_cookies(self, *, browser: int) -> None:
        self.old.append(self.jars[browser].copy())

    @rule(browser=browsers, data=st.data())
    def take_old_cookies(self, *, browser: int, data: st.DataObject) -> None:
        if self.old:
            self.jars[browser] = data.draw(st.sampled_from(self.old)).copy()

    @rule(browser=browsers, cookies=st.dictionaries(st.sampled_from([COOKIE, "launch", "x"]), anything, max_size=3))
    def take_wrong_cookies(self, *, browser: int, cookies: dict[str, str]) -> None:
        self.jars[browser] = {name: re.sub(r"[^!-~]|[;,]", "", value) for name, value in cookies.items()}

    @rule(browser=browsers, method=methods, address=addresses, form=forms, hot=ways)
    def do_anything(self, *, browser: int, method: str, address: str, form: list[tuple[str, str]], hot: bool) -> None:
        self.send(browser, Sent(method, address, urlencode(form).encode(), {"content-type": FORM}), hot=hot)

    @rule(
        browser=browsers,
        address=addresses,
        form=forms,
        hot=ways,
        headers=st.fixed_dictionaries(
            {},
            optional={
                "accept": st.sampled_from(["application/json", "*/*"]),
                "sec-fetch-site": st.sampled_from(["same-origin", "cross-site", "none"]),
                "origin": st.sampled_from(["null", "http://testserver", "https://elsewhere.example"]),
                "content-type": st.sampled_from([FORM, "text/plain", "multipart/form-data; boundary=x", ""]),
                "accept-language": st.sampled_from(["ar", "ti;q=0.5, en", "*", "\xe4"]),
            },
        ),
    )
    def send_from_anywhere(
        self, *, browser: int, address: str, form: list[tuple[str, str]], headers: dict[str, str], hot: bool
    ) -> None:
        self.send(browser, Sent("POST", address, urlencode(form).encode(), {"content-type": FORM, **headers}), hot=hot)

    # How it is sent, and what must be true of each answer.

    def post(self, browser: int, path: str, form: Any, *, hot: bool) -> Answered:
        sent = Sent("POST", path, urlencode(form).encode(), {"content-type": FORM})
        self.last[browser] = sent
        return self.send(browser, sent, hot=hot)

    def send(self, browser: int, sent: Sent, *, hot: bool) -> Answered:
        visit, before = self.visit(browser), self.rows()
        answer = self.ask(browser, sent, hot=hot)
        assert answer.status < 500, sent
        self.reached[str(answer.status)] += 1
        self.check_change(sent, visit, before, self.rows())
        self.check_leads_on(browser, sent, answer, hot=hot)
        return answer

    def ask(self, browser: int, sent: Sent, *, hot: bool) -> Answered:
        jar = self.jars[browser]
        line = "; ".join(f"{name}={value}" for name, value in jar.items() if value)
        sent = replace(sent, headers={"cookie": line, **sent.headers})
        try:
            answer = self.both.runner.run(asked(self.both.application, sent)) if hot else by_django(sent)
        except LeftError:
            answer = by_django(sent)
        for name, (value, more) in answer.cookies.items():
            jar[name] = "" if more.get("max-age") == "0" else value
        return answer

    def check_leads_on(self, browser: int, sent: Sent, answer: Answered, *, hot: bool) -> None:
        """Follow where an answer leads: there is a page, and it has a way on."""
        for _ in range(8):
            if answer.status != 303:
                break
            answer = self.ask(browser, Sent("GET", answer.location), hot=hot)
            assert answer.status < 500
        assert answer.status != 303, f"{sent.method} {sent.path} leads in a circle"
        if answer.headers.get("content-type", "").startswith("text/html") and sent.method != "HEAD" and answer.body:
            main = answer.text.partition('<main id="main"')[2]
            assert re.search(r"<form |<a [^>]*href=|<button ", main) or answer.status in (400, 413)

    def check_change(self, sent: Sent, visit: Visit | None, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Only the interview of the visit may have changed, and of that only what the request is there to change."""
        changed = {access for access in before.keys() | after.keys() if before.get(access) != after.get(access)}
        own = {visit.access} if visit and sent.method == "POST" else set()
        path = sent.path.partition("?")[0]
        may_change = path in ("/info", "/send", "/delete") or path.startswith("/page/")
        assert changed <= (own if may_change else set()), sent
        for access in changed & before.keys() & after.keys():
            was, now = (self.both._opened(rows[access]) for rows in (before, after))
            if after[access]["state"] == "open":
                assert path.startswith("/page/")
                assert away_from(path, was) == away_from(path, now)
                self.reached["kept"] += 1
            else:
                assert path == "/send"
                assert now.answers.items() <= was.answers.items()
                self.reached["finished"] += 1
        for access, row in before.items():
            if row["state"] == "finished":
                assert after.get(access) == row, "a finished interview stays as it is"

    def rows(self) -> dict[str, Any]:
        return {row["access_id"]: plain(row) for row in Interview.objects.values()}

    def visit(self, browser: int) -> Visit | None:
        return open_visit(self.jars[browser].get(COOKIE, ""))

    def sheet(self, visit: Visit | None) -> Sheet:
        assert visit
        return self.both._opened(Interview.objects.filter(pk=visit.access).values().get())


def away_from(path: str, sheet: Sheet) -> dict[str, object]:
    """Return the answers that do not stand on the page of an address."""
    instrument, page = queries.instrument(sheet.instrument_hash), path.removeprefix("/page/")
    return {name: value for name, value in sheet.answers.items() if instrument.question(name).block != page}


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def access_of(code: str) -> str:
    return code_hash(code, key=settings.DEPLOYMENT.keys["access_code"])


def test_interviews_stay_whole_whatever_is_sent() -> None:
    (private, public), (_, desk) = new_key_pair(), new_key_pair()
    key = settings.DEPLOYMENT.keys["access_code"]
    queries.instrument.cache_clear()
    open_wave(handover=handover_of(small_instrument(), key=key, public_key=public, codes=CODES))
    Opening.objects.update(desk_key=desk)
    with twins(private) as both:
        Interviews.both = both
        for _ in range(MOST_ROUNDS):
            run_state_machine_as_test(
                Interviews,
                settings=within(
                    max_examples=EXAMPLES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
            if Interviews.reached.keys() >= TO_BE_REACHED:
                break
    assert Interviews.reached.keys() >= TO_BE_REACHED
