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
        "de": "{place}: {ours} Personen, in der Auswahlgrundlage davor {theirs} ({share}).",
        "en": "{place}: {ours} people, {theirs} in the frame before ({share}).",
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
        "de": "Staatsschlüssel {place} steht nicht im Schlüsselverzeichnis ({persons} Personen).",
        "en": "State code {place} is not in the key ({persons} people).",
    },
    "ended_state": {
        "de": "{place} bestand am Stichtag nicht mehr und steht doch als Staatsangehörigkeit von {persons} Personen.",
        "en": "{place} had ended by the reference date, and is still the nationality of {persons} people.",
    },
}


def doubt_words(doubt: Doubt, *, place: str, language: str) -> str:
    """Return the sentence of a doubt. ``place``: the level that it is about, in words."""
    figures = {name: _figure(name, value, language) for name, value in doubt.figures.items()}
    if doubt.code in ("late", "stale"):
        place = format_date(date.fromisoformat(doubt.level), "long", locale=language)
    return SENTENCES[doubt.code][language].format(place=place, **figures)


def _figure(name: str, value: float, language: str) -> str:
    if name != "share":
        return format_decimal(value, "#,##0", locale=language)
    between = "\N{NO-BREAK SPACE}" if language == "de" else ""
    return format_percent(value, f"+#,##0.0{between}%;-#,##0.0{between}%", locale=language)
