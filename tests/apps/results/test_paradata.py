"""What is told of an interview beside its answers: exactly how each was given, and nothing that was taken back."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from pyarrow import parquet

from querschnitt.apps.interview.actions import NEXT, occasion_of
from querschnitt.apps.interview.queries import SealedInterview
from querschnitt.apps.interview.sheet import MOST_PASSAGES, Circumstances, Given, Passage, Sheet
from querschnitt.apps.interview.views.questions import ASIDES, SEARCH
from querschnitt.apps.results.actions.course import course_figures
from querschnitt.apps.results.actions.paradata import (
    BUTTONS,
    COLUMNS,
    PREFIX,
    SITTING,
    Paradata,
    case_columns,
    flat,
    paradata_of,
    write_answers,
    write_pages,
)
from querschnitt.core.instrument import Instrument, Missing
from querschnitt.core.instrument.document import content_hash
from querschnitt.core.instrument.routing import route
from querschnitt.core.outcomes.course import Course
from tests.apps.interview.kinds import every_kind
from tests.apps.interview.wave import small_instrument

START = datetime.datetime(2020, 11, 9, 10, 0, 20, tzinfo=datetime.UTC)
BEGAN = int(START.timestamp())
PHONE = Circumstances("web", "ar", "", "phone", "0" * 12)
CALL = Circumstances("telephone", "de", "07", "desktop", "1" * 12)
EVERYTHING = {"birth_year", "born_here", "searched", "rent", "problems", "intro", "wish", "moved"}


def sealed(*, state: str = "open", minutes: float = 10.0, mode: str = "web") -> SealedInterview:
    values = {
        "case_id": uuid.uuid4(), "state": state, "mode": mode, "language": "ar", "page": "work", "access": "a" * 64,
        "box": b"", "office_wrap": b"", "started_at": START,
        "saved_at": START + datetime.timedelta(minutes=minutes),
    }  # fmt: skip
    return SealedInterview(**{name: values[name] for name in SealedInterview._fields})


def sheet(
    given: Mapping[str, tuple[object, Given]], *, shown: set[str] = EVERYTHING, passages: Sequence[Passage] = ()
) -> Sheet:
    made = Sheet(content_hash(small_instrument()))
    for name, (answer, how) in given.items():
        made = made.updated({**made.answers, name: answer}, now=how, passed=())  # type: ignore[dict-item]
    made = made.updated(made.answers, now=Given(PHONE, 0, 0), passed=shown)
    for passage in passages:
        made = made.after(passage)
    return made


def told(filled: Sheet, interview: SealedInterview | None = None, *, instrument: Instrument | None = None) -> Paradata:
    way = route(instrument or small_instrument(), filled.answers, occasion=occasion_of(filled))
    return paradata_of(interview or sealed(), filled, way, column=flat)


def at(seconds: int, *, how: Circumstances = PHONE, waited: int = 0) -> Given:
    return Given(how, BEGAN + seconds - waited, BEGAN + seconds)


def came(*pages: tuple[str, int, str]) -> list[Passage]:
    return [Passage(page, BEGAN + seconds, went) for page, seconds, went in pages]


WHOLE = {
    "birth_year": (1985, at(70)),
    "born_here": (Missing.REFUSED, at(70, waited=60)),
    "searched": ("yes", at(200, how=CALL)),
    "problems": (("language",), at(260, how=CALL)),
    "wish": ("Mehr Bäume", at(300)),
}


def test_each_answer_says_how_it_was_given_in_the_order_of_the_questionnaire() -> None:
    found = told(sheet(WHOLE))
    assert {trace.question: trace.given for trace in found.answers} == {name: how for name, (_, how) in WHOLE.items()}
    assert [trace.question for trace in found.answers] == ["birth_year", "born_here", "searched", "problems", "wish"]


def test_an_answer_that_is_not_in_force_is_not_told_nor_the_page_it_was_given_on() -> None:
    """Somebody who looked for work has told of problems, and then says that it was not so."""
    trail = came(("person", 60, "next"), ("work", 120, "next"), ("search", 180, "back"), ("work", 200, "next"))
    filled = sheet({**WHOLE, "searched": ("no", at(200))}, passages=trail)
    assert filled.answers["problems"] == ("language",)
    found = told(filled)
    assert "problems" not in {trace.question for trace in found.answers}
    assert [trace.page for trace in found.pages] == ["person", "work", "", "work"]
    assert [trace.seconds for trace in found.pages] == [60, 60, 60, 20]
    assert "search" not in found.course.reached
    assert "problems" in {trace.question for trace in told(sheet(WHOLE)).answers}


def test_a_repeated_question_has_the_name_of_its_column() -> None:
    instrument = every_kind()
    answers = {"first_name[1]": ("Mira", at(5)), "age[1]": (34, at(5)), "person[1]": ("yes", at(9)),
               "first_name[2]": ("Nilo", at(20)), "age[2]": (3, at(20)), "person[2]": ("no", at(25))}  # fmt: skip
    trail = came(("about[1]", 5, "next"), ("person[1]", 9, "next"), ("about[2]", 20, "next"))
    found = told(sheet(answers, shown=set(), passages=trail), instrument=instrument)
    assert [trace.question for trace in found.answers] == ["first_name_1", "age_1", "first_name_2", "age_2"]
    assert [trace.page for trace in found.pages] == ["about_1", "person_1", "about_2"]


@pytest.mark.parametrize(
    ("shown", "stopped_at", "passed_last"),
    [
        (set(), "person", ""),
        ({"birth_year", "born_here"}, "work", "person"),
        ({"birth_year", "born_here", "searched", "rent"}, "search", "work"),
        (EVERYTHING, "review", "wishes"),
    ],
)
def test_who_has_not_sent_stopped_at_the_first_page_that_was_not_passed(
    *, shown: set[str], stopped_at: str, passed_last: str
) -> None:
    found = told(sheet(WHOLE, shown=shown))
    assert (found.stopped_at, found.passed_last) == (stopped_at, passed_last)
    assert found.course.stopped_at == stopped_at
    pages = ["person", "work", "search", "wishes", "review"]
    assert found.course.reached == set(pages[: pages.index(stopped_at) + 1])


def test_who_has_sent_stopped_nowhere() -> None:
    found = told(sheet(WHOLE), sealed(state="finished", minutes=12.34, mode="telephone"))
    assert (found.stopped_at, found.passed_last, found.course.is_sent) == ("", "", True)
    assert (found.course.minutes, found.course.mode, found.course.device) == (12.3, "telephone", "phone")
    assert found.course.reached == {"person", "work", "search", "wishes", "review"}


def test_the_class_of_device_is_that_of_most_answers() -> None:
    answers = {"birth_year": (1985, at(5, how=CALL)), "born_here": ("yes", at(5)), "searched": ("no", at(9))}
    assert told(sheet(answers)).course.device == "phone"
    assert told(sheet({})).course.device == ""


def test_modes_and_languages_stand_in_the_order_in_which_they_were_used() -> None:
    found = told(sheet(WHOLE))
    assert (found.modes, found.languages) == (["web", "telephone"], ["ar", "de"])
    assert (found.share("telephone"), found.share("live"), found.share("web")) == (0.4, 0.0, 0.6)
    assert told(sheet({})).share("web") is None


@pytest.mark.parametrize(
    ("trail", "sittings"),
    [
        ((), 1),
        ((("person", 60, "next"),), 1),
        ((("person", 60, "next"), ("work", 60 + SITTING, "next")), 1),
        ((("person", 60, "next"), ("work", 61 + SITTING, "next")), 2),
        ((("person", 60, "pause"), ("work", 90, "next")), 2),
        ((("person", 60, "pause"), ("work", 90 + SITTING, "next"), ("search", 9 * SITTING, "pause")), 3),
        ((("person", SITTING + 1, "next"),), 2),
        ((("person", 60, "next"), ("work", 30, "next")), 1),
    ],
    ids=[
        "nothing came",
        "one",
        "not too long",
        "too long",
        "paused",
        "both, and a last pause",
        "late",
        "clock back",
    ],
)
def test_sittings_are_told_by_long_breaks_and_pauses(trail: tuple[tuple[str, int, str], ...], sittings: int) -> None:
    assert told(sheet(WHOLE, passages=came(*trail))).sittings == sittings


def test_of_a_trail_that_was_cut_nothing_is_guessed() -> None:
    trail = came(*(("work", second, "next") for second in range(MOST_PASSAGES + 5)))
    found = told(sheet(WHOLE, passages=trail))
    assert found.sittings is None
    assert len(found.pages) == MOST_PASSAGES
    assert [trace.seconds for trace in found.pages] == [None, *[1] * (MOST_PASSAGES - 1)]


def test_a_clock_that_went_back_gives_no_duration() -> None:
    found = told(sheet(WHOLE, passages=came(("person", 60, "next"), ("work", 40, "next"), ("wishes", 70, "next"))))
    assert [trace.seconds for trace in found.pages] == [60, None, 30]


def test_only_buttons_of_ours_are_told_by_name() -> None:
    assert {NEXT, "back", SEARCH, *ASIDES} == BUTTONS
    trail = came(("person", 60, "Quittengelee"), ("work", 70, "back"), ("wishes", 80, ""))
    assert [trace.button for trace in told(sheet(WHOLE, passages=trail)).pages] == ["other", "back", "other"]


def test_the_file_of_answers(tmp_path: Path) -> None:
    assert write_answers([(7, told(sheet(WHOLE))), (9, told(sheet({})))], tmp_path / "paradata.parquet") == 5
    rows = parquet.read_table(tmp_path / "paradata.parquet").to_pylist()
    minute = datetime.datetime(2020, 11, 9, 10, 0, tzinfo=datetime.UTC)
    assert rows[1] == {
        "number": 7, "question": "born_here", "mode": "web", "language": "ar", "device": "phone", "interviewer": None,
        "answered_at": minute, "received_at": minute + datetime.timedelta(minutes=1), "version": "0" * 12,
    }  # fmt: skip
    assert {name: rows[2][name] for name in ("question", "mode", "interviewer", "device", "version")} == {
        "question": "searched", "mode": "telephone", "interviewer": "07", "device": "desktop", "version": "1" * 12,
    }  # fmt: skip
    assert {row["received_at"].second for row in rows} == {0}


def test_the_file_of_pages(tmp_path: Path) -> None:
    trail = came(("person", 45, "next"), ("work", 130, "pause"))
    assert write_pages([(7, told(sheet(WHOLE, passages=trail)))], tmp_path / "pages.parquet") == 2
    first, second = parquet.read_table(tmp_path / "pages.parquet").to_pylist()
    minute = datetime.datetime(2020, 11, 9, 10, tzinfo=datetime.UTC)
    assert first == {
        "number": 7, "order": 1, "page": "person", "received_at": minute + datetime.timedelta(minutes=1), "seconds": 45,
        "button": "next",
    }  # fmt: skip
    assert (second["order"], second["page"], second["seconds"], second["button"]) == (2, "work", 85, "pause")


def test_what_somebody_has_written_is_in_no_file(tmp_path: Path) -> None:
    trail = came(("person", 45, "Quittengelee"), ("work", 130, "pause"))
    numbered = [(7, told(sheet({**WHOLE, "wish": ("Quittengelee", at(300))}, passages=trail)))]
    for write in (write_answers, write_pages):
        write(numbered, tmp_path / "file.parquet")
        assert "Quittengelee" not in str(parquet.read_table(tmp_path / "file.parquet").to_pylist())
        assert "1985" not in str(parquet.read_table(tmp_path / "file.parquet").to_pylist())


def test_the_columns_of_a_case() -> None:
    found = {column.name: column.values for column in case_columns([told(sheet(WHOLE, shown=set())), None])}
    assert list(found) == [PREFIX + name for name in COLUMNS]
    assert {name: values[0] for name, values in found.items()} == {
        "para_device": "phone", "para_stopped_at": "person", "para_passed_last": None, "para_minutes": 10.0,
        "para_sittings": 1, "para_share_telephone": 0.4, "para_share_live": 0.0, "para_modes": ["web", "telephone"],
        "para_languages": ["ar", "de"],
    }  # fmt: skip
    assert {values[1] for values in found.values()} == {None}


def interview(page: str = "", *, minutes: float = 10.0, device: str = "phone", sittings: int | None = 1) -> Paradata:
    pages = ["person", "work", "review"]
    reached = frozenset(pages[: pages.index(page) + 1] if page else pages)
    return Paradata(Course(reached, page, minutes, "web", device), "", "", sittings, (), ())


TITLES = {"person": {"de": "Zu Ihnen, ${first_name}", "ar": "عنك"}, "work": {"de": "Arbeit", "en": "Work"}}


def test_figures_on_too_small_a_base_are_not_kept() -> None:
    """The thresholds of the house: nothing below 20 interviews, in brackets below 50."""
    few = [interview(device="tablet", minutes=30.0) for _ in range(19)]
    some = [interview(device="desktop", minutes=8.0) for _ in range(20)]
    many = [interview(sittings=2) for _ in range(50)]
    figures = course_figures([interview("person"), interview("work"), *few, *some, *many], pages=TITLES)
    assert [(each["device"], each["n"], each["median"], each["sign"]) for each in figures["durations"]] == [
        ("phone", 50, 10.0, ""), ("desktop", 20, 8.0, "()"), ("tablet", 19, None, "."),
    ]  # fmt: skip
    assert [(each["name"], each["numerator"], each["denominator"], each["sign"]) for each in figures["stops"]] == [
        ("person", 1, 91, ""), ("work", 1, 90, ""),
    ]  # fmt: skip
    assert (figures["sent"]["numerator"], figures["sent"]["denominator"]) == (89, 91)
    assert figures["in_sittings"] == {"several": 50, "told": 89}
    small = course_figures([interview("work"), *few[:5]], pages=TITLES)
    assert [(each["numerator"], each["value"], each["denominator"], each["sign"]) for each in small["stops"]] == [
        (None, None, 6, "."),
    ]  # fmt: skip


def test_a_page_is_named_by_its_title_without_what_is_filled_in() -> None:
    figures = course_figures([interview(page) for page in ("person", "work", "review")] * 20, pages=TITLES)
    assert [each["titles"] for each in figures["stops"]] == [
        {"de": "Zu Ihnen, …"}, {"de": "Arbeit", "en": "Work"}, {},
    ]  # fmt: skip
