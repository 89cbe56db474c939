"""Make the key of the office that mails letters, and accept the one of the statistics office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.accounts import passphrases
from querschnitt.apps.accounts.actions import system_actor
from querschnitt.apps.mailing import queries
from querschnitt.apps.mailing.actions import accept_sender, make_key
from querschnitt.core.errors import StateError
from querschnitt.core.mailing import write_recipient


class Command(BaseCommand):
    help = (
        "Make and show the key for which letter lists are closed, and accept the key of the statistics office, by "
        "which they are known. The private half lies in the folder keys, under a passphrase.\n\n"
        "Example: querschnitt mailing_key make\n"
        "Example: querschnitt mailing_key list\n"
        "Example: querschnitt mailing_key accept statistics-office.pub --fingerprint '1a2b 3c4d 5e6f 7a8b 9c0d'"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="does", required=True, metavar="make|list|accept")
        make = does.add_parser("make", help="make the key, and write its public half into a file to be sent")
        make.add_argument("--again", action="store_true", help="make a new one beside the one that is there")
        make.add_argument(
            "--into", type=Path, default=Path("letters-key.json"), metavar="FILE",
            help="where the public half goes (default: letters-key.json)",
        )  # fmt: skip
        make.add_argument(
            "--passphrase-file", type=Path, metavar="FILE",
            help="file whose first line is to be the passphrase, instead of a question at the terminal",
        )  # fmt: skip
        does.add_parser("list", help="show fingerprints: of the keys of this office, and of the statistics office's")
        accept = does.add_parser("accept", help="accept the public key of the statistics office")
        accept.add_argument("file", type=Path, metavar="FILE", help="statistics-office.pub")
        accept.add_argument("--fingerprint", required=True, help="as the statistics office has told it by telephone")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["does"] == "make":
            self._make(options)
        elif options["does"] == "accept":
            accept_sender(content=options["file"].read_bytes(), told=options["fingerprint"], by=system_actor())
        self._list()

    def _make(self, options: dict[str, Any]) -> None:
        known = queries.own_keys()
        if known and not options["again"]:
            raise StateError(
                "This office has a key already", where=str(known[0].path), hint="To make one that follows: --again",
            )  # fmt: skip
        protection = passphrases.protecting(options["passphrase_file"], unprotected=False, option="--passphrase-file")
        key = make_key(protection=protection, by=system_actor())
        options["into"].write_bytes(write_recipient(key.link.public_key))
        self.stdout.write(f"Send {options['into']} to the statistics office, and read the fingerprint out to it.")

    def _list(self) -> None:
        for place, key in enumerate(queries.own_keys()):
            state = "replaced, still opens older files" if place else "in use"
            self.stdout.write(f"Key of this office: {queries.fingerprint_of(key)}; {state}; {key.path}")
        for sender in queries.senders()[:1]:
            self.stdout.write(f"Key of the statistics office: {sender}; accepted by {sender.accepted_by}")
