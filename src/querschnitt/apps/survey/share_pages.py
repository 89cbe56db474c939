"""A share on its way to paper and back: pages for three holders, and words that they type from them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from querschnitt.apps.accounts.keyfile import sync_folder
from querschnitt.apps.survey.models import WaveKey
from querschnitt.apps.survey.shares import NEEDED, WORDS, Share, WordsError, checked, read_share, read_words
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import fingerprint
from querschnitt.press.shares import SharePage, share_page

Tell = Callable[[str], object]


def check_folder(folder: Path) -> None:
    """Make the folder for the pages, for its owner alone.

    Raises
    ------
    StateError : if pages lie there that may be the only copy of a share.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise StateError(
            "There is something in the folder for the pages already", where=str(folder),
            hint="Print and delete what lies there, or name another folder with --folder.",
        )  # fmt: skip


def write_pages(folder: Path, key: WaveKey, *, shares: Sequence[str], holders: Sequence[str]) -> None:
    """Write a page for each holder, on the disk before anything is deleted; its owner alone may read the files."""
    assert key.split_at is not None
    for number, (words, holder) in enumerate(zip(shares, holders, strict=True), start=1):
        page = SharePage(
            wave=key.wave_id, title=key.wave.title, key=key.number, fingerprint=fingerprint(key.public_key),
            number=number, words=words.split(), split_on=f"{key.split_at:%d.%m.%Y}", holder=holder,
        )  # fmt: skip
        handle = os.open(folder / f"share-{number}.pdf", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(share_page(page))
            file.flush()
            os.fsync(file.fileno())
    sync_folder(folder)


def read_shares(files: Sequence[Path], *, tell: Tell) -> list[Share]:
    """Read shares from files; without files from the terminal, or else from standard input, a line each.

    Raises
    ------
    InputError : if a file or a line is not a share. At the terminal one can correct oneself.
    """
    if files:
        return [read_share(_text(file), name=file.name) for file in files]
    if sys.stdin.isatty():
        return [type_share(f"share {number}", tell=tell) for number in range(1, NEEDED + 1)]
    lines = [line for line in sys.stdin if line.strip()]
    return [read_share(line, name=f"share {number}") for number, line in enumerate(lines, start=1)]


def type_share(name: str, *, tell: Tell, ask: Callable[[str], str] = input) -> Share:
    """Let a person type the words of a share, one or several at a time, and correct what cannot be right."""
    words: list[str] = []
    while True:
        while len(words) < WORDS:
            words += _understood(ask(f"{name}, word {len(words) + 1}: "), name, start=len(words) + 1, tell=tell)
        try:
            return checked(Share(name, tuple(words[:WORDS])))
        except WordsError as error:
            tell(str(error))
            if not error.places:
                words = []
            for place in error.places:
                words[place - 1 : place] = _one_again(name, place, tell=tell, ask=ask)


def _one_again(name: str, place: int, *, tell: Tell, ask: Callable[[str], str]) -> list[str]:
    while True:
        words = _understood(ask(f"{name}, word {place} again: "), name, start=place, tell=tell)
        if len(words) == 1:
            return words


def _understood(line: str, name: str, *, start: int, tell: Tell) -> list[str]:
    """Return the words of a line up to the first that is none, and say which that is."""
    understood: list[str] = []
    for part in line.split():
        try:
            understood += read_words(part, name=name, start=start + len(understood))
        except InputError as error:
            tell(str(error))
            break
    return understood


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            "The words of a share cannot be read", where=str(file), expected="a text file with its 33 words",
            hint="Of a PDF type the words from its page.",
        ) from error  # fmt: skip
