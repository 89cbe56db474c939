"""What a report on a frame says of a doubt, in German and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from querschnitt.core.sampling.coverage import Doubt

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "published": {
        "de": "{place}: hier {ours} Personen, veröffentlicht sind {theirs} ({share}).",
        "en": "{place}: {ours} people here, {theirs} are published ({share}).",
    },
    "undrawable": {
        "de": "{place}: {missing} von {target} können nicht gezogen werden ({share}).",
        "en": "{place}: {missing} of {target} cannot be drawn ({share}).",
    },
    "small": {
        "de": "{place}: nur {drawable} Personen können gezogen werden; für eigene Ergebnisse sind das wenige.",
        "en": "{place}: only {drawable} people can be drawn; that is few for figures of their own.",
    },
    "change": {
        "de": "{place}: {ours} Personen, in der Auswahlgrundlage davor {theirs} ({share}; insgesamt {whole}).",
        "en": "{place}: {ours} people, {theirs} in the frame before ({share}; in all {whole}).",
    },
    "appeared": {
        "de": "{place}: {ours} Personen, in der Auswahlgrundlage davor niemand.",
        "en": "{place}: {ours} people, nobody in the frame before.",
    },
    "rejected": {
        "de": "{rejected} Zeilen des Auszugs konnten nicht gelesen werden; {rows} wurden gelesen.",
        "en": "{rejected} rows of the extract could not be read; {rows} were.",
    },
    "late": {
        "de": "Jemand ist {days} Tage nach dem Stichtag zugezogen ({place}): Gehört der Auszug zu diesem Stichtag?",
        "en": "Somebody moved in {days} days after the reference date ({place}): does the extract belong to it?",
    },
    "stale": {
        "de": "Der letzte Zuzug liegt {days} Tage vor dem Stichtag ({place}): Ist der Auszug älter, als er sein soll?",
        "en": "The last move-in lies {days} days before the reference date ({place}): is the extract too old?",
    },
    "unknown_state": {
        "de": "{field}: Der Schlüssel {place} steht nicht im Verzeichnis der Staaten ({persons} Personen).",
        "en": "{field}: the code {place} is not in the key of states ({persons} people).",
    },
    "ended_state": {
        "de": "{field}: {place} gab es am Stichtag nicht mehr ({persons} Personen).",
        "en": "{field}: {place} had ended by the reference date ({persons} people).",
    },
    "early_state": {
        "de": "{field}: {place} gab es am Stichtag noch nicht ({persons} Personen).",
        "en": "{field}: {place} had not begun by the reference date ({persons} people).",
    },
}
SHARES = ("share", "whole")
FIELDS: Mapping[str, Mapping[str, str]] = {
    "nationality_1": {"de": "Erste Staatsangehörigkeit", "en": "First nationality"},
    "nationality_2": {"de": "Zweite Staatsangehörigkeit", "en": "Second nationality"},
    "birth_country": {"de": "Geburtsland", "en": "Country of birth"},
    "previous_country": {"de": "Herkunft des Zuzugs", "en": "Origin of the move-in"},
}


def doubt_words(doubt: Doubt, *, place: str, language: str) -> str:
    """Return the sentence of a doubt. ``place``: the level that it is about, in words."""
    sign = "" if doubt.code == "undrawable" else "+"
    figures = {
        name: _percent(value, sign, language) if name in SHARES else format_decimal(value, "#,##0", locale=language)
        for name, value in doubt.figures.items()
    }
    if doubt.code in ("late", "stale"):
        place = format_date(date.fromisoformat(doubt.level), "long", locale=language)
    field = FIELDS.get(doubt.variable, {}).get(language, doubt.variable)
    return SENTENCES[doubt.code][language].format(place=place, field=field, **figures)


def _percent(share: float, sign: str, language: str) -> str:
    between = "\N{NO-BREAK SPACE}" if language == "de" else ""
    return format_percent(share, f"{sign}#,##0.0{between}%;-#,##0.0{between}%", locale=language)
