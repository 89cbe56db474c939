from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.instrument import content_hash
from querschnitt.core.instrument.texts import source_hash, text_units, with_texts
from querschnitt.core.instrument.translation import (
    ArrivedUnit,
    Job,
    JobUnit,
    Outcome,
    State,
    Translation,
    compare,
    make_job,
)
from tests.instruments import NAMES, tiny

KEY = "survey/club/label"


def unit(
    target: str = "", *, source: str = "Sind Sie im Verein?", sent: str = "", state: State = State.TRANSLATED
) -> JobUnit:
    """Return a unit as it is written when `sent` is the translation here."""
    return JobUnit(
        KEY, source, target, source_hash(source), source_hash(sent) if sent else "", state if target else State.OPEN
    )


def job(*units: JobUnit, **parts: str) -> Job:
    return replace(Job("clubs", "de", "en", units), **parts)  # type: ignore[arg-type]


def arrived(back: JobUnit, here: JobUnit) -> ArrivedUnit:
    (found,) = compare(job(back), job(here)).units
    return found


@pytest.mark.parametrize(
    ("back", "here", "outcome"),
    [
        (unit(), unit(), Outcome.UNCHANGED),
        (unit("Are you?"), unit(), Outcome.NEW),
        (unit("Are you?", sent="Is it?"), unit("Is it?", sent="Is it?"), Outcome.NEW),
        # nothing was done to it there, whatever was done to it here
        (unit("Is it?", sent="Is it?"), unit("Is it?"), Outcome.UNCHANGED),
        (unit("Is it?", sent="Is it?"), unit("Do you?"), Outcome.UNCHANGED),
        (unit("Is it?", sent="Is it?"), unit(), Outcome.UNCHANGED),
        # both did the same
        (unit("Do you?", sent="Is it?"), unit("Do you?"), Outcome.UNCHANGED),
        # both did something
        (unit("Are you?", sent="Is it?"), unit("Do you?"), Outcome.CONFLICT),
        (unit("Are you?"), unit("Do you?"), Outcome.CONFLICT),
        # the translation was deleted here meanwhile
        (unit("Are you?", sent="Is it?"), unit(), Outcome.NEW),
        # an empty translation never takes anything away
        (unit(sent="Is it?"), unit("Is it?"), Outcome.UNCHANGED),
        (replace(unit("Is it?"), target=" \n"), unit("Is it?"), Outcome.UNCHANGED),
        # the source changed meanwhile
        (unit("Are you?", source="Sind Sie im Klub?"), unit(), Outcome.OUTDATED),
        (unit("Are you?", source="Sind Sie im Klub?", sent="Is it?"), unit("Do you?"), Outcome.OUTDATED),
        (unit(source="Sind Sie im Klub?"), unit(), Outcome.UNCHANGED),
        # it cannot be asked
        (unit("Are you, ${name}?"), unit(), Outcome.FAULTY),
        (unit("Are you {?", source="Sind Sie im Klub?"), unit(), Outcome.FAULTY),
        (unit("x" * 91), replace(unit(), max_length=90), Outcome.FAULTY),
        # a machine's draft, or an outdated translation, is said to be right
        (unit("Is it?", sent="Is it?"), unit("Is it?", state=State.OUTDATED), Outcome.CONFIRMED),
        (unit("Is it?", sent="Is it?", state=State.FINAL), unit("Is it?", state=State.DRAFT), Outcome.CONFIRMED),
        (unit("Is it?", sent="Is it?", state=State.DRAFT), unit("Is it?", state=State.DRAFT), Outcome.UNCHANGED),
        (unit("Is it?", sent="Is it?", source="Klub?"), unit("Is it?", state=State.OUTDATED), Outcome.OUTDATED),
        # a file that has lost the hashes
        (replace(unit("Is it?"), source_hash=""), unit("Is it?"), Outcome.UNCHANGED),
        (replace(unit("Are you?"), source_hash=""), unit(), Outcome.NEW),
        (replace(unit("Are you?", source="Klub?"), source_hash=""), unit(), Outcome.OUTDATED),
    ],
)
def test_what_happened_to_a_text_while_it_was_away(back: JobUnit, here: JobUnit, outcome: Outcome) -> None:
    assert arrived(back, here).outcome is outcome


def test_a_conflict_shows_both_translations() -> None:
    found = arrived(unit("Are you?", sent="Is it?"), unit("Do you?", state=State.REVIEWED))
    assert (found.target, found.target_here, found.state_here) == ("Are you?", "Do you?", State.REVIEWED)
    assert found.is_conflict


def test_a_changed_source_shows_which_words_changed_and_hides_no_conflict() -> None:
    found = arrived(unit("Are you?", source="Sind Sie im Klub?", sent="Is it?"), unit("Do you?"))
    spans = [(span.change, span.text) for span in found.source_diff]
    assert spans == [("kept", "Sind Sie im "), ("removed", "Klub"), ("added", "Verein"), ("kept", "?")]
    assert found.is_conflict


def test_a_source_that_was_edited_in_the_file_is_told_from_one_that_changed_here() -> None:
    edited = replace(unit("Are you?"), source="Sind Sie im Sportverein?")
    found = arrived(edited, unit())
    assert (found.outcome, found.is_source_edited, found.source_diff) == (Outcome.NEW, True, ())
    changed = arrived(unit("Are you?", source="Klub?"), unit())
    assert (changed.outcome, changed.is_source_edited) == (Outcome.OUTDATED, False)


def test_a_translation_is_measured_against_the_source_as_it_is_now() -> None:
    back = unit("Code: {code}", source="Code: {code}")
    found = arrived(back, unit(source="Code: {pin}"))
    assert found.outcome is Outcome.FAULTY
    assert [complaint.expected for complaint in found.complaints] == ["{pin}"]
    assert found.source_diff


def test_spaces_around_a_translation_are_no_translation() -> None:
    assert arrived(unit(" Are you?\r\n"), unit()).target == "Are you?"
    assert arrived(unit(" Is it? ", sent="Is it?"), unit("Is it?")).outcome is Outcome.UNCHANGED


def test_texts_that_nobody_knows_and_texts_that_did_not_come_are_listed() -> None:
    strange = replace(unit("What?"), key="survey/clib/label")
    absent = replace(unit("There"), key="survey/city/label")
    arrival = compare(job(strange), job(unit("Is it?"), absent))
    assert [(found.key, found.outcome) for found in arrival.units] == [("survey/clib/label", Outcome.UNKNOWN)]
    assert arrival.absent == (KEY, "survey/city/label")


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ({}, []),
        ({"target_language": "EN"}, []),
        ({"target_language": ""}, []),
        ({"target_language": "ar"}, ["other-language"]),
        ({"source_language": "en"}, ["other-source"]),
        ({"name": "pubs"}, ["other-questionnaire"]),
        ({"name": ""}, []),
    ],
)
def test_a_file_for_something_else_is_noticed(parts: Mapping[str, str], codes: list[str]) -> None:
    assert [found.code for found in compare(job(unit(), **parts), job(unit())).complaints] == codes


@pytest.mark.parametrize("name", NAMES)
def test_a_job_translated_and_taken_back_gives_the_questionnaire_in_that_language(name: str) -> None:
    instrument = tiny(name)
    sent = make_job(instrument, "sq")
    assert all(each.state is State.OPEN for each in sent.units)
    back = replace(
        sent, units=tuple(replace(each, target=f"§ {each.source}", state=State.FINAL) for each in sent.units)
    )
    arrival = compare(back, make_job(instrument, "sq"))
    assert arrival.of(Outcome.NEW) == arrival.units
    taken = with_texts(instrument, "sq", {each.key: each.target for each in arrival.units}, language_name="Shqip")
    assert [each.texts["sq"] for each in text_units(taken)] == [each.target for each in back.units]
    assert [each.source for each in text_units(taken)] == [each.source for each in text_units(instrument)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tag", ["ar", "de"])
def test_what_comes_back_as_it_was_sent_changes_nothing(name: str, tag: str) -> None:
    instrument = tiny(name)
    sent = make_job(instrument, tag)
    arrival = compare(sent, sent)
    assert arrival.of(Outcome.UNCHANGED) == arrival.units
    assert (arrival.absent, arrival.complaints) == ((), ())
    texts = {each.key: each.target for each in sent.units}
    assert content_hash(with_texts(instrument, tag, texts)) == content_hash(instrument)


def test_a_job_is_made_from_what_people_have_done_so_far() -> None:
    instrument = tiny("texts")
    present = {
        "choices/yes_no/yes/label": Translation("Po", State.DRAFT, "Maschine"),
        KEY: Translation("", State.FINAL),
    }
    links = {KEY: "/preview#club"}
    made = make_job(instrument, "sq", source_language="ar", translations=present, links=links)
    units = {each.key: each for each in made.units}
    assert (made.name, made.source_language, made.target_language) == ("texts", "ar", "sq")
    yes = units["choices/yes_no/yes/label"]
    assert (yes.source, yes.target, yes.state, yes.note) == ("نعم", "Po", State.DRAFT, "Maschine")
    assert (yes.source_hash, yes.sent_hash) == (source_hash("نعم"), source_hash("Po"))
    assert (units[KEY].target, units[KEY].state, units[KEY].sent_hash) == ("", State.OPEN, "")
    assert units[KEY].link == "/preview#club"


WORDS = st.sampled_from(["", "a", "b", "c"])


@given(back=WORDS, sent=WORDS, here=WORDS, source=st.booleans())
def test_nothing_that_was_done_here_is_ever_called_plainly_new(back: str, sent: str, here: str, source: bool) -> None:
    found = arrived(unit(back, sent=sent, source="alt" if source else "neu"), unit(here, source="neu"))
    if found.outcome is Outcome.NEW:
        assert here in ("", sent)
        assert back not in ("", here)
        assert not source
    if back and back not in (sent, here) and here not in ("", sent):
        assert found.is_conflict
