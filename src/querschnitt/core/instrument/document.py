"""An instrument as a document: canonical JSON that a wave pins by its hash, and back again.

Canonical means: keys sorted, no white space, UTF-8, no floating-point numbers. Two instruments are the same
questionnaire exactly if their hashes are equal. Expressions are stored with their trees, so that nothing is parsed when
an instrument is rebuilt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.tree import from_json, to_json
from querschnitt.core.instrument.model import (
    Choice,
    DataFile,
    Instrument,
    Kind,
    Page,
    Question,
    Scale,
    Section,
    Texts,
)

FORMAT, FORMER_FORMAT = "querschnitt-instrument/2", "querschnitt-instrument/1"
"""A questionnaire that has nothing of what came with the second format is written in the first one: its hash, which
open waves have pinned, stays what it was."""

Document = dict[str, Any]

_QUESTION_TEXTS = ("labels", "hints", "guidance", "constraint_messages", "required_messages", "audio")
_QUESTION_EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "required_if",
    "default",
    "seed",
)
_QUESTION_WORDS = ("choice_list", "appearance", "trend", "feature", "block", "other_of")
_QUESTION_MARKS = ("required", "essential", "sensitive", "read_only", "is_randomized")
_SECTION_EXPRESSIONS = ("relevant", "count")

_FORMER_KINDS = frozenset({"select_one", "select_multiple", "integer", "decimal", "text", "date", "note", "calculate"})
_FORMER_ENTRIES = """
    name kind missing labels hints guidance constraint_messages relevant constraint calculation choice_list appearance
    trend feature block required essential sensitive
"""


def to_document(instrument: Instrument) -> Document:
    """Write an instrument as plain lists, mappings and texts. What is empty is left out."""
    document: Document = {
        "name": instrument.name,
        "title": instrument.title,
        "version": instrument.version,
        "default_language": instrument.default_language,
        "languages": list(instrument.languages),
        "language_names": dict(instrument.language_names),
        "pages": [_page_document(page, instrument.choice_lists) for page in instrument.pages],
        "choice_lists": {name: _choices_document(choices) for name, choices in instrument.choice_lists.items()},
        "texts": {key: dict(texts) for key, texts in instrument.texts.items()},
    }
    # A list, since a database that stores JSON need not keep the order of the names of a mapping.
    if instrument.sections:
        document["sections"] = [_section_document(section) for section in instrument.sections.values()]
    if instrument.files:
        document["files"] = {
            name: {"columns": list(file.columns), "rows": [list(row) for row in file.rows]}
            for name, file in instrument.files.items()
        }
    return {"format": FORMER_FORMAT if _is_former(document) else FORMAT, **document}


def _is_former(document: Document) -> bool:
    """Whether the first format has a place for everything."""
    known = frozenset(_FORMER_ENTRIES.split())
    questions = [question for page in document["pages"] for question in page["questions"]]
    return (
        not (document.keys() & {"sections", "files"} or any("section" in page for page in document["pages"]))
        and all(question["kind"] in _FORMER_KINDS and question.keys() <= known for question in questions)
        and not any("attributes" in choice for choices in document["choice_lists"].values() for choice in choices)
    )


def _choices_document(choices: tuple[Choice, ...]) -> list[Document]:
    return [
        {"name": choice.name, "labels": dict(choice.labels)}
        | ({"attributes": dict(choice.attributes)} if choice.attributes else {})
        for choice in choices
    ]


def _page_document(page: Page, lists: Mapping[str, tuple[Choice, ...]]) -> Document:
    entries: Document = {"name": page.name, "questions": [_question_document(q, lists) for q in page.questions]}
    if page.labels:
        entries["labels"] = dict(page.labels)
    if page.relevant is not None:
        entries["relevant"] = _expression_document(page.relevant)
    if page.section:
        entries["section"] = page.section
    return entries


def _section_document(section: Section) -> Document:
    entries: Document = {"name": section.name, "labels": dict(section.labels), "parent": section.parent}
    entries["is_repeat"] = section.is_repeat
    for name in _SECTION_EXPRESSIONS:
        expression = getattr(section, name)
        entries[name] = None if expression is None else _expression_document(expression)
    return {name: value for name, value in entries.items() if value}


def _question_document(question: Question, lists: Mapping[str, tuple[Choice, ...]]) -> Document:
    entries: Document = {"name": question.name, "kind": question.kind.value, "missing": list(question.missing)}
    for name in _QUESTION_TEXTS:
        entries[name] = dict(getattr(question, name))
    for name in _QUESTION_EXPRESSIONS:
        expression = getattr(question, name)
        entries[name] = None if expression is None else _expression_document(expression)
    for name in _QUESTION_WORDS + _QUESTION_MARKS:
        entries[name] = getattr(question, name)
    if question.codes != tuple(choice.name for choice in lists.get(question.choice_list, ())):
        # `or_other` adds a choice to the question that its list does not have.
        entries["choices"] = _choices_document(question.choices)
    if question.scale is not None:
        scale = question.scale
        entries["scale"] = [str(scale.start), str(scale.end), str(scale.step)]
    return {name: value for name, value in entries.items() if value}


def _expression_document(expression: Expression) -> Document:
    return {"text": expression.text, "tree": to_json(expression.tree)}


def canonical(document: Mapping[str, object]) -> bytes:
    """Return the bytes that are hashed, signed and stored.

    >>> canonical({"b": 1, "a": "ä"}).decode()
    '{"a":"ä","b":1}'
    """
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def content_hash(instrument: Instrument) -> str:
    """Return the SHA-256 of the canonical document, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(to_document(instrument))).hexdigest()


def from_document(document: Mapping[str, Any] | str | bytes) -> Instrument:
    """Rebuild an instrument from its document.

    Raises
    ------
    QuestionnaireError : if it is not such a document, or is damaged
    """
    data = json.loads(document) if isinstance(document, (str, bytes)) else document
    if data.get("format") not in (FORMAT, FORMER_FORMAT):
        raise QuestionnaireError("This is no instrument document", expected=FORMAT, got=data.get("format", "nothing"))
    try:
        return _instrument(data)
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        raise QuestionnaireError(
            "The instrument document is damaged", got=f"{type(error).__name__}: {error}", hint="Take the original file."
        ) from error


def _instrument(data: Mapping[str, Any]) -> Instrument:
    lists = {name: _choices(entries) for name, entries in data["choice_lists"].items()}
    files = {
        name: DataFile(tuple(file["columns"]), tuple(tuple(row) for row in file["rows"]))
        for name, file in data.get("files", {}).items()
    }
    return Instrument(
        name=data["name"],
        title=data["title"],
        version=data["version"],
        default_language=data["default_language"],
        languages=tuple(data["languages"]),
        language_names=_texts(data["language_names"]),
        pages=tuple(_page(entry, lists) for entry in data["pages"]),
        choice_lists=MappingProxyType(lists),
        texts=MappingProxyType({key: _texts(texts) for key, texts in data["texts"].items()}),
        sections=MappingProxyType({entry["name"]: _section(entry) for entry in data.get("sections", ())}),
        files=MappingProxyType(files),
    )


def _choices(entries: list[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(
        Choice(entry["name"], _texts(entry["labels"]), _texts(entry.get("attributes", {}))) for entry in entries
    )


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        name=data["name"],
        labels=_texts(data.get("labels", {})),
        parent=data.get("parent", ""),
        is_repeat=data.get("is_repeat", False),
        **{name: _expression(data.get(name)) for name in _SECTION_EXPRESSIONS},
    )


def _page(data: Mapping[str, Any], lists: Mapping[str, tuple[Choice, ...]]) -> Page:
    return Page(
        name=data["name"],
        labels=_texts(data.get("labels", {})),
        relevant=_expression(data.get("relevant")),
        questions=tuple(_question(entry, lists) for entry in data["questions"]),
        section=data.get("section", ""),
    )


def _question(data: Mapping[str, Any], lists: Mapping[str, tuple[Choice, ...]]) -> Question:
    parts: dict[str, Any] = {name: data[name] for name in _QUESTION_WORDS + _QUESTION_MARKS if name in data}
    parts |= {name: _texts(data[name]) for name in _QUESTION_TEXTS if name in data}
    parts |= {name: _expression(data[name]) for name in _QUESTION_EXPRESSIONS if name in data}
    own = data.get("choices")
    choices = lists.get(data.get("choice_list", ""), ()) if own is None else _choices(own)
    missing = tuple(data.get("missing", ()))
    scale = Scale(*map(Decimal, data["scale"])) if "scale" in data else None
    kind = Kind(data["kind"])
    return Question(name=data["name"], kind=kind, choices=choices, missing=missing, scale=scale, **parts)


def _expression(data: Mapping[str, Any] | None) -> Expression | None:
    return None if data is None else Expression(text=data["text"], tree=from_json(data["tree"]))


def _texts(data: Mapping[str, str]) -> Texts:
    return MappingProxyType(dict(data))
