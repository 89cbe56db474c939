"""Make the letter list of a wave for the office that mails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.accounts.actions import system_actor
from querschnitt.apps.arguments import address
from querschnitt.apps.fieldwork.actions import accept_mailing_key, hand_over_letters
from querschnitt.apps.fieldwork.models import MailingKey
from querschnitt.apps.fieldwork.queries import CITY, mailing_state
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.officekey import verify_key
from querschnitt.apps.survey.queries import wave
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import fingerprint


class Command(BaseCommand):
    help = (
        "Make the letter list of a wave for the office that mails: names, addresses and access codes, encrypted for "
        "its key and signed. Access codes that are there stay, missing ones are made. The key is given once, with the "
        "fingerprint that the other office has told by telephone; afterwards the last accepted key is taken.\n\n"
        "Example: querschnitt hand_over_letters 2020 --key letters-key.json --fingerprint '1a2b 3c4d 5e6f 7a8b 9c0d'\n"
        "Example: querschnitt hand_over_letters 2020 --address https://survey.example.org --into letters-2020.sealed"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")
        parser.add_argument(
            "--key", type=Path, metavar="FILE", help="file with the public key of the office that mails"
        )
        parser.add_argument("--fingerprint", help="of that key, as the other office has told it; goes with --key")
        parser.add_argument(
            "--address", type=address, help="address of the interview (default: as in the last letters of the wave)"
        )
        parser.add_argument("--place", help=f"town, after the postcode (default: as the last time, or {CITY})")
        parser.add_argument(
            "--into", type=Path, metavar="FILE", help="where to write it (default: letters-WAVE.sealed)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = wave(options["wave"])
        state = mailing_state(found)
        into: Path = options["into"] or Path(f"letters-{found.slug}.sealed")
        where = options["address"] or state.fixed_address or state.address
        if not where:
            raise InputError("No letter of this wave names an address yet", where="--address", hint="Give it.")
        made = hand_over_letters(
            wave=found, recipient=_key(found, options), address=where, place=options["place"] or state.place,
            by=system_actor(),
        )  # fmt: skip
        into.write_bytes(made.content)
        self.stdout.write(
            f"Wave {found.slug}: {made.record.letters:,} letters for the key {made.record.recipient}, in {into}."
        )
        self.stdout.write(f"Check sum (SHA-256): {made.record.sha256}")
        own = (verify_key() or b"").hex()
        self.stdout.write(f"Signed with the key {fingerprint(own)}. Its public half: {own}")


def _key(found: Wave, options: dict[str, Any]) -> MailingKey:
    file: Path | None = options["key"]
    if (file is None) != (options["fingerprint"] is None):
        raise InputError("--key and --fingerprint go together", where="hand_over_letters")
    if file is not None:
        return accept_mailing_key(content=file.read_bytes(), told=options["fingerprint"], by=system_actor())
    keys = mailing_state(found).keys
    if not keys:
        raise StateError(
            "No key of an office that mails has been accepted yet", where=f"wave {found.slug}",
            hint="Give its file with --key, and the fingerprint that was told with --fingerprint.",
        )  # fmt: skip
    return keys[0]
