"""Which column a value stands in when the questionnaire changed during the field, and when its pages were repeated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from querschnitt.apps.results.actions.versions import Versions
from querschnitt.core.errors import StateError
from querschnitt.core.instrument import Expression, Instrument, Kind, Missing, content_hash, route
from querschnitt.core.instrument.model import Page, Question, Section

SIZE = Question("size", Kind.INTEGER, block="size")
AGE = Question("age", Kind.INTEGER, missing=("refused",), block="age")
ADULT = Question("adult", Kind.CALCULATE, calculation=Expression.parse("${age} >= 18"), block="age")
HOUSEHOLD = Instrument(
    "h", "H", "1", "de", ("de",),
    (Page("size", questions=(SIZE,)), Page("age", questions=(AGE, ADULT), section="person")),
    sections={"person": Section("person", is_repeat=True, count=Expression.parse("${size}"))},
)  # fmt: skip


def test_each_person_has_columns_of_their_own() -> None:
    versions, fingerprint = Versions([HOUSEHOLD]), content_hash(HOUSEHOLD)
    way = route(HOUSEHOLD, {"size": 2, "age[1]": 40, "age[2]": Missing.REFUSED})
    cells = versions.cells(fingerprint, way)
    assert cells == {
        "size": (2.0, ""), "age_1": (40.0, ""), "age_2": (None, "refused"), "adult_1": (1.0, ""), "adult_2": (0.0, ""),
    }  # fmt: skip
    kinds = {"size": "number", "age_1": "number", "age_2": "number", "adult_1": "number", "adult_2": "number"}
    assert versions.kinds([cells]) == kinds


def test_a_question_of_another_kind_is_another_column() -> None:
    other = replace(HOUSEHOLD, pages=(Page("size", questions=(replace(SIZE, kind=Kind.TEXT),)),), sections={})
    versions = Versions([HOUSEHOLD, other])
    cells = versions.cells(content_hash(other), route(other, {"size": "zwei"}))
    assert cells == {"size_2": ("zwei", "")}
    assert versions.kinds([cells]) == {"size": "number", "size_2": "text"}


def test_a_version_nobody_released_is_refused() -> None:
    with pytest.raises(StateError, match="never released"):
        Versions([HOUSEHOLD]).instrument("0" * 64)
