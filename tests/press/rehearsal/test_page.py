from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from querschnitt.core.instrument.rehearsal import Exchanges, Held, Rehearsal, summarise
from querschnitt.press.rehearsal import Circumstances, rehearsal_html
from tests.questionnaires import LANGUAGES, everything

ASSUMPTIONS = {
    "empty": 0.03, "dont_know": 0.04, "refused": 0.02, "sensitive": 3.0, "writes": 0.3, "mistakes": 0.02, "back": 0.03,
    "from_review": 0.05, "pause": 0.005, "leaves_first": 0.02, "leaves": 0.003, "leaves_sensitive": 0.003,
    "leaves_open": 0.003, "pace": 0.2,
}  # fmt: skip


def result(*, faults: tuple[str, ...] = ()) -> Rehearsal:
    pages = ("you", "work", "household", "end")
    names = [name for name, q in everything().questions.items() if q.takes_answers and name != "country"]
    outcomes = dict.fromkeys(names, "answered")
    held = [
        Held(number, mode, language, pages, outcomes, 10.0 + number, exchanges=Exchanges({200: 5, 303: 5}))
        for number, (mode, language) in enumerate([("web", "de"), ("web", "ar"), ("live", "de")], start=1)
    ]
    talk = Exchanges({200: 1, 500: len(faults)}, {"age": 2}, (0.01,), faults)
    held.append(Held(4, "web", "en", ("you",), {"age": "left"}, 1.0, left_at="you", exchanges=talk))
    return summarise(everything(), held)


def page(language: str = "de", *, through_service: bool = True, faults: tuple[str, ...] = ()) -> str:
    circumstances = Circumstances(
        language=language,
        survey="Probe <1>",
        seed=3,
        through_service=through_service,
        language_names=LANGUAGES,
        assumptions=ASSUMPTIONS,
    )
    return rehearsal_html(everything(), result(faults=faults), circumstances).decode()


class Outline(HTMLParser):
    """Collects headings, ids, and whether everything that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.levels: list[int] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in ("meta", "link", "br", "rect", "path", "circle"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("rect", "path", "circle"):
            assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_is_well_formed_with_headings_in_order(language: str) -> None:
    outline = Outline()
    outline.feed(page(language))
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))


def test_the_page_fits_a_strict_policy_that_it_carries_itself() -> None:
    text = page()
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src &#x27;none&#x27;; style-src &#x27;sha256-{digest}&#x27;" in text
    rest = text.replace(style[0], "")
    assert "<script" not in rest
    assert " style=" not in rest
    assert "http:" not in rest.replace("http://www.w3.org/2000/svg", "")
    assert "https:" not in rest


def test_what_was_found_stands_first() -> None:
    text = page()
    assert "Nie erreicht: 4 Wo sind Sie geboren?" in text
    assert "alle Antworten kamen so an" in text
    assert "Probe &lt;1&gt;" in text
    assert "Der Dienst hat Fehler gemacht: 1." in page(faults=("Interview 4: <500>",))
    assert "Interview 4: &lt;500&gt;" in page(faults=("Interview 4: <500>",))


def test_lengths_stand_by_language_and_mode_with_the_source_of_the_speed() -> None:
    text = page()
    row = re.search(r"<tr><th[^>]*>Deutsch</th>(.*?)</tr>", text)
    assert row
    assert re.findall(r"<td>([\d,]+) ", row[1]) == ["11,0", "13,0"]
    assert "179 Wörter je Minute" in row[1]
    assert "Trauzettel-Klosinski" in text


def test_every_question_has_a_row_that_says_what_the_chart_shows() -> None:
    text = page("en")
    for name, question in everything().questions.items():
        if question.takes_answers:
            assert re.search(rf'<th scope="row" class="word">{re.escape(question.labels["en"])}</th><td>', text), name
    row = re.search(r"How old are you\?</th><td>([\d.%]+)</td><td>([\d.%]+)</td>", text)
    assert row
    assert row.groups() == ("100.0%", "100%")


def test_who_leaves_is_said_by_page() -> None:
    row = re.search(r'<th scope="row" class="word">Zu Ihnen</th>.*?</svg> (\d+)</td><td>(\d+)</td>', page())
    assert row
    assert row.groups() == ("1", "250")


def test_assumptions_are_written_with_their_values() -> None:
    text = page()
    assert "Leer gelassen: 3\u00a0% der Fragen" in text
    assert "0,3\u00a0% auf jeder weiteren" in text
    assert "{" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)


def test_without_a_service_nothing_is_said_about_one() -> None:
    text = page(through_service=False)
    assert "Der Dienst" not in text
    assert "ohne Dienst" in text
