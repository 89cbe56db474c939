"""The protocol of a draw: it comes back as it was written, says when it was damaged, and binds the seed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from querschnitt.core.errors import DesignError, InputError
from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.protocol import (
    Protocol,
    Stratum,
    commitment_of,
    parse_protocol,
    require_committed,
    sample_digest,
)

PROTOCOL = Protocol(
    wave="2020",
    reference_date="2020-06-30",
    definition="MigraPro, 1",
    populations={"residents": 12, "background": 10, "target": 10, "frame": 9, "drawable": 8},
    undrawable={"block51": 1},
    frame_sha256="ab" * 32,
    design=Design("test", "group", 6, minimum=2),
    seed=10**39 + 7,
    program="querschnitt 0.1.0",
    strata=(Stratum("poland", 4, 3), Stratum("syria", 4, 3)),
    sample_sha256="cd" * 32,
)


FIXED = Design("f", "group", 6, allocation="fixed", counts={"poland": 3, "syria": 3})
SNAKE = Design("s", "group", 6, selection="systematic", sort_by=("borough", "age"))


@pytest.mark.parametrize(
    "protocol",
    [
        PROTOCOL,
        replace(PROTOCOL, commitment="ef" * 32, seed_rule="Lotto, 28.11.2026"),
        replace(PROTOCOL, design=FIXED),
        replace(PROTOCOL, design=SNAKE),
    ],
)
def test_it_comes_back_as_it_was_written_and_always_in_the_same_bytes(protocol: Protocol) -> None:
    again = parse_protocol(protocol.text(), where="draw.json")
    assert again == protocol
    assert again.text() == protocol.text()
    assert (again.size, again.strata[0].probability) == (6, 0.75)


def changed(**entries: object) -> str:
    return json.dumps(PROTOCOL.document() | entries)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "damaged.*signed"),
        ("[]", "damaged"),
        (changed(format="other"), "no protocol that can be read.*querschnitt-draw.*other"),
        (changed(version=3), "no protocol that can be read"),
        (changed(size=7), "does not add up.*Expected: 7.*Found: 6"),
        (changed(surplus=1), "damaged.*surplus"),
        (json.dumps({k: v for k, v in PROTOCOL.document().items() if k != "seed"}), "damaged.*seed"),
    ],
)
def test_what_is_none_is_said(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_protocol(text, where="draw.json")


def test_a_design_that_is_none_is_named() -> None:
    with pytest.raises(
        DesignError, match="draw.json, design.*Unknown allocation|Unknown allocation.*draw.json, design"
    ):
        parse_protocol(changed(design=PROTOCOL.document()["design"] | {"allocation": "fair"}), where="draw.json")


def test_the_digest_of_the_sample_by_hand() -> None:
    assert sample_digest(["p2", "p1"], ["north", "south"]) == hashlib.sha256(b"p2\tnorth\np1\tsouth\n").hexdigest()
    assert sample_digest(["p1", "p2"], ["south", "north"]) != sample_digest(["p2", "p1"], ["north", "south"])


def test_a_seed_that_was_promised_cannot_be_exchanged() -> None:
    promised = commitment_of(12345)
    require_committed(12345, promised, where="wave 2020")
    require_committed(99, "", where="wave 2020")
    with pytest.raises(DesignError, match="not the seed that was published.*wave 2020"):
        require_committed(12346, promised, where="wave 2020")
