"""The questionnaire of the bench as a workbook: 40 questions on 6 pages in three languages, 15 conditions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

FILE = Path(__file__).with_name("questionnaire.toml")
LANGUAGES = (("Deutsch", "de"), ("English", "en"), ("العربية", "ar"))
_LABELS = tuple(f"label::{name} ({tag})" for name, tag in LANGUAGES)


def sheets() -> Mapping[str, Sequence[Sequence[str]]]:
    """Return the sheets of the workbook."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    settings = [["form_title", "form_id", "version", "default_language"], ["Bench", "bench", "1", "Deutsch (de)"]]
    return {
        "survey": _survey(content["pages"], content["questions"]),
        "choices": [["list_name", "name", *_LABELS], *content["choices"]],
        "settings": settings,
        "texts": [["name", *_LABELS], *content["texts"]],
    }


def _survey(pages: Sequence[Sequence[str]], questions: Sequence[Sequence[str]]) -> list[list[str]]:
    rows = [["type", "name", "relevant", "constraint", *_LABELS]]
    for page, *titles in pages:
        rows.append(["begin group", page, "", "", *titles])
        rows += [row[1:] for row in map(list, questions) if row[0] == page]
        rows.append(["end group"])
    return rows
