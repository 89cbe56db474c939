"""Each word of the vocabulary: one person it holds for, one it does not hold for."""

from __future__ import annotations

import copy

import pytest

from querschnitt.tables.register import CONDITIONS, parse_definition

from .conftest import line
from .test_definition import DOCUMENT

ABROAD = {"geburtsland": "152", "zuzug_herkunft": "152"}
HOLDS = {
    "first_nationality_not_german": ({"staatsangehoerigkeit_1": "998"}, {}),
    "first_nationality_german": ({}, {"staatsangehoerigkeit_1": "998"}),
    "second_nationality_foreign": ({"staatsangehoerigkeit_2": "152"}, {"staatsangehoerigkeit_2": "000"}),
    "naturalised": (
        {"art_der_deutschen_staatsangehoerigkeit": "E"},
        {"art_der_deutschen_staatsangehoerigkeit": "G"},
    ),
    "ethnic_german_repatriate": ({"art_der_deutschen_staatsangehoerigkeit": "A"}, {}),
    "option": (
        {"art_der_deutschen_staatsangehoerigkeit": "O"},
        {"art_der_deutschen_staatsangehoerigkeit": "E"},
    ),
    "german_by_birth": ({"art_der_deutschen_staatsangehoerigkeit": "G"}, {}),
    "german_kind_unknown": ({}, {"art_der_deutschen_staatsangehoerigkeit": "G"}),
    "born_abroad": ({"geburtsland": "152"}, {"geburtsland": "999"}),
    "born_in_germany": ({}, {"geburtsland": ""}),
    "birth_country_unknown": ({"geburtsland": ""}, {"geburtsland": "152"}),
    "moved_in_from_abroad": ({"zuzug_herkunft": "152"}, {"zuzug_herkunft": ""}),
    "born_after_expulsion": ({"geburtsdatum": "1946-01-01"}, {"geburtsdatum": "1945-12-31"}),
    "of_age": ({"geburtsdatum": "2002-06-30"}, {"geburtsdatum": "2002-07-01"}),
    "german_born_abroad_and_moved_in_from_abroad": (ABROAD, {**ABROAD, "geburtsdatum": "1940-01-01"}),
}


def one_rule(*when: str):
    """Return a definition with one rule and nobody who inherits but from nobody."""
    document = copy.deepcopy(DOCUMENT)
    document["rules"][0] |= {"when": list(when), "country": ["birth_country", "nationality_2"]}
    return parse_definition(document, where="test")


def test_every_word_has_an_example():
    assert set(HOLDS) == set(CONDITIONS)


@pytest.mark.parametrize("word", HOLDS)
def test_a_word_holds_for_one_person_and_not_for_another(derived, word):
    yes, no = HOLDS[word]
    made = derived(line(1, **yes), line(2, **{"haushaltsnummer": "H2", **no}), by=one_rule(word))
    assert (made.residents, made.background) == (2, 1)
    assert derived(line(2, **no), by=one_rule(word)).background == 0


def test_of_several_words_all_must_hold(derived):
    people = (line(1, **ABROAD), line(2, geburtsland="152"), line(3, zuzug_herkunft="152"))
    assert derived(*people, by=one_rule("born_abroad", "moved_in_from_abroad")).background == 1


def test_an_unclear_country_is_abroad_only_for_the_older_word(derived):
    unclear = line(1, geburtsland="998", zuzug_herkunft="999")
    assert derived(unclear, by=one_rule("born_abroad", "moved_in_from_abroad")).background == 0
    assert derived(unclear, by=one_rule("german_born_abroad_and_moved_in_from_abroad")).background == 1
