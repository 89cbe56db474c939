from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

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
    assert extract.rows == 2


def test_the_reject_file_can_be_given_back(tmp_path, profile):
    extract = _read(tmp_path, profile, line(1, geschlecht="q"))
    path = write_rejects(extract.rejects, tmp_path / "rejects.csv")
    assert path.read_text().splitlines() == ["line;column;value;reason", "2;geschlecht;q;not one of m, w, d, x"]


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
    ("content", "encoding", "what"),
    [(b"\xff\xfe\x00", "utf-8", "cannot be read"), (COLUMNS.encode() + b"\n\xff;", "utf-8", "cannot be read")],
)
def test_what_cannot_be_read_at_all_names_the_file_and_the_encoding(tmp_path, profile, *, content, encoding, what):
    path = tmp_path / "extract.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=what) as caught:
        read_extract(path, replace(profile, encoding=encoding), into=tmp_path / "extract.parquet")
    assert (caught.value.where, caught.value.expected) == (str(path), f"CSV in {encoding}")
    assert "The wave's profile names" in caught.value.hint


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
    assert sorted(each.name for each in tmp_path.iterdir()) == ["extract.csv", "extract.parquet"]


def test_bytes_of_another_encoding_are_said_with_their_line(tmp_path, profile):
    path = tmp_path / "extract.csv"
    path.write_bytes(f"{COLUMNS}\n{line(1)}\n".encode() + line(2, familienname="Ł").encode("utf-16-le") + b"\x81\n")
    with pytest.raises(InputError, match=r"not in the encoding.*after line \d.*Expected: cp1252"):
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
