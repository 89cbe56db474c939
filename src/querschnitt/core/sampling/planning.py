"""What precision an allocation can be expected to give, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from querschnitt.core.arrays import FloatArray, IntArray, require_length
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.allocation import require_rates


@dataclass(frozen=True)
class Precision:
    """The expected precision of one allocation.

    Attributes
    ----------
    drawn : shape (H,), persons drawn
    expected : shape (H,), interviews expected
    half_width : shape (H,), half-width of the interval of the planning share in each stratum (0.1 = 10 points)
    n_eff : effective number of interviews for the total (Kish)
    total_half_width : the same half-width for the total
    """

    drawn: IntArray
    expected: FloatArray
    half_width: FloatArray
    n_eff: float
    total_half_width: float


def precision(
    drawn: IntArray,
    sizes: IntArray,
    *,
    response_rates: FloatArray,
    share: float = 0.5,
    level: float = 0.95,
    design_effect: float = 1.0,
) -> Precision:
    """Expect the precision of a share, for every stratum and for the total.

    With weights N_h / n_h, Kish's effective size of the total is N^2 / sum(N_h^2 / n_h); for a share that is the same
    in all strata this is exact, apart from the finite population correction, which is left out (so the half-widths
    err to the safe side).

    Parameters
    ----------
    drawn : shape (H,), persons drawn in each stratum
    sizes : shape (H,), persons in each stratum
    response_rates : shape (H,), expected interviews per person drawn, each in (0, 1]
    share : the share planned for; 0.5 is the least favourable
    level : of the interval
    design_effect : of what the strata do not know: nonresponse weights, households; variances are so many times larger

    Raises
    ------
    DesignError : if a rate lies outside (0, 1], a stratum gives no interview, or the design effect is none.
    ShapeError : if the lengths differ.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7. Derivation: docs/methods/allocation.md

    >>> plan = precision(np.array([200, 200]), np.array([3000, 1000]), response_rates=np.array([0.5, 0.5]))
    >>> round(plan.n_eff, 1), round(plan.total_half_width, 4)
    (160.0, 0.0775)
    """
    require_length(drawn, len(sizes), name="drawn")
    require_length(response_rates, len(sizes), name="response_rates")
    require_rates(response_rates)
    expected = drawn * response_rates
    if np.any(expected <= 0):
        raise DesignError("A stratum gives no interview, so the total cannot be estimated", got=float(expected.min()))
    if not design_effect > 0:
        raise DesignError("Not a design effect", expected="above 0, such as 1.3", got=design_effect)
    quantile = float(stats.norm.ppf(0.5 + level / 2)) * float(np.sqrt(share * (1 - share)))
    n_eff = float(sizes.sum()) ** 2 / float((sizes.astype(np.float64) ** 2 / expected).sum()) / design_effect
    return Precision(
        drawn=drawn,
        expected=expected,
        half_width=quantile / np.sqrt(expected / design_effect),
        n_eff=n_eff,
        total_half_width=quantile / float(np.sqrt(n_eff)),
    )


def letters_for(interviews: IntArray, sizes: IntArray, *, response_rates: FloatArray) -> IntArray:
    """Return how many persons of each stratum must be written to, so that so many answer.

    Parameters
    ----------
    interviews : shape (H,), answers wanted in each stratum
    sizes : shape (H,), persons in each stratum
    response_rates : shape (H,), expected interviews per person drawn, each in (0, 1]

    Raises
    ------
    DesignError : if a stratum has too few persons; it is named, with the answers that it can give.

    >>> letters_for(np.array([100, 100]), np.array([9000, 800]), response_rates=np.array([0.25, 0.15]))
    array([400, 667])
    """
    require_length(interviews, len(sizes), name="interviews")
    require_length(response_rates, len(sizes), name="response_rates")
    require_rates(response_rates)
    letters = np.ceil(interviews / response_rates - 1e-9).astype(np.int64)
    wrong = np.flatnonzero(letters > sizes)
    if wrong.size:
        place = int(wrong[0])
        raise DesignError(
            "A stratum has too few persons for so many answers", where=f"stratum number {place + 1}",
            expected=f"at most {int(sizes[place] * response_rates[place])} answers", got=int(interviews[place]),
            hint="Ask for fewer answers there, merge the stratum with another, or raise the response.",
        )  # fmt: skip
    return letters
