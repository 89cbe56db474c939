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
    "break_off": "Abbrüche (unter 50 % der zutreffenden Kernfragen)",
    "non_contact": "nicht erreicht",
    "other_reasons": "andere Gründe (krank, sprachlich nicht möglich)",
    "letter_undeliverable": "Brief nicht zustellbar, Verbleib unbekannt",
    "nothing_returned": "keine Rückmeldung",
    "usable_interviews": "auswertbare Interviews",
    "complete": "vollständig (mindestens 80 %)",
    "partial": "teilweise, auswertbar (50 bis unter 80 %)",
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
    "mode_changed": "die Erhebungsart hat gewechselt (2016 persönlich, 2020 zuerst online)",
    "mode_changed_sensitive": "die Erhebungsart hat gewechselt, und im Gespräch antworten Menschen hier anders",
    "population_changed": "die Grundgesamtheit ist anders abgegrenzt (2016 ohne kürzlich Geflüchtete)",
    "population_bridged": "die Grundgesamtheit ist anders abgegrenzt, beide Wellen wurden angeglichen",
    "wording_changed": "der Wortlaut der Frage ist anders",
    "wording_bridged": "der Wortlaut ist leicht anders, fragt aber dasselbe",
    "scale_changed": "die Antworten sind anders aufgebaut, und es gibt keine Brücke",
    "scale_bridged": "die Antworten sind anders aufgebaut und wurden zusammengefasst",
    "few_respondents": "in einer der Wellen haben wenige geantwortet ({n})",
    "words_only": "von 2016 gibt es nur Worte im Druck, keine Zahl",
}
SIGNS: tuple[tuple[str, str], ...] = (
    ("0", "Null oder weniger als die Hälfte der kleinsten Einheit"),
    (".", "zu wenige Fälle in der Untergruppe (unter 20 Befragte)"),
    ("( )", "unsicher wegen weniger Fälle (20 bis unter 50 Befragte)"),
    ("r", "berichtigte Zahl"),
    ("x", "Angabe ist nicht sinnvoll"),
    ("davon", "Teile, die zusammen das Ganze ergeben"),
    ("darunter", "ausgewählte Teile"),
)


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


def reason_text(reason: Mapping[str, object]) -> str:
    """Return a reason of a grade in words."""
    parameters = dict(reason.get("parameters", ()))  # type: ignore[call-overload]
    return REASONS[str(reason["code"])].format_map({"n": "", **parameters})
