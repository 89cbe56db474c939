"""The paper of a draw: every design in German words, its probabilities and notes; the same bytes each time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from querschnitt.core.sampling.design import Coordination, Design, Method, Selection, Stages, Targets
from querschnitt.core.sampling.notes import NOTES as ENGLISH
from querschnitt.core.sampling.protocol import Protocol, Source, Stratum
from querschnitt.press.draw_protocol import ALLOCATIONS, NOTES, SELECTIONS, protocol_pdf
from tests.press.pdf_reading import text

PROTOCOL = Protocol(
    wave="2020", reference_date="2020-06-30", definition="municipal-1", populations={"target": 900, "drawable": 800},
    undrawable={"block51": 3}, frame_sha256="ab" * 32, design=Design("Plan", "group", 60), seed=7,
    program="querschnitt", strata=(Stratum("poland", 400, 30), Stratum("syria", 400, 30)), sample_sha256="cd" * 32,
)  # fmt: skip


def words(protocol: Protocol) -> str:
    """Return the text of the paper, lines joined."""
    pdf = protocol_pdf(protocol, drawn_at=date(2026, 11, 28), who="Konto")
    assert pdf == protocol_pdf(protocol, drawn_at=date(2026, 11, 28), who="Konto")
    return re.sub(r"\s+", " ", text(pdf))


def test_every_word_of_a_design_has_a_german_one() -> None:
    assert set(NOTES) == set(ENGLISH)
    assert set(ALLOCATIONS) == set(get_args(Method))
    assert set(SELECTIONS) == set(get_args(Selection))


@pytest.mark.parametrize(
    ("design", "said"),
    [
        (Design("d", "group", 60), ["einfache Zufallsauswahl ohne Zurücklegen, in jeder Schicht", "Herkunftsgruppe"]),
        (
            Design("d", "group", 60, selection="poisson", measure="age", coordinate_with=Coordination("w", shift=0.5)),
            ["Poisson-Auswahl", "proportional zu Alter", "Schlüssel „w“, Verschiebung 0,5"],
        ),
        (
            Design("d", "group", 60, allocation="neyman", share={"poland": 0.5, "syria": 0.25}, batches=(40, 20)),
            ["nach Neyman", "Anteil poland: 0,5; syria: 0,25", "Tranchen 40, 20"],
        ),
        (
            Design("d", "group", 0, allocation="targets", targets=Targets(each=0.1, total=0.03), response_rate=0.25),
            ["Genauigkeitsziele", "halbe Breite je Schicht 0,1", "insgesamt 0,03", "erwartete Beteiligung 0,25"],
        ),
        (
            Design("d", "", 0, allocation="stages", stages=Stages("district", 4, take=20, first_stage="size")),
            ["zweistufig: Klumpen nach Ortsteil, proportional zur Größe (Anzahl: 4), in jedem 20 Personen"],
        ),
        (Design("d", "", 9, one_per_household="household"), ["höchstens eine Person je Haushalt"]),
        (Design("d", "group", 60, additions=({"poland": 5, "syria": 2},)), ["Später hinzugezogen 7"]),
    ],
)
def test_a_design_is_said_in_words(design: Design, said: list[str]) -> None:
    found = words(replace(PROTOCOL, design=design))
    assert all(part in found for part in said), found


def test_probabilities_that_differ_and_what_to_know_of_them() -> None:
    strata = (Stratum("poland", 400, 33, expected=30.0, least=0.01, most=0.25), PROTOCOL.strata[1])
    found = words(replace(PROTOCOL, strata=strata, notes=("size-by-chance",), written_to_twice=2))
    assert (
        "0,010000 bis 0,250000" in found and "erwartet" in found and "der Umfang der Stichprobe ist zufällig" in found
    )
    assert "Haushalte mit mehr als einem Brief 2" in found and "Gezogen am 28.11.2026" in found
    assert "erwartet" not in words(PROTOCOL)


def test_a_frame_of_ones_own_has_neither_wave_nor_day() -> None:
    own = replace(
        PROTOCOL, wave="", reference_date="", definition="", populations={}, undrawable={},
        source=Source("own.csv", unit="nr"),
    )  # fmt: skip
    found = re.sub(r"\s+", " ", text(protocol_pdf(own)))
    assert "Ziehungsprotokoll Plan" in found and "querschnitt verify_draw protocol.json own.csv" in found
    assert "ziehbar 800" in found and "Gezogen am" not in found
