"""What figures of a wave would be if those who did not answer differed from those who did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from querschnitt.apps.results.models import Collection, Estimate
from querschnitt.apps.results.queries.items import OfficeItem, Section
from querschnitt.core.estimation.pattern_mixture import MixtureBounds, bound_share, tipping_point

WEIGHTED = "RR2 weighted"
MAJORITY = 0.5


@dataclass(frozen=True)
class Response:
    """The response rate of a wave with base weights: sums of weights of the usable interviews, and of the eligible."""

    numerator: float
    denominator: float

    @property
    def rate(self) -> float:
        return self.numerator / self.denominator


@dataclass(frozen=True)
class SharedOut:
    """A share of the whole population, if the others differed from those who answered.

    Attributes
    ----------
    figure : the published share
    bounds : between what it lies
    to_turn : by how much the others would have to differ for a majority to be none, or the other way round; None where
        that would put their share outside 0 to 1
    """

    figure: Estimate
    response: Response
    bounds: MixtureBounds
    to_turn: float | None

    @property
    def away(self) -> float:
        return abs(self.to_turn or 0.0)


def response_of(collection: Collection) -> Response | None:
    """Return the weighted response rate of a wave; none where nobody was eligible or nobody answered."""
    found = next((rate for rate in collection.rates if rate["name"] == WEIGHTED), None)
    if found is None or not 0 < found["numerator"] <= found["denominator"]:
        return None
    return Response(found["numerator"], found["denominator"])


def shared_out(figure: Estimate, response: Response) -> SharedOut | None:
    """Return the bounds of a share; none for a mean, or where the share is not shown."""
    if figure.unit != "percent" or figure.estimate is None or figure.ci_low is None or figure.ci_high is None:
        return None
    bounds = bound_share(figure.estimate, (figure.ci_low, figure.ci_high), response_rate=response.rate)
    turn = tipping_point(figure.estimate, MAJORITY, response_rate=response.rate)
    return SharedOut(figure, response, bounds, turn if 0 <= figure.estimate + turn <= 1 else None)


def leading_shared_out(
    collection: Collection | None, item: OfficeItem, sections: Sequence[Section]
) -> SharedOut | None:
    """Return the bounds of an item's largest share in the total; none before answers were collected."""
    response = response_of(collection) if collection else None
    if response is None or not item.is_share:
        return None
    totals = [row for section in sections if section.dimension == "total" for row in section.rows]
    figures = [figure for row in totals for figure in row.figures if figure and figure.estimate is not None]
    return shared_out(max(figures, key=lambda each: each.estimate or 0.0), response) if figures else None
