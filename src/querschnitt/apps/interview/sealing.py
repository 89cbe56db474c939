"""Sealed boxes, all of them libsodium's: nothing here is a cipher of our own.

own box : the whole sheet, under a key derived from the access code. Whoever has the code can go on; the code is stored
    nowhere. Removed when the interview is sent.
office box : the answers in force, sealed to the public key of the wave. Opened where the private key is, never here.

Boxes are padded to whole kilobytes, so that their length tells little about the answers in them.
"""

from __future__ import annotations

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from querschnitt.core.errors import InputError

BLOCK = 1024
_OWN_BOX = b"own box"


def derived_key(secret: str, *, purpose: bytes, key: str = "", salt: bytes = b"") -> bytes:
    """Derive a key of 32 bytes from a secret (keyed BLAKE2b with salt and purpose)."""
    pepper = blake2b(key.encode(), digest_size=32, encoder=RawEncoder) if key else b""
    return blake2b(secret.encode(), digest_size=32, key=pepper, salt=salt, person=purpose, encoder=RawEncoder)


def data_key(code: str, *, code_hash: str, key: str) -> bytes:
    """Return the key of an interview's own box. The salt is the beginning of the code's hash."""
    return derived_key(code, purpose=_OWN_BOX, key=key, salt=bytes.fromhex(code_hash)[:16])


def seal_own(content: bytes, *, key: bytes) -> bytes:
    """Seal a sheet so that the access code opens it again."""
    return bytes(SecretBox(key).encrypt(sodium_pad(content, BLOCK)))


def open_own(box: bytes, *, key: bytes) -> bytes:
    """Open an own box.

    Raises
    ------
    InputError : if the key does not fit or the box was changed
    """
    try:
        return sodium_unpad(SecretBox(key).decrypt(bytes(box)), BLOCK)
    except (CryptoError, ValueError) as error:
        raise InputError(
            "A sealed interview cannot be opened", hint="It was damaged, or belongs to another code."
        ) from error


def seal_for_office(content: bytes, *, public_key: str) -> bytes:
    """Seal answers to the public key (hexadecimal) of a wave."""
    return SealedBox(PublicKey(bytes.fromhex(public_key))).encrypt(sodium_pad(content, BLOCK))


def open_office(box: bytes, *, private_key: str) -> bytes:
    """Open an office box with the private key (hexadecimal) of the wave.

    Raises
    ------
    InputError : if the key does not fit or the box was changed
    """
    try:
        return sodium_unpad(SealedBox(PrivateKey(bytes.fromhex(private_key))).decrypt(bytes(box)), BLOCK)
    except (CryptoError, ValueError) as error:
        raise InputError("A sealed interview cannot be opened", hint="Is this the private key of this wave?") from error


def new_key_pair() -> tuple[str, str]:
    """Return a new private and public key, both hexadecimal."""
    private = PrivateKey.generate()
    return bytes(private).hex(), bytes(private.public_key).hex()
