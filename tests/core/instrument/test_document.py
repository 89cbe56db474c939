from __future__ import annotations

import json
import random
import subprocess
import sys
from decimal import Decimal

import pytest

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument import canonical, content_hash, from_document, path, to_document
from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.model import Choice, DataFile, Instrument, Kind, Page, Question, Scale, Section
from querschnitt.core.instrument.walk import random_answers
from tests.instruments import NAMES, tiny


@pytest.mark.parametrize("name", NAMES)
def test_a_rebuilt_instrument_is_the_same_questionnaire(name: str) -> None:
    instrument = tiny(name)
    rebuilt = from_document(canonical(to_document(instrument)))
    assert content_hash(rebuilt) == content_hash(instrument)
    assert to_document(rebuilt) == to_document(instrument)


def test_a_rebuilt_instrument_routes_alike() -> None:
    instrument = tiny("pages")
    rebuilt = from_document(to_document(instrument))
    for seed in range(30):
        answers = random_answers(instrument, random.Random(seed))
        assert [p.name for p in path(rebuilt, answers)] == [p.name for p in path(instrument, answers)]


def test_the_hash_survives_a_store_that_reorders_keys() -> None:
    instrument = tiny("completeness")
    shuffled = json.loads(json.dumps(to_document(instrument), sort_keys=True))
    assert content_hash(from_document(shuffled)) == content_hash(instrument)


def everything() -> Instrument:
    """An instrument with each part that a document can hold, and a choice that only its question has."""
    towns = (Choice("gera", {"de": "Gera"}, {"land": "th"}), Choice("halle", {"de": "Halle"}, {"land": "st"}))
    questions = (
        Question(
            "town", Kind.SELECT_ONE, {"de": "Ort"}, choice_list="towns", block="a",
            choices=(*towns, Choice("other", {"de": "Anderer"})), choice_filter=Expression.parse("${land} = 'th'"),
            required_if=Expression.parse("true()"), required_messages={"de": "Bitte"}, is_randomized=True,
            seed=Expression.parse("7"), audio={"de": "town.de.mp3"},
        ),
        Question("town_other", Kind.TEXT, {"de": "Welcher"}, other_of="town", block="a"),
        Question("score", Kind.RANGE, scale=Scale(Decimal(0), Decimal("2.5"), Decimal("0.5")), block="a"),
        Question("shown", Kind.INTEGER, default=Expression.parse("3"), read_only=True, block="a"),
    )  # fmt: skip
    return Instrument(
        name="all", title="Alles", version="1", default_language="de", languages=("de",),
        pages=(Page("a", questions=questions, section="person"),), choice_lists={"towns": towns},
        sections={
            "z_house": Section("z_house", {"de": "Haus"}, relevant=Expression.parse("true()")),
            "person": Section("person", parent="z_house", is_repeat=True, count=Expression.parse("2")),
        },
        files={"rates": DataFile(("code", "rate"), (("a", "1"), ("b", "2")))},
    )  # fmt: skip


def test_nothing_is_lost_in_a_document() -> None:
    instrument = everything()
    rebuilt = from_document(canonical(to_document(instrument)))
    assert to_document(rebuilt) == to_document(instrument)
    town, _, score, shown = rebuilt.pages[0].questions
    assert town.codes == ("gera", "halle", "other")
    assert dict(town.choices[1].attributes) == {"land": "st"}
    assert score.scale == Scale(Decimal(0), Decimal("2.5"), Decimal("0.5"))
    assert (shown.read_only, town.is_randomized, town.required_messages["de"]) == (True, True, "Bitte")
    assert list(rebuilt.sections) == ["z_house", "person"]
    assert rebuilt.files["rates"].find("rate", "code", "b") == "2"
    assert [page.name for page in path(rebuilt, {})] == ["a[1]", "a[2]"]


def test_what_the_first_format_can_say_keeps_its_hash() -> None:
    # The hash that the first release gave to this questionnaire.
    assert to_document(tiny("select_one"))["format"] == "querschnitt-instrument/1"
    assert to_document(everything())["format"] == "querschnitt-instrument/2"
    assert content_hash(tiny("select_one")) == "3ec2d3fbad3d3f1f43781c527e26dcce5b516315d156ce5d7735a84ea9faeff7"


def test_any_change_of_a_text_changes_the_hash() -> None:
    instrument = tiny("select_one")
    document = json.loads(canonical(to_document(instrument)))
    document["pages"][0]["questions"][0]["labels"]["ar"] += "!"
    assert content_hash(from_document(document)) != content_hash(instrument)


def test_the_order_of_choices_matters() -> None:
    instrument = tiny("select_one")
    document = json.loads(canonical(to_document(instrument)))
    document["choice_lists"]["yes_no"].reverse()
    assert content_hash(from_document(document)) != content_hash(instrument)


@pytest.mark.parametrize("document", [{}, {"format": "other/1"}, {"format": "querschnitt-instrument/1"}])
def test_a_damaged_document_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(QuestionnaireError):
        from_document(document)


def test_an_instrument_cannot_be_changed() -> None:
    instrument = from_document(to_document(tiny("select_one")))
    with pytest.raises(AttributeError):
        instrument.version = "2"  # type: ignore[misc]
    with pytest.raises(TypeError):
        instrument.pages[0].questions[0].labels["de"] = "anders"  # type: ignore[index]


def test_a_web_request_loads_neither_numpy_nor_the_grammar() -> None:
    document = canonical(to_document(tiny("pages"))).decode()
    program = (
        "import sys; from querschnitt.core.instrument import from_document, path; "
        "print(len(path(from_document(sys.stdin.read()), {'works': 'yes'})), {'numpy', 'lark'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], input=document, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["3", "set()"]
