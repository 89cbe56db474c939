"""A letter list: five texts a letter and no sixth, in an order that follows from these texts alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MOST_LETTERS = 200_000
LONGEST = {"name": 250, "street": 120, "house_number": 12, "place": 100, "address": 300}

_POSTCODE, _CODE = re.compile(r"[0-9]{5}"), re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")
_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*[^\s/?#])?")


@dataclass(frozen=True)
class MailedLetter:
    """All that the mailing office learns of a person. ``code`` : 16 characters, without spaces."""

    postcode: str
    street: str
    house_number: str
    name: str
    code: str

    @property
    def place_in_order(self) -> tuple[str, str, int, str, str, str]:
        """Sort as a postman walks; equal addresses by name. Follows from the texts, so it tells nothing beside them."""
        number = re.match(r"[0-9]{1,9}", self.house_number)
        return (
            self.postcode, self.street.casefold(), int(number[0]) if number else 0, self.house_number, self.name,
            self.code,
        )  # fmt: skip


@dataclass(frozen=True)
class Mailing:
    """A letter list. ``address`` : of the interview, ``place`` : the town; both are the same on all letters."""

    wave: str
    made_at: str
    address: str
    place: str
    letters: tuple[MailedLetter, ...]

    def link(self, letter: MailedLetter) -> str:
        """Return what the QR code of a letter holds. It names no language.

        >>> letter = MailedLetter("04109", "Am Beispiel", "1", "Quitte Muster", "0123456789ABCDE4")
        >>> Mailing("2020", "", "https://survey.example.org", "Leipzig", ()).link(letter)
        'https://survey.example.org/c/0123456789ABCDE4'
        """
        return f"{self.address}/c/{letter.code}"


def in_mailing_order(letters: Iterable[MailedLetter]) -> tuple[MailedLetter, ...]:
    """Return letters in the one order that a file may have."""
    return tuple(sorted(letters, key=lambda letter: letter.place_in_order))


def fault_of(mailing: Mailing) -> str:
    """Say what keeps a letter list from being one, or "". Never quotes a name."""
    letters = mailing.letters
    if not 0 < len(letters) <= MOST_LETTERS:
        return f"{len(letters)} letters"
    if not _ADDRESS.fullmatch(mailing.address) or not _fits("address", mailing.address):
        return "no address of an interview"
    if not _fits("place", mailing.place):
        return "no place"
    if len({letter.code for letter in letters}) != len(letters):
        return "one access code twice"
    faults = ((number, _letter_fault(letter)) for number, letter in enumerate(letters, start=1))
    return next((f"letter {number}: {fault}" for number, fault in faults if fault), "")


def _letter_fault(letter: MailedLetter) -> str:
    if not _POSTCODE.fullmatch(letter.postcode):
        return "no postcode of five digits"
    if not _CODE.fullmatch(letter.code):
        return "no access code"
    wrong = [name for name in ("name", "street") if not _fits(name, getattr(letter, name))]
    if letter.house_number and not _fits("house_number", letter.house_number):
        wrong.append("house_number")
    return f"{wrong[0].replace('_', ' ')} empty, too long, or with a control character" if wrong else ""


def _fits(field: str, text: str) -> bool:
    """Whether a text is there, is not too long, and stays on its line."""
    return bool(text.strip()) and len(text) <= LONGEST[field] and not any(map(_leaves_the_line, text))


def _leaves_the_line(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
