"""An instrument as the sheets of a workbook, so that what was compiled can be edited again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.model import Branch, Choice, Instrument, Kind, Page, Question, Section, Texts
from querschnitt.core.instrument.xlsform.columns import AUDIO

_PLAIN = ("type", "name", "relevant", "required", "constraint", "appearance", "calculation", "default", "read_only",
          "repeat_count", "choice_filter", "parameters", "essential", "sensitive", "missing", "trend",
          "feature")  # fmt: skip
_TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message", AUDIO)
_OPTIONAL = frozenset({"default", "read_only", "repeat_count", "choice_filter", "parameters"})
"""Columns that are left out where no row needs them."""

Line = dict[str, str]
Rows = list[list[str]]


def to_rows(instrument: Instrument) -> dict[str, Rows]:
    """Return the sheets survey, choices, settings and texts. `build` makes the same instrument of them again.

    Lists and data from files are not among them: see `to_files`.
    """
    write = _Writer(instrument)
    survey = list(write.lines(instrument.tree))
    choices = list(write.choices())
    own = write.attributes()
    texts = [{"name": key} | write.texts("label", labels) for key, labels in instrument.texts.items()]
    settings = {
        "form_title": instrument.title,
        "form_id": instrument.name,
        "version": instrument.version,
        "default_language": write.language(instrument.default_language),
    }
    if instrument.default_language == "und":
        del settings["default_language"]
    return {
        "survey": _sheet(survey, write.headings(_PLAIN, _TRANSLATED)),
        "choices": _sheet(choices, write.headings(("list_name", "name", *own), ("label",))),
        "settings": _sheet([settings], list(settings)),
        "texts": _sheet(texts, write.headings(("name",), ("label",))),
    }


def to_files(instrument: Instrument) -> dict[str, Rows]:
    """Return the CSV files that belong beside the workbook: file name -> rows, the first one with the headings."""
    write = _Writer(instrument)
    files = {name: write.list_file(choices) for name, choices in instrument.choice_lists.items() if is_file(name)}
    data = {f"{name}.csv": [list(file.columns), *map(list, file.rows)] for name, file in instrument.files.items()}
    return files | {name: _joined(files[name], rows) if name in files else rows for name, rows in data.items()}


def is_file(choice_list: str) -> bool:
    """Whether a list comes from a file beside the workbook."""
    return choice_list.lower().endswith(".csv")


def _joined(listed: Rows, data: Rows) -> Rows:
    """Put the columns that pulldata() needs beside those of the choices: both come from the same rows of one file."""
    fresh = [place for place, column in enumerate(data[0]) if column not in listed[0]]
    return [[*left, *(right[place] for place in fresh)] for left, right in zip(listed, data, strict=True)]


def _sheet(lines: Sequence[Line], headings: Sequence[str]) -> Rows:
    """Return headings and rows; a column that is empty throughout is left out if nobody misses it."""
    used = [
        heading for heading in headings
        if ("::" not in heading and heading not in _OPTIONAL) or any(line.get(heading) for line in lines)
    ]  # fmt: skip
    return [used, *([line.get(heading, "") for heading in used] for line in lines)]


def columns_of_file(choices: Iterable[Choice]) -> tuple[str, str]:
    """Return how the columns of codes and labels are called, so that no further column has the same name."""
    names = {name for choice in choices for name, value in choice.attributes.items() if (name, value) != _own(choice)}
    return ("_code" if "name" in names else "name"), ("_label" if "label" in names else "label")


def _own(choice: Choice) -> tuple[str, str]:
    return "name", choice.name


class _Writer:
    """Writes the parts of one instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.others = {question.other_of for question in instrument.questions.values() if question.other_of}

    def language(self, tag: str) -> str:
        name = self.instrument.language_names.get(tag, tag)
        return tag if name == tag else f"{name} ({tag})"

    def heading(self, head: str, tag: str) -> str:
        return head if tag == "und" else f"{head}::{self.language(tag)}"

    def headings(self, plain: Iterable[str], translated: Iterable[str]) -> list[str]:
        return [*plain, *(self.heading(head, tag) for head in translated for tag in self.instrument.languages)]

    def texts(self, head: str, texts: Texts) -> Line:
        return {self.heading(head, tag): text for tag, text in texts.items()}

    def lines(self, parts: Iterable[Page | Branch]) -> Iterator[Line]:
        for part in parts:
            if isinstance(part, Page):
                yield from self.page(part)
                continue
            word = "repeat" if part.section.is_repeat else "group"
            yield {"type": f"begin_{word}", "repeat_count": _written(part.section.count)} | self.head(part.section)
            yield from self.lines(part.parts)
            yield {"type": f"end_{word}"}

    def page(self, page: Page) -> Iterator[Line]:
        lines = [self.question(question) for question in page.questions if not question.other_of]
        if len(lines) == 1 and lines[0]["name"] == page.name:
            yield lines[0]
            return
        yield {"type": "begin_group"} | self.head(page)
        yield from lines
        yield {"type": "end_group"}

    def head(self, part: Page | Section) -> Line:
        return {"name": part.name, "relevant": _written(part.relevant)} | self.texts("label", part.labels)

    def question(self, question: Question) -> Line:
        line = {
            "type": self.type(question),
            "name": question.name,
            "relevant": _written(question.relevant),
            "required": "yes" if question.required else _written(question.required_if),
            "constraint": _written(question.constraint),
            "appearance": question.appearance,
            "calculation": _written(question.calculation),
            "default": _written(question.default),
            "read_only": "yes" if question.read_only else "",
            "choice_filter": _written(question.choice_filter),
            "parameters": self.parameters(question),
            "essential": "yes" if question.essential else "",
            "sensitive": "yes" if question.sensitive else "",
            "missing": " ".join(question.missing),
            "trend": question.trend,
            "feature": question.feature,
        }
        texts = (question.labels, question.hints, question.guidance, question.constraint_messages,
                 question.required_messages, question.audio)  # fmt: skip
        for head, by_language in zip(_TRANSLATED, texts, strict=True):
            line |= self.texts(head, by_language)
        return line

    def type(self, question: Question) -> str:
        word = question.kind.value + ("_from_file" if is_file(question.choice_list) else "")
        other = "or_other" if question.name in self.others else ""
        return " ".join(filter(None, (word, question.choice_list, other)))

    def parameters(self, question: Question) -> str:
        parts: list[str] = []
        if question.scale is not None:
            scale = question.scale
            parts += [f"start={scale.start}", f"end={scale.end}", f"step={scale.step}"]
        if question.is_randomized:
            parts.append("randomize=true")
        if question.seed is not None:
            parts.append(f"seed={question.seed.text}")
        if question.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) and is_file(question.choice_list):
            value, label = columns_of_file(question.choices)
            parts += [f"value={value}"] * (value != "name") + [f"label={label}"] * (label != "label")
        return " ".join(parts)

    def attributes(self) -> tuple[str, ...]:
        """Return the further columns of the sheet choices."""
        lists = (options for name, options in self.instrument.choice_lists.items() if not is_file(name))
        found = dict.fromkeys(key for options in lists for choice in options for key in choice.attributes)
        return tuple(name for name in found if name != "name")

    def choices(self) -> Iterator[Line]:
        for name, options in self.instrument.choice_lists.items():
            for choice in () if is_file(name) else options:
                own = {key: value for key, value in choice.attributes.items() if key != "name"}
                yield {"list_name": name, "name": choice.name} | own | self.texts("label", choice.labels)

    def list_file(self, choices: Sequence[Choice]) -> Rows:
        value, label = columns_of_file(choices)
        attributes = list(dict.fromkeys(name for choice in choices for name in choice.attributes))
        if value == "name":
            attributes = [name for name in attributes if name != "name"]
        tags = self.instrument.languages
        headings = [value, *(self.heading(label, tag) for tag in tags), *attributes]
        lines = [
            [choice.name, *(choice.labels.get(tag, "") for tag in tags), *_values(choice.attributes.get, attributes)]
            for choice in choices
        ]
        return [headings, *lines]


def _values(get: Callable[[str, str], str], names: Iterable[str]) -> list[str]:
    return [get(name, "") for name in names]


def _written(expression: Expression | None) -> str:
    return "" if expression is None else expression.text
