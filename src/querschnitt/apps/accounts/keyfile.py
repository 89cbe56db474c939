"""The file of a private key: readable by its owner alone, under a passphrase or, said plainly, under none.

A passphrase is stretched by argon2id, and what it gives encrypts the key (XChaCha20-Poly1305); both are libsodium's.
Salt and cost stand in the file, so that a later choice of cost opens older files. What is public about the key stands
beside it in the clear and is authenticated with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import Aead
from nacl.utils import random

from querschnitt.core.errors import InputError, StateError
from querschnitt.core.succession import SEED_LENGTH, Link, first_link

FORMAT, VERSION = "querschnitt-key", 1
SHORTEST_PASSPHRASE = 12
HIGHEST_MEMORY = 4 * 1024**3  # bytes; a file that asks for more was made to stop the machine
HIGHEST_OPERATIONS = 64
PRIVATE, OTHERS = 0o600, 0o077

Ask = Callable[[Path], Iterable[str]]
"""Gives, for the file of a key, the passphrases to try, one after another."""


def nobody(file: Path) -> Iterable[str]:
    """Know no passphrase: for keys that have none."""
    return ()


class WrongPassphraseError(InputError):
    """A private key stays closed."""


@dataclass(frozen=True)
class Cost:
    """What one try at a passphrase costs with argon2id: passes over the memory, and memory in bytes."""

    operations: int = argon2id.OPSLIMIT_MODERATE
    memory: int = argon2id.MEMLIMIT_MODERATE


@dataclass(frozen=True)
class Protection:
    """How a key is kept: under a passphrase, or under none if it is empty."""

    passphrase: str = ""
    cost: Cost = Cost()


UNPROTECTED = Protection()


@dataclass(frozen=True)
class KeyFile:
    """What the file of a private key holds.

    ``content`` : the key itself, or if there is a ``cost`` the key encrypted, under a key made of passphrase and salt
    """

    path: Path
    wave: str
    link: Link
    made_at: str
    content: bytes
    cost: Cost | None = None
    salt: bytes = b""

    @property
    def is_protected(self) -> bool:
        return self.cost is not None


def key_path(wave: str, purpose: str, number: int) -> Path:
    """Return where a private key is kept; those after the first carry their number. A key of no wave has wave ""."""
    name = f"{purpose}-{wave}" if wave else purpose
    return Path(settings.VAR) / "keys" / f"{name}{'' if number == 1 else f'.{number}'}.key"


def write_key(seed: bytes, *, wave: str, link: Link, made_at: str, protection: Protection) -> Path:
    """Write a private key where it is kept, whole or not at all, and read it again. Never over another file.

    Raises
    ------
    StateError : if there is a file already.
    """
    path = key_path(wave, link.purpose, link.number)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(path, _document(seed, KeyFile(path, wave, link, made_at, content=b""), protection))
    try:
        os.link(draft, path)
    except FileExistsError as error:
        raise StateError(
            "A file of a private key lies here that this wave does not know; it is not overwritten", where=str(path),
            hint="Move it away and keep it until you know what it opens.",
        ) from error  # fmt: skip
    finally:
        draft.unlink()
    sync_folder(path.parent)
    if unlock(read_key(path), ask=lambda _: [protection.passphrase]) != seed:
        path.unlink()
        raise StateError("The private key was not written as it was made", where=str(path))
    return path


def replace_protection(key: KeyFile, seed: bytes, *, protection: Protection) -> None:
    """Write a private key anew under another passphrase, in place of the file it was read from."""
    _draft(key.path, _document(seed, key, protection)).replace(key.path)
    sync_folder(key.path.parent)


def read_key(path: Path) -> KeyFile:
    """Read the file of a private key, without opening what is encrypted in it.

    Raises
    ------
    StateError : if there is none, or if others may read it.
    InputError : if it is not the whole file of a key.
    """
    if not path.is_file():
        raise StateError("There is no file of this key", where=str(path), hint="Bring it from its holder.")
    check_private(path)
    try:
        return _parsed(path, json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            "The file of a private key is damaged", where=str(path), expected=f"a file as `{FORMAT}` {VERSION}",
            got=f"{path.stat().st_size} bytes that cannot be read as one", hint="Take the copy that was put away.",
        ) from error  # fmt: skip


def unlock(key: KeyFile, *, ask: Ask) -> bytes:
    """Return the private key (its seed), with the first passphrase that opens it.

    Raises
    ------
    WrongPassphraseError : if no passphrase opens it.
    InputError : if it is not the key that the file says.
    """
    seed = _opened(key, ask) if key.is_protected else key.content
    if len(seed) != SEED_LENGTH or first_link(seed, purpose=key.link.purpose).public_key != key.link.public_key:
        raise InputError(
            "The file holds another private key than it says", where=str(key.path),
            hint="Take the copy that was put away.",
        )  # fmt: skip
    return seed


def check_private(path: Path) -> None:
    """Refuse a file with a secret that other accounts of this machine may read."""
    mode = path.stat().st_mode & 0o777
    if mode & OTHERS:
        raise StateError(
            "Others on this machine may read a secret", where=str(path), expected=f"rights {PRIVATE:o}",
            got=f"{mode:o}", hint=f'Take them away: chmod 600 "{path}"',
        )  # fmt: skip


def check_passphrase(passphrase: str) -> str:
    """Return a passphrase as it is used, or say why it is not one."""
    normal = unicodedata.normalize("NFC", passphrase)
    if len(normal) < SHORTEST_PASSPHRASE:
        raise InputError(
            "The passphrase is too short", expected=f"{SHORTEST_PASSPHRASE} characters or more",
            got=f"{len(normal)}", hint="Five words that nobody says together are better than one difficult word.",
        )  # fmt: skip
    return normal


def _opened(key: KeyFile, ask: Ask) -> bytes:
    tries = 0
    for passphrase in ask(key.path):
        tries += 1
        with contextlib.suppress(CryptoError):
            return Aead(_stretched(passphrase, key)).decrypt(key.content, _authenticated(key))
    if not tries:
        raise StateError(
            "This private key is protected by a passphrase", where=str(key.path),
            hint="Call the command at a terminal, or name a file that holds it: --passphrase-file FILE.",
        )  # fmt: skip
    way = "two shares give the key: querschnitt keys recover" if key.wave else "make a new one and send its public half"
    raise WrongPassphraseError(
        "The passphrase does not open this private key", where=str(key.path), got=f"{tries} tried",
        hint=f"Mind capital letters and the keyboard. If it is lost, {way}.",
    )  # fmt: skip


def _document(seed: bytes, key: KeyFile, protection: Protection) -> bytes:
    """Return the file of a key as text; the key is in it encrypted if there is a passphrase."""
    if protection.passphrase:
        passphrase = check_passphrase(protection.passphrase)
        key = replace(key, cost=protection.cost, salt=random(argon2id.SALTBYTES))
        sealed = bytes(Aead(_stretched(passphrase, key)).encrypt(seed, _authenticated(key)))
        content = _head(key) | {"sealed": sealed.hex()}
    else:
        content = _head(replace(key, cost=None)) | {"seed": seed.hex()}
    return json.dumps(content, indent=1).encode() + b"\n"


def _head(key: KeyFile) -> dict[str, Any]:
    """Return what stands in the clear."""
    protection: Any = "none"
    if key.cost is not None:
        protection = {
            "kdf": "argon2id", "operations": key.cost.operations, "memory": key.cost.memory, "salt": key.salt.hex(),
        }  # fmt: skip
    return {
        "format": FORMAT, "version": VERSION, "wave": key.wave, "purpose": key.link.purpose, "number": key.link.number,
        "public_key": key.link.public_key, "verify_key": key.link.verify_key, "made_at": key.made_at,
        "protection": protection,
    }  # fmt: skip


def _authenticated(key: KeyFile) -> bytes:
    return json.dumps(_head(key), sort_keys=True).encode()


def _stretched(passphrase: str, key: KeyFile) -> bytes:
    assert key.cost is not None
    normal = unicodedata.normalize("NFC", passphrase).encode()
    cost = key.cost
    try:
        return bytes(argon2id.kdf(Aead.KEY_SIZE, normal, key.salt, opslimit=cost.operations, memlimit=cost.memory))
    except CryptoError as error:
        raise StateError(
            "This machine has not the memory to try a passphrase", where=str(key.path),
            expected=f"{cost.memory // 1024**2} MiB that are free",
        ) from error  # fmt: skip


def _parsed(path: Path, content: dict[str, Any]) -> KeyFile:
    """Raises ValueError, KeyError or TypeError for what is no file of a key."""
    if (content["format"], content["version"]) != (FORMAT, VERSION):
        raise ValueError(content["format"])
    link = Link(str(content["purpose"]), int(content["number"]), str(content["public_key"]), str(content["verify_key"]))
    about = (path, str(content["wave"]), link, str(content["made_at"]))
    protection = content["protection"]
    if protection == "none":
        return KeyFile(*about, content=bytes.fromhex(content["seed"]))
    cost = Cost(int(protection["operations"]), int(protection["memory"]))
    _check_cost(protection["kdf"], cost)
    salt, sealed = bytes.fromhex(protection["salt"]), bytes.fromhex(content["sealed"])
    if (len(salt), len(sealed)) != (argon2id.SALTBYTES, Aead.NONCE_SIZE + SEED_LENGTH + Aead.MACBYTES):
        raise ValueError(len(sealed))
    return KeyFile(*about, sealed, cost=cost, salt=salt)


def _check_cost(kdf: str, cost: Cost) -> None:
    operations = argon2id.OPSLIMIT_MIN <= cost.operations <= HIGHEST_OPERATIONS
    memory = argon2id.MEMLIMIT_MIN <= cost.memory <= HIGHEST_MEMORY
    if kdf != "argon2id" or not operations or not memory:
        raise ValueError(kdf)


def _draft(path: Path, content: bytes) -> Path:
    """Write a file beside the one that it is to become, for its owner alone, and see that it is on the disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mkstemp gives rights 600
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def sync_folder(folder: Path) -> None:
    """See that what was written into a folder, or deleted from it, is so on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
