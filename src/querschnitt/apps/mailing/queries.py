"""Read the keys of this office and the ones it trusts, what was opened, and a letter list as lines of letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from querschnitt.apps.accounts.keyfile import KeyFile, key_path, read_key
from querschnitt.apps.mailing.models import OpenedMailing, Sender
from querschnitt.core.errors import StateError
from querschnitt.core.mailing import PURPOSE, Cover, Mailing
from querschnitt.core.succession import fingerprint

ALIAS = "office"
GROUP = 4


def own_keys() -> tuple[KeyFile, ...]:
    """Return the keys of this office, the latest first. Those before it still open what was sealed to them.

    Raises
    ------
    StateError, InputError : if the file of one may be read by others, or is damaged.
    """
    found: list[KeyFile] = []
    while (path := key_path("", PURPOSE, len(found) + 1)).is_file():
        found.append(read_key(path))
    return tuple(reversed(found))


def own_key(public_key: str) -> KeyFile | None:
    """Return the key of this office with this public half, or None."""
    return next((key for key in own_keys() if key.link.public_key == public_key), None)


def senders() -> tuple[Sender, ...]:
    """Return the accepted keys of the statistics office, the latest first."""
    return tuple(Sender.objects.using(ALIAS).all())


def sender() -> bytes:
    """Return the public key of the statistics office that counts: the one accepted last.

    Raises
    ------
    StateError : if none was accepted yet.
    """
    known = senders()
    if not known:
        raise StateError(
            "The statistics office's key has not been accepted here yet", where="mailing",
            hint="Run: querschnitt mailing_key accept statistics-office.pub --fingerprint ...",
        )  # fmt: skip
    return bytes.fromhex(known[0].verify_key)


@dataclass(frozen=True)
class Before:
    """What was opened here of a wave before a file is opened.

    Attributes
    ----------
    same : when this very file was opened, the latest time
    newer : when the latest file that was opened and is newer than this one was made
    other : when another file, older than this one, was opened
    """

    same: datetime | None = None
    newer: datetime | None = None
    other: datetime | None = None

    @property
    def is_another(self) -> bool:
        """Whether people of this wave may have had a letter from another file."""
        return self.newer is not None or self.other is not None


def opened_before(cover: Cover, *, sha256: str) -> Before:
    """Return what was opened here of the same wave, so that nobody gets two letters by mistake."""
    rows = list(OpenedMailing.objects.using(ALIAS).filter(wave=cover.wave).order_by("opened_at"))
    others = [row for row in rows if row.sha256 != sha256]
    return Before(
        same=max((row.opened_at for row in rows if row.sha256 == sha256), default=None),
        newer=max((row.made_at for row in others if row.made_at > cover.moment), default=None),
        other=max((row.opened_at for row in others if row.made_at <= cover.moment), default=None),
    )


def opened() -> Sequence[OpenedMailing]:
    """Return what was opened here, the latest first."""
    return list(OpenedMailing.objects.using(ALIAS).all())


HEAD = ("Name", "Straße und Hausnummer", "PLZ und Ort", "Zugangscode", "Link")
"""Of the list that a German word processor merges into letters, whatever language its clerk reads."""


def lines_of(mailing: Mailing) -> list[list[str]]:
    """Return the lines of each letter under the words of `HEAD`."""
    return [
        [
            letter.name,
            f"{letter.street} {letter.house_number}".strip(),
            f"{letter.postcode} {mailing.place}",
            " ".join(letter.code[start : start + GROUP] for start in range(0, len(letter.code), GROUP)),
            mailing.link(letter),
        ]
        for letter in mailing.letters
    ]


def fingerprint_of(key: KeyFile) -> str:
    """Return what a person compares of a key of this office."""
    return fingerprint(key.link.public_key)
