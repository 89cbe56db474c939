"""The share of one category, in the population or in one domain."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.estimation.batch import ShareMethod, estimate_shares
from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.estimation.result import Estimate


def estimate_share(
    design: SurveyDesign,
    indicator: FloatArray | BoolArray,
    *,
    domain: BoolArray | None = None,
    method: ShareMethod = "wilson",
) -> Estimate:
    """Estimate one share. See `querschnitt.core.estimation.batch.estimate_shares` for formula, errors and sources.

    Parameters
    ----------
    design : n respondents
    indicator : shape (n,), 0 or 1
    domain : shape (n,), who belongs to the base and answered; None for all
    method : of the interval

    >>> design = SurveyDesign(np.full(4, 25.0), np.array([0, 0, 1, 1]))
    >>> one = estimate_share(design, np.array([1.0, 0.0, 1.0, 1.0]), domain=np.array([True, True, True, False]))
    >>> one.n, round(one.estimate, 4)
    (3, 0.6667)
    """
    base = np.ones(design.n, dtype=np.bool_) if domain is None else domain
    values = np.asarray(indicator, dtype=np.float64)[:, None]
    return estimate_shares(design, values, valid=base[:, None], domains=base[:, None], method=method).at(0, 0)
