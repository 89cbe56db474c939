"""Conditions on the way: those that never hold, those that always do, and what nobody can reach because of them."""

from __future__ import annotations

from collections.abc import Iterator

from querschnitt.core.instrument.expressions.tree import Call, Node, Operation, Reference
from querschnitt.core.instrument.faults import Severity
from querschnitt.core.instrument.passage import MAX_INSTANCES
from querschnitt.core.instrument.proof.logic.findings import Examination, Finding
from querschnitt.core.instrument.proof.logic.judging import CURRENT, TODAY, Scope, inputs, judge
from querschnitt.core.instrument.proof.logic.layout import Condition, Step
from querschnitt.core.instrument.proof.logic.passing import key_of
from querschnitt.core.instrument.proof.logic.problem import Wanted
from querschnitt.core.instrument.proof.logic.reasons import Reason
from querschnitt.core.instrument.proof.logic.rewriting import derived, disjuncts, is_given, number, written

_CONDITION = {"group": "group", "page": "group", "question": "question"}


def check_ways(examination: Examination) -> Iterator[Finding]:
    """Look at the conditions on the way to each question, each condition once, outer ones first."""
    done: set[tuple[str, str, str]] = set()
    for step in examination.steps():
        for place, condition in enumerate(step.conditions):
            if key_of(condition) not in done:
                done.add(key_of(condition))
                yield from _check_condition(examination, step, place)


def _check_condition(examination: Examination, step: Step, place: int) -> Iterator[Finding]:
    condition = step.conditions[place]
    before = tuple(Wanted(each) for each in step.conditions[:place])
    found = list(_never_true(examination, condition, before))
    if found:
        yield from found
        return
    if condition.column == "repeat_count":
        yield from _count_faults(examination, condition, before)
        return
    found = list(_dead_parts(examination, condition))
    yield from found
    if not found:
        yield from _never_false(examination, condition, before)


def _never_true(examination: Examination, condition: Condition, before: tuple[Wanted, ...]) -> Iterator[Finding]:
    if examination.was(condition, True):
        return
    wanted = Wanted(condition)
    if condition.column == "repeat_count":
        wanted = Wanted(derived(condition, Operation(">=", (condition.expression.tree, number(1)))))
    subject = f"{_CONDITION[condition.owner]} '{condition.name}'"
    text = condition.expression.text
    if condition.column == "relevant" and not inputs(condition.expression.tree) and not _can_hold(condition):
        yield Finding(
            "unreachable", f"The {subject} is switched off: its condition never holds", condition.name, "relevant",
            expected="a condition that looks at answers", hint="Write yes into the column disabled, or delete the row.",
        )  # fmt: skip
        examination.mend(condition)
    elif (
        condition.column == "relevant" and examination.solve(wanted, lifted=examination.by_itself(wanted)).is_impossible
    ):
        yield Finding(
            "contradictory-condition", f"The condition of {subject} contradicts itself: it can never hold",
            condition.name, condition.column, expected="a condition that some answers fulfil",
            hint=_hint_for_and(condition.expression.tree),
            reason=examination.reason(wanted),
        )  # fmt: skip
        examination.mend(condition)
    elif examination.solve(*before, wanted).is_impossible:
        yield Finding(
            "unreachable", f"The {subject} can never be reached: it needs {text}",
            condition.name, condition.column, expected="a condition that can hold when it is looked at",
            reason=examination.reason(*before, wanted),
        )  # fmt: skip
        examination.mend(condition)


def _can_hold(condition: Condition) -> bool:
    """Whether a condition that looks at nothing is true."""
    return True in judge(condition.expression.tree, Scope({})).truths


def holds_of_itself(condition: Condition) -> bool:
    """Whether a condition looks at nothing and is never false."""
    tree = condition.expression.tree
    return not inputs(tree) and False not in judge(tree, Scope({})).truths


def _hint_for_and(tree: Node) -> str:
    names = [node.name for part in _conjuncts(tree) for node in _references(part)]
    return "Write 'or' if one of the two is enough." if len(names) > len(set(names)) else ""


def _conjuncts(tree: Node) -> tuple[Node, ...]:
    if isinstance(tree, Operation) and tree.operator == "and":
        return tuple(part for operand in tree.operands for part in _conjuncts(operand))
    return (tree,)


def _references(tree: Node) -> Iterator[Reference]:
    for name in inputs(tree):
        if name not in (CURRENT, TODAY):
            yield Reference(name)


def _dead_parts(examination: Examination, condition: Condition) -> Iterator[Finding]:
    """Find alternatives of a condition that can never hold by themselves."""
    parts = disjuncts(condition.expression.tree)
    for part in parts if len(parts) > 1 else ():
        wanted = Wanted(derived(condition, part))
        if inputs(part) and examination.solve(wanted, lifted=examination.by_itself(wanted)).is_impossible:
            yield Finding(
                "contradictory-condition", f"A part of the condition of '{condition.name}' can never hold",
                condition.name, condition.column, value=written(part),
                expected="alternatives that some answers fulfil",
                hint=_hint_for_and(part) or "Mend it, or leave it out.", reason=examination.reason(wanted),
            )  # fmt: skip


def _never_false(examination: Examination, condition: Condition, before: tuple[Wanted, ...]) -> Iterator[Finding]:
    tree = condition.expression.tree
    if not inputs(tree):
        if condition.column == "relevant" and holds_of_itself(condition):
            # true() by itself is how people say "always"; a comparison that looks at nothing is a slip.
            is_meant = isinstance(tree, Call) and tree.function == "true"
            yield _always_holds(condition, "Leave the cell empty.", "warning" if is_meant else "error", Reason())
        return
    never = Wanted(condition, value=False)
    always = not examination.was(condition, False) and examination.solve(*before, never).is_impossible
    if always and examination.solve(never, lifted=examination.not_required(never)).is_impossible:
        yield _always_holds(condition, _hint_for_or(tree), "error", Reason())
    elif len(disjuncts(tree)) > 1 and _holds_for_every_answer(examination, condition):
        yield Finding(
            "always-true", f"The condition of '{condition.name}' holds for every answer", condition.name,
            condition.column, expected="a condition that some answers do not fulfil",
            hint="Write 'and' if both must hold, or ${name} != '' if any answer will do.",
        )  # fmt: skip
    elif always:
        hint = "What comes before makes sure of it already: leave it out."
        yield _always_holds(condition, hint, "warning", examination.reason(*before, never))


def _always_holds(condition: Condition, hint: str, severity: Severity, reason: Reason) -> Finding:
    return Finding(
        "always-true", f"The condition of '{condition.name}' always holds", condition.name, condition.column,
        expected="a condition that some answers do not fulfil", hint=hint, severity=severity, reason=reason,
    )  # fmt: skip


def _hint_for_or(tree: Node) -> str:
    return "Write 'and' if both must hold." if len(disjuncts(tree)) > 1 else "Mend it, or leave it out."


def _holds_for_every_answer(examination: Examination, condition: Condition) -> bool:
    """Whether a condition is false only where one of its questions has no answer, and does not ask for that."""
    outside = examination.layout.outside(condition)
    references = list(_references(condition.expression.tree))
    if outside or not references or _asks_for_missing(condition.expression.tree):
        return False
    given = [Wanted(derived(condition, is_given(reference))) for reference in references]
    never = Wanted(condition, value=False)
    lifted = examination.by_itself(*given, never)
    return examination.solve(*given, never, lifted=lifted).is_impossible


def _asks_for_missing(tree: Node) -> bool:
    return any(f"'{code}'" in written(tree) for code in ("", "dk", "refused"))


def _count_faults(examination: Examination, condition: Condition, before: tuple[Wanted, ...]) -> Iterator[Finding]:
    tree = condition.expression.tree
    too_many = Wanted(derived(condition, Operation(">", (tree, number(MAX_INSTANCES)))))
    below = Wanted(derived(condition, Operation("<", (tree, number(0)))))
    if examination.solve(*before, too_many).is_possible:
        yield Finding(
            "endless-repeat", f"The repeat '{condition.name}' can be asked for more than {MAX_INSTANCES} times",
            condition.name, condition.column, expected=f"a number from 0 to {MAX_INSTANCES}",
            hint="Give the question that it counts by a constraint, such as . >= 0 and . <= 20.",
        )  # fmt: skip
    elif examination.solve(*before, below).is_possible:
        yield Finding(
            "negative-repeat", f"The number of times that '{condition.name}' is asked can be below zero",
            condition.name, condition.column, expected="a number from 0", severity="warning",
            hint="Give the question that it counts by a constraint, such as . >= 0 and . <= 20.",
        )  # fmt: skip
