"""Open a letter list of the statistics office."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.accounts import passphrases
from querschnitt.apps.accounts.actions import system_actor
from querschnitt.apps.mailing import queries
from querschnitt.apps.mailing.actions import digest_of, look_at, open_letters
from querschnitt.core.errors import InputError, StateError
from querschnitt.tables.address_list import list_as_csv, list_as_xlsx

WRITERS = {".xlsx": list_as_xlsx, ".csv": list_as_csv}


class Command(BaseCommand):
    help = (
        "Check a letter list of the statistics office, and open it with the key of this office into a file for a mail "
        "merge. Without --into it is only checked. The file is readable by its owner alone; delete it when the letters "
        "are out.\n\n"
        "Example: querschnitt open_letters letters-2020.sealed\n"
        "Example: querschnitt open_letters letters-2020.sealed --into letters-2020.xlsx"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="as the statistics office made it")
        parser.add_argument("--into", type=Path, metavar="FILE", help="where the list goes: .xlsx or .csv")
        parser.add_argument(
            "--beside", action="store_true",
            help="open it although another file of the same wave was opened here: no letter of that one goes out",
        )  # fmt: skip
        passphrases.add_opening(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        into: Path | None = options["into"]
        if into is not None and into.suffix not in WRITERS:
            raise InputError("No kind of list ends so", where="--into", expected=" or ".join(WRITERS), got=str(into))
        if into is not None and into.exists():
            raise InputError("A file of this name is there already", where=str(into), hint="Take another name.")
        data = options["file"].read_bytes()
        cover = look_at(data).cover
        self.stdout.write(
            f"Wave {cover.wave}: {cover.letters:,} letters, made {cover.made_at}, signed by the statistics office."
        )
        before = queries.opened_before(cover, sha256=digest_of(data))
        if before.same:
            self.stdout.write(f"This file was opened before, {before.same:%Y-%m-%d %H:%M}. Are its letters out?")
        if before.is_another and not options["beside"] and into is not None:
            raise StateError(
                "Another file of this wave was opened here: people would get two letters", where=str(options["file"]),
                hint="If no letter of the other one is out or will go out, give --beside.",
            )  # fmt: skip
        if into is not None:
            ask = passphrases.opening(options["passphrase_file"])
            mailing = open_letters(data, ask=ask, by=system_actor())
            _write_private(into, WRITERS[into.suffix](queries.HEAD, queries.lines_of(mailing)))
            self.stdout.write(f"Opened into {into}. Delete it when the letters are out.")


def _write_private(file: Path, content: bytes) -> None:
    """Write a file that nobody else may read, not even for a moment, and never over another."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
