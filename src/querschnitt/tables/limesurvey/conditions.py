"""The conditions editor of LimeSurvey, said in ExpressionScript, in the way LimeSurvey does so itself.

Scenarios are alternatives. Inside a scenario the conditions on one question are alternatives, and those on different
questions must hold together; so must those on single options (`+` in front).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from querschnitt.tables.limesurvey.survey import Condition, LimeSurvey

_NUMBER = re.compile(r"-?(\d+|\d*\.\d+)")


def expression_of(conditions: Sequence[Condition], survey: LimeSurvey) -> str:
    """Return one expression for all conditions of a question."""
    ordered = sorted(conditions, key=lambda condition: condition.scenario)
    scenarios = [_scenario(list(group), survey) for _, group in groupby(ordered, key=lambda each: each.scenario)]
    return " or ".join(f"({scenario})" for scenario in scenarios)


def _scenario(conditions: Sequence[Condition], survey: LimeSurvey) -> str:
    alternatives: dict[tuple[str, str, int], list[str]] = {}
    for number, condition in enumerate(conditions):
        own = number if condition.field.startswith("+") else -1
        alternatives.setdefault((condition.question, condition.field, own), []).append(_single(condition, survey))
    return " and ".join(f"({' or '.join(found)})" for found in alternatives.values())


def _single(condition: Condition, survey: LimeSurvey) -> str:
    name, value = _left(condition, survey), condition.value
    if condition.method == "RX":
        pattern = value if re.fullmatch(r"/.*/\w*", value, re.DOTALL) else f"/{value}/"
        return f"regexMatch({_text(pattern)}, {name})"
    if condition.question in survey.questions and _is_option(condition, survey):
        return f'{name} {condition.method} "Y"'
    if re.fullmatch(r"@\d+X\d+X.+@", value):
        return f"{name} {condition.method} {value[1:-1]}.NAOK"
    if re.fullmatch(r"\{.+\}", value):
        return f"{name} {condition.method} {value[1:-1]}"
    if not value.strip():
        return f"{'!' if condition.method == '!=' else ''}is_empty({name})"
    written = value if _NUMBER.fullmatch(value) else _text(value)
    if condition.method in ("<", "<="):
        return f"(!is_empty({name}) && {name} {condition.method} {written})"
    return f"{name} {condition.method} {written}"


def _is_option(condition: Condition, survey: LimeSurvey) -> bool:
    """Whether the value is the code of an option of a multiple choice, rather than the answer to one."""
    return survey.questions[condition.question].kind in ("M", "P") and not condition.field.startswith("+")


def _left(condition: Condition, survey: LimeSurvey) -> str:
    name = condition.field.removeprefix("+")
    if name.startswith("{"):
        return name.strip("{}")
    if condition.question in survey.questions and _is_option(condition, survey):
        name += condition.value
    return f"{name}.NAOK"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
