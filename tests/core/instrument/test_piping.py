from __future__ import annotations

from querschnitt.core.instrument import Missing, fill
from tests.instruments import tiny

INSTRUMENT = tiny("piping")
LABELS = INSTRUMENT.question("likes").labels


def test_a_choice_is_named_in_the_language_of_the_text() -> None:
    texts = {tag: fill(LABELS[tag], INSTRUMENT, {"place": "sued"}, language=tag) for tag in ("de", "ar")}
    assert texts == {"de": "Wohnen Sie gern in Süd?", "ar": "هل تحب السكن في الجنوب؟"}


def test_what_is_missing_leaves_a_gap_to_be_read() -> None:
    assert fill(LABELS["de"], INSTRUMENT, {}, language="de") == "Wohnen Sie gern in …?"
    assert fill(LABELS["de"], INSTRUMENT, {"place": Missing.REFUSED}, language="de") == "Wohnen Sie gern in …?"
