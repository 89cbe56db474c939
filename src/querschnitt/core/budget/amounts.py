"""Read an amount as people write it, in German and in English."""

from __future__ import annotations

import re
from decimal import Decimal

from querschnitt.core.errors import InputError

MOST = Decimal(10) ** 10
_SPACES = re.compile(r"[\s\u00a0\u202f'’]|€|EUR")
_GROUPED = re.compile(r"\d{1,3}(?:(?P<sign>[.,])\d{3})(?:(?P=sign)\d{3})*")
_WITH_CENTS = re.compile(r"(?P<whole>[\d.,]+?)[.,](?P<cents>\d{1,2})")


def parse_amount(text: str) -> Decimal:
    """Return an amount in euros: 1.234,56 and 1,234.56 alike; three figures behind a sign are thousands.

    Raises
    ------
    InputError : if it cannot be read in one way only, is negative, or has more than ten figures before the sign.

    >>> parse_amount("90.000"), parse_amount("90,000.50 €"), parse_amount("12,5")
    (Decimal('90000'), Decimal('90000.50'), Decimal('12.5'))
    """
    plain = _SPACES.sub("", text)
    amount = _whole(plain)
    if amount is None:
        parts = _WITH_CENTS.fullmatch(plain)
        whole = _whole(parts["whole"]) if parts and _is_one_sign(parts["whole"], plain) else None
        amount = whole + Decimal(f"0.{parts['cents']}") if parts and whole is not None else None
    if amount is None or amount >= MOST:
        raise InputError(
            "The amount cannot be read", got=text, expected="euros, such as 90.000 or 90,000.50",
            hint="What is owed back is written down as a correction, not as a negative amount.",
        )  # fmt: skip
    return amount


def _whole(text: str) -> Decimal | None:
    if text.isascii() and text.isdigit():
        return Decimal(text)
    return Decimal(re.sub("[.,]", "", text)) if _GROUPED.fullmatch(text) else None


def _is_one_sign(whole: str, plain: str) -> bool:
    """Thousands and cents are not parted by the same sign."""
    return plain[len(whole)] not in whole
