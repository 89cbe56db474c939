from __future__ import annotations

import copy
import csv
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.tables.register import (
    Cell,
    Moves,
    compare_definitions,
    comparison_rows,
    parse_definition,
    read_definition,
    write_comparison,
)

from .conftest import BOROUGHS, DAY, LEIPZIG, line
from .test_definition import DOCUMENT
from .test_inheritance import CHILD, EXAMPLES, FATHER, MOTHER, PEOPLE, SYRIAN

MUNICIPAL = read_definition(LEIPZIG / "definition_background.toml")
HISTORY = read_definition(LEIPZIG / "definition_einwanderungsgeschichte.toml")
# A Syrian mother, a German father, their child; a German who was born in Poland and came from Berlin; a Pole who was
# born here; a German without anything.
HOUSEHOLDS = (
    line(1, **MOTHER, **SYRIAN),
    line(2, **FATHER),
    line(3, **CHILD),
    line(4, haushaltsnummer="H2", geburtsland="152"),
    line(5, haushaltsnummer="H3", staatsangehoerigkeit_1="152"),
    line(6, haushaltsnummer="H4"),
)


@pytest.fixture
def compared(extracted, groups):
    def make(*lines, by):
        return compare_definitions(extracted(*lines), by, groups=groups, boroughs=BOROUGHS, reference_date=DAY)

    return make


def test_who_moves_is_counted_by_kind_group_and_age(compared):
    found = compared(*HOUSEHOLDS, by=(MUNICIPAL, HISTORY))
    assert (found.residents, [one.background for one in found.definitions]) == (6, [3, 3])
    pair = found.comparisons[0]
    assert (pair.first, pair.second) == ("municipal-1", "einwanderungsgeschichte-1")
    assert pair.cells == (
        Cell("foreigner", "descendant_presumed", 1),
        Cell("foreigner", "immigrated", 1),
        Cell("inherited", "none", 1),
        Cell("none", "immigrated", 1),
        Cell("none", "none", 2),
    )
    assert pair.background == Moves("background", before=3, after=3, stay=2)
    assert (pair.background.move_in, pair.background.move_out) == (1, 1)
    assert pair.groups == (Moves("poland", before=1, after=2, stay=1), Moves("syria", before=2, after=1, stay=1))
    assert pair.ages == (Moves("under 18", before=1, after=0, stay=0), Moves("18+", before=2, after=3, stay=2))


def test_the_matrix_has_a_row_for_each_kind_and_none_last(compared):
    columns, rows = compared(*HOUSEHOLDS, by=(MUNICIPAL, HISTORY)).comparisons[0].matrix()
    assert columns == ("descendant_presumed", "immigrated", "none")
    assert rows == [("foreigner", [1, 1, 0]), ("inherited", [0, 0, 1]), ("none", [0, 1, 2])]


def test_who_changes_the_group_moves_out_of_one_and_into_the_other(compared):
    by_birth = copy.deepcopy(DOCUMENT)
    by_birth["rules"][0]["country"] = ["birth_country"]
    pair = compared(
        line(1, staatsangehoerigkeit_1="152", geburtsland="475"),
        by=(parse_definition(DOCUMENT, where="a"), parse_definition(by_birth | {"version": 3}, where="b")),
    ).comparisons[0]
    assert pair.background == Moves("background", before=1, after=1, stay=1)
    assert pair.groups == (Moves("poland", before=1, after=0, stay=0), Moves("syria", before=0, after=1, stay=0))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, others=st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=2))
def test_everybody_is_counted_once_and_nobody_moves_from_a_definition_to_itself(compared, people, others):
    found = compared(*(line(number, **who) for number, who in enumerate(people, 1)), by=(EXAMPLES[0], *others))
    for pair, second in zip(found.comparisons, found.definitions[1:], strict=True):
        assert sum(cell.people for cell in pair.cells) == found.residents == len(people)
        assert pair.background.before == found.definitions[0].background == sum(moves.before for moves in pair.groups)
        assert pair.background.after == second.background == sum(moves.after for moves in pair.ages)
        assert pair.background.move_out == sum(moves.move_out for moves in pair.ages)
        if second.label == pair.first:
            assert all(cell.before == cell.after for cell in pair.cells)
            moving = [moves.move_in + moves.move_out for moves in (pair.background, *pair.groups, *pair.ages)]
            assert not any(moving)


def test_the_rows_hold_every_part_and_can_be_written(compared, tmp_path):
    found = compared(*HOUSEHOLDS, by=(MUNICIPAL, HISTORY, MUNICIPAL))
    rows = list(comparison_rows(found))
    by_part = Counter()
    for first, second, part, _, _, people in rows:
        by_part[first, second, part] += people
    assert by_part["municipal-1", "einwanderungsgeschichte-1", "kind"] == 6
    assert ("municipal-1", "einwanderungsgeschichte-1", "group", "", "poland", 1) in rows
    assert ("municipal-1", "einwanderungsgeschichte-1", "age", "under 18", "", 1) in rows
    with write_comparison(found, tmp_path / "new" / "rows.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file, delimiter=";"))
    assert written[0] == ["first", "second", "part", "before", "after", "people"]
    assert written[1:] == [[str(value) for value in row] for row in rows]


def test_a_changed_definition_of_the_same_version_is_refused(compared):
    changed = parse_definition({**DOCUMENT, "author": "other"}, where="b")
    with pytest.raises(InputError, match="differ and have one name and version. Place: municipal-2"):
        compared(line(1), by=(parse_definition(DOCUMENT, where="a"), changed))


def test_one_definition_is_no_comparison(compared):
    with pytest.raises(InputError, match="needs two definitions"):
        compared(line(1), by=(MUNICIPAL,))
