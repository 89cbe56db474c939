"""What is typed, read by the script of a page as the server reads it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from querschnitt.core.instrument.answers import read_answer
from querschnitt.core.instrument.expressions.interchange import encode_value
from querschnitt.core.instrument.model import Kind, Question, Scale
from querschnitt.core.instrument.reading import UnreadableAnswerError
from tests.browser.script.paper import ADDRESS, show
from tests.instruments import tiny

SIGNS = st.sampled_from(
    [*"0123456789", *"٠١٢٣٩", *"۰۵۹", *"०९", *".,'’٫٬،˙", *"+-−", *" \u00a0\u202f\u200f", *"ahrUu:/", "²"]
)
WRITTEN = st.one_of(st.text(SIGNS, max_size=9), st.from_regex(r"\d{1,2}[.:/-]\d{1,2}([.:/-]\d{4})?", fullmatch=True))
SCALES = (("0", "10", "1"), ("0", "1", "0.1"), ("-2.5", "7", "0.25"), ("1", "1000", "3"))
QUESTIONS = (
    *(Question("x", kind, missing=("dk",)) for kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME, Kind.TEXT)),
    *(Question("x", Kind.RANGE, scale=Scale(*map(Decimal, scale))) for scale in SCALES),
)


def in_python(question: Question, text: str) -> object:
    try:
        value = read_answer(question, {"x": [text]})
    except UnreadableAnswerError:
        return None
    return float(value) if isinstance(value, (int, Decimal)) else encode_value(value)


def rule(question: Question) -> dict[str, object]:
    scale = question.scale
    steps = {"scale": [str(part) for part in (scale.start, scale.end, scale.step)]} if scale else {}
    return {"name": "x", "kind": question.kind.value, "missing": question.missing, **steps}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.one_of(WRITTEN, st.text(max_size=12)), min_size=30, max_size=30))
def test_numbers_dates_and_texts_are_read_alike(blank: Page, texts: list[str]) -> None:
    read_alike(blank, texts)


PECULIAR = (
    *(
        "",
        " ",
        "007",
        "1.250",
        "1.250.750",
        "1,250,750",
        "1'250",
        "1’250,5",
        "1250,00",
        "0.500",
        "-0",
        "−3",
        "+5",
        "1e5",
    ),
    *("½", "١٬٢٥٠", "١٢٫٥", "۱۲۵۰", "𝟏𝟐", "123456789012345", "1234567890123456", "0,1", "0.30000000001", "0,3", "7"),
    *("6.75", "-2,5", "1000", "999", "2020-02-29", "2021-02-29", "29.2.2020", "31/4/2020", "0000-01-01", "1.1.0001"),
    *("2020-1-5", "٣٠.١١.٢٠٢٠", "9", "9 Uhr", "14.30", "14h30", "14:30:59.5", "24:00", "23:60"),
    *("\ufeffx", "x\u0085", "a\x00b", "a\r\nb", "\n", "__dk__", "__refused__"),
    *("x" * 2000, "x" * 2001, "😀" * 1001, "😀" * 2001),
)


def test_peculiar_entries_are_read_alike(blank: Page) -> None:
    read_alike(blank, PECULIAR)


def read_alike(blank: Page, texts: Sequence[str]) -> None:
    if not blank.url.startswith(ADDRESS):
        show(blank, tiny("in_page_condition"), "children", {})
    found = blank.evaluate(
        """async ([rules, texts]) => {
          const { answer } = await import("/static/interview/reading.js");
          return rules.map(rule => texts.map(text => answer(rule, [["x", text]]) ?? null));
        }""",
        [[rule(question) for question in QUESTIONS], list(texts)],
    )
    for question, ours in zip(QUESTIONS, found, strict=True):
        expected = [in_python(question, text) for text in texts]
        assert [(text, value) for text, value in zip(texts, ours, strict=True)] == list(
            zip(texts, expected, strict=True)
        ), question.kind
