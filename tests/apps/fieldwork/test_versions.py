"""A language opened in mid-field: from the locked text to the page that offers it, by signed files alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from querschnitt.apps.accounts.keyfile import UNPROTECTED, nobody
from querschnitt.apps.fieldwork.actions import hand_over, hand_over_version
from querschnitt.apps.interview.actions import Opened, open_wave
from querschnitt.apps.interview.handover import Handover, read_handover
from querschnitt.apps.interview.models import Opening
from querschnitt.apps.survey.actions import add_language, open_language, release_questionnaire, take_step
from querschnitt.apps.survey.actions.keys import rotate_key
from querschnitt.apps.survey.actions.translating import Entry
from querschnitt.apps.survey.models import DraftLanguage, Recording, Text, Wave, WaveKey
from querschnitt.apps.survey.workflow import Person, Rules, Step
from querschnitt.core.errors import StateError
from querschnitt.core.succession import Purpose
from tests.apps.survey.real_wave import KEYS, announced, approved, drafted, locked, row

pytestmark = pytest.mark.django_db(databases=["identity", "statistics", "answers"])
STEPS = (Step.TRANSLATE, Step.SECOND, Step.REVIEW, Step.ADJUDICATE, Step.PRETEST, Step.LOCK)


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Wave]:
    """A wave in two languages whose field is open, with a question read aloud in German."""
    wave = announced()
    drafted(wave, tmp_path)
    locked(wave.draft)
    open_language(wave=wave, tag="ar")
    approved(wave)
    text = Text.objects.get(key="survey/age/label")
    Recording.objects.create(
        source=text, tag="de", file_name="alter.mp3", content_type="audio/mpeg", content=b"ID3 sound", size=9,
        sha256=hashlib.sha256(b"ID3 sound").hexdigest(), text_hash=text.source_hash, recorded_at=timezone.now(),
        recorded_by="office",
    )  # fmt: skip
    release_questionnaire(wave=wave)
    with override_settings(VAR=tmp_path):
        hand_over(wave=wave, file=tmp_path / "handover.jsonl")
        open_wave(handover=read(tmp_path / "handover.jsonl"))
        Wave.objects.filter(pk=wave.pk).update(opened_at=timezone.now())
        wave.refresh_from_db()
        yield wave


def read(file: Path) -> Handover:
    return read_handover(file, key=settings.DEPLOYMENT.keys["handover"])


def lock_everything(wave: Wave, tag: str) -> None:
    add_language(wave=wave, tag=tag)
    for key in KEYS:
        for what, who in zip(STEPS, "abcdef", strict=True):
            entry = Entry("metin ${age}" if "thanks" in key else "metin") if what is Step.TRANSLATE else None
            take_step(translation=row(key, tag).pk, step=what, person=Person(who), rules=Rules(), entry=entry)


@pytest.mark.urls("querschnitt.site.urls.interview")
def test_a_language_opened_in_mid_field_reaches_the_interview_as_a_version(field: Wave, tmp_path: Path) -> None:
    lock_everything(field, "tr")
    open_language(wave=field, tag="tr")
    file = tmp_path / "version.jsonl"
    hand_over_version(wave=field, file=file)
    taken = read(file)
    assert (taken.is_version, taken.entrances) == (True, ())
    assert [version.change for version in taken.header.versions] == ["first", "text-only"]
    before = Opening.objects.get().instrument_hash
    open_wave(handover=taken)
    assert Opening.objects.get().instrument_hash == field.questionnaire_id != before
    assert b"T\xc3\xbcrk\xc3\xa7e" in Client().get("/").content


@pytest.mark.urls("querschnitt.site.urls.interview")
def test_before_it_is_opened_nobody_is_offered_the_language(field: Wave) -> None:
    lock_everything(field, "tr")
    assert b"T\xc3\xbcrk\xc3\xa7e" not in Client().get("/").content


def test_read_aloud_files_travel_beside_the_hand_over_with_their_hash(field: Wave, tmp_path: Path) -> None:
    name = f"age.de.{hashlib.sha256(b'ID3 sound').hexdigest()[:12]}.mp3"
    assert read(tmp_path / "handover.jsonl").recordings == {name: b"ID3 sound"}
    assert (tmp_path / "audio" / name).read_bytes() == b"ID3 sound"


def test_a_language_that_somebody_has_closed_is_not_handed_over(field: Wave, tmp_path: Path) -> None:
    DraftLanguage.objects.filter(tag="ar").update(opened_at=None)
    with pytest.raises(StateError, match="languages that are not open") as caught:
        hand_over(wave=field, file=tmp_path / "again.jsonl")
    assert caught.value.got == "ar"


def test_before_the_field_a_version_is_nobodys(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="has not opened"):
        hand_over_version(wave=announced("2030"), file=tmp_path / "version.jsonl")


def test_both_public_keys_and_their_succession_travel_with_the_hand_over(field: Wave, tmp_path: Path) -> None:
    header = read(tmp_path / "handover.jsonl").header
    assert [(link.purpose, link.number) for link in header.keys] == [("answers", 1), ("wishes", 1)]
    assert (header.public_key, header.desk_key) == tuple(link.public_key for link in header.keys)
    assert header.public_key == field.public_key
    assert sorted(file.name for file in (tmp_path / "keys").iterdir()) == ["answers-2027.key", "wishes-2027.key"]


def test_keys_that_were_made_before_are_the_ones_handed_over(tmp_path: Path, field: Wave) -> None:
    before = {file: file.read_bytes() for file in (tmp_path / "keys").iterdir()}
    hand_over(wave=field, file=tmp_path / "again.jsonl")
    assert read(tmp_path / "again.jsonl").header.keys == read(tmp_path / "handover.jsonl").header.keys
    assert {file: file.read_bytes() for file in (tmp_path / "keys").iterdir()} == before


def test_a_rotated_key_reaches_an_open_field_as_a_version(field: Wave, tmp_path: Path) -> None:
    before = Opening.objects.get()
    key = rotate_key(wave=field, purpose=Purpose.ANSWERS, protection=UNPROTECTED, ask=nobody)
    hand_over_version(wave=field, file=tmp_path / "version.jsonl")
    assert open_wave(handover=read(tmp_path / "version.jsonl")) is Opened.MORE
    after = Opening.objects.get()
    assert after.public_key == key.public_key == field.public_key != before.public_key
    assert (after.desk_key, after.instrument_hash) == (before.desk_key, before.instrument_hash)


def test_a_wave_whose_keys_are_missing_is_not_handed_over_by_half(field: Wave, tmp_path: Path) -> None:
    WaveKey.objects.filter(purpose="wishes").delete()
    with pytest.raises(StateError, match="no key for wishes yet") as caught:
        hand_over_version(wave=field, file=tmp_path / "version.jsonl")
    assert caught.value.hint == "Run: querschnitt keys create 2027"
    assert not (tmp_path / "version.jsonl").exists()
