"""True answers about the person: origin, language, school, work, income."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.demo.truth.traits import EMPLOYED, Answer, Making, Score

_GERMAN_AT_HOME = {"austria": 2.5, "kazakhstan": 0.8, "russia": 0.5, "eritrea": -0.6, "syria": -0.5}
_GERMAN_LEVEL = {"austria": 4.0, "kazakhstan": 0.9, "russia": 0.7, "syria": -0.1, "india": -0.9, "romania": -0.6}
_QUALIFIED = {
    "ukraine": 0.9, "russia": 0.7, "iran": 0.8, "china": 0.9, "india": 1.1, "france": 0.8, "united_states": 1.0,
    "afghanistan": -1.0, "syria": -0.5, "iraq": -0.8, "eritrea": -1.1, "romania": -0.4, "turkey": -0.6,
    "bulgaria": -0.4, "vietnam": -0.6,
}  # fmt: skip
_INCOME = {
    "full_time": 1850.0, "self_employed": 1500.0, "part_time": 1120.0, "marginal": 620.0, "in_education": 640.0,
    "unemployed": 600.0, "family": 480.0, "retired": 850.0, "other": 600.0,
}  # fmt: skip


def answer_person(making: Making) -> None:
    """Answer from the register: sex, birth, arrival."""
    people = making.people
    diverse = making.luck.even("diverse") < 0.002
    sex = np.where(diverse, 2, np.where(people.female, 0, 1)).astype(np.int64)
    making.answers["sex"] = Answer(sex, ("f", "m", "d"))
    making.put_number("birth_year", people.birth_year)
    making.answers["born_in_germany"] = Answer(np.where(people.born_here, 0, 1).astype(np.int64), ("yes", "no"))
    making.put_number("leipzig_since", people.moved_in_year)
    earlier = np.where(making.luck.even("arrival") < 0.45, 0, making.luck.even("arrival years") ** 2 * 10)
    arrival = np.maximum(people.moved_in_year - earlier.astype(np.int64), people.birth_year)
    making.put_number("arrival_year", arrival, among=~people.born_here)


def answer_language(making: Making) -> None:
    """Answer on German at home and its level."""
    born = making.people.born_here * 1.0
    home = making.group("german_at_home", 0.5, _GERMAN_AT_HOME)
    making.put("german_at_home", home + 0.8 * making.stay + 1.5 * born + 0.3 * making.people.german)
    level = making.group("german_level", 0.4, _GERMAN_LEVEL) + 0.9 * making.stay + 3.0 * born + 0.3 * making.young
    german = making.put("german_level", level + 0.5 * (making.group("qualification", 0.5, _QUALIFIED) > 0.5))
    making.put("german_course", -1.0 * making.stay + 0.5 * making.young, among=german.is_("a_little", "hardly"))


def answer_school(making: Making) -> None:
    """Answer on school, qualification and where it was made."""
    group = making.group("qualification", 0.5, _QUALIFIED)
    making.put("school_degree", group + 0.2 * making.young)
    students = 2.0 * making.aged(18, 24) + 1.0 * making.aged(25, 29) - 1.5 * making.aged(40, 99)
    scores = {
        "in_training": students,
        "academic": 1.2 * group + 0.4 * making.aged(30, 59) - 0.4 * making.aged(18, 24),
        "vocational": 0.4 * making.stay + 0.3 * making.aged(45, 99),
    }
    qualified = making.put_in_turn("qualification", scores).is_("academic", "vocational")
    came_young = making.people.age - making.people.stay < 18
    here = 3.0 * making.people.born_here + 1.7 * came_young + 0.5 * making.stay
    making.put("degree_place", -here, among=qualified)


def answer_work(making: Making) -> None:
    """Answer on employment, the search for it, recognition and fit."""
    german = making.one("german_level").is_("native", "very_good", "good") * 1.0
    woman, stay = making.woman, making.stay
    student = 1.8 * making.one("qualification").is_("in_training") * 1.0
    scores: dict[str, Score] = {
        "retired": 8.0 * making.aged(65, 99) + 3.0 * making.aged(60, 64) - 8.0 * making.aged(18, 54),
        "in_education": student + 1.5 * making.aged(18, 24) + 0.7 * making.aged(25, 29) - 2.0 * making.aged(40, 99),
        "family": 2.5 * woman + 1.0 * making.people.children - 0.2 * stay,
        "unemployed": making.group("unemployed", 0.4) - 0.5 * german - 0.3 * stay,
        "self_employed": 0.3 * stay - 0.3 * woman,
        "marginal": 0.5 * woman + 0.5 * making.aged(18, 29),
        "part_time": 1.0 * woman,
        "full_time": 0.6 * german + 0.3 * stay,
    }
    employment = making.put_in_turn("employment", scores)
    searched = {
        "never": 1.0 * employment.is_("in_education") + 1.0 * making.aged(60, 99) - 0.5 * stay,
        "now": 2.5 * employment.is_("unemployed") - 1.5 * employment.is_("retired"),
    }
    making.put_in_turn("job_search", searched)
    abroad = making.one("degree_place").is_("abroad")
    european = _european(making) * 1.0
    academic = making.one("qualification").is_("academic") * 1.0
    recognised = making.put("degree_recognised", 0.5 * european + 0.5 * stay + 0.2 * academic, among=abroad)
    fit = 1.0 * recognised.is_("full") + 0.5 * german + 0.2 * academic
    making.put("job_fit", fit, among=employment.is_(*EMPLOYED))
    _answer_search(making, german=german)


def _answer_search(making: Making, *, german: Score) -> None:
    looked = making.one("job_search").is_("now", "before")
    abroad = making.one("degree_place").is_("abroad") * 1.0
    scores = {
        "language": -1.2 * german - 0.5 * making.stay,
        "recognition": 1.2 * abroad,
        "experience": 0.4 * making.young,
        "residence_permit": 1.0 * ~_european(making) - 0.8 * making.stay,
        "childcare": (making.people.female & (making.aged(30, 44) > 0)) * 1.2,
        "origin": 0.6 * disadvantage(making),
    }
    making.put_several("jobsearch_problems", scores, among=looked, none=True)


def answer_income(making: Making) -> None:
    """Answer on the personal net income: by employment, spread like a logarithmic normal, rounded as people do."""
    employment = making.one("employment")
    base = np.asarray([_INCOME[label] for label in employment.labels])[employment.codes]
    academic = making.one("qualification").is_("academic") * 1.0
    effect = making.group("income", 0.12) + 0.16 * academic - 0.14 * making.woman + 0.07 * making.stay
    earned = base * np.exp(effect + 0.45 * making.luck.normal("income"))
    chance = np.where(employment.is_(*EMPLOYED, "retired"), 0.0, 0.14)
    earned = np.where(making.luck.even("no income") < chance, 0.0, earned)
    rounded = np.rint(np.minimum(making.anchors.scaled("net_income", earned), 19_000) / 50) * 50
    making.put_number("net_income", rounded)


def disadvantage(making: Making) -> FloatArray:
    """Return the latent score behind the answers on disadvantage, about standard."""
    given = {"syria": 0.45, "eritrea": 0.6, "afghanistan": 0.45, "iraq": 0.4, "turkey": 0.35, "maghreb": 0.4,
             "poland": -0.35, "ukraine": -0.3, "russia": -0.3, "austria": -0.8, "france": -0.4, "hungary": -0.3,
             "united_kingdom": -0.4, "kazakhstan": -0.25}  # fmt: skip
    middle_stay = ((making.people.stay >= 4) & (making.people.stay < 10)) * 1.0
    score = making.group("disadvantage", 0.3, given) + 0.25 * making.young + 0.2 * middle_stay
    return np.asarray(score + making.borough("disadvantage", 0.1) + making.luck.normal("disadvantage"))


def _european(making: Making) -> BoolArray:
    regions = np.asarray([origin.region == "eu" for origin in making.scenario.origins])
    return np.asarray(regions[making.people.origin])
