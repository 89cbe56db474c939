"""The section on weights says what the steps recorded, each with its numbers and what it takes for granted."""

from __future__ import annotations

from typing import Any

import pytest

from querschnitt.apps.results.actions.report_weighting import weighting_section
from querschnitt.apps.results.models import Weighting
from querschnitt.press.report import MethodSection
from tests.apps.results import whole_wave as made

pytestmark = pytest.mark.django_db(databases=["statistics"])
STEP = {"n": 4, "sum": 1380.0, "smallest_factor": 0.5, "largest_factor": 2.0, "note": "region, age_class", "method": ""}


def section(*steps: dict[str, Any]) -> str:
    weighting = Weighting(
        n=4, minimum=1, maximum=2, kish=1, n_eff=4, assumptions={"neutral_losses": 1},
        steps=[{**STEP, **step} for step in steps],
    )  # fmt: skip
    return " ".join(weighting_section(weighting).paragraphs)


def test_the_whole_chain() -> None:
    made.whole_wave()
    found: MethodSection = weighting_section(Weighting.objects.get())
    assert found.paragraphs == [
        "Entwurfsgewicht: der Kehrwert der festgehaltenen Auswahlwahrscheinlichkeit. 4 Personen stehen für 1.380. 1 "
        "stichprobenneutrale Ausfälle scheiden vor dem Ausgleich aus.",
        "Ausgleich der Antwortausfälle in Gewichtungsklassen (Herkunftsregion, Alter): 1 Klassen; 1 schwache Klassen "
        "wurden nach fester Regel zusammengelegt. Die Faktoren reichen von 0,50 bis 2,00. Zum Vergleich gerechnet: "
        "Teilnahmewahrscheinlichkeit. Der mittlere standardisierte Abstand der Anteile von denen der bereinigten "
        "Stichprobe sinkt von 0,066 auf 0,051 (Gewichtungsklassen) und 0,016 (Teilnahmewahrscheinlichkeit), bei einem "
        "Kish-Faktor von 1,25 und 1,50. R-Indikator der Teilnahme: 0,82 (95-%-Intervall 0,79 bis 0,84).",
        "Randanpassung an die Grundgesamtheit (Herkunftsgruppe, Geschlecht × Alter); die Faktoren reichen von 0,50 bis "
        "2,00.",
        "500 Sätze von Replikatgewichten (Bootstrap, Startwert 2020); jeder Schritt wurde in jedem Satz neu gerechnet.",
        "Annahme: Innerhalb einer Klasse hängt die Teilnahme nicht von den Antworten ab. Wer unbemerkt verzogen ist, "
        "bleibt in den Registerzahlen; Anteile berührt das kaum, Summen wären zu hoch. Hängt die Teilnahme von der "
        "Antwort selbst ab, behebt das kein Gewicht aus dem Register.",
    ]


def test_cases_that_were_not_cleared_up() -> None:
    known = {"eligible": 30, "ineligible": 5, "unknown": 12, "e": 0.857}
    text = section({"name": "unknown_eligibility", "eligibility": known})
    assert "Bei 12 Personen blieb ungeklärt" in text
    assert "von diesen gehören, gewichtet, 85,7\N{NO-BREAK SPACE}% dazu (e nach AAPOR)" in text


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"method": "tree", "splits": [{}, {}], "classes": [{}] * 3}, "in 3 Klassen, die ein Baum der Teilnahme in 2"),
        (
            {"method": "propensity", "classes": [{}] * 5},
            "Regression der Teilnahme (Herkunftsregion, Alter), in 5 Klassen",
        ),
        ({"method": "propensity"}, "Annahme: Bei gleichen Merkmalen des Modells hängt die Teilnahme nicht von"),
    ],
)
def test_each_model_of_nonresponse_is_named_with_what_it_assumes(step: dict[str, Any], said: str) -> None:
    assert said in section({"name": "nonresponse", **step})


def test_bounds_and_totals_with_an_error() -> None:
    line = {"margin": "sex", "level": "f", "se": 9.0}
    bounds = [{"bound": "upper", "value": 3.0, "n": 7}]
    text = section({"name": "logit", "margins": [line], "binding": bounds}, {"name": "trimming", "binding": bounds})
    assert "Kalibrierung mit Schranken (Logit) an die Grundgesamtheit (Geschlecht)" in text
    assert "Die Schranke 3,00 greift bei 7 Interviews." in text
    assert "ihr Standardfehler wird mitgeführt" in text
    assert "Kappung der Gewichte" in text
