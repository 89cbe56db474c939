from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey

from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import (
    Link,
    check_succession,
    fingerprint,
    first_link,
    is_fingerprint_of,
    next_link,
    private_key_of,
    public_key_of,
)

SEEDS = [bytes([number]) * 32 for number in range(1, 5)]


def made(*seeds: bytes, wave: str = "2020", purpose: str = "answers") -> tuple[Link, ...]:
    """Keys of a wave, each made by the one before it."""
    chain = [first_link(seeds[0], purpose=purpose)]
    for before, seed in zip(seeds, seeds[1:], strict=False):
        chain.append(next_link(seed, wave=wave, before=chain[-1], seed_before=before))
    return tuple(chain)


def check(chain: tuple[Link, ...], known: int = 0, offered: int = -1, wave: str = "2020") -> None:
    check_succession(chain, wave=wave, known=chain[known].public_key, offered=chain[offered].public_key)


def test_what_is_sealed_to_the_public_half_opens_with_the_private_half_alone() -> None:
    link = first_link(SEEDS[0], purpose="answers")
    sealed = SealedBox(PublicKey(bytes.fromhex(link.public_key))).encrypt(b"a data key")
    private = PrivateKey(bytes.fromhex(private_key_of(SEEDS[0])))
    assert SealedBox(private).decrypt(sealed) == b"a data key"
    assert bytes(private.public_key).hex() == link.public_key == public_key_of(link.verify_key)
    assert private_key_of(SEEDS[0]) != SEEDS[0].hex()


def test_the_verify_key_is_the_one_of_ed25519() -> None:
    """RFC 8032, 7.1, test 1."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    expected = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert first_link(seed, purpose="answers").verify_key == expected


def test_a_fingerprint_is_the_beginning_of_the_sha256_of_the_key() -> None:
    key = first_link(SEEDS[0], purpose="answers").public_key
    assert fingerprint(key).replace(" ", "") == hashlib.sha256(bytes.fromhex(key)).hexdigest()[:20]
    assert fingerprint(key).count(" ") == 4


@pytest.mark.parametrize(("text", "fits"), [("", False), ("6668", False), ("6668 7aad f862 bd77 6c8f", True)])
def test_a_part_of_a_fingerprint_is_none(text: str, *, fits: bool) -> None:
    assert is_fingerprint_of(text, "00" * 32) is fits


def test_each_key_follows_from_each_one_before_it() -> None:
    chain = made(*SEEDS)
    assert [link.number for link in chain] == [1, 2, 3, 4]
    for known in range(4):
        for offered in range(known, 4):
            check(chain, known, offered)


def test_an_older_key_does_not_follow_a_newer_one() -> None:
    with pytest.raises(StateError, match="not declared"):
        check(made(*SEEDS), known=2, offered=1)


def test_a_key_that_nobody_declared_does_not_follow() -> None:
    chain, stranger = made(*SEEDS[:2]), first_link(SEEDS[3], purpose="answers")
    for known, offered in ((chain[0], stranger), (stranger, chain[1])):
        with pytest.raises(StateError, match="not declared"):
            check_succession(chain, wave="2020", known=known.public_key, offered=offered.public_key)
    with pytest.raises(StateError, match="not declared"):
        check_succession((), wave="2020", known=chain[0].public_key, offered=chain[1].public_key)


@pytest.mark.parametrize(
    "change",
    [
        {"signature": ""},
        {"signature": "00" * 64},
        {"signature": "no hexadecimal"},
        {"number": 3},
        {"purpose": "wishes"},
        {"verify_key": first_link(SEEDS[2], purpose="answers").verify_key},
        {"verify_key": "zz"},
        {"public_key": first_link(SEEDS[2], purpose="answers").public_key},
    ],
    ids=lambda change: "".join(f"{name} {str(value)[:8]}" for name, value in change.items()),
)
def test_a_key_of_which_anything_was_changed_does_not_follow(change: dict[str, Any]) -> None:
    first, second = made(*SEEDS[:2])
    with pytest.raises(StateError, match="not signed"):
        check((first, replace(second, **change)))


def test_the_signature_holds_for_its_wave_alone() -> None:
    with pytest.raises(StateError, match="not signed") as caught:
        check(made(*SEEDS[:2], wave="2020"), wave="2026")
    assert caught.value.where == "wave 2026, key 2"


def test_one_gap_in_the_middle_is_enough() -> None:
    first, second, third = made(*SEEDS[:3])
    with pytest.raises(StateError, match="not signed"):
        check((first, replace(second, signature=""), third))
    check((first, replace(second, signature=""), third), known=1)


def test_a_stranger_cannot_sign_by_giving_a_verify_key_of_his_own() -> None:
    """He may write all that the file of the hand-over holds, but has not the key that is known."""
    known = first_link(SEEDS[0], purpose="answers")
    his = first_link(SEEDS[1], purpose="answers")
    dressed_up = replace(known, verify_key=his.verify_key)
    new = next_link(SEEDS[2], wave="2020", before=dressed_up, seed_before=SEEDS[1])
    with pytest.raises(StateError, match="not signed"):
        check((dressed_up, new))


def test_the_other_point_with_the_same_public_key_is_of_no_use() -> None:
    """Ed25519's A and -A give one X25519 key; a signature of A's owner does not verify under -A."""
    first, second = made(*SEEDS[:2])
    mirrored = bytearray.fromhex(first.verify_key)
    mirrored[31] ^= 0x80
    assert public_key_of(mirrored.hex()) == first.public_key
    with pytest.raises(StateError, match="not signed"):
        check((replace(first, verify_key=mirrored.hex()), second))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_private_key_has_its_length(length: int) -> None:
    with pytest.raises(InputError, match="Not a private key") as caught:
        first_link(bytes(length), purpose="answers")
    assert caught.value.got == f"{length} bytes"


@pytest.mark.parametrize("text", ["", "zz", "00" * 32, "ff" * 32])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="Not a public key"):
        public_key_of(text)


def test_a_signature_is_over_all_that_is_said_of_the_key() -> None:
    first, second = made(*SEEDS[:2])
    forged = SigningKey(SEEDS[0]).sign(second.public_key.encode()).signature.hex()
    with pytest.raises(StateError, match="not signed"):
        check((first, replace(second, signature=forged)))
