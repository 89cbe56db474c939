"""What a share would be if the others had answered differently: on the item's page, and in the report."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from django.test import Client

from querschnitt.apps.results.actions.report_nonresponse import TITLE
from querschnitt.apps.results.models import Collection, Estimate, Estimation
from querschnitt.core.outcomes.rates import weighted_response_rate
from tests.apps.results import whole_wave as made
from tests.apps.results.small_city import City
from tests.apps.results.test_report import content_of

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["identity", "answers", "statistics"]),
]
PAGE = "/wave/2020/results/item_0/"


@pytest.fixture
def quarter(office: Client) -> Client:
    """A wave of which a quarter answered: 100 of 400 people, by base weights."""
    made.whole_wave()
    rate = weighted_response_rate(["complete", "nothing_returned"], [100.0, 300.0])
    Collection.objects.update(rates=[asdict(rate)])
    return office


def test_the_page_of_an_item_says_what_its_share_would_be(quarter: Client) -> None:
    """82.16 % (77.16 to 87.16); three quarters of 10 points both ways; half at -32.16 / 0.75 points."""
    page = quarter.get(PAGE).content.decode()
    assert (
        "The share “yes” is 82.2%. If those who did not answer differed by 10 points, it would lie between 74.7% and "
        "89.7%; with its uncertainty, between 69.7% and 94.7%." in page
    )
    assert "It would be half if they lay 42.9 points lower." in page
    assert "Weighted response rate: 25.0% (100 of 400 eligible people, sums of base weights)." in page


def test_the_page_says_it_in_german(quarter: Client) -> None:
    page = quarter.get(PAGE, headers={"accept-language": "de"}).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "läge er zwischen 74,7 % und 89,7 %, mit seiner Unsicherheit zwischen 69,7 % und 94,7 %." in page
    assert "Die Hälfte wäre es, wenn sie 42,9 Punkte darunter lägen." in page
    assert "25,0 % (100 von 400 zur Befragung gehörenden Menschen, Summen der Entwurfsgewichte)." in page


def test_what_no_answer_could_turn_has_no_turning_point(quarter: Client) -> None:
    """97 % of nine tenths are more than half of all, whatever the last tenth says."""
    rate = weighted_response_rate(["complete", "nothing_returned"], [90.0, 10.0])
    Collection.objects.update(rates=[asdict(rate)])
    Estimate.objects.update(estimate=0.97, ci_low=0.95, ci_high=0.99)
    page = quarter.get(PAGE).content.decode()
    assert "The share “yes” is 97.0%." in page
    assert "It would be half" not in page


@pytest.mark.parametrize("missing", ["rate", "answers", "figure", "mean"])
def test_without_a_rate_or_a_share_nothing_is_said(quarter: Client, missing: str) -> None:
    if missing == "rate":
        Collection.objects.update(rates=[])
    if missing == "answers":
        Collection.objects.all().delete()
    if missing == "figure":
        Estimate.objects.update(estimate=None, ci_low=None, ci_high=None, sign=".")
    if missing == "mean":
        Estimation.objects.update(items=[{**item, "unit": "EUR"} for item in Estimation.objects.get().items])
    assert "If the others had answered differently" not in quarter.get(PAGE).content.decode()


def test_the_method_chapter_bounds_each_headline(city: City) -> None:
    section = content_of(city).method[-1]
    rate = next(rate for rate in Collection.objects.get(wave="2020").rates if rate["name"] == "RR2 weighted")
    assert section.title == TITLE
    assert f"({rate['numerator']:.0f} von {rate['denominator']:.0f}, Summen" in section.paragraphs[0].replace(".", "")
    shares = [finding for finding in content_of(city).findings if finding.kind == "share" and finding.cell.value]
    assert len(section.facts) == len(shares)
    finding, (_, said) = shares[0], section.facts[0]
    silent, share = 1 - rate["value"], finding.cell.value
    low, high = (round(100 * (share + side * silent * 0.1)) for side in (-1, 1))
    assert f"zwischen {low} % und {high} %," in said.replace("\N{NO-BREAK SPACE}", " ")
