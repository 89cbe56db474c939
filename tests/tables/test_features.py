"""Lists of approved features: each with its name and where it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.features import parse_features, read_features

LEIPZIG = Path(__file__).parents[2] / "examples" / "leipzig" / "features_2020.csv"
HEAD = "feature;label;source\n"


def test_the_list_of_the_example() -> None:
    listed = read_features(LEIPZIG)
    assert len(listed) == 18
    assert listed[0] == ("demography", "Angaben zur Person", "angenommen: Anlage der Satzung, Nr. 1")


def test_spreadsheets_write_a_mark_at_the_beginning() -> None:
    assert parse_features(f"\ufeff{HEAD}housing;Wohnen;Nr. 4\n".encode(), where="x") == (
        ("housing", "Wohnen", "Nr. 4"),
    )


@pytest.mark.parametrize(
    ("content", "says", "where"),
    [
        (b"name,source\n", "no list of approved features", "x.csv, line 1"),
        (b"", "no list of approved features", "x.csv, line 1"),
        (f"{HEAD}housing;Wohnen;\n".encode(), "where its approval is written", "x.csv, line 2"),
        (f"{HEAD}a;A;1\n;B;2\n".encode(), "needs its name", "x.csv, line 3"),
        (b"\xff\xfe", "cannot be read", "x.csv"),
    ],
)
def test_a_list_that_is_none_says_where_and_why(content: bytes, says: str, where: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        parse_features(content, where="x.csv")
    assert caught.value.where == where


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_features(Path("/nowhere.csv"))
