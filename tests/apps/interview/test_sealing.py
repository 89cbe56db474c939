from __future__ import annotations

import hashlib
import hmac
import re

import pytest

from querschnitt.apps.interview.sealing import (
    BLOCK,
    code_key,
    decrypt,
    derived_key,
    encrypt,
    new_data_key,
    new_key_pair,
    open_box,
    seal_box,
    unwrap_as_office,
    wrap_for_office,
)
from querschnitt.core.errors import InputError

CODE, PLACE, PEPPER = "7K2M9QX4T0BNV5R9", "ab" * 32, "pepper"
KEY = bytes(range(32))


def changed(sealed: bytes, place: int) -> bytes:
    damaged = bytearray(sealed)
    damaged[place] ^= 1
    return bytes(damaged)


def test_a_derived_key_is_that_of_rfc_5869() -> None:
    """Computed by hand from the two steps of the RFC, extract and expand, with HMAC alone."""
    extracted = hmac.digest(b"pepper", b"secret", hashlib.sha256)
    expanded = hmac.digest(extracted, b"purpose\x01", hashlib.sha256)
    assert derived_key("secret", purpose="purpose", salt="pepper") == expanded


def test_each_purpose_and_each_salt_has_a_key_of_its_own() -> None:
    keys = {derived_key("secret", purpose=purpose, salt=salt) for purpose in ("a", "b") for salt in ("", "c")}
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("code", "place", "pepper"),
    [("7K2M9QX4T0BNV5RA", PLACE, PEPPER), (CODE, "ac" * 32, PEPPER), (CODE, PLACE, "other")],
    ids=["another code", "another place", "another pepper"],
)
def test_the_code_wrap_opens_with_its_code_alone(code: str, place: str, pepper: str) -> None:
    own = code_key(CODE, place=PLACE, pepper=PEPPER)
    wrap = encrypt(KEY, key=own, place=PLACE)
    assert decrypt(wrap, key=own, place=PLACE) == KEY
    with pytest.raises(InputError):
        decrypt(wrap, key=code_key(code, place=place, pepper=pepper), place=PLACE)


def test_a_box_opens_in_its_own_row_alone() -> None:
    box = seal_box(b"content", key=KEY, place=PLACE)
    assert open_box(box, key=KEY, place=PLACE) == b"content"
    for key, place in ((KEY, "ac" * 32), (KEY, ""), (bytes(32), PLACE)):
        with pytest.raises(InputError):
            open_box(box, key=key, place=place)


@pytest.mark.parametrize("place", [0, 23, 24, -1], ids=["nonce", "end of the nonce", "content", "tag"])
def test_what_was_changed_does_not_open(place: int) -> None:
    box = seal_box(b"content", key=KEY, place=PLACE)
    with pytest.raises(InputError):
        open_box(changed(box, place), key=KEY, place=PLACE)


@pytest.mark.parametrize("sealed", [b"", b"x", b"x" * 24, b"x" * 39, b"x" * 40])
def test_what_is_too_short_does_not_open(sealed: bytes) -> None:
    with pytest.raises(InputError):
        decrypt(sealed, key=KEY, place=PLACE)


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_a_key_of_another_length_opens_nothing(key: bytes) -> None:
    with pytest.raises(InputError):
        decrypt(encrypt(b"content", key=KEY, place=PLACE), key=key, place=PLACE)


def test_the_office_wrap_opens_with_the_private_key_alone() -> None:
    private, public = new_key_pair()
    wrap = wrap_for_office(KEY, public_key=public)
    assert unwrap_as_office(wrap, private_key=private) == KEY
    for other in (new_key_pair()[0], public, "", "zz"):
        with pytest.raises(InputError):
            unwrap_as_office(wrap, private_key=other)
    with pytest.raises(InputError):
        unwrap_as_office(changed(wrap, -1), private_key=private)


@pytest.mark.parametrize("content", [b"", b"yes", b"no", b"\x80" * 1000, b"x" * (BLOCK - 1)])
def test_the_length_of_a_box_tells_nothing_about_a_short_answer(content: bytes) -> None:
    box = seal_box(content, key=KEY, place=PLACE)
    assert len(box) == 24 + 16 + 1024
    assert open_box(box, key=KEY, place=PLACE) == content


def test_what_fills_a_block_takes_one_more() -> None:
    content = b"x" * BLOCK
    box = seal_box(content, key=KEY, place=PLACE)
    assert len(box) == 24 + 16 + 2 * 1024
    assert open_box(box, key=KEY, place=PLACE) == content


def test_two_boxes_of_the_same_content_have_nothing_in_common() -> None:
    one, other = (seal_box(b"content", key=KEY, place=PLACE) for _ in range(2))
    assert one[:24] != other[:24]
    assert one[24:] != other[24:]


def test_keys_are_fresh_and_whole() -> None:
    assert len({new_data_key() for _ in range(100)}) == 100
    assert {len(new_data_key()) for _ in range(10)} == {32}
    private, public = new_key_pair()
    assert re.fullmatch("[0-9a-f]{64}", private) and re.fullmatch("[0-9a-f]{64}", public)
    assert private != public
