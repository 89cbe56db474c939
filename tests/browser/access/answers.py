"""What the person answers who walks the whole example questionnaire, so that nearly every question comes."""

from __future__ import annotations

from collections.abc import Mapping

from tests.apps.interview.wave import CODES

CODE = CODES[0].lower().replace("0", "o")
"""The access code as somebody types it who takes a zero for an O."""

WRITTEN: Mapping[str, str] = {
    "birth_year": "1985", "arrival_year": "2015", "leipzig_since": "2016", "net_income": "1450", "household_size": "3",
    "rent": "640", "living_space": "62", "rooms": "3", "city_wishes": "Mehr Bäume, أشجار, ኣእዋም",
}  # fmt: skip

CHOSEN: Mapping[str, tuple[str, ...]] = {
    "sex": ("f",), "born_in_germany": ("no",), "life_satisfaction": ("satisfied",),
    "future_outlook": ("rather_optimistic",), "home_in_leipzig": ("rather",), "sat_transport": ("neither",),
    "sat_parks": ("very_satisfied",), "sat_schools": ("__dk__",), "sat_safety": ("dissatisfied",),
    "sat_housing": ("very_dissatisfied",), "city_problems": ("housing", "racism", "offices"),
    "german_at_home": ("both",), "german_level": ("a_little",), "german_course": ("attending",),
    "school_degree": ("middle",), "qualification": ("vocational",), "degree_place": ("abroad",),
    "employment": ("part_time",), "job_search": ("before",), "degree_recognised": ("pending",), "job_fit": ("partly",),
    "jobsearch_problems": ("language", "recognition"), "tenure": ("rent",), "housing_search": ("found",),
    "housing_difficulty": ("rather_hard",), "contact_germans": ("weekly",), "relation_germans": ("__refused__",),
    "services_used": ("citizen_office", "library"), "office_understanding": ("sometimes",),
    "rate_citizen_office": ("fair",), "dis_job_search": ("sometimes",), "dis_work": ("never",),
    "dis_housing": ("often",), "dis_offices": ("never",), "dis_school": ("not_applicable",),
    "dis_public_space": ("sometimes",), "club_active": ("no",), "volunteering": ("yes",),
}  # fmt: skip

_SEVERAL = ("city_problems", "jobsearch_problems", "services_used")


def meant() -> dict[str, object]:
    """Return the answers as they must arrive at the statistics office, a missing value as its code."""
    numbers = {name: int(text) for name, text in WRITTEN.items() if name != "city_wishes"}
    chosen = {name: codes if name in _SEVERAL else codes[0].strip("_") for name, codes in CHOSEN.items()}
    return {**numbers, **chosen, "city_wishes": WRITTEN["city_wishes"]}
