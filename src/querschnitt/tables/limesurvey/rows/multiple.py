"""Questions with several answers of one list: multiple choice, with comments, and rankings."""

from __future__ import annotations

from querschnitt.tables.limesurvey.lines import Line, Texts
from querschnitt.tables.limesurvey.plan import OTHER_NAME
from querschnitt.tables.limesurvey.rows.constraints import constrain
from querschnitt.tables.limesurvey.rows.defaults import default_of_several
from querschnitt.tables.limesurvey.rows.filters import choice_filter
from querschnitt.tables.limesurvey.rows.single import is_shuffled, other_row
from querschnitt.tables.limesurvey.rows.writer import Block, Writer, cells, chosen, relevant
from querschnitt.tables.limesurvey.script import Variable
from querschnitt.tables.limesurvey.script.terms import Term
from querschnitt.tables.limesurvey.survey import LimeQuestion


def write_multiple(writer: Writer, question: LimeQuestion) -> Block:
    """Write a multiple choice: one row, and rows for another answer and for comments behind it."""
    choices = writer.plan.lists[question.qid, 0]
    name = writer.plan.names.of(question.qid)
    asked = writer.relevance(question)
    required = question.mandatory == "Y"
    writer.remember(question, name, asked, required=required)
    filtered = choice_filter(writer, question, choices, question.rows)
    written = writer.use(question, choices)
    behind = _other(writer, question, asked, is_filtered=bool(filtered)) if choices.has_other else []
    label, hint = writer.label(question), writer.speak(question, question.helps)
    whole = Variable(question.code, question.qid, "", "flag", name, writer.plan.places[question.qid], choices.codes)
    constraint = constrain(writer, question, whole)
    texts: dict[str, Texts] = {
        "label": label.texts,
        "hint": hint.texts,
        "constraint_message": constraint.messages or {},
    }
    line = Line(
        f"select_multiple {written}{'' if behind or not choices.has_other else ' or_other'}",
        name,
        cells(
            relevant=relevant(asked),
            required="yes" if required else "",
            constraint=constraint.text,
            default=default_of_several(writer, question),
            choice_filter=filtered,
            parameters="randomize=true" if is_shuffled(question) else "",
        ),
        {column: words for column, words in texts.items() if words},
        label.shows | hint.shows,
    )
    comments = _comments(writer, question, asked) if question.kind == "P" else []
    return Block((*label.calculations, *hint.calculations, line, *behind, *comments))


def _other(writer: Writer, question: LimeQuestion, asked: Term, *, is_filtered: bool) -> list[Line]:
    choices = writer.plan.lists[question.qid, 0]
    return other_row(writer, question, choices, asked, is_several=True, is_filtered=is_filtered)


def _comments(writer: Writer, question: LimeQuestion, asked: Term) -> list[Line]:
    """Write a text for each option, asked of those who chose it."""
    name = writer.plan.names.of(question.qid)
    choices = writer.plan.lists[question.qid, 0]
    rows = []
    parts = {("othercomment" if option == OTHER_NAME else f"{code}comment"): option for code, option in choices.codes}
    for part, option in parts.items():
        variable = writer.plan.variable(question, part)
        condition = chosen(name, option, is_several=True)
        writer.remember(question, variable.name, asked, condition, required=False)
        labels = [line.labels for line in writer.choices[choices.name] if line.name == option]
        label = labels[0] if labels else writer.supplied("comment")
        rows.append(Line("text", variable.name, {"relevant": condition.text}, {"label": label}))
    return rows


def write_ranking(writer: Writer, question: LimeQuestion) -> Block:
    """Write a ranking."""
    choices = writer.plan.lists[question.qid, 0]
    name = writer.plan.names.of(question.qid)
    asked = writer.relevance(question)
    required = question.mandatory == "Y"
    writer.remember(question, name, asked, required=required)
    label, hint = writer.label(question), writer.speak(question, question.helps)
    _note_partial(writer, question, name)
    texts = {"label": label.texts} | ({"hint": hint.texts} if hint.texts else {})
    line = Line(
        f"rank {writer.use(question, choices)}",
        name,
        cells(
            relevant=relevant(asked),
            required="yes" if required else "",
            parameters="randomize=true" if is_shuffled(question) else "",
        ),
        texts,
        label.shows | hint.shows,
    )
    return Block((*label.calculations, *hint.calculations, line))


def _note_partial(writer: Writer, question: LimeQuestion, name: str) -> None:
    """Say that a ranking here puts everything into order."""
    for attribute in ("max_answers", "min_answers", "max_subquestions"):
        if question.attribute(attribute):
            writer.account.lose(
                question.code, f"{attribute}: {question.attribute(attribute)}", "a ranking puts all things into order",
                "Shorten the list, or ask for the first, the second and the third in questions of their own.", row=name,
            )  # fmt: skip
    for attribute in ("array_filter", "array_filter_exclude"):
        if question.attribute(attribute):
            writer.account.lose(
                question.code, f"{attribute}: {question.attribute(attribute)}", "a ranking puts all things into order",
                "Ask it in another way.", row=name,
            )  # fmt: skip
