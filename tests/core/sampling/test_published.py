"""Published figures: each with its day and its source, or refused with its place."""

from __future__ import annotations

from datetime import date

import pytest

from querschnitt.core.errors import InputError
from querschnitt.core.sampling.published import TOTAL, Published, parse_published

DAY = date(2020, 6, 30)
WHOLE = {"population": "background", "as_of": DAY, "source": "Yearbook", "total": 93000}


def test_a_total_and_a_table_by_level() -> None:
    by_sex = {**WHOLE, "variable": "sex", "persons": {"f": 44000, "m": 49000}}
    del by_sex["total"]
    assert parse_published({"name": "city", "figure": [WHOLE, by_sex]}, where="published.toml") == (
        Published("background", TOTAL, "", 93000, DAY, "Yearbook"),
        Published("background", "sex", "f", 44000, DAY, "Yearbook"),
        Published("background", "sex", "m", 49000, DAY, "Yearbook"),
    )


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({**WHOLE, "totl": 1}, "Unknown key 'totl'. Place: p.toml, figure 1.*Did you mean 'total'"),
        ({**WHOLE, "population": "migrants"}, "'population' has no such value.*Expected: residents.*Found: migrants"),
        ({**WHOLE, "as_of": "2020-06-30"}, "'as_of' has no such value.*a day, like 2020-06-30"),
        ({**WHOLE, "total": -1}, "'total' has no such value.*numbers of persons"),
        ({**WHOLE, "total": True}, "'total' has no such value"),
        ({**WHOLE, "source": ""}, "'source' has no such value.*a text"),
        ({key: value for key, value in WHOLE.items() if key != "source"}, "The figure is not whole"),
        ({**WHOLE, "variable": "sex"}, "The figure is not whole"),
        ({**WHOLE, "variable": "sex", "persons": {"f": 1}}, "The figure is not whole"),
    ],
)
def test_a_figure_that_is_none_is_refused_with_its_place(entry: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        parse_published({"figure": [entry]}, where="p.toml")


@pytest.mark.parametrize("document", [{}, {"figure": []}, {"figure": {"total": 1}}])
def test_a_file_without_figures_is_none(document: dict[str, object]) -> None:
    with pytest.raises(InputError, match="There are no published figures"):
        parse_published(document, where="p.toml")
