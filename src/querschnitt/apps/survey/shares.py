"""A private key as words on paper: three shares, of which any two give it back and one alone tells nothing (SLIP-39).

Splitting and joining is the work of `shamir-mnemonic`, SLIP-39's reference. What is here says what is wrong with words
that somebody has typed from a page. As SLIP-39 demands, it names the place of a wrong word and never the right one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.constants import CUSTOMIZATION_STRING_EXTENDABLE
from shamir_mnemonic.rs1024 import verify_checksum
from shamir_mnemonic.share import Share as Decoded
from shamir_mnemonic.wordlist import WORD_INDEX_MAP, WORDLIST

from querschnitt.core.errors import InputError, StateError

HOLDERS, NEEDED = 3, 2
WORDS = 33  # of a share of 32 bytes: 4 + 26 for what is shared, 3 for the checksum
SHORTEST = 4  # letters by which each word of the list differs from all others
AGAIN = "Compare it with the page, word by word."


class WordsError(InputError):
    """Words do not belong together. ``places`` : of those that may be wrong, from 1; empty if that cannot be told."""

    places: tuple[int, ...] = ()


@dataclass(frozen=True)
class Share:
    """The words of one share. ``name`` : how a person knows it, "share 2" or the name of its file."""

    name: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)


def split_seed(seed: bytes) -> tuple[str, ...]:
    """Split a key into three shares, and see that each two of them give it back.

    Raises
    ------
    StateError : if two of them do not.
    """
    (shares,) = generate_mnemonics(1, [(NEEDED, HOLDERS)], seed)
    if not all(_gives(pair, seed) for pair in combinations(shares, NEEDED)):
        raise StateError("Two of the shares do not give the key back; they are of no use", hint="Split again.")
    return tuple(shares)


def _gives(pair: Sequence[str], seed: bytes) -> bool:
    try:
        return bool(combine_mnemonics(pair) == seed)
    except MnemonicError:
        return False


def read_share(text: str, *, name: str) -> Share:
    """Read the words of a share as they stand on its page; see `read_words`.

    Raises
    ------
    InputError : if a word is not one of the list, there are too few or too many, or they are not a share.
    """
    words = read_words(text, name=name)
    if len(words) != WORDS:
        raise InputError(
            "A share has another number of words", where=name, expected=f"{WORDS} words", got=f"{len(words)} words",
            hint=AGAIN,
        )  # fmt: skip
    return checked(Share(name, words))


def read_words(text: str, *, name: str, start: int = 1) -> tuple[str, ...]:
    """Read words, the first of which is word ``start`` of its share. Numbers, line breaks and capitals do not matter.

    Four letters of a word are enough.

    Raises
    ------
    InputError : if a word is not one of the list.
    """
    typed = [token for token in (part.strip(".,;:").lower() for part in text.split()) if token and not token.isdigit()]
    return tuple(_word(token, place=f"{name}, word {number}") for number, token in enumerate(typed, start=start))


def checked(share: Share) -> Share:
    """Return a share whose words belong together.

    Raises
    ------
    WordsError : if their checksum is wrong.
    InputError : if it is a share that another program has made.
    """
    _check_sum(share)
    _check_kind(share)
    return share


def join(shares: Sequence[Share]) -> bytes:
    """Return the key that two or more shares of one split give.

    Raises
    ------
    InputError : if there are fewer than two, one is there twice, or they are of different splits.
    """
    distinct = {share.text: share for share in shares}
    if len(distinct) < NEEDED:
        raise InputError(
            "Not enough shares", where=", ".join(share.name for share in shares), expected="two different shares",
            got="the same share twice" if len(shares) > 1 else f"{len(shares)} share",
        )  # fmt: skip
    keys = {_joined(first, second) for first, second in combinations(distinct.values(), NEEDED)}
    if len(keys) > 1:
        raise InputError(
            "The shares do not agree: two of them give another key than two others",
            where=", ".join(share.name for share in shares),
            hint="Give two of them at a time, and see which two give the key of the wave.",
        )
    return keys.pop()


def number_of(share: Share) -> int:
    """Return which of the three shares of its split it is, from 1."""
    return int(Decoded.from_mnemonic(share.text).index) + 1


def _joined(first: Share, second: Share) -> bytes:
    one, other = Decoded.from_mnemonic(first.text), Decoded.from_mnemonic(second.text)
    if one.common_parameters() != other.common_parameters():
        raise InputError(
            "These shares are of two different splits", where=f"{first.name} and {second.name}, words 1 and 2",
            expected="the same two words at the beginning",
            got=f"{' '.join(first.words[:2])} and {' '.join(second.words[:2])}",
            hint="Each page names its wave, the day of its split and the fingerprint of its key.",
        )  # fmt: skip
    try:
        return bytes(combine_mnemonics([first.text, second.text]))
    except MnemonicError as error:
        raise InputError(
            "These shares do not give a key", where=f"{first.name} and {second.name}", got=str(error), hint=AGAIN
        ) from error


def _word(token: str, *, place: str) -> str:
    if token in WORD_INDEX_MAP:
        return token
    begins = [word for word in WORDLIST if len(token) >= SHORTEST and word.startswith(token)]
    if len(begins) == 1:
        return begins[0]
    near = get_close_matches(token, WORDLIST, n=3)
    raise InputError(
        "This word is not one of the list of words", where=place, got=token,
        hint=f"Words that look like it: {', '.join(near)}. {AGAIN}" if near else AGAIN,
    )  # fmt: skip


def _check_sum(share: Share) -> None:
    values = [WORD_INDEX_MAP[word] for word in share.words]
    if verify_checksum(values, CUSTOMIZATION_STRING_EXTENDABLE):
        return
    places = tuple(sorted(set(_suspects(values))))
    where = f"{share.name}, word {' or '.join(map(str, places))}" if places else share.name
    hint = AGAIN if places else f"More than one word is wrong. {AGAIN}"
    error = WordsError("The words are not those of a share: their checksum is wrong", where=where, hint=hint)
    error.places = places
    raise error


def _suspects(values: list[int]) -> Iterator[int]:
    """Give the places (from 1) at which one wrong word, or two neighbours that were swapped, explain the checksum."""
    for place in range(len(values)):
        swapped = values.copy()
        swapped[place : place + 2] = reversed(swapped[place : place + 2])
        if verify_checksum(swapped, CUSTOMIZATION_STRING_EXTENDABLE):
            yield from (place + 1, place + 2)
        changed = values.copy()
        for changed[place] in range(len(WORDLIST)):
            if verify_checksum(changed, CUSTOMIZATION_STRING_EXTENDABLE):
                yield place + 1


def _check_kind(share: Share) -> None:
    """Refuse what is a share of SLIP-39, but of another program."""
    try:
        decoded = Decoded.from_mnemonic(share.text)
    except MnemonicError as error:
        raise InputError("The words are not those of a share", where=share.name, got=str(error), hint=AGAIN) from error
    found = f"{decoded.member_threshold} of a group, {decoded.group_threshold} of {decoded.group_count} groups"
    if (decoded.member_threshold, decoded.group_threshold, decoded.group_count) != (NEEDED, 1, 1):
        raise InputError(
            "This share was not made here", where=share.name, expected="2 of a group, 1 of 1 groups", got=found
        )
