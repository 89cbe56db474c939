"""The protocol of a draw as a tagged PDF, to be signed: design, counts, probabilities, hashes. It names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.protocol import Protocol, Stratum
from querschnitt.press.numbers import number
from querschnitt.press.typesetting import typeset

COUNTS: Mapping[str, str] = {
    "residents": "Einwohnerinnen und Einwohner im Auszug",
    "background": "davon mit Migrationshintergrund nach der Definition",
    "target": "Zielpopulation",
    "frame": "Auswahlgrundlage (mit zustellbarer Anschrift)",
    "drawable": "ziehbar",
}
REASONS: Mapping[str, str] = {
    "undeliverable": "nicht zustellbar",
    "block51": "Auskunftssperre, § 51 BMG",
    "block52": "bedingter Sperrvermerk, § 52 BMG",
    "objection": "Widerspruch",
    "recently_drawn": "in einer früheren Welle gezogen",
}
VARIABLES: Mapping[str, str] = {
    "group": "Herkunftsgruppe",
    "group8": "Herkunftsgruppe, zusammengefasst",
    "region": "Herkunftsregion",
    "sex": "Geschlecht",
    "age_class": "Altersklasse",
    "borough": "Stadtbezirk",
    "stay_class": "Aufenthaltsdauer",
    "age": "Alter",
    "district": "Ortsteil",
}
ALLOCATIONS: Mapping[str, str] = {
    "equal": "gleich viele je Schicht",
    "proportional": "proportional zur Größe der Schicht",
    "power": "proportional zu einer Potenz der Größe",
    "neyman": "nach Neyman: proportional zu Größe mal Streuung",
    "cost": "optimal nach Kosten und erwarteter Beteiligung",
    "fixed": "festgelegte Zahlen",
    "targets": "so wenige, wie die Genauigkeitsziele brauchen",
    "stages": "durch die Zahl der Klumpen und der Personen darin",
}
SELECTIONS: Mapping[str, str] = {
    "random": "einfache Zufallsauswahl ohne Zurücklegen",
    "systematic": "systematische Auswahl, schlangenförmig sortiert nach",
    "poisson": "Poisson-Auswahl: Jede Person entscheidet mit ihrer Zufallszahl; der Umfang ist zufällig",
    "sequential": "sequenzielle Poisson-Auswahl: die kleinsten Ränge, fester Umfang",
    "pareto": "Pareto-Auswahl: die kleinsten Ränge, fester Umfang",
    "conditional": "bedingte Poisson-Auswahl mit festem Umfang",
}
NOTES: Mapping[str, str] = {
    "systematic": (
        "Bei systematischer Auswahl können Wahrscheinlichkeiten zweiter Ordnung 0 sein; die Varianz hat keinen "
        "unverzerrten Schätzer. Sie wird geschätzt, als wäre in jeder Schicht zufällig gezogen worden, in der "
        "Regel vorsichtig."
    ),
    "size-by-chance": (
        "Jede Person entscheidet mit ihrer eigenen Zufallszahl; der Umfang der Stichprobe ist zufällig. Die "
        "Wahrscheinlichkeiten zweiter Ordnung sind Produkte derer erster Ordnung. Zu schätzen sind Mittelwerte "
        "oder kalibrierte Summen."
    ),
    "ranks": (
        "Die Wahrscheinlichkeiten sind die der Auswahl nach Rängen selbst, auf fünf Stellen oder genauer, nicht "
        "die Zielwerte. Die zweiter Ordnung sind nicht bekannt: Varianz nach der Näherung von Hájek für festen "
        "Umfang."
    ),
    "conditional": (
        "Unter allen Auswahlen festen Umfangs mit diesen Wahrscheinlichkeiten hat diese die größte Entropie. Die "
        "Wahrscheinlichkeiten zweiter Ordnung sind genau bekannt; die Näherung von Hájek liegt nahe."
    ),
    "coordinated": (
        "Wer gezogen wird, entscheidet der Schlüssel der dauerhaften Zufallszahlen, nicht der Startwert. "
        "Stichproben mit demselben Schlüssel sind nicht unabhängig."
    ),
    "stages": (
        "Personen eines Klumpens ähneln sich: Die Varianz ist aus den Klumpen zu schätzen, deren "
        "Wahrscheinlichkeit bei jeder Person steht."
    ),
    "household": (
        "Gezogen werden Haushalte und in jedem eine Person. Die Wahrscheinlichkeit einer Person ist die des "
        "Haushalts, geteilt durch die ziehbaren Personen darin; die Aufteilung rechnet mit Haushalten."
    ),
    "batches": (
        "Die Wahrscheinlichkeiten sind die der ganzen Stichprobe. Sind erst einige Tranchen freigegeben, sind sie "
        "mit deren Anteil an der Stichprobe der Schicht zu multiplizieren."
    ),
}
"""The notes of `core.sampling.notes` in German."""


def protocol_pdf(protocol: Protocol, *, drawn_at: date | None = None, who: str = "") -> bytes:
    """Set the protocol; the same draw gives the same bytes.

    ``drawn_at``, ``who`` : the day and the account that drew; without them, the paper leaves both to those who sign
    """
    is_even = all(stratum.least == stratum.most for stratum in protocol.strata)
    is_expected = any(stratum.expected != stratum.drawn for stratum in protocol.strata)
    persons = sum(stratum.size for stratum in protocol.strata)
    data = {
        "title": protocol.wave or protocol.design.name,
        "drawn": f"Gezogen am {drawn_at:%d.%m.%Y}, Konto: {who}. " if drawn_at else "",
        "facts": _facts(protocol),
        "counts": [
            *([COUNTS[key], number(protocol.populations[key])] for key in COUNTS if key in protocol.populations),
            *([f"nicht ziehbar: {REASONS.get(key, key)}", number(n)] for key, n in sorted(protocol.undrawable.items())),
        ]
        or [["ziehbar", number(persons)]],
        "is_even": is_even,
        "strata_heads": ["ziehbar", "gezogen", *(["erwartet"] if is_expected else []), "Wahrscheinlichkeit"],
        "strata": [
            [
                stratum.level, number(stratum.size), number(stratum.drawn),
                *([_plain(stratum.expected)] if is_expected else []), _probability(stratum),
            ]
            for stratum in protocol.strata
        ],
        "total": [
            number(persons), number(protocol.size),
            *([_plain(sum(stratum.expected for stratum in protocol.strata))] if is_expected else []), "",
        ],
        "notes": [NOTES.get(note, note) for note in protocol.notes],
        "hashes": [
            ["Auswahlgrundlage", protocol.frame_sha256],
            ["gezogene Personen", protocol.sample_sha256],
            *_hash("Personen mit Wahrscheinlichkeit, Tranche, Klumpen", protocol.probabilities_sha256),
            *_hash("vorab veröffentlichte Zusage des Startwerts", protocol.commitment),
        ],
        "files": [
            f"draw-{protocol.wave}.json" if protocol.wave else "protocol.json",
            protocol.source.file if protocol.source else "frame.parquet",
        ],
    }  # fmt: skip
    return typeset("draw_protocol.typ", data)


def _hash(name: str, value: str) -> list[list[str]]:
    return [[name, value]] if value else []


def _probability(stratum: Stratum) -> str:
    if stratum.least == stratum.most:
        return number(stratum.least, decimals=6)
    return f"{number(stratum.least, decimals=6)} bis {number(stratum.most, decimals=6)}"


def _facts(protocol: Protocol) -> list[list[str]]:
    design = protocol.design
    facts = [
        ["Welle", protocol.wave],
        ["Stichtag des Registerauszugs", _day(protocol.reference_date)],
        ["Definition der Grundgesamtheit", protocol.definition],
        ["Datei der Auswahlgrundlage", protocol.source.file if protocol.source else ""],
        ["Stichprobenplan", design.name],
        ["Auswahl", _selection(design)],
        ["Schichten nach", VARIABLES.get(design.stratify_by, design.stratify_by)],
        ["Aufteilung", _allocation(design)],
        ["Dauerhafte Zufallszahlen", _coordination(design)],
        ["Tranchen", ", ".join(number(size) for size in design.batches)],
        ["Später hinzugezogen", "; ".join(number(sum(added.values())) for added in design.additions)],
        ["Haushalte mit mehr als einem Brief", _maybe(protocol.written_to_twice)],
        ["Startwert", str(protocol.seed)],
        ["Herkunft des Startwerts", protocol.seed_rule or "nicht vermerkt"],
        ["Programm", protocol.program],
    ]
    return [fact for fact in facts if fact[1]]


def _day(written: str) -> str:
    return f"{date.fromisoformat(written):%d.%m.%Y}" if written else ""


def _maybe(count: int | None) -> str:
    return "" if count is None else number(count)


def _allocation(design: Design) -> str:
    said = [ALLOCATIONS.get(design.allocation, design.allocation)]
    if design.allocation == "power":
        said[0] += f" ({number(design.power, decimals=2)})"
    targets = design.targets
    for name, value in (
        ("mindestens", design.minimum or None),
        ("höchstens", design.maximum),
        ("Streuung", design.spread),
        ("Anteil", design.share),
        ("Kosten", design.cost if design.cost != 1.0 else None),
        ("erwartete Beteiligung", design.response_rate if design.response_rate != 1.0 else None),
        ("halbe Breite je Schicht", targets.each if targets else None),
        ("halbe Breite insgesamt", targets.total if targets else None),
    ):
        if value is not None:
            said.append(f"{name} {_by_stratum(value)}")
    return ", ".join(said)


def _coordination(design: Design) -> str:
    shared = design.coordinate_with
    return f"Schlüssel „{shared.key}“, Verschiebung {_plain(shared.shift)}" if shared else ""


def _by_stratum(value: float | Mapping[str, float]) -> str:
    if not isinstance(value, Mapping):
        return _plain(value)
    return "; ".join(f"{level}: {_plain(entry)}" for level, entry in value.items())


def _plain(value: float) -> str:
    return number(int(value)) if float(value).is_integer() else f"{value:g}".replace(".", ",")


def _selection(design: Design) -> str:
    said = SELECTIONS[design.selection]
    if design.sort_by:
        said += " " + ", ".join(VARIABLES.get(name, name) for name in design.sort_by)
    if design.measure:
        said += f"; Wahrscheinlichkeit proportional zu {VARIABLES.get(design.measure, design.measure)}"
    if design.one_per_household:
        said = "höchstens eine Person je Haushalt: in jedem Haushalt eine Person, dann Haushalte, beides zufällig"
    if design.stages:
        cluster = VARIABLES.get(design.stages.cluster, design.stages.cluster)
        how = "proportional zur Größe" if design.stages.first_stage == "size" else "zufällig"
        said = (
            f"zweistufig: Klumpen nach {cluster}, {how} (Anzahl: {_by_stratum(design.stages.clusters)}), in jedem "
            f"{number(design.stages.take)} Personen zufällig"
        )
    return said + (", in jeder Schicht" if design.stratify_by else "")
