"""The hand-over from fieldwork to the interview: which codes open which cases of a wave, and with which questionnaire.

A file of JSON lines. First the header, then one line for each access, last an HMAC-SHA256 over all bytes before it.
No name, no address, no code: only keyed hashes of codes. A further version of the questionnaire comes in the same kind
of file, without any access. Files that are read aloud lie in the folder `audio` beside it; the header has their hashes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError
from querschnitt.core.succession import Link

AUDIO_FOLDER = "audio"
AGAIN = "Make it again with `querschnitt print_letters`."


@dataclass(frozen=True)
class Version:
    """A released version of the questionnaire, and the declared kind of its change from the one before."""

    instrument_hash: str
    change: str


@dataclass(frozen=True)
class Header:
    """What is the same for all cases of a wave. Shares are texts such as "0.80"; keys are hexadecimal.

    Attributes
    ----------
    public_key, desk_key : answers are sealed to the first, wishes to the second; empty if there is no field desk
    keys : all public keys so far, those of each purpose in their order, each signed by the one before it
    versions : all released versions, oldest first; the last one is this questionnaire. Empty if it is the only one
    audio : the name of each file that is read aloud, and its SHA-256
    """

    wave: str
    instrument_hash: str
    document: Mapping[str, Any]
    public_key: str
    complete_share: str
    partial_share: str
    versions: tuple[Version, ...] = ()
    audio: Mapping[str, str] = field(default_factory=dict)
    desk_key: str = ""
    keys: tuple[Link, ...] = ()

    @property
    def declared(self) -> str:
        """The declared kind of the last change."""
        return self.versions[-1].change if self.versions else ""


@dataclass(frozen=True)
class Entrance:
    """A keyed hash of an access code, and the case (a UUID as text) that it opens."""

    code_hash: str
    case_id: str


@dataclass(frozen=True)
class Handover:
    """A whole hand-over; ``digest`` is its HMAC, and names it.

    ``is_version`` : whether it brings a further version of the questionnaire and no accesses. ``recordings`` : the
    content of the files that are read aloud, by name.
    """

    header: Header
    entrances: tuple[Entrance, ...]
    digest: str = ""
    is_version: bool = False
    recordings: Mapping[str, bytes] = field(default_factory=dict)


def write_handover(path: Path, handover: Handover, *, key: str) -> str:
    """Write the file, whole or not at all, and return its digest."""
    kind = {"kind": "version"} if handover.is_version else {}
    lines = [_line(asdict(handover.header) | {"count": len(handover.entrances)} | kind)]
    lines += [_line({"code_hash": e.code_hash, "case_id": e.case_id}) for e in handover.entrances]
    body = b"".join(lines)
    digest = _digest(body, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_bytes(body + _line({"hmac": digest}))
    draft.replace(path)
    return digest


def write_version(path: Path, header: Header, *, key: str) -> str:
    """Write a further version of the questionnaire of an open wave, without codes, and return its digest."""
    return write_handover(path, Handover(header=header, entrances=(), is_version=True), key=key)


def read_handover(path: Path, *, key: str) -> Handover:
    """Read and check a hand-over, and the files that are read aloud beside it.

    Raises
    ------
    InputError : if a file is missing, incomplete, changed, or written with another key
    """
    if not path.is_file():
        raise InputError(
            "There is no hand-over file", where=str(path), hint="Make it with `querschnitt print_letters`."
        )
    *lines, last = path.read_bytes().splitlines(keepends=True) or [b""]
    digest = _digest(b"".join(lines), key)
    if not lines or not hmac.compare_digest(_signature(last), digest):
        raise InputError("The hand-over is damaged, or not from this installation", where=str(path), hint=AGAIN)
    header = json.loads(lines[0])
    entrances = tuple(Entrance(**json.loads(line)) for line in lines[1:])
    if header.pop("count") != len(entrances):
        raise InputError("The hand-over counts other cases than it holds", where=str(path))
    is_version = header.pop("kind", "") == "version"
    versions = tuple(Version(**version) for version in header.pop("versions", ()))
    keys = tuple(Link(**link) for link in header.pop("keys", ()))
    read = Header(**header, versions=versions, keys=keys)
    return Handover(read, entrances, digest, is_version, recordings=_recordings(path.parent / AUDIO_FOLDER, read))


def _recordings(folder: Path, header: Header) -> dict[str, bytes]:
    """Read the files that are read aloud; each must be the one that the header means."""
    found = {}
    for name, sha256 in header.audio.items():
        file = folder / name
        if Path(name).name != name or not file.is_file():
            raise InputError("A file that is read aloud is missing", where=str(folder), got=name, hint=AGAIN)
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise InputError("A file that is read aloud is not the released one", where=str(file), hint=AGAIN)
        found[name] = content
    return found


def _line(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=dict).encode() + b"\n"


def _digest(body: bytes, key: str) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def _signature(last: bytes) -> str:
    try:
        return str(json.loads(last)["hmac"])
    except (ValueError, KeyError, TypeError):
        return ""
