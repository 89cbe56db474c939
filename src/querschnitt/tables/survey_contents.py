"""What a data file has, for people who have not said yet what they want of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.core.estimation.frames import Column
from querschnitt.core.estimation.surveys.columns import label_of
from querschnitt.tables.survey_file import SurveyTable

FEW = 12
"""A column with at most so many different values is shown with all of them and how often each comes."""

WEIGHT = re.compile(r"(^|_)(w|wt|pw|weight|weights|gew|gewicht|hochrechnung)($|_|\d)|gewicht|weight", re.IGNORECASE)
"""Names that columns of weights have; only ever an example, nothing is taken for granted."""
WITH_COMMA = re.compile(r"-?\d+(,\d+)?")


@dataclass(frozen=True)
class Content:
    """What is in a column.

    Attributes
    ----------
    name : of the column
    kind : `numbers`, `categories` (texts, or labelled values of SPSS and Stata) or `empty`
    values : the different values with how often each comes, or how many there are and between which
    missing : rows without a value
    label : what the file says of the column, empty where it says nothing
    different : how many different values there are
    decimal_comma : whether the texts are numbers with a comma
    """

    name: str
    kind: str
    values: str
    missing: int
    label: str
    different: int
    decimal_comma: bool = False


def contents_of(table: SurveyTable) -> tuple[Content, ...]:
    """Return what is in each column of a file.

    >>> columns = {"w": np.array([1.5, 2.5]), "sex": np.array(["f", ""])}
    >>> [(each.kind, each.values, each.missing) for each in contents_of(SurveyTable(columns))]
    [('numbers', '1.5 (1), 2.5 (1)', 0), ('categories', 'f (1)', 1)]
    """
    return tuple(
        _content(name, column, order=table.levels.get(name, ()), label=table.labels.get(name, ""))
        for name, column in table.columns.items()
    )


def _content(name: str, column: Column, *, order: Sequence[str], label: str) -> Content:
    is_number = column.dtype.kind == "f"
    known = column[np.isfinite(column)] if is_number else column[column != ""]
    found, counts = np.unique(known, return_counts=True)
    kind = "empty" if not len(known) else "numbers" if is_number else "categories"
    if len(found) <= FEW:
        times = {label_of(value): int(count) for value, count in zip(found.tolist(), counts, strict=True)}
        values = ", ".join(f"{value} ({times[value]:,})" for value in (order or times))
    elif is_number:
        values = f"{len(found):,} different, {found[0]:,.6g} to {found[-1]:,.6g}, mean {known.mean():,.6g}"
    else:
        values = f"{len(found):,} different"
    comma = kind == "categories" and all(map(WITH_COMMA.fullmatch, map(str, found))) and "," in "".join(found)
    return Content(name, kind, values, len(column) - len(known), label, len(found), decimal_comma=comma)


def as_text(contents: Sequence[Content]) -> str:
    """Return the columns for people, one a line."""
    rows = [("column", "missing", "kind", "values (how often), label")]
    for each in contents:
        told = f"{each.values}  [{each.label}]" if each.label else each.values
        rows.append((each.name, f"{each.missing:,}", each.kind, told))
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def next_steps(call: str, contents: Sequence[Content]) -> str:
    """Return what to write next: calls that can be copied, with columns of the file where some look fit for it.

    Parameters
    ----------
    call : the command with the data file

    >>> columns = {"weight": np.array([1.5, 2.5]), "trust": np.array([3.0, 4.0]), "sex": np.array(["f", "m"])}
    >>> print(next_steps("querschnitt estimate people.csv", contents_of(SurveyTable(columns))))
    For example:
    <BLANKLINE>
        querschnitt estimate people.csv --weights weight --mean trust --by sex
        querschnitt estimate people.csv --weights weight --proportion sex
    """
    commas = [each.name for each in contents if each.decimal_comma]
    if commas:
        return f"'{commas[0]}' looks like numbers with a comma. Then:\n\n    {call} --decimal-comma"
    weights = next((each for each in contents if each.kind == "numbers" and WEIGHT.search(each.name)), None)
    numbers = [each for each in contents if each.kind == "numbers" and not WEIGHT.search(each.name)]
    groups = [each for each in contents if 2 <= each.different <= FEW and each.kind == "categories"]
    variable, group = next(reversed(numbers), None), next(iter(groups), None)
    start, by = f"    {call} --weights {_named(weights)}", f"--by {_named(group)}"
    first = f"{start} --mean {_named(variable)} {by}{_gaps(variable)}"
    return f"For example:\n\n{first}\n{start} --proportion {_named(group)}{_gaps(group)}"


def _named(content: Content | None) -> str:
    return "COLUMN" if content is None else quoted(content.name)


def _gaps(content: Content | None) -> str:
    return " --leave-out-missing" if content is not None and content.missing else ""


def quoted(word: str) -> str:
    """Return a word as it has to be typed.

    >>> quoted("age"), quoted("my answers.csv")
    ('age', '"my answers.csv"')
    """
    return word if re.fullmatch(r"[\w.,/:@%+=\\-]+", word) else f'"{word}"'
