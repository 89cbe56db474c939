"""Programs that are not ours read our files and see the same texts; we read what they save."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po as read_babel
from openpyxl import load_workbook
from translate.storage.pypo import pofile
from translate.storage.xliff import xlifffile
from translate.storage.xliff2 import Xliff2File

from querschnitt.core.instrument.translation import State
from querschnitt.tables.translations import read, write_po, write_xliff12, write_xliff21, write_xlsx
from tests.tables.translations.jobs import FORMULA, JOB, LETTER, MANY, OPEN

PLAIN = (OPEN, FORMULA, MANY)
"""Units without placeholders: translate-toolkit shows those as tags, in its own way."""


def test_translate_toolkit_sees_the_same_units_in_xliff_12() -> None:
    store = xlifffile.parsestring(write_xliff12(JOB))
    units = {unit.getid().rpartition("\x04")[2]: unit for unit in store.units}
    assert list(units) == [unit.key for unit in JOB.units]
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("de", "ar")
    for ours in PLAIN:
        assert units[ours.key].source == ours.source
        assert (units[ours.key].target or "") == ours.target
    assert units[FORMULA.key].isfuzzy()
    assert not units[LETTER.key].isfuzzy()
    assert units[JOB.units[4].key].isapproved()
    assert LETTER.note in units[LETTER.key].getnotes()
    assert LETTER.link in units[LETTER.key].getnotes()


def test_translate_toolkit_sees_the_same_units_in_xliff_21() -> None:
    store = Xliff2File.parsestring(write_xliff21(JOB))
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("de", "ar")
    assert len(store.units) == len(JOB.units)
    for theirs, ours in zip(store.units, JOB.units, strict=True):
        if ours in PLAIN:
            assert theirs.source == ours.source
            assert (theirs.target or "") == ours.target


def test_translate_toolkit_sees_the_same_units_in_po() -> None:
    store = pofile.parsestring(write_po(JOB))
    units = {unit.getcontext(): unit for unit in store.units if not unit.isheader()}
    assert list(units) == [unit.key for unit in JOB.units]
    for ours in JOB.units:
        assert (units[ours.key].source, units[ours.key].target) == (ours.source, ours.target)
        assert units[ours.key].isfuzzy() == (ours.state in (State.DRAFT, State.OUTDATED))
        assert ours.note == units[ours.key].getnotes("translator")


def test_babel_sees_the_same_texts_in_po() -> None:
    catalogue = read_babel(BytesIO(write_po(JOB)), abort_invalid=True)
    messages = [message for message in catalogue if message.id]
    seen = [(message.context, message.id, message.string, message.fuzzy) for message in messages]
    unsure = (State.DRAFT, State.OUTDATED)
    assert seen == [(unit.key, unit.source, unit.target, unit.state in unsure) for unit in JOB.units]


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="Debian's package gettext is not installed")
def test_gettext_compiles_our_po(tmp_path: Path) -> None:
    file = tmp_path / "job.po"
    file.write_bytes(write_po(JOB))
    command = ["msgfmt", "--check-format", "--check-domain", "--statistics", "-o", "/dev/null", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C"}, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "2 translated messages, 2 fuzzy translations, 1 untranslated message."


def test_we_read_what_translate_toolkit_saves_as_xliff_12() -> None:
    store = xlifffile.parsestring(write_xliff12(JOB))
    for unit in store.units:
        if unit.source == OPEN.source:
            unit.target = "نعم"
    arrived = read(bytes(store)).job
    assert [unit.key for unit in arrived.units] == [unit.key for unit in JOB.units]
    assert arrived.units[1].target == "نعم"
    assert arrived.units[1].source_hash == OPEN.source_hash
    assert arrived.units[0] == LETTER


def test_we_read_what_translate_toolkit_saves_as_xliff_21() -> None:
    store = Xliff2File.parsestring(write_xliff21(JOB))
    store.units[1].target = "نعم"
    store.units[1].addnote("Heißt das so?")
    arrived = read(bytes(store)).job
    assert (arrived.units[1].target, arrived.units[1].state) == ("نعم", State.TRANSLATED)
    assert (arrived.units[1].note, arrived.units[1].context) == ("Heißt das so?", OPEN.context)
    assert arrived.units[0] == LETTER


def test_we_read_what_translate_toolkit_saves_as_po() -> None:
    store = pofile.parsestring(write_po(JOB))
    for unit in store.units:
        if unit.getcontext() == MANY.key:
            unit.markfuzzy(False)
    arrived = read(bytes(store)).job
    assert arrived.units[3].target == MANY.target
    assert arrived.units[3].state is State.TRANSLATED
    assert arrived.units[3].source_hash == MANY.source_hash


def test_openpyxl_sees_a_guarded_sheet_with_the_right_direction() -> None:
    book = load_workbook(BytesIO(write_xlsx(JOB)))
    sheet = book["Übersetzung"]
    assert sheet.freeze_panes == "B2"
    assert sheet.protection.sheet
    heads = {cell.value.split("\n")[0]: cell.column_letter for cell in sheet[1]}
    assert list(heads)[:5] == ["Schlüssel", "Was ist das?", "Ausgangstext (de)", "Übersetzung (ar)", "Stand"]
    target = sheet[f"{heads['Übersetzung (ar)']}2"]
    assert (target.alignment.readingOrder, target.alignment.horizontal, target.alignment.wrap_text) == (
        2,
        "right",
        True,
    )
    assert target.number_format == "@"
    locks = {name: sheet[f"{letter}2"].protection.locked for name, letter in heads.items()}
    assert [name for name, locked in locks.items() if not locked] == ["Übersetzung (ar)", "Stand", "Bemerkung"]
    source = sheet[f"{heads['Ausgangstext (de)']}2"]
    assert source.alignment.readingOrder == 1


def test_openpyxl_sees_texts_where_a_program_could_see_formulas() -> None:
    sheet = load_workbook(BytesIO(write_xlsx(JOB)))["Übersetzung"]
    row = next(row for row in sheet.iter_rows() if row[0].value == FORMULA.key)
    assert [(cell.data_type, cell.value) for cell in row[2:4]] == [("s", "=1+1"), ("s", "=2+2")]


def test_openpyxl_sees_the_list_of_states_and_the_limit() -> None:
    sheet = load_workbook(BytesIO(write_xlsx(JOB)))["Übersetzung"]
    rules = {(rule.type, str(rule.sqref)): rule for rule in sheet.data_validations.dataValidation}
    assert any("übersetzt – translated" in rule.formula1 for (kind, _), rule in rules.items() if kind == "list")
    assert [
        (place, rule.formula1, rule.errorStyle) for (kind, place), rule in rules.items() if kind == "textLength"
    ] == [
        ("D3", "90", "warning"),
        ("D5", "200", "warning"),
    ]


def test_the_instructions_are_in_german_and_in_english() -> None:
    sheet = load_workbook(BytesIO(write_xlsx(JOB)))["Anleitung – Instructions"]
    words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "Schreiben Sie Ihre Übersetzung in die Spalte" in words
    assert "Write your translation into the column" in words


def test_openpyxl_sees_rows_that_are_high_enough_and_no_checksums() -> None:
    sheet = load_workbook(BytesIO(write_xlsx(JOB)))["Übersetzung"]
    heights = [sheet.row_dimensions[row].height or 15 for row in range(2, 7)]  # 15 points a line
    # two lines of source or preview; a key of two; one; a plural of two lines; one
    assert [height / 15 for height in heights] == [3, 2, 1, 2, 1]
    assert [letter for letter, column in sheet.column_dimensions.items() if column.hidden] == ["I"]
    assert (sheet.column_dimensions["I"].min, sheet.column_dimensions["I"].max) == (9, 10)
