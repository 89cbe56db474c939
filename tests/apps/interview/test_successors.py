"""Another public key in an open field: only one that the key before has signed, or that a person has confirmed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from querschnitt.apps.interview import actions, queries
from querschnitt.apps.interview.actions import Opened, open_wave
from querschnitt.apps.interview.codes import code_hash
from querschnitt.apps.interview.handover import Handover, read_handover, write_handover, write_version
from querschnitt.apps.interview.models import Interview, Opening
from querschnitt.apps.interview.sealing import code_key
from querschnitt.apps.interview.visit import Visit
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import Link, fingerprint, first_link, next_link, private_key_of
from tests.apps.interview.wave import CODES, handover_of, small_instrument

pytestmark = pytest.mark.django_db(databases=["answers"])
WAVE = "2020"
OFFICE = [bytes([number]) * 32 for number in range(1, 4)]
DESK = [bytes([number]) * 32 for number in range(11, 14)]


def chain(seeds: list[bytes], purpose: str, count: int) -> list[Link]:
    links = [first_link(seeds[0], purpose=purpose)]
    for before, seed in zip(seeds[: count - 1], seeds[1:count], strict=True):
        links.append(next_link(seed, wave=WAVE, before=links[-1], seed_before=before))
    return links


def handed_over(office: int = 1, desk: int = 1, *, is_version: bool = True, digest: str = "") -> Handover:
    """A hand-over of the small wave after so many keys of the office and of the desk."""
    answers, wishes = chain(OFFICE, "answers", office), chain(DESK, "wishes", desk)
    whole = handover_of(
        small_instrument(), key=settings.DEPLOYMENT.keys["access_code"], public_key=answers[-1].public_key, wave=WAVE
    )
    header = replace(whole.header, desk_key=wishes[-1].public_key, keys=(*answers, *wishes))
    entrances = () if is_version else whole.entrances
    return Handover(header, entrances, digest=digest or f"{office}{desk}" * 32, is_version=is_version)


def with_keys(handover: Handover, *keys: Link) -> Handover:
    return replace(handover, header=replace(handover.header, keys=keys))


def begun(code: str) -> Visit:
    pepper = settings.DEPLOYMENT.keys["access_code"]
    access = code_hash(code, key=pepper)
    visit = Visit(access=access, code_key=code_key(code, place=access, pepper=pepper).hex(), language="de")
    entry = queries.entry(access)
    assert entry
    started = actions.start_interview(visit=visit, entry=entry)
    assert started
    return started


def opens(code: str) -> list[int]:
    """Return which of the office's keys (from 1) open the interview of a code."""
    access = code_hash(code, key=settings.DEPLOYMENT.keys["access_code"])
    (sealed,) = [each for each in queries.sealed_interviews(WAVE) if each.access == access]
    found = []
    for number, seed in enumerate(OFFICE, start=1):
        try:
            sealed.open(private_key_of(seed))
        except InputError:
            continue
        found.append(number)
    return found


@pytest.fixture
def field() -> Iterator[Visit]:
    """The small wave, open, with its keys; the interview of this visit has begun."""
    queries.instrument.cache_clear()
    assert open_wave(handover=handed_over(is_version=False)) is Opened.NEW
    yield begun(CODES[0])
    queries.instrument.cache_clear()


def test_a_new_wave_takes_the_keys_of_its_hand_over(field: Visit) -> None:
    opening = Opening.objects.get()
    assert opening.public_key == first_link(OFFICE[0], purpose="answers").public_key
    assert opening.desk_key == first_link(DESK[0], purpose="wishes").public_key


def test_the_keys_travel_in_the_file(tmp_path: Path) -> None:
    written = handed_over(office=3, desk=2)
    write_version(tmp_path / "version.jsonl", written.header, key="secret")
    read = read_handover(tmp_path / "version.jsonl", key="secret").header
    assert read == written.header
    assert [(link.purpose, link.number) for link in read.keys] == [
        ("answers", 1), ("answers", 2), ("answers", 3), ("wishes", 1), ("wishes", 2),
    ]  # fmt: skip


def test_what_begins_or_is_sent_after_a_rotation_is_sealed_to_the_new_key(field: Visit) -> None:
    """What is open and not sent keeps the key it began with: both are needed to collect."""
    sent = begun(CODES[1])
    assert open_wave(handover=handed_over(office=2)) is Opened.MORE
    assert Interview.objects.count() == 2
    assert actions.finish(visit=sent, now=timezone.now())
    begun(CODES[2])
    assert actions.save_page(visit=field, page="wishes", form={"wish": ["Bäume"]}, went="next")
    assert [opens(code) for code in CODES] == [[1], [2], [2]]
    assert actions.finish(visit=field, now=timezone.now())
    assert [opens(code) for code in CODES] == [[2], [2], [2]]


def test_rotated_twice_a_field_that_missed_the_first_takes_the_second(field: Visit) -> None:
    assert open_wave(handover=handed_over(office=3)) is Opened.MORE
    begun(CODES[1])
    assert [opens(code) for code in CODES[:2]] == [[1], [3]]


def test_an_older_hand_over_does_not_bring_the_old_key_back(field: Visit) -> None:
    open_wave(handover=handed_over(office=2))
    with pytest.raises(StateError, match="another public key for answers.*not declared"):
        open_wave(handover=handed_over(office=1))
    assert Opening.objects.get().public_key == chain(OFFICE, "answers", 2)[1].public_key


def test_a_key_that_is_not_declared_is_refused_and_nothing_changes(field: Visit) -> None:
    before = Opening.objects.values().get()
    stranger = first_link(OFFICE[2], purpose="answers")
    known = first_link(OFFICE[0], purpose="answers")
    made = handed_over(office=3)
    for keys in ((), (stranger,), (known,)):
        with pytest.raises(StateError, match="another public key for answers.*not declared") as caught:
            open_wave(handover=with_keys(made, *keys))
        assert caught.value.expected == f"{fingerprint(known.public_key)}, or a key that it has signed"
        assert "--accept-key" in caught.value.hint
        assert "--replace" in caught.value.hint
    assert Opening.objects.values().get() == before


def test_a_key_that_is_declared_and_not_signed_is_refused(field: Visit) -> None:
    """As somebody would make it who has the key of the hand-over's HMAC, and not the wave's private key."""
    made = handed_over(office=2)
    known, new, *wishes = made.header.keys
    signed_by_another = next_link(OFFICE[1], wave=WAVE, before=known, seed_before=OFFICE[2])
    for forged in (replace(new, signature=""), signed_by_another):
        with pytest.raises(StateError, match="another public key for answers.*not signed"):
            open_wave(handover=with_keys(made, known, forged, *wishes))


def test_a_key_of_another_wave_does_not_follow(field: Visit) -> None:
    known = first_link(OFFICE[0], purpose="answers")
    theirs = next_link(OFFICE[1], wave="2026", before=known, seed_before=OFFICE[0])
    with pytest.raises(StateError, match="not signed"):
        open_wave(handover=with_keys(handed_over(office=2), known, theirs))


def test_the_desks_key_follows_in_the_same_way(field: Visit) -> None:
    made = handed_over(desk=2)
    with pytest.raises(StateError, match="another public key for wishes"):
        open_wave(handover=with_keys(made, *made.header.keys[:2]))
    assert open_wave(handover=made) is Opened.MORE
    assert Opening.objects.get().desk_key == chain(DESK, "wishes", 2)[1].public_key


def test_a_hand_over_without_a_desk_leaves_the_desk_that_is_there(field: Visit) -> None:
    made = handed_over(digest="f" * 64)
    open_wave(handover=replace(made, header=replace(made.header, desk_key="", keys=())))
    assert Opening.objects.get().desk_key == first_link(DESK[0], purpose="wishes").public_key


def test_a_wave_without_a_desk_gets_one(field: Visit) -> None:
    Opening.objects.update(desk_key="")
    open_wave(handover=handed_over(digest="f" * 64))
    assert Opening.objects.get().desk_key == first_link(DESK[0], purpose="wishes").public_key


def test_a_key_after_a_lost_one_is_taken_when_a_person_confirms_it(field: Visit) -> None:
    made = handed_over(office=2)
    known, new, *wishes = made.header.keys
    lost = with_keys(made, known, replace(new, signature=""), *wishes)
    for wrong in ("", fingerprint(known.public_key), fingerprint(new.public_key)[:-1]):
        with pytest.raises(StateError, match="not signed"):
            open_wave(handover=lost, accepted=[wrong])
    confirmed = fingerprint(new.public_key).replace(" ", "-").upper()
    assert open_wave(handover=lost, accepted=[confirmed]) is Opened.MORE
    begun(CODES[1])
    assert opens(CODES[1]) == [2]


def test_the_command_says_the_fingerprint_and_takes_a_confirmed_one(field: Visit, tmp_path: Path) -> None:
    made = handed_over(office=2)
    known, new, *wishes = made.header.keys
    file, out = tmp_path / "version.jsonl", StringIO()
    header = replace(made.header, keys=(known, replace(new, signature=""), *wishes))
    write_handover(file, replace(made, header=header), key=settings.DEPLOYMENT.keys["handover"])
    with pytest.raises(StateError, match="not signed"):
        call_command("open_field", str(file))
    call_command("open_field", str(file), "--accept-key", fingerprint(new.public_key), stdout=out)
    assert out.getvalue().splitlines() == [
        "Wave 2020: was open with the same questionnaire.",
        f"Answers are sealed to the key {fingerprint(new.public_key)}.",
    ]


def test_the_interview_service_loads_nothing_that_knows_a_private_key() -> None:
    """Read from the process of the service: everything that it serves and its command are imported."""
    code = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns\n"
        "import querschnitt.site.asgi, querschnitt.apps.interview.management.commands.open_field\n"
        "print('\\n'.join(sys.modules))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "querschnitt.site.settings.interview"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert {"querschnitt.apps.interview.sealing", "querschnitt.core.succession"} <= loaded
    secret = ("shamir_mnemonic", "querschnitt.apps.accounts.keyfile", "querschnitt.apps.survey.share")
    keys = {f"querschnitt.apps.survey.{name}" for name in ("actions.keys", "queries.keys", "officekey")}
    assert not {name for name in loaded if name.startswith(secret) or name in keys}
