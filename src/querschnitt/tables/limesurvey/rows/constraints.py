"""What an answer must fulfil: patterns, limits, numbers of answers, and validation expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from querschnitt.tables.limesurvey import kinds
from querschnitt.tables.limesurvey.lines import Texts
from querschnitt.tables.limesurvey.plan import is_checked
from querschnitt.tables.limesurvey.rows.writer import Writer
from querschnitt.tables.limesurvey.script import Scope, Translation, Untranslatable, Variable
from querschnitt.tables.limesurvey.script.parser import bare
from querschnitt.tables.limesurvey.script.terms import TRUE, Term, all_of, truth
from querschnitt.tables.limesurvey.survey import LimeQuestion

_LIMITS = {"N": ("min_num_value_n", "max_num_value_n"), "K": ("min_num_value_n", "max_num_value_n"),
           ":": ("multiflexible_min", "multiflexible_max")}  # fmt: skip

_WITH_PATTERN = frozenset("STUNQKD;:")

_WITH_NUMBER_OF_ANSWERS = frozenset("MP")


@dataclass(frozen=True)
class Constraint:
    """The cells constraint and constraint_message."""

    text: str = ""
    messages: Texts | None = None


def constrain(writer: Writer, question: LimeQuestion, variable: Variable, *, is_last: bool = True) -> Constraint:
    """Return what the answer in one row must fulfil.

    Parameters
    ----------
    is_last : whether it is the last row of its question: there stands what concerns all of its rows
    """
    # The answer to a multiple choice is no single value, so that `this` stands for nothing there.
    this = None if variable.kind == "flag" else variable
    scope = Scope(variable.place, question.qid, variable.name, this)
    terms = list(_of_row(writer, question, scope))
    if is_last:
        terms += _of_question(writer, question, scope)
    term = all_of(term for term in terms if term is not None)
    if term == TRUE:
        return Constraint()
    writer.account.count("validations")
    tips = "em_validation_q_tip" if question.attributes.get("em_validation_q_tip") else "em_validation_sq_tip"
    messages = writer.speak(question, question.attributes.get(tips, {}), variable.name).texts
    return Constraint(term.text, messages or None)


def _of_row(writer: Writer, question: LimeQuestion, scope: Scope) -> Iterator[Term | None]:
    if question.pattern and question.kind in _WITH_PATTERN and scope.this is not None:
        yield _pattern(writer, question, scope)
    limits = () if is_checked(question) else _LIMITS.get(question.kind, ())
    for name, sign in zip(limits, (">=", "<="), strict=False):
        if question.attribute(name):
            yield _carried((writer, question, scope), f"this.NAOK {sign} ({bare(question.attribute(name))})", name)
    if question.kind == "D" and not kinds.is_time_of_day(question.attribute("date_format")):
        yield from _days(writer, question, scope)
    length = bare(question.attribute("maximum_chars"))
    if length and question.kind in "STUQ;" and not question.has("numbers_only"):
        yield _carried((writer, question, scope), f"strlen(this.NAOK) <= ({length})", "maximum_chars")
    if question.attribute("em_validation_sq"):
        yield _carried((writer, question, scope), question.attribute("em_validation_sq"), "validation")


def _of_question(writer: Writer, question: LimeQuestion, scope: Scope) -> Iterator[Term | None]:
    if question.kind in _WITH_NUMBER_OF_ANSWERS:
        yield from _numbers_of_answers(writer, question, scope)
    if question.kind == "K":
        for name, sign in (("equals_num_value", "=="), ("min_num_value", ">="), ("max_num_value", "<=")):
            if question.attribute(name):
                source = f"sum(self.NAOK) {sign} ({bare(question.attribute(name))})"
                yield _carried((writer, question, scope), source, name)
                writer.account.mention(
                    question.code, f"{name}: {question.attribute(name)}", "the sum is checked in the last of its rows",
                    row=scope.own,
                )  # fmt: skip
    if question.attribute("em_validation_q"):
        yield _carried((writer, question, scope), question.attribute("em_validation_q"), "validation")


def _numbers_of_answers(writer: Writer, question: LimeQuestion, scope: Scope) -> Iterator[Term | None]:
    for name, sign in (("min_answers", ">="), ("max_answers", "<=")):
        written = bare(question.attribute(name))
        if written:
            counted = f"count-selected(.) {sign} "
            if written.isdecimal():
                yield truth(f"{counted}{written}", "order")
            else:
                yield _carried((writer, question, scope), f"count(self.nocomments) {sign} ({written})", name)
    codes = dict(writer.plan.lists[question.qid, 0].codes)
    for code in re.split(r"[;,\s]+", question.attribute("exclude_all_others")):
        if code and code in codes:
            yield truth(f"not(selected(., '{codes[code]}') and count-selected(.) > 1)")
        elif code:
            writer.account.change(
                question.code, f"exclude_all_others: {code}", "there is no such option", "", row=scope.own
            )


def _pattern(writer: Writer, question: LimeQuestion, scope: Scope) -> Term | None:
    try:
        return writer.translator.matches(question.pattern, scope)
    except Untranslatable as reason:
        writer.account.lose(question.code, f"validation: {question.pattern}", reason.why, reason.way_out, row=scope.own)
        return None


def _carried(at: tuple[Writer, LimeQuestion, Scope], source: str, what: str) -> Term | None:
    writer, question, scope = at

    def translate() -> Translation:
        return writer.translator.condition(bare(source), scope)

    found = writer.carry(translate, question.code, f"{what}: {source}", scope.own)
    return None if found is None else found.term


def _days(writer: Writer, question: LimeQuestion, scope: Scope) -> Iterator[Term | None]:
    for name, sign, day_of_year in (("date_min", ">=", "01-01"), ("date_max", "<=", "12-31")):
        written = question.attribute(name)
        if not written:
            continue
        day = _day(written, day_of_year)
        if day:
            yield truth(f". {sign} {day}", "order")
        else:
            yield _carried((writer, question, scope), f"this.NAOK {sign} ({bare(written)})", name)


def _day(written: str, day_of_year: str) -> str:
    """Return a limit as an expression: a day, a year, or today; "" for anything else."""
    if written.lower() in ("now", "today", "{now}"):
        return "today()"
    if re.fullmatch(r"\d{4}", written):
        written = f"{written}-{day_of_year}"
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?: \d{2}:\d{2}(?::\d{2})?)?", written)
    return written_day(found[1]) if found else ""


def written_day(day: str) -> str:
    """Write a day as the engine wants it."""
    return f"date('{day}')" if "date" in FUNCTIONS else f"'{day}'"
