"""An office that mails letters: its key under a passphrase that is cheap to try, and the sender that it knows."""

from __future__ import annotations

from dataclasses import replace

from querschnitt.apps.accounts.keyfile import Cost, KeyFile, Protection
from querschnitt.apps.mailing.actions import accept_sender, make_key
from querschnitt.core.mailing import MailedLetter, Mailing, write_mailing
from querschnitt.core.release import public_key
from querschnitt.core.succession import fingerprint

PASSPHRASE = "fünf Wörter die niemand sagt"
CHEAP = Protection(PASSPHRASE, cost=Cost(operations=1, memory=8 * 1024**2))
SIGNING_KEY, OTHER_SIGNING_KEY = bytes([7] * 32), bytes([8] * 32)
VERIFY_KEY = public_key(SIGNING_KEY)
LETTERS = (
    MailedLetter("04103", "Am Beispiel", "10-12", "Quitte Müstér", "0123456789ABCDE4"),
    MailedLetter("04109", "Am Beispiel", "", "=1+1 Müstérkind", "1123456789012345"),
)
MAILING = Mailing("2020", "2020-10-01T09:00:00+02:00", "https://survey.example.org", "Leipzig", LETTERS)


def key(protection: Protection = CHEAP) -> KeyFile:
    return make_key(protection=protection, by="clerk")


def knows_the_sender(verify_key: bytes = VERIFY_KEY) -> None:
    accept_sender(content=verify_key.hex().encode(), told=fingerprint(verify_key.hex()), by="clerk")


def written(recipient: KeyFile, *, made_at: str = MAILING.made_at, signing_key: bytes = SIGNING_KEY) -> bytes:
    return write_mailing(
        replace(MAILING, made_at=made_at), recipient=recipient.link.public_key, signing_key=signing_key
    )
