"""Some of the silent are asked once more: they stand for all of them, and nobody is counted twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from querschnitt.apps.fieldwork.queries import silent_cases
from querschnitt.apps.register.actions import draw_second_phase
from querschnitt.apps.register.models import SampledUnit
from querschnitt.apps.results.actions.collection import SECOND_PHASE, collect
from querschnitt.apps.results.actions.interviews import interviews_of
from querschnitt.apps.results.actions.weights import weigh
from querschnitt.apps.results.models import Weighting
from querschnitt.apps.results.queries.variance_words import variance_words
from querschnitt.apps.survey.models import Wave
from querschnitt.tables.microdata import read_microdata
from tests.apps.results.small_city import City

pytestmark = pytest.mark.django_db(databases=["identity", "answers", "statistics"])


def test_those_asked_once_more_stand_for_all_who_were_silent(city: City) -> None:
    wave = Wave.objects.get(slug="2020")
    silent = silent_cases(wave)
    units = SampledUnit.objects.filter(case_id__in=silent)
    strata = Counter(units.values_list("stratum", flat=True))
    take = {stratum: (count + 1) // 2 for stratum, count in strata.items()}
    weigh(wave=wave, plan_file=city.files["2020"].file("weighting"))
    before = Weighting.objects.get(wave=wave).steps
    drawn = draw_second_phase(wave="2020", nonrespondents=silent, classes="stratum", take=take)
    collection = collect(wave=wave)
    found = Counter(read_microdata(Path(collection.file)).text(SECOND_PHASE).tolist())
    assert (found["asked"], found["left"]) == (drawn, len(silent) - drawn)
    weigh(wave=wave, plan_file=city.files["2020"].file("weighting"))
    after = Weighting.objects.get(wave=wave).steps
    # In each stratum n silent people of weight d become n/2 of weight 2d: the sum of all base weights stays.
    assert after[0]["sum"] == pytest.approx(before[0]["sum"])
    assert after[0]["n"] == before[0]["n"] - found["left"]
    assert after[-1]["sum"] == pytest.approx(before[-1]["sum"])
    # The replicates are of everybody drawn, also of those who were left; the note says what they take for granted.
    found = interviews_of(wave, plan={}, where="plan").uncertainty
    assert (found.method, found.second_phase) == ("bootstrap", True)
    kept = {**asdict(found), "interviews": 95, "notes": []}
    assert "intervals are rather too wide" in variance_words(kept, language="en")[1]
    linearised = {**kept, "method": "linearisation", "replicates": 0}
    assert "in one phase with unequal weights" in variance_words(linearised, language="en")[-1]
