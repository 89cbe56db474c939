from __future__ import annotations

import csv

import pytest
from django.core.management import call_command

from querschnitt.core.errors import InputError
from tests.tables.register.conftest import COLUMNS, LEIPZIG, line
from tests.tables.register.test_comparing import HOUSEHOLDS

WAVE = str(LEIPZIG / "wave_2020.toml")
HISTORY = str(LEIPZIG / "definition_einwanderungsgeschichte.toml")


@pytest.fixture
def extract(tmp_path):
    path = tmp_path / "extract.csv"
    old = line(7, haushaltsnummer="H7", staatsangehoerigkeit_1="159", geburtsland="159")
    path.write_text("\n".join((COLUMNS, *HOUSEHOLDS, old)) + "\n", encoding="utf-8")
    return path


def test_who_moves_is_printed_and_written(extract, tmp_path, capsys):
    rows = tmp_path / "rows.csv"
    states = str(LEIPZIG / "states.csv")
    call_command("compare_definitions", str(extract), WAVE, HISTORY, "--states", states, "--csv", str(rows))
    lines = [" ".join(text.split()) for text in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Code 159 (Sowjetunion) in nationality_1: no longer valid, 1 people."
    assert lines[1] == "7 residents on 2020-09-30."
    assert "municipal-1 -> einwanderungsgeschichte-1: 3 stay, 1 move in, 1 move out." in "\n".join(lines)
    table = lines.index("descendant_presumed immigrated none")
    assert lines[table + 1 : table + 4] == ["foreigner 1 2 0", "inherited 0 0 1", "none 0 1 2"]
    assert "under 18 1 0 0 1 0" in lines
    assert "poland 1 1 1 0 2" in lines
    with rows.open(encoding="utf-8", newline="") as file:
        kinds = [row for row in csv.DictReader(file, delimiter=";") if row["part"] == "kind"]
    assert sum(int(row["people"]) for row in kinds) == 7
    assert {path.name for path in tmp_path.iterdir()} == {"extract.csv", "rows.csv"}


def test_unreadable_rows_are_counted(extract, capsys):
    extract.write_text(extract.read_text(encoding="utf-8") + line(8, geschlecht="?") + "\n", encoding="utf-8")
    call_command("compare_definitions", str(extract), WAVE, HISTORY)
    assert capsys.readouterr().out.startswith("1 rows cannot be read")


def test_a_file_that_is_no_definition_is_refused(extract):
    with pytest.raises(InputError, match="is missing|Unknown key"):
        call_command("compare_definitions", str(extract), WAVE, str(LEIPZIG / "groups.toml"))
