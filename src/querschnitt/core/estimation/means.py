"""The mean of one variable, in the population or in one domain."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.estimation.batch import estimate_means
from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.estimation.result import Estimate


def estimate_mean(design: SurveyDesign, values: FloatArray, *, domain: BoolArray | None = None) -> Estimate:
    """Estimate one mean. See `querschnitt.core.estimation.batch.estimate_means` for formula, errors and sources.

    Parameters
    ----------
    design : n respondents
    values : shape (n,), in the unit of the variable; not-a-number is allowed outside the domain
    domain : shape (n,), who belongs to the base and answered; None for all

    >>> design = SurveyDesign(np.array([10.0, 30.0, 20.0, 20.0]), np.zeros(4, dtype=np.int64))
    >>> estimate_mean(design, np.array([1.0, 2.0, 3.0, 4.0])).estimate
    2.625
    """
    base = np.ones(design.n, dtype=np.bool_) if domain is None else domain
    return estimate_means(design, values[:, None], valid=base[:, None], domains=base[:, None]).at(0, 0)
