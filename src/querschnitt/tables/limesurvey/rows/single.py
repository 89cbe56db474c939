"""Questions with one answer: lists, texts, numbers, dates, displays and equations."""

from __future__ import annotations

from querschnitt.tables.limesurvey import kinds
from querschnitt.tables.limesurvey.braces import split_expressions
from querschnitt.tables.limesurvey.lines import Line, Texts
from querschnitt.tables.limesurvey.piping import Spoken
from querschnitt.tables.limesurvey.plain import plain
from querschnitt.tables.limesurvey.plan import OTHER_NAME, ChoiceList
from querschnitt.tables.limesurvey.rows.constraints import constrain
from querschnitt.tables.limesurvey.rows.defaults import default_of
from querschnitt.tables.limesurvey.rows.writer import Block, Writer, cells, chosen, relevant
from querschnitt.tables.limesurvey.script import Scope, Variable
from querschnitt.tables.limesurvey.script.terms import Term, quoted
from querschnitt.tables.limesurvey.survey import LimeQuestion

_MONEY = frozenset({"€", "EUR", "Euro"})


def write_single(writer: Writer, question: LimeQuestion) -> Block:
    """Write a question that has one row, and the rows for another answer and for a comment behind it."""
    variable = writer.plan.variable(question, "")
    asked = writer.relevance(question)
    required = question.mandatory == "Y"
    writer.remember(question, variable.name, asked, required=required)
    label, hint = writer.label(question), writer.speak(question, question.helps)
    constraint = constrain(writer, question, variable)
    texts: dict[str, Texts] = {"label": label.texts, "hint": _with_unit(writer, question, hint)}
    if constraint.messages:
        texts["constraint_message"] = constraint.messages
    other = _other(writer, question, asked)
    line = Line(
        _type(writer, question, is_alone=not other),
        variable.name,
        cells(
            relevant=relevant(asked),
            required="yes" if required else "",
            constraint=constraint.text,
            appearance=_appearance(question),
            default=default_of(writer, question, variable),
            parameters="randomize=true" if is_shuffled(question) else "",
        ),
        {column: words for column, words in texts.items() if words},
        label.shows | hint.shows,
    )
    return Block((*label.calculations, *hint.calculations, line, *other, *_comment(writer, question, asked)))


def is_shuffled(question: LimeQuestion) -> bool:
    """Whether the choices come in an order drawn by chance."""
    if question.kind not in "L!RMP":
        return False
    order = "subquestion_order" if question.kind in kinds.MULTIPLE else "answer_order"
    return question.has("random_order") or question.attribute(order) == "random"


def has_own_other(question: LimeQuestion) -> bool:
    """Whether the other answer has words or rules of its own, so that `or_other` would not say the same."""
    names = ("other_replace_text", "other_comment_mandatory", "other_numbers_only")
    return question.other and any(question.attribute(name) not in ("", "0", "N") for name in names)


def _type(writer: Writer, question: LimeQuestion, *, is_alone: bool) -> str:
    """Return the type. `is_alone`: no row for another answer is written out behind it."""
    if (question.qid, 0) in writer.plan.lists:
        choices = writer.plan.lists[question.qid, 0]
        other = " or_other" if choices.has_other and is_alone else ""
        return f"select_one {writer.use(question, choices)}{other}"
    if question.kind == "N" or (question.kind in kinds.TEXTS and question.has("numbers_only")):
        return "integer" if question.has("num_value_int_only") else "decimal"
    if question.kind == "D":
        return "time" if kinds.is_time_of_day(question.attribute("date_format")) else "date"
    return "text"


def _appearance(question: LimeQuestion) -> str:
    if question.kind == "!":
        return "minimal"
    if question.kind in "TU" and not question.has("numbers_only"):
        return "multiline"
    if question.kind == "N" and {question.attribute("prefix"), question.attribute("suffix")} & _MONEY:
        return "euro"
    return ""


def _with_unit(writer: Writer, question: LimeQuestion, hint: Spoken) -> Texts:
    """Put what LimeSurvey writes before and behind a field into the hint: a field has no room for it here."""
    if question.kind not in "NST" or _appearance(question) == "euro":
        return hint.texts
    found = [writer.speak(question, question.attributes.get(name, {})).texts for name in ("prefix", "suffix")]
    if not any(found):
        return hint.texts
    words = {}
    for tag in writer.tags:
        around = [(texts.get(tag) or texts.get("", "")).strip() for texts in found]
        unit = " … ".join(around).strip()
        words[tag] = f"{hint.texts[tag]} ({unit})" if tag in hint.texts else unit
    writer.account.mention(question.code, "prefix or suffix", "it stands in the hint", "Read it.",
                           row=writer.plan.names.of(question.qid))  # fmt: skip
    return words


def _comment(writer: Writer, question: LimeQuestion, asked: Term) -> list[Line]:
    if question.kind != "O":
        return []
    comment = writer.plan.variable(question, "comment")
    writer.remember(question, comment.name, asked, required=False)
    default = default_of(writer, question, comment)
    return [Line("text", comment.name, cells(relevant=relevant(asked), appearance="multiline", default=default),
                 {"label": writer.supplied("comment")})]  # fmt: skip


def _other(writer: Writer, question: LimeQuestion, asked: Term) -> list[Line]:
    choices = writer.plan.lists.get((question.qid, 0))
    if choices is None or not choices.has_other:
        return []
    return other_row(writer, question, choices, asked, is_several=False)


def other_row(
    writer: Writer,
    question: LimeQuestion,
    choices: ChoiceList,
    asked: Term,
    *,
    is_several: bool,
    is_filtered: bool = False,
) -> list[Line]:
    """Return the row for another answer, if it has to be written out; else `or_other` stands for it."""
    name = writer.plan.names.of(question.qid)
    other = writer.plan.variable(question, "other")
    condition = chosen(name, OTHER_NAME, is_several=is_several)
    must = question.has("other_comment_mandatory")
    writer.remember(question, other.name, asked, condition, required=must)
    if not (has_own_other(question) or is_filtered or other.name != f"{name}_other"):
        writer.note_foreign_other(question)
        return []
    writer.use(question, choices)
    labels = writer.write_other(question, choices)
    kind = "decimal" if question.has("other_numbers_only") else "text"
    required = "yes" if must else ""
    default = default_of(writer, question, other)
    return [
        Line(kind, other.name, cells(relevant=condition.text, required=required, default=default), {"label": labels})
    ]


def write_note(writer: Writer, question: LimeQuestion) -> Block:
    """Write a text display."""
    asked = writer.relevance(question)
    label, hint = writer.label(question), writer.speak(question, question.helps)
    name = writer.plan.names.of(question.qid)
    texts = {"label": label.texts} | ({"hint": hint.texts} if hint.texts else {})
    line = Line("note", name, cells(relevant=relevant(asked)), texts, label.shows | hint.shows)
    return Block((*label.calculations, *hint.calculations, line))


def write_equation(writer: Writer, question: LimeQuestion) -> Block:
    """Write a calculated value. Where LimeSurvey shows it with words around it, a note shows them."""
    variable = writer.plan.variable(question, "")
    asked = writer.relevance(question)
    writer.remember(question, variable.name, asked, required=False)
    base = writer.survey.base
    own = question.attribute("equation")
    source = own or question.texts.get(base, "") or next(iter(question.texts.values()), "")
    calculation = _calculation(writer, question, source, variable)
    lines = [Line("calculate", variable.name, cells(relevant=relevant(asked), calculation=calculation or "''"))]
    pieces = split_expressions(question.texts.get(base, ""))
    has_words = any(plain(piece).text for piece, is_expression in pieces if not is_expression)
    if question.has("hidden") or not has_words:
        return Block(tuple(lines))
    label = writer.label(question)
    note = Line("note", writer.plan.names.free(f"{variable.name}_shown"), cells(relevant=relevant(asked)),
                {"label": label.texts}, label.shows)  # fmt: skip
    return Block((*lines, *label.calculations, note))


def _calculation(writer: Writer, question: LimeQuestion, source: str, variable: Variable) -> str:
    """Return the calculation of an equation: words and expressions in braces, joined."""
    scope = Scope(variable.place, question.qid)
    parts = []
    pieces = split_expressions(source)
    for piece, is_expression in pieces:
        if not is_expression:
            words = _words_between(piece)
            parts += [quoted(words)] if words.strip() else []
            continue
        expression = plain(piece).text
        found = writer.carry(lambda: writer.translator.value(expression, scope), question.code,  # noqa: B023 (called at once)
                             f"equation: {expression}", variable.name)  # fmt: skip
        if found is None:
            return ""
        parts.append(found.text)
    writer.account.count("equations")
    return parts[0] if len(parts) == 1 else f"concat({', '.join(parts)})" if parts else ""


def _words_between(piece: str) -> str:
    """Return words beside an expression, with the space that parts them from it."""
    before, behind = (" " if edge.isspace() else "" for edge in (piece[:1], piece[-1:]))
    return f"{before}{plain(piece).text}{behind}"


def write_lost(writer: Writer, question: LimeQuestion) -> Block:
    """Note a question that has no counterpart."""
    speech = kinds.SPEECH.get(question.kind, f"type '{question.kind}'")
    if question.kind == "I":
        writer.account.mention(question.code, speech, kinds.LOST["I"], "Nothing is to be done.")
    else:
        why = writer.plan.missing_part(question) or kinds.LOST.get(question.kind, "the type is unknown")
        writer.account.lose(question.code, speech, why, "Ask for it in another way, or leave it out.")
    return Block(())
