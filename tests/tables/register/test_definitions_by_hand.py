"""The example of docs/methods/definitions.md, person by person, as its table has it."""

from __future__ import annotations

from datetime import date

import pytest

from querschnitt.tables.register import compare_definitions, derive, read_columns, read_definition

from .conftest import BOROUGHS, LEIPZIG, line

PAGE = LEIPZIG.parents[1] / "docs" / "methods" / "definitions.md"
CELLS = {
    "household": "haushaltsnummer",
    "born": "geburtsdatum",
    "sex": "geschlecht",
    "nationality 1": "staatsangehoerigkeit_1",
    "nationality 2": "staatsangehoerigkeit_2",
    "kind": "art_der_deutschen_staatsangehoerigkeit",
    "birth country": "geburtsland",
    "moved from": "zuzug_herkunft",
}
DAY = date(2020, 9, 30)
FILES = {
    "municipal": "definition_background.toml",
    "mikrozensus": "definition_mikrozensus.toml",
    "einwanderungsgeschichte": "definition_einwanderungsgeschichte.toml",
}


def people() -> list[dict[str, str]]:
    """Return the rows of the table by heading; a dash is empty."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(number for number, text in enumerate(lines) if text.startswith("| person |"))
    cells = [[cell.strip() for cell in text.strip("|").split("|")] for text in lines[start:] if text.startswith("|")]
    count = next(number for number, text in enumerate(lines[start:]) if not text.startswith("|"))
    return [
        {heading: "" if cell == "–" else cell for heading, cell in zip(cells[0], row, strict=True)}
        for row in cells[2:count]
    ]


@pytest.fixture
def example(extracted):
    return extracted(
        *(
            line(int(row["person"]), zuzug_datum="2015-01-01", **{ours: row[theirs] for theirs, ours in CELLS.items()})
            for row in people()
        )
    )


@pytest.mark.parametrize("definition", FILES)
def test_each_person_has_the_kind_of_the_table(example, definition, groups, tmp_path):
    found = derive(
        example,
        definition=read_definition(LEIPZIG / FILES[definition]),
        groups=groups,
        boroughs=BOROUGHS,
        reference_date=DAY,
        into=tmp_path / "derived.parquet",
    )
    kinds = [kind or "" for kind in read_columns(found.path, "kind")["kind"].tolist()]
    assert kinds == [row[definition] for row in people()]
    assert len(kinds) == 11


def test_those_who_stay_and_move_are_those_of_the_page(example, groups):
    definitions = [read_definition(LEIPZIG / file) for file in FILES.values()]
    compared = compare_definitions(example, definitions, groups=groups, boroughs=BOROUGHS, reference_date=DAY)
    history = compared.comparisons[1].background
    assert (history.stay, history.move_out, history.move_in) == (7, 1, 0)
