"""Texts out to an agency and back: nothing overwritten, every text picked, one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from querschnitt.apps.survey.actions import add_language
from querschnitt.apps.survey.actions.roundtrip import Settlement, export_texts, receive, settle_delivery
from querschnitt.apps.survey.models import Delivery, DraftLanguage, Export, Translation, TranslationEvent, Wave
from querschnitt.apps.survey.queries.deliveries import arrived
from querschnitt.apps.survey.workflow import Person, Rules, Step
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument.translation import JobUnit, Outcome
from querschnitt.tables.translations import WRITERS, read
from tests.apps.survey.real_wave import (
    ADA,
    BEN,
    CHIEF,
    KEYS,
    TEXTS,
    WORDINGS,
    WORKBOOK,
    drafted,
    locked,
    row,
    step,
)

pytestmark = pytest.mark.django_db(databases=["statistics"])
AGENCY = Person("Agentur Muster", "translator", frozenset({"ar", "fa"}))
AGE, CLUB, THANKS = "survey/age/label", "survey/club/label", "survey/thanks/label"
Edit = Callable[[JobUnit], JobUnit | None]


def language(tag: str = "ar") -> DraftLanguage:
    return DraftLanguage.objects.select_related("draft").get(tag=tag)


def sent(kind: str = "xliff-1.2", only: str = "all") -> bytes:
    return export_texts(one=language(), kind=kind, only=only, actor="office").content


def edited(content: bytes, change: Edit) -> bytes:
    """Do what an agency does with a file."""
    job = read(content).job
    units = tuple(unit for unit in map(change, job.units) if unit is not None)
    return WRITERS["xliff-1.2"][0](replace(job, units=units))


def translated(unit: JobUnit) -> JobUnit:
    return replace(unit, target=WORDINGS[unit.key], state=type(unit.state)("translated"))


def back(content: bytes, **said: str) -> Delivery:
    return receive(one=language(), name="ar.xlf", content=content, actor="office", **said)


def outcomes(delivery: Delivery) -> dict[str, str]:
    return {unit.key: unit.outcome for unit in arrived(delivery).arrival.units}


def settle(delivery: Delivery, *keys: str, by: Person = AGENCY) -> int:
    picks = {key: row(key).revision for key in keys}
    taken = settle_delivery(delivery=delivery, settlement=Settlement(picks, by), rules=Rules(), actor="office")
    return taken.done


@pytest.mark.parametrize("kind", WRITERS)
def test_what_goes_out_comes_back_unchanged_in_every_form(wave: Wave, kind: str) -> None:
    delivery = back(sent(kind))
    assert set(outcomes(delivery).values()) == {Outcome.UNCHANGED}
    assert Export.objects.get().texts == TEXTS


@pytest.mark.parametrize(("only", "count"), [("all", 7), ("open", 7), ("unlocked", 7)])
def test_a_file_holds_what_was_chosen(wave: Wave, only: str, count: int) -> None:
    assert len(read(sent(only=only)).job.units) == count


def test_only_what_is_outdated_or_waits_for_a_second_version(wave: Wave, tmp_path: Path) -> None:
    with pytest.raises(StateError, match="no such text"):
        sent(only="outdated")
    step(AGE, Step.TRANSLATE, ADA, "ما عمركم؟")
    waiting = read(sent(only="second")).job.units
    assert [(unit.key, unit.target) for unit in waiting] == [(AGE, "")]
    drafted(wave, tmp_path, WORKBOOK.replace("Wie alt", "Wie alt genau"))
    assert [unit.key for unit in read(sent(only="outdated")).job.units] == [AGE]
    with pytest.raises(InputError, match="Unknown selection"):
        sent(only="some")
    with pytest.raises(InputError, match="Unknown kind"):
        sent(kind="docx")


def test_nothing_counts_until_it_is_picked_and_then_only_that(wave: Wave) -> None:
    delivery = back(edited(sent(), translated))
    assert outcomes(delivery)[CLUB] == Outcome.NEW
    assert row(CLUB).state == "open"
    assert settle(delivery, CLUB) == 1
    done = row(CLUB)
    assert (done.state, done.text, done.translator) == ("translated", WORDINGS[CLUB], "Agentur Muster")
    assert row(THANKS).state == "open"
    event = TranslationEvent.objects.get(translation=done)
    assert (event.actor, event.note) == ("Agentur Muster", "ar.xlf, office")


def test_a_draft_that_the_agency_says_is_right_is_taken_over(wave: Wave) -> None:
    delivery = back(edited(sent(), translated))
    assert outcomes(delivery)[AGE] == Outcome.CONFIRMED
    settle(delivery, AGE)
    assert (row(AGE).state, row(AGE).translator) == ("translated", "Agentur Muster")


def test_a_part_of_a_file_leaves_the_rest_alone(wave: Wave) -> None:
    delivery = back(edited(sent(), lambda unit: translated(unit) if unit.key == CLUB else None))
    assert outcomes(delivery) == {CLUB: Outcome.NEW}
    assert set(arrived(delivery).arrival.absent) == set(KEYS) - {CLUB}


def test_what_was_changed_on_both_sides_is_a_conflict_and_stays_unless_picked(wave: Wave) -> None:
    content = edited(sent(), translated)
    step(CLUB, Step.TRANSLATE, ADA, "هل أنتم في جمعية؟")
    delivery = back(content)
    assert outcomes(delivery)[CLUB] == Outcome.CONFLICT
    assert row(CLUB).text == "هل أنتم في جمعية؟"
    assert settle(delivery, CLUB) == 1
    assert row(CLUB).text == WORDINGS[CLUB]


def test_a_translation_of_an_older_source_is_taken_as_outdated(wave: Wave, tmp_path: Path) -> None:
    content = edited(sent(), translated)
    drafted(wave, tmp_path, WORKBOOK.replace("in einem Verein?", "in einem Verein oder Verband?"))
    delivery = back(content)
    assert outcomes(delivery)[CLUB] == Outcome.OUTDATED
    settle(delivery, CLUB)
    done = row(CLUB)
    assert (done.text, done.is_outdated, done.source_text) == (
        WORDINGS[CLUB], True, "Sind Sie Mitglied in einem Verein?",
    )  # fmt: skip


def test_a_faulty_wording_cannot_be_picked(wave: Wave) -> None:
    spoilt = edited(sent(), lambda unit: replace(translated(unit), target=WORDINGS[unit.key].replace("${age}", "س")))
    delivery = back(spoilt)
    assert outcomes(delivery)[THANKS] == Outcome.FAULTY
    with pytest.raises(InputError, match="cannot be taken"):
        settle(delivery, CLUB, THANKS)
    assert row(CLUB).state == "open"
    assert Delivery.objects.get().settled_at is None


def test_what_the_rules_refuse_is_said_and_the_rest_is_taken(wave: Wave) -> None:
    content = edited(sent(), translated)
    locked(wave.draft)
    step(AGE, Step.UNLOCK, CHIEF, note="Neu")
    spoken = edited(content, lambda unit: replace(unit, target=f"{unit.target}ـ"))
    delivery = back(spoken)
    picks = {key: row(key).revision for key in (AGE, CLUB)}
    taken = settle_delivery(delivery=delivery, settlement=Settlement(picks, AGENCY), rules=Rules(), actor="office")
    assert (taken.done, list(taken.refused)) == (1, [CLUB])
    assert (row(AGE).state, row(CLUB).state, row(CLUB).text) == ("translated", "locked", WORDINGS[CLUB])


def test_what_changed_while_somebody_looked_is_not_overwritten(wave: Wave) -> None:
    delivery = back(edited(sent(), translated))
    seen = {CLUB: row(CLUB).revision}
    step(CLUB, Step.TRANSLATE, ADA, "شيء آخر")
    taken = settle_delivery(delivery=delivery, settlement=Settlement(seen, AGENCY), rules=Rules(), actor="office")
    assert (taken.done, list(taken.refused), row(CLUB).text) == (0, [CLUB], "شيء آخر")


def test_a_second_version_stands_beside_the_first(wave: Wave) -> None:
    step(AGE, Step.TRANSLATE, ADA, "ما عمركم؟")
    content = sent(only="second")
    delivery = back(edited(content, translated), version="second")
    assert outcomes(delivery) == {AGE: Outcome.NEW}
    settle(delivery, AGE, by=BEN)
    assert (row(AGE).state, row(AGE).text, row(AGE).second_text) == ("second", "ما عمركم؟", WORDINGS[AGE])


def test_the_first_translator_cannot_hand_in_the_second_version(wave: Wave) -> None:
    step(AGE, Step.TRANSLATE, ADA, "ما عمركم؟")
    delivery = back(edited(sent(only="second"), translated), version="second")
    assert settle(delivery, AGE, by=ADA) == 0


def test_a_file_is_settled_once(wave: Wave) -> None:
    delivery = back(edited(sent(), translated))
    settle(delivery, CLUB)
    with pytest.raises(StateError, match="has been dealt with"):
        settle(delivery, THANKS)
    assert Translation.objects.get(source__key=THANKS).state == "open"


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"PK\x03\x04broken", b"<html></html>"])
def test_what_is_no_translation_file_is_refused_and_not_kept(wave: Wave, content: bytes) -> None:
    with pytest.raises(InputError):
        back(content)
    assert not Delivery.objects.exists()


def test_a_file_of_another_language_says_so(wave: Wave) -> None:
    add_language(wave=wave, tag="fa")
    delivery = receive(one=language("fa"), name="x.xlf", content=sent(), actor="office")
    assert [complaint.code for complaint in arrived(delivery).arrival.complaints] == ["other-language"]
