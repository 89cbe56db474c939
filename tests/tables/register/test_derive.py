from __future__ import annotations

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.register import read_boroughs, read_columns

from .conftest import LEIPZIG, line

FOREIGNER = {"staatsangehoerigkeit_1": "475", "geburtsland": "475", "zuzug_herkunft": "475"}


def _one(derived, person: int, *lines: str) -> dict[str, object]:
    made = derived(*lines)
    columns = read_columns(
        made.path, "person_id", "kind", "country", "group", "group8", "region", "age", "age_class", "stay_class", "sex"
    )
    row = columns["person_id"].tolist().index(f"{person:09d}")
    return {name: values.tolist()[row] for name, values in columns.items()}


@pytest.mark.parametrize(
    ("cells", "kind", "group"),
    [
        (FOREIGNER, "foreigner", "syria"),
        ({"staatsangehoerigkeit_1": "998", "geburtsland": "475"}, "foreigner", "syria"),
        ({"staatsangehoerigkeit_2": "152", "art_der_deutschen_staatsangehoerigkeit": "G"}, "dual", "poland"),
        ({"art_der_deutschen_staatsangehoerigkeit": "E", "geburtsland": "152"}, "naturalised", "poland"),
        ({"art_der_deutschen_staatsangehoerigkeit": "A", "geburtsland": "152"}, "repatriate", "poland"),
        (
            {"art_der_deutschen_staatsangehoerigkeit": "A", "geburtsland": "000", "zuzug_herkunft": "152"},
            "repatriate",
            "poland",
        ),
        ({"art_der_deutschen_staatsangehoerigkeit": "O", "staatsangehoerigkeit_2": "475"}, "option", "syria"),
        ({"geburtsland": "152", "zuzug_herkunft": "152"}, "born_abroad", "poland"),
        ({"staatsangehoerigkeit_1": "134"}, "foreigner", "outside"),
    ],
)
def test_each_rule_finds_its_kind_and_group(derived, cells, kind, group):
    found = _one(derived, 1, line(1, **cells))
    assert (found["kind"], found["group"]) == (kind, group)


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"zuzug_herkunft": "152"},  # returned from abroad, born here
        {"geburtsland": "152"},  # born abroad, moved in from within the country
        {"geburtsland": "152", "zuzug_herkunft": "152", "geburtsdatum": "1940-01-01"},  # expelled as a child
    ],
)
def test_germans_by_birth_without_a_mark_have_no_background(derived, cells):
    assert derived(line(1, **cells)).background == 0


def test_a_country_nobody_listed_falls_to_the_stated_group_and_is_counted(derived):
    made = derived(line(1, staatsangehoerigkeit_1="523"))
    assert made.unlisted == {"523": 1}
    assert read_columns(made.path, "group8", "region")["region"].tolist() == ["rest"]


def test_children_without_a_mark_inherit_from_the_mother_first(derived):
    made = derived(
        line(1, geschlecht="m", geburtsdatum="1970-01-01", **FOREIGNER),
        line(2, geschlecht="w", geburtsdatum="1985-01-01", staatsangehoerigkeit_1="152"),
        line(3, geburtsdatum="2012-01-01", zuzug_datum="2012-01-01"),
        line(4, geburtsdatum="2002-06-30", zuzug_datum="2010-01-01"),  # 18 on the day: does not inherit
        line(5, geburtsdatum="2002-07-01", zuzug_datum="2010-01-01"),  # 18 on the morrow: inherits
        line(6, geburtsdatum="2012-01-01", zuzug_datum="2012-01-01", haushaltsnummer="H2"),
    )
    columns = read_columns(made.path, "kind", "group")
    assert columns["kind"].tolist() == ["foreigner", "foreigner", "inherited", None, "inherited", None]
    assert columns["group"].tolist() == ["syria", "poland", "poland", None, "poland", None]


def test_a_child_with_a_mark_keeps_it(derived):
    child = line(2, geburtsdatum="2012-01-01", zuzug_datum="2012-01-01", staatsangehoerigkeit_2="152")
    assert _one(derived, 2, line(1, **FOREIGNER), child)["group"] == "poland"


def test_frame_variables_are_those_of_the_reference_date(derived):
    found = _one(derived, 1, line(1, geburtsdatum="1990-07-01", zuzug_datum="2016-07-01", geschlecht="w", **FOREIGNER))
    assert (found["age"], found["age_class"], found["stay_class"], found["sex"]) == (29, "18-29", "0-3", "f")
    found = _one(derived, 1, line(1, geburtsdatum="1990-06-30", zuzug_datum="2010-06-30", **FOREIGNER))
    assert (found["age"], found["age_class"], found["stay_class"]) == (30, "30-44", "10+")


def test_the_third_sex_category_is_assigned_the_same_way_every_time(derived):
    first = _one(derived, 1, line(1, geschlecht="d", **FOREIGNER))["sex"]
    assert first in ("f", "m")
    assert _one(derived, 1, line(2), line(1, geschlecht="x", **FOREIGNER))["sex"] == first


def test_a_district_without_borough_is_an_error(derived):
    with pytest.raises(InputError, match="Found: 99"):
        derived(line(1, ortsteil="99"))


def test_a_birth_after_the_reference_date_is_an_error(derived):
    with pytest.raises(InputError, match="after the reference date"):
        derived(line(1, geburtsdatum="2020-07-01", zuzug_datum="2020-07-01"))


def test_the_districts_of_the_example_lie_in_ten_boroughs():
    boroughs = read_boroughs(LEIPZIG / "districts.csv")
    assert (len(boroughs), len(set(boroughs.values()))) == (63, 10)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code,name\n00,Zentrum\n", "districts.csv, line 1. Expected: code, borough"),
        (b"code,borough\n00,\n", "districts.csv, line 2"),
        ("code,borough\n00,Süd\n".encode("cp1252"), "Expected: CSV in UTF-8"),
    ],
)
def test_districts_that_cannot_be_read_are_refused_with_their_place(tmp_path, content, message):
    file = tmp_path / "districts.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_boroughs(file)
