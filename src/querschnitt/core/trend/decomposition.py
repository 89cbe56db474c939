"""What a change is made of: other people, or people of the same kind with other values."""

from __future__ import annotations

from dataclasses import dataclass

from querschnitt.core.arrays import FloatArray, require_length
from querschnitt.core.errors import EstimationError


@dataclass(frozen=True)
class Kitagawa:
    """A change of a mean: part by the groups' means, part by their shares."""

    rate: float
    composition: float

    @property
    def total(self) -> float:
        """The whole change."""
        return self.rate + self.composition


@dataclass(frozen=True)
class OaxacaBlinder:
    """A change of a mean between two regressions.

    Attributes
    ----------
    endowments : other people, seen with the first coefficients
    coefficients : other coefficients, seen with the first people
    interaction : both at once
    explained : other people, seen with the mean of both coefficients (twofold)
    """

    endowments: float
    coefficients: float
    interaction: float
    explained: float

    @property
    def total(self) -> float:
        """The whole change."""
        return self.endowments + self.coefficients + self.interaction


def kitagawa(
    *, means: tuple[FloatArray, FloatArray], shares: tuple[FloatArray, FloatArray], tolerance: float = 1e-9
) -> Kitagawa:
    """Split the change of a mean into changed means of the groups (rate) and changed shares (composition).

    Parameters
    ----------
    means, shares : of the groups, shape (groups,), first and second time; the shares of a time add up to 1

    Raises
    ------
    EstimationError : for shares that do not add up to 1.
    ShapeError : if the lengths differ.

    References
    ----------
    Kitagawa (1955), JASA 50, 1168-1194. Derivation: docs/methods/decomposition.md

    >>> import numpy as np
    >>> half, other = np.array([0.5, 0.5]), np.array([0.25, 0.75])
    >>> kitagawa(means=(np.array([2.0, 4.0]), np.array([3.0, 5.0])), shares=(half, other))
    Kitagawa(rate=1.0, composition=0.5)
    """
    for name, pair in (("means", means), ("shares", shares)):
        for values in pair:
            require_length(values, len(means[0]), name=name)
    for values in shares:
        if abs(values.sum() - 1) > tolerance:
            raise EstimationError("Shares of groups must add up", expected=1, got=float(values.sum()))
    rate = (shares[0] + shares[1]) / 2 @ (means[1] - means[0])
    composition = (means[0] + means[1]) / 2 @ (shares[1] - shares[0])
    return Kitagawa(float(rate), float(composition))


def oaxaca_blinder(
    *, coefficients: tuple[FloatArray, FloatArray], means: tuple[FloatArray, FloatArray]
) -> OaxacaBlinder:
    """Split the change of a mean by two linear regressions with the same columns.

    Parameters
    ----------
    coefficients : shape (p,), first and second time
    means : of the columns, the constant included, shape (p,), first and second time

    Raises
    ------
    ShapeError : if the lengths differ.

    References
    ----------
    Oaxaca (1973), International Economic Review 14; Blinder (1973), Journal of Human Resources 8. Derivation:
    docs/methods/decomposition.md

    >>> import numpy as np
    >>> first, second = np.array([1.0, 2.0]), np.array([1.0, 3.0])
    >>> split = oaxaca_blinder(coefficients=(first, second), means=(np.array([1.0, 0.5]), np.array([1.0, 1.0])))
    >>> split
    OaxacaBlinder(endowments=1.0, coefficients=0.5, interaction=0.5, explained=1.25)
    >>> split.total
    2.0
    """
    for values in (*coefficients, *means):
        require_length(values, len(means[0]), name="columns of the regression")
    people, slopes = means[1] - means[0], coefficients[1] - coefficients[0]
    return OaxacaBlinder(
        endowments=float(people @ coefficients[0]),
        coefficients=float(means[0] @ slopes),
        interaction=float(people @ slopes),
        explained=float(people @ (coefficients[0] + coefficients[1]) / 2),
    )
