"""Default values."""

from __future__ import annotations

import re

from querschnitt.tables.limesurvey import kinds
from querschnitt.tables.limesurvey.braces import split_expressions
from querschnitt.tables.limesurvey.plain import plain
from querschnitt.tables.limesurvey.rows.writer import Writer, our_code
from querschnitt.tables.limesurvey.script import Scope, Variable
from querschnitt.tables.limesurvey.script.terms import is_numeric
from querschnitt.tables.limesurvey.survey import Default, LimeQuestion


def default_of(writer: Writer, question: LimeQuestion, variable: Variable, subquestion: str = "") -> str:
    """Return the default of a row that holds one value.

    Parameters
    ----------
    subquestion : id of the subquestion that the row belongs to
    """
    scale = 1 if variable.part.endswith("#1") else 0
    special = {"other": "other", "comment": "comment"}.get(variable.part, "")
    for default in question.defaults:
        if (default.subquestion, default.scale, default.special) == (subquestion, scale, special):
            return _written(writer, question, variable, default)
    return ""


def default_of_several(writer: Writer, question: LimeQuestion) -> str:
    """Return the default of a multiple choice: the options that are ticked beforehand."""
    by_id = {row.qid: row.code for row in question.rows}
    choices = writer.plan.lists[question.qid, 0]
    ticked = [default for default in question.defaults if default.subquestion and "Y" in default.values.values()]
    codes = [our_code(choices, by_id.get(default.subquestion, "")) for default in ticked]
    return " ".join(code for code in codes if code)


def _written(writer: Writer, question: LimeQuestion, variable: Variable, default: Default) -> str:
    values = {value.strip() for value in default.values.values()}
    what = f"default value: {' / '.join(sorted(values))}"
    if len(values) > 1:
        writer.account.lose(
            question.code, what, "a default is the same in every language", "Choose one, or leave it out.",
            row=variable.name,
        )  # fmt: skip
        return ""
    value = values.pop()
    if any(is_expression for _, is_expression in split_expressions(value)):
        return _calculated(writer, question, variable, value)
    if variable.kind == "code":
        code = our_code(writer.plan.lists[question.qid, default.scale], value)
        if not code:
            writer.account.change(question.code, what, "there is no such answer", "", row=variable.name)
        return code
    if not _fits(question, variable, value):
        writer.account.change(question.code, what, "it is no answer to this question", "", row=variable.name)
        return ""
    writer.account.count("default values")
    return plain(value).text


def _fits(question: LimeQuestion, variable: Variable, value: str) -> bool:
    """Whether a default can be an answer."""
    if variable.kind == "number":
        return is_numeric(value) and not (question.has("num_value_int_only") and "." in value)
    if question.kind != "D":
        return True
    is_time = kinds.is_time_of_day(question.attribute("date_format"))
    return bool(re.fullmatch(r"\d{2}:\d{2}" if is_time else r"\d{4}-\d{2}-\d{2}", value))


def _calculated(writer: Writer, question: LimeQuestion, variable: Variable, value: str) -> str:
    pieces = split_expressions(value)
    if len(pieces) > 1:
        writer.account.lose(
            question.code, f"default value: {value}", "it mixes words and expressions", "Write it with concat().",
            row=variable.name,
        )  # fmt: skip
        return ""
    scope = Scope(writer.plan.places[question.qid], question.qid)
    what = f"default value: {value}"
    found = writer.carry(lambda: writer.translator.value(pieces[0][0], scope), question.code, what, variable.name)
    if found is None:
        return ""
    wanted = "number" if variable.kind == "number" else "date" if variable.kind == "date" else found.kind
    if found.kind not in (wanted, "any") or found.kind == "truth":
        writer.account.lose(question.code, what, "it is no answer to this question", "Choose another one.",
                            row=variable.name)  # fmt: skip
        return ""
    writer.account.count("default values")
    return f"number({found.text})" if (wanted, found.kind) == ("number", "any") else found.text
