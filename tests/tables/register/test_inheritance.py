"""Who inherits from whom: small households made by hand."""

from __future__ import annotations

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from querschnitt.tables.register import ADULTS, parse_definition, read_columns, read_definition

from .conftest import LEIPZIG, line
from .test_definition import DOCUMENT, NAMES

SYRIAN = {"staatsangehoerigkeit_1": "475", "geburtsland": "475"}
CHILD = {"geburtsdatum": "2010-05-05", "zuzug_datum": "2010-05-05"}
MOTHER = {"geschlecht": "w", "geburtsdatum": "1980-01-01"}
FATHER = {"geschlecht": "m", "geburtsdatum": "1975-01-01"}
GRANDMOTHER = {"geschlecht": "w", "geburtsdatum": "1940-01-01"}
BROTHER = {"geschlecht": "m", "geburtsdatum": "2000-01-01"}


def with_inheritance(**keys):
    document = copy.deepcopy(DOCUMENT)
    document["inheritance"] |= keys
    return parse_definition(document, where="test")


def kinds(made) -> list[str | None]:
    return read_columns(made.path, "kind")["kind"].tolist()


def test_each_kind_of_inheritance_is_tested():
    assert set(ADULTS) == {"one", "all", "both"}


@pytest.mark.parametrize(
    ("adults", "heirs"),  # two adults with a background, one of two, a single one with
    [("one", [True, True, True]), ("all", [True, False, True]), ("both", [True, False, False])],
)
def test_how_many_adults_must_have_a_background(derived, adults, heirs):
    made = derived(
        *(line(1, **MOTHER, **SYRIAN), line(2, **FATHER, **SYRIAN), line(3, **CHILD)),
        *(line(person, haushaltsnummer="H2", **who) for person, who in ((4, {**MOTHER, **SYRIAN}), (5, FATHER))),
        line(6, haushaltsnummer="H2", **CHILD),
        *(line(person, haushaltsnummer="H3", **who) for person, who in ((7, {**MOTHER, **SYRIAN}), (8, CHILD))),
        by=with_inheritance(adults=adults),
    )
    expected = ["inherited" if heir else None for heir in heirs]
    assert [kinds(made)[row] for row in (2, 5, 7)] == expected


@pytest.mark.parametrize("adults", ADULTS)
def test_without_a_background_in_the_household_nobody_inherits(derived, adults):
    people = (line(1, **MOTHER), line(2, **FATHER), line(3, **CHILD), line(4, haushaltsnummer="H2", **CHILD))
    assert derived(*people, by=with_inheritance(adults=adults)).background == 0


def test_only_the_kinds_that_are_passed_on_are(derived):
    document = copy.deepcopy(DOCUMENT)
    document["rules"].append({"kind": "dual", "when": "second_nationality_foreign", "country": ["nationality_2"]})
    document["kinds"]["dual"] = NAMES
    document["inheritance"]["passed_on"] = ["foreigner"]
    people = (line(1, **MOTHER, staatsangehoerigkeit_2="152"), line(2, **CHILD))
    assert kinds(derived(*people, by=parse_definition(document, where="test"))) == ["dual", None]
    del document["inheritance"]["passed_on"]
    assert kinds(derived(*people, by=parse_definition(document, where="test"))) == ["dual", "inherited"]


@pytest.mark.parametrize(("relative", "older_by", "is_heir"), [
    (GRANDMOTHER, [16, 50], False), (GRANDMOTHER, [0, 150], True),
    (BROTHER, [16, 50], False), (BROTHER, [0, 150], True),
    ({"geburtsdatum": "1994-05-05"}, [16, 50], True), ({"geburtsdatum": "1994-05-06"}, [16, 50], False),
])  # fmt: skip
def test_a_possible_parent_is_older_by_so_many_full_years(derived, relative, older_by, is_heir):
    made = derived(line(1, **relative, **SYRIAN), line(2, **CHILD), by=with_inheritance(older_by=older_by))
    assert kinds(made) == ["foreigner", "inherited" if is_heir else None]


def test_a_german_grandmother_does_not_stand_between_parents_and_child(derived):
    people = (line(1, **MOTHER, **SYRIAN), line(2, **FATHER, **SYRIAN), line(3, **GRANDMOTHER), line(4, **CHILD))
    assert kinds(derived(*people, by=with_inheritance(adults="all")))[3] is None
    assert kinds(derived(*people, by=with_inheritance(adults="all", older_by=[16, 50])))[3] == "inherited"


def test_the_country_comes_from_an_adult_whose_kind_is_passed_on(derived):
    people = (line(1, **MOTHER), line(2, **FATHER, staatsangehoerigkeit_1="152"), line(3, **CHILD))
    assert read_columns(derived(*people).path, "group")["group"].tolist() == [None, "poland", "poland"]


def test_in_shared_accommodation_nobody_inherits_and_nobody_is_left_out(derived):
    strangers = [line(person, **SYRIAN) for person in range(1, 1000)]
    child = line(1000, **CHILD)
    made = derived(*strangers, child)
    assert made.residents == 1000
    assert made.kinds == {"foreigner": 999, "none": 1}
    assert derived(*strangers[:14], child).kinds == {"foreigner": 14, "inherited": 1}
    assert derived(*strangers[:15], child).kinds == {"foreigner": 15, "none": 1}


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "haushaltsnummer": st.sampled_from(["H1", "H2"]),
            "geschlecht": st.sampled_from("wmd"),
            "geburtsdatum": st.sampled_from(["1940-01-01", "1975-01-01", "1980-01-01", "2000-01-01", "2010-05-05"]),
            "staatsangehoerigkeit_1": st.sampled_from(["000", "152", "475"]),
            "geburtsland": st.sampled_from(["000", "152", "475", ""]),
            "art_der_deutschen_staatsangehoerigkeit": st.sampled_from(["", "G", "E", "A", "O"]),
            "zuzug_datum": st.just("2015-01-01"),
        }
    ),
    min_size=2,
    max_size=8,
)
EXAMPLES = [read_definition(file) for file in sorted(LEIPZIG.glob("definition_*.toml"))]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, turned=st.randoms(use_true_random=False), definition=st.sampled_from(EXAMPLES))
def test_the_order_of_the_rows_changes_nothing(derived, people, turned, definition):
    lines = [line(number, **person) for number, person in enumerate(people, 1)]
    first = derived(*lines, by=definition).path.read_bytes()
    turned.shuffle(lines)
    assert derived(*lines, by=definition).path.read_bytes() == first


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_what_two_parents_pass_on_all_do_and_what_all_do_one_does(derived, people):
    lines = [line(number, **person) for number, person in enumerate(people, 1)]
    one, every, both = (
        derived(*lines, by=with_inheritance(adults=adults)).kinds.get("inherited", 0)
        for adults in ("one", "all", "both")
    )
    assert one >= every >= both
