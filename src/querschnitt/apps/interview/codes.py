"""Access codes: sixteen characters in four groups, easy to read aloud, hard to guess, forgiving when typed.

The alphabet is Crockford's: digits and capitals without I, L, O and U. Fifteen characters are drawn at random
(75 bits); the sixteenth is a check character over the field with 32 elements. It finds every single wrong character
and every two that were swapped. Only a keyed hash of a code is ever stored.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4

# What people type instead: look-alikes, also from Cyrillic and Greek keyboards.
_TYPED = str.maketrans("OILUАВЕЗКМНОРСТХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "011VABE3KMH0PCTXABEZH1KMN0PTYX")
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def _powers() -> tuple[int, ...]:
    """Return the powers of the generator of GF(32), whose polynomial is x^5 + x^2 + 1."""
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0b100101 if doubled & 32 else doubled)
    return tuple(powers)


_POWERS = _powers()
_LOGARITHMS = {power: exponent for exponent, power in enumerate(_POWERS)}


def check_character(body: str) -> str:
    """Return the sixteenth character for the first fifteen."""
    total = 0
    for place, character in enumerate(body, start=1):
        if value := _VALUES[character]:
            total ^= _POWERS[(_LOGARITHMS[value] + place) % 31]
    return ALPHABET[total]


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a new code, without spaces. ``choose`` picks one character of the alphabet."""
    body = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def grouped(code: str) -> str:
    """Return the code as it is printed.

    >>> grouped("0123456789ABCDEF")
    '0123 4567 89AB CDEF'
    """
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalise(typed: str) -> str | None:
    """Return the code that was meant, or None if it can be none.

    Case, spaces and dashes do not matter; digits of every script are read; O counts as 0, I and L as 1,
    U as V.

    >>> normalise("o123-4567 89ab-cde4")
    '0123456789ABCDE4'
    """
    signs = unicodedata.normalize("NFKC", typed[:200]).upper()
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in signs).translate(_TYPED)
    code = "".join(sign for sign in plain if sign.isalnum())
    if len(code) != LENGTH or any(sign not in _VALUES for sign in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def code_hash(code: str, *, key: str) -> str:
    """Return the keyed hash under which a code is stored: HMAC-SHA256, 64 hexadecimal digits."""
    return hmac.new(key.encode(), code.encode(), hashlib.sha256).hexdigest()
