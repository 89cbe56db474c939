"""What passes from the survey wing to the strategy wing: released findings in a signed file."""

from __future__ import annotations

import base64
import binascii
import contextlib
import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from querschnitt.core.errors import InputError, ReleaseError

FORMAT, VERSION = "querschnitt-release", 1


@dataclass(frozen=True)
class Reason:
    """Why a comparison has its grade: a code and what it is about (texts belong to the reader)."""

    code: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Trend:
    """The change of a finding against the wave before.

    Attributes
    ----------
    wave, value : the wave before and its figure
    difference, ci_low, ci_high, p : of the change, this wave minus the one before
    grade : comparability, A to E
    reasons : of the grade
    """

    wave: str
    value: float
    difference: float
    ci_low: float
    ci_high: float
    p: float
    grade: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One released figure with all that is needed to print it honestly.

    Attributes
    ----------
    id : stable name, unique in the release
    variable, category : what is measured; category is empty for means
    wording : the question as asked, by language tag; "short:de" and the like name a shorter title for headlines,
        "category:de", "domain:de" and "base:en" the other words
    base : who was asked, in words
    wave, domain : the wave, and the part of the population ("total", "region:asia")
    value, ci_low, ci_high : in `unit`; None where the sign suppresses them
    unit : share, euro, years, ...
    n : unweighted base
    sign : of the office's profile, empty for none
    method : of the interval
    reference_date, source : as printed
    trend : None where there is none
    """

    id: str
    variable: str
    category: str
    wording: tuple[tuple[str, str], ...]
    base: str
    wave: str
    domain: str
    value: float | None
    unit: str
    ci_low: float | None
    ci_high: float | None
    n: int
    sign: str
    method: str
    reference_date: str
    source: str
    trend: Trend | None = None


@dataclass(frozen=True)
class Release:
    """A set of findings released together.

    Attributes
    ----------
    id : of the release
    wave : it is about
    created : date and time as ISO 8601 text, handed in
    findings : in printing order, ids unique
    notice : what must stand beside every figure, by language tag ("simulated data"); empty for ordinary surveys
    """

    id: str
    wave: str
    created: str
    findings: tuple[Finding, ...]
    notice: tuple[tuple[str, str], ...] = ()


def write_release(release: Release, signing_key: bytes) -> bytes:
    """Write the release as canonical JSON with an Ed25519 signature.

    Parameters
    ----------
    release : no suppressed finding may carry a value
    signing_key : 32 bytes, the seed of the statistics office's key

    Raises
    ------
    ReleaseError : if an id is double, a suppressed finding carries a value, or a number is not finite.
    InputError : if the key is not a key.

    >>> data = write_release(Release("r1", "2020", "2021-12-14T09:00:00Z", ()), bytes(32))
    >>> read_release(data, public_key(bytes(32))).wave
    '2020'
    """
    _check(release)
    content = dataclasses.asdict(release)
    try:
        body = _canonical({"format": FORMAT, "version": VERSION, "release": content})
    except (TypeError, ValueError) as error:
        raise ReleaseError(
            "The release holds a value that cannot be written",
            where=f"release '{release.id}'",
            expected="texts, whole and finite numbers",
            got=str(error),
        ) from error
    signature = _signing_key(signing_key).sign(body).signature
    signed = {
        "format": FORMAT,
        "version": VERSION,
        "release": content,
        "signature": base64.b64encode(signature).decode(),
    }
    return _canonical(signed) + b"\n"


def read_release(data: bytes, verify_key: bytes) -> Release:
    """Read a release and refuse it unless it is whole and signed by the holder of the key.

    Parameters
    ----------
    data : the file
    verify_key : 32 bytes, the public key of the statistics office

    Raises
    ------
    ReleaseError : if the file is no release, of another version, changed, or signed by another key.
    InputError : if the key is not a key.
    """
    try:
        document = json.loads(data)
    except ValueError as error:
        raise ReleaseError("The file is not a release", expected="JSON", hint="Ask for the file again.") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ReleaseError("The file is not a release", expected=FORMAT, got="another format")
    if document.get("version") != VERSION:
        raise ReleaseError("The release has another version", expected=VERSION, got=repr(document.get("version")))
    _verify(document, verify_key)
    try:
        release = _release(document["release"])
    except (KeyError, TypeError, ValueError) as error:
        raise ReleaseError("The release lacks a part", where=str(error), hint="Ask for the file again.") from error
    _check(release)
    return release


def public_key(signing_key: bytes) -> bytes:
    """Return the public key, 32 bytes, that belongs to a signing key.

    Raises
    ------
    InputError : if the key is not a key.
    """
    return bytes(_signing_key(signing_key).verify_key)


def parse_public_key(raw: bytes, *, where: str = "") -> bytes:
    """Return the 32 bytes of a public key written as bytes, hexadecimal digits or base64.

    Raises
    ------
    InputError : if it is not one.

    >>> parse_public_key(b"0f" * 32 + b"\\n") == bytes([15] * 32)
    True
    """
    for read in (bytes, _of_digits, _of_base64):
        with contextlib.suppress(ValueError):
            if len(key := read(raw)) == 32:
                return key
    raise InputError("This is no public key", where=where, expected="32 bytes, as bytes, hex or base64")


def _of_digits(raw: bytes) -> bytes:
    return bytes.fromhex(raw.decode("ascii").strip())


def _of_base64(raw: bytes) -> bytes:
    return base64.b64decode(raw.strip(), validate=True)


def _check(release: Release) -> None:
    seen: set[str] = set()
    for finding in release.findings:
        if finding.id in seen:
            raise ReleaseError("Two findings have one id", where=f"finding '{finding.id}'")
        seen.add(finding.id)
        if finding.sign in (".", "x") and (finding.value, finding.ci_low, finding.ci_high) != (None, None, None):
            raise ReleaseError(
                "A suppressed finding carries a value",
                where=f"finding '{finding.id}'",
                hint="Its value and interval must be empty.",
            )


def _canonical(document: object) -> bytes:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _signing_key(key: bytes) -> SigningKey:
    if len(key) != 32:
        raise InputError("Not a signing key", expected="32 bytes", got=f"{len(key)} bytes")
    return SigningKey(key)


def _verify(document: dict[str, Any], verify_key: bytes) -> None:
    if len(verify_key) != 32:
        raise InputError("Not a public key", expected="32 bytes", got=f"{len(verify_key)} bytes")
    try:
        body = _canonical({key: value for key, value in document.items() if key != "signature"})
        signature = base64.b64decode(str(document.get("signature", "")), validate=True)
        VerifyKey(verify_key).verify(body, signature)
    except (BadSignatureError, binascii.Error, ValueError) as error:
        raise ReleaseError(
            "The signature does not fit the release",
            where="signature",
            hint="The file was changed, or signed by another office: do not use it.",
        ) from error


def _release(content: dict[str, Any]) -> Release:
    return Release(
        id=str(content["id"]),
        wave=str(content["wave"]),
        created=str(content["created"]),
        findings=tuple(_finding(entry) for entry in content["findings"]),
        notice=_pairs(content["notice"]),
    )


def _finding(entry: dict[str, Any]) -> Finding:
    trend = None if entry["trend"] is None else _trend(entry["trend"])
    return Finding(**(entry | {"wording": _pairs(entry["wording"]), "trend": trend}))


def _trend(entry: dict[str, Any]) -> Trend:
    reasons = tuple(Reason(code=r["code"], parameters=_pairs(r["parameters"])) for r in entry["reasons"])
    return Trend(**(entry | {"reasons": reasons}))


def _pairs(entries: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(value)) for key, value in entries)
