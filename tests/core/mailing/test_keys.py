"""The public key of an office that mails letters, as a file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from querschnitt.core.mailing import MailingError, Refusal, read_recipient, write_recipient
from querschnitt.core.succession import fingerprint
from tests.core.mailing.lists import OTHER_RECIPIENT, RECIPIENT


def refusal_of(content: bytes) -> Refusal:
    with pytest.raises(MailingError) as caught:
        read_recipient(content)
    return caught.value.refusal


def test_the_file_can_be_read_by_a_person_too() -> None:
    data = write_recipient(RECIPIENT)
    assert read_recipient(data) == RECIPIENT
    assert fingerprint(RECIPIENT) in data.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "querschnitt-release"},
        {"version": 2},
        {"public_key": OTHER_RECIPIENT},
        {"public_key": RECIPIENT.upper()},
        {"public_key": 7},
        {"fingerprint": ""},
        {"public_key": "00" * 32, "fingerprint": fingerprint("00" * 32)},
    ],
    ids=range(7),
)
def test_what_is_not_one_is_refused(changes: dict[str, Any]) -> None:
    assert refusal_of(json.dumps(json.loads(write_recipient(RECIPIENT)) | changes).encode()) is Refusal.NOT_A_KEY


@pytest.mark.parametrize("content", [b"", b"ab" * 32, b"[]", b" " * 5000, b"[" * 4000, b"\xff"])
def test_neither_is_anything_else(content: bytes) -> None:
    assert refusal_of(content) is Refusal.NOT_A_KEY


def test_a_private_key_that_was_sent_is_called_one() -> None:
    assert refusal_of(b'{"format":"querschnitt-key","version":1,"seed":"00"}') is Refusal.PRIVATE_KEY
