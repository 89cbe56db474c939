"""Waves announced, questionnaires released: what is decided stands until the field opens, and then for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.survey.actions import announce_wave, release_questionnaire
from querschnitt.apps.survey.models import Questionnaire, Wave
from querschnitt.apps.survey.queries import instrument_of
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument import QuestionnaireErrors, content_hash
from querschnitt.tables.wavefile import read_wave_file
from querschnitt.tables.xlsform import read_instrument
from tests.instruments import FOLDER

pytestmark = pytest.mark.django_db(databases=["statistics"])
FILE = read_wave_file(Path(__file__).parents[3] / "examples" / "leipzig" / "wave_2020.toml")
ONE, OTHER = FOLDER / "select_one.md", FOLDER / "date.md"


def test_a_wave_is_recorded_as_decided() -> None:
    wave = announce_wave(file=FILE)
    assert (wave.reference_date, wave.field_start, wave.modes) == (
        date(2020, 9, 30),
        date(2020, 11, 2),
        ["web", "telephone", "live"],
    )
    assert [code for code, _ in wave.origins["region"]] == [
        "eu",
        "eastern_europe_cis",
        "middle_east_north_africa",
        "asia",
        "other",
    ]
    assert dict(wave.origins["region"])["eu"] == {"de": "Europäische Union", "en": "European Union"}
    assert (len(wave.origins["group8"]), len(wave.origins["group"])) == (8, 25)


def test_until_the_field_opens_a_decision_can_change_and_then_no_more() -> None:
    announce_wave(file=FILE)
    assert announce_wave(file=replace(FILE, title="New")).title == "New"
    Wave.objects.update(opened_at=timezone.now())
    assert announce_wave(file=replace(FILE, title="Newer")).title == "New"
    assert Wave.objects.count() == 1


def test_a_wave_that_names_no_groups_is_refused() -> None:
    with pytest.raises(InputError, match="names no file 'groups'"):
        announce_wave(file=replace(FILE, files={}))
    assert not Wave.objects.exists()


def test_a_questionnaire_is_kept_under_the_hash_of_its_content() -> None:
    wave = announce_wave(file=FILE)
    released = release_questionnaire(wave=wave, workbook=ONE)
    instrument = read_instrument(ONE)
    assert released.pk == content_hash(instrument)
    assert content_hash(instrument_of(Wave.objects.get())) == released.pk
    assert release_questionnaire(wave=wave, workbook=ONE).pk == released.pk
    assert Questionnaire.objects.count() == 1
    assert Activity.objects.filter(verb="released questionnaire").count() == 1


def test_a_faulty_workbook_leaves_nothing_behind(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.md"
    faulty.write_text(ONE.read_text(encoding="utf-8").replace("select_one", "select_won"), encoding="utf-8")
    wave = announce_wave(file=FILE)
    with pytest.raises(QuestionnaireErrors):
        release_questionnaire(wave=wave, workbook=faulty)
    assert not Questionnaire.objects.exists()
    assert Wave.objects.get().questionnaire_id is None


def test_before_the_field_opens_another_questionnaire_may_follow_and_then_none() -> None:
    wave = announce_wave(file=FILE)
    release_questionnaire(wave=wave, workbook=ONE)
    second = release_questionnaire(wave=wave, workbook=OTHER)
    assert Wave.objects.get().questionnaire_id == second.pk
    wave.opened_at = timezone.now()
    with pytest.raises(StateError, match="open with another questionnaire") as caught:
        release_questionnaire(wave=wave, workbook=ONE)
    assert caught.value.where == "wave 2020"
    assert release_questionnaire(wave=wave, workbook=OTHER).pk == second.pk
