"""Signs in place of figures, and beside them: a switchable profile, because offices differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from querschnitt.core.errors import InputError, suggestion

Sign = Literal["", ".", "()", "0", "x"]


@dataclass(frozen=True)
class SignProfile:
    """The thresholds behind the signs of an office.

    Attributes
    ----------
    name : of the profile
    suppress_below : unweighted base under which a figure is not published (`.`)
    uncertain_below : unweighted base under which it is printed in brackets (`( )`)
    decimals : printed decimals of the unit; less than half of the last one prints as `0`
    legend : sign and key of its explanation, in the order of printing
    """

    name: str
    suppress_below: int
    uncertain_below: int
    decimals: int
    legend: tuple[tuple[str, str], ...]


LEIPZIG_2020 = SignProfile(
    name="leipzig_2020",
    suppress_below=20,
    uncertain_below=50,
    decimals=0,
    legend=(
        ("0", "zero_or_less_than_half"),
        (".", "too_few_cases"),
        ("( )", "uncertain_few_cases"),
        ("r", "corrected"),
        ("x", "makes_no_sense"),
    ),
)
"""The signs of the report of 2020; its thresholds are not published, 20 and 50 are common practice."""

PROFILES = {LEIPZIG_2020.name: LEIPZIG_2020}


@dataclass(frozen=True)
class Signed:
    """The decision on one cell.

    Attributes
    ----------
    sign : `.` not published, `()` uncertain, `0` less than half the unit, `x` makes no sense, or none
    published : whether the figure may leave the office at all
    corrected : whether `r` stands beside it
    """

    sign: Sign
    published: bool
    corrected: bool = False


def profile_of(name: str) -> SignProfile:
    """Return the sign profile of this name.

    Raises
    ------
    InputError : for an unknown name.

    >>> profile_of("leipzig_2020").suppress_below
    20
    """
    if name not in PROFILES:
        raise InputError(
            f"Unknown sign profile '{name}'", expected=", ".join(PROFILES), hint=suggestion(name, PROFILES)
        )
    return PROFILES[name]


def sign_for(
    profile: SignProfile, *, base: int, value: float, sensible: bool = True, corrected: bool = False
) -> Signed:
    """Decide on one cell. A cell whose unweighted base is under the threshold is never published.

    Parameters
    ----------
    profile : the office's thresholds
    base : respondents the figure rests on, unweighted
    value : in the printed unit (a share of 12 % is 12)
    sensible : whether the combination exists at all
    corrected : whether the figure replaces a published one

    Raises
    ------
    InputError : if the base is negative.

    >>> sign_for(LEIPZIG_2020, base=19, value=40.0).sign, sign_for(LEIPZIG_2020, base=20, value=40.0).sign
    ('.', '()')
    """
    if base < 0:
        raise InputError("A base is a number of respondents", expected="0 or more", got=base)
    if not sensible:
        return Signed(sign="x", published=False)
    if base < profile.suppress_below:
        return Signed(sign=".", published=False)
    if base < profile.uncertain_below:
        return Signed(sign="()", published=True, corrected=corrected)
    rounds_to_zero = abs(value) < 0.5 * 10.0**-profile.decimals
    return Signed(sign="0" if rounds_to_zero else "", published=True, corrected=corrected)
