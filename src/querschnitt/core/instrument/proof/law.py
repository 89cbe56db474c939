"""Questions outside the approved list of features (§ 13 SächsStatG): only what was approved may be asked."""

from __future__ import annotations

from collections.abc import Iterator

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.model import Instrument, Question
from querschnitt.core.instrument.proof.book import Book

LAW = "§ 13 SächsStatG"

_WAY_OUT = f"Have the feature approved and add it to the list, or take the question out ({LAW})."


def check_features(book: Book, instrument: Instrument, approved: frozenset[str] | None) -> Iterator[Fault]:
    """Compare the questions with the approved features.

    Parameters
    ----------
    approved : the names of the list; None if none was given: then each question must name one at least
    """
    asked = [q for q in instrument.questions.values() if q.takes_answers and not q.other_of]
    if not book.has_column("feature"):
        yield from _no_column(book, asked, approved)
        return
    for question in asked:
        if not question.feature:
            yield _fault(book, question, "no-feature", f"'{question.name}' belongs to no approved feature",
                         expected="the name of an approved feature")  # fmt: skip
        elif approved is not None and question.feature not in approved:
            yield _fault(
                book, question, "unapproved-feature", f"The feature of '{question.name}' is not approved",
                expected=_listed(approved), hint=suggestion(question.feature, approved) or _WAY_OUT,
            )  # fmt: skip


def _listed(approved: frozenset[str]) -> str:
    names = sorted(approved)
    return "one of " + ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def _no_column(book: Book, asked: list[Question], approved: frozenset[str] | None) -> Iterator[Fault]:
    """Say once that no question names its feature: an error only if there is a list that it would stand in."""
    if asked:
        yield Fault(
            code="no-feature", what="No question names the approved feature that it belongs to", sheet="survey", row=1,
            expected="a column 'feature'", hint=f"Municipal statistics may ask only what was approved ({LAW}).",
            severity="warning" if approved is None else "error",
        )  # fmt: skip


def _fault(book: Book, question: Question, code: str, what: str, *, expected: str, hint: str = _WAY_OUT) -> Fault:
    record = book.rows.get(question.name)
    return Fault(
        code=code, what=what, sheet="survey", row=record.row if record else 0,
        column=book.tables["survey"].title("feature"), value=question.feature, expected=expected, hint=hint,
    )  # fmt: skip
