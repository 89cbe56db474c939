"""Hand the letters over to the office that mails them: names and codes in one signed file that only it can open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.fieldwork.actions.field import make_codes, open_envelope
from querschnitt.apps.fieldwork.models import MailingHandOver, MailingKey
from querschnitt.apps.fieldwork.queries import letters_to_mail, printed_address
from querschnitt.apps.register.models import Sample
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.officekey import signing_key
from querschnitt.core.errors import StateError
from querschnitt.core.mailing import Mailing, MailingError, Refusal, read_recipient, write_mailing
from querschnitt.core.succession import fingerprint, is_fingerprint_of

ALIAS = "statistics"


@dataclass(frozen=True)
class HandedOver:
    """The file for the office that mails, and what stays of it here."""

    content: bytes
    record: MailingHandOver


@transaction.atomic(using=ALIAS)
def accept_mailing_key(*, content: bytes, told: str, by: str) -> MailingKey:
    """Accept the public key of the office that mails, if its fingerprint is the one that was told on another way.

    Safe to repeat. ``content`` : the file; ``told`` : the fingerprint, however it is grouped.

    Raises
    ------
    MailingError : if the file is no such key, or the fingerprint is that of another one.
    """
    public_key = read_recipient(content)
    if not is_fingerprint_of(told, public_key):
        raise MailingError(
            Refusal.OTHER_FINGERPRINT, "The fingerprint is not the one of this file", expected=fingerprint(public_key),
            got=told, hint="Ask once more by telephone. If it stays so, the file was exchanged: do not use it.",
        )  # fmt: skip
    known, is_new = MailingKey.objects.using(ALIAS).get_or_create(public_key=public_key, defaults={"accepted_by": by})
    if is_new:
        log_activity(alias=ALIAS, verb="accepted mailing key", subject=fingerprint(public_key), figures={}, actor=by)
    return known


def hand_over_letters(*, wave: Wave, recipient: MailingKey, address: str, place: str, by: str) -> HandedOver:
    """Make the letter list of a wave for the office that mails, and record that it was made.

    Codes that are there stay; missing ones are made. The list itself is kept nowhere.

    Raises
    ------
    StateError : if there is no sample, the field has ended, it is open with letters that name another address, or
        names are not here any more.
    InputError : if an address in the register is none.
    """
    _check(wave, address)
    make_codes(wave=wave)
    made_at = timezone.localtime().replace(microsecond=0)
    letters = letters_to_mail(wave, open_envelope=open_envelope)
    mailing = Mailing(wave.slug, made_at.isoformat(), address, place, letters)
    content = write_mailing(mailing, recipient=recipient.public_key, signing_key=signing_key())
    figures = {"letters": len(letters), "key": fingerprint(recipient.public_key)}
    with transaction.atomic(using=ALIAS):
        record = MailingHandOver.objects.using(ALIAS).create(
            wave=wave, recipient=recipient, letters=len(letters), address=address, place=place,
            sha256=hashlib.sha256(content).hexdigest(), made_at=made_at, made_by=by,
        )  # fmt: skip
        log_activity(alias=ALIAS, verb="handed over letters", subject=wave.slug, figures=figures, actor=by)
    return HandedOver(content, record)


def _check(wave: Wave, address: str) -> None:
    if not Sample.objects.using(ALIAS).filter(wave=wave.slug).exists():
        raise StateError("The wave has no sample yet", where=f"wave {wave.slug}", hint="Run: querschnitt draw_sample")
    if wave.closed_at is not None:
        raise StateError("The field of this wave has ended; no letter goes out any more", where=f"wave {wave.slug}")
    out = printed_address(wave)
    if wave.opened_at is not None and out not in ("", address):
        raise StateError(
            "The letters of this wave are out with another address", where=f"wave {wave.slug}", expected=out,
            got=address, hint="Take that one: people type it from their letters.",
        )  # fmt: skip
