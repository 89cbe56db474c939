"""The rows of a workbook while they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from querschnitt.core.instrument.xlsform.columns import Language

Texts = Mapping[str, str]
"""One plain text in every language: language tag -> text."""

_PLAIN = (
    "type", "name", "relevant", "required", "constraint", "appearance", "calculation", "default", "choice_filter",
    "parameters", "read_only",
)  # fmt: skip
_TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message")


@dataclass(frozen=True)
class Line:
    """One row of the sheet survey.

    Attributes
    ----------
    cells : column -> value, for columns without languages
    texts : column -> text in every language
    shows : questions whose answers stand in its texts, so that they must come on an earlier page
    """

    type: str
    name: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Texts] = field(default_factory=dict)
    shows: frozenset[str] = frozenset()

    @property
    def is_asked(self) -> bool:
        """Whether a person answers it on the page."""
        return self.type.split()[0] not in ("note", "calculate", "hidden", "begin_group", "end_group")


@dataclass(frozen=True)
class ChoiceLine:
    """One row of the sheet choices."""

    list_name: str
    name: str
    labels: Texts


def survey_sheet(lines: Sequence[Line], languages: Sequence[Language]) -> list[list[str]]:
    """Return the sheet survey: only the columns that are used, the texts of one column in one block."""
    records = [{"type": line.type, "name": line.name, **line.cells, **_spread(line.texts, languages)} for line in lines]
    headings = [*_PLAIN[:2], *_headings(("label", "hint"), languages), *_PLAIN[2:],
                *_headings(_TRANSLATED[2:], languages)]  # fmt: skip
    return _sheet(headings, records, kept={"type", "name", *_headings(("label",), languages)})


def choices_sheet(lines: Sequence[ChoiceLine], languages: Sequence[Language]) -> list[list[str]]:
    """Return the sheet choices."""
    headings = ["list_name", "name", *_headings(("label",), languages)]
    records = [
        {"list_name": line.list_name, "name": line.name, **_spread({"label": line.labels}, languages)} for line in lines
    ]
    return _sheet(headings, records, kept=set(headings))


def texts_sheet(texts: Mapping[str, Texts], languages: Sequence[Language]) -> list[list[str]]:
    """Return the sheet texts."""
    headings = ["name", *_headings(("label",), languages)]
    records = [{"name": key, **_spread({"label": labels}, languages)} for key, labels in texts.items()]
    return _sheet(headings, records, kept=set(headings))


def heading(language: Language) -> str:
    """Write a language the way headings do."""
    return language.tag if language.name == language.tag else f"{language.name} ({language.tag})"


def _headings(columns: Iterable[str], languages: Sequence[Language]) -> list[str]:
    return [f"{column}::{heading(language)}" for column in columns for language in languages]


def _spread(texts: Mapping[str, Texts], languages: Sequence[Language]) -> dict[str, str]:
    return {
        f"{column}::{heading(language)}": by_language[language.tag]
        for column, by_language in texts.items()
        for language in languages
        if language.tag in by_language
    }


def _sheet(headings: Sequence[str], records: Sequence[Mapping[str, str]], *, kept: set[str]) -> list[list[str]]:
    filled = {name for record in records for name, value in record.items() if value}
    blocks = {name.split("::")[0] for name in filled}
    used = [
        each for each in headings if each in kept or each in filled or ("::" in each and each.split("::")[0] in blocks)
    ]
    return [used, *([record.get(name, "") for name in used] for record in records)]
