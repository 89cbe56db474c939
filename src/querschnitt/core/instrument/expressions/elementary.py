"""Roots, powers, logarithms and angles, computed in whole numbers, so that every engine gives the same last digit.

The standards leave the last digits of these functions to each machine. Here a double is taken for the fraction that it
exactly is, the series is summed with at least 160 binary places, and only the result is rounded to a double.
`expressions.js` does the same, step by step, with the same whole numbers.

References
----------
IEEE 754-2019, section 9.2 (what happens at the edges: pow(0, -1) is infinite, pow(-8, 1 div 3) is no number).
Euler's series of the arctangent: Abramowitz and Stegun (1964), 4.4.42, transformed.
"""

from __future__ import annotations

import math
from functools import lru_cache

PLACES = 160
"""Binary places behind the point; a double has 53 digits."""

NAN, INFINITY = math.nan, math.inf


def _parts(value: float) -> tuple[int, int]:
    """Return the whole number m and the exponent e of a finite double: m * 2^e."""
    numerator, denominator = value.as_integer_ratio()
    return numerator, 1 - denominator.bit_length()


def _fixed(value: float, places: int) -> int:
    whole, exponent = _parts(value)
    return _shift(whole, exponent + places)


def _shift(whole: int, by: int) -> int:
    return whole << by if by >= 0 else whole >> -by


def _places(*values: float) -> int:
    """Return how many places keep the digits of the result, for tiny and for huge arguments."""
    return PLACES + 2 * sum(abs(math.frexp(value)[1]) for value in values)


def _double(fixed: int, places: int) -> float:
    """Round to the double; beyond what a double holds it is infinite."""
    spare = max(fixed.bit_length() - 200, 0)
    result, by = float(fixed >> spare), spare - places
    while by > 0 and result < INFINITY:
        result, by = result * 2, by - 1
    while by < 0 < result:
        result, by = result / 2, by + 1
    return result


@lru_cache(maxsize=64)
def _ln2(places: int) -> int:
    return _artanh2(1 << places, 3 << places, places)


@lru_cache(maxsize=64)
def _pi(places: int) -> int:
    one = 1 << places
    return 16 * _arctan(one // 5, places) - 4 * _arctan(one // 239, places)


def _artanh2(above: int, below: int, places: int) -> int:
    """Return twice the inverse hyperbolic tangent of above / below."""
    ratio = (above << places) // below
    square = ratio * ratio >> places
    total, term, step = 0, ratio, 1
    while term:
        total += term // step
        term, step = term * square >> places, step + 2
    return 2 * total


def _arctan(ratio: int, places: int) -> int:
    """Return the arctangent of 0 <= ratio <= 1, by Euler's series."""
    one = 1 << places
    square = ratio * ratio >> places
    term = (ratio << places) // (one + square)
    factor = (square << places) // (one + square)
    total, step = 0, 0
    while term:
        total, step = total + term, step + 2
        term = (term * factor >> places) * step // (step + 1)
    return total


def _ln(value: float, places: int) -> int:
    """Return the natural logarithm of a finite value above 0."""
    whole, exponent = _parts(value)
    digits = whole.bit_length() - 1
    one, mantissa = 1 << places, _shift(whole, places - digits)
    return _artanh2(mantissa - one, mantissa + one, places) + (exponent + digits) * _ln2(places)


def _exp(power: int, places: int) -> float:
    """Return e to a power given with so many places."""
    if power > 710 << places:
        return INFINITY
    if power < -746 << places:
        return 0.0
    doublings = power // _ln2(places)
    rest = power - doublings * _ln2(places)
    total, term, step = 0, 1 << places, 0
    while term:
        total, step = total + term, step + 1
        term = (term * rest >> places) // step
    return _double(total, places - doublings)


def exp(value: float) -> float:
    """Return e to the power.

    >>> exp(1), exp(-1000), exp(1000)
    (2.718281828459045, 0.0, inf)
    """
    if not math.isfinite(value):
        return 0.0 if value < 0 else value
    return _exp(_fixed(value, PLACES), PLACES) if abs(value) < 1000 else (INFINITY if value > 0 else 0.0)


def log(value: float) -> float:
    """Return the natural logarithm; of 0 minus infinity, below 0 no number."""
    if not 0 < value < INFINITY:
        return -INFINITY if value == 0 else NAN if not value > 0 else value
    return _signed(_ln(value, PLACES), PLACES)


def log10(value: float) -> float:
    """Return the logarithm to the base 10.

    >>> log10(1000)
    3.0
    """
    if not 0 < value < INFINITY:
        return log(value)
    found = _ln(value, PLACES)
    quotient = (abs(found) << PLACES) // _ln(10.0, PLACES)
    return _signed(-quotient if found < 0 else quotient, PLACES)


def _signed(fixed: int, places: int) -> float:
    return -_double(-fixed, places) if fixed < 0 else _double(fixed, places)


def power(base: float, exponent: float) -> float:
    """Return base to the exponent.

    >>> power(4, 0.5), power(0, -1), power(-2, 3)
    (2.0, inf, -8.0)
    """
    if exponent == 0 or base == 1:
        return 1.0
    if math.isnan(base) or math.isnan(exponent):
        return NAN
    if math.isinf(exponent):
        return _power_without_end(abs(base), exponent)
    is_whole = exponent.is_integer() if isinstance(exponent, float) else True
    sign = -1 if base < 0 and is_whole and math.fmod(exponent, 2) else 1
    if base == 0 or math.isinf(base):
        return sign * (INFINITY if (base == 0) == (exponent < 0) else 0.0)
    if base < 0 and not is_whole:
        return NAN
    return sign * _power(abs(base), exponent)


def _power_without_end(base: float, exponent: float) -> float:
    if base == 1:
        return 1.0
    return INFINITY if (base > 1) == (exponent > 0) else 0.0


def _power(base: float, exponent: float) -> float:
    places = 2 * PLACES
    whole, digits = _parts(float(exponent))
    return _exp(_shift(_ln(float(base), places) * whole, digits), places)


def _turned(value: float) -> tuple[int, int, int, int]:
    """Return sine and cosine of what is left of |value| after whole quarter turns, their number, and the places."""
    places = _places(value)
    quarter, angle = _pi(places) >> 1, _fixed(abs(value), places)
    turns, rest = divmod(angle, quarter)
    sine, cosine, term, step, sign = 0, 0, 1 << places, 0, 1
    while term:
        cosine += sign * term
        term, step = (term * rest >> places) // (step + 1), step + 1
        sine += sign * term
        term, step, sign = (term * rest >> places) // (step + 1), step + 1, -sign
    return sine, cosine, turns % 4, places


def sin(value: float) -> float:
    """Return the sine of an angle in radians."""
    if not math.isfinite(value):
        return NAN
    sine, cosine, quarter, places = _turned(value)
    found = (sine, cosine, -sine, -cosine)[quarter]
    return _signed(-found if value < 0 else found, places)


def cos(value: float) -> float:
    """Return the cosine of an angle in radians."""
    if not math.isfinite(value):
        return NAN
    sine, cosine, quarter, places = _turned(value)
    return _signed((cosine, -sine, -cosine, sine)[quarter], places)


def tan(value: float) -> float:
    """Return the tangent of an angle in radians."""
    if not math.isfinite(value):
        return NAN
    sine, cosine, quarter, places = _turned(value)
    above, below = (cosine, sine) if quarter % 2 else (sine, cosine)
    found = (above << places) // below
    return _signed(-found if (value < 0) != bool(quarter % 2) else found, places)


def atan2(above: float, right: float) -> float:
    """Return the angle of the point that lies so far above and to the right of the origin."""
    if math.isnan(above) or math.isnan(right):
        return NAN
    is_below = above < 0
    if math.isinf(above) or math.isinf(right):
        above, right = _direction(above), _direction(right)
    places = _places(above, right)
    found = _angle(_fixed(abs(above), places), _fixed(abs(right), places), places)
    if right < 0:
        found = _pi(places) - found
    return _signed(-found if is_below else found, places)


def _direction(value: float) -> float:
    return math.copysign(1.0, value) if math.isinf(value) else 0.0


def _angle(above: int, right: int, places: int) -> int:
    """Return the angle of a point that lies neither below nor to the left."""
    if above <= right:
        return _arctan((above << places) // right, places) if above else 0
    return (_pi(places) >> 1) - _arctan((right << places) // above, places)


def atan(value: float) -> float:
    """Return the arctangent in radians."""
    return atan2(value, 1.0)


def asin(value: float) -> float:
    """Return the arcsine in radians; outside of -1 to 1 no number."""
    if not -1 <= value <= 1:
        return NAN
    places = _places(value)
    found = _arcsine(abs(value), places)
    return _signed(-found if value < 0 else found, places)


def acos(value: float) -> float:
    """Return the arccosine in radians; outside of -1 to 1 no number."""
    if not -1 <= value <= 1:
        return NAN
    places = _places(value)
    found = _arcsine(abs(value), places)
    return _signed((_pi(places) >> 1) - (-found if value < 0 else found), places)


def _arcsine(value: float, places: int) -> int:
    sine = _fixed(value, places)
    return _angle(sine, math.isqrt((1 << 2 * places) - sine * sine), places)
