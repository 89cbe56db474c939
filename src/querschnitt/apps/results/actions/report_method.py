"""The accounting and the method chapter of a report, filled from what this run recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from querschnitt.apps.register.models import Frame, Sample
from querschnitt.apps.results.models import Collection, Weighting
from querschnitt.apps.results.queries.names import ACCOUNTING, RATES
from querschnitt.apps.survey.models import Wave
from querschnitt.press.numbers import number, percent
from querschnitt.press.report import AccountingLine, MethodSection, Population, Rate

POPULATIONS = (
    (
        "with_background",
        "Einwohnerinnen und Einwohner mit Migrationshintergrund",
        "nach dem Melderegister, vor jedem Ausschluss",
    ),
    ("target", "Grundgesamtheit", "Für sie gelten die Ergebnisse; auf sie summieren sich die Gewichte."),
    ("frame", "Auswahlgrundlage", "mit einer Anschrift, an die ein Brief gehen kann"),
    ("drawable", "ziehbare Auswahlgrundlage", "ohne Auskunftssperre (§§ 51, 52 BMG) und Widerspruch"),
)
LEVELS = {"sum": "total", "minus": "row", "of_which": "part"}
ALLOCATIONS = {"equal": "gleich", "proportional": "proportional", "power": "Potenz 0,5"}


def populations(frames: Sequence[Frame | None]) -> list[Population]:
    """Return the four counts, one column a wave."""
    return [
        Population(
            name=name,
            definition=definition,
            counts=[None if frame is None else getattr(frame, field) for frame in frames],
        )
        for field, name, definition in POPULATIONS
    ]


def accounting(collection: Collection) -> list[AccountingLine]:
    """Return the way from the gross sample to the usable interviews."""
    return [
        AccountingLine(label=ACCOUNTING[line["key"]], count=line["count"], level=LEVELS[line["kind"]])  # type: ignore[arg-type]
        for line in collection.accounting
        if line["kind"] != "of_which" or line["count"]
    ]


def rates(collection: Collection) -> list[Rate]:
    """Return the rates that are printed, the headline first."""
    by_name = {rate["name"]: rate for rate in collection.rates}
    return [
        Rate(
            name=words,
            definition=by_name[name]["definition"],
            numerator=by_name[name]["numerator"],
            denominator=by_name[name]["denominator"],
            value=by_name[name]["value"],
        )
        for name, words in RATES.items()
    ]


@dataclass(frozen=True)
class Run:
    """What a wave has recorded."""

    wave: Wave
    frame: Frame
    sample: Sample
    collection: Collection
    weighting: Weighting


def method(run: Run) -> list[MethodSection]:
    """Return the method chapter of a wave."""
    return [
        _population(run.wave, run.frame),
        _draw(run.sample),
        _field(run.wave, run.collection),
        _weights(run.weighting),
        _estimation(),
    ]


def _population(wave: Wave, frame: Frame) -> MethodSection:
    missing = frame.target - frame.drawable
    return MethodSection(
        title="Grundgesamtheit und Auswahlgrundlage",
        paragraphs=[
            f"Grundgesamtheit: {wave.population_rule}.",
            "Der Migrationshintergrund steht in keiner Spalte des Melderegisters. Er wird nach Regeln der "
            "Art von MigraPro "
            "abgeleitet, aus erster und zweiter Staatsangehörigkeit, Art der deutschen Staatsangehörigkeit, "
            "Geburtsland und Herkunft "
            "des Zuzugs; Minderjährige erben ihn im Haushalt.",
            f"{number(missing)} Menschen der Grundgesamtheit ({percent(missing / frame.target, decimals=1)}) "
            "konnten nicht gezogen "
            "werden, weil eine Auskunftssperre, ein Widerspruch oder keine brauchbare Anschrift vorlag. Sie "
            "bleiben in der "
            "Grundgesamtheit; das ist eine Untererfassung, die hier ausgewiesen und nicht behoben wird.",
        ],
        facts=[
            ("Stichtag", f"{wave.reference_date:%d.%m.%Y}"),
            ("Definition", frame.definition),
            ("Prüfsumme der Auswahlgrundlage", frame.sha256[:16]),
        ],
    )


def _draw(sample: Sample) -> MethodSection:
    design = sample.design
    plans: Mapping[str, Mapping[str, float]] = sample.plan["allocations"]
    chosen = "Potenz" if design["allocation"] == "power" else ALLOCATIONS[design["allocation"]]
    facts = [
        ("gezogene Personen", number(sample.size)),
        ("Aufteilung", f"{chosen}{_power(design)}, mindestens {design['minimum']} je Schicht"),
        ("Startwert der Ziehung", sample.seed),
    ]
    facts += [
        (
            f"zum Vergleich: {ALLOCATIONS[name]}",
            f"n_eff {number(plan['n_eff'])}, insgesamt ±{number(100 * plan['half_width_total'], decimals=1)} Punkte, "
            f"Schichten ±{number(100 * plan['half_width_narrowest'], decimals=1)} bis "
            f"±{number(100 * plan['half_width_widest'], decimals=1)}",
        )
        for name, plan in plans.items()
    ]
    return MethodSection(
        title="Stichprobe",
        paragraphs=[
            "Geschichtete Zufallsauswahl ohne Zurücklegen. In jeder Schicht kommen die Personen mit den "
            "kleinsten SHA-256-Werten aus "
            "Startwert und Personennummer in die Stichprobe; derselbe Startwert ergibt auf jedem Rechner "
            "dieselbe Stichprobe.",
            "Die Zeilen zum Vergleich sagen, was die Aufteilungen bei einer angenommenen Beteiligung von "
            f"{percent(sample.plan['response_rate'])} erwarten lassen.",
        ],
        facts=facts,
    )


def _power(design: Mapping[str, Any]) -> str:
    return f" {number(design['power'], decimals=1)}" if design["allocation"] == "power" else ""


def _field(wave: Wave, collection: Collection) -> MethodSection:
    modes = {"web": "online", "telephone": "telefonisch", "live": "im persönlichen Gespräch"}
    by_mode = collection.interviews["by_mode"]
    said = ", ".join(f"{number(count)} {modes[mode]}" for mode, count in by_mode.items())
    languages = collection.interviews["by_language"]
    return MethodSection(
        title="Feld",
        paragraphs=[
            f"Als vollständig gilt ein Interview mit mindestens {percent(float(wave.complete_share))} der "
            "zutreffenden Kernfragen, als "
            f"auswertbar teilweise eines mit mindestens {percent(float(wave.partial_share))}. Diese Grenzen "
            "standen vor Beginn fest. "
            "„Weiß nicht“ und „möchte ich nicht sagen“ zählen als beantwortet, eine leere Frage nicht.",
            f"Auswertbare Interviews: {said}, in {len(languages)} Sprachen.",
        ],
        facts=[("Feldzeit", f"{wave.field_start:%d.%m.%Y} bis {wave.field_end:%d.%m.%Y}")],
    )


def _weights(weighting: Weighting) -> MethodSection:
    resting = weighting.assumptions
    return MethodSection(
        title="Gewichtung",
        paragraphs=[
            "Entwurfsgewicht (Kehrwert der Auswahlwahrscheinlichkeit), Ausgleich der Antwortausfälle in "
            "Gewichtungsklassen, "
            f"Randanpassung an die Grundgesamtheit ({', '.join(resting['margins'])}).",
            f"{resting['classes']} Klassen; {len(resting['collapses'])} schwache Klassen wurden nach fester "
            "Regel zusammengelegt. "
            f"{number(resting['neutral_losses'])} stichprobenneutrale Ausfälle scheiden vor dem Ausgleich aus.",
            "Annahme: Innerhalb einer Klasse hängt die Teilnahme nicht von den Antworten ab. Wer unbemerkt "
            "verzogen ist, bleibt in den "
            "Registerzahlen; Anteile berührt das kaum, Summen wären zu hoch.",
        ],
        facts=[
            (
                "kleinstes und größtes Gewicht",
                f"{number(weighting.minimum, decimals=1)} und {number(weighting.maximum, decimals=1)}",
            ),
            ("Kish-Faktor", number(weighting.kish, decimals=2)),
            ("effektive Fallzahl n_eff", f"{number(weighting.n_eff)} von {number(weighting.n)}"),
        ],
    )


def _estimation() -> MethodSection:
    return MethodSection(
        title="Schätzung und Zeichen",
        paragraphs=[
            "Anteile mit Wilson-Intervall auf der effektiven Fallzahl, Mittelwerte mit t-Intervall, jeweils "
            "95 %. Die Varianz folgt der "
            "Schichtung, der Endlichkeitskorrektur mit den Befragten (nicht den Gezogenen) und den Residuen "
            "der Randanpassung. Eine "
            "Schicht mit nur einer befragten Person geht mit ihrer Abweichung von null ein, der vorsichtigen Seite.",
            "Jede Tabelle steht in der feinsten Herkunftsgliederung, in der keine Zelle unter 50 Befragte "
            "hat (25 Gruppen, 8 Gruppen, "
            "5 Regionen, insgesamt). Unter 20 Befragten wird nichts veröffentlicht.",
        ],
    )


def assumptions(collection: Collection) -> Iterator[str]:
    """Yield what every reader must know before quoting."""
    yield "Die Intervalle enthalten den Zufall der Auswahl, nicht Fehler der Messung oder der Übersetzung."
    headline = next(rate for rate in collection.rates if rate["name"] == "RR2")
    yield (
        f"{percent(1 - headline['value'], decimals=1)} der bereinigten Bruttostichprobe haben nicht "
        "auswertbar geantwortet. Dass sie "
        "innerhalb der Gewichtungsklassen wie die anderen antworten würden, ist eine Annahme."
    )
