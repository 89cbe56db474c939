"""How a command comes by passphrases: asked at the terminal, or from files; never from arguments or the environment."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.management.base import CommandParser

from querschnitt.apps.accounts.keyfile import UNPROTECTED, Ask, Protection, check_passphrase, check_private
from querschnitt.core.errors import InputError, StateError

TRIES = 3


def add_opening(parser: CommandParser) -> None:
    """Let a command take files with passphrases that open private keys."""
    parser.allow_abbrev = False  # nobody is to take --passphrase for an option
    parser.add_argument(
        "--passphrase-file", type=Path, action="append", default=[], metavar="FILE",
        help="file whose first line is the passphrase of the private key, instead of a question at the terminal; "
        "may be given again for a second key",
    )  # fmt: skip


def add_protecting(parser: CommandParser, *, option: str) -> None:
    """Let a command take the passphrase that will protect a private key, or the word that it needs none."""
    parser.allow_abbrev = False
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        option, dest="new_passphrase_file", type=Path, metavar="FILE",
        help="file whose first line is to be the passphrase, instead of a question at the terminal",
    )  # fmt: skip
    way.add_argument(
        "--unprotected", action="store_true", help="keep the private key without a passphrase, for whoever has the file"
    )


def opening(files: Sequence[Path]) -> Ask:
    """Return how passphrases are asked for: from the files, or else three times at the terminal."""

    def ask(file: Path) -> Iterator[str]:
        if files:
            yield from (read_passphrase(each) for each in files)
        elif sys.stdin.isatty():
            for _ in range(TRIES):
                yield getpass.getpass(f"Passphrase of {file.name}: ")

    return ask


def protecting(file: Path | None, *, unprotected: bool, option: str) -> Protection:
    """Return how a private key is to be kept, and ask for a passphrase, twice, if nothing was said.

    ``option`` : the one that names the file, for the way out.

    Raises
    ------
    StateError : if nothing was said and nobody can be asked.
    InputError : if the passphrase is too short, or was typed in two ways.
    """
    if unprotected:
        return UNPROTECTED
    if file is not None:
        return Protection(check_passphrase(read_passphrase(file)))
    if not sys.stdin.isatty():
        raise StateError(
            "A private key needs a passphrase", where="this command, without a terminal to ask at",
            expected=f"{option} FILE, or --unprotected",
        )  # fmt: skip
    passphrase = check_passphrase(getpass.getpass("New passphrase: "))
    if check_passphrase(getpass.getpass("The same again: ")) != passphrase:
        raise InputError("The two passphrases differ", where="the terminal", hint="Nothing was written. Call it again.")
    return Protection(passphrase)


def read_passphrase(file: Path) -> str:
    """Return the first line of a file.

    Raises
    ------
    InputError : if there is no such file, or nothing in it.
    StateError : if others may read it.
    """
    if not file.exists() or file.is_dir():
        raise InputError("There is no such file with a passphrase", where=str(file), hint="Name a file.")
    check_private(file)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise InputError("The passphrase cannot be read", where=str(file), expected="a text in UTF-8") from error
    if not lines or not lines[0]:
        raise InputError("The file with the passphrase is empty", where=f"{file}, line 1", expected="the passphrase")
    return lines[0]
