"""What a report rests on: the assumptions a reader must know before quoting, and the sources of its figures."""

from __future__ import annotations

from collections.abc import Iterator

from querschnitt.apps.results.actions.report_method import LAW_ASSUMED, Run
from querschnitt.apps.results.queries.names import definition_name
from querschnitt.apps.survey.models import Wave
from querschnitt.press.numbers import number, percent

STANDARD = (
    "Ausschöpfungsquoten nach: The American Association for Public Opinion Research (2016), Standard Definitions, "
    "9. Auflage."
)


def assumptions(run: Run) -> Iterator[str]:
    """Yield what every reader must know before quoting."""
    yield "Die Intervalle enthalten den Zufall der Auswahl, nicht Fehler der Messung oder der Übersetzung."
    headline = next(rate for rate in run.collection.rates if rate["name"] == "RR2")
    yield (
        f"{percent(1 - headline['value'], decimals=1)} der bereinigten Bruttostichprobe haben nicht "
        "auswertbar geantwortet. Dass sie innerhalb der Gewichtungsklassen wie die anderen antworten würden, ist eine "
        "Annahme."
    )
    if run.law and run.is_example:
        yield LAW_ASSUMED


def sources(run: Run, earlier: Wave | None) -> Iterator[str]:
    """Yield the sources of the figures, and the standards they follow."""
    frame, wave = run.frame, run.wave
    yield (
        f"Melderegister, Stichtag {wave.reference_date:%d.%m.%Y}: {number(frame.residents)} Einwohnerinnen und "
        f"Einwohner; Migrationshintergrund abgeleitet nach: {definition_name(frame.definition)}."
    )
    yield (
        f"{wave.title}: {number(run.weighting.n)} auswertbare Interviews, Prüfsumme der Antworten "
        f"{run.collection.sha256[:16]}."
    )
    if earlier:
        period = f"{earlier.field_start:%d.%m.%Y} bis {earlier.field_end:%d.%m.%Y}"
        yield f"Für den Vergleich: {earlier.title}, Feldzeit {period}."
    yield STANDARD
