"""A letter list on its way: read by one office alone, and refused as soon as anything about it is not as it was."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from nacl.bindings import sodium_pad, sodium_unpad
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey

from querschnitt.core.errors import InputError
from querschnitt.core.mailing import (
    MailedLetter,
    Mailing,
    MailingError,
    Refusal,
    in_mailing_order,
    open_mailing,
    read_mailing,
)
from querschnitt.core.mailing.file import BLOCK, MOST_BYTES
from querschnitt.core.succession import private_key_of
from tests.core.mailing.lists import (
    LETTERS,
    MAILING,
    OTHER_RECIPIENT,
    OTHER_SEED,
    OTHER_SIGNING_KEY,
    OTHER_VERIFY_KEY,
    RECIPIENT,
    SEED,
    SIGNING_KEY,
    VERIFY_KEY,
    written,
)

Change = Callable[[dict[str, Any]], object]


def text_of(document: object) -> bytes:
    """Write as the format does."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def opened(data: bytes) -> Mailing:
    return open_mailing(read_mailing(data, verify_key=VERIFY_KEY), seed=SEED)


def refusal_of(data: bytes, *, verify_key: bytes = VERIFY_KEY, seed: bytes = SEED) -> Refusal:
    with pytest.raises(MailingError) as caught:
        open_mailing(read_mailing(data, verify_key=verify_key), seed=seed)
    return caught.value.refusal


def signed(document: dict[str, Any], *, signing_key: bytes = SIGNING_KEY) -> bytes:
    """Sign a document as whoever has the key can."""
    body = {name: document[name] for name in ("format", "version", "cover", "box")}
    signature = SigningKey(signing_key).sign(text_of(body)).signature
    return text_of(body | {"signature": base64.b64encode(signature).decode()})


def with_inside(change: Change, *, padding: int = BLOCK) -> bytes:
    """A file that the statistics office has signed with something else in its box."""
    document = json.loads(written())
    box = SealedBox(PrivateKey(bytes.fromhex(private_key_of(SEED))))
    content = json.loads(sodium_unpad(box.decrypt(base64.b64decode(document["box"])), BLOCK))
    change(content)
    sealed = SealedBox(PublicKey(bytes.fromhex(RECIPIENT))).encrypt(sodium_pad(text_of(content), padding))
    return signed(document | {"box": base64.b64encode(sealed).decode()})


def test_what_was_written_is_read_whatever_order_it_came_in() -> None:
    assert opened(written(replace(MAILING, letters=LETTERS[::-1]))) == MAILING
    assert written(MAILING) != written(MAILING)  # sealed anew each time
    cover = read_mailing(written(), verify_key=VERIFY_KEY).cover
    assert (cover.wave, cover.letters, cover.made_at) == ("2020", 4, "2020-10-01T09:00:00+02:00")
    assert (cover.recipient, cover.sender) == (RECIPIENT, VERIFY_KEY.hex())


def test_nothing_of_a_person_stands_outside_the_box() -> None:
    document = json.loads(written())
    assert set(document) == {"format", "version", "cover", "box", "signature"}
    assert set(document["cover"]) == {"wave", "letters", "made_at", "recipient", "sender"}


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["cover"].update(wave="2021"),
        lambda d: d["cover"].update(letters=5),
        lambda d: d["cover"].update(made_at="2021-10-01T09:00:00+02:00"),
        lambda d: d["cover"].update(recipient=OTHER_RECIPIENT),
        lambda d: d.update(box=base64.b64encode(bytes(80)).decode()),
        lambda d: d.update(signature=base64.b64encode(bytes(64)).decode()),
        lambda d: d.update(signature=base64.b64encode(bytes(63)).decode()),
    ],
)
def test_whatever_is_changed_on_the_way_is_found(change: Change) -> None:
    document = json.loads(written())
    change(document)
    assert refusal_of(text_of(document)) is Refusal.CHANGED


def test_every_flipped_bit_of_the_box_is_found() -> None:
    document = json.loads(written())
    box = base64.b64decode(document["box"])
    for place in (0, 31, 32, 47, 48, len(box) // 2, len(box) - 1):
        changed = box[:place] + bytes([box[place] ^ 1]) + box[place + 1 :]
        assert refusal_of(text_of(document | {"box": base64.b64encode(changed).decode()})) is Refusal.CHANGED


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", Refusal.NOT_A_MAILING),
        (b"PK\x03\x04", Refusal.NOT_A_MAILING),
        (b"[]", Refusal.NOT_A_MAILING),
        (b"[" * 100_000, Refusal.NOT_A_MAILING),
        (b'{"format":"querschnitt-release","version":1}', Refusal.NOT_A_MAILING),
        (b'{"format":"querschnitt-mailing","version":2}', Refusal.OTHER_VERSION),
        (b'{"format":"querschnitt-mailing","version":1}', Refusal.NOT_A_MAILING),
        (b'{"format":"querschnitt-mailing","format":"querschnitt-mailing","version":1}', Refusal.NOT_A_MAILING),
        (b" " * (MOST_BYTES + 1), Refusal.TOO_LARGE),
    ],
    ids=range(9),
)
def test_what_is_no_letter_list_is_refused_in_words(data: bytes, refusal: Refusal) -> None:
    assert refusal_of(data) is refusal


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(more=1),
        lambda d: d.pop("signature"),
        lambda d: d.update(box="no base64"),
        lambda d: d["cover"].update(stratum="poland"),
        lambda d: d["cover"].pop("wave"),
        lambda d: d["cover"].update(letters="4"),
        lambda d: d["cover"].update(letters=True),
        lambda d: d["cover"].update(made_at="2020-10-01T09:00:00"),
        lambda d: d["cover"].update(recipient="AB" * 32),
        lambda d: d.update(cover=[]),
    ],
    ids=range(10),
)
def test_a_file_with_another_shape_is_none(change: Change) -> None:
    document = json.loads(written())
    change(document)
    assert refusal_of(text_of(document)) is Refusal.NOT_A_MAILING


def test_a_truncated_file_is_none_and_a_line_end_does_not_matter() -> None:
    data = written()
    assert refusal_of(data[:-40]) is Refusal.NOT_A_MAILING
    assert refusal_of(json.dumps(json.loads(data), indent=1).encode()) is Refusal.NOT_A_MAILING
    assert opened(data + b"\r\n") == MAILING


def test_a_file_of_another_sender_is_refused_by_name() -> None:
    with pytest.raises(MailingError, match="not signed by the statistics office that you know") as caught:
        read_mailing(written(signing_key=OTHER_SIGNING_KEY), verify_key=VERIFY_KEY)
    assert caught.value.refusal is Refusal.OTHER_SENDER
    assert caught.value.expected != caught.value.got


def test_a_file_for_another_office_is_not_opened() -> None:
    assert refusal_of(written(), seed=OTHER_SEED) is Refusal.OTHER_RECIPIENT
    assert refusal_of(written(recipient=OTHER_RECIPIENT)) is Refusal.OTHER_RECIPIENT


def test_nobody_signs_a_box_that_somebody_else_has_made() -> None:
    """A stranger puts a name of his own on the statistics office's box: the box itself says whose it is."""
    document = json.loads(written())
    document["cover"]["sender"] = OTHER_VERIFY_KEY.hex()
    taken = signed(document, signing_key=OTHER_SIGNING_KEY)
    assert refusal_of(taken, verify_key=OTHER_VERIFY_KEY) is Refusal.WRONG_INSIDE


def test_nobody_sends_a_list_on_under_the_first_signature() -> None:
    """The recipient opens the box, and seals what is in it to a third office: the signature is over the first one."""
    document = json.loads(written())
    box = SealedBox(PrivateKey(bytes.fromhex(private_key_of(SEED))))
    content = box.decrypt(base64.b64decode(document["box"]))
    document["box"] = base64.b64encode(SealedBox(PublicKey(bytes.fromhex(OTHER_RECIPIENT))).encrypt(content)).decode()
    assert refusal_of(text_of(document), seed=OTHER_SEED) is Refusal.CHANGED
    document["cover"]["recipient"] = OTHER_RECIPIENT
    assert refusal_of(text_of(document), seed=OTHER_SEED) is Refusal.CHANGED


def test_what_is_inside_is_held_to_the_format_even_if_the_statistics_office_signed_it() -> None:
    assert opened(with_inside(lambda content: None)) == MAILING
    for change in (
        lambda c: c.update(stratum="poland"),
        lambda c: c["letters"][0].append("poland"),
        lambda c: c["letters"][0].pop(),
        lambda c: c["letters"].reverse(),
        lambda c: c["letters"].pop(),
        lambda c: c["cover"].update(letters=5),
        lambda c: c["cover"].update(sender=OTHER_VERIFY_KEY.hex()),
        lambda c: c["letters"][0].__setitem__(3, "Birne\nMuster"),
        lambda c: c["letters"][0].__setitem__(3, 7),
        lambda c: c["letters"].__setitem__(0, "04103"),
        lambda c: c.update(address="javascript:alert(1)"),
        lambda c: c.update(place=""),
        lambda c: c.pop("place"),
    ):
        assert refusal_of(with_inside(change)) is Refusal.WRONG_INSIDE


def test_a_refusal_of_what_is_inside_quotes_nothing_of_it() -> None:
    with pytest.raises(MailingError) as caught:
        opened(with_inside(lambda content: content["letters"][0].append("poland")))
    assert "Birne" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_size_tells_no_length_of_a_name() -> None:
    longer = tuple(replace(letter, name=f"{letter.name} von und zu Quittenberg") for letter in LETTERS)
    assert len(written()) == len(written(replace(MAILING, letters=longer)))
    # Of letters it tells some hundred more or less.
    many = tuple(replace(LETTERS[0], code=f"{number:016d}") for number in range(2000))
    assert len(written(replace(MAILING, letters=many))) > len(written()) + BLOCK


def test_the_order_follows_from_the_texts_alone() -> None:
    for start in range(len(LETTERS)):
        assert in_mailing_order(LETTERS[start:] + LETTERS[:start]) == LETTERS


@pytest.mark.parametrize(
    ("letter", "fault"),
    [
        (replace(LETTERS[0], postcode="4103"), "no postcode"),
        (replace(LETTERS[0], postcode="٠٤١٠٣"), "no postcode"),
        (replace(LETTERS[0], code="0123 4567 89AB CDE4"), "no access code"),
        (replace(LETTERS[0], code="012345678 ABCDEI"), "no access code"),
        (replace(LETTERS[0], name=" "), "name empty"),
        (replace(LETTERS[0], name="Birne\u2028Muster"), "name empty"),
        (replace(LETTERS[0], street="S" * 121), "street empty"),
        (replace(LETTERS[0], house_number="1\t"), "house number empty"),
    ],
)
def test_a_letter_that_cannot_be_delivered_is_named_by_its_number_alone(letter: MailedLetter, fault: str) -> None:
    with pytest.raises(InputError) as caught:
        written(replace(MAILING, letters=(LETTERS[1], letter)))
    assert str(caught.value.got).startswith(f"letter 2: {fault}")
    assert "Muster" not in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"letters": ()},
        {"letters": (LETTERS[0], replace(LETTERS[1], code=LETTERS[0].code))},
        {"address": "ftp://survey.example.org"},
        {"address": "https://survey.example.org/?l=ar"},
        {"address": "https://survey.example.org/"},
        {"place": ""},
    ],
    ids=range(6),
)
def test_a_list_that_is_none_is_not_written(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="cannot be handed over"):
        written(replace(MAILING, **changes))


@pytest.mark.parametrize("recipient", ["", "00" * 32, "01" + "00" * 31, "ab" * 31, "no key"])
def test_nothing_is_sealed_to_what_is_no_key(recipient: str) -> None:
    with pytest.raises(InputError, match="Not a key"):
        written(recipient=recipient)


@pytest.mark.parametrize("key", [b"", bytes(31)])
def test_a_signing_key_has_32_bytes(key: bytes) -> None:
    with pytest.raises(InputError, match="Not a signing key"):
        written(signing_key=key)


def test_a_link_names_no_language() -> None:
    assert MAILING.link(LETTERS[0]) == "https://survey.example.org/c/0123456789ABCDE4"
