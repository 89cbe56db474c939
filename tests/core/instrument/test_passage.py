"""What the passage does beside conditions: filters, defaults, values that are fixed, orders that are drawn."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument import Expression, Instrument, Kind, Missing, Occasion, accept, route, visible
from querschnitt.core.instrument.model import Choice, DataFile, Page, Question, Scale

TOWNS = tuple(
    Choice(name, {"de": name.title()}, {"country": country})
    for name, country in [("leipzig", "de"), ("dresden", "de"), ("basra", "iq"), ("mosul", "iq")]
)


def _with_attributes(text: str) -> Expression:
    return Expression.parse(text, attributes=True)


def _instrument(*questions: Question) -> Instrument:
    pages = tuple(Page(question.name, questions=(question,)) for question in questions)
    lists = {question.choice_list: question.choices for question in questions if question.choices}
    files = {"places": DataFile(("code", "people"), (("leipzig", "597493"), ("basra", "1326564")))}
    return Instrument("p", "P", "1", "de", ("de",), pages, choice_lists=lists, files=files)


COUNTRY = Question("country", Kind.TEXT)
FILTERED = _instrument(
    COUNTRY,
    Question(
        "town",
        Kind.SELECT_ONE,
        choice_list="towns",
        choices=TOWNS,
        choice_filter=_with_attributes("country = ${country}"),
    ),
)


def test_only_fitting_choices_are_offered() -> None:
    (town,) = visible(FILTERED, FILTERED.page("town"), {"country": "iq"})
    assert town.codes == ("basra", "mosul")


def test_a_choice_that_is_not_offered_any_more_is_kept_aside() -> None:
    answers = {"country": "iq", "town": "leipzig"}
    assert route(FILTERED, answers).active == {"country": "iq"}
    assert route(FILTERED, {**answers, "country": "de"}).active["town"] == "leipzig"


def test_a_choice_that_is_not_offered_is_refused() -> None:
    accepted = accept(FILTERED, FILTERED.page("town"), {"town": ["leipzig"]}, {"country": "iq"})
    assert [error.code for error in accepted.errors] == ["not_a_choice"]


def test_a_selection_without_choices_is_not_shown() -> None:
    assert [page.name for page in route(FILTERED, {"country": "fr"}).pages] == ["country"]


def test_filter_in_the_order_of_the_interview() -> None:
    drawn = _instrument(Question("town", Kind.SELECT_ONE, choice_list="towns", choices=TOWNS, is_randomized=True))
    orders = {visible(drawn, drawn.pages[0], {}, occasion=Occasion(seed=seed))[0].codes for seed in range(40)}
    assert len(orders) > 10
    assert visible(drawn, drawn.pages[0], {}, occasion=Occasion(seed=3))[0].codes == (
        visible(drawn, drawn.pages[0], {}, occasion=Occasion(seed=3, language="ar"))[0].codes
    )


def test_answers_stand_in_the_order_of_the_questionnaire_whatever_was_drawn() -> None:
    drawn = _instrument(Question("towns", Kind.SELECT_MULTIPLE, choice_list="towns", choices=TOWNS, is_randomized=True))
    for seed in range(5):
        taken = accept(drawn, drawn.pages[0], {"towns": ["mosul", "leipzig"]}, {}, occasion=Occasion(seed=seed))
        assert taken.values == {"towns": ("leipzig", "mosul")}


def test_default_stands_in_the_field_and_is_no_answer_yet() -> None:
    instrument = _instrument(Question("people", Kind.INTEGER, default=Expression.parse("2")))
    way = route(instrument, {})
    assert (way.defaults, way.active) == ({"people": 2}, {})
    assert route(instrument, {"people": 3}).defaults == {}


def test_hidden_and_read_only_values_cannot_be_written() -> None:
    instrument = _instrument(
        Question("source", Kind.HIDDEN, default=Expression.parse("'letter'")),
        Question("shown", Kind.DECIMAL, default=Expression.parse("1.5"), read_only=True),
        Question("double", Kind.INTEGER, calculation=Expression.parse("${shown} * 2")),
    )
    way = route(instrument, {"shown": Decimal(9)})
    assert way.calculated == {"source": "letter", "shown": Decimal("1.5"), "double": 3}
    assert [page.name for page in way.pages] == ["shown", "double"]
    taken = accept(instrument, instrument.page("shown"), {"shown": ["9"]}, {})
    assert (taken.values, taken.is_done) == ({}, True)


def test_once_is_kept_in_the_sheet() -> None:
    begun = Question("begun", Kind.CALCULATE, calculation=Expression.parse("once(today())"))
    instrument = _instrument(begun, Question("name", Kind.TEXT))
    first = Occasion(today=datetime.date(2020, 11, 30))
    later = Occasion(today=datetime.date(2020, 12, 24))
    answers = accept(instrument, instrument.page("name"), {"name": ["x"]}, {}, occasion=first).answers
    assert route(instrument, answers, occasion=later).calculated["begun"] == datetime.date(2020, 11, 30)
    assert route(instrument, {}, occasion=later).calculated["begun"] == datetime.date(2020, 12, 24)


def test_values_from_a_file() -> None:
    people = Expression.parse("pulldata('places', 'people', 'code', ${town})")
    town = Question("town", Kind.SELECT_ONE, choice_list="towns", choices=TOWNS)
    instrument = _instrument(town, Question("people", Kind.CALCULATE, calculation=people))
    assert route(instrument, {"town": "basra"}).calculated["people"] == "1326564"
    assert route(instrument, {"town": "mosul"}).calculated["people"] in ("", Missing.NOT_ASKED)


@pytest.mark.parametrize(
    ("question", "entries", "value"),
    [
        (Question("q", Kind.TIME), {"q": ["14.30"]}, datetime.time(14, 30)),
        (Question("q", Kind.TIME), {"q": ["25:00"]}, "not_a_time"),
        (Question("q", Kind.ACKNOWLEDGE), {"q": ["OK"]}, "OK"),
        (Question("q", Kind.ACKNOWLEDGE, required=True), {}, "required"),
        (Question("q", Kind.RANGE, scale=Scale(Decimal(0), Decimal(10), Decimal(2))), {"q": ["4"]}, 4),
        (Question("q", Kind.RANGE, scale=Scale(Decimal(0), Decimal(10), Decimal(2))), {"q": ["5"]}, "not_on_scale"),
        (Question("q", Kind.RANGE, scale=Scale(Decimal(0), Decimal(1), Decimal("0.5"))), {"q": ["0,5"]},
         Decimal("0.5")),
        (Question("q", Kind.RANK, choices=TOWNS[:2]), {"q__place__dresden": ["1"], "q__place__leipzig": ["2"]},
         ("dresden", "leipzig")),
        (Question("q", Kind.RANK, choices=TOWNS[:2]), {"q__place__dresden": ["1"], "q__place__leipzig": ["1"]},
         "not_a_ranking"),
        (Question("q", Kind.RANK, choices=TOWNS[:2]), {"q": ["leipzig", "dresden"]}, ("leipzig", "dresden")),
        (Question("q", Kind.SELECT_ONE, choices=TOWNS, choice_list="towns.csv"), {"q": ["Mosul"]}, "mosul"),
        (Question("q", Kind.SELECT_ONE, choices=TOWNS, choice_list="towns.csv"), {"q": ["Bagdad"]}, "not_found"),
        (Question("q", Kind.TEXT, required_if=Expression.parse("1 = 1")), {}, "required"),
        (Question("q", Kind.TEXT, required_if=Expression.parse("1 = 2")), {}, None),
    ],
)  # fmt: skip
def test_what_a_page_takes(question: Question, entries: dict[str, list[str]], value: object) -> None:
    instrument = _instrument(question)
    taken = accept(instrument, instrument.pages[0], entries, {})
    found = taken.errors[0].code if taken.errors else taken.values.get("q")
    assert found == value


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Kind.DECIMAL, "-1.5", Decimal("-1.5")),
        (Kind.INTEGER, "5", 5),
        (Kind.DATE, "today()", datetime.date(2020, 5, 1)),
    ],
)
def test_defaults_are_typed(kind: Kind, written: str, value: object) -> None:
    instrument = _instrument(Question("q", kind, default=Expression.parse(written)))
    way = route(instrument, {}, occasion=Occasion(today=datetime.date(2020, 5, 1)))
    assert (str(way.defaults["q"]), way.defaults["q"]) == (str(value), value)


MOVED = _instrument(
    Question("moved", Kind.DATE),
    Question("later", Kind.CALCULATE, calculation=Expression.parse("date(${moved} + 1000)")),
    Question("since", Kind.TEXT, relevant=Expression.parse("date(${moved} + 1000) > date('2000-01-01')")),
    Question("year", Kind.DATE, constraint=Expression.parse("date(. + 1000) > date('2000-01-01')")),
)
BEYOND = {"moved": datetime.date(9999, 12, 31)}


def test_whoever_checks_a_questionnaire_hears_of_what_cannot_be_decided() -> None:
    with pytest.raises(QuestionnaireError, match="years 1 to 9999"):
        route(MOVED, BEYOND)


def test_in_an_interview_what_cannot_be_decided_is_missing_and_nobody_is_stuck() -> None:
    forgiving = Occasion(is_forgiving=True)
    way = route(MOVED, BEYOND, occasion=forgiving)
    assert way.calculated == {"later": Missing.NOT_ASKED}
    assert [page.name for page in way.pages] == ["moved", "year"]
    taken = accept(MOVED, MOVED.page("moved"), {"moved": ["9999-12-31"]}, {}, occasion=forgiving)
    assert (taken.answers, taken.is_done) == (BEYOND, True)
    again = accept(MOVED, MOVED.page("year"), {"year": ["9999-12-31"]}, BEYOND, occasion=forgiving)
    assert [error.code for error in again.errors] == ["constraint"]
