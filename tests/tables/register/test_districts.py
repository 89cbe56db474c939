"""Districts: a code and a borough each, or refused with the line."""

from __future__ import annotations

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.register import District, boroughs_of, parse_districts


def test_a_district_without_names_goes_by_its_codes() -> None:
    known = parse_districts("code,borough,name,borough_name\n00,mitte,Zentrum,Mitte\n01,ost,,\n", where="d.csv")
    assert known == {"00": District("00", "Zentrum", "mitte", "Mitte"), "01": District("01", "01", "ost", "ost")}
    assert boroughs_of(known) == {"00": "mitte", "01": "ost"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Columns are missing. Place: d.csv, line 1.*an empty line"),
        ("code;borough\n00;mitte\n", "Columns are missing.*Found: code;borough.*separated by commas"),
        ("code,borough\n00,\n", "A district has a code and a borough. Place: d.csv, line 2"),
        ("code,borough\n00,mitte\n00,ost\n", "named twice. Place: d.csv, line 3. Found: 00"),
        ("code,borough\n", "There are no districts"),
    ],
)
def test_what_is_no_list_of_districts_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_districts(text, where="d.csv")
