"""Small workbooks written as rows: what every test of the proof begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from querschnitt.core.instrument.xlsform import Sheets

Row = Mapping[str, str]

CHOICES: Sequence[Row] = (
    {"list_name": "yes_no", "name": "yes", "de": "Ja", "en": "Yes"},
    {"list_name": "yes_no", "name": "no", "de": "Nein", "en": "No"},
    {"list_name": "work", "name": "full_time", "de": "Vollzeit", "en": "Full time"},
    {"list_name": "work", "name": "part_time", "de": "Teilzeit", "en": "Part time"},
    {"list_name": "work", "name": "none", "de": "Ohne Arbeit", "en": "Without work"},
    {"list_name": "missing_values", "name": "dk", "de": "Weiß ich nicht", "en": "I don’t know"},
    {"list_name": "missing_values", "name": "refused", "de": "Keine Angabe", "en": "No answer"},
)

LANGUAGES: Mapping[str, str] = {"de": "Deutsch (de)", "en": "English (en)"}

TRANSLATED = ("label", "hint", "constraint_message")


def row(kind: str, name: str = "", **cells: str) -> Row:
    """Write a row of the sheet survey. Labels are made up of the name unless given as `de` and `en`."""
    labels = {} if kind.startswith(("end", "calculate")) else {"de": f"Die Frage {name}", "en": f"The question {name}"}
    return {"type": kind, "name": name} | labels | cells


def begin(name: str, **cells: str) -> Row:
    return row("begin_group", name, **cells)


END: Row = {"type": "end_group"}


def form(
    *rows: Row,
    choices: Sequence[Row] = CHOICES,
    languages: Mapping[str, str] = LANGUAGES,
    texts: Sequence[Row] = (),
    tests: Sequence[Row] = (),
) -> Sheets:
    """Write a workbook; cells called like a language are labels. Lists that nobody uses are left out."""
    used = {word for line in rows for word in line.get("type", "").split()[1:]}
    used |= {"missing_values"} if any(line.get("missing") for line in rows) else set()
    choices = [line for line in choices if line["list_name"] in used]
    sheets = {
        "survey": _sheet(rows, languages),
        "choices": _sheet(choices, languages),
        "settings": [["form_title", "form_id", "default_language"], ["Test", "test", next(iter(languages.values()))]],
    }
    if texts:
        sheets["texts"] = _sheet(texts, languages)
    if tests:
        heads = list(dict.fromkeys(head for line in tests for head in line))
        sheets["tests"] = [heads, *([line.get(head, "") for head in heads] for line in tests)]
    return sheets


def _sheet(rows: Sequence[Row], languages: Mapping[str, str]) -> list[list[str]]:
    heads = list(dict.fromkeys(head for line in rows for head in line))
    return [[_title(head, languages) for head in heads], *([line.get(head, "") for head in heads] for line in rows)]


def _title(head: str, languages: Mapping[str, str]) -> str:
    if head in languages:
        return f"label::{languages[head]}"
    column, _, tag = head.rpartition("_")
    return f"{column}::{languages[tag]}" if column in TRANSLATED and tag in languages else head
