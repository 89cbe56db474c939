from __future__ import annotations

from datetime import date

import pytest

from querschnitt.core.errors import InputError
from querschnitt.tables.register import LeftOut, PopulationRule, frame, parse_population, read_columns

from .conftest import line

LISTED = PopulationRule(name="2020", listed_groups_only=True, minimum_age=18)
SYRIAN = {"staatsangehoerigkeit_1": "475", "geburtsland": "475"}
PEOPLE = (
    line(1, **SYRIAN),
    line(2, auskunftssperre="51", **SYRIAN),
    line(3, auskunftssperre="52", **SYRIAN),
    line(4, widerspruch="J", **SYRIAN),
    line(5, zustellbar="N", auskunftssperre="51", **SYRIAN),
    line(6, **SYRIAN),
    line(7, wohnungsstatus="N", **SYRIAN),
    line(8, geburtsdatum="2010-01-01", **SYRIAN),
    line(9, staatsangehoerigkeit_1="134"),
    line(10),
    line(11, zuzug_datum="2019-07-01", **SYRIAN),
)


def test_four_populations_each_within_the_one_before(derived, tmp_path):
    made = frame(derived(*PEOPLE), population=LISTED, into=tmp_path / "t.parquet", recently_drawn=["000000006"])
    counts = made.populations
    assert (counts.residents, counts.background, counts.target, counts.frame, counts.drawable) == (11, 10, 7, 6, 2)
    assert counts.undrawable == {
        "block51": 1,
        "block52": 1,
        "objection": 1,
        "recently_drawn": 1,
        "undeliverable": 1,
    }


def test_the_file_holds_the_target_population_with_its_marks(derived, tmp_path):
    made = frame(derived(*PEOPLE), population=LISTED, into=tmp_path / "t.parquet")
    columns = read_columns(made.path, "person_id", "in_frame", "drawable", "hindrance", "borough")
    assert columns["person_id"].tolist() == [f"{i:09d}" for i in (1, 2, 3, 4, 5, 6, 11)]
    assert columns["in_frame"].tolist() == [True, True, True, True, False, True, True]
    assert columns["drawable"].tolist() == [True, False, False, False, False, True, True]
    assert columns["hindrance"].tolist()[4] == "undeliverable"
    assert set(columns["borough"].tolist()) == {"ost"}


def test_the_rule_of_2016_leaves_out_by_stay_and_by_nationality_and_date(derived, tmp_path):
    rule = PopulationRule(
        name="2016",
        listed_groups_only=False,
        minimum_age=18,
        minimum_stay_months=12,
        left_out=(LeftOut(countries=("475",), moved_in_from=date(2015, 7, 1)),),
    )
    made = frame(
        derived(
            line(1, zuzug_datum="2015-06-30", **SYRIAN),
            line(2, zuzug_datum="2015-07-01", **SYRIAN),
            line(3, zuzug_datum="2015-07-01", staatsangehoerigkeit_1="134"),
            line(4, zuzug_datum="2019-07-01", staatsangehoerigkeit_1="134"),
        ),
        population=rule,
        into=tmp_path / "t.parquet",
    )
    assert read_columns(made.path, "person_id")["person_id"].tolist() == ["000000001", "000000003"]


def test_the_hash_knows_the_content_and_not_the_order(derived, tmp_path):
    path = tmp_path / "t.parquet"
    first = frame(derived(*PEOPLE), population=LISTED, into=path).sha256
    assert frame(derived(*reversed(PEOPLE)), population=LISTED, into=path).sha256 == first
    assert frame(derived(*PEOPLE[1:]), population=LISTED, into=path).sha256 != first
    assert frame(derived(*PEOPLE), population=LISTED, into=path, recently_drawn=["000000001"]).sha256 != first


def test_a_population_is_read_from_a_design_file():
    document = {
        "name": "n",
        "groups": "all",
        "minimum_age": 16,
        "left_out": [{"countries": ["475"], "moved_in_from": date(2015, 7, 1)}],
    }
    rule = parse_population(document, where="design")
    assert not rule.listed_groups_only
    assert rule.left_out[0].countries == ("475",)
    with pytest.raises(InputError, match="listed or all"):
        parse_population({**document, "groups": "some"}, where="design")


@pytest.mark.parametrize(
    ("changes", "what", "where"),
    [
        ({"not_drawn_again_month": 24}, "Unknown key 'not_drawn_again_month'", "population"),
        ({"not_drawn_again_months": -1}, "Not a number of months", "population, not_drawn_again_months"),
        ({"not_drawn_again_months": "24"}, "Not a number of months", "population, not_drawn_again_months"),
    ],
)
def test_a_rule_that_is_misspelt_is_not_one_that_is_off(changes, what, where):
    with pytest.raises(InputError, match=what) as caught:
        parse_population({"name": "2020", "minimum_age": 18, **changes}, where="population")
    assert caught.value.where == where
