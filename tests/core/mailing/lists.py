"""A small letter list, and the keys of two offices that mail and of two that draw."""

from __future__ import annotations

from querschnitt.core.mailing import MailedLetter, Mailing, write_mailing
from querschnitt.core.release import public_key
from querschnitt.core.succession import first_link

SEED, OTHER_SEED = bytes(range(32)), bytes(range(1, 33))
SIGNING_KEY, OTHER_SIGNING_KEY = bytes([7] * 32), bytes([8] * 32)
VERIFY_KEY, OTHER_VERIFY_KEY = public_key(SIGNING_KEY), public_key(OTHER_SIGNING_KEY)
RECIPIENT = first_link(SEED, purpose="letters").public_key
OTHER_RECIPIENT = first_link(OTHER_SEED, purpose="letters").public_key

# In the order of a file: by postcode, street, the number as a number, name.
LETTERS = (
    MailedLetter("04103", "Am Beispiel", "2", "Birne Muster", "0123456789ABCDE4"),
    MailedLetter("04103", "Am Beispiel", "10 a", "Apfel Muster", "1123456789ABCDEF"),
    MailedLetter("04103", "Am Beispiel", "10 a", "Quitte Müstér", "2123456789ABCDEG"),
    MailedLetter("04109", "am anfang", "", "Şeftali Örnek", "3123456789ABCDEH"),
)
MAILING = Mailing("2020", "2020-10-01T09:00:00+02:00", "https://survey.example.org", "Leipzig", LETTERS)


def written(mailing: Mailing = MAILING, *, recipient: str = RECIPIENT, signing_key: bytes = SIGNING_KEY) -> bytes:
    return write_mailing(mailing, recipient=recipient, signing_key=signing_key)
