"""Turns the questions of a page into fields: every kind of question, as stored, as typed, or with its default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html

from querschnitt.apps.interview.forms.answer_words import entries, fixed_words, plain_number
from querschnitt.apps.interview.forms.conditions import in_page
from querschnitt.apps.interview.forms.error_words import error_text
from querschnitt.apps.interview.forms.field import Field, Option
from querschnitt.apps.interview.forms.speech import Speech
from querschnitt.apps.interview.sent import SEARCH_FIELD
from querschnitt.apps.interview.wording import filled
from querschnitt.core.instrument.answers import MISSING_ENTRIES, MISSING_FIELD, RANK_FIELD, AnswerError, Form
from querschnitt.core.instrument.model import ACKNOWLEDGED, MISSING_LIST, Kind, Page, Question
from querschnitt.core.instrument.reading import TEXT_LIMIT
from querschnitt.core.instrument.values import MISSING_BY_CODE, Answers

FEW_STEPS = 11
"""Steps of a range that are written out as rows; a longer one is typed."""

MANY_LABELS = 300
"""Labels that a page carries for the browser to offer; a longer list is searched by the server alone."""

_CONTROLS = {
    Kind.SELECT_ONE: "radio",
    Kind.SELECT_MULTIPLE: "checkbox",
    Kind.RANK: "rank",
    Kind.INTEGER: "number",
    Kind.DECIMAL: "number",
    Kind.RANGE: "number",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.TEXT: "text",
    Kind.ACKNOWLEDGE: "checkbox",
    Kind.NOTE: "note",
}


@dataclass(frozen=True)
class PageState:
    """What the fields of a page are filled from.

    Attributes
    ----------
    answers : the stored sheet
    calculated : values that are shown and cannot be changed
    defaults : what stands in fields that nobody has passed yet
    typed : what was sent last
    errors : what is wrong, by question name
    retyped : names of the questions that show what was typed, since it was no answer
    new : names of questions that have just become relevant
    focus : name of the question at which the page begins
    """

    answers: Answers = field(default_factory=dict)
    calculated: Mapping[str, object] = field(default_factory=dict)
    defaults: Answers = field(default_factory=dict)
    typed: Form = field(default_factory=dict)
    errors: Mapping[str, AnswerError] = field(default_factory=dict)
    retyped: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    focus: str = ""

    def chosen(self, question: Question) -> tuple[str, ...]:
        """Return the entries that stand in a question's fields: as typed, as stored, or its default."""
        name = question.name
        if name in self.retyped:
            return (*self.typed.get(name, ()), *self.typed.get(name + MISSING_FIELD, ()))
        value = self.answers.get(name)
        return entries(self.defaults.get(name) if value is None else value)

    def retyped_text(self, name: str, suffix: str) -> str:
        """Return what was typed into a further field of a question, if it was no answer."""
        entries = self.typed.get(name + suffix, ()) if name in self.retyped else ()
        return next(iter(entries), "").strip()


def fields(page: Page, shown: Sequence[Question], state: PageState, speech: Speech) -> list[Field]:
    """Return the questions of a page as fields, in order.

    Parameters
    ----------
    page : the page, with all its questions
    shown : those that are visible, as they are offered

    The text beside "other" stands below its selection from the start, so that without JavaScript nobody has to send the
    page twice. What the script of the page may show later stands in its place, hidden.
    """
    visible, waiting = {question.name: question for question in shown}, in_page(speech.instrument, page).brings
    drawn = [visible.get(each.name, each) for each in page.questions if each.name in visible or each.name in waiting]
    names = {question.origin for question in drawn}
    others = {question.other_of: question for question in page.questions if question.other_of in names}
    return [
        Drawing(question, state, speech, is_hidden=question.name not in visible).field(others.get(question.origin))
        for question in drawn
        if question.other_of not in names
    ]


@dataclass(frozen=True)
class Drawing:
    """Draws one question."""

    question: Question
    state: PageState
    speech: Speech
    is_hidden: bool = False

    def field(self, other: Question | None = None) -> Field:
        question, state, speech = self.question, self.state, self.speech
        error = state.errors.get(question.name)
        message = error_text(question, error, speech) if error else ""
        is_focused = question.name == state.focus
        control = self.control()
        return Field(
            name=question.name,
            control=control,
            label=speech.label(question),
            hints=self.hints(control),
            guidance=speech.say(question.guidance, question.place) if speech.is_read_out else "",
            audio=speech.recording(question),
            beside_name=question.name if control in ("radio", "checkbox") else question.name + MISSING_FIELD,
            unit=str(speech.texts["euro_unit"]) if "euro" in question.appearance else "",
            inputmode=_inputmode(question),
            error="" if is_focused else message,
            notice=message if is_focused else "",
            is_new=question.name in state.new,
            is_focused=is_focused,
            is_hidden=self.is_hidden,
            other=Drawing(other, state, speech).field() if other else None,
            **self.content(control),
        )

    def control(self) -> str:
        question = self.question
        appearance = question.appearance.split()
        if question.kind.is_asked and not question.takes_answers:
            return "fixed"
        if question.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) and question.is_searchable:
            return "search"
        if question.kind is Kind.SELECT_ONE and "minimal" in appearance:
            return "select"
        if question.kind is Kind.RANGE and self.steps():
            return "radio"
        return "multiline" if "multiline" in appearance else _CONTROLS[question.kind]

    def steps(self) -> tuple[str, ...]:
        """Return the steps of a short range."""
        scale = self.question.scale
        if scale is None or (scale.end - scale.start) / scale.step >= FEW_STEPS:
            return ()
        return tuple(plain_number(step) for step in scale.steps)

    def content(self, control: str) -> dict[str, Any]:
        """Return what stands in the fields, as far as the control has such a part."""
        if control == "note":
            return {}
        if control == "fixed":
            fixed = self.state.calculated.get(self.question.name)
            return {"value": fixed_words(self.question, fixed, self.speech)}
        chosen = self.state.chosen(self.question)
        written = next((entry for entry in chosen if entry not in MISSING_ENTRIES), "")
        beside = self.beside(chosen)
        if control == "search":
            return {"beside": beside, **self.searched(chosen)}
        if control == "rank":
            return {"beside": beside, "options": self.ranked(chosen)}
        if control in ("radio", "checkbox", "select"):
            return {"beside": beside, "options": self.options(chosen)}
        if self.question.kind in (Kind.DECIMAL, Kind.RANGE) and self.question.name not in self.state.retyped:
            written = self.speech.number(written)
        return {"beside": beside, "value": written}

    def option(self, code: str, *, chosen: Sequence[str] = (), place: str = "") -> Option:
        label = self.speech.say(self.question.choice(code).labels, self.question.place)
        return Option(code, label, checked=code in chosen, place=place)

    def options(self, chosen: Sequence[str]) -> tuple[Option, ...]:
        if self.question.asks_for_more:
            return tuple(Option(code, str(self.speech.texts[code]), code in chosen) for code in self.question.codes)
        if self.question.kind is Kind.ACKNOWLEDGE:
            return (Option(ACKNOWLEDGED, str(self.speech.texts["yes"]), ACKNOWLEDGED in chosen),)
        if self.question.kind is Kind.RANGE:
            marked = [entry.rstrip("0").rstrip(".") if "." in entry else entry for entry in chosen]
            return tuple(Option(step, self.step_label(step), step in marked) for step in self.steps())
        return tuple(self.option(code, chosen=chosen) for code in self.question.codes)

    def step_label(self, step: str) -> str:
        """Write a step so that its sign stays where it belongs in texts that run from right to left."""
        return format_html('<bdi dir="ltr">{}</bdi>', self.speech.number(step))

    def ranked(self, chosen: Sequence[str]) -> tuple[Option, ...]:
        """Return the choices of a ranking, each with its place: as typed, or as stored."""
        name = self.question.name
        if name in self.state.retyped:
            typed = {code: self.state.retyped_text(name, f"{RANK_FIELD}{code}") for code in self.question.codes}
            return tuple(self.option(code, place=place) for code, place in typed.items())
        places = {code: str(place) for place, code in enumerate(chosen, start=1)}
        return tuple(self.option(code, place=places.get(code, "")) for code in self.question.codes)

    def searched(self, chosen: Sequence[str]) -> dict[str, Any]:
        """Return what a search shows: what was chosen, what was typed, and what the search has found."""
        question, codes = self.question, self.question.codes
        error = self.state.errors.get(question.name)
        given = error.parameters.get("candidates") if error and error.code == "not_found" else None
        candidates = given if isinstance(given, tuple) else ()
        kept = [code for code in chosen if code in codes]
        found: dict[str, Any] = {
            "near": tuple(self.option(code) for code in codes if code in candidates and code not in kept),
            "near_control": "radio",
            "labels": self.labels(),
        }
        typed = (
            self.state.typed.get(question.name + SEARCH_FIELD, ("",))[0] if question.name in self.state.retyped else ""
        )
        if question.kind is Kind.SELECT_MULTIPLE:
            rows = tuple(self.option(code, chosen=kept) for code in codes if code in kept)
            return found | {"near_control": "checkbox", "options": rows, "value": typed, "typed": typed}
        code = kept[0] if kept else ""
        written = self.option(code).label if code else typed
        return found | {"code": code, "value": written, "typed": written}

    def labels(self) -> tuple[str, ...]:
        choices = self.question.choices
        if len(choices) > MANY_LABELS:
            return ()
        return tuple(self.speech.say(choice.labels, self.question.place) for choice in choices)

    def beside(self, chosen: Sequence[str]) -> tuple[Option, ...]:
        """Return "don't know" and "refused", where the question offers them."""
        missing = {choice.name: choice.labels for choice in self.speech.instrument.choice_lists.get(MISSING_LIST, ())}
        offered = [code for code in self.question.missing if code in missing and code in MISSING_BY_CODE]
        return tuple(
            Option(f"__{code}__", self.speech.say(missing[code]), f"__{code}__" in chosen or code in chosen)
            for code in offered
        )

    def hints(self, control: str) -> tuple[str, ...]:
        """Return the question's own hint, and what its control needs to be said."""
        own = self.speech.say(self.question.hints, self.question.place)
        needed = self.instructions(control, has_own=bool(own))
        return tuple(hint for hint in (own, *needed) if hint)

    def instructions(self, control: str, *, has_own: bool) -> tuple[str, ...]:
        """Return how the field is filled in. What a hint of the author usually says is left to it."""
        question, texts = self.question, self.speech.texts
        several = str(texts["choose_several"])
        if control == "search":
            return (
                (several, str(texts["search_hint"]))
                if question.kind is Kind.SELECT_MULTIPLE
                else (texts["search_hint"],)
            )
        if control == "rank":
            return (filled(texts["rank_hint"], count=len(question.codes)),)
        if question.kind is Kind.RANGE and control == "number" and question.scale is not None:
            scale = question.scale
            key = "scale_hint" if scale.step == 1 else "scale_step_hint"
            limits = {name: self.speech.number(plain_number(getattr(scale, name))) for name in ("start", "end", "step")}
            return (filled(texts[key], **{name: limits[name] for name in limits if f"{{{name}}}" in texts[key]}),)
        if has_own or control == "fixed" or question.other_of:
            return ()
        if question.kind is Kind.SELECT_MULTIPLE:
            return (several,)
        if question.kind is Kind.INTEGER:
            return (str(texts["year_hint" if "year" in question.appearance else "number_hint"]),)
        return (filled(texts["text_hint"], max=TEXT_LIMIT),) if question.kind is Kind.TEXT else ()


def _inputmode(question: Question) -> str:
    """Return which keyboard a phone shows."""
    if question.kind is Kind.DECIMAL or (question.scale is not None and not question.scale.is_whole):
        return "decimal"
    if question.kind is Kind.TEXT:
        return "numeric" if "numbers" in question.appearance.split() else "text"
    return "numeric"
