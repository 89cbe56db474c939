"""Words of the office's pages in German and English; where a report says it too, the German is the report's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from querschnitt.apps.results.queries.names import ACCOUNTING, DIMENSIONS, GRADES, LEVELS, RATES, REASONS, Words
from querschnitt.apps.survey.languages import language as interview_language
from querschnitt.core.errors import InputError

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
    "break_off": "break-offs (under 50% of the applicable essential questions)",
    "non_contact": "not reached",
    "other_reasons": "other reasons (ill, no shared language)",
    "letter_undeliverable": "letter undeliverable, whereabouts unknown",
    "nothing_returned": "nothing returned",
    "usable_interviews": "usable interviews",
    "complete": "complete (80% or more)",
    "partial": "partial, usable (50 to under 80%)",
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
    "mode_changed": "the mode has changed (2016 in person, 2020 online first)",
    "mode_changed_sensitive": "the mode has changed, and people answer this differently in front of an interviewer",
    "population_changed": "the target population is drawn differently (2016 without recent refugees)",
    "population_bridged": "the target population is drawn differently; both waves were cut to the shared part",
    "wording_changed": "the question is worded differently",
    "wording_bridged": "the question is worded slightly differently but asks the same",
    "scale_changed": "the answers are built differently, and there is no bridge",
    "scale_bridged": "the answers are built differently and were combined",
    "few_respondents": "few people answered in one of the waves ({n})",
    "words_only": "of 2016 there are only words in print, no figure",
}


def _paired(german: Mapping[str, str], english: Mapping[str, str]) -> Mapping[str, Words]:
    return {key: {"de": german[key], "en": english[key]} for key in german}


WORDS: Mapping[str, Mapping[str, Words]] = {
    "accounting": _paired(ACCOUNTING, _ACCOUNTING),
    "rate": _paired(RATES, _RATES),
    "grade": _paired(dict(GRADES), _GRADES),
    "reason": _paired(REASONS, _REASONS),
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
    "undrawable": {
        "undeliverable": {"de": "keine zustellbare Anschrift", "en": "no address that can be delivered to"},
        "block51": {"de": "Auskunftssperre (§ 51 BMG)", "en": "registry block (§ 51 BMG)"},
        "block52": {"de": "bedingter Sperrvermerk (§ 52 BMG)", "en": "conditional block (§ 52 BMG)"},
        "objection": {"de": "Widerspruch", "en": "objection"},
        "recently_drawn": {"de": "vor Kurzem schon gezogen", "en": "drawn recently"},
    },
    "allocation": {
        "equal": {"de": "gleich", "en": "equal"},
        "proportional": {"de": "proportional", "en": "proportional"},
        "power": {"de": "Potenz", "en": "power"},
    },
    "step": {
        "base": {"de": "Entwurfsgewicht", "en": "base weight"},
        "nonresponse": {"de": "Ausgleich der Antwortausfälle", "en": "nonresponse adjustment"},
        "raking": {"de": "Randanpassung", "en": "raking"},
    },
    "variable": {
        "group": {"de": "Herkunftsgruppe", "en": "origin group"},
        "group8": {"de": "acht Herkunftsgruppen", "en": "eight origin groups"},
        "region": {"de": "Herkunftsregion", "en": "region of origin"},
        "sex": {"de": "Geschlecht", "en": "sex"},
        "age_class": {"de": "Alter", "en": "age"},
        "stay_class": {"de": "Jahre in Leipzig", "en": "years in Leipzig"},
        "borough": {"de": "Stadtbezirk", "en": "borough"},
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


def reason_words(reason: Mapping[str, object], *, language: str) -> str:
    """Return a reason of a comparability grade in words."""
    parameters = dict(reason.get("parameters", ()))  # type: ignore[call-overload]
    return word("reason", str(reason["code"]), language=language).format_map({"n": "", **parameters})


_FEW = re.compile(r"(\d+) respondents, fewer than (\d+)")
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
