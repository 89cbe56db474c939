"""Paradata from the sealed interview to the files of the statistics office, over a whole small wave."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pyarrow import parquet

from querschnitt.apps.accounts.models import User
from querschnitt.apps.fieldwork.models import Case
from querschnitt.apps.results.actions.collection import import_answers
from querschnitt.apps.results.models import Collection
from querschnitt.apps.survey.queries import instrument_of, wave
from querschnitt.core.instrument.values import Missing
from tests.apps.results.small_city import BROKEN_OFF, PAGE_SECONDS, PARTIAL, RESPONDENTS, City, answers_file

pytestmark = pytest.mark.django_db(databases=["identity", "answers", "statistics"])


def rows(kind: str) -> list[Mapping[str, object]]:
    return parquet.read_table(folder() / f"{kind}-2020.parquet").to_pylist()


def folder() -> Path:
    return Path(settings.VAR) / "store" / "analysis"


def numbers_of(cases: object) -> dict[object, int]:
    return dict(Case.objects.filter(pk__in=cases).values_list("pk", "number"))


def of_case(column: str, number: int) -> object:
    table = answers_file()
    return table[column][table["number"].index(float(number))]


def test_every_answer_in_force_has_a_row_and_nothing_else_has(city: City) -> None:
    """What is in the data file and what is in the file of paradata are the same answers."""
    table = answers_file()
    instrument = instrument_of(wave("2020"))
    asked = {name for name, question in instrument.questions.items() if question.takes_answers}
    expected = {
        (number, name)
        for name, reasons in ((name.removesuffix("__missing"), table[name]) for name in table if "__missing" in name)
        if name.removesuffix("__answered") in asked
        for number, reason in zip(table["number"], reasons, strict=True)
        if reason in ("", "dk", "refused")
    }
    found = Counter((row["number"], row["question"]) for row in rows("paradata"))
    assert set(found.values()) == {1}
    assert set(found) == expected
    assert len(expected) > 1000


def test_answers_that_are_not_in_force_reach_no_file(city: City) -> None:
    assert len(city.void) == BROKEN_OFF + PARTIAL
    number_of = numbers_of(city.void)
    traced = {(row["number"], row["question"]) for row in rows("paradata")}
    for case, question in city.void.items():
        number = number_of[case]
        assert (of_case(question, number), of_case(f"{question}__missing", number)) == (None, "not_asked")
        assert (float(number), question) not in traced


def test_how_the_answers_were_given_stands_beside_them(city: City) -> None:
    by_mode = Counter((row["mode"], row["device"], row["interviewer"]) for row in rows("paradata"))
    assert set(by_mode) == {("web", "phone", None), ("telephone", "desktop", "07"), ("web", "desktop", None)}
    version = wave("2020").questionnaire_id
    assert {row["version"] for row in rows("paradata")} == {version[:12]}
    assert {row["language"] for row in rows("paradata")} == {"de"}


def test_each_page_stands_in_order_with_its_seconds(city: City) -> None:
    number_of = numbers_of(city.given)
    pages: dict[object, list[Mapping[str, object]]] = {}
    for row in rows("pages"):
        pages.setdefault(row["number"], []).append(row)
    assert len(pages) == RESPONDENTS
    for case, number in number_of.items():
        trail = pages[float(number)]
        assert [row["order"] for row in trail] == list(range(1, len(trail) + 1))
        assert {row["button"] for row in trail} == {"next"}
        if case != city.over_http:
            assert {row["seconds"] for row in trail[1:]} <= {float(PAGE_SECONDS)}
    assert min(map(len, pages.values())) == 1


def test_the_data_file_says_where_an_interview_stopped_and_how_it_was_held(city: City) -> None:
    table = answers_file()
    sent = table["number"].index(float(numbers_of([city.over_http])[city.over_http]))
    columns = ("para_stopped_at", "para_passed_last", "para_device", "para_modes", "para_languages", "para_sittings")
    assert [table[name][sent] for name in columns] == [None, None, "desktop", ["web"], ["de"], 1.0]
    stopped = Counter(table["para_stopped_at"])
    # Only the one over HTTP was sent; the others of the hundred are complete and stopped before sending.
    assert stopped["review"] == RESPONDENTS - BROKEN_OFF - PARTIAL - 1
    assert stopped[None] == len(table["number"]) - RESPONDENTS + 1
    silent = table["outcome"].index("nothing_returned")
    assert {values[silent] for name, values in table.items() if name.startswith("para_")} == {None}


def test_the_collection_keeps_files_with_their_hashes_and_figures_with_their_bases(city: City) -> None:
    course = Collection.objects.get(wave="2020").interviews["course"]
    assert [file["name"] for file in course["files"]] == ["paradata-2020.parquet", "pages-2020.parquet"]
    for file, kind in zip(course["files"], ("paradata", "pages"), strict=True):
        assert file["sha256"] == hashlib.sha256((folder() / file["name"]).read_bytes()).hexdigest()
        assert file["rows"] == len(rows(kind))
    assert (course["sent"]["numerator"], course["sent"]["denominator"]) == (1, RESPONDENTS)
    assert [(each["mode"], each["n"], each["median"]) for each in course["durations"]] == [("web", 1, None)]
    assert sum(each["numerator"] for each in course["stops"]) == RESPONDENTS - 1
    assert course["stops"][-1]["name"] == "review"


def test_nothing_written_by_a_person_is_in_a_file_of_paradata(city: City) -> None:
    written = {
        answer
        for answers in city.given.values()
        for answer in answers.values()
        if isinstance(answer, str) and len(answer) > 9
    }
    told = {value for kind in ("paradata", "pages") for row in rows(kind) for value in row.values()}
    assert len(written) > 10
    assert not written & told
    assert not {Missing.REFUSED.value, Missing.DONT_KNOW.value} & told


@pytest.mark.urls("querschnitt.site.urls.statistics")
def test_the_room_of_the_field_shows_them(city: City) -> None:
    office = Client(headers={"accept-language": "en"})
    office.force_login(User.objects.create(username="paradata", role="statistics"))
    text = office.get("/wave/2020/fieldwork/").content.decode()
    assert "paradata-2020.parquet" in text
    assert "Where interviews stopped" in text


def test_a_wave_from_elsewhere_leaves_no_old_paradata_behind(city: City) -> None:
    old = folder() / "paradata-2016.parquet"
    old.write_bytes(b"of another run")
    import_answers(wave=wave("2016"), file=city.folder / "answers-2016.csv", kinds={})
    assert not old.exists()
    assert "course" not in Collection.objects.get(wave="2016").interviews
