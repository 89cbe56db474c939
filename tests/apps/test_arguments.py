"""Arguments: nonsense is refused before any work begins, and says what was wanted."""

from __future__ import annotations

from argparse import ArgumentTypeError

import pytest

from querschnitt.apps.arguments import address, positive, seed


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", ""])
def test_how_many_is_at_least_one(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match=f"not a whole number of 1 or more: '{text}'"):
        positive(text)
    assert positive("1") == 1


@pytest.mark.parametrize("text", ["-1", "2020.0", "x"])
def test_a_seed_is_zero_or_more(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="not a whole number of 0 or more"):
        seed(text)
    assert (seed("0"), seed("2020")) == (0, 2020)


@pytest.mark.parametrize(
    "text",
    [
        "ftp://survey.example.org",
        "ftp://x y",
        "survey.example.org",
        "https://",
        "https://survey example.org",
        "https://survey.example.org:port",
        "https://survey.example.org/?a=b",
        "https://user@survey.example.org",
        "",
    ],
)
def test_an_address_is_one_of_a_service(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="Write one like https://survey.example.org"):
        address(text)


@pytest.mark.parametrize("text", ["https://survey.example.org", "http://127.0.0.1:8010", "https://example.org/survey"])
def test_a_good_address_stays_as_it_is(text: str) -> None:
    assert address(text) == address(text + "/") == text
