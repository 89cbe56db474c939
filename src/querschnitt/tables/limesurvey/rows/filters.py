"""Which rows of a question are asked: array filters, and conditions of subquestions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from querschnitt.tables.limesurvey.plan import OTHER_NAME, ChoiceList
from querschnitt.tables.limesurvey.rows.writer import Writer
from querschnitt.tables.limesurvey.script import Scope, Untranslatable
from querschnitt.tables.limesurvey.script.terms import TRUE, Term, all_of, any_of, negated, truth
from querschnitt.tables.limesurvey.survey import LimeQuestion, Subquestion


def row_condition(writer: Writer, question: LimeQuestion, row: Subquestion) -> Term:
    """Return when a row is asked, besides its question.

    As in LimeSurvey, a row passes a filter if the row of the same code was answered in the question that filters, and
    must pass all filters.
    """
    known = writer.filters.get((question.qid, row.code))
    if known is not None:
        return known
    terms = [_filtered(writer, question, source, row) for source in _sources(question, "array_filter")]
    terms += [_excluded(writer, question, source, row) for source in _sources(question, "array_filter_exclude")]
    if row.relevance not in ("", "1"):
        scope = Scope(writer.plan.places[question.qid], question.qid)
        code = f"{question.code}_{row.code}"
        terms.append(writer.condition(row.relevance, scope, code, writer.plan.names.of(question.qid)))
    term = writer.filters[question.qid, row.code] = all_of(terms)
    return term


def _sources(question: LimeQuestion, attribute: str) -> list[str]:
    return [code.strip() for code in question.attribute(attribute).split(";") if code.strip()]


def _answered(writer: Writer, question: LimeQuestion, source: str, row: Subquestion) -> Term | None:
    """Return that the row of the same code was answered in another question; None if it has no such row."""
    variables = writer.plan.variables
    scope = Scope(writer.plan.places[question.qid], question.qid)
    try:
        found = [each for each in variables.of(variables.question(source)) if each.pieces[:1] == (row.code,)]
        terms = [writer.translator.given(each, scope) for each in found if not each.is_comment]
    except Untranslatable as reason:
        writer.account.lose(
            question.code, f"array filter: {source}", reason.why, reason.way_out,
            row=writer.plan.names.of(question.qid),
        )  # fmt: skip
        return None
    return any_of(terms) if terms else None


def _filtered(writer: Writer, question: LimeQuestion, source: str, row: Subquestion) -> Term:
    answered = _answered(writer, question, source, row)
    return TRUE if answered is None else answered


def _excluded(writer: Writer, question: LimeQuestion, source: str, row: Subquestion) -> Term:
    """Return that a row was offered in another question, and not answered."""
    answered = _answered(writer, question, source, row)
    if answered is None:
        return TRUE
    owner = writer.plan.variables.question(source)
    return all_of((writer.filters.get((owner, row.code), TRUE), negated(answered)))


def choice_filter(writer: Writer, question: LimeQuestion, choices: ChoiceList, rows: Sequence[Subquestion]) -> str:
    """Return the cell choice_filter of a selection, or "" if all options are always offered."""
    names = {option.code: option.name for option in choices.options}
    conditions = {names[row.code]: row_condition(writer, question, row) for row in rows if row.code in names}
    if all(term == TRUE for term in conditions.values()):
        return ""
    writer.account.count("filters")
    short = _by_name(conditions)
    if short is not None:
        return any_of((truth(f"name = '{OTHER_NAME}'", "equality"), short)).text if choices.has_other else short.text
    return all_of(_unless(conditions)).text


def _by_name(conditions: dict[str, Term]) -> Term | None:
    """Say it once for all options, if each one depends on the option of the same name in another selection."""
    general = {term.text.replace(f"'{name}'", "name") for name, term in conditions.items()}
    if len(general) != 1 or any(f"'{name}'" not in term.text for name, term in conditions.items()):
        return None
    return truth(general.pop(), next(iter(conditions.values())).level)


def _unless(conditions: dict[str, Term]) -> Iterable[Term]:
    """Say for each option that depends on something: it is another one, or its condition holds."""
    for name, term in conditions.items():
        if term != TRUE:
            yield any_of((truth(f"name != '{name}'", "equality"), term))
