"""By what words the columns of figures are known."""

from __future__ import annotations

from collections.abc import Mapping

from querschnitt.tables.measure_plan.moments import Moment, moment_of
from querschnitt.tables.measure_plan.words import plain

HEADS: Mapping[str, tuple[str, ...]] = {
    "name": ("indikator", "kennzahl", "merkmal", "bezeichnung", "name", "indicator"),
    "code": ("kurzname", "kurzel", "code", "schlussel", "id"),
    "on": ("jahr", "stichtag", "datum", "zeitpunkt", "stand", "berichtsjahr", "year", "date"),
    "value": ("wert", "ist wert", "istwert", "ergebnis", "anteil", "quote", "value", "figure"),
    "numerator": ("zahler", "numerator"),
    "denominator": ("nenner", "denominator", "bezugsgrosse"),
    "sign": ("zeichen", "sign"),
    "document": ("fundstelle", "beleg", "bericht", "wo es steht", "document"),
    "source": ("quelle", "datenquelle", "source"),
    "definition": ("definition", "erlauterung", "beschreibung", "berechnung", "description"),
    "unit": ("einheit", "masseinheit", "unit"),
}
FIGURES = ("value", "numerator", "denominator", "sign")


def key_of(head: object) -> str | None:
    """Return what the column with a head holds, or None.

    >>> key_of("Indikator (kurz)"), key_of("Wert in %"), key_of("Bemerkung")
    ('name', 'value', None)
    """
    said = plain(head)
    for key, names in HEADS.items():
        if any(said == name or said.startswith(f"{name} ") for name in names):
            return key
    return None


def moment_of_head(head: object) -> Moment | None:
    """Return the date that heads a column of figures: `2020`, `31.12.2020`, `Wert 2020`; the last day of a period.

    >>> moment_of_head("Wert 2020").day, moment_of_head("Wert")
    (datetime.date(2020, 12, 31), None)
    """
    found = moment_of(head, "last")
    words = str(head).split()
    if found is None and len(words) == 2 and key_of(words[0]) in FIGURES:
        return moment_of(words[1], "last")
    return found
