"""The protocol of a draw as a tagged PDF, to be signed: design, counts, probabilities, hashes. It names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from querschnitt.core.sampling.protocol import Protocol
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
    "fixed": "festgelegte Zahlen",
}


def protocol_pdf(protocol: Protocol, *, drawn_at: date, who: str) -> bytes:
    """Set the protocol; the same draw gives the same bytes. ``who`` : the account that drew."""
    data = {
        "wave": protocol.wave,
        "drawn": f"{drawn_at:%d.%m.%Y}",
        "who": who,
        "facts": _facts(protocol),
        "counts": [
            *([name, number(protocol.populations[key])] for key, name in COUNTS.items()),
            *([f"nicht ziehbar: {REASONS.get(key, key)}", number(n)] for key, n in sorted(protocol.undrawable.items())),
        ],
        "strata": [
            [stratum.level, number(stratum.size), number(stratum.drawn), number(stratum.probability, decimals=6)]
            for stratum in protocol.strata
        ],
        "total": [number(sum(stratum.size for stratum in protocol.strata)), number(protocol.size)],
        "hashes": [
            ["Auswahlgrundlage", protocol.frame_sha256],
            ["gezogene Personen", protocol.sample_sha256],
            *([["vorab veröffentlichte Zusage der Startzahl", protocol.commitment]] if protocol.commitment else []),
        ],
    }
    return typeset("draw_protocol.typ", data)


def _facts(protocol: Protocol) -> list[list[str]]:
    design = protocol.design
    allocation = ALLOCATIONS.get(design.allocation, design.allocation)
    if design.allocation == "power":
        allocation += f" ({number(design.power, decimals=2)})"
    bounds = [f"mindestens {_by_stratum(design.minimum)}"] if design.minimum else []
    bounds += [f"höchstens {_by_stratum(design.maximum)}"] if design.maximum is not None else []
    return [
        ["Welle", protocol.wave],
        ["Stichtag des Registerauszugs", f"{date.fromisoformat(protocol.reference_date):%d.%m.%Y}"],
        ["Definition der Grundgesamtheit", protocol.definition],
        ["Stichprobenplan", design.name],
        ["Auswahl", _selection(protocol)],
        ["Schichten nach", VARIABLES.get(design.stratify_by, design.stratify_by)],
        ["Aufteilung", ", ".join([allocation, *bounds])],
        ["Startzahl", str(protocol.seed)],
        ["Herkunft der Startzahl", protocol.seed_rule or "nicht vermerkt"],
        ["Programm", protocol.program],
    ]


def _by_stratum(value: float | Mapping[str, float]) -> str:
    if not isinstance(value, Mapping):
        return _plain(value)
    return "; ".join(f"{level}: {_plain(entry)}" for level, entry in value.items())


def _plain(value: float) -> str:
    return number(int(value)) if float(value).is_integer() else f"{value:g}".replace(".", ",")


def _selection(protocol: Protocol) -> str:
    if protocol.design.selection == "random":
        return "geschichtete einfache Zufallsauswahl ohne Zurücklegen"
    order = ", ".join(VARIABLES.get(name, name) for name in protocol.design.sort_by)
    return f"systematisch in den Schichten, schlangenförmig sortiert nach {order}"
