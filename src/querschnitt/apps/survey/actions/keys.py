"""Make the keys of a wave, let one follow another, split the one of the answers among three holders, and recover it.

The public half of a key is a row, signed by the key before it; the private half is a file. What was done stands in the
activity log, with fingerprints and without secrets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from nacl.utils import random

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.accounts.keyfile import (
    UNPROTECTED,
    Ask,
    Protection,
    key_path,
    replace_protection,
    unlock,
    write_key,
)
from querschnitt.apps.survey.models import Wave, WaveKey
from querschnitt.apps.survey.queries.keys import current_key, read_private
from querschnitt.apps.survey.shares import Share, join, number_of, split_seed
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import SEED_LENGTH, Link, Purpose, fingerprint, first_link, next_link

ALIAS = "statistics"


def make_keys(
    *, wave: Wave, purposes: Iterable[Purpose] = tuple(Purpose), protection: Protection = UNPROTECTED
) -> tuple[WaveKey, ...]:
    """Make the keys that a wave does not have yet, and return those. Keys that are there stay.

    Raises
    ------
    StateError : if the file of another private key lies where one would be written.
    """
    made = []
    for purpose in purposes:
        seed = random(SEED_LENGTH)
        with _alone(wave):
            if not WaveKey.objects.using(ALIAS).filter(wave=wave, purpose=purpose).exists():
                link = first_link(seed, purpose=purpose)
                made.append(_keep(wave, link, seed, protection=protection, verb="made key"))
    return tuple(made)


def rotate_key(*, wave: Wave, purpose: Purpose, protection: Protection, ask: Ask) -> WaveKey:
    """Let a new key follow the present one, which signs it. The old private key stays: what was sealed to it needs it.

    Raises
    ------
    StateError : if the present private key is not here, so that it cannot sign, or is not the present one any more.
    InputError : if it cannot be opened.
    """
    before = current_key(wave, purpose)
    seed = random(SEED_LENGTH)
    link = next_link(seed, wave=wave.slug, before=before.link, seed_before=unlock(read_private(before), ask=ask))
    with _alone(wave):
        if current_key(wave, purpose) != before:
            raise StateError("Another key has followed meanwhile", where=str(before), hint="See: querschnitt keys list")
        return _keep(wave, link, seed, protection=protection, verb="rotated key")


def replace_lost_key(*, wave: Wave, purpose: Purpose, protection: Protection) -> WaveKey:
    """Let a new key follow one that is lost, and so cannot sign: a person must confirm its fingerprint in the field.

    Raises
    ------
    StateError : if the private key lies here, so that it is not lost.
    """
    seed = random(SEED_LENGTH)
    with _alone(wave):
        before = current_key(wave, purpose)
        file = key_path(wave.slug, purpose, before.number)
        if file.exists():
            raise StateError(
                "The private key is not lost: it lies here", where=str(file),
                hint="Leave out --lost, so that it can sign.",
            )  # fmt: skip
        link = first_link(seed, purpose=purpose, number=before.number + 1)
        return _keep(wave, link, seed, protection=protection, verb="replaced lost key")


def protect_key(*, key: WaveKey, protection: Protection, ask: Ask) -> Path:
    """Write a private key anew under another passphrase, or under none. Returns its file."""
    file = read_private(key)
    replace_protection(file, unlock(file, ask=ask), protection=protection)
    _log("protected key" if protection.passphrase else "unprotected key", key)
    return file.path


def split_key(*, key: WaveKey, ask: Ask) -> tuple[str, ...]:
    """Return three shares of a private key, each 33 words; any two give it back, which has been tried.

    Raises
    ------
    StateError : if the private key is not here.
    InputError : if it cannot be opened.
    """
    shares = split_seed(unlock(read_private(key), ask=ask))
    with transaction.atomic(using=ALIAS):
        WaveKey.objects.using(ALIAS).filter(pk=key.pk).update(split_at=timezone.now())
        _log("split key", key)
    return shares


def key_of_shares(*, wave: Wave, shares: Sequence[Share]) -> WaveKey:
    """Return the key of a wave that shares give, without a trace.

    Raises
    ------
    InputError : if the shares do not belong together, or are not of this wave.
    """
    return _key_of(wave, join(shares), shares)


def recover_key(*, wave: Wave, shares: Sequence[Share], protection: Protection) -> Path:
    """Write a private key of a wave from two of its shares. Returns its file.

    Raises
    ------
    InputError : if the shares do not belong together, or are not of this wave.
    StateError : if the private key is here already.
    """
    seed = join(shares)
    key = _key_of(wave, seed, shares)
    if key_path(wave.slug, key.purpose, key.number).exists():
        raise StateError(
            "The private key is here already; nothing is written", where=str(read_private(key).path),
            hint="To see whether the shares are right, give --trial.",
        )  # fmt: skip
    file = write_key(seed, wave=wave.slug, link=key.link, made_at=key.made_at.isoformat(), protection=protection)
    _log("recovered key", key, shares=sorted(map(number_of, shares)))
    return file


def try_shares(*, wave: Wave, shares: Sequence[Share]) -> WaveKey:
    """Return the key of a wave that shares give, and note that they were tried."""
    key = key_of_shares(wave=wave, shares=shares)
    _log("tried shares", key, shares=sorted(map(number_of, shares)))
    return key


def delete_private_key(*, key: WaveKey) -> Path:
    """Delete the file of a private key that has been split. From then on two of its holders are needed.

    Raises
    ------
    StateError : if it was not split, so that nobody could open anything any more.
    """
    file = read_private(key)
    if key.split_at is None:
        raise StateError(
            "This key has not been split; without its file nobody could open anything", where=str(file.path),
            hint=f"Split it first: querschnitt keys split {key.wave_id}",
        )  # fmt: skip
    _log("deleted private key", key)
    file.path.unlink()
    return file.path


@contextmanager
def _alone(wave: Wave) -> Iterator[None]:
    """Let nobody else make a key of the wave at the same moment."""
    with transaction.atomic(using=ALIAS):
        Wave.objects.using(ALIAS).select_for_update().get(pk=wave.pk)
        yield


def _keep(wave: Wave, link: Link, seed: bytes, *, protection: Protection, verb: str) -> WaveKey:
    """Write both halves of a new key: no row without its file. A file without its row stays, and is never reused."""
    now = timezone.now().replace(microsecond=0)
    row = WaveKey.objects.using(ALIAS).create(
        wave=wave, purpose=link.purpose, number=link.number, public_key=link.public_key, verify_key=link.verify_key,
        signature=link.signature, made_at=now,
    )  # fmt: skip
    if link.purpose == Purpose.ANSWERS:
        wave.public_key = link.public_key
        wave.save(using=ALIAS, update_fields=["public_key"])
    _log(verb, row, protected=bool(protection.passphrase))
    write_key(seed, wave=wave.slug, link=link, made_at=now.isoformat(), protection=protection)
    return row


def _key_of(wave: Wave, seed: bytes, shares: Sequence[Share]) -> WaveKey:
    found = first_link(seed, purpose=Purpose.ANSWERS).public_key
    key = WaveKey.objects.using(ALIAS).filter(public_key=found).select_related("wave").first()
    if key is not None and key.wave_id == wave.slug:
        return key
    own = ", ".join(fingerprint(public_key) for public_key in _public_keys(wave)) or "no key yet"
    raise InputError(
        "The shares give the key of another wave" if key else "The shares give a key that no wave here has",
        where=" and ".join(share.name for share in shares), expected=f"wave {wave.slug}: {own}",
        got=f"{key or 'unknown'}: {fingerprint(found)}", hint="The fingerprint stands on each page.",
    )  # fmt: skip


def _public_keys(wave: Wave) -> list[str]:
    keys = WaveKey.objects.using(ALIAS).filter(wave=wave).order_by("purpose", "number")
    return list(keys.values_list("public_key", flat=True))


def _log(verb: str, key: WaveKey, **figures: object) -> None:
    log_activity(
        alias=ALIAS, verb=verb, subject=str(key), figures={"fingerprint": fingerprint(key.public_key), **figures}
    )
