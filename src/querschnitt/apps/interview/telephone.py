"""Telephone numbers as people write them: with or without the country, in the digits of any script."""

from __future__ import annotations

import re
import unicodedata

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_valid_number,
    number_type,
    parse,
    region_code_for_number,
)

REGION, PREFIX = "DE", "49"
"""Where a number without a country is: ISO 3166, and its calling code (ITU-T E.164)."""

LONGEST = 40
"""Characters of a number with everything that people write between its digits."""

DEAR = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN)
"""Numbers that cost whoever calls them more than a call, and are nobody's own telephone."""


def read_number(typed: str) -> str | None:
    """Return the number that was meant, as ITU-T E.164 writes it, or None if it can be none that we call.

    >>> read_number("0341/123 45 67"), read_number("0049 (0)341-1234567"), read_number("٠٣٤١ ١٢٣٤٥٦٧")
    ('+493411234567', '+493411234567', '+493411234567')
    >>> read_number("Tel. +380 44 123 4567"), read_number("1234567"), read_number("0900 5 123456")
    ('+380441234567', None, None)
    """
    written = _BEFORE.sub("", plain(typed))
    if not 0 < len(written) <= LONGEST or any(sign.isalpha() for sign in written):
        return None
    number = _parsed(f"+{written}") if written.startswith(PREFIX) else None
    number = number or _parsed(written)
    return format_number(number, PhoneNumberFormat.E164) if number else None


def plain(typed: str) -> str:
    """Return what was typed or pasted in plain signs, without those that nobody sees, such as marks of direction."""
    seen = (sign for sign in unicodedata.normalize("NFKC", typed[:400]) if unicodedata.category(sign) not in _UNSEEN)
    return " ".join("".join(seen).split())


_UNSEEN = ("Cc", "Cf")
_BEFORE = re.compile(r"^[^\d+(]*")


def _parsed(written: str) -> PhoneNumber | None:
    try:
        number = parse(written, REGION)
    except NumberParseException:
        return None
    return number if is_valid_number(number) and number_type(number) not in DEAR else None


def grouped_number(number: str) -> str:
    """Return a number as it is read and dialled here, one of another country with its calling code; others as they are.

    >>> grouped_number("+493411234567"), grouped_number("+380441234567"), grouped_number("quitte")
    ('0341 1234567', '+380 44 123 4567', 'quitte')
    """
    try:
        parsed = parse(number)
    except NumberParseException:
        return number
    is_here = region_code_for_number(parsed) == REGION
    return format_number(parsed, PhoneNumberFormat.NATIONAL if is_here else PhoneNumberFormat.INTERNATIONAL)
