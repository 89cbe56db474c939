"""The words with which cities head the columns of their measure plans, and what they write in the cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from querschnitt.tables.measure_plan.moments import Moment, moment_of

# Longer heads are looked at before shorter ones, so that "Ziel der Maßnahme" is a goal and no title.
HEADS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "nr", "nummer", "lfd nr", "laufende nummer", "massnahmennummer", "massnahmen nr", "massnahme nr", "id",
        "kennziffer", "ziffer", "ordnungsnummer", "kurzel", "no", "number", "code",
    ),
    "title": (
        "massnahme", "massnahmen", "titel", "bezeichnung", "massnahmentitel", "titel der massnahme",
        "name der massnahme", "bezeichnung der massnahme", "einzelmassnahme", "projekt", "projekttitel", "kurztitel",
        "vorhaben", "aktivitat", "handlungsempfehlung", "measure", "title", "action",
    ),
    "text": (
        "beschreibung", "inhalt", "erlauterung", "beschlusstext", "wortlaut", "kurzbeschreibung", "text",
        "beschreibung der massnahme", "massnahmenbeschreibung", "inhalt der massnahme", "konkretisierung",
        "umsetzungsschritte", "description",
    ),
    "field": (
        "hf", "handlungsfeld", "themenfeld", "aktionsfeld", "feld", "kapitel", "bereich", "themenbereich",
        "schwerpunkt", "thema", "field of action", "field",
    ),
    "goal": ("ziel", "ziele", "teilziel", "zielsetzung", "ziel der massnahme", "leitziel", "wirkungsziel", "goal"),
    "kind": ("art", "typ", "art der massnahme", "massnahmentyp", "kategorie", "kind", "type"),
    "recurrence": ("turnus", "haufigkeit", "dauer", "rhythmus", "recurrence"),
    "lead": (
        "federfuhrung", "verantwortlich", "verantwortung", "zustandig", "zustandigkeit", "federfuhrendes amt",
        "verantwortliche stelle", "verantwortliches amt", "amt", "fachbereich", "dezernat", "fachamt", "federfuhrend",
        "verantwortliche organisationseinheit", "hauptverantwortung", "hauptverantwortlich", "wer", "lead",
        "responsible",
    ),
    "involved": (
        "beteiligte", "beteiligt", "mitwirkende", "mitwirkung", "kooperationspartner", "kooperation", "partner",
        "akteure", "beteiligte akteure", "weitere beteiligte", "kooperationspartner innen", "beteiligte amter",
        "involved", "partners",
    ),
    "target_groups_de": ("zielgruppe", "zielgruppen", "adressaten", "adressatenkreis", "fur wen", "target group"),
    "begins": ("beginn", "start", "von", "anfang", "startdatum", "umsetzungsbeginn", "start date", "begin"),
    "ends": (
        "ende", "bis", "abschluss", "frist", "fertigstellung", "enddatum", "termin", "zieltermin", "umsetzung bis",
        "end", "end date", "deadline",
    ),
    "period": (
        "zeitraum", "laufzeit", "zeitplan", "umsetzungszeitraum", "zeithorizont", "zeitrahmen", "zeitliche umsetzung",
        "durchfuhrungszeitraum", "zeitplanung", "zeitliche planung", "terminierung", "wann", "period",
    ),
    "phase": ("status", "stand", "umsetzungsstand", "bearbeitungsstand", "stand der umsetzung", "phase", "ampel"),
    "note": (
        "sachstand", "sachstandsbericht", "erlauterung zum stand", "ergebnis", "ergebnisse", "bericht", "zwischenstand",
        "progress",
    ),
    "cost": (
        "kosten", "finanzierung", "mittel", "budget", "haushaltsmittel", "ressourcen", "finanzielle auswirkungen",
        "finanzbedarf", "mittelbedarf", "kostenrahmen", "finanzmittel", "haushaltsansatz", "ansatz", "cost", "costs",
    ),
    "place_de": ("ort", "sozialraum", "stadtteil", "quartier", "raumlicher bezug", "stadtbezirk", "place"),
    "legal_basis": ("rechtsgrundlage", "gesetzliche grundlage", "grundlage", "beschlussgrundlage", "legal basis"),
}  # fmt: skip
STEMS: Mapping[str, tuple[str, ...]] = {
    "lead": ("zustandig", "federfuhr", "verantwort"),
    "involved": ("beteilig", "kooperat", "mitwirk"),
    "target_groups_de": ("zielgrupp",),
    "field": ("handlungsfeld",),
}
PHASES: Mapping[str, tuple[str, ...]] = {
    "planned": ("geplant", "in planung", "nicht begonnen", "noch nicht begonnen", "offen", "vorgesehen", "planned"),
    "running": (
        "lauft", "laufend", "in umsetzung", "in arbeit", "begonnen", "in bearbeitung", "fortlaufend", "daueraufgabe",
        "aktiv", "teilweise umgesetzt", "running", "ongoing", "in progress",
    ),
    "paused": ("ruht", "pausiert", "zuruckgestellt", "ausgesetzt", "verschoben", "paused"),
    "done": ("abgeschlossen", "erledigt", "umgesetzt", "fertig", "beendet", "done", "completed"),
    "ended": ("entfallt", "entfallen", "abgebrochen", "nicht umsetzbar", "eingestellt", "cancelled"),
}  # fmt: skip
KINDS: Mapping[str, tuple[str, ...]] = {
    "Vorhaben": ("vorhaben", "projekt", "massnahme", "programm", "project"),
    "Aktion": ("aktion", "veranstaltung", "kampagne", "action"),
    "Lösungsansatz": ("losungsansatz", "ansatz", "strategie", "konzept", "prozess", "approach"),
}
RECURRENCES: Mapping[str, tuple[str, ...]] = {
    "once": ("einmalig", "once", "projekt befristet", "befristet"),
    "recurring": ("wiederkehrend", "jahrlich", "regelmassig", "turnusmassig", "halbjahrlich", "monatlich", "recurring"),
    "continuous": (
        "dauerhaft", "laufend", "fortlaufend", "daueraufgabe", "kontinuierlich", "unbefristet", "standig", "ongoing",
    ),
}  # fmt: skip
MOST_EUROS = 10**10
_BETWEEN = re.compile(r"\s*(?:–|—|\bbis\b|(?<=\s)-(?=\s)|(?<=\d{4})-(?=\d)|(?<=\d{4})/(?=\d)|\bto\b)\s*")
_FROM = re.compile(r"^(?:ab|seit|von|from|since)\s+", re.IGNORECASE)
_UNTIL = re.compile(r"^(?:bis zum|bis|spätestens|until)\s+", re.IGNORECASE)
_ON = re.compile(r"\s*(?:ff\.?|fortlaufend|laufend|f\.)$", re.IGNORECASE)  # 2024 ff.
_PART_OF_YEAR = re.compile(r"\b(?:anfang|mitte|ende|frühjahr|sommer|herbst|winter)\s+(?=(?:19|20)\d{2})", re.IGNORECASE)
_HALF = re.compile(r"([12])\.?\s*(?:halbjahr|hj)\.?\s*(\d{4})", re.IGNORECASE)


def plain(text: object) -> str:
    """Return a text for comparison: small letters, no accents, no punctuation.

    >>> plain("Federführung / Zuständig*keit:"), plain("Maßnahmen-Nr.")
    ('federfuhrung zustandig keit', 'massnahmen nr')
    """
    folded = unicodedata.normalize("NFKD", str(text).casefold())
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def column_of(head: object) -> str | None:
    """Return what the column with a head holds, or None.

    A head that begins with a known one and goes on counts as well, as does one that ends with it.

    >>> column_of("Federführendes Dezernat/Amt"), column_of("Ziel der Maßnahme"), column_of("Lieblingsfarbe")
    ('lead', 'goal', None)
    """
    words = plain(head)
    if not words:
        return None
    known = [(name, key) for key, names in HEADS.items() for name in names]
    for name, key in known:
        if words == name:
            return key
    if "nr" in words.split():
        return "number"
    for name, key in sorted(known, key=lambda pair: -len(pair[0])):
        if len(name) > 3 and (words.startswith(f"{name} ") or words.endswith(f" {name}")):
            return key
    for key, stems in STEMS.items():
        if any(word.startswith(stems) for word in words.split()):
            return key
    return None


def is_rough(cell: object) -> bool:
    """Return whether a cell names a part of a year that is no quarter: it is taken as the year.

    >>> is_rough("Ende 2025"), is_rough("2025")
    (True, False)
    """
    return isinstance(cell, str) and bool(_PART_OF_YEAR.search(cell))


def code_of(text: object, words: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the code whose words a cell has, or begins with.

    >>> code_of("In Umsetzung", PHASES), code_of("läuft seit 2021", PHASES), code_of("grün", PHASES)
    ('running', 'running', None)
    """
    found = plain(text)
    for code, names in words.items():
        if found in names:
            return code
    begun = [(name, code) for code, names in words.items() for name in names if found.startswith(f"{name} ")]
    return max(begun, key=lambda pair: len(pair[0]))[1] if begun else None


@dataclass(frozen=True)
class Period:
    """What a cell says of a period; ``recurrence`` where it says that there is no end, or a rhythm."""

    begins: Moment | None = None
    ends: Moment | None = None
    recurrence: str | None = None


def period_of(cell: object) -> Period | None:
    """Return the period that a cell names, or None where it names none.

    >>> period_of("ab 2023").begins.day.isoformat(), period_of("2023–2025").ends.day.isoformat()
    ('2023-01-01', '2025-12-31')
    >>> period_of("fortlaufend").recurrence, period_of("kurzfristig")
    ('continuous', None)
    >>> str(period_of("2. Halbjahr 2024").begins), str(period_of("2023/24").ends), period_of("2024 ff.").recurrence
    ('III/2024', '2024', 'continuous')
    """
    if not isinstance(cell, str):
        return _whole(cell)
    text = _PART_OF_YEAR.sub("", " ".join(cell.split()).strip(" ;"))
    if code := code_of(text, RECURRENCES):
        years = re.search(r"(?:19|20)\d{2}", text)
        return Period(begins=moment_of(years[0], "first") if years else None, recurrence=code)
    if found := _HALF.fullmatch(text):
        quarters = [f"Q{2 * int(found[1]) - 1}/{found[2]}", f"Q{2 * int(found[1])}/{found[2]}"]
        return Period(begins=moment_of(quarters[0], "first"), ends=moment_of(quarters[1], "last"))
    if found := _UNTIL.match(text):
        ends = moment_of(text[found.end() :], "last")
        return Period(ends=ends) if ends else None
    return _whole(text.strip(".")) or _span(text)


def _span(text: str) -> Period | None:
    """Return a period with two ends, or with a begin and none."""
    if found := _ON.search(text):
        begins = moment_of(_FROM.sub("", text[: found.start()]), "first")
        return Period(begins=begins, recurrence="continuous") if begins else None
    parts = _BETWEEN.split(_FROM.sub("", text))
    if len(parts) == 2 and parts[0] and parts[1]:
        return _between(parts[0], parts[1])
    if _FROM.match(text):
        begins = moment_of(parts[0], "first")
        return Period(begins=begins) if begins else None
    return None


def _whole(cell: object) -> Period | None:
    begins, ends = moment_of(cell, "first"), moment_of(cell, "last")
    return Period(begins=begins, ends=ends) if begins else None


def _between(first: str, last: str) -> Period | None:
    begins = moment_of(first, "first")
    if re.fullmatch(r"\d{2}", last) and begins:  # 2023-25
        last = f"{begins.day.year // 100}{last}"
    if code := code_of(last, RECURRENCES):
        return Period(begins=begins, recurrence=code) if begins else None
    ends = moment_of(last, "last")
    if begins is None or ends is None or ends.day < begins.day:
        return None
    return Period(begins=begins, ends=ends)


def names_in(text: str) -> list[str]:
    """Return the names of offices in a cell, as they stand.

    >>> names_in("Amt für Schule, VHS; Jobcenter u. a.")
    ['Amt für Schule', 'VHS', 'Jobcenter u. a.']
    """
    parts = re.split(r"[;,\n]|\s/\s|\su\.\s(?!a\.)", text)
    return [name.strip()[:200] for name in parts if name.strip(" -–.")]


def amount_of(cell: object) -> Decimal | None:
    """Return an amount of euros, or None where a cell names none.

    >>> amount_of("ca. 1.500,50 €"), amount_of("20 T€"), amount_of("keine")
    (Decimal('1500.50'), Decimal('20000'), None)
    """
    if isinstance(cell, int | float):
        return _possible(Decimal(str(cell)))
    found = re.fullmatch(r"(?:ca\.\s*)?([\d.\s]*\d(?:,\d{1,2})?)\s*(T)?\s*(?:€|EUR|Euro)?", str(cell).strip())
    if not found:
        return None
    value = Decimal(re.sub(r"[.\s]", "", found[1]).replace(",", "."))
    return _possible(value * 1000 if found[2] else value)


def _possible(amount: Decimal) -> Decimal | None:
    """Return an amount unless no budget of a city has it."""
    return amount if abs(amount) < MOST_EUROS else None
