"""The hand-over from fieldwork to the interview: which codes open which cases of a wave, and with which questionnaire.

A file of JSON lines. First the header, then one line for each access, last an HMAC-SHA256 over all bytes before it.
No name, no address, no code: only keyed hashes of codes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError


@dataclass(frozen=True)
class Header:
    """What is the same for all cases of a wave. Shares are texts such as "0.80"; the key is hexadecimal."""

    wave: str
    instrument_hash: str
    document: Mapping[str, Any]
    public_key: str
    complete_share: str
    partial_share: str


@dataclass(frozen=True)
class Entrance:
    """A keyed hash of an access code, and the case (a UUID as text) that it opens."""

    code_hash: str
    case_id: str


@dataclass(frozen=True)
class Handover:
    """A whole hand-over; ``digest`` is its HMAC, and names it."""

    header: Header
    entrances: tuple[Entrance, ...]
    digest: str = ""


def write_handover(path: Path, handover: Handover, *, key: str) -> str:
    """Write the file, whole or not at all, and return its digest."""
    lines = [_line(asdict(handover.header) | {"count": len(handover.entrances)})]
    lines += [_line({"code_hash": e.code_hash, "case_id": e.case_id}) for e in handover.entrances]
    body = b"".join(lines)
    digest = _digest(body, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_bytes(body + _line({"hmac": digest}))
    draft.replace(path)
    return digest


def read_handover(path: Path, *, key: str) -> Handover:
    """Read and check a hand-over.

    Raises
    ------
    InputError : if the file is missing, incomplete, changed, or written with another key
    """
    if not path.is_file():
        raise InputError(
            "There is no hand-over file", where=str(path), hint="Make it with `querschnitt print_letters`."
        )
    *lines, last = path.read_bytes().splitlines(keepends=True) or [b""]
    digest = _digest(b"".join(lines), key)
    if not lines or not hmac.compare_digest(_signature(last), digest):
        raise InputError(
            "The hand-over is damaged, or not from this installation",
            where=str(path),
            hint="Make it again with `querschnitt print_letters`.",
        )
    header = json.loads(lines[0])
    entrances = tuple(Entrance(**json.loads(line)) for line in lines[1:])
    if header.pop("count") != len(entrances):
        raise InputError("The hand-over counts other cases than it holds", where=str(path))
    return Handover(header=Header(**header), entrances=entrances, digest=digest)


def _line(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=dict).encode() + b"\n"


def _digest(body: bytes, key: str) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def _signature(last: bytes) -> str:
    try:
        return str(json.loads(last)["hmac"])
    except (ValueError, KeyError, TypeError):
        return ""
