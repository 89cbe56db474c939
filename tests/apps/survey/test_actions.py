"""Waves announced, and questionnaires of an example taken over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from querschnitt.apps.survey.actions import announce_wave
from querschnitt.apps.survey.models import Wave
from querschnitt.core.errors import InputError
from querschnitt.tables.wavefile import read_wave_file

pytestmark = pytest.mark.django_db(databases=["statistics"])
FILE = read_wave_file(Path(__file__).parents[3] / "examples" / "leipzig" / "wave_2020.toml")


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
    assert wave.is_example


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


def test_rules_of_translation_are_decided_with_the_wave_and_checked() -> None:
    wave = announce_wave(file=replace(FILE, translation={"adjudicator_is_another": False}))
    assert wave.translation_rules == {"adjudicator_is_another": False}
    with pytest.raises(InputError, match="Unknown rule 'reviewer_is_an_other'") as caught:
        announce_wave(file=replace(FILE, translation={"reviewer_is_an_other": False}))
    assert caught.value.hint == "Did you mean 'reviewer_is_another'?"
