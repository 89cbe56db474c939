"""One text in one language on its way: who did what is written down, and what cannot be asked is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from querschnitt.apps.survey.actions import comment, resolve, take_step, take_steps
from querschnitt.apps.survey.actions.translating import Entry, WordingError
from querschnitt.apps.survey.models import Comment, Translation, TranslationEvent
from querschnitt.apps.survey.workflow import Person, Reason, RefusedError, Step
from querschnitt.core.errors import InputError
from tests.apps.survey.real_wave import (
    ADA,
    BEN,
    CHIEF,
    OFFICE,
    RIM,
    RULES,
    WAY,
    WORDINGS,
    WORKBOOK,
    announced,
    drafted,
    locked,
    row,
    step,
)

pytestmark = pytest.mark.django_db(databases=["statistics"])
AGE = "survey/age/label"


@pytest.fixture(autouse=True)
def _draft(tmp_path: Path) -> None:
    drafted(announced(), tmp_path)


def test_the_whole_way_of_a_text_with_its_people() -> None:
    for what, who in WAY:
        step(AGE, what, who, "ما عمركم؟" if what is Step.TRANSLATE else None)
    done = row(AGE)
    assert (done.state, done.text, done.revision) == ("locked", "ما عمركم؟", 7)
    assert (done.translator, done.second_translator, done.reviewer) == ("ada", "ben", "rim")
    assert (done.adjudicator, done.pretester, done.locker) == ("office", "rim", "chief")
    history = TranslationEvent.objects.filter(translation=done).values_list("actor", "step", "state")
    assert list(history) == [
        ("office", "import", "machine"), ("ada", "translate", "translated"), ("ben", "second", "second"),
        ("rim", "review", "reviewed"), ("office", "adjudicate", "adjudicated"), ("rim", "pretest", "pretested"),
        ("chief", "lock", "locked"),
    ]  # fmt: skip


def test_the_second_version_stands_beside_the_first_until_the_review_settles() -> None:
    step(AGE, Step.TRANSLATE, ADA, "ما عمركم؟")
    step(AGE, Step.SECOND, BEN, "كم سنة عمركم؟")
    assert (row(AGE).text, row(AGE).second_text) == ("ما عمركم؟", "كم سنة عمركم؟")
    step(AGE, Step.REVIEW, RIM, "كم سنة عمركم؟")
    assert (row(AGE).text, row(AGE).state) == ("كم سنة عمركم؟", "reviewed")


def test_the_database_too_wants_two_people() -> None:
    step(AGE, Step.TRANSLATE, ADA, "ما عمركم؟")
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic("statistics"):
        Translation.objects.filter(pk=row(AGE).pk).update(second_translator="ada")


def test_to_take_a_draft_over_makes_it_somebodys() -> None:
    taken = step(AGE, Step.TRANSLATE, ADA)
    assert (taken.state, taken.text, taken.translator) == ("translated", "كم عمركم؟", "ada")


@pytest.mark.parametrize(
    ("key", "wording", "code"),
    [
        ("survey/thanks/label", "شكراً.", "different-placeholders"),
        ("survey/thanks/label", "شكراً، ${alter}.", "different-placeholders"),
        ("survey/club/label", "   ", "empty"),
        ("choices/yes_no/yes/label", "ن" * 91, "too-long"),
        ("survey/club/label", "a\x07b", "unprintable"),
    ],
)
def test_a_wording_that_cannot_be_asked_is_refused_and_changes_nothing(key: str, wording: str, code: str) -> None:
    before = row(key)
    with pytest.raises(WordingError) as caught:
        step(key, Step.TRANSLATE, ADA, wording)
    assert [complaint.code for complaint in caught.value.complaints] == [code]
    assert (row(key).text, row(key).revision) == (before.text, before.revision)


def test_wordings_are_trimmed_and_keep_their_lines() -> None:
    assert step("survey/club/label", Step.TRANSLATE, ADA, " a\r\nb \n").text == "a\nb"


def test_somebody_elses_change_is_not_overwritten() -> None:
    seen = row(AGE).revision
    step(AGE, Step.TRANSLATE, BEN, "ما عمركم؟")
    with pytest.raises(RefusedError) as caught:
        take_step(
            translation=row(AGE).pk, step=Step.TRANSLATE, person=ADA, rules=RULES, entry=Entry("كم؟", revision=seen)
        )
    assert (caught.value.reason, caught.value.who, row(AGE).text) == (Reason.MEANWHILE, "ben", "ما عمركم؟")


def test_nobody_works_in_a_language_that_is_not_theirs() -> None:
    stranger = Person("eve", "translator", frozenset({"fa"}))
    with pytest.raises(RefusedError, match="not asked to work"):
        step(AGE, Step.TRANSLATE, stranger, "x")
    with pytest.raises(RefusedError):
        comment(translation=row(AGE), person=stranger, body="x")


def test_a_confirmation_says_that_the_words_still_hold(tmp_path: Path) -> None:
    wave = row(AGE).source.draft.wave
    locked(wave.draft)
    drafted(wave, tmp_path, WORKBOOK.replace("Wie alt sind Sie?", "Wie alt sind Sie heute?"))
    assert row(AGE).is_outdated
    done = step(AGE, Step.CONFIRM, ADA)
    assert (done.state, done.is_outdated, done.source_text) == ("locked", False, "Wie alt sind Sie heute?")
    assert TranslationEvent.objects.filter(translation=done).last().step == "confirm"


def test_words_that_the_new_source_makes_wrong_cannot_be_confirmed(tmp_path: Path) -> None:
    wave = row(AGE).source.draft.wave
    step("survey/thanks/label", Step.TRANSLATE, ADA, WORDINGS["survey/thanks/label"])
    drafted(wave, tmp_path, WORKBOOK.replace("Danke, ${age} ist ein gutes Alter.", "Danke."))
    with pytest.raises(WordingError):
        step("survey/thanks/label", Step.CONFIRM, ADA)


@pytest.mark.parametrize(("what", "who"), [(Step.UNLOCK, CHIEF)])
def test_to_unlock_needs_a_reason_and_asks_for_what_comes_after_the_review_again(what: Step, who: Person) -> None:
    locked(row(AGE).source.draft)
    with pytest.raises(RefusedError, match="needs a reason"):
        step(AGE, what, who)
    opened = step(AGE, what, who, note="Tippfehler")
    assert (opened.state, opened.reviewer, opened.adjudicator, opened.pretester) == ("reviewed", "rim", "", "")
    assert TranslationEvent.objects.filter(translation=opened).last().note == "Tippfehler"


def test_what_is_sent_back_begins_after_the_first_translation() -> None:
    locked(row(AGE).source.draft, upto=Step.ADJUDICATE)
    back = step(AGE, Step.SEND_BACK, RIM, note="Klingt nach Amt")
    assert (back.state, back.translator, back.second_translator, back.second_text) == ("translated", "ada", "", "")


def test_many_texts_at_once_go_as_far_as_the_rules_let_them() -> None:
    step(AGE, Step.TRANSLATE, ADA)
    step("choices/yes_no/yes/label", Step.TRANSLATE, BEN)
    keys = [row(key).pk for key in (AGE, "choices/yes_no/yes/label", "choices/yes_no/no/label")]
    taken = take_steps(translations=keys, step=Step.SECOND, person=BEN, rules=RULES)
    assert taken.done == 1
    assert {key: error.reason for key, error in taken.refused.items() if isinstance(error, RefusedError)} == {
        "choices/yes_no/yes/label": Reason.PERSON, "choices/yes_no/no/label": Reason.TURN,
    }  # fmt: skip
    assert row(AGE).state == "second"


def test_remarks_are_threads_that_are_resolved_and_opened_again() -> None:
    first = comment(translation=row(AGE), person=ADA, body=" Siezen wir? ")
    assert (first.body, first.author, first.thread) == ("Siezen wir?", "ada", None)
    resolve(thread=first, person=OFFICE)
    assert Comment.objects.get(pk=first.pk).resolved_by == "office"
    comment(translation=row(AGE), person=OFFICE, body="Ja, immer.", thread=first.pk)
    assert Comment.objects.get(pk=first.pk).resolved_at is None
    with pytest.raises(InputError, match="nothing in the remark"):
        comment(translation=row(AGE), person=ADA, body=" ")
