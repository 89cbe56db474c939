"""The plan of a sample: what stands on the page is what the textbook says, and a wish that cannot be is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.register.models import Frame
from querschnitt.apps.results.queries.plan import Wishes, plan_of
from querschnitt.core.errors import DesignError
from tests.apps.results import whole_wave as made

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics"]),
]
# poland 1,000 · vietnam 300 · china 80
WISHES = Wishes(letters=120, response_rate=0.25, minimum=0, answers=25, cost=2.5)


@pytest.fixture
def frame() -> Frame:
    return made.with_frame(made.announced("2020"))


@pytest.fixture
def office(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(User.objects.create_user(username="test", password="a-long-test-password", role="statistics"))
    return client


def test_a_plan_by_hand(frame: Frame) -> None:
    plan = plan_of(frame, WISHES)
    assert [stratum.level for stratum in plan.strata] == ["poland", "vietnam", "china"]
    drawn = {each.name: each.precision.drawn.tolist() for each in plan.allocated}
    # roots 31.6, 17.3, 8.9 of 120; shares 1000, 300, 80 of 1,380
    assert drawn == {"equal": [40, 40, 40], "power": [66, 36, 18], "proportional": [87, 26, 7]}
    equal = plan.allocated[0]
    assert equal.interviews == 30
    assert equal.widest == pytest.approx(1.959964 * (0.25 / 10) ** 0.5, abs=1e-6)
    # n_eff = 1380^2 / ((1000^2 + 300^2 + 80^2) / 10)
    assert equal.precision.n_eff == pytest.approx(1380**2 / ((1000**2 + 300**2 + 80**2) / 10))
    # 25 answers of 100 each: 100 of 1,000, 100 of 300; eighty are too few
    assert (plan.letters_for_answers, plan.too_small) == (200, ("china",))
    assert [each.cost for each in plan.allocated] == [300.0, 300.0, 300.0]
    assert [stratum.letters for stratum in plan.strata] == [100, 100, None]


def test_response_cost_and_design_effect_by_hand(frame: Frame) -> None:
    rates = {"poland": 0.5, "vietnam": 0.25, "china": 0.1}
    wishes = replace(WISHES, response_rates=rates, answer_cost=10.0, design_effect=1.44)
    equal, _, proportional = plan_of(frame, wishes).allocated
    assert equal.precision.expected.tolist() == [20, 10, 4]
    # 120 letters at 2.50, 34 answers at 10; of the proportional one 43.5 + 6.5 + 0.7
    assert (equal.cost, proportional.cost) == (640.0, pytest.approx(807.0))
    # a variance 1.44 times as large is a half-width 1.2 times as wide
    assert equal.widest == pytest.approx(1.2 * 1.959964 * (0.25 / 4) ** 0.5, abs=1e-6)
    assert equal.precision.n_eff == pytest.approx(1380**2 / (1000**2 / 20 + 300**2 / 10 + 80**2 / 4) / 1.44)
    for wrong in (0.0, -1.0, float("nan")):
        with pytest.raises(DesignError, match="Not a design effect"):
            plan_of(frame, replace(WISHES, design_effect=wrong))


def test_who_cannot_be_drawn_is_left_out_and_said(frame: Frame) -> None:
    for counted in frame.report["counts"]:
        if counted["level"] == "china":
            counted |= {"target": 3, "frame": 0, "drawable": 0}
    plan = plan_of(frame, WISHES)
    assert plan.left_out == ("china",)
    assert len(plan.strata) == 2


def test_more_than_there_is_cannot_be_planned(frame: Frame) -> None:
    with pytest.raises(DesignError, match="1381 persons cannot be drawn.*between 3 and 1380"):
        plan_of(frame, Wishes(1381, 0.2, 0, 10))


def test_the_page_plans_as_asked_and_a_script_gets_the_result_alone(frame: Frame, office: Client) -> None:
    asked = {"letters": "120", "response": "25", "minimum": "0", "answers": "25", "cost": "2.5"}
    page = office.get("/wave/2020/plan/", asked).content.decode()
    assert "<form" in page and ">66<" in page and "200 people must be written to" in page and "China" in page
    assert "Cost, euros" in page and ">300<" in page
    part = office.get("/wave/2020/plan/", asked, headers={"X-Part": "result"}).content.decode()
    assert "<form" not in part and ">66<" in part
    german = office.get("/wave/2020/plan/", asked, headers={"Accept-Language": "de"}).content.decode()
    assert "müssen 200 Menschen angeschrieben werden" in german


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"letters": "9999"}, "less than or equal to 1380"),
        ({"letters": "many"}, "house-error"),
        ({"response": "0"}, "house-error"),
        ({"response": "101"}, "house-error"),
        ({"answers": ""}, "house-error"),
        ({"cost": "-1"}, "house-error"),
        ({"minimum": "70"}, "more people would be written to than you wish"),
    ],
)
def test_a_wish_that_cannot_be_is_said_and_not_worked_out(frame: Frame, office: Client, asked, said) -> None:
    response = office.get("/wave/2020/plan/", {"letters": "120", **asked})
    assert response.status_code == 200
    assert said in response.content.decode() and ">n_eff<" not in response.content.decode()


def test_before_there_is_a_frame_the_page_says_what_comes_first(office: Client) -> None:
    made.announced("2020")
    page = office.get("/wave/2020/plan/").content.decode()
    assert "Import the register first" in page and "plan-form" not in page
    assert Client().get("/wave/2020/plan/").status_code == 302
