"""Words of the office's pages in German and English; where a report says it too, the German is the report's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from querschnitt.apps.accounts.languages import language as interview_language
from querschnitt.apps.results.queries.doubts import FIELDS
from querschnitt.apps.results.queries.names import (
    ACCOUNTING,
    DIMENSIONS,
    GRADES,
    LEVELS,
    RATES,
    REASONS,
    SIGNS,
    Words,
)
from querschnitt.core.disclosure.signs import SignProfile
from querschnitt.core.errors import InputError
from querschnitt.core.weighting.chain_replicates import COUNTED, FIXED_CLASSES, WITHOUT
from querschnitt.press.numbers import percent

_ACCOUNTING = {
    "gross_sample": "gross sample",
    "neutral_losses": "neutral losses (not eligible)",
    "died": "died",
    "moved_away": "moved away",
    "not_in_population": "not in the target population",
    "eligible_sample": "eligible sample",
    "refusals": "refusals",
    "refused": "refused in person",
    "refused_by_other": "refused by somebody else",
    "blank_returned": "returned blank",
    "break_off": "break-offs (under {partial} of the applicable essential questions)",
    "non_contact": "not reached",
    "other_reasons": "other reasons (ill, no shared language)",
    "letter_undeliverable": "letter undeliverable, whereabouts unknown",
    "nothing_returned": "nothing returned",
    "usable_interviews": "usable interviews",
    "complete": "complete ({complete} or more of the applicable essential questions)",
    "partial": "partial, usable ({partial} to under {complete})",
}
_RATES = {
    "RR2": "Response rate of the eligible sample (RR2)",
    "RR1": "complete interviews only (RR1)",
    "RR2 weighted": "weighted response rate (RR2, base weights)",
}
_GRADES = {
    "A": "comparable: nothing has changed",
    "B": "largely comparable: a small or bridged difference, or few respondents",
    "C": "comparable with reservations: mode, population or wording has changed",
    "D": "hardly comparable: the mode has changed, and people answer this differently in front of an interviewer",
    "E": "not comparable: another scale without a bridge, only words in print, or too few respondents",
}
_REASONS = {
    "mode_changed": "the mode has changed ({earlier} {before}, {later} {after})",
    "mode_changed_sensitive": "the mode has changed ({earlier} {before}, {later} {after}), and people answer this "
    "differently in front of an interviewer",
    "population_changed": "the target population is drawn differently",
    "population_bridged": "the target population is drawn differently; both waves were cut to the shared part",
    "wording_changed": "the question is worded differently",
    "wording_bridged": "the question is worded slightly differently but asks the same",
    "scale_changed": "the answers are built differently, and there is no bridge",
    "scale_bridged": "the answers are built differently and were combined",
    "few_respondents": "few people answered in one of the waves ({n}, fewer than {limit})",
    "words_only": "of {earlier} there are only words in print, no figure",
}
_SIGNS = {
    "zero_or_less_than_half": "zero or less than half of the unit",
    "too_few_cases": "too few cases in the subgroup (under {suppress} respondents)",
    "uncertain_few_cases": "uncertain because of few cases ({suppress} to under {uncertain} respondents)",
    "corrected": "corrected figure",
    "makes_no_sense": "statement makes no sense",
}


def _paired(german: Mapping[str, str], english: Mapping[str, str]) -> Mapping[str, Words]:
    return {key: {"de": german[key], "en": english[key]} for key in german}


WORDS: Mapping[str, Mapping[str, Words]] = {
    "accounting": _paired(ACCOUNTING, _ACCOUNTING),
    "rate": _paired(RATES, _RATES),
    "grade": _paired(dict(GRADES), _GRADES),
    "reason": _paired(REASONS, _REASONS),
    "sign": _paired(SIGNS, _SIGNS),
    "declared_mode": {
        "face_to_face": {"de": "persönlich", "en": "in person"},
        "web_first": {"de": "zuerst online", "en": "online first"},
    },
    "dimension": DIMENSIONS,
    "level": LEVELS,
    "stage": {
        "register": {"de": "Register", "en": "Register"},
        "draw": {"de": "Ziehung", "en": "Draw"},
        "letters": {"de": "Briefe", "en": "Letters"},
        "fieldwork": {"de": "Feld", "en": "Fieldwork"},
        "weights": {"de": "Gewichte", "en": "Weights"},
        "results": {"de": "Ergebnisse", "en": "Results"},
        "release": {"de": "Freigabe", "en": "Release"},
        "report": {"de": "Bericht", "en": "Report"},
    },
    "state": {
        "not_begun": {"de": "nicht begonnen", "en": "not begun"},
        "under_way": {"de": "läuft", "en": "under way"},
        "done": {"de": "erledigt", "en": "done"},
        "outdated": {"de": "überholt, neu zu rechnen", "en": "outdated, to be done again"},
        "elsewhere": {"de": "nicht in diesem Haus", "en": "not in this house"},
    },
    "file": {
        "report_html": {"de": "Bericht als Seite", "en": "Report as a page"},
        "report_pdf": {"de": "Bericht als PDF", "en": "Report as PDF"},
        "report_xlsx": {"de": "Alle Tabellen (XLSX)", "en": "All tables (XLSX)"},
        "release": {"de": "Freigabedatei, signiert (JSON)", "en": "Release file, signed (JSON)"},
    },
    "mode": {
        "web": {"de": "online", "en": "online"},
        "telephone": {"de": "telefonisch", "en": "by telephone"},
        "live": {"de": "im persönlichen Gespräch", "en": "in person"},
    },
    "device": {
        "phone": {"de": "Handy", "en": "phone"},
        "tablet": {"de": "Tablet", "en": "tablet"},
        "desktop": {"de": "Computer", "en": "computer"},
    },
    "undrawable": {
        "undeliverable": {"de": "keine zustellbare Anschrift", "en": "no address that can be delivered to"},
        "block51": {"de": "Auskunftssperre (§ 51 BMG)", "en": "registry block (§ 51 BMG)"},
        "block52": {"de": "bedingter Sperrvermerk (§ 52 BMG)", "en": "conditional block (§ 52 BMG)"},
        "objection": {"de": "Widerspruch", "en": "objection"},
        "recently_drawn": {"de": "vor Kurzem schon gezogen", "en": "drawn recently"},
    },
    "document": {
        "profile": {"de": "Aufbau des Auszugs", "en": "Layout of the extract"},
        "definition": {"de": "Definition des Migrationshintergrunds", "en": "Definition of the background"},
        "groups": {"de": "Herkunftsgruppen", "en": "Groups of origin"},
        "districts": {"de": "Ortsteile", "en": "Districts"},
        "states": {"de": "Verzeichnis der Staaten", "en": "Key of states"},
        "published": {"de": "Veröffentlichte Zahlen", "en": "Published figures"},
    },
    "background": {"none": {"de": "ohne Migrationshintergrund", "en": "without background"}},
    "moved": {
        "under 18": {"de": "unter 18 Jahre", "en": "under 18 years"},
        "18+": {"de": "18 Jahre und älter", "en": "18 years and older"},
        "outside": {"de": "aus keiner Gruppe der Liste", "en": "of no group of the list"},
    },
    "field": FIELDS,
    "outside": {
        "secondary_residence": {"de": "Nebenwohnung", "en": "secondary residence"},
        "under_age": {"de": "unter der Altersgrenze", "en": "under the age limit"},
        "short_stay": {"de": "noch nicht so lange hier", "en": "not here for so long yet"},
        "unlisted_group": {"de": "aus keiner Gruppe der Liste", "en": "of no group of the list"},
        "left_out": {
            "de": "nach Staatsangehörigkeit und Zuzug ausgenommen",
            "en": "left out by nationality",
        },
    },
    "population": {
        "residents": {"de": "Einwohnerinnen und Einwohner", "en": "Residents"},
        "background": {"de": "mit Migrationshintergrund", "en": "with migration background"},
        "target": {"de": "Zielpopulation", "en": "target population"},
        "frame": {"de": "Auswahlgrundlage", "en": "frame"},
        "drawable": {"de": "ziehbare Auswahlgrundlage", "en": "drawable frame"},
    },
    "nobody": {
        "under_18": {"de": "unter 18 Jahre", "en": "under 18 years"},
        "none": {"de": "ohne Angabe", "en": "not stated"},
    },
    "allocation": {
        "equal": {"de": "gleich", "en": "equal"},
        "proportional": {"de": "proportional", "en": "proportional"},
        "power": {"de": "Potenz", "en": "power"},
        "fixed": {"de": "festgelegt", "en": "fixed"},
        "neyman": {"de": "nach Neyman", "en": "Neyman"},
        "cost": {"de": "optimal nach Kosten und Antwort", "en": "optimal by cost and response"},
        "targets": {"de": "nach Genauigkeit", "en": "by precision"},
        "stages": {"de": "durch die Gebiete", "en": "by the clusters"},
    },
    "selection": {
        "random": {"de": "zufällig in jeder Schicht", "en": "at random in each stratum"},
        "systematic": {"de": "systematisch in jeder Schicht", "en": "systematic in each stratum"},
        "poisson": {"de": "Poisson-Auswahl", "en": "Poisson sampling"},
        "sequential": {"de": "sequentielle Poisson-Auswahl", "en": "sequential Poisson sampling"},
        "pareto": {"de": "Pareto-Auswahl", "en": "Pareto sampling"},
        "conditional": {"de": "bedingte Poisson-Auswahl", "en": "conditional Poisson sampling"},
    },
    "cell": {
        "response": {"de": "von 100 antworten", "en": "of 100 answer"},
        "minimum": {"de": "mindestens", "en": "at least"},
        "maximum": {"de": "höchstens", "en": "at most"},
        "count": {"de": "fest", "en": "fixed"},
    },
    "step": {
        "base": {"de": "Entwurfsgewicht", "en": "base weight"},
        "nonresponse": {"de": "Ausgleich der Antwortausfälle", "en": "nonresponse adjustment"},
        "unknown_eligibility": {"de": "Ungeklärte Fälle", "en": "unknown eligibility"},
        "raking": {"de": "Randanpassung", "en": "raking"},
        "poststratification": {"de": "Nachschichtung", "en": "post-stratification"},
        "linear": {"de": "lineare Kalibrierung", "en": "linear calibration"},
        "exponential": {"de": "exponentielle Kalibrierung", "en": "exponential calibration"},
        "logit": {"de": "Kalibrierung mit Schranken (Logit)", "en": "calibration with bounds (logit)"},
        "trimming": {"de": "Kappung", "en": "trimming"},
    },
    "response_model": {
        "classes": {"de": "Gewichtungsklassen", "en": "Weighting classes"},
        "tree": {"de": "Gewichtungsklassen nach einem Baum", "en": "Weighting classes chosen by a tree"},
        "propensity": {"de": "Teilnahmewahrscheinlichkeit", "en": "Response propensity"},
    },
    "class": {"everybody": {"de": "alle", "en": "everybody"}},
    "replicates": {
        "bootstrap": {"de": "Bootstrap", "en": "bootstrap"},
        "jackknife": {"de": "Jackknife", "en": "jackknife"},
    },
    "replicate_note": {
        COUNTED: {
            "de": "Endlichkeitskorrektur mit den Befragten, als antworteten in jeder Schicht alle mit gleicher "
            "Wahrscheinlichkeit",
            "en": COUNTED,
        },
        WITHOUT: {"de": "ohne Endlichkeitskorrektur", "en": WITHOUT},
        FIXED_CLASSES: {
            "de": "Die Klassen sind in jedem Replikat die der ganzen Stichprobe, ihre Faktoren werden neu berechnet",
            "en": FIXED_CLASSES,
        },
    },
    "variable": {
        "group": {"de": "Herkunftsgruppe", "en": "origin group"},
        "group8": {"de": "acht Herkunftsgruppen", "en": "eight origin groups"},
        "region": {"de": "Herkunftsregion", "en": "region of origin"},
        "sex": {"de": "Geschlecht", "en": "sex"},
        "age_class": {"de": "Alter", "en": "age"},
        "stay_class": {"de": "Jahre in Leipzig", "en": "years in Leipzig"},
        "borough": {"de": "Stadtbezirk", "en": "borough"},
        "age": {"de": "Alter in Jahren", "en": "age in years"},
        "district": {"de": "Ortsteil", "en": "district"},
        "attempts": {"de": "Kontaktversuche", "en": "contact attempts"},
    },
    "stay_class": {
        "0-3": {"de": "bis 3 Jahre in Leipzig", "en": "up to 3 years in Leipzig"},
        "4-9": {"de": "4 bis 9 Jahre in Leipzig", "en": "4 to 9 years in Leipzig"},
        "10+": {"de": "10 Jahre und länger in Leipzig", "en": "10 years and longer in Leipzig"},
    },
    "unit": {
        "percent": {"de": "%", "en": "%"},
        "years": {"de": "Jahre", "en": "years"},
        "year": {"de": "Jahr", "en": "year"},
        "persons": {"de": "Personen", "en": "persons"},
    },
    "kind": {
        "one_of": {"de": "eine Antwort", "en": "one answer"},
        "several_of": {"de": "mehrere Antworten", "en": "several answers"},
        "number": {"de": "Mittelwert", "en": "mean"},
        "derived": {"de": "abgeleitet", "en": "derived"},
        "yes_no": {"de": "ja oder nein", "en": "yes or no"},
        "written": {"de": "frei geschrieben", "en": "written"},
    },
}


def word(kind: str, key: str, *, language: str) -> str:
    """Return a word; a key nobody has named yet stands as it is.

    >>> word("step", "raking", language="en")
    'raking'
    """
    known = WORDS[kind].get(key)
    return known[language] if known else key


def accounting_words(key: str, *, complete: float, partial: float, language: str) -> str:
    """Return a line of the account in words, with the shares of questions that make an interview complete or partial.

    >>> accounting_words("complete", complete=0.75, partial=0.4, language="en")
    'complete (75% or more of the applicable essential questions)'
    """
    shares = {"complete": _share(complete, language), "partial": _share(partial, language)}
    return word("accounting", key, language=language).format_map(shares)


def _share(value: float, language: str) -> str:
    return percent(value) if language == "de" else f"{100 * value:.0f}%"


def reason_words(reason: Mapping[str, Any], *, waves: tuple[str, str], language: str) -> str:
    """Return a reason of a comparability grade in words; `waves` are the earlier and the later one."""
    parameters = {"n": "–", "limit": "–", "before": "–", "after": "–", **dict(reason.get("parameters", ()))}
    for side in ("before", "after"):
        parameters[side] = word("declared_mode", str(parameters[side]), language=language)
    named = {**parameters, "earlier": waves[0], "later": waves[1]}
    return word("reason", str(reason["code"]), language=language).format_map(named)


def sign_words(profile: SignProfile, *, language: str) -> tuple[tuple[str, str], ...]:
    """Return the signs of a profile with their meanings, in the order of printing, with its thresholds."""
    limits = {"suppress": profile.suppress_below, "uncertain": profile.uncertain_below}
    return tuple((sign, word("sign", key, language=language).format_map(limits)) for sign, key in profile.legend)


def crossing_words(margin: str, *, language: str) -> str:
    """Return the variables of a margin or class in words.

    >>> crossing_words("sex × age_class", language="de")
    'Geschlecht × Alter'
    """
    return " × ".join(word("variable", part, language=language) for part in margin.split(" × "))


def variables_words(names: str, *, language: str) -> str:
    """Return a list of variables in words.

    >>> variables_words("region, sex × age_class", language="en")
    'region of origin, sex × age'
    """
    return ", ".join(crossing_words(name, language=language) for name in names.split(", ") if name)


_FEW = re.compile(r"(\d+) respondents, fewer than (\d+)")
PROPENSITIES = re.compile(r"(\d\.\d+) to (\d\.\d+)")
DECIMAL = re.compile(r"\d+\.\d+")
_FACTOR = re.compile(r"factor ([\d.]+), above ([\d.]+)")


def merging_words(reason: str, *, language: str) -> str:
    """Return the reason why a weighting class was merged in words.

    >>> merging_words("12 respondents, fewer than 20", language="de")
    '12 Befragte, weniger als 20'
    """
    if language == "en":
        return reason
    if found := _FEW.fullmatch(reason):
        return f"{found[1]} Befragte, weniger als {found[2]}"
    if found := _FACTOR.fullmatch(reason):
        return f"Faktor {found[1]}, über {found[2]}".replace(".", ",")
    return reason


def language_name(tag: str, *, language: str) -> str:
    """Return the name of an interview language."""
    try:
        return interview_language(tag).name_in(language)
    except InputError:
        return tag
