"""The accounting and the method chapter of a report, filled from what this run recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from querschnitt.apps.register.models import Frame, Sample
from querschnitt.apps.results.actions.report_weighting import weighting_section
from querschnitt.apps.results.models import Collection, Estimation, Weighting
from querschnitt.apps.results.queries.account import account_lines
from querschnitt.apps.results.queries.names import RATES, Names, definition_name, rate_definition
from querschnitt.apps.results.queries.variance_words import variance_words
from querschnitt.apps.results.queries.words import accounting_words, word
from querschnitt.apps.survey.models import Wave
from querschnitt.core.disclosure.signs import SignProfile
from querschnitt.press.numbers import number, percent
from querschnitt.press.report import AccountingLine, MethodSection, Population, Rate
from querschnitt.press.report.content import Level

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
OTHER_SELECTIONS: Mapping[str, str] = {
    "poisson": "Poisson-Auswahl in den Schichten: Jede Person entscheidet mit ihrer eigenen Zufallszahl.",
    "sequential": "Sequenzielle Poisson-Auswahl in den Schichten, mit einer Zufallszahl je Person und festem Umfang.",
    "pareto": "Pareto-Auswahl in den Schichten, mit einer Zufallszahl je Person und festem Umfang.",
    "conditional": "Bedingte Poisson-Auswahl in den Schichten, mit festem Umfang.",
    "stages": "Zweistufige Auswahl: erst Gebiete, dann in jedem Gebiet gleich viele Personen.",
    "household": "Zufallsauswahl von höchstens einer Person je Haushalt in den Schichten.",
}
LEVELS: Mapping[str, Level] = {"sum": "total", "minus": "row", "of_which": "part"}
LEVEL_WORDS = {"group": "Gruppen", "group8": "Gruppen", "region": "Regionen"}
LADDER = ("group", "group8", "region")
LAW_ASSUMED = "Dass die Satzung diese Befragung deckt, ist angenommen."


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


def accounting(wave: Wave, collection: Collection) -> list[AccountingLine]:
    """Return the way from the gross sample to the usable interviews."""
    shares = {"complete": float(wave.complete_share), "partial": float(wave.partial_share)}
    return [
        AccountingLine(
            label=accounting_words(line.key, **shares, language="de"),
            count=line.count,
            of_gross=line.of_gross,
            of_eligible=line.of_eligible,
            level=LEVELS[line.kind],
        )
        for line in account_lines(collection.accounting)
    ]


def rates(collection: Collection) -> list[Rate]:
    """Return the rates that are printed, the headline first."""
    by_name = {rate["name"]: rate for rate in collection.rates}
    return [
        Rate(
            name=words,
            definition=rate_definition(by_name[name]["definition"]),
            numerator=by_name[name]["numerator"],
            denominator=by_name[name]["denominator"],
            value=by_name[name]["value"],
        )
        for name, words in RATES.items()
    ]


@dataclass(frozen=True)
class Run:
    """What a wave has recorded.

    law : the legal basis as the letters print it
    is_example : a run that prints a notice: what its legal basis is taken to cover is assumed
    """

    wave: Wave
    frame: Frame
    sample: Sample
    collection: Collection
    weighting: Weighting
    law: str = ""
    is_example: bool = False


@dataclass(frozen=True)
class Ladder:
    """At which levels of origin tables stand, and by which signs; `tables`: level ("region", "total") -> tables."""

    profile: SignProfile
    names: Names
    tables: Mapping[str, int]

    def level(self, dimension: str) -> str:
        """Return a level in words: "25 Gruppen"."""
        return f"{self.names.size(dimension)} {LEVEL_WORDS[dimension]}"


def method(run: Run, ladder: Ladder) -> list[MethodSection]:
    """Return the method chapter of a wave."""
    return [
        *([_law(run)] if run.law else []),
        _population(run.wave, run.frame),
        _draw(run.sample),
        _field(run.wave, run.collection),
        weighting_section(run.weighting),
        _estimation(run.wave),
        signs_section(ladder),
    ]


def _law(run: Run) -> MethodSection:
    basis = run.law.removeprefix("Rechtsgrundlage: ")
    return MethodSection(title="Rechtsgrundlage", paragraphs=[basis, *([LAW_ASSUMED] if run.is_example else [])])


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
            ("Ableitung", definition_name(frame.definition)),
            ("Prüfsumme der Auswahlgrundlage", frame.sha256[:16]),
        ],
    )


def _draw(sample: Sample) -> MethodSection:
    design = sample.design
    plans: Mapping[str, Mapping[str, float]] = sample.plan["allocations"]
    facts = [
        ("gezogene Personen", number(sample.size)),
        ("Aufteilung", _allocation(design["allocation"], design) + _least(design)),
        ("Startwert der Ziehung", sample.seed),
    ]
    facts += [
        (
            f"zum Vergleich: {_allocation(name, design)}",
            f"n_eff {number(plan['n_eff'])}, insgesamt ±{number(100 * plan['half_width_total'], decimals=1)} Punkte, "
            f"Schichten ±{number(100 * plan['half_width_narrowest'], decimals=1)} bis "
            f"±{number(100 * plan['half_width_widest'], decimals=1)}",
        )
        for name, plan in plans.items()
    ]
    return MethodSection(
        title="Stichprobe",
        paragraphs=[
            _selection(sample.design),
            "Die Zeilen zum Vergleich sagen, was die Aufteilungen bei einer angenommenen Beteiligung von "
            f"{percent(sample.plan['response_rate'])} erwarten lassen.",
        ],
        facts=facts,
    )


def _least(design: Mapping[str, Any]) -> str:
    least = design.get("minimum", 0)
    if isinstance(least, Mapping):
        return ", mindestens " + "; ".join(f"{level}: {number(count)}" for level, count in sorted(least.items()))
    return f", mindestens {number(least)} je Schicht" if least else ""


def _selection(design: Mapping[str, Any]) -> str:
    """Return how people were drawn, and what the figures take for granted about it."""
    selection = design.get("selection", "random")
    if selection in OTHER_SELECTIONS or "stages" in design or "one_per_household" in design:
        way = "stages" if "stages" in design else "household" if "one_per_household" in design else selection
        return (
            f"{OTHER_SELECTIONS[way]} Die Wahrscheinlichkeit jeder Person ist vermerkt und geht in ihr Gewicht ein; "
            f"derselbe Startwert ergibt auf jedem Rechner dieselbe Stichprobe. {_taken_for_granted(way)}"
        )
    if selection == "random":
        return (
            "Geschichtete Zufallsauswahl ohne Zurücklegen. In jeder Schicht kommen die Personen mit den kleinsten "
            "SHA-256-Werten aus Startwert und Personennummer in die Stichprobe; derselbe Startwert ergibt auf jedem "
            "Rechner dieselbe Stichprobe."
        )
    order = ", ".join(word("variable", name, language="de") for name in design["sort_by"])
    return (
        f"Systematische Auswahl in den Schichten: Die Personen sind sortiert ({order}), und vom zufälligen Anfang an "
        "wird in gleichen Abständen gezogen; derselbe Startwert ergibt auf jedem Rechner dieselbe Stichprobe. Die "
        "Schwankungsbreiten rechnen, als wäre in jeder Schicht einfach zufällig gezogen worden. Das ist eine Annahme, "
        "in der Regel eine vorsichtige."
    )


def _taken_for_granted(way: str) -> str:
    if way == "stages":
        return (
            "Die Schwankungsbreiten rechnen mit den Gebieten als Einheiten, weil sich Menschen eines Gebiets ähneln, "
            "und als wären die Gebiete mit Zurücklegen gezogen worden. Das ist eine Annahme, in der Regel eine "
            "vorsichtige."
        )
    return (
        "Die Schwankungsbreiten rechnen, als wäre in jeder Schicht einfach zufällig gezogen worden. "
        "Das ist eine Annahme."
    )


def _allocation(name: str, design: Mapping[str, Any]) -> str:
    """Return an allocation in words; the power is the design's own."""
    said = word("allocation", name, language="de")
    return f"{said} {_plain(design['power'])}" if name == "power" else said


def _plain(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _field(wave: Wave, collection: Collection) -> MethodSection:
    by_mode = collection.interviews["by_mode"]
    said = ", ".join(f"{number(count)} {word('mode', mode, language='de')}" for mode, count in by_mode.items())
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


def _estimation(wave: Wave) -> MethodSection:
    estimation = Estimation.objects.using("statistics").filter(wave=wave).only("variance").first()
    intervals = "Anteile mit Wilson-Intervall auf der effektiven Fallzahl, Mittelwerte mit t-Intervall, jeweils 95 %."
    said = variance_words(estimation.variance, language="de") if estimation else []
    return MethodSection(title="Schätzung", paragraphs=[intervals, " ".join(said)] if said else [intervals])


def signs_section(ladder: Ladder) -> MethodSection:
    """Say which signs stand where, and how far tables are broken down by origin in this run."""
    suppress, uncertain = ladder.profile.suppress_below, ladder.profile.uncertain_below
    rungs = ", ".join(ladder.level(dimension) for dimension in LADDER)
    return MethodSection(
        title="Zeichen und Gliederung",
        paragraphs=[
            f"Unter {suppress} Befragten wird nichts veröffentlicht; von {suppress} bis unter {uncertain} Befragten "
            "steht eine Zahl in Klammern.",
            "Nach Herkunft steht jede Tabelle in der feinsten Gliederung, in der jede Zelle mindestens "
            f"{uncertain} Befragte hat ({rungs}, insgesamt): Dort genügt eine Zelle in Klammern nicht. Nach Geschlecht "
            "und Alter werden Zahlen in Klammern gedruckt.",
            f"In diesem Bericht stehen {_spread(ladder)}.",
        ],
    )


def _spread(ladder: Ladder) -> str:
    """Return how many tables stand at which level: "53 Tabellen nach 5 Regionen, 9 nur insgesamt"."""
    counted = [(ladder.tables.get(level, 0), f"nach {ladder.level(level)}") for level in LADDER]
    counted.append((ladder.tables.get("total", 0), "nur insgesamt"))
    parts = [f"{number(count)} {said}" for count, said in counted if count]
    first, _, rest = ", ".join(parts).partition(" ")
    return f"{first} Ergebnistabelle{'' if first == '1' else 'n'} {rest}"
