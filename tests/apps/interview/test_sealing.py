from __future__ import annotations

import pytest

from querschnitt.apps.interview.sealing import (
    data_key,
    new_key_pair,
    open_office,
    open_own,
    seal_for_office,
    seal_own,
)
from querschnitt.core.errors import InputError

KEY = data_key("7K2M9QX4T0BNV5R9", code_hash="ab" * 32, key="pepper")


def test_an_own_box_opens_with_its_code_alone() -> None:
    box = seal_own(b"content", key=KEY)
    assert open_own(box, key=KEY) == b"content"
    for code, salt, pepper in [("7K2M9QX4T0BNV5RA", "ab", "pepper"), ("7K2M9QX4T0BNV5R9", "ac", "pepper"),
                               ("7K2M9QX4T0BNV5R9", "ab", "other")]:  # fmt: skip
        with pytest.raises(InputError):
            open_own(box, key=data_key(code, code_hash=salt * 32, key=pepper))


def test_an_office_box_opens_with_the_private_key_alone() -> None:
    private, public = new_key_pair()
    box = seal_for_office(b"content", public_key=public)
    assert open_office(box, private_key=private) == b"content"
    with pytest.raises(InputError):
        open_office(box, private_key=new_key_pair()[0])
    with pytest.raises(InputError):
        open_office(box, private_key=public)


def test_a_changed_box_does_not_open() -> None:
    box = bytearray(seal_own(b"content", key=KEY))
    box[-1] ^= 1
    with pytest.raises(InputError):
        open_own(bytes(box), key=KEY)


@pytest.mark.parametrize("content", [b"", b"yes", b"no", b"\x80" * 1000])
def test_the_length_of_a_box_tells_nothing_about_a_short_answer(content: bytes) -> None:
    _, public = new_key_pair()
    assert len(seal_own(content, key=KEY)) == 24 + 16 + 1024
    assert len(seal_for_office(content, public_key=public)) == 32 + 16 + 1024
    assert open_own(seal_own(content, key=KEY), key=KEY) == content


def test_two_boxes_of_the_same_content_differ() -> None:
    assert seal_own(b"content", key=KEY) != seal_own(b"content", key=KEY)
