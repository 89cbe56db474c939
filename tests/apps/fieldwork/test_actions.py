"""Cases, codes and outcomes: safe to repeat, and nothing about a person on the wrong side of the wall."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.fieldwork.actions import (
    Outcome,
    check_print,
    launch_link,
    make_codes,
    mark_opened,
    open_cases,
    open_envelope,
    record_outcomes,
    seal_code,
)
from querschnitt.apps.fieldwork.models import Case, ContactAttempt, Envelope, LetterRun
from querschnitt.apps.fieldwork.queries import silent_cases
from querschnitt.apps.interview.codes import normalise
from querschnitt.apps.interview.launch import Launch, read_token
from querschnitt.apps.register.models import Batch, Sample, SampledUnit
from querschnitt.apps.survey.models import Wave
from querschnitt.core.errors import InputError, StateError
from tests.apps.results import whole_wave as made

pytestmark = pytest.mark.django_db(databases=["identity", "statistics"])


@pytest.fixture
def wave() -> Wave:
    wave = made.announced()
    made.with_sample(wave, made.with_frame(wave))
    return wave


def test_each_person_drawn_becomes_a_case_with_the_probable_language(wave: Wave) -> None:
    assert open_cases(wave=wave, languages={"poland": "pl", "vietnam": "vi"}) == 10
    cases = Case.objects.select_related("unit").order_by("number")
    assert [case.language for case in cases] == ["pl"] * 5 + ["vi"] * 3 + ["de"] * 2
    assert [case.number for case in cases] == [case.unit.number for case in cases]
    assert open_cases(wave=wave, languages={}) == 0


def test_a_batch_gives_cases_and_codes_when_it_is_released(wave: Wave) -> None:
    sample = Sample.objects.get(wave=wave.slug)
    SampledUnit.objects.filter(sample=sample, number__gt=6).update(batch=2)
    for number in (1, 2):
        at = {"released_at": timezone.now(), "released_by": "Test"} if number == 1 else {}
        Batch.objects.create(sample=sample, number=number, held={}, drawn_by="Test", **at)
    assert (open_cases(wave=wave, languages={}), make_codes(wave=wave)) == (6, 6)
    Batch.objects.filter(number=2).update(released_at=timezone.now(), released_by="Test")
    assert (open_cases(wave=wave, languages={}), make_codes(wave=wave)) == (4, 4)


def test_who_has_said_nothing_is_drawn_for_a_second_phase(wave: Wave, capsys) -> None:
    open_cases(wave=wave, languages={})
    cases = list(Case.objects.order_by("number"))
    for case, outcome in zip(
        cases, ["complete", "refused", "moved_away", "nothing_returned", "not_reached"], strict=False
    ):
        Case.objects.filter(pk=case.pk).update(final_outcome=outcome)
    assert silent_cases(wave) == [case.pk for case in cases[3:]]
    numbers = Counter(SampledUnit.objects.filter(case_id__in=silent_cases(wave)).values_list("stratum", flat=True))
    take = [f"{stratum}=1" for stratum in numbers]
    call_command("draw_second_phase", wave.slug, "--by", "stratum", "--take", *take)
    assert f"{len(take)} of 7 who have not answered" in capsys.readouterr().out
    assert {
        (unit.stratum, unit.second_phase_probability)
        for unit in SampledUnit.objects.filter(second_phase_probability__isnull=False)
    } == {(stratum, 1 / count) for stratum, count in numbers.items()}
    with pytest.raises(InputError, match="name=number.*Found: poland"):
        call_command("draw_second_phase", wave.slug, "--by", "stratum", "--take", "poland")


def test_cases_need_a_sample() -> None:
    with pytest.raises(StateError, match="no sample yet") as caught:
        open_cases(wave=made.announced(), languages={})
    assert caught.value.hint == "Run: querschnitt draw_sample"


def test_codes_are_all_different_sealed_and_made_once(wave: Wave) -> None:
    assert make_codes(wave=wave) == 10
    sealed = {envelope.case_id: bytes(envelope.sealed_code) for envelope in Envelope.objects.all()}
    codes = {open_envelope(box) for box in sealed.values()}
    assert len(codes) == 10
    assert all(normalise(code) == code for code in codes)
    assert make_codes(wave=wave) == 0
    assert {envelope.case_id: bytes(envelope.sealed_code) for envelope in Envelope.objects.all()} == sealed


def test_one_code_sealed_twice_looks_different() -> None:
    assert seal_code("0123456789ABCDE4") != seal_code("0123456789ABCDE4")


def test_outcomes_replace_what_was_recorded(wave: Wave) -> None:
    open_cases(wave=wave, languages={})
    case = Case.objects.order_by("number")[0]
    first = Outcome(case.pk, (("letter", "nothing_returned"), ("telephone", "refused")), "refused", mode="telephone")
    record_outcomes(wave=wave, outcomes=[first])
    assert [str(attempt).split("#")[1] for attempt in ContactAttempt.objects.order_by("order")] == [
        "1: nothing_returned",
        "2: refused",
    ]
    record_outcomes(wave=wave, outcomes=[Outcome(case.pk, (("letter", "moved_away"),), "moved_away")])
    case.refresh_from_db()
    assert (case.final_outcome, case.mode) == ("moved_away", "")
    assert ContactAttempt.objects.get().outcome == "moved_away"


def test_a_field_opens_once(wave: Wave) -> None:
    mark_opened(wave=wave)
    first = Wave.objects.get().opened_at
    mark_opened(wave=wave)
    assert Wave.objects.get().opened_at == first is not None


@pytest.mark.parametrize("mode", ["telephone", "live"])
def test_a_launch_link_says_mode_and_interviewer_and_is_noted(mode: str) -> None:
    link = launch_link(mode=mode, interviewer="07", address="https://survey.example.org")
    start, token = link.rsplit("/", 1)
    assert start == "https://survey.example.org/start"
    assert read_token(token) == Launch(mode=mode, interviewer="07")
    assert Activity.objects.get(verb="made launch link").subject == "07"


@pytest.mark.parametrize("mark", ["", "Person Muster", "7" * 21, "a/b"])
def test_an_interviewer_has_a_short_mark_and_no_name(mark: str) -> None:
    with pytest.raises(InputError, match="Not the mark of an interviewer"):
        launch_link(mode="live", interviewer=mark, address="https://survey.example.org")


def test_letters_that_are_out_keep_their_address(wave: Wave, tmp_path: Path) -> None:
    old, new = "https://survey.example.org", "https://other.example.org"
    LetterRun.objects.create(wave=wave, letters=10, pages=20, folder="letters", handover_digest="a" * 64, address=old)
    check_print(wave=wave, address=new, folder=tmp_path / "letters")
    mark_opened(wave=wave)
    wave.refresh_from_db()
    check_print(wave=wave, address=old, folder=tmp_path / "letters")
    with pytest.raises(StateError, match="out with another address") as caught:
        check_print(wave=wave, address=new, folder=tmp_path / "letters")
    assert (caught.value.expected, caught.value.got) == (old, new)


def test_a_folder_that_cannot_be_made_is_named(wave: Wave, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="Nothing can be written") as caught:
        check_print(wave=wave, address="https://survey.example.org", folder=tmp_path / "file" / "letters")
    assert caught.value.where == str(tmp_path / "file" / "letters")
