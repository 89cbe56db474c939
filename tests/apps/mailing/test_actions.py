"""The office that mails: one key under a passphrase, one sender that it knows, and nothing of a list that stays."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

from querschnitt.apps.accounts.keyfile import UNPROTECTED, Protection, WrongPassphraseError, read_key
from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.mailing import queries
from querschnitt.apps.mailing.actions import accept_sender, look_at, make_key, open_letters
from querschnitt.apps.mailing.models import OpenedMailing, Sender
from querschnitt.core.errors import InputError, QuerschnittError, StateError
from querschnitt.core.mailing import MailingError, Refusal
from querschnitt.core.release import public_key
from querschnitt.core.succession import fingerprint
from tests.apps.mailing.office import (
    LETTERS,
    MAILING,
    OTHER_SIGNING_KEY,
    PASSPHRASE,
    VERIFY_KEY,
    key,
    knows_the_sender,
    written,
)

pytestmark = pytest.mark.django_db(databases=["office"])


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR, settings.HALL_DATABASE = tmp_path / "var", "office"
    return settings.VAR


def known(_file: Path) -> list[str]:
    return [PASSPHRASE]


def test_a_key_is_a_file_of_its_owner_alone_and_only_under_a_passphrase(var: Path) -> None:
    made = key()
    assert made.path == var / "keys" / "letters.key"
    assert (made.path.stat().st_mode & 0o777, made.path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert read_key(made.path).is_protected
    with pytest.raises(StateError, match="needs a passphrase"):
        make_key(protection=UNPROTECTED, by="clerk")
    with pytest.raises(InputError, match="too short"):
        make_key(protection=Protection("short"), by="clerk")
    assert [entry.subject for entry in Activity.objects.using("office").all()] == [fingerprint(made.link.public_key)]


def test_a_new_key_leaves_the_old_one_where_older_files_find_it() -> None:
    knows_the_sender()
    old, new = key(), key()
    assert [one.link.number for one in queries.own_keys()] == [2, 1]
    for each in (old, new):
        assert open_letters(written(each), ask=known, by="clerk") == MAILING


def test_a_list_is_opened_and_only_its_size_stays(var: Path) -> None:
    own = key()
    knows_the_sender()
    data = written(own)
    assert open_letters(data, ask=known, by="clerk").letters == LETTERS
    row = OpenedMailing.objects.get()
    assert (row.sha256, row.wave, row.letters) == (hashlib.sha256(data).hexdigest(), "2020", 2)
    assert (row.opened_by, row.made_at.isoformat()) == ("clerk", "2020-10-01T07:00:00+00:00")
    kept = b"".join(file.read_bytes() for file in var.rglob("*") if file.is_file())
    with connections["office"].cursor() as cursor:
        for table in connections["office"].introspection.table_names(cursor):
            if table.startswith(("mailing_", "accounts_activity", "django_session")):
                cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
                kept += json.dumps(cursor.fetchall()).encode()
    assert row.sha256.encode() in kept
    for letter in LETTERS:
        for text in (letter.name, letter.street, letter.code):
            assert text.encode() not in kept
            assert json.dumps(text)[1:-1].encode() not in kept


def test_what_is_opened_is_only_added(as_role: Any) -> None:
    with as_role("office", "office") as role:
        for table in ("mailing_openedmailing", "mailing_sender"):
            role.execute(f"SELECT * FROM {table}")
            for change in (f"UPDATE {table} SET id = 7", f"DELETE FROM {table}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    role.execute(change)


@pytest.mark.parametrize("step", [look_at, lambda data: open_letters(data, ask=known, by="clerk")])
def test_without_both_keys_nothing_is_opened(step: Any) -> None:
    own = key()
    with pytest.raises(StateError, match="has not been accepted"):
        step(written(own))
    knows_the_sender()
    own.path.unlink()
    with pytest.raises(StateError, match="no key yet"):
        step(written(own))
    key()
    with pytest.raises(MailingError) as caught:
        step(written(own))
    assert caught.value.refusal is Refusal.OTHER_RECIPIENT
    assert not OpenedMailing.objects.exists()


def test_a_wrong_passphrase_opens_nothing_and_leaves_no_trace() -> None:
    own = key()
    knows_the_sender()
    with pytest.raises(WrongPassphraseError, match="does not open") as caught:
        open_letters(written(own), ask=lambda _: ["five other words for you"], by="clerk")
    assert "make a new one" in caught.value.hint
    assert not OpenedMailing.objects.exists()


def test_only_the_last_sender_counts() -> None:
    own = key()
    knows_the_sender()
    knows_the_sender(public_key(OTHER_SIGNING_KEY))
    with pytest.raises(MailingError) as caught:
        look_at(written(own))
    assert caught.value.refusal is Refusal.OTHER_SENDER
    knows_the_sender()
    knows_the_sender()
    assert look_at(written(own)).cover.letters == 2
    assert Sender.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "told"), [(b"no key", fingerprint(VERIFY_KEY.hex())), (VERIFY_KEY, fingerprint("00" * 32)), (b"", "")]
)
def test_a_sender_is_accepted_with_its_fingerprint_alone(content: bytes, told: str) -> None:
    with pytest.raises(QuerschnittError):
        accept_sender(content=content, told=told, by="clerk")
    assert not Sender.objects.exists()


def test_it_is_known_what_was_opened_before() -> None:
    own = key()
    knows_the_sender()
    first, later = written(own), written(own, made_at="2020-10-02T09:00:00+02:00")
    open_letters(first, ask=known, by="clerk")

    def before(data: bytes) -> tuple[bool, bool, bool]:
        found = queries.opened_before(look_at(data).cover, sha256=hashlib.sha256(data).hexdigest())
        assert found.is_another == (found.newer is not None or found.other is not None)
        return found.same is not None, found.newer is not None, found.other is not None

    assert before(first) == (True, False, False)
    assert before(later) == (False, False, True)
    open_letters(later, ask=known, by="clerk")
    assert before(first) == (True, True, False)
    assert before(later) == (True, False, True)
    assert before(written(own, made_at="2020-09-30T09:00:00+02:00")) == (False, True, False)


def test_the_lines_are_those_of_a_letter() -> None:
    assert queries.lines_of(MAILING)[0] == [
        "Quitte Müstér", "Am Beispiel 10-12", "04103 Leipzig", "0123 4567 89AB CDE4",
        "https://survey.example.org/c/0123456789ABCDE4",
    ]  # fmt: skip
    assert queries.lines_of(MAILING)[1][1] == "Am Beispiel"
