from __future__ import annotations

import pytest

from querschnitt.apps.interview.sent import as_read
from querschnitt.core.instrument.model import Kind, Page, Question

PAGE = Page("p", questions=(Question("one", Kind.SELECT_ONE), Question("many", Kind.SELECT_MULTIPLE)))


def one(**sent: str | list[str]) -> list[str]:
    form = {f"one__{name}": value if isinstance(value, list) else [value] for name, value in sent.items()}
    return list(as_read(PAGE, form)["one"])


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"search": "Syrien", "typed": ""}, ["Syrien"]),
        ({"search": "Syrien", "typed": "Syrien", "code": "SY"}, ["SY"]),
        ({"search": "Eritrea", "typed": "Syrien", "code": "SY"}, ["Eritrea"]),
        ({"search": "", "typed": "Syrien", "code": "SY"}, [""]),
        ({"search": "Eritria", "typed": "Eritria", "near": "ER"}, ["ER"]),
        ({"search": "", "typed": "Eritria", "near": "ER"}, ["ER"]),
        ({"search": "Syrien", "typed": "Eritria", "near": "ER"}, ["Syrien"]),
        ({"search": "Eritria", "typed": "Eritria"}, ["Eritria"]),
        ({"search": " Syrien ", "typed": "Syrien", "code": "SY"}, ["SY"]),
    ],
)
def test_one_choice(sent: dict[str, str], expected: list[str]) -> None:
    assert one(**sent) == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"many": ["SY"], "many__search": [""]}, ["SY"]),
        ({"many": ["SY"], "many__search": ["Eritrea"]}, ["SY", "Eritrea"]),
        (
            {"many": ["SY"], "many__search": ["Eri"], "many__typed": ["Eri"], "many__near": ["ER", "EE"]},
            ["SY", "ER", "EE"],
        ),
        ({"many__search": ["Guinea"], "many__typed": ["Eri"], "many__near": ["ER"]}, ["ER", "Guinea"]),
        ({"many__search": ["Eri"], "many__typed": ["Eri"]}, ["Eri"]),
    ],
)
def test_several_choices(sent: dict[str, list[str]], expected: list[str]) -> None:
    assert list(as_read(PAGE, sent)["many"]) == expected


def test_a_form_that_was_not_searched_stays_as_it_is() -> None:
    form = {"one": ["SY"], "other": ["x"]}
    assert as_read(PAGE, form) is form
