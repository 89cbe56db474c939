"""The key with which the statistics office signs what leaves it: releases of findings, and letter lists."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from nacl.signing import SigningKey

from querschnitt.core.release import public_key


def signing_key() -> bytes:
    """Return the statistics office's signing key; made at first use and kept among its private keys."""
    file = _file()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(bytes(SigningKey.generate()).hex())
    return bytes.fromhex(file.read_text())


def verify_key() -> bytes | None:
    """Return the public half of the signing key, or None before it was used for the first time."""
    return public_key(signing_key()) if _file().exists() else None


def _file() -> Path:
    return Path(settings.VAR) / "keys" / "release.key"
