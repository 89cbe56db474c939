"""Make the key of the office that mails letters, accept the one of the statistics office, and open letter lists."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone
from nacl.utils import random

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.accounts.keyfile import Ask, KeyFile, Protection, read_key, unlock, write_key
from querschnitt.apps.mailing import queries
from querschnitt.apps.mailing.models import OpenedMailing, Sender
from querschnitt.core.errors import StateError
from querschnitt.core.mailing import PURPOSE, Mailing, MailingError, Refusal, SealedMailing, open_mailing, read_mailing
from querschnitt.core.release import parse_public_key
from querschnitt.core.succession import SEED_LENGTH, fingerprint, first_link, is_fingerprint_of

ALIAS = "office"


def make_key(*, protection: Protection, by: str) -> KeyFile:
    """Make a key of this office, the first or one that follows. Keys that are there stay: older files need them.

    Raises
    ------
    InputError : if the passphrase is none.
    StateError : if it has none, or somebody else makes one at the same moment.
    """
    if not protection.passphrase:
        raise StateError("The key that opens letter lists needs a passphrase", where="mailing")
    seed = random(SEED_LENGTH)
    link = first_link(seed, purpose=PURPOSE, number=len(queries.own_keys()) + 1)
    made_at = timezone.now().replace(microsecond=0).isoformat()
    subject, figures = fingerprint(link.public_key), {"number": link.number}
    with transaction.atomic(using=ALIAS):
        log_activity(alias=ALIAS, verb="made mailing key", subject=subject, figures=figures, actor=by)
        return read_key(write_key(seed, wave="", link=link, made_at=made_at, protection=protection))


@transaction.atomic(using=ALIAS)
def accept_sender(*, content: bytes, told: str, by: str) -> Sender:
    """Accept the public key of the statistics office, if its fingerprint is the one that was told on another way.

    Safe to repeat. From then on the files that this key has signed are opened, and no others.

    Raises
    ------
    InputError : if the file is no public key.
    MailingError : if the fingerprint is that of another key.
    """
    key = parse_public_key(content, where="the public key").hex()
    if not is_fingerprint_of(told, key):
        raise MailingError(
            Refusal.OTHER_FINGERPRINT, "The fingerprint is not the one of this file", expected=fingerprint(key),
            got=told, hint="Ask once more by telephone. If it stays so, the file was exchanged: do not use it.",
        )  # fmt: skip
    known = next(iter(queries.senders()), None)
    if known is not None and known.verify_key == key:
        return known
    log_activity(alias=ALIAS, verb="accepted sender", subject=fingerprint(key), figures={}, actor=by)
    return Sender.objects.using(ALIAS).create(verify_key=key, accepted_by=by)


def look_at(data: bytes) -> SealedMailing:
    """Check a file as far as it goes without a passphrase: whole, from the statistics office, for a key that is here.

    Raises
    ------
    MailingError : if it is not.
    StateError : if the statistics office's key was not accepted yet, or there is no key here.
    """
    sealed = read_mailing(data, verify_key=queries.sender())
    _key_for(sealed)
    return sealed


def open_letters(data: bytes, *, ask: Ask, by: str) -> Mailing:
    """Open a letter list and record that it was opened. What is in it is kept nowhere.

    Raises
    ------
    MailingError : if the file is not what it should be.
    WrongPassphraseError : if the passphrase does not open the key.
    StateError : if a key is missing.
    """
    sealed = look_at(data)
    mailing = open_mailing(sealed, seed=unlock(_key_for(sealed), ask=ask))
    digest = digest_of(data)
    with transaction.atomic(using=ALIAS):
        OpenedMailing.objects.using(ALIAS).create(
            sha256=digest, wave=mailing.wave, letters=len(mailing.letters), made_at=sealed.cover.moment, opened_by=by
        )
        figures = {"letters": len(mailing.letters), "sha256": digest}
        log_activity(alias=ALIAS, verb="opened letters", subject=mailing.wave, figures=figures, actor=by)
    return mailing


def digest_of(data: bytes) -> str:
    """Return the check sum of a file as the statistics office shows it; a line end that was added does not matter."""
    return hashlib.sha256(data.rstrip(b"\r\n")).hexdigest()


def _key_for(sealed: SealedMailing) -> KeyFile:
    own = queries.own_key(sealed.cover.recipient)
    if own is not None:
        return own
    known = queries.own_keys()
    if not known:
        raise StateError("This office has no key yet", where="mailing", hint="Run: querschnitt mailing_key make")
    raise MailingError(
        Refusal.OTHER_RECIPIENT, "The file is sealed to a key that this office does not have",
        expected=", ".join(map(queries.fingerprint_of, known)), got=fingerprint(sealed.cover.recipient),
        hint="Send the statistics office the public key that you have.",
    )  # fmt: skip
