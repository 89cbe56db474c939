"""Questions with rows: arrays, multiple texts and numbers. Each row becomes a question, all of them on a page of their
own, headed by the text of the whole."""

from __future__ import annotations

from collections.abc import Iterator

from querschnitt.core.instrument.xlsform.parameters import MAX_STEPS
from querschnitt.tables.limesurvey import kinds
from querschnitt.tables.limesurvey.lines import Line, Texts
from querschnitt.tables.limesurvey.piping import Spoken
from querschnitt.tables.limesurvey.plan import is_checked
from querschnitt.tables.limesurvey.rows.constraints import constrain
from querschnitt.tables.limesurvey.rows.defaults import default_of
from querschnitt.tables.limesurvey.rows.filters import row_condition
from querschnitt.tables.limesurvey.rows.writer import Block, Writer, cells, relevant
from querschnitt.tables.limesurvey.script import Variable
from querschnitt.tables.limesurvey.script.terms import Term, is_numeric
from querschnitt.tables.limesurvey.survey import LimeQuestion, Subquestion


def write_battery(writer: Writer, question: LimeQuestion) -> Block:
    """Write a question with rows as a page of its own."""
    asked = writer.relevance(question)
    name = writer.plan.names.of(question.qid)
    label = writer.label(question)
    lines = [*label.calculations, *_help(writer, question)]
    items = list(_items(writer, question))
    last = items[-1][1]
    for row, variable, words in items:
        lines.append(_item(writer, question, (row, variable, words), asked, is_last=variable is last))
    if any(line.cells.get("relevant") for line in lines):
        writer.account.count("filters")
    # A table-list has one list, and nothing but selections.
    is_table = question.kind in kinds.ARRAYS and all(line.is_asked for line in lines)
    group = Line("begin_group", name, cells(relevant=relevant(asked), appearance="table-list" if is_table else ""),
                 {"label": label.texts}, label.shows)  # fmt: skip
    if question.has("random_order") or question.attribute("subquestion_order") == "random":
        writer.account.lose(
            question.code, "random order of the rows", "questions of a page come in the order of the sheet",
            "Leave it out, or draw the order before the field.", row=name,
        )  # fmt: skip
    return Block(tuple(lines), group)


def _help(writer: Writer, question: LimeQuestion) -> list[Line]:
    """Write the help of the whole as a note at the top."""
    spoken = writer.speak(question, question.helps)
    if not spoken.texts:
        return []
    name = writer.plan.names.free(f"{writer.plan.names.of(question.qid)}_help")
    return [*spoken.calculations, Line("note", name, {}, {"label": spoken.texts}, spoken.shows)]


def _items(writer: Writer, question: LimeQuestion) -> Iterator[tuple[Subquestion, Variable, Texts]]:
    """Give each row with its variable and its wording."""
    for row in question.rows:
        spoken = _label(writer, question, row)
        if question.kind == "1":
            for scale in (0, 1):
                variable = writer.plan.variable(question, f"{row.code}#{scale}")
                yield row, variable, _with(spoken, _heading(writer, question, scale))
        elif question.kind in kinds.GRIDS and not is_checked(question):
            for column in question.columns:
                variable = writer.plan.variable(question, f"{row.code}_{column.code}")
                yield row, variable, _with(spoken, _label(writer, question, column))
        elif is_checked(question):
            yield row, writer.plan.variable(question, f"{row.code}_{question.columns[0].code}"), spoken
        else:
            yield row, writer.plan.variable(question, row.code), spoken


def _label(writer: Writer, question: LimeQuestion, part: Subquestion) -> Texts:
    """Return the text of a row or a column. Of the two poles of a semantic differential ("good|bad") both stay."""
    return {tag: text.replace("|", " – ") for tag, text in writer.option_label(question, part.texts, part.code).items()}


def _heading(writer: Writer, question: LimeQuestion, scale: int) -> Texts:
    """Return the heading of one of the two scales, or its number."""
    words = question.attributes.get("dualscale_headerA" if scale == 0 else "dualscale_headerB", {})
    spoken: Spoken = writer.speak(question, words)
    return spoken.texts or dict.fromkeys(writer.tags, str(scale + 1))


def _with(first: Texts, second: Texts) -> Texts:
    """Join two wordings, in the languages that have both."""
    return {tag: f"{text} – {second[tag]}" for tag, text in first.items() if tag in second}


def _item(
    writer: Writer, question: LimeQuestion, item: tuple[Subquestion, Variable, Texts], asked: Term, *, is_last: bool
) -> Line:
    row, variable, words = item
    condition = row_condition(writer, question, row)
    required = question.mandatory == "Y"
    writer.remember(question, variable.name, asked, condition, required=required)
    constraint = constrain(writer, question, variable, is_last=is_last)
    texts = {"label": words} | ({"constraint_message": constraint.messages} if constraint.messages else {})
    kind, parameters = _type(writer, question, variable)
    return Line(
        kind,
        variable.name,
        cells(
            relevant=relevant(condition),
            required="yes" if required else "",
            constraint="" if parameters else constraint.text,
            appearance="minimal" if question.has("use_dropdown") and variable.kind == "code" else "",
            default="" if is_checked(question) or parameters else default_of(writer, question, variable, row.qid),
            parameters=parameters,
        ),
        texts,
    )


def _type(writer: Writer, question: LimeQuestion, variable: Variable) -> tuple[str, str]:
    """Return the type of a row, and its parameters."""
    if variable.kind == "code":
        scale = 1 if variable.part.endswith("#1") else 0
        return f"select_one {writer.use(question, writer.plan.lists[question.qid, scale])}", ""
    if variable.kind == "flag":
        return f"select_multiple {writer.use(question, writer.plan.lists[question.qid, 0])}", ""
    if variable.kind == "text":
        return "text", ""
    return _number(question)


def _scale(question: LimeQuestion) -> str:
    """Return the parameters of a slider, or "" if its steps cannot be read as numbers that fit."""
    start, end = question.attribute("slider_min") or "0", question.attribute("slider_max") or "100"
    step = question.attribute("slider_accuracy") or "1"
    if not all(is_numeric(written) for written in (start, end, step)):
        return ""
    width, size = float(end) - float(start), float(step)
    return f"start={start} end={end} step={step}" if 0 < size <= width <= MAX_STEPS * size else ""


def _number(question: LimeQuestion) -> tuple[str, str]:
    """Return the type of a number: a range if it is drawn as a slider, whole if its steps are."""
    if question.has("slider_layout") and (scale := _scale(question)):
        return "range", scale
    if question.kind == ":":
        step = question.attribute("multiflexible_step") or "1"
        return ("integer" if step.isdecimal() else "decimal"), ""
    return ("integer" if question.has("num_value_int_only") else "decimal"), ""
