"""What is not wrong, but makes an interview hard: crowded pages, nothing that counts as essential."""

from __future__ import annotations

from collections.abc import Iterator

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.proof.book import Book

CROWDED = 12
"""Questions of a page that everybody sees. A page of the interview is read on a phone, and saved when it is sent:
with more of them people scroll through four screens and lose more when they stop."""


def check_pages(book: Book, instrument: Instrument) -> Iterator[Fault]:
    """Give warnings about pages and marks."""
    yield from _crowded(book, instrument)
    asked = [question for question in instrument.questions.values() if question.takes_answers]
    if asked and not any(question.essential for question in asked):
        yield Fault(
            code="no-essential", what="No question is marked as essential", sheet="survey", row=1,
            column=book.tables["survey"].title("essential"), severity="warning",
            expected="yes beside the questions without which an interview is of no use",
            hint="They decide whether an interview counts as complete.",
        )  # fmt: skip
    for question in asked:
        record = book.rows.get(question.name)
        if question.sensitive and question.required and not question.missing:
            yield Fault(
                code="sensitive-required", what=f"'{question.name}' is sensitive, and nobody may leave it out",
                sheet="survey", row=record.row if record else 0, column=book.tables["survey"].title("missing"),
                expected="refused", hint="Offer refused, or do not require an answer.", severity="warning",
            )  # fmt: skip


def _crowded(book: Book, instrument: Instrument) -> Iterator[Fault]:
    for page in instrument.pages:
        always = [q for q in page.questions if q.takes_answers and q.relevant is None]
        record = book.rows.get(page.name)
        if len(always) > CROWDED and record is not None:
            yield Fault(
                code="crowded-page", what=f"Page '{page.name}' has {len(always)} questions for everybody",
                sheet="survey", row=record.row, column=book.tables["survey"].title("name"), value=page.name,
                expected=f"at most {CROWDED}", hint="Divide it into several groups.", severity="warning",
            )  # fmt: skip
