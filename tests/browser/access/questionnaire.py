"""A questionnaire in all languages of the example wave that holds every kind of question and every way of drawing one.

The words are those of the example questionnaire and of CLDR, so that each language is seen with its own letters and
lengths. What is asked makes no sense; how it looks does.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale

from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.model import Choice, Instrument, Kind, Page, Question, Scale, Section, Texts
from querschnitt.tables.xlsform import read_instrument

EXAMPLE = Path(__file__).parents[3] / "examples" / "leipzig" / "migrantenbefragung_2020.xlsx"
COUNTRIES = ("AF", "BG", "ER", "GN", "GQ", "HU", "IR", "IQ", "IT", "PL", "RO", "RU", "SY", "TR", "UA", "VN")
RECORDING = "question.0123456789ab.mp3"
BOTH = ("dk", "refused")

parse = Expression.parse


@cache
def example() -> Instrument:
    """Return the questionnaire of the example wave, in 18 languages."""
    return read_instrument(EXAMPLE)


def _words(question: str) -> Texts:
    return example().questions[question].labels


def _choices(question: str, count: int = 20) -> tuple[Choice, ...]:
    return example().questions[question].choices[:count]


@cache
def _countries() -> tuple[Choice, ...]:
    names = {tag: Locale.parse(_cldr(tag)).territories for tag in example().languages}
    return tuple(Choice(code, {tag: here[code] for tag, here in names.items()}) for code in COUNTRIES)


def _cldr(tag: str) -> str:
    """Return what CLDR calls a language: Northern Kurdish is its Kurdish."""
    return "ku" if tag == "kmr" else tag.replace("-", "_")


def _scale(start: str, end: str, step: str) -> Scale:
    return Scale(Decimal(start), Decimal(end), Decimal(step))


def _other() -> Choice:
    return Choice("other", _choices("city_problems")[-1].labels)


def _choosing() -> tuple[Question, ...]:
    hint = _words("office_understanding")
    return (
        Question(
            "radio", Kind.SELECT_ONE, _words("sat_transport"), hints=hint, choice_list="a",
            choices=_choices("sat_transport"), missing=BOTH, required=True,
        ),
        Question(
            "checkbox", Kind.SELECT_MULTIPLE, _words("city_problems"), choice_list="b",
            choices=_choices("city_problems"), missing=BOTH, required=True,
        ),
        Question(
            "select", Kind.SELECT_ONE, _words("employment"), choice_list="c", choices=_choices("employment"),
            appearance="minimal", missing=BOTH, required=True,
        ),
        Question(
            "rank", Kind.RANK, _words("city_problems"), choice_list="d", choices=_choices("city_problems", 4),
            missing=BOTH, required=True,
        ),
        Question(
            "search_one", Kind.SELECT_ONE, _words("born_in_germany"), choice_list="countries.csv",
            choices=_countries(), missing=BOTH, required=True,
        ),
        Question(
            "search_many", Kind.SELECT_MULTIPLE, _words("degree_place"), choice_list="countries.csv",
            choices=_countries(), missing=BOTH,
        ),
        Question("acknowledge", Kind.ACKNOWLEDGE, _words("disadvantage_intro"), required=True),
    )  # fmt: skip


def _writing() -> tuple[Question, ...]:
    return (
        Question("year", Kind.INTEGER, _words("birth_year"), appearance="year", missing=("refused",), required=True),
        Question("decimal", Kind.DECIMAL, _words("rent"), appearance="euro", missing=BOTH, required=True),
        Question("short_range", Kind.RANGE, _words("life_satisfaction"), scale=_scale("-2", "2", "0.5"), missing=BOTH,
                 required=True),
        Question("long_range", Kind.RANGE, _words("living_space"), scale=_scale("0", "100", "5"), missing=BOTH),
        Question("date", Kind.DATE, _words("arrival_year"), missing=BOTH, required=True),
        Question("time", Kind.TIME, _words("leipzig_since"), missing=BOTH),
        Question("text", Kind.TEXT, _words("degree_place"), missing=BOTH, required=True),
        Question("multiline", Kind.TEXT, _words("city_wishes"), appearance="multiline", missing=BOTH, required=True),
    )  # fmt: skip


def _together() -> tuple[Page, ...]:
    """Questions that need one another on a page, or something before them."""
    note = Question("note", Kind.NOTE, _words("disadvantage_intro"), guidance=_words("city_wishes"))
    spoken = Question(
        "spoken", Kind.SELECT_ONE, _words("tenure"), guidance=_words("office_understanding"), choice_list="e",
        choices=_choices("tenure"), audio=dict.fromkeys(example().languages, RECORDING),
    )  # fmt: skip
    fixed = (
        Question("sum", Kind.DECIMAL, _words("net_income"), calculation=parse("1234.5"), appearance="euro"),
        Question("place", Kind.SELECT_ONE, _words("employment"), choice_list="c", choices=_choices("employment"),
                 read_only=True, default=parse(f"'{_choices('employment')[0].name}'")),
    )  # fmt: skip
    other = (
        Question("means", Kind.SELECT_ONE, _words("tenure"), choice_list="f",
                 choices=(*_choices("tenure", 2), _other()), missing=BOTH),
        Question("means_other", Kind.TEXT, _words("city_wishes"), other_of="means", required=True,
                 relevant=parse("${means} = 'other'")),
    )  # fmt: skip
    condition = (
        Question("first", Kind.SELECT_ONE, _words("job_search"), choice_list="g", choices=_choices("job_search")),
        Question("second", Kind.SELECT_MULTIPLE, _words("jobsearch_problems"), choice_list="h",
                 choices=_choices("jobsearch_problems"), relevant=parse(f"${{first}} = '{_first('job_search')}'")),
    )  # fmt: skip
    piping = (
        Question("piped_note", Kind.NOTE, _piped("disadvantage_intro", "decimal", "long_range")),
        Question("piped", Kind.SELECT_ONE, _piped("degree_place", "search_one"), hints=_piped("rooms", "multiline"),
                 choice_list="i", choices=tuple(replace(choice, labels=_with(choice.labels, "date"))
                 for choice in _choices("degree_place"))),
    )  # fmt: skip
    pages = {"spoken": (note, spoken), "fixed": fixed, "other": other, "condition": condition, "piping": piping}
    return tuple(_page(name, *questions) for name, questions in pages.items())


def _first(question: str) -> str:
    return _choices(question)[0].name


def _piped(question: str, *answers: str) -> Texts:
    return _with(_words(question), *answers)


def _with(texts: Texts, *answers: str) -> Texts:
    """Return a text with answers in it, in parentheses and before a mark, where directions go wrong first."""
    said = " ".join(f"(${{{name}}})," for name in answers)
    return {tag: f"{text} {said} {text}" for tag, text in texts.items()}


def _page(name: str, *questions: Question, section: str = "") -> Page:
    placed = tuple(replace(question, block=name) for question in questions)
    return Page(name, example().page("city_daily").labels, questions=placed, section=section)


@cache
def every_type() -> Instrument:
    """Return the questionnaire: a page for each question, and pages of questions that belong together."""
    alone = tuple(_page(question.name, question) for question in (*_choosing(), *_writing()))
    person = _page("member", Question("age", Kind.INTEGER, _words("birth_year")), section="person")
    labels = example().page("person").labels
    pages = (*alone, *_together(), person)
    return replace(
        example(),
        name="every_type",
        pages=pages,
        sections={"person": Section("person", labels, is_repeat=True)},
        choice_lists={q.choice_list: q.choices for page in pages for q in page.questions if q.choice_list}
        | {"missing_values": example().choice_lists["missing_values"]},
    )
