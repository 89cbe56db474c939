"""Answers that nobody can give: constraints that refuse everything, choices that are never offered, dead ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from querschnitt.core.instrument.model import Kind
from querschnitt.core.instrument.proof.logic.findings import Examination, Finding
from querschnitt.core.instrument.proof.logic.judging import CURRENT, inputs
from querschnitt.core.instrument.proof.logic.layout import Condition, Step
from querschnitt.core.instrument.proof.logic.problem import Wanted, all_values, way_to
from querschnitt.core.instrument.proof.logic.reasons import Reason
from querschnitt.core.instrument.proof.logic.rewriting import derived, is_given, tested, written
from querschnitt.core.instrument.proof.logic.ways import holds_of_itself


def check_answers(examination: Examination, unreachable: Mapping[str, Set[str]]) -> Iterator[Finding]:
    """Look at what each question accepts, offers and calculates.

    Parameters
    ----------
    unreachable : question -> choices that nobody can choose, of questions that can be reached
    """
    for step in examination.steps():
        found = list(_constraint_faults(examination, step))
        yield from found
        if not found:
            yield from _choice_faults(examination, step, unreachable.get(step.name, frozenset()))
        yield from _calculation_faults(examination, step)
        yield from _required_faults(examination, step)


def _is_dead_end(step: Step) -> bool:
    """Whether a question lets nobody go on without an answer."""
    return step.question.required and not step.question.missing


def _constraint_faults(examination: Examination, step: Step) -> Iterator[Finding]:
    condition = step.own("constraint")
    if condition is None or not step.question.takes_answers:
        return
    wanted = Wanted(condition, current=all_values(condition, step))
    way = way_to(step)
    if not examination.was(condition, True):
        if examination.solve(wanted, lifted=examination.by_itself(wanted)).is_impossible:
            yield _impossible(step, condition, Reason())
        elif not examination.solve(*way).is_impossible and examination.solve(*way, wanted).is_impossible:
            yield _impossible(step, condition, examination.reason(*way, wanted))
        else:
            yield from _dead_end(examination, step, condition)
        return
    yield from _dead_end(examination, step, condition)
    yield from _useless(examination, step, condition)


def _impossible(step: Step, condition: Condition, reason: Reason) -> Finding:
    what = f"No answer to '{step.name}' meets its constraint"
    if reason.conditions and _is_dead_end(step):
        return Finding(
            "dead-end", f"{what}, and it must be answered: nobody gets past it", step.name, "constraint",
            expected="a constraint that some answer fulfils", hint="Mend one of the two.", reason=reason,
        )  # fmt: skip
    end = ": nobody gets past it" if _is_dead_end(step) else ""
    return Finding(
        "impossible-constraint", what + end, step.name, "constraint", reason=reason,
        expected="a constraint that some answer fulfils",
        hint="" if reason.conditions else "Write 'or' if one of its parts is enough, or turn a comparison round.",
    )  # fmt: skip


def _dead_end(examination: Examination, step: Step, condition: Condition) -> Iterator[Finding]:
    """Find states in which a question that must be answered refuses every answer."""
    others = [name for name in inputs(condition.expression.tree) if name != CURRENT]
    if not others or not _is_dead_end(step):
        return
    refuses_all = Wanted(condition, value=False, current=all_values(condition, step), is_for_all=True)
    solution = examination.solve(*way_to(step), refuses_all)
    if solution.is_possible:
        state = ", ".join(f"{name} = {_shown(value)}" for name, value in solution.answers.items() if name in others)
        yield Finding(
            "dead-end", f"Nobody gets past '{step.name}' with {state}: it must be answered, and refuses every answer",
            step.name, "constraint", expected="a constraint that leaves an answer in every case",
            hint="Offer dk or refused, do not require an answer, or mend the constraint.",
        )  # fmt: skip


def _shown(value: object) -> str:
    return "no answer" if value is None or str(value).startswith("Missing") else str(value)


def _useless(examination: Examination, step: Step, condition: Condition) -> Iterator[Finding]:
    if examination.was(condition, False):
        return
    wanted = Wanted(condition, value=False, current=all_values(condition, step))
    looks_at_nothing = not inputs(condition.expression.tree)
    if holds_of_itself(condition) if looks_at_nothing else examination.solve(*way_to(step), wanted).is_impossible:
        yield Finding(
            "always-true", f"The constraint of '{step.name}' refuses no answer", step.name, "constraint",
            expected="a constraint that some answer does not fulfil", severity="warning",
            hint="Mend it, or leave it out.",
        )  # fmt: skip


def _choice_faults(examination: Examination, step: Step, codes: Set[str]) -> Iterator[Finding]:
    """Tell which choices can never be chosen; those of one question together."""
    never = [code for code in step.question.codes if code in codes]
    if not never:
        return
    column = "choice_filter" if step.question.choice_filter is not None else "constraint"
    if len(never) == len(step.question.codes) and column == "choice_filter":
        yield Finding(
            "no-choice-left", f"The filter of '{step.name}' never offers any choice", step.name, column,
            expected="a filter that some choice fulfils",
        )  # fmt: skip
        return
    listed = ", ".join(f"'{code}'" for code in never[:8]) + (f" and {len(never) - 8} more" if len(never) > 8 else "")
    verb = "offered" if column == "choice_filter" else "accepted"
    noun = "choice" if len(never) == 1 else "choices"
    yield Finding(
        "unreachable-choice", f"The {noun} {listed} of '{step.name}' can never be {verb}", step.name, column,
        expected="a condition that every choice of the list can fulfil", hint="Mend it, or take them out of the list.",
    )  # fmt: skip


def _calculation_faults(examination: Examination, step: Step) -> Iterator[Finding]:
    condition = step.own("calculation")
    if condition is None:
        return
    found = list(_wrong_tests(examination, step, condition))
    yield from found
    given = Wanted(derived(condition, is_given(condition.expression.tree)))
    if not found and examination.solve(*way_to(step), given).is_impossible:
        yield Finding(
            "empty-calculation", f"'{step.name}' never has a value", step.name, "calculation",
            expected="a calculation that has a value for some answers",
            reason=examination.reason(*way_to(step), given),
        )  # fmt: skip


def _wrong_tests(examination: Examination, step: Step, condition: Condition) -> Iterator[Finding]:
    """Look at the conditions inside `if`."""
    for tree in tested(condition.expression.tree):
        wanted = Wanted(derived(condition, tree))
        if inputs(tree) and examination.solve(wanted, lifted=examination.by_itself(wanted)).is_impossible:
            yield Finding(
                "contradictory-condition", f"A condition in the calculation of '{step.name}' can never hold",
                step.name, "calculation", value=written(tree), expected="a condition that some answers fulfil",
            )  # fmt: skip


def _required_faults(examination: Examination, step: Step) -> Iterator[Finding]:
    condition = step.own("required")
    if condition is None or examination.was(condition, True) or step.question.kind is Kind.CALCULATE:
        return
    if examination.solve(*way_to(step), Wanted(condition)).is_impossible and not (
        examination.solve(*way_to(step)).is_impossible
    ):
        yield Finding(
            "contradictory-condition", f"'{step.name}' is never required: the condition cannot hold", step.name,
            "required", expected="a condition that some answers fulfil", severity="warning",
        )  # fmt: skip
