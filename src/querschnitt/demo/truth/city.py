"""True answers about life in the city: home, satisfaction, offices, disadvantage, engagement."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import BoolArray
from querschnitt.demo.truth.person import disadvantage
from querschnitt.demo.truth.traits import Making, Several

DISADVANTAGE_ITEMS = (
    "dis_job_search", "dis_work", "dis_housing", "dis_offices", "dis_school", "dis_public_space",
)  # fmt: skip
_SHARED = {"syria": 1.0, "afghanistan": 1.2, "iraq": 0.9, "eritrea": 1.4}
_COMMON = 2.4


def answer_housing(making: Making) -> None:
    """Answer on household, tenure, space and rent."""
    people, stay = making.people, making.stay
    newcomer = (people.stay < 4) * 1.0
    size = making.put_number("household_size", np.minimum(people.household_size, 20)).values
    scores = {
        "shared_accommodation": making.group("shared", 0.0, _SHARED) * 1.5 + 2.0 * newcomer,
        "owner": 1.0 * stay - 0.4 * making.young,
        "relatives": 1.5 * making.aged(18, 29),
    }
    tenure = making.put_in_turn("tenure", scores)
    search = {
        "found": 1.0 * newcomer + 0.3 * making.young,
        "still_searching": 0.25 * size,
        "gave_up": making.group("gave_up", 0.2),
    }
    searched = ~making.put_in_turn("housing_search", search).is_("no")
    hard = making.group("housing_difficulty", 0.4) + 0.5 * newcomer + 0.15 * size + 0.5 * disadvantage(making)
    making.put("housing_difficulty", hard, among=searched)
    shared = tenure.is_("shared_accommodation")
    space = np.where(shared, 20.0, (40.0 + 15.0 * size + 4.0 * stay)) * np.exp(0.24 * making.luck.normal("space"))
    space = np.maximum(np.rint(making.anchors.scaled("living_space", space)), 8)
    making.put_number("living_space", space)
    making.put_number("rooms", np.clip(space / 27.0 + 0.5 * making.luck.normal("rooms"), 1, 12))
    rent = (120.0 + 6.8 * space + 30.0 * newcomer) * np.exp(
        making.borough("rent", 0.05) + 0.14 * making.luck.normal("rent")
    )
    among = tenure.is_("rent")
    making.put_number("rent", np.rint(making.anchors.scaled("rent", rent, among=among) / 10) * 10, among=among)


def answer_satisfaction(making: Making) -> None:
    """Answer on life, future, home and the city's services."""
    score = disadvantage(making)
    unemployed = making.one("employment").is_("unemployed") * 1.0
    income = making.answers["net_income"].values / 1000.0 - 1.1  # type: ignore[union-attr]
    life = making.group("life", 0.3) + 0.4 * income - 1.0 * unemployed - 0.35 * score + 0.2 * making.stay
    satisfied = making.put("life_satisfaction", life).is_("very_satisfied", "satisfied")
    outlook = making.group("outlook", 0.25) + 0.5 * making.young + 1.0 * satisfied - 0.5 * unemployed
    making.put("future_outlook", outlook)
    making.put("home_in_leipzig", making.group("home", 0.25) + 0.5 * making.stay - 0.4 * score)
    making.put("sat_transport", making.borough("transport", 0.5) - 0.2 * making.young)
    making.put("sat_parks", making.borough("parks", 0.2))
    making.put("sat_schools", -0.5 * making.people.children + 0.2 * making.young)
    making.put("sat_safety", making.borough("safety", 0.4) - 0.2 * making.woman - 0.2 * score)
    newcomer = (making.people.stay < 4) * 1.0
    size = making.people.household_size
    making.put("sat_housing", -0.5 * newcomer - 0.1 * size + making.borough("housing", 0.2))
    _answer_problems(making, newcomer=newcomer > 0)


def _answer_problems(making: Making, *, newcomer: BoolArray) -> None:
    """Answer on the city's biggest problems; who names more than three keeps the three of the highest chance."""
    scores = {
        "housing": 0.5 * newcomer,
        "racism": 0.8 * disadvantage(making) + making.group("racism", 0.3),
        "crime": -0.4 * making.young,
        "childcare_schools": 1.0 * making.aged(30, 44),
        "offices": 0.5 * newcomer,
    }
    problems = making.put_several("city_problems", scores, none=False)
    rank = np.stack([making.luck.even(f"rank {label}") for label in problems.labels], axis=1)
    order = np.argsort(np.where(problems.named, rank, 2.0), axis=1)
    kept = np.zeros_like(problems.named)
    np.put_along_axis(kept, order[:, :3], True, axis=1)
    named = kept & problems.named
    nothing = ~named.any(axis=1)
    named[nothing, problems.labels.index("housing")] = True
    making.answers["city_problems"] = Several(named, problems.labels, problems.asked)


def answer_offices(making: Making) -> None:
    """Answer on contacts, services and understanding."""
    german = making.one("german_level").is_("native", "very_good", "good") * 1.0
    score, stay = disadvantage(making), making.stay
    newcomer = (making.people.stay < 4) * 1.0
    contact = making.group("contact", 0.3) + 1.0 * german + 0.5 * stay + 0.2 * making.young
    frequent = making.put("contact_germans", contact).is_("daily", "weekly") * 1.0
    making.put("relation_germans", making.group("relation", 0.2) + 0.5 * frequent - 0.8 * score)
    employment = making.one("employment")
    used = {
        "immigration_office": 1.5 * ~making.people.german + 1.0 * newcomer,
        "job_centre": 2.0 * employment.is_("unemployed"),
        "library": 1.0 * employment.is_("in_education"),
        "welcome_centre": 1.0 * newcomer,
        "adult_education": 0.5 * newcomer,
    }
    services = making.put_several("services_used", used, none=True)
    turn = {
        "no_contact": 0.3 * making.young,
        "often": -1.2 * german - 0.4 * stay + 0.4 * making.aged(60, 99),
        "sometimes": -0.8 * german - 0.2 * stay,
        "rarely": -0.2 * german,
    }
    often = making.put_in_turn("office_understanding", turn).is_("often") * 1.0
    making.put("rate_citizen_office", -0.5 * often, among=services.has("citizen_office"))
    making.put("rate_immigration", -0.3 * often - 0.2 * score, among=services.has("immigration_office"))
    unemployed = employment.is_("unemployed") * 0.2
    making.put("rate_job_centre", -unemployed, among=services.has("job_centre"))


def answer_disadvantage(making: Making) -> None:
    """Answer the battery: one score behind all items, and for each whether it applies at all."""
    score = _COMMON * disadvantage(making)
    never_searched = making.one("job_search").is_("never") * 1.0
    at_work = making.one("employment").is_("full_time", "part_time", "marginal", "self_employed") * 1.0
    no_search = making.one("housing_search").is_("no") * 1.0
    young_adult = making.aged(18, 44)
    applies = {
        "dis_job_search": 3.0 * never_searched,
        "dis_work": -1.5 * at_work,
        "dis_housing": 2.0 * no_search,
        "dis_school": -1.0 * young_adult,
    }
    for item in DISADVANTAGE_ITEMS:
        own = 0.2 * making.woman if item == "dis_public_space" else 0.0
        answered = {
            "not_applicable": applies.get(item, np.zeros(len(score))),
            "often": score + own,
            "sometimes": score + own,
        }
        making.put_in_turn(item, answered)


def answer_engagement(making: Making) -> None:
    """Answer on clubs, volunteering, and whether a wish is written."""
    german = making.one("german_level").is_("native", "very_good", "good") * 1.0
    academic = making.one("qualification").is_("academic") * 1.0
    active = making.put("club_active", 0.5 * german + 0.4 * making.stay + 0.2 * academic - 0.2 * making.woman)
    making.put("volunteering", 1.2 * active.is_("yes") + 0.2 * making.aged(30, 59))
    making.put("city_wishes", np.zeros(len(making.people)))
