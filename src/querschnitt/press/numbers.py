"""Numbers as German readers know them: 93.000 and 15,4 %, with a minus sign that is one."""

from __future__ import annotations

JOINT = "\u00a0"  # between number and unit: no break there
MINUS = "\u2212"
DASH = "\u2013"


def number(value: float, *, decimals: int = 0) -> str:
    """A number with points between thousands and a decimal comma.

    >>> number(93000), number(15.42, decimals=1), number(-0.04, decimals=1)
    ('93.000', '15,4', '0,0')
    """
    rounded = f"{abs(value):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return rounded if value >= 0 or _is_zero(rounded) else MINUS + rounded


def percent(share: float, *, decimals: int = 0) -> str:
    """A share between 0 and 1 in per cent, with the sign.

    >>> percent(0.1541, decimals=1)
    '15,4\\xa0%'
    """
    return number(100 * share, decimals=decimals) + JOINT + "%"


def signed(value: float, *, decimals: int = 0) -> str:
    """A difference: always with its sign, but zero has none.

    >>> signed(3.2, decimals=1), signed(-12), signed(0.04)
    ('+3,2', '−12', '0')
    """
    plain = number(value, decimals=decimals)
    return f"+{plain}" if value > 0 and not _is_zero(plain) else plain


def span(low: str, high: str) -> str:
    """An interval of two written numbers; "bis" where a sign would stand beside the dash.

    >>> span("79", "85"), span("−3", "+4")
    ('79–85', '−3 bis +4')
    """
    has_signs = low.startswith(("+", MINUS)) or high.startswith(("+", MINUS))
    return f"{low} bis {high}" if has_signs else f"{low}{DASH}{high}"


def _is_zero(written: str) -> bool:
    return not any(character in "123456789" for character in written)
