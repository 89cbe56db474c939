"""Questions read aloud: told by their content, kept with their hash, released with the questionnaire."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from querschnitt.apps.survey.actions import open_language, release_questionnaire
from querschnitt.apps.survey.actions.recordings import attach_recording, remove_recording
from querschnitt.apps.survey.models import QuestionnaireFile, Recording, Text, Wave
from querschnitt.apps.survey.queries import instrument_of
from querschnitt.apps.survey.queries.recordings import spoken
from querschnitt.apps.survey.sound import MOST_BYTES, sound_kind
from querschnitt.apps.survey.workflow import Step
from querschnitt.core.errors import InputError, StateError
from tests.apps.survey.real_wave import ADA, OFFICE, RIM, WORKBOOK, announced, approved, drafted, locked, step

pytestmark = pytest.mark.django_db(databases=["statistics"])
MP3 = b"\xff\xfb\x90\x44" + bytes(400)
SOUNDS = {
    ".mp3": MP3,
    ".ogg": b"OggS" + bytes(60),
    ".m4a": bytes(4) + b"ftypM4A " + bytes(60),
    ".wav": b"RIFF" + bytes(4) + b"WAVE" + bytes(60),
}


def text(key: str = "survey/age/label") -> Text:
    return Text.objects.select_related("draft").get(key=key)


@pytest.mark.parametrize(("ending", "content"), SOUNDS.items())
def test_a_sound_is_told_by_its_content_whatever_it_is_called(wave: Wave, ending: str, content: bytes) -> None:
    made = attach_recording(text=text(), tag="de", name="frage.exe", content=content, person=OFFICE)
    assert made.file_name == f"frage{ending}"
    assert made.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content", [b"", b"<script>", b"MZ\x90\x00", b"\xff\xd8\xff\xe0jpeg", b"\xff\xff\xff\xff", b"RIFF\0\0\0\0AVI "]
)
def test_what_is_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="no sound file"):
        sound_kind(content, where="a.mp3")


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(InputError, match="too large"):
        sound_kind(MP3 + bytes(MOST_BYTES), where="a.mp3")


def test_a_second_file_takes_the_place_of_the_first_and_can_be_removed(wave: Wave) -> None:
    attach_recording(text=text(), tag="de", name="a.mp3", content=MP3, person=OFFICE)
    attach_recording(text=text(), tag="de", name="b.ogg", content=SOUNDS[".ogg"], person=OFFICE)
    assert Recording.objects.get().file_name == "b.ogg"
    remove_recording(text=text(), tag="de", person=OFFICE)
    assert not Recording.objects.exists()


def test_only_questions_are_read_and_only_what_is_translated(wave: Wave) -> None:
    with pytest.raises(InputError, match="Only the wording of a question"):
        attach_recording(text=text("choices/yes_no/yes/label"), tag="de", name="a", content=MP3, person=OFFICE)
    with pytest.raises(StateError, match="nothing to read aloud"):
        attach_recording(text=text("survey/club/label"), tag="ar", name="a", content=MP3, person=OFFICE)
    with pytest.raises(StateError, match="not asked to work"):
        attach_recording(text=text(), tag="de", name="a", content=MP3, person=ADA)


def test_the_list_of_questions_says_which_file_reads_old_words(wave: Wave) -> None:
    attach_recording(text=text(), tag="ar", name="a.mp3", content=MP3, person=RIM)
    assert [line.text.key for line in spoken(wave.draft, "de")] == [
        "survey/club/label", "survey/age/label", "survey/thanks/label",
    ]  # fmt: skip
    assert [(line.recording is not None, line.reads_old_words) for line in spoken(wave.draft, "ar")][1] == (True, False)
    step("survey/age/label", Step.TRANSLATE, ADA, "ما عمركم؟")
    assert spoken(wave.draft, "ar")[1].reads_old_words


def test_files_travel_with_the_release_under_a_name_of_their_content(wave: Wave) -> None:
    locked(wave.draft)
    attach_recording(text=text(), tag="ar", name="a.mp3", content=MP3, person=RIM)
    attach_recording(text=text(), tag="de", name="b.mp3", content=MP3 + b"1", person=OFFICE)
    open_language(wave=wave, tag="ar")
    approved(wave)
    made = release_questionnaire(wave=wave)
    names = {tag: f"age.{tag}.{hashlib.sha256(c).hexdigest()[:12]}.mp3" for tag, c in (("ar", MP3), ("de", MP3 + b"1"))}
    assert dict(instrument_of(wave).questions["age"].audio) == names
    frozen = QuestionnaireFile.objects.filter(questionnaire=made, kind="audio")
    assert {file.name: bytes(file.content) for file in frozen} == {names["ar"]: MP3, names["de"]: MP3 + b"1"}
    remove_recording(text=text(), tag="ar", person=RIM)
    assert frozen.count() == 2


def test_files_beside_the_workbook_are_attached_once(tmp_path: Path) -> None:
    wave = announced()
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "alter.mp3").write_bytes(MP3)
    head = "| hint::Deutsch (de) | feature |"
    named = WORKBOOK.replace(head, "| hint::Deutsch (de) | media::audio::Deutsch (de) | feature |").replace(
        "|  | demography |", "|  | alter.mp3 | demography |"
    ).replace("| Zum Beispiel im Sport. |", "| Zum Beispiel im Sport. |  |")  # fmt: skip
    drafted(wave, tmp_path, named)
    drafted(wave, tmp_path, named)
    assert [(one.source.key, one.tag, bytes(one.content)) for one in Recording.objects.all()] == [
        ("survey/age/label", "de", MP3)
    ]
