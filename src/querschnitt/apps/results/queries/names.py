"""The words of the results, in German and English: dimensions, their levels, accounting lines, grades, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from querschnitt.tables.register import Groups

Words = Mapping[str, str]

DIMENSIONS: Mapping[str, Words] = {
    "total": {"de": "Insgesamt", "en": "Total"},
    "sex": {"de": "Geschlecht", "en": "Sex"},
    "age_class": {"de": "Alter", "en": "Age"},
    "region": {"de": "Herkunftsregion", "en": "Region of origin"},
    "group8": {"de": "Herkunft in acht Gruppen", "en": "Origin in eight groups"},
    "group": {"de": "Herkunftsgruppe", "en": "Origin group"},
}
LEVELS: Mapping[str, Words] = {
    "total": {"de": "Insgesamt", "en": "Total"},
    "f": {"de": "Frauen", "en": "Women"},
    "m": {"de": "Männer", "en": "Men"},
    "18-29": {"de": "18 bis 29 Jahre", "en": "18 to 29 years"},
    "30-44": {"de": "30 bis 44 Jahre", "en": "30 to 44 years"},
    "45-59": {"de": "45 bis 59 Jahre", "en": "45 to 59 years"},
    "60+": {"de": "60 Jahre und älter", "en": "60 years and older"},
}
ACCOUNTING: Mapping[str, str] = {
    "gross_sample": "Bruttostichprobe",
    "neutral_losses": "stichprobenneutrale Ausfälle",
    "died": "verstorben",
    "moved_away": "verzogen",
    "not_in_population": "nicht in der Grundgesamtheit",
    "eligible_sample": "bereinigte Bruttostichprobe",
    "refusals": "Verweigerungen",
    "refused": "selbst verweigert",
    "refused_by_other": "durch andere verweigert",
    "blank_returned": "leer zurückgesandt",
    "break_off": "Abbrüche (unter {partial} der zutreffenden Kernfragen)",
    "non_contact": "nicht erreicht",
    "other_reasons": "andere Gründe (krank, sprachlich nicht möglich)",
    "letter_undeliverable": "Brief nicht zustellbar, Verbleib unbekannt",
    "nothing_returned": "keine Rückmeldung",
    "usable_interviews": "auswertbare Interviews",
    "complete": "vollständig (mindestens {complete} der zutreffenden Kernfragen)",
    "partial": "teilweise, auswertbar ({partial} bis unter {complete})",
}
RATES: Mapping[str, str] = {
    "RR2": "Bereinigte Ausschöpfungsquote (RR2)",
    "RR1": "nur vollständige Interviews (RR1)",
    "RR2 weighted": "gewichtete Ausschöpfungsquote (RR2, mit Entwurfsgewichten)",
}
GRADES: tuple[tuple[str, str], ...] = (
    ("A", "vergleichbar: nichts hat gewechselt"),
    ("B", "weitgehend vergleichbar: ein kleiner oder überbrückter Unterschied, oder wenige Befragte"),
    ("C", "eingeschränkt vergleichbar: Erhebungsart, Grundgesamtheit oder Wortlaut hat gewechselt"),
    (
        "D",
        "kaum vergleichbar: Die Erhebungsart hat gewechselt, und im Gespräch antworten Menschen hier anders",
    ),
    ("E", "nicht vergleichbar: andere Skala ohne Brücke, nur Worte im Druck, oder zu wenige Befragte"),
)
REASONS: Mapping[str, str] = {
    "mode_changed": "die Erhebungsart hat gewechselt ({earlier} {before}, {later} {after})",
    "mode_changed_sensitive": "die Erhebungsart hat gewechselt ({earlier} {before}, {later} {after}), und im Gespräch "
    "antworten Menschen hier anders",
    "population_changed": "die Grundgesamtheit ist anders abgegrenzt",
    "population_bridged": "die Grundgesamtheit ist anders abgegrenzt, beide Wellen wurden angeglichen",
    "wording_changed": "der Wortlaut der Frage ist anders",
    "wording_bridged": "der Wortlaut ist leicht anders, fragt aber dasselbe",
    "scale_changed": "die Antworten sind anders aufgebaut, und es gibt keine Brücke",
    "scale_bridged": "die Antworten sind anders aufgebaut und wurden zusammengefasst",
    "few_respondents": "in einer der Wellen haben wenige geantwortet ({n}, weniger als {limit})",
    "words_only": "von {earlier} gibt es nur Worte im Druck, keine Zahl",
}
SIGNS: Mapping[str, str] = {
    "zero_or_less_than_half": "Null oder weniger als die Hälfte der kleinsten Einheit",
    "too_few_cases": "zu wenige Fälle in der Untergruppe (unter {suppress} Befragte)",
    "uncertain_few_cases": "unsicher wegen weniger Fälle ({suppress} bis unter {uncertain} Befragte)",
    "corrected": "berichtigte Zahl",
    "makes_no_sense": "Angabe ist nicht sinnvoll",
}
PARTS: tuple[tuple[str, str], ...] = (
    ("davon", "Teile, die zusammen das Ganze ergeben"),
    ("darunter", "ausgewählte Teile"),
)
AAPOR_LETTERS = (
    "Buchstaben nach AAPOR: I vollständige Interviews, P teilweise, aber auswertbare, R Verweigerungen und Abbrüche, "
    "NC nicht Erreichte, O andere Gründe, UH ohne jede Rückmeldung, UO Brief nicht zustellbar und Verbleib unbekannt. "
    "Stichprobenneutrale Ausfälle zählen nicht mit."
)
DEFINITION_NAMES: Mapping[str, str] = {"municipal": "städtische Regeln"}


@dataclass(frozen=True)
class Names:
    """The names of all levels of all dimensions, of one wave."""

    groups: Groups

    def level(self, level: str, *, language: str = "de") -> str:
        """Return the name of a level ("asia", "f", "total"); of an origin without an English name the German one."""
        if level in LEVELS:
            return LEVELS[level][language]
        return self.groups.names(language).get(level, level)

    def ordered(self, dimension: str) -> tuple[str, ...]:
        """Return the levels of a dimension in the order of printing."""
        if dimension == "region":
            return tuple(self.groups.region_names)
        if dimension == "group8":
            return tuple(self.groups.group8_names)
        if dimension == "group":
            return tuple(group.code for group in self.groups.listed)
        return tuple(LEVELS)

    def size(self, dimension: str) -> int:
        """Return how many levels an origin dimension has."""
        return len(self.ordered(dimension))


def rate_definition(formula: str) -> str:
    """Return the definition of a rate in German; its letters are AAPOR's in every language.

    >>> rate_definition("I / (I+P), sums of base weights")
    'I / (I+P), Summen der Entwurfsgewichte'
    """
    return formula.replace("sums of base weights", "Summen der Entwurfsgewichte")


def definition_name(recorded: str) -> str:
    """Return the definition that a frame records, in words; a name of one's own stands as it is.

    >>> definition_name("municipal-2"), definition_name("Kreisregeln-1")
    ('städtische Regeln, Fassung 2', 'Kreisregeln, Fassung 1')
    """
    name, _, version = recorded.rpartition("-")
    return f"{DEFINITION_NAMES.get(name, name)}, Fassung {version}" if name else recorded
