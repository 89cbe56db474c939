"""The section on weights of the method chapter, written from what each step recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from querschnitt.apps.results.models import Weighting
from querschnitt.apps.results.queries.words import crossing_words, variables_words, word
from querschnitt.press.numbers import number, percent
from querschnitt.press.report import MethodSection

Report = Mapping[str, Any]
ASSUMED = {
    "classes": "Innerhalb einer Klasse hängt die Teilnahme nicht von den Antworten ab.",
    "tree": "Innerhalb einer Klasse hängt die Teilnahme nicht von den Antworten ab.",
    "propensity": "Bei gleichen Merkmalen des Modells hängt die Teilnahme nicht von den Antworten ab.",
}


def weighting_section(weighting: Weighting) -> MethodSection:
    """Say what was done, with its numbers, and what it takes for granted."""
    return MethodSection(
        title="Gewichtung",
        paragraphs=list(_paragraphs(weighting)),
        facts=[
            (
                "kleinstes und größtes Gewicht",
                f"{number(weighting.minimum, decimals=1)} und {number(weighting.maximum, decimals=1)}",
            ),
            ("Kish-Faktor", number(weighting.kish, decimals=2)),
            ("effektive Fallzahl n_eff", f"{number(weighting.n_eff)} von {number(weighting.n)}"),
        ],
    )


def _paragraphs(weighting: Weighting) -> Iterator[str]:
    for step in weighting.steps:
        if step["name"] == "base":
            yield (
                f"Entwurfsgewicht: der Kehrwert der festgehaltenen Auswahlwahrscheinlichkeit. {number(step['n'])} "
                f"Personen stehen für {number(step['sum'])}. {number(weighting.assumptions['neutral_losses'])} "
                "stichprobenneutrale Ausfälle scheiden vor dem Ausgleich aus."
            )
        elif step["name"] == "unknown_eligibility":
            yield _unknown(step)
        elif step["name"] == "nonresponse":
            yield " ".join(_nonresponse(step))
        elif step["name"] == "trimming":
            yield " ".join(_trimming(step))
        else:
            yield " ".join(_calibration(step))
    if weighting.replicates:
        yield _replicates(weighting.replicates)
    yield " ".join(_assumptions(weighting))


def _unknown(step: Report) -> str:
    cases = step["eligibility"]
    return (
        f"Bei {number(cases['unknown'])} Personen blieb ungeklärt, ob sie zur Grundgesamtheit gehören. Ihr Gewicht "
        f"ging in Klassen ({_variables(step)}) auf die geklärten über; von diesen gehören, gewichtet, "
        f"{percent(cases['e'], decimals=1)} dazu (e nach AAPOR), und für die ungeklärten wird dasselbe angenommen."
    )


def _nonresponse(step: Report) -> Iterator[str]:
    classes, named = len(step.get("classes", ())), _variables(step)
    match step.get("method"):
        case "tree":
            yield (
                f"Ausgleich der Antwortausfälle in {classes} Klassen, die ein Baum der Teilnahme in "
                f"{len(step['splits'])} Teilungen gewählt hat ({named})."
            )
        case "propensity":
            inside = f", in {classes} Klassen der geschätzten Wahrscheinlichkeit" if classes else ""
            yield f"Ausgleich der Antwortausfälle nach einer logistischen Regression der Teilnahme ({named}){inside}."
        case _:
            yield (
                f"Ausgleich der Antwortausfälle in Gewichtungsklassen ({named}): {classes} Klassen; "
                f"{len(step.get('collapses', ()))} schwache Klassen wurden nach fester Regel zusammengelegt."
            )
    yield f"Die Faktoren reichen von {_factors(step)}."
    if compared := step.get("comparison"):
        yield _comparison(compared)
    if (r := step.get("representativity")) and r["interval"]:
        low, high = (number(limit, decimals=2) for limit in r["interval"])
        yield f"R-Indikator der Teilnahme: {number(r['r'], decimals=2)} (95-%-Intervall {low} bis {high})."


def _comparison(compared: Report) -> str:
    one, other = (word("response_model", method, language="de") for method in compared["methods"])
    before, first, second = (number(each, decimals=3) for each in compared["mean_difference"])
    kish = [number(each, decimals=2) for each in compared["kish"]]
    return (
        f"Zum Vergleich gerechnet: {other}. Der mittlere standardisierte Abstand der Anteile von denen der bereinigten "
        f"Stichprobe sinkt von {before} auf {first} ({one}) und {second} ({other}), bei einem Kish-Faktor von "
        f"{kish[0]} und {kish[1]}."
    )


def _calibration(step: Report) -> Iterator[str]:
    lines = step.get("margins", ())
    margins = ", ".join(dict.fromkeys(crossing_words(line["margin"], language="de") for line in lines))
    name = word("step", step["name"], language="de")
    yield f"{name[0].upper()}{name[1:]} an die Grundgesamtheit ({margins}); die Faktoren reichen von {_factors(step)}."
    for bound in step.get("binding", ()):
        yield f"Die Schranke {number(bound['value'], decimals=2)} greift bei {number(bound['n'])} Interviews."
    if any(line["se"] for line in lines):
        yield "Ein Teil der Summen ist selbst geschätzt; ihr Standardfehler wird mitgeführt."


def _trimming(step: Report) -> Iterator[str]:
    yield "Kappung der Gewichte; was abgeschnitten wird, geht zu gleichen Teilen auf die anderen über."
    for bound in step.get("binding", ()):
        yield f"Die Schranke {number(bound['value'], decimals=1)} greift bei {number(bound['n'])} Interviews."


def _replicates(made: Report) -> str:
    method = word("replicates", made["method"], language="de")
    seed = f", Startwert {made['seed']}" if made["method"] == "bootstrap" else ""
    count = number(made["count"])
    return f"{count} Sätze von Replikatgewichten ({method}{seed}); jeder Schritt wurde in jedem Satz neu gerechnet."


def _assumptions(weighting: Weighting) -> Iterator[str]:
    methods = [step.get("method", "") for step in weighting.steps if step["name"] == "nonresponse"]
    if methods:
        yield f"Annahme: {ASSUMED.get(methods[0], ASSUMED['classes'])}"
    yield (
        "Wer unbemerkt verzogen ist, bleibt in den Registerzahlen; Anteile berührt das kaum, Summen wären zu hoch. "
        "Hängt die Teilnahme von der Antwort selbst ab, behebt das kein Gewicht aus dem Register."
    )


def _variables(step: Report) -> str:
    return variables_words(step.get("note", ""), language="de")


def _factors(step: Report) -> str:
    return f"{number(step['smallest_factor'], decimals=2)} bis {number(step['largest_factor'], decimals=2)}"
