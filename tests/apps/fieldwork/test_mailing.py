"""The hand-over of the letters: made for a key that somebody compared, and with nothing in it that is not needed."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.utils import timezone
from nacl.bindings import sodium_unpad
from nacl.public import PrivateKey, SealedBox

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.fieldwork.actions import (
    HandedOver,
    accept_mailing_key,
    hand_over_letters,
    make_codes,
    open_envelope,
)
from querschnitt.apps.fieldwork.models import Envelope, LetterRun, MailingHandOver, MailingKey
from querschnitt.apps.register.actions import draw_sample, import_register
from querschnitt.apps.register.models import Resident, SampledUnit
from querschnitt.apps.survey.actions import announce_wave
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.officekey import verify_key
from querschnitt.core.errors import StateError
from querschnitt.core.mailing import Mailing, MailingError, Refusal, open_mailing, read_mailing
from querschnitt.core.mailing.file import BLOCK
from querschnitt.core.succession import fingerprint, private_key_of
from tests.apps.fieldwork.letters import (
    ADDRESS,
    KEY_FILE,
    OTHER_RECIPIENT,
    RECIPIENT,
    SEED,
    accepted,
    drawn_with_names,
)
from tests.apps.results import whole_wave as made
from tests.apps.results.small_city import write_city, write_register

pytestmark = pytest.mark.django_db(databases=["identity", "statistics"])


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path / "var"
    return settings.VAR


@pytest.fixture
def wave() -> Wave:
    return drawn_with_names()


def handed_over(wave: Wave, *, address: str = ADDRESS, key: MailingKey | None = None) -> HandedOver:
    return hand_over_letters(wave=wave, recipient=key or accepted(), address=address, place="Leipzig", by="clerk")


def opened(content: bytes, *, seed: bytes = SEED) -> Mailing:
    key = verify_key()
    assert key is not None
    return open_mailing(read_mailing(content, verify_key=key), seed=seed)


def test_everybody_drawn_gets_a_letter_with_the_code_of_the_envelope(wave: Wave) -> None:
    mailing = opened(handed_over(wave).content)
    codes = {envelope.person_id: open_envelope(bytes(envelope.sealed_code)) for envelope in Envelope.objects.all()}
    people = Resident.objects.all()
    assert {(letter.name, letter.house_number, letter.code) for letter in mailing.letters} == {
        (f"{one.given_name} {one.family_name}", one.house_number, codes[one.person_id]) for one in people
    }
    # As the postman walks, and not as was drawn.
    assert [letter.house_number for letter in mailing.letters] == [str(number) for number in range(11, 21)]
    assert (mailing.wave, mailing.place, mailing.address) == ("2020", "Leipzig", ADDRESS)


def test_it_is_recorded_what_went_to_whom_and_the_list_itself_nowhere(wave: Wave, var: Path) -> None:
    made_file = handed_over(wave)
    record = MailingHandOver.objects.get()
    assert record == made_file.record
    assert (record.letters, record.made_by, record.recipient.public_key) == (10, "clerk", RECIPIENT)
    assert record.sha256 == hashlib.sha256(made_file.content).hexdigest()
    entry = Activity.objects.get(verb="handed over letters")
    assert (entry.actor, entry.subject) == ("clerk", "2020")
    assert entry.figures == {"letters": 10, "key": fingerprint(RECIPIENT)}
    assert [file.name for file in var.rglob("*") if file.is_file()] == ["release.key"]
    assert (var / "keys" / "release.key").stat().st_mode & 0o777 == 0o600


def test_made_again_the_codes_stay(wave: Wave) -> None:
    make_codes(wave=wave)
    first, second = handed_over(wave), handed_over(wave)
    assert first.content != second.content
    assert opened(first.content).letters == opened(second.content).letters
    assert MailingHandOver.objects.count() == 2


def test_no_log_holds_a_name_a_code_or_a_passphrase(wave: Wave, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        letters = opened(handed_over(wave).content).letters
    # The database's own log of statements, which only a developer switches on, is not the service's.
    said = "".join(entry.getMessage() for entry in caplog.records if not entry.name.startswith("django.db"))
    said += json.dumps([entry.figures | {"subject": entry.subject} for entry in Activity.objects.all()])
    assert not [letter for letter in letters if letter.code in said or letter.name in said]


def test_a_city_s_list_holds_no_stratum_no_origin_no_number_of_a_person_and_no_case(tmp_path: Path) -> None:
    """Searched in the bytes that were sealed, for every one of 150 people drawn from a real register."""
    folder = tmp_path / "city"
    folder.mkdir()
    file = write_city(folder)["2020"]
    wave = announce_wave(file=file)
    import_register(extract=write_register("2020", folder), wave=file)
    draw_sample(wave=file, seed=11)
    # The register of the demo makes names of numbers; these have names as people do.
    for place, person in enumerate(Resident.objects.order_by("street", "person_id")):
        Resident.objects.filter(pk=person.pk).update(family_name=f"Müster{place}", given_name="Quitte")
    content = handed_over(wave).content
    document = json.loads(content)
    inside = SealedBox(PrivateKey(bytes.fromhex(private_key_of(SEED)))).decrypt(
        read_mailing(content, verify_key=verify_key() or b"").box
    )
    text = sodium_unpad(inside, BLOCK).decode()
    units = list(SampledUnit.objects.all())
    assert len(units) == document["cover"]["letters"] == 150
    # Of a letter exactly five texts, each of which is known: name, address and code.
    people = {one.person_id: one for one in Resident.objects.filter(wave="2020")}
    codes = {one.person_id: open_envelope(bytes(one.sealed_code)) for one in Envelope.objects.all()}
    drawn = [people[unit.person_id] for unit in units]
    rows = sorted(
        [one.postcode, one.street, one.house_number, f"{one.given_name} {one.family_name}", codes[one.person_id]]
        for one in drawn
    )
    parsed = json.loads(text)
    assert sorted(parsed["letters"]) == rows
    assert set(parsed) == {"address", "cover", "letters", "place"}
    for unit in units:
        assert str(unit.case_id) not in text
        assert unit.case_id.hex not in text
        assert unit.person_id not in text
        for word in (unit.stratum, unit.group, unit.group8, unit.region, unit.borough, unit.age_class, unit.stay_class):
            assert word not in text
    # The order of the list is neither that of the draw nor that of the register.
    order = [letter[4] for letter in parsed["letters"]]
    assert order != [codes[unit.person_id] for unit in sorted(units, key=lambda one: one.number)]
    assert order != [codes[person] for person in sorted(codes)]


def test_a_key_is_accepted_with_the_fingerprint_that_was_told_and_with_no_other() -> None:
    with pytest.raises(MailingError) as caught:
        accept_mailing_key(content=KEY_FILE, told=fingerprint(OTHER_RECIPIENT), by="clerk")
    assert caught.value.refusal is Refusal.OTHER_FINGERPRINT
    assert not MailingKey.objects.exists()
    told = fingerprint(RECIPIENT).upper().replace(" ", "-")
    key = accept_mailing_key(content=KEY_FILE, told=told, by="clerk")
    assert accept_mailing_key(content=KEY_FILE, told=told, by="another") == key
    assert (MailingKey.objects.get().accepted_by, Activity.objects.count()) == ("clerk", 1)


def test_there_is_no_list_before_the_draw() -> None:
    with pytest.raises(StateError, match="no sample yet"):
        handed_over(made.announced())
    assert not MailingHandOver.objects.exists()


def test_there_is_no_list_after_the_field(wave: Wave) -> None:
    wave.closed_at = timezone.now()
    with pytest.raises(StateError, match="has ended"):
        handed_over(wave)


def test_a_name_that_is_gone_stops_the_whole_list(wave: Wave) -> None:
    person = SampledUnit.objects.order_by("number")[3].person_id
    Resident.objects.filter(person_id=person).delete()
    with pytest.raises(StateError, match="Not everybody") as caught:
        handed_over(wave)
    assert (caught.value.expected, caught.value.got) == (10, 9)
    assert not MailingHandOver.objects.exists()


def test_letters_of_an_open_field_name_one_address(wave: Wave) -> None:
    LetterRun.objects.create(
        wave=wave, letters=10, pages=20, folder="letters", handover_digest="a" * 64, address="https://old.example.org"
    )
    handed_over(wave)
    wave.opened_at = timezone.now()
    with pytest.raises(StateError, match="another address"):
        handed_over(wave)
    assert handed_over(wave, address="https://old.example.org").record.address == "https://old.example.org"


def test_what_was_handed_over_is_only_added(wave: Wave, as_role: Any) -> None:
    handed_over(wave)
    with as_role("statistics", "fieldwork") as role:
        for table in ("fieldwork_mailinghandover", "fieldwork_mailingkey"):
            role.execute(f"SELECT * FROM {table}")
            for change in (f"UPDATE {table} SET id = 7", f"DELETE FROM {table}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    role.execute(change)
