from __future__ import annotations

from datetime import date

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.register import (
    CodeWarning,
    check_groups,
    code_warnings,
    parse_groups,
    parse_states,
    read_groups,
    read_states,
)
from querschnitt.tables.register.states import HEADINGS

from .conftest import DAY, GROUPS, LEIPZIG, line

EXAMPLE = read_states(LEIPZIG / "states.csv")
ROWS = [
    list(HEADINGS),
    ["152", "Polen", "Poland", "", "", ""],
    ["155", "Slowakei", "Slovakia", "1993-01-01", "", ""],
    ["162", "Tschechoslowakei", "Czechoslovakia", "", "1992-12-31", "155"],
]


def text_of(rows):
    return "\n".join(";".join(row) for row in rows)


def test_every_code_of_the_example_is_in_the_key():
    check_groups(read_groups(LEIPZIG / "groups.toml"), EXAMPLE, where="groups.toml")
    with pytest.raises(InputError, match="not in the key of states. Place: groups.toml.*Found: 134, 475"):
        check_groups(parse_groups(GROUPS, where="test"), parse_states(text_of(ROWS), where="test"), where="groups.toml")


def test_the_key_of_the_example_has_the_current_states_and_the_seven_that_are_no_more():
    # Bundesagentur für Arbeit: 195 states, 7 former, 3 regional, 4 substitutes and 2 territories are 211 entries, one
    # of which (910, internal use) is not in the example.
    assert len(EXAMPLE.by_code) == 210
    former = {code: state.valid_to for code, state in EXAMPLE.by_code.items() if state.valid_to}
    assert former == {
        "120": date(1992, 4, 26),
        "132": date(2006, 6, 2),
        "133": date(2008, 2, 16),
        "138": date(2003, 2, 4),
        "159": date(1991, 12, 25),
        "162": date(1992, 12, 31),
        "276": date(2011, 7, 8),
    }
    assert all(EXAMPLE.by_code[code].successors for code in former)
    assert set(read_groups(LEIPZIG / "groups.toml").former) == set(former)


@pytest.mark.parametrize(
    ("code", "day", "fault"),
    [
        ("162", date(1992, 12, 31), ""),
        ("162", date(1993, 1, 1), "no longer valid"),
        ("155", date(1992, 12, 31), "not yet valid"),
        ("155", date(1993, 1, 1), ""),
        ("152", date(1900, 1, 1), ""),
        ("777", DAY, "not in the key"),
    ],
)
def test_a_nationality_is_valid_from_its_first_day_to_its_last(code, day, fault):
    assert parse_states(text_of(ROWS), where="test").fault(code, day) == fault


def test_a_state_has_a_name_in_two_languages_and_an_unknown_code_stands_for_itself():
    assert [EXAMPLE.name(code, language) for code, language in (("159", "de"), ("159", "en"), ("777", "de"))] == [
        "Sowjetunion",
        "Soviet Union",
        "777",
    ]


def test_old_and_unknown_codes_are_counted_and_nobody_is_refused(extracted):
    extract = extracted(
        line(1, staatsangehoerigkeit_1="159", geburtsland="159", zuzug_herkunft="159"),
        line(2, staatsangehoerigkeit_1="159", staatsangehoerigkeit_2="777"),
        line(3, geburtsland="776"),
        line(4, staatsangehoerigkeit_1="998", geburtsland="999"),
    )
    assert code_warnings(extract, EXAMPLE, reference_date=DAY) == (
        CodeWarning("nationality_1", "159", "Sowjetunion", "no longer valid", 2),
        CodeWarning("nationality_2", "777", "777", "not in the key", 1),
        CodeWarning("birth_country", "776", "776", "not in the key", 1),
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["15", "Polen", "Poland", "", "", ""], "line 5, code. Expected: three digits. Found: 15"),
        (["152", "Polen", "Poland", "", "", ""], "A code occurs twice. Place: test, line 5, code. Found: 152"),
        (["153", "Portugal", "", "", "", ""], "without a name"),
        (["153", "Portugal", "Portugal", "1.1.1990", "", ""], "line 5, valid_from. Expected: like 1991-12-25"),
        (["153", "Portugal", "Portugal", "1990-01-02", "1990-01-01", ""], "ends before it begins"),
        (["153", "Portugal", "Portugal", "", "", "152"], "still is has successors"),
        (["153", "Portugal", "Portugal", "", "1990-01-01", "161"], "code 153, successors.*Found: 161"),
        (["153", "Portugal"], "Expected: 6 cells. Found: 153;Portugal"),
    ],
)
def test_each_fault_of_the_key_is_refused_with_its_place(row, message):
    with pytest.raises(InputError, match=message):
        parse_states(text_of([*ROWS, row]), where="test")


def test_a_file_that_is_no_key_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such key"):
        read_states(tmp_path / "states.csv")
    other = tmp_path / "other.csv"
    other.write_text("code,name\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns of a key of states. Place: other.csv, line 1"):
        read_states(other)
    other.write_bytes("code;Österreich".encode("cp1252"))
    with pytest.raises(InputError, match="Expected: CSV in UTF-8"):
        read_states(other)
