"""Finding a choice in a long list by what people type."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument.model import Choice
from querschnitt.core.instrument.search import search

COUNTRIES = tuple(
    Choice(code, {"de": german, "en": english, "ar": arabic})
    for code, german, english, arabic in [
        ("SYR", "Syrien", "Syria", "سوريا"),
        ("AFG", "Afghanistan", "Afghanistan", "أفغانستان"),
        ("CIV", "Côte d’Ivoire", "Ivory Coast", "ساحل العاج"),
        ("GIN", "Guinea", "Guinea", "غينيا"),
        ("GNB", "Guinea-Bissau", "Guinea-Bissau", "غينيا بيساو"),
        ("SSD", "Südsudan", "South Sudan", "جنوب السودان"),
        ("SDN", "Sudan", "Sudan", "السودان"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Syrien", "SYR"),
        ("  syria ", "SYR"),
        ("SYR", "SYR"),  # the only one that begins so
        ("سوريا", "SYR"),
        ("افغانستان", "AFG"),  # without the hamza that nobody types
        ("cote d'ivoire", "CIV"),
        ("Guinea", "GIN"),  # the same counts before what only begins so
        ("guinea bissau", "GNB"),
        ("südsudan", "SSD"),
        ("sudsudan", "SSD"),
    ],
)
def test_one_is_meant(typed: str, code: str) -> None:
    match = search(COUNTRIES, typed).match
    assert match is not None
    assert match.name == code


@pytest.mark.parametrize(
    ("typed", "near"),
    [("gui", ["GIN", "GNB"]), ("sudan", ["SDN", "SSD"]), ("Afganistan", ["AFG"]), ("xyz", []), ("  ", [])],
)
def test_near_ones_are_offered_best_first(typed: str, near: list[str]) -> None:
    found = search(COUNTRIES, typed)
    assert [choice.name for choice in found.near] == near
    assert (found.match is None) == (typed != "sudan")
