"""Questions as a page shows them: a field with its options, what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from querschnitt.apps.interview.wording import filled, said, wording
from querschnitt.core.instrument.answers import MISSING_ENTRIES, MISSING_FIELD, AnswerError, Form
from querschnitt.core.instrument.model import MISSING_LIST, Instrument, Kind, Question, Texts
from querschnitt.core.instrument.piping import fill
from querschnitt.core.instrument.reading import TEXT_LIMIT
from querschnitt.core.instrument.values import MISSING_BY_CODE, Answers, Missing, Value

_ENTRY_BY_CODE = {code: f"__{code}__" for code in MISSING_BY_CODE}
_ENTRY_OF = {missing: entry for entry, missing in MISSING_ENTRIES.items()}
_ERROR_TEXTS = {
    "required": "error_required",
    "not_a_choice": "error_not_a_choice",
    "not_a_number": "error_not_a_number",
    "ambiguous_number": "error_not_a_number",
    "not_a_whole_number": "error_not_an_integer",
    "not_a_date": "error_not_a_date",
    "too_long": "error_too_long",
    "contradiction": "error_answer_and_missing",
    "constraint": "error_constraint",
}
_CONTROLS = {
    Kind.SELECT_ONE: "radio",
    Kind.SELECT_MULTIPLE: "checkbox",
    Kind.INTEGER: "number",
    Kind.DECIMAL: "number",
    Kind.DATE: "date",
    Kind.TEXT: "text",
    Kind.NOTE: "note",
}


@dataclass(frozen=True)
class Option:
    """One row to choose."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Field:
    """A question on the page.

    Attributes
    ----------
    control : which part of the template draws it
    options, beside : the choices, and "don't know" or "refused" after them
    beside_name : name of the form field of `beside`
    value : what stands in the field of a number, a date or a text
    first_id : the id of the element an error leads to
    """

    name: str
    control: str
    label: str
    hint: str
    options: tuple[Option, ...]
    beside: tuple[Option, ...]
    beside_name: str
    value: str
    unit: str
    inputmode: str
    error: str
    is_new: bool = False

    @property
    def first_id(self) -> str:
        return f"{self.name}-1" if self.control in ("radio", "checkbox") else f"{self.name}-field"

    @property
    def described_by(self) -> str:
        parts = [f"{self.name}-hint"] * bool(self.hint) + [f"{self.name}-error"] * bool(self.error)
        return " ".join(parts)


@dataclass(frozen=True)
class PageState:
    """What the fields of a page are filled from.

    Attributes
    ----------
    answers : the stored sheet
    errors : by question name; these questions are shown as they were typed
    typed : what was sent last
    new : names of questions that have just become relevant
    """

    answers: Answers
    errors: Mapping[str, AnswerError] = field(default_factory=dict)
    typed: Form = field(default_factory=dict)
    new: frozenset[str] = frozenset()


def fields(instrument: Instrument, questions: Sequence[Question], state: PageState, *, language: str) -> list[Field]:
    """Return the questions of a page as fields, in order."""
    return [_field(instrument, question, state, language) for question in questions]


def _field(instrument: Instrument, question: Question, state: PageState, language: str) -> Field:
    chosen = _chosen(question, state)
    beside_name = question.name if question.kind.has_choices else question.name + MISSING_FIELD
    missing = {choice.name: choice.labels for choice in instrument.choice_lists.get(MISSING_LIST, ())}
    label = fill(said(question.labels, language), instrument, state.answers, language=language)
    error = state.errors.get(question.name)
    return Field(
        name=question.name,
        control="multiline" if "multiline" in question.appearance else _CONTROLS[question.kind],
        label=label,
        hint=_hint(question, language),
        options=tuple(_option(choice.name, choice.labels, chosen, language) for choice in question.choices),
        beside=tuple(
            _option(_ENTRY_BY_CODE[code], missing[code], chosen, language)
            for code in question.missing
            if code in missing
        ),
        beside_name=beside_name,
        value=_written(question, chosen),
        unit=wording(language)["euro_unit"] if "euro" in question.appearance else "",
        inputmode="decimal" if question.kind is Kind.DECIMAL else "numeric",
        error=error_text(question, error, language=language) if error else "",
        is_new=question.name in state.new,
    )


def _option(value: str, labels: Texts, chosen: Sequence[str], language: str) -> Option:
    return Option(value=value, label=said(labels, language), checked=value in chosen)


def _written(question: Question, chosen: Sequence[str]) -> str:
    """Return what stands in the field of a number, a date or a text."""
    written = [entry for entry in chosen if entry not in MISSING_ENTRIES]
    return written[0] if written and not question.kind.has_choices else ""


def _chosen(question: Question, state: PageState) -> tuple[str, ...]:
    """Return the entries that stand in a question's fields: as typed, or as stored."""
    if question.name in state.errors:
        return (*state.typed.get(question.name, ()), *state.typed.get(question.name + MISSING_FIELD, ()))
    return entries(state.answers.get(question.name))


def entries(value: Value | None) -> tuple[str, ...]:
    """Return a stored answer as the form sends it.

    >>> entries(("de", "ar")), entries(Missing.REFUSED), entries(1985), entries(None)
    (('de', 'ar'), ('__refused__',), ('1985',), ())
    """
    if value is None:
        return ()
    if isinstance(value, Missing):
        return (_ENTRY_OF.get(value, ""),)
    if isinstance(value, tuple):
        return value
    return (f"{value:f}" if isinstance(value, Decimal) else str(value),)


def _hint(question: Question, language: str) -> str:
    """Return the question's own hint, or what its kind needs to be said."""
    if hint := said(question.hints, language):
        return hint
    texts = wording(language)
    if question.kind is Kind.SELECT_MULTIPLE:
        return texts["choose_several"]
    if question.kind is Kind.INTEGER:
        return texts["year_hint" if "year" in question.appearance else "number_hint"]
    if question.kind is Kind.TEXT:
        return filled(texts["text_hint"], max=TEXT_LIMIT)
    return ""


def error_text(question: Question, error: AnswerError, *, language: str) -> str:
    """Return what to do about an error, in the words of the question if it has its own."""
    if error.code == "constraint" and (own := said(question.constraint_messages, language)):
        return own
    text = wording(language)[_ERROR_TEXTS[error.code]]
    return filled(text, max=error.parameters.get("limit", "")) if "{max}" in text else text


@dataclass(frozen=True)
class ReviewLine:
    """A question and its answer in words; no words if there is no answer."""

    label: str
    words: tuple[str, ...]
    unit: str


def review_line(instrument: Instrument, question: Question, answers: Answers, *, language: str) -> ReviewLine:
    """Return one line of the review."""
    label = fill(said(question.labels, language), instrument, answers, language=language)
    unit = wording(language)["euro_unit"] if "euro" in question.appearance else ""
    value = answers.get(question.name)
    words = _words(instrument, question, value, language)
    return ReviewLine(label=label, words=words, unit="" if isinstance(value, Missing) or value is None else unit)


def _words(instrument: Instrument, question: Question, value: Value | None, language: str) -> tuple[str, ...]:
    if isinstance(value, Missing):
        missing = instrument.choice_lists.get(MISSING_LIST, ())
        return tuple(said(choice.labels, language) for choice in missing if MISSING_BY_CODE.get(choice.name) is value)
    if not question.kind.has_choices:
        return entries(value)
    return tuple(said(question.choice(code).labels, language) for code in entries(value))
