"""Sealing: libsodium's boxes and the HKDF of `cryptography`; nothing here is a cipher of our own.

Each interview has a random data key. Its box, the whole sheet, is encrypted with it (XChaCha20-Poly1305). The data key
itself lies beside the box, wrapped twice:

code wrap : under a key derived from the access code (HKDF-SHA256). Whoever has the code can go on; the code is stored
    nowhere, and the wrap is deleted when the interview is sent.
office wrap : sealed to the public key of the statistics office. Opened where the private key is, never here.

Boxes are padded to whole kilobytes, so that their length tells little about the answers in them. A box and its code
wrap belong to one place, the hash of the code: moved to another row they do not open.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    sodium_pad,
    sodium_unpad,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from querschnitt.core.errors import InputError

BLOCK = 1024
KEY_LENGTH = 32
NONCE_LENGTH = 24


def derived_key(secret: str, *, purpose: str, salt: str = "") -> bytes:
    """Derive a key of 32 bytes from a secret of full strength (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_LENGTH, salt=salt.encode(), info=purpose.encode()).derive(
        secret.encode()
    )


def code_key(code: str, *, place: str, pepper: str) -> bytes:
    """Return the key that wraps the data key for whoever has the access code. ``place`` : the hash of the code."""
    return derived_key(code, purpose=f"querschnitt code wrap {place}", salt=pepper)


def new_data_key() -> bytes:
    """Return a fresh key for one interview."""
    return random(KEY_LENGTH)


def encrypt(content: bytes, *, key: bytes, place: str) -> bytes:
    """Encrypt, bound to a place: there alone it opens again."""
    nonce = random(NONCE_LENGTH)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(content, place.encode(), nonce, key)


def decrypt(sealed: bytes, *, key: bytes, place: str) -> bytes:
    """Decrypt what `encrypt` made.

    Raises
    ------
    InputError : if the key or the place does not fit, or it was changed
    """
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[NONCE_LENGTH:], place.encode(), sealed[:NONCE_LENGTH], key
        )
    except (CryptoError, ValueError, TypeError) as error:
        raise InputError(
            "A sealed interview cannot be opened", hint="It was damaged, or belongs to another code."
        ) from error


def seal_box(content: bytes, *, key: bytes, place: str) -> bytes:
    """Seal a sheet with the data key of its interview."""
    return encrypt(sodium_pad(content, BLOCK), key=key, place=place)


def open_box(box: bytes, *, key: bytes, place: str) -> bytes:
    """Open a box with the data key; raises InputError like `decrypt`."""
    return sodium_unpad(decrypt(box, key=key, place=place), BLOCK)


def wrap_for_office(data_key: bytes, *, public_key: str) -> bytes:
    """Seal a data key to the public key (hexadecimal) of a wave."""
    return _office(public_key).encrypt(data_key)


def unwrap_as_office(wrap: bytes, *, private_key: str) -> bytes:
    """Return the data key that was sealed to the public half of this private key (hexadecimal).

    Raises
    ------
    InputError : if the key does not fit or the wrap was changed
    """
    try:
        return SealedBox(PrivateKey(bytes.fromhex(private_key))).decrypt(wrap)
    except (CryptoError, ValueError) as error:
        raise InputError("A sealed interview cannot be opened", hint="Is this the private key of this wave?") from error


@lru_cache(maxsize=8)
def _office(public_key: str) -> SealedBox:
    return SealedBox(PublicKey(bytes.fromhex(public_key)))


def new_key_pair() -> tuple[str, str]:
    """Return a new private and public key, both hexadecimal."""
    private = PrivateKey.generate()
    return bytes(private).hex(), bytes(private.public_key).hex()
