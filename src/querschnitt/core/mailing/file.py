"""The file of a letter list: a cover in the clear, a box, and a signature over both.

The box is sealed to the key of the office that mails (X25519) and holds the cover once more: so nobody can sign a box
that somebody else has made, and nobody can send a list on to a third office under the first signature.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from typing import Any

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from querschnitt.core.errors import InputError
from querschnitt.core.mailing.keys import is_key
from querschnitt.core.mailing.letters import MailedLetter, Mailing, fault_of, in_mailing_order
from querschnitt.core.mailing.refusals import MailingError, Refusal
from querschnitt.core.succession import fingerprint, private_key_of

FORMAT, VERSION = "querschnitt-mailing", 1
BLOCK = 64 * 1024
"""The box is filled up to a multiple of this: its size tells the number of letters roughly, and no length of a name."""
MOST_BYTES = 64 * 2**20

_INSIDE = {"cover", "address", "place", "letters"}


@dataclass(frozen=True)
class Cover:
    """What stands on the outside of a file, and once more within.

    Attributes
    ----------
    wave, letters : of which wave, and how many
    made_at : ISO 8601 with time zone
    recipient : public key (X25519, hexadecimal) of the office that mails
    sender : verify key (Ed25519, hexadecimal) of the statistics office
    """

    wave: str
    letters: int
    made_at: str
    recipient: str
    sender: str

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


@dataclass(frozen=True)
class SealedMailing:
    """A file whose signature is right, and that is still closed."""

    cover: Cover
    box: bytes


def write_mailing(mailing: Mailing, *, recipient: str, signing_key: bytes) -> bytes:
    """Return the file: encrypted to the recipient, signed by the statistics office.

    Parameters
    ----------
    mailing : its letters may stand in any order
    recipient : public key of the office that mails (X25519, 64 hexadecimal digits)
    signing_key : 32 bytes, the seed of the statistics office's key

    Raises
    ------
    InputError : if a letter cannot be delivered as it is written, or there are none, or a key is not one.

    >>> from querschnitt.core.succession import first_link
    >>> key = first_link(bytes(32), purpose="letters")
    >>> letter = MailedLetter("04109", "Am Beispiel", "1", "Quitte Muster", "0123456789ABCDE4")
    >>> mailing = Mailing("2020", "2020-10-01T09:00:00+02:00", "https://survey.example.org", "Leipzig", (letter,))
    >>> data = write_mailing(mailing, recipient=key.public_key, signing_key=bytes(32))
    >>> sealed = read_mailing(data, verify_key=bytes(SigningKey(bytes(32)).verify_key))
    >>> open_mailing(sealed, seed=bytes(32)) == mailing
    True
    """
    if fault := fault_of(mailing):
        raise InputError("The letters cannot be handed over", where=f"wave {mailing.wave}", got=fault)
    signing = _signing(signing_key)
    cover = Cover(
        mailing.wave, len(mailing.letters), mailing.made_at, recipient.lower(), bytes(signing.verify_key).hex()
    )
    letters = [list(astuple(letter)) for letter in in_mailing_order(mailing.letters)]
    content = {"cover": asdict(cover), "address": mailing.address, "place": mailing.place, "letters": letters}
    try:
        box = SealedBox(PublicKey(bytes.fromhex(recipient))).encrypt(sodium_pad(_canonical(content), BLOCK))
    except (ValueError, CryptoError) as error:
        raise InputError("Not a key that anything can be sealed to", got=recipient) from error
    body = {"format": FORMAT, "version": VERSION, "cover": asdict(cover), "box": base64.b64encode(box).decode()}
    signature = base64.b64encode(signing.sign(_canonical(body)).signature).decode()
    return _canonical(body | {"signature": signature})


def read_mailing(data: bytes, *, verify_key: bytes) -> SealedMailing:
    """Check a file as far as it goes without the private key: whole, and signed by the statistics office.

    Raises
    ------
    MailingError : if it is no letter list, of another version, changed, or signed by somebody else.
    InputError : if the verify key is not a key.
    """
    document = _document(data)
    if document.get("format") != FORMAT:
        raise MailingError(Refusal.NOT_A_MAILING, "The file is not a hand-over of letters", expected=FORMAT)
    if document.get("version") != VERSION:
        raise MailingError(Refusal.OTHER_VERSION, "The hand-over has another version", expected=VERSION)
    try:
        body = {name: document.pop(name) for name in ("format", "version", "cover", "box")}
        signature = base64.b64decode(document.pop("signature"), validate=True)
        cover, box = _cover(body["cover"]), base64.b64decode(body["box"], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise _not_a_mailing() from error
    if document:
        raise _not_a_mailing()
    if cover.sender != verify_key.hex():
        raise MailingError(
            Refusal.OTHER_SENDER, "The file is not signed by the statistics office that you know",
            expected=fingerprint(verify_key.hex()), got=fingerprint(cover.sender),
            hint="Do not use it. Ask the statistics office by telephone.",
        )  # fmt: skip
    try:
        _verifying(verify_key).verify(_canonical(body), signature)
    except (BadSignatureError, ValueError) as error:
        raise MailingError(
            Refusal.CHANGED, "The file was changed or damaged on its way", hint="Do not use it. Ask for it again."
        ) from error
    return SealedMailing(cover, box)


def open_mailing(sealed: SealedMailing, *, seed: bytes) -> Mailing:
    """Open a file with the private key of the office that mails.

    Raises
    ------
    MailingError : if it is sealed to another key, or what is in it is not what stands on its cover.
    """
    private = PrivateKey(bytes.fromhex(private_key_of(seed)))
    own = bytes(private.public_key).hex()
    if own != sealed.cover.recipient:
        raise MailingError(
            Refusal.OTHER_RECIPIENT, "The file is sealed to another key", expected=fingerprint(own),
            got=fingerprint(sealed.cover.recipient), hint="Send the statistics office the public key that you have.",
        )  # fmt: skip
    try:
        content = json.loads(sodium_unpad(SealedBox(private).decrypt(sealed.box), BLOCK))
        letters = tuple(MailedLetter(*map(_text, letter)) for letter in content["letters"])
        address, place = _text(content["address"]), _text(content["place"])
        cover, known = _cover(content["cover"]), set(content)
    except (CryptoError, KeyError, TypeError, ValueError, RecursionError):
        # Without the error it came from: that one may quote what stands in the box.
        raise _wrong_inside() from None
    mailing = Mailing(cover.wave, cover.made_at, address, place, letters)
    whole = cover == sealed.cover and cover.letters == len(letters) and known == _INSIDE
    if not whole or letters != in_mailing_order(letters) or fault_of(mailing):
        raise _wrong_inside()
    return mailing


def _document(data: bytes) -> dict[str, Any]:
    """Read a JSON object; of two ways to write the same file only one is read."""
    if len(data) > MOST_BYTES:
        raise MailingError(
            Refusal.TOO_LARGE, "The file is too large", expected=f"at most {MOST_BYTES} bytes", got=len(data)
        )
    try:
        document = json.loads(data)
        is_whole = isinstance(document, dict) and _canonical(document) == data.rstrip(b"\r\n")
    except (ValueError, RecursionError) as error:
        raise _not_a_mailing() from error
    if not is_whole:
        raise _not_a_mailing()
    return document


def _cover(entry: Any) -> Cover:
    """Raises TypeError or ValueError for what is no cover."""
    cover = Cover(**entry)
    texts = (cover.wave, cover.made_at, cover.recipient, cover.sender)
    if not all(isinstance(text, str) for text in texts) or type(cover.letters) is not int:
        raise TypeError
    if not is_key(cover.recipient) or not is_key(cover.sender) or cover.moment.tzinfo is None:
        raise ValueError
    return cover


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _signing(key: bytes) -> SigningKey:
    if len(key) != 32:
        raise InputError("Not a signing key", expected="32 bytes", got=f"{len(key)} bytes")
    return SigningKey(key)


def _verifying(key: bytes) -> VerifyKey:
    if len(key) != 32:
        raise InputError("Not a public key", expected="32 bytes", got=f"{len(key)} bytes")
    return VerifyKey(key)


def _not_a_mailing() -> MailingError:
    return MailingError(
        Refusal.NOT_A_MAILING, "The file is not a whole hand-over of letters", expected=f"{FORMAT} {VERSION}",
        hint="Ask the statistics office for it again.",
    )  # fmt: skip


def _wrong_inside() -> MailingError:
    return MailingError(
        Refusal.WRONG_INSIDE, "What is in the file is not what stands on it",
        hint="Do not use it. Ask the statistics office by telephone.",
    )  # fmt: skip
