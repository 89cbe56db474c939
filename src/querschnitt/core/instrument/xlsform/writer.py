"""An instrument as the sheets of a workbook, so that what was compiled can be edited again."""

from __future__ import annotations

from collections.abc import Sequence

from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.model import Instrument, Page, Question, Texts

_PLAIN = ("type", "name", "relevant", "required", "constraint", "appearance", "calculation", "essential", "sensitive",
          "missing", "trend", "feature")  # fmt: skip
_TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message")

Line = dict[str, str]


def to_rows(instrument: Instrument) -> dict[str, list[list[str]]]:
    """Return the sheets survey, choices, settings and texts. `build` makes the same instrument of them again."""
    survey: list[Line] = []
    for page in instrument.pages:
        survey.extend(_page_lines(page, instrument))
    choices = [
        {"list_name": name, "name": choice.name} | _texts("label", choice.labels, instrument)
        for name, options in instrument.choice_lists.items()
        for choice in options
    ]
    texts = [{"name": key} | _texts("label", labels, instrument) for key, labels in instrument.texts.items()]
    settings = {
        "form_title": instrument.title,
        "form_id": instrument.name,
        "version": instrument.version,
        "default_language": _language(instrument, instrument.default_language),
    }
    return {
        "survey": _sheet(survey, _headings(_PLAIN, _TRANSLATED, instrument)),
        "choices": _sheet(choices, _headings(("list_name", "name"), ("label",), instrument)),
        "settings": _sheet([settings], list(settings)),
        "texts": _sheet(texts, _headings(("name",), ("label",), instrument)),
    }


def _sheet(lines: Sequence[Line], headings: Sequence[str]) -> list[list[str]]:
    """Return headings and rows; a translated column that is empty throughout is left out."""
    used = [heading for heading in headings if "::" not in heading or any(line.get(heading) for line in lines)]
    return [used, *([line.get(heading, "") for heading in used] for line in lines)]


def _headings(plain: Sequence[str], translated: Sequence[str], instrument: Instrument) -> list[str]:
    languages = [_language(instrument, tag) for tag in instrument.languages]
    return [*plain, *(f"{head}::{language}" for head in translated for language in languages)]


def _language(instrument: Instrument, tag: str) -> str:
    name = instrument.language_names.get(tag, tag)
    return tag if name == tag else f"{name} ({tag})"


def _texts(head: str, texts: Texts, instrument: Instrument) -> Line:
    return {f"{head}::{_language(instrument, tag)}": text for tag, text in texts.items()}


def _page_lines(page: Page, instrument: Instrument) -> list[Line]:
    lines = [_question_line(question, instrument) for question in page.questions]
    if [question.name for question in page.questions] == [page.name]:
        return lines
    begin = {"type": "begin_group", "name": page.name, "relevant": _written(page.relevant)}
    return [begin | _texts("label", page.labels, instrument), *lines, {"type": "end_group"}]


def _question_line(question: Question, instrument: Instrument) -> Line:
    line = {
        "type": f"{question.kind} {question.choice_list}".strip(),
        "name": question.name,
        "relevant": _written(question.relevant),
        "required": "yes" if question.required else "",
        "constraint": _written(question.constraint),
        "appearance": question.appearance,
        "calculation": _written(question.calculation),
        "essential": "yes" if question.essential else "",
        "sensitive": "yes" if question.sensitive else "",
        "missing": " ".join(question.missing),
        "trend": question.trend,
        "feature": question.feature,
    }
    texts = (question.labels, question.hints, question.guidance, question.constraint_messages)
    for head, by_language in zip(_TRANSLATED, texts, strict=True):
        line |= _texts(head, by_language, instrument)
    return line


def _written(expression: Expression | None) -> str:
    return "" if expression is None else expression.text
