"""Findings of logic as faults of the workbook: with row, column, and the reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.book import Book
from querschnitt.core.instrument.proof.coverage.cover import Coverage
from querschnitt.core.instrument.proof.coverage.goals import Goal
from querschnitt.core.instrument.proof.logic.findings import Examination, Finding
from querschnitt.core.instrument.proof.logic.layout import Condition, Layout
from querschnitt.core.instrument.proof.logic.offers import check_answers
from querschnitt.core.instrument.proof.logic.reasons import Reason
from querschnitt.core.instrument.proof.logic.ways import check_ways

SURVEY = "survey"

MOST_REASONS = 4
"""So many conditions that stand against something are named; more of them nobody reads."""


def logic_faults(layout: Layout, coverage: Coverage, book: Book) -> Iterator[Fault]:
    """Give what is wrong with conditions, constraints, choices, repeats and calculations."""
    examination = Examination(layout, _reached(coverage))
    findings = [*check_ways(examination), *check_answers(examination, _choices_out_of_reach(coverage))]
    for finding in findings:
        yield fault_of(finding, book)
    yield from _undecided(coverage, findings, book)


def _reached(coverage: Coverage) -> dict[tuple[str, str, str], frozenset[bool]]:
    """Return the truth values that conditions have shown on the sheets."""
    found: dict[tuple[str, str, str], set[bool]] = {}
    for sheet in coverage.sheets:
        for goal in sheet.reached:
            if goal.kind == "condition":
                found.setdefault((goal.owner, goal.name, goal.detail), set()).add(goal.value)
    return {key: frozenset(values) for key, values in found.items()}


def _choices_out_of_reach(coverage: Coverage) -> dict[str, set[str]]:
    """Return the choices that nobody can choose, of questions that can be reached."""
    questions = {each.goal.name for each in coverage.unreachable if each.goal.kind == "question"}
    found: dict[str, set[str]] = {}
    for each in coverage.unreachable:
        if each.goal.kind == "choice" and each.goal.name not in questions:
            found.setdefault(each.goal.name, set()).add(each.goal.detail)
    return found


def fault_of(finding: Finding, book: Book) -> Fault:
    """Describe a finding with its place."""
    record = book.rows.get(finding.name)
    column = finding.column
    what = finding.what
    if reason := reason_in_words(finding.reason, book, but_not=(finding.name, finding.column)):
        what = f"{what}, {'but' if finding.code == 'unreachable' else 'since'} {reason}"
    return Fault(
        code=finding.code,
        what=what,
        sheet=SURVEY,
        row=record.row if record else 0,
        column=book.tables[SURVEY].title(column),
        value=finding.value or (record[column] if record else ""),
        expected=finding.expected,
        hint=finding.hint,
        severity=finding.severity,
    )


def reason_in_words(reason: Reason, book: Book, *, but_not: tuple[str, str] = ("", "")) -> str:
    """Say what stands against something, with rows."""
    parts = [
        _in_words(condition, book) for condition in reason.conditions if (condition.name, condition.column) != but_not
    ]
    parts += [f"'{name}' must be answered" for name in reason.required]
    more = [f"{len(parts) - MOST_REASONS} more"] if len(parts) > MOST_REASONS else []
    return ", and ".join([*parts[:MOST_REASONS], *more])


def _in_words(condition: Condition, book: Book) -> str:
    record = book.rows.get(condition.name)
    text = condition.expression.text
    row = f" (row {record.row})" if record else ""
    name = f"'{condition.name}'"
    if condition.column == "constraint":
        return f"{name} must fulfil {text}{row}"
    if condition.column in ("calculation", "default"):
        return f"{name} is {text}{row}"
    if condition.column == "choice_filter":
        return f"{name} offers only choices with {text}{row}"
    if condition.column == "required":
        return f"{name} must be answered if {text}{row}"
    if condition.column == "repeat_count":
        return f"{name} is repeated {text} times{row}"
    return (
        f"{name} is only asked with {text}{row}"
        if condition.owner == "question"
        else (f"group {name} is only reached with {text}{row}")
    )


def _undecided(coverage: Coverage, findings: list[Finding], book: Book) -> Iterator[Fault]:
    """Say what could neither be reached nor excluded: one note for each row."""
    told: AbstractSet[str] = {finding.name for finding in findings}
    noted: set[str] = set()
    for goal in coverage.undecided:
        if goal.name in told or goal.name in noted:
            continue
        noted.add(goal.name)
        record = book.rows.get(goal.name)
        yield Fault(
            code="undecided", what=f"It could not be decided whether this can happen: {_goal_in_words(goal)}",
            sheet=SURVEY, row=record.row if record else 0,
            column=book.tables[SURVEY].title(goal.detail if goal.kind == "condition" else "name"),
            hint="Try it in a preview, or write a test for it.", severity="note",
        )  # fmt: skip


def _goal_in_words(goal: Goal) -> str:
    if goal.kind == "question":
        return f"'{goal.name}' is asked"
    if goal.kind == "choice":
        return f"'{goal.name}' is answered with '{goal.detail}'"
    return f"the {goal.detail} of '{goal.name}' {'holds' if goal.value else 'does not hold'}"
