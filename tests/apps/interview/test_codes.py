from __future__ import annotations

import hashlib
import hmac
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.apps.interview.codes import ALPHABET, check_character, code_hash, grouped, new_code, normalise

CODE = "7K2M9QX4T0BNV5R9"
bodies = st.text(alphabet=ALPHABET, min_size=15, max_size=15)


def reference_check(body: str) -> str:
    """The check character by multiplication of polynomials over GF(2), without tables."""

    def times(first: int, second: int) -> int:
        product = 0
        for bit in range(5):
            product ^= first << bit if second >> bit & 1 else 0
        for bit in range(9, 4, -1):
            product ^= 0b100101 << bit - 5 if product >> bit & 1 else 0
        return product

    total, weight = 0, 1
    for character in body:
        weight = times(weight, 2)
        total ^= times(weight, ALPHABET.index(character))
    return ALPHABET[total]


@given(bodies)
def test_check_character_is_the_weighted_sum_over_the_field(body: str) -> None:
    assert check_character(body) == reference_check(body)


@given(bodies, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_noticed(body: str, place: int, other: str) -> None:
    code = body + check_character(body)
    wrong = code[:place] + other + code[place + 1 :]
    assert (normalise(wrong) is None) == (wrong != code)


@given(bodies, st.integers(0, 14))
def test_swapped_neighbours_are_noticed(body: str, place: int) -> None:
    code = body + check_character(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (normalise(swapped) is None) == (swapped != code)


@pytest.mark.parametrize(
    "typed",
    [
        "7K2M9QX4T0BNV5R9", "7k2m 9qx4 t0bn v5r9", "7K2M-9QX4-T0BN-V5R9", " 7K2M–9QX4—T0BN V5R9 ", "7K2M9QX4TOBNV5R9",
        "7К2М9QХ4Т0ВNV5R9", "７Ｋ２Ｍ９ＱＸ４Ｔ０ＢＮＶ５Ｒ９",
        "٧K٢M٩QX٤T٠BNV٥R٩", "۷k۲m۹qx۴t۰bnv۵r۹", "7K2M9QX4T0BNU5R9",
    ],
)  # fmt: skip
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert normalise(typed) == CODE


def test_i_and_l_count_as_one() -> None:
    body = "1" * 15
    code = body + check_character(body)
    assert normalise("IL1il1LI1iL1lI1" + code[-1]) == code


@pytest.mark.parametrize("typed", ["", "7K2M", CODE + "0", "7K2M9QX4T0BNV5R!", "ü" * 16, "0" * 5000, "\x00" * 16])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert normalise(typed) is None


def test_new_codes_differ_and_check() -> None:
    rng = random.Random(7)
    codes = {new_code(rng.choice) for _ in range(2000)}
    assert len(codes) == 2000
    assert all(normalise(grouped(code)) == code for code in codes)
    assert {len(code) for code in codes} == {16}


def test_only_the_keyed_hash_names_a_code() -> None:
    assert code_hash(CODE, key="k") == hmac.new(b"k", CODE.encode(), hashlib.sha256).hexdigest()
    assert code_hash(CODE, key="k") != code_hash(CODE, key="other")
