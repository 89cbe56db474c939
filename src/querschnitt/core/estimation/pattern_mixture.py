"""What a figure would be if those who did not answer differed from those who did, and how far they would have to."""

from __future__ import annotations

from dataclasses import dataclass

from querschnitt.core.errors import EstimationError

Limits = tuple[float, float]

POINTS = 0.1
"""Ten points: the difference that is looked at unless another one is said."""


@dataclass(frozen=True)
class MixtureBounds:
    """Between what a figure lies if nonrespondents differ from respondents by up to `difference`, either way.

    Attributes
    ----------
    response_rate : of the eligible population, in (0, 1]
    difference : between those who did not answer and those who did, in the unit of the figure; >= 0
    low, high : of the figure
    ci_low, ci_high : the interval with the difference on top of it: the lower limit of the lowest, the upper of the
        highest
    """

    response_rate: float
    difference: float
    low: float
    high: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class TippingChange:
    """How nonrespondents would have to differ from respondents for a change between two waves to vanish.

    Attributes
    ----------
    later_only : in the later wave, if they were alike in the earlier one
    same_in_both : in both waves by the same difference; infinite if the response rates are equal, for then it cancels
    """

    later_only: float
    same_in_both: float


def bound_share(
    estimate: float, interval: Limits, *, response_rate: float, difference: float = POINTS
) -> MixtureBounds:
    """Bound a share: a pattern-mixture model with one number that no data can tell.

    The population is a mixture: a part r that answers with the share p, a part 1 - r that would answer with p + d. So
    the share is p + (1 - r) d; the share of nonrespondents stays in [0, 1]. The response rate counts as known: its own
    error, times d, is small against everything else here.

    Parameters
    ----------
    estimate, interval : the weighted share and its confidence limits, in [0, 1]
    response_rate : with base weights, of the eligible population
    difference : d, taken both ways

    Raises
    ------
    EstimationError : for a rate outside (0, 1], a negative difference, or what is no share.

    References
    ----------
    Little (1993), JASA 88, 125-134; Andridge and Little (2011), Journal of Official Statistics 27, 153-180. Derivation
    and an example by hand: docs/methods/pattern-mixture.md

    >>> bounds = bound_share(0.6, (0.56, 0.64), response_rate=0.25)
    >>> [round(each, 3) for each in (bounds.low, bounds.high, bounds.ci_low, bounds.ci_high)]
    [0.525, 0.675, 0.485, 0.715]
    """
    _check(response_rate, difference)
    if not 0 <= interval[0] <= estimate <= interval[1] <= 1:
        raise EstimationError(
            "A share lies between 0 and 1, and within its interval",
            where="estimate, interval",
            expected="0 <= lower limit <= estimate <= upper limit <= 1",
            got=f"{estimate:g} in {interval[0]:g} to {interval[1]:g}",
            hint="Give shares, not percentages.",
        )
    silent = 1 - response_rate
    down, up = silent * min(difference, estimate), silent * min(difference, 1 - estimate)
    return MixtureBounds(
        response_rate=response_rate,
        difference=difference,
        low=estimate - down,
        high=estimate + up,
        ci_low=max(interval[0] - down, 0.0),
        ci_high=min(interval[1] + up, 1.0),
    )


def bound_mean(estimate: float, interval: Limits, *, response_rate: float, difference: float) -> MixtureBounds:
    """Bound a mean, as `bound_share` does; the difference is in the unit of the mean, and nothing limits it.

    >>> bounds = bound_mean(900.0, (860.0, 940.0), response_rate=0.2, difference=100.0)
    >>> bounds.low, bounds.high, bounds.ci_low, bounds.ci_high
    (820.0, 980.0, 780.0, 1020.0)
    """
    _check(response_rate, difference)
    reach = (1 - response_rate) * difference
    return MixtureBounds(
        response_rate=response_rate,
        difference=difference,
        low=estimate - reach,
        high=estimate + reach,
        ci_low=interval[0] - reach,
        ci_high=interval[1] + reach,
    )


def tipping_point(estimate: float, threshold: float, *, response_rate: float) -> float:
    """Return by how much nonrespondents would have to differ for a figure to reach a threshold, with its sign.

    A share of 60 % is no majority if the others are so far below that all together come to 50 %. A difference that
    would put the share of nonrespondents outside [0, 1] is impossible, so the conclusion holds whatever they think;
    infinite if everybody answered.

    Parameters
    ----------
    estimate : of the figure; the limit of its interval asks for more caution
    threshold : in the same unit; 0.5 for a majority
    response_rate : as in `bound_share`

    Raises
    ------
    EstimationError : for a rate outside (0, 1].

    >>> round(tipping_point(0.6, 0.5, response_rate=0.25), 4)
    -0.1333
    """
    _check(response_rate, 0.0)
    away = threshold - estimate
    if away == 0:
        return 0.0
    return away / (1 - response_rate) if response_rate < 1 else float("inf") * away


def tipping_change(difference: float, *, rate_before: float, rate_after: float) -> TippingChange:
    """Return how nonrespondents would have to differ for the change between two waves to be nothing.

    The true change is D + (1 - r2) d2 - (1 - r1) d1, with the differences d1 and d2 of nonrespondents in both waves.

    Parameters
    ----------
    difference : D, the estimated change
    rate_before, rate_after : r1 and r2, the response rates

    Raises
    ------
    EstimationError : for a rate outside (0, 1].

    >>> tipping = tipping_change(0.06, rate_before=0.4, rate_after=0.2)
    >>> round(tipping.later_only, 3), round(tipping.same_in_both, 3)
    (-0.075, -0.3)
    """
    _check(rate_before, 0.0)
    return TippingChange(
        later_only=tipping_point(difference, 0.0, response_rate=rate_after),
        same_in_both=_quotient(-difference, rate_before - rate_after),
    )


def _quotient(above: float, below: float) -> float:
    if above == 0:
        return 0.0
    return above / below if below else float("inf")


def _check(response_rate: float, difference: float) -> None:
    if not 0 < response_rate <= 1:
        raise EstimationError(
            "A response rate is a part of the eligible people", where="response_rate", expected="above 0, at most 1",
            got=response_rate, hint="Take the weighted rate (RR2 with base weights) as a number like 0.16.",
        )  # fmt: skip
    if not 0 <= difference < float("inf"):
        raise EstimationError(
            "A difference is taken both ways, so it has no sign",
            where="difference",
            expected="a number from 0 on",
            got=difference,
        )
