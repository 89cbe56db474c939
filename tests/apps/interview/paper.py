"""A page as a browser without JavaScript holds it: its form, what stands in it, and what it would send."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client
from lxml import html

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.actions import occasion_of, open_wave
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.apps.interview.sheet import Sheet
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.routing import route
from tests.apps.interview.wave import CODES, handover_of


@dataclass(frozen=True)
class Shown:
    """A page that came: its status, and its tree."""

    status: int
    tree: html.HtmlElement
    text: str

    @property
    def fields(self) -> dict[str, list[str]]:
        """What would be sent untouched, without any button."""
        found: dict[str, list[str]] = {}
        for name, value in self.tree.get_element_by_id("page").form_values():
            found.setdefault(name, []).append(value)
        return found

    def question(self, name: str) -> html.HtmlElement:
        return self.tree.get_element_by_id(name)

    def words(self, name: str) -> str:
        """Return the text of a question, with single spaces."""
        return " ".join(self.question(name).text_content().split())

    def rows(self, name: str) -> list[str]:
        """Return the values of the rows of a question, in order; those of "don't know" at the end."""
        return [field.get("value") for field in self.question(name).xpath(".//label[@class='row']/input")]

    def checked(self, name: str) -> list[str]:
        return [field.get("value") for field in self.question(name).xpath(".//input[@checked]")]

    @property
    def scripts_of_others(self) -> list[str]:
        """Return scripts that are not one of our files: those within the page, and those from elsewhere."""
        scripts = self.tree.xpath("//script")
        ours = [each for each in scripts if each.get("src", "").startswith("/static/") and not each.text]
        return [html.tostring(each, encoding="unicode") for each in scripts if each not in ours]

    @property
    def heading(self) -> str:
        return " ".join(self.tree.xpath("//h1")[0].text_content().split())

    @property
    def summary(self) -> list[str]:
        """Return what the summary of errors links to."""
        return [link.get("href") for link in self.tree.xpath("//*[@class='summary']//a")]


def seen(response: object) -> Shown:
    text = response.content.decode()  # type: ignore[attr-defined]
    return Shown(response.status_code, html.document_fromstring(text), text)  # type: ignore[attr-defined]


def look(browser: Client, address: str) -> Shown:
    response = browser.get(address)
    assert response.status_code == 200, (address, response.status_code, getattr(response, "url", ""))
    return seen(response)


def fill(browser: Client, address: str, go: str = "next", /, **answers: object):
    """Fill in a page as it stands, and press a button. A name that is given replaces what stands there."""
    fields = look(browser, address).fields
    return browser.post(address.partition("?")[0], {**fields, "go": go, **answers})


def enter(browser: Client, *, code: str = CODES[0], language: str = "de") -> None:
    """Go from the code to the first page."""
    browser.post("/", {"code": code, "l": language})
    assert browser.post("/info").url == "/continue"


def kept(private_key: str) -> Sheet:
    """Open the one interview of the wave; until it is sent, answers that are not in force are still in it."""
    (sealed,) = queries.sealed_interviews("2020")
    return sealed.open(private_key)


def collected(private_key: str) -> Sheet:
    """Open the one interview of the wave, with the answers that count for the statistics office: those in force."""
    sheet = kept(private_key)
    way = route(queries.instrument(sheet.instrument_hash), sheet.answers, occasion=occasion_of(sheet))
    return sheet.limited_to(way.stored)


def open_field(instrument: Instrument, *, key: str) -> str:
    """Open the wave 2020 with a questionnaire, and return the private key of its office."""
    private, public = new_key_pair()
    open_wave(handover=handover_of(instrument, key=key, public_key=public))
    return private
