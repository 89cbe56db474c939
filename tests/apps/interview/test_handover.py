from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from querschnitt.apps.interview.actions import Opened, open_wave, start_interview
from querschnitt.apps.interview.handover import Handover, Version, read_handover, write_handover, write_version
from querschnitt.apps.interview.models import Access, Interview, Opening
from querschnitt.apps.interview.queries import entry
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.apps.interview.visit import Visit
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import fingerprint
from tests.apps.interview.wave import CODES, handover_of, small_instrument


def made(codes: tuple[str, ...] = CODES) -> Handover:
    return handover_of(small_instrument(), key="k", public_key=new_key_pair()[1], codes=codes)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a folder" / "2020.jsonl"
    written = made()
    digest = write_handover(file, written, key="secret")
    read = read_handover(file, key="secret")
    assert (read.header, read.entrances, read.digest) == (written.header, written.entrances, digest)


def test_the_last_line_is_the_hmac_of_all_bytes_before(tmp_path: Path) -> None:
    file = tmp_path / "2020.jsonl"
    write_handover(file, made(), key="secret")
    *body, last = file.read_bytes().splitlines(keepends=True)
    assert len(body) == 1 + len(CODES)
    assert json.loads(body[0])["count"] == len(CODES)
    expected = hmac.new(b"secret", b"".join(body), hashlib.sha256).hexdigest()
    assert json.loads(last) == {"hmac": expected}


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "other key", "absent", "unsigned"])
def test_a_damaged_hand_over_is_refused(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "2020.jsonl"
    write_handover(file, made(), key="other" if damage == "other key" else "secret")
    content = file.read_bytes()
    lines = content.splitlines(keepends=True)
    changes = {
        "cut": b"".join(lines[:2] + lines[3:]), "changed": content.replace(b"0.80", b"0.10"), "empty": b"",
        "unsigned": b"".join(lines[:-1]),
    }  # fmt: skip
    file.write_bytes(changes.get(damage, content))
    if damage == "absent":
        file.unlink()
    with pytest.raises(InputError):
        read_handover(file, key="secret")


def test_a_further_version_travels_without_codes(tmp_path: Path) -> None:
    file = tmp_path / "version.jsonl"
    header = replace(made().header, versions=(Version("0" * 64, "first"), Version("1" * 64, "text-only")))
    digest = write_version(file, header, key="secret")
    assert [json.loads(line).get("kind") for line in file.read_bytes().splitlines()] == ["version", None]
    read = read_handover(file, key="secret")
    assert (read.header, read.entrances, read.digest, read.is_version) == (header, (), digest, True)
    assert read.header.declared == "text-only"


@pytest.mark.django_db(databases=["answers"])
def test_the_command_brings_a_version_and_keeps_the_answers(tmp_path: Path, wave: str) -> None:
    visit = Visit(access=Access.objects.earliest("pk").pk, code_key="00" * 32, language="de")
    begun = entry(visit.access)
    assert begun
    start_interview(visit=visit, entry=begun)
    small = small_instrument()
    header = handover_of(replace(small, version="2"), key="k", public_key=begun.public_key).header
    file = tmp_path / "version.jsonl"
    write_version(file, header, key=settings.DEPLOYMENT.keys["handover"])
    out = StringIO()
    call_command("open_field", str(file), stdout=out)
    call_command("open_field", str(file), stdout=out)
    sealed_to = f"Answers are sealed to the key {fingerprint(begun.public_key)}."
    assert out.getvalue().splitlines() == [
        "Wave 2020: has a further version; open interviews move over to it.", sealed_to,
        "Wave 2020: was open with the same hand-over.", sealed_to,
    ]  # fmt: skip
    with pytest.raises(StateError, match="no access codes"):
        call_command("open_field", str(file), "--replace")
    assert Interview.objects.count() == 1


def visit_of(handover: Handover) -> Visit:
    return Visit(access=handover.entrances[0].code_hash, code_key="00" * 32, language="de")


@pytest.mark.django_db(databases=["answers"])
def test_a_wave_is_opened_once() -> None:
    handover = made()
    assert open_wave(handover=handover) is Opened.NEW
    opened_at = Opening.objects.get().opened_at
    assert open_wave(handover=handover) is Opened.SAME
    assert Opening.objects.get().opened_at == opened_at
    assert Access.objects.count() == len(CODES)


@pytest.mark.django_db(databases=["answers"])
def test_a_wave_made_anew_replaces_one_without_interviews() -> None:
    open_wave(handover=made())
    again = made(CODES[:2])
    other = Handover(again.header, again.entrances, "1" * 64)
    assert open_wave(handover=other) is Opened.REPLACED
    assert Access.objects.count() == 2


@pytest.mark.django_db(databases=["answers"])
def test_a_wave_with_interviews_is_replaced_only_on_demand(tmp_path: Path) -> None:
    first = made()
    open_wave(handover=first)
    visit = visit_of(first)
    begun = entry(visit.access)
    assert begun
    start_interview(visit=visit, entry=begun)
    file = tmp_path / "2020.jsonl"
    write_handover(file, made(CODES[:2]), key=settings.DEPLOYMENT.keys["handover"])
    with pytest.raises(StateError, match="another public key"):
        call_command("open_field", str(file))
    assert Interview.objects.count() == 1
    out = StringIO()
    call_command("open_field", str(file), "--replace", stdout=out)
    assert out.getvalue().splitlines()[0] == "Wave 2020: replaced, 2 access codes."
    assert Interview.objects.count() == 0
