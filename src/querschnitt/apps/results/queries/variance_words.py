"""Where the uncertainty of a wave's figures comes from, in words: for the report, the office and the command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from querschnitt.apps.results.queries.words import word

Variance = Mapping[str, Any]
_REPLICATES = {
    "de": "Die Varianz jeder Zahl ist ihre Streuung über {count} Sätze von Replikatgewichten ({method}). Jeder Satz "
    "entsteht aus allen Gezogenen, und jeder Schritt der Gewichtung ist in ihm neu gerechnet; so enthält die Varianz "
    "die Schichtung, den Zufall der Teilnahme und die Anpassung an die Grundgesamtheit.",
    "en": "The variance of every figure is its spread over {count} sets of replicate weights ({method}). Each set "
    "comes from everybody who was drawn, and every step of the weighting is done anew in it: so the variance has the "
    "strata, the chance of answering and the calibration.",
}
_LINEARISED = {
    "de": "Die Varianz folgt durch Linearisierung der Schichtung und den Residuen der Anpassung an die "
    "Grundgesamtheit, weil die Gewichtung keine Replikatgewichte gemacht hat.",
    "en": "The variance follows the strata and the residuals of the calibration by linearisation, because the "
    "weighting made no replicate weights.",
}
_TERMS = {
    "de": "Mit {terms} Bedingungen der Anpassung und {interviews} Interviews sind solche Varianzen um etwa {part} % zu "
    "klein; Replikatgewichte hätten diesen Fehler nicht.",
    "en": "With {terms} terms of calibration and {interviews} interviews such variances are about {part} % too small; "
    "replicate weights would not have this fault.",
}
_CORRECTED = {
    "de": "Die Endlichkeitskorrektur zählt die Befragten, nicht die Gezogenen. Eine Schicht mit nur einer befragten "
    "Person geht mit ihrer Abweichung von null ein, der vorsichtigen Seite.",
    "en": "The finite population correction counts those who answered, not those who were drawn. A stratum with a "
    "single respondent enters with its deviation from zero, the cautious side.",
}
_CLUSTERS = {
    "de": "Einheiten der Varianz sind die gezogenen Gebiete oder Haushalte, wie mit Zurücklegen gezogen, ohne "
    "Endlichkeitskorrektur.",
    "en": "The units of the variance are the districts or households that were drawn, as if with replacement, without "
    "a finite population correction.",
}
_SECOND_PHASE_REPLICATED = {
    "de": "Ein Teil der Schweigenden wurde noch einmal gefragt und steht für die übrigen. Die Replikate rechnen, als "
    "hätte darüber bei jeder Person ein eigener Zufall entschieden; die Schwankungsbreiten sind dadurch eher zu groß.",
    "en": "Some of the silent were asked once more and stand for the others. The replicates take it that chance "
    "decided on each person alone; intervals are rather too wide by that.",
}
_SECOND_PHASE_LINEARISED = {
    "de": "Ein Teil der Schweigenden wurde noch einmal gefragt und steht für die übrigen. Die Varianz hat dafür keinen "
    "eigenen Teil: Sie rechnet, als wäre in einer Phase mit ungleichen Gewichten gezogen worden. Das ist eine Annahme.",
    "en": "Some of the silent were asked once more and stand for the others. The variance has no part of its own for "
    "that: it is found as if people had been drawn in one phase with unequal weights. That is an assumption.",
}


def variance_words(variance: Variance, *, language: str) -> list[str]:
    """Return what `Estimation.variance` says, sentence by sentence; nothing for a wave estimated before it was kept.

    >>> variance_words({}, language="en")
    []
    """
    if not variance:
        return []
    said = _replicated if variance["replicates"] else _linearised
    return list(said(variance, language=language))


def _replicated(variance: Variance, *, language: str) -> Iterator[str]:
    method = word("replicates", variance["method"], language=language)
    yield _REPLICATES[language].format(count=_count(variance["replicates"], language), method=method)
    if variance["second_phase"]:
        yield _SECOND_PHASE_REPLICATED[language]
    for note in variance["notes"]:
        yield _sentence(_note(note, language=language))


def _linearised(variance: Variance, *, language: str) -> Iterator[str]:
    yield _LINEARISED[language]
    terms, interviews = variance["terms"], variance["interviews"]
    if terms:
        part = f"{100 * terms / interviews:.1f}".replace(".", "," if language == "de" else ".")
        yield _TERMS[language].format(terms=terms, interviews=_count(interviews, language), part=part)
    yield (_CLUSTERS if variance["clusters"] else _CORRECTED)[language]
    if variance["second_phase"]:
        yield _SECOND_PHASE_LINEARISED[language]


def _note(note: str, *, language: str) -> str:
    """Return a note of replicates; one that counts cells is the engine's own."""
    count, _, rest = note.partition(" ")
    if language == "de" and rest.startswith("cells without a standard error"):
        return f"{count} Zellen haben keinen Standardfehler, weil ein Replikat niemanden aus ihnen hat"
    return word("replicate_note", note, language=language)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _count(value: int, language: str) -> str:
    return f"{value:,}".replace(",", "." if language == "de" else ",")
