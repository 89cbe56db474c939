from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.tables.register import (
    Coded,
    Numbered,
    Profile,
    read_columns,
    read_extract,
    write_extract,
    write_rejects,
)
from querschnitt.tables.register.extract import FIRST_REJECTS

from .conftest import COLUMNS, line


def _read(tmp_path: Path, profile: Profile, *lines: str):
    path = tmp_path / "extract.csv"
    path.write_text("\n".join((COLUMNS, *lines)) + "\n", encoding="utf-8")
    return read_extract(path, profile, into=tmp_path / "extract.parquet")


def test_a_clean_extract_is_read_with_types(tmp_path, profile):
    extract = _read(tmp_path, profile, line(1, geschlecht="w", widerspruch="J", auskunftssperre="51"), line(2))
    assert (extract.rows, extract.rejected_rows) == (2, 0)
    columns = read_columns(extract.path, "person_id", "sex", "objection", "block", "birth_date")
    assert columns["person_id"].tolist() == ["000000001", "000000002"]
    assert columns["sex"].tolist() == ["f", "m"]
    assert columns["objection"].tolist() == [True, False]
    assert columns["birth_date"][0] == np.datetime64("1980-05-05")


def test_every_fault_is_named_with_line_column_value_and_reason(tmp_path, profile):
    extract = _read(
        tmp_path,
        profile,
        line(1),
        line(2, geburtsdatum="1980-13-05", geschlecht="q"),
        line(3, staatsangehoerigkeit_1=""),
        line(4, staatsangehoerigkeit_2="4x"),
        line(1),
        line(6, zuzug_datum="1970-01-01"),
    )
    assert [(r.line, r.column, r.value, r.reason) for r in extract.rejects] == [
        (3, "geburtsdatum", "1980-13-05", "no date of the form %Y-%m-%d"),
        (3, "geschlecht", "q", "not one of m, w, d, x"),
        (4, "staatsangehoerigkeit_1", "", "empty"),
        (5, "staatsangehoerigkeit_2", "4x", "no code of three digits"),
        (6, "ordnungsmerkmal", "000000001", "person occurs more than once"),
        (7, "zuzug_datum", "1970-01-01", "moved in before birth"),
    ]
    assert (extract.rows, extract.rejected_rows) == (1, 5)


def test_a_line_that_is_no_row_is_rejected_and_later_lines_keep_their_number(tmp_path, profile):
    extract = _read(tmp_path, profile, line(1), "only;three;cells", line(3), line(4, geschlecht="q"))
    assert [(r.line, r.column) for r in extract.rejects] == [(3, ""), (5, "geschlecht")]
    assert extract.rejects[0].reason == "missing columns"
    assert extract.rejects[0].value == "only;three;cells"
    assert extract.rows == 2


def test_a_quote_that_is_not_closed_spoils_its_own_line_only(tmp_path, profile):
    extract = _read(tmp_path, profile, line(1), line(2, familienname='"Muster'), line(3), line(4, geschlecht="q"))
    assert [(r.line, r.reason) for r in extract.rejects] == [
        (3, "a quote is not closed in its line"),
        (5, "not one of m, w, d, x"),
    ]
    assert read_columns(extract.path, "person_id")["person_id"].tolist() == ["000000001", "000000003"]


def test_blank_lines_are_nobody_and_later_lines_keep_their_number(tmp_path, profile):
    extract = _read(tmp_path, profile, line(1), "", "   ", line(4, geschlecht="q"), "", "")
    assert [(r.line, r.column) for r in extract.rejects] == [(5, "geschlecht")]
    assert extract.rows == 1


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\n\r\n"])
def test_lines_may_end_in_any_way_even_in_several(tmp_path, profile, ends):
    path = tmp_path / "extract.csv"
    first, second = ends[:1] or ends, ends[1:] or ends
    text = f"{COLUMNS}{first}{line(1)}{second}{line(2, geschlecht='q')}{first}{line(3)}{second}"
    path.write_bytes(text.replace("\r\r", "\r").encode())
    extract = read_extract(path, profile, into=tmp_path / "extract.parquet")
    assert (extract.rows, [(r.line, r.column) for r in extract.rejects]) == (2, [(3, "geschlecht")])


@given(
    texts=st.lists(st.text(st.sampled_from('ab;" ,ü'), max_size=6), min_size=1, max_size=8),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cells_are_cut_as_other_programs_write_them(tmp_path, profile, texts, quoting):
    path = tmp_path / "extract.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=quoting, lineterminator="\n")
        writer.writerow(COLUMNS.split(";"))
        for number, text in enumerate(texts):
            ordinary = line(number, vorname="VORNAME").split(";")
            writer.writerow([text if cell == "VORNAME" else cell for cell in ordinary])
    extract = read_extract(path, profile, into=tmp_path / "extract.parquet")
    assert extract.rejects == ()
    with duckdb.connect() as connection:
        found = connection.execute("SELECT given_name FROM read_parquet($path)", {"path": str(extract.path)}).fetchall()
    assert [name for (name,) in found] == [text.strip(" ") or None for text in texts]


def test_a_heading_that_stands_twice_is_an_error(tmp_path, profile):
    path = tmp_path / "extract.csv"
    path.write_text(f"{COLUMNS};vorname\n{line(1)};zwei\n")
    with pytest.raises(InputError, match="A heading stands twice.*line 1.*vorname"):
        read_extract(path, profile, into=tmp_path / "x.parquet")


def test_progress_goes_from_nothing_to_all(tmp_path, profile):
    path, told = tmp_path / "extract.csv", []
    path.write_text(f"{COLUMNS}\n{line(1)}\n")
    read_extract(path, profile, into=tmp_path / "x.parquet", progress=told.append)
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] == 1.0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Nguyễn", ""),
        ("K͟Hž̦ḳ̄", ""),
        ("Ça-Ğlı’O ʿ", ""),
        ("JOÃO ÅŠÄ’", ""),
        ("Иван", "holds a character that DIN 91379 does not know: U+0418"),
        ("q\u0301", "holds a character that DIN 91379 does not know: U+0301"),
        ("a\u00a0b", "holds a character that DIN 91379 does not know: U+00A0"),
        ("M\ufffdller", "does not know: U+FFFD; the file is probably in another encoding"),
        ("M├╝ller", "does not know: U+251C; the file is probably in another encoding"),
    ],
)
@pytest.mark.parametrize("heading", ["familienname", "vorname", "strasse", "hausnummer"])
def test_names_and_addresses_hold_the_characters_of_din_91379(tmp_path, profile, *, heading, name, reason):
    extract = _read(tmp_path, profile, line(1), line(2, **{heading: name}))
    assert [(r.line, r.column, r.value) for r in extract.rejects] == ([(3, heading, name)] if reason else [])
    assert all(r.reason.endswith(reason) for r in extract.rejects)


@pytest.mark.parametrize(
    "word", ["Müßter", "Straße", "Ünal", "Öz", "Şahin", "Łuk", "Çiğdem", "Đức", "Ægir", "Köln", "Žižka"]
)
@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-15", "cp850"])
def test_a_file_in_utf8_that_is_read_with_one_byte_a_character_is_recognised(tmp_path, profile, *, word, encoding):
    path = tmp_path / "extract.csv"
    path.write_bytes(f"{COLUMNS}\n{line(1, familienname=word)}\n".encode())
    try:
        extract = read_extract(path, replace(profile, encoding=encoding), into=tmp_path / "x.parquet")
    except InputError as error:  # bytes that the other encoding does not have
        assert "not in the encoding" in error.what
    else:
        assert extract.rows == 0
        assert "the file is probably in another encoding" in extract.rejects[0].reason


def test_the_reject_file_can_be_given_back(tmp_path, profile):
    extract = _read(tmp_path, profile, line(1, geschlecht="q"))
    path = write_rejects(extract, tmp_path / "given" / "rejects.csv")
    lines = path.read_text().splitlines()
    assert next(csv.reader(lines, delimiter=";")) == ["line", "column", "value", "reason"]
    assert list(csv.reader(lines[1:], delimiter=";")) == [["2", "geschlecht", "q", "not one of m, w, d, x"]]


def test_of_many_faults_the_first_are_at_hand_and_all_in_the_file(tmp_path, profile):
    extract = _read(tmp_path, profile, *(line(i, geschlecht="q", familienname="") for i in range(150)))
    assert (extract.rows, extract.rejected_rows, extract.faults, len(extract.rejects)) == (0, 150, 300, FIRST_REJECTS)
    assert [(r.line, r.column) for r in extract.rejects[:2]] == [(2, "familienname"), (2, "geschlecht")]
    assert len(extract.faults_file.read_text().splitlines()) == 301


def test_a_missing_heading_is_an_error_that_names_it(tmp_path, profile):
    path = tmp_path / "extract.csv"
    path.write_text(COLUMNS.replace("geburtsland;", "") + "\n")
    with pytest.raises(InputError, match="Expected: geburtsland"):
        read_extract(path, profile, into=tmp_path / "x.parquet")


def test_columns_the_profile_does_not_know_are_ignored(tmp_path, profile):
    path = tmp_path / "extract.csv"
    path.write_text(f"{COLUMNS};lieblingsfarbe\n{line(1)};blau\n")
    assert read_extract(path, profile, into=tmp_path / "x.parquet").rows == 1


def test_what_is_written_is_read_back(tmp_path, profile):
    one = np.array([0, 0])
    days = np.array(["1990-01-02", "1991-02-03"], dtype="datetime64[D]")
    columns = {rule.field: Coded(one, [next(iter(rule.values), "000")]) for rule in profile.columns}
    columns |= {
        "person_id": Numbered("", np.array([7, 12]), 9),
        "postcode": Coded(one, ["00020"]),
        "district": Coded(one, ["20"]),
        "birth_date": days,
        "moved_in": days,
        "block": Coded(np.array([-1, 1]), ["51", "52"]),
    }
    path = write_extract(columns, tmp_path / "w.csv", profile=profile)
    extract = read_extract(path, profile, into=tmp_path / "w.parquet")
    assert extract.rejects == ()
    back = read_columns(extract.path, "person_id", "moved_in")
    assert back["person_id"].tolist() == ["000000007", "000000012"]
    assert (back["moved_in"].astype("datetime64[D]") == days).all()


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (b"\xff\xfe\x00", 1),
        (COLUMNS.encode() + b"\n\xff;", 2),
        (f"{COLUMNS}\n{line(1)}\n".encode() + line(2, familienname="Müller").encode("cp1252") + b"\n", 3),
        (COLUMNS.encode() + b"\n" + line(1).encode() + "\nGröße".encode()[:-2], 3),
    ],
)
def test_what_cannot_be_read_at_all_names_the_file_the_line_and_the_encoding(tmp_path, profile, *, content, number):
    path = tmp_path / "extract.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match="not in the encoding") as caught:
        read_extract(path, profile, into=tmp_path / "extract.parquet")
    assert (caught.value.where, caught.value.expected) == (f"extract.csv, line {number}", "utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["extract.csv"]


def test_a_folder_is_not_an_extract(tmp_path, profile):
    with pytest.raises(InputError, match="The extract is a folder"):
        read_extract(tmp_path, profile, into=tmp_path / "extract.parquet")


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-15", "cp850", "utf-16", "utf-8-sig"])
def test_an_extract_in_any_usual_encoding_says_the_same(tmp_path, profile, encoding):
    lines = [line(1, familienname="Müßter-Ørg"), line(2, geschlecht="q")]
    path = tmp_path / "extract.csv"
    path.write_bytes(("\r\n".join((COLUMNS, *lines)) + "\r\n").encode(encoding))
    extract = read_extract(path, replace(profile, encoding=encoding), into=tmp_path / "extract.parquet")
    assert [(r.line, r.column, r.value) for r in extract.rejects] == [(3, "geschlecht", "q")]
    assert read_columns(extract.path, "family_name")["family_name"].tolist() == ["Müßter-Ørg"]
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "extract.csv",
        "extract.parquet",
        "extract.rejects.csv",
    ]


def test_bytes_of_another_encoding_are_said_with_their_line(tmp_path, profile):
    path = tmp_path / "extract.csv"
    path.write_bytes(f"{COLUMNS}\n{line(1)}\n".encode() + line(2, familienname="Ł").encode("utf-16-le") + b"\x81\n")
    with pytest.raises(InputError, match=r"not in the encoding.*line 3.*Expected: cp1252"):
        read_extract(path, replace(profile, encoding="cp1252"), into=tmp_path / "x.parquet")
    assert not (tmp_path / "x.parquet").exists()


def test_names_that_are_written_in_two_ways_become_one(tmp_path, profile):
    extract = _read(tmp_path, profile, line(1, familienname="Mu\u0308ster"), line(2, familienname="M\u00fcster"))
    assert read_columns(extract.path, "family_name")["family_name"].tolist() == ["Müster", "Müster"]


WIDTHS = dict.fromkeys(COLUMNS.split(";"), 12)


def test_an_extract_of_fixed_width(tmp_path, profile):
    fixed, start = [], 1
    for rule in profile.columns:
        fixed.append(replace(rule, start=start, width=WIDTHS[rule.source]))
        start += WIDTHS[rule.source]
    layout = replace(profile, layout="fixed", skip_lines=1, encoding="cp850", columns=tuple(fixed))
    order = [rule.source for rule in profile.columns]
    cells = [
        dict(zip(COLUMNS.split(";"), text.split(";"), strict=True))
        for text in (line(1, familienname="Größe"), line(2, geschlecht="q"))
    ]
    body = ["".join(row[name].ljust(WIDTHS[name]) for name in order).rstrip() for row in cells]
    path = tmp_path / "extract.txt"
    path.write_bytes("\n".join(["Auszug vom 30.09.2020", *body, ""]).encode("cp850"))
    extract = read_extract(path, layout, into=tmp_path / "extract.parquet")
    assert [(r.line, r.column, r.value) for r in extract.rejects] == [(3, "geschlecht", "q")]
    assert read_columns(extract.path, "family_name")["family_name"].tolist() == ["Größe"]
