from __future__ import annotations

import re

import pytest

from querschnitt.core.errors import InputError
from querschnitt.press.qr import code_svg


def side(svg: str) -> int:
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert found
    assert found[1] == found[2]
    return int(found[1])


def test_size_is_that_of_the_standard():
    # ISO/IEC 18004, table 7: level M holds 26 bytes in version 2 (25 modules), 42 in version 3 (29); quiet zone 4.
    assert side(code_svg("a" * 26)) == 25 + 8
    assert side(code_svg("a" * 27)) == 29 + 8
    assert side(code_svg("a" * 42)) == 29 + 8


def test_same_content_same_picture_other_content_another():
    assert code_svg("https://survey.example/ABCD") == code_svg("https://survey.example/ABCD")
    assert code_svg("https://survey.example/ABCD") != code_svg("https://survey.example/ABCE")


@pytest.mark.parametrize("content", ["", "a" * 301])
def test_refuses_what_paper_cannot_carry(content: str):
    with pytest.raises(InputError, match="QR code"):
        code_svg(content)
