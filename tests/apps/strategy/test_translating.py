"""Content in further languages: added beside the German, outdated when it changes, out in files and back."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, connections, transaction
from django.db.utils import IntegrityError
from django.test import Client
from python_calamine import CalamineWorkbook

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions.corrections import correct
from querschnitt.apps.strategy.actions.measures import change_measure
from querschnitt.apps.strategy.actions.translating import Wording, arrival_of, take_translations, translate
from querschnitt.apps.strategy.models import Edition, Translation
from querschnitt.apps.strategy.queries.content import content_of
from querschnitt.apps.strategy.queries.translatable import Scope
from querschnitt.apps.strategy.queries.translating import job_of, languages_of, work_on
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument.translation import Outcome, State
from querschnitt.tables.translations import WRITERS, read
from querschnitt.tables.translations.columns import INSTRUCTIONS
from tests.apps.strategy.small import draft, first_edition, version, words_of

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
ARABIC = "دورات لغة"


@pytest.fixture
def edition() -> Edition:
    return first_edition()


@pytest.fixture
def scope(edition: Edition) -> Scope:
    return Scope(edition.slug, edition=edition)


def key(edition: Edition, number: str = "1.1", name: str = "title") -> str:
    return f"version/{version(edition, number).pk}/{name}"


def say(scope: Scope, text: str, *, tag: str = "ar", state: str = "translated", source: str = "Sprachkurse") -> None:
    assert scope.edition is not None
    translate(scope=scope, tag=tag, wordings={key(scope.edition): Wording(text, state, source)}, actor="anna")


def state(scope: Scope, tag: str = "ar", name: str = "title") -> State:
    assert scope.edition is not None
    wanted = key(scope.edition, name=name)
    return next(entry.state for entry in work_on(scope, tag).entries if entry.source.key == wanted)


def test_everything_that_has_words_is_work(scope: Scope) -> None:
    keys = [entry.source.key.split("/")[0::2] for entry in work_on(scope, "ar").entries]
    per_field = [["field", "name"], *[["version", "title"], ["version", "text"]] * 2]
    assert keys == [["edition", "title"], ["goal", "text"], *per_field, *per_field]


def test_english_that_stands_in_the_edition_is_translated_there(scope: Scope) -> None:
    work = work_on(scope, "en")
    assert "field" not in {entry.source.key.split("/")[0] for entry in work.entries}
    assert work.elsewhere == 3  # the titles of the edition and of its two fields
    assert [(row.language.tag, row.texts) for row in languages_of(scope)] == [("en", 9)]


def test_a_frozen_edition_takes_translations_and_every_wording_stays(scope: Scope, edition: Edition) -> None:
    assert edition.is_frozen
    say(scope, "دورات", state="draft")
    say(scope, ARABIC, state="reviewed")
    say(scope, ARABIC, state="reviewed")  # nothing new: no row
    rows = Translation.objects.order_by("pk").values_list("text", "state", "changed_by", "source")
    assert list(rows) == [
        ("دورات", "draft", "anna", "Sprachkurse"), (ARABIC, "reviewed", "anna", "Sprachkurse"),
    ]  # fmt: skip
    assert state(scope) is State.REVIEWED
    edition.refresh_from_db()
    assert version(edition, "1.1").title_de == "Sprachkurse"


@pytest.mark.parametrize("statement", ["UPDATE {} SET text = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_a_wording(scope: Scope, statement: str) -> None:
    say(scope, ARABIC)
    refused = pytest.raises((IntegrityError, InternalError), match="only added|cannot be emptied")
    with refused, transaction.atomic(using="office"), connections["office"].cursor() as cursor:
        cursor.execute(statement.format("strategy_translation"))


def test_an_empty_wording_takes_a_translation_back(scope: Scope) -> None:
    say(scope, ARABIC)
    say(scope, "  ")
    assert state(scope) is State.OPEN
    assert Translation.objects.count() == 2


def test_a_misprint_put_right_makes_the_translation_outdated(scope: Scope, edition: Edition) -> None:
    say(scope, ARABIC)
    row = version(edition, "1.1")
    correct(subject="version", row=row.pk, column="title_de", right="Sprachkurs", reason="Satzfehler", actor="anna")
    assert state(scope) is State.OUTDATED
    entry = next(entry for entry in work_on(scope, "ar").entries if entry.source.key == key(edition))
    assert [(span.change, span.text.strip()) for span in entry.changes] == [
        ("removed", "Sprachkurse"), ("added", "Sprachkurs"),
    ]  # fmt: skip
    assert content_of([(row, ("title",))], "ar").has_outdated
    with pytest.raises(StateError, match="changed meanwhile"):
        say(scope, ARABIC)  # the page was opened before
    say(scope, ARABIC, source="Sprachkurs", state="reviewed")
    assert state(scope) is State.OUTDATED  # the same words, and nobody said that they are right
    right = Wording(ARABIC, "reviewed", "Sprachkurs", is_right=True)
    translate(scope=scope, tag="ar", wordings={key(edition): right}, actor="anna")
    assert state(scope) is State.REVIEWED


def test_the_next_draft_begins_with_the_translations_and_a_new_wording_outdates_one(scope: Scope) -> None:
    say(scope, ARABIC)
    after = draft()
    later = Scope(after.slug, edition=after)
    assert state(later) is State.TRANSLATED
    row = version(after, "1.1")
    change_measure(version=row, words=words_of(row, title_de="Kurse für alle"), actor="anna")
    assert state(later) is State.OUTDATED
    assert state(scope) is State.TRANSLATED


@pytest.mark.parametrize("form", WRITERS)
def test_a_file_comes_back_and_only_what_is_new_is_taken(scope: Scope, edition: Edition, form: str) -> None:
    say(scope, ARABIC)
    job = job_of(work_on(scope, "ar"), scope, "ar")
    same = read(WRITERS[form][0](job), name="zurück")
    assert {unit.outcome for unit in arrival_of(scope=scope, tag="ar", delivery=same).units} == {Outcome.UNCHANGED}
    text = key(edition, name="text")
    units = tuple(
        unit.__class__(**{**vars(unit), "target": "نص", "state": State.TRANSLATED}) if unit.key == text else unit
        for unit in job.units
    )
    came = read(WRITERS[form][0](job.__class__(**{**vars(job), "units": units})), name="zurück")
    taken = take_translations(scope=scope, tag="ar", delivery=came, actor="agentur")
    assert [(row.key, row.text, row.state) for row in taken] == [(text, "نص", "translated")]
    assert take_translations(scope=scope, tag="ar", delivery=came) == []


def test_the_spreadsheet_says_nothing_of_placeholders_and_limits_that_no_text_has(scope: Scope) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(WRITERS["xlsx"][0](job_of(work_on(scope, "ar"), scope, "ar"))))
    told = " ".join(str(cell) for row in book.get_sheet_by_name(INSTRUCTIONS).to_python() for cell in row)
    assert "Wählen Sie danach in der Spalte „Stand“" in told
    assert "{" not in told
    assert "Höchstens" not in told


def test_what_was_changed_here_meanwhile_is_taken_only_by_choice(scope: Scope, edition: Edition) -> None:
    say(scope, ARABIC)
    job = job_of(work_on(scope, "ar"), scope, "ar")
    units = tuple(
        unit.__class__(**{**vars(unit), "target": "من الوكالة"}) if unit.key == key(edition) else unit
        for unit in job.units
    )
    came = read(WRITERS["xliff-2.1"][0](job.__class__(**{**vars(job), "units": units})))
    say(scope, "غيرها", source="Sprachkurse")
    assert take_translations(scope=scope, tag="ar", delivery=came) == []
    taken = take_translations(scope=scope, tag="ar", delivery=came, also=[key(edition)])
    assert [row.text for row in taken] == ["من الوكالة"]


def test_a_file_of_another_edition_is_refused(scope: Scope) -> None:
    job = job_of(work_on(scope, "ar"), scope, "ar")
    came = read(WRITERS["xlsx"][0](job.__class__(**{**vars(job), "name": "strategy-1999"})))
    with pytest.raises(InputError, match="belongs to something else"):
        take_translations(scope=scope, tag="ar", delivery=came)


def test_a_text_of_another_edition_is_refused(scope: Scope) -> None:
    with pytest.raises(InputError, match="no such text"):
        translate(scope=scope, tag="ar", wordings={"version/0/title": Wording("x", "draft", "y")})


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create(username="office", role=User.Role.INTEGRATION))
    return client


def test_the_pages_from_the_first_text_to_the_measure(office: Client, scope: Scope, edition: Edition) -> None:
    begun = office.post("/translations/2020/", {"language": "ar"})
    assert begun.headers["Location"] == "/translations/2020/ar/"
    listed = office.get("/translations/2020/ar/").content.decode()
    assert 'dir="rtl"' in listed
    place = f"/translations/2020/ar/version-{version(edition, '1.1').pk}/"
    shown = office.get(place)
    assert 'lang="ar" dir="rtl"' in shown.content.decode()
    filled = {
        "text_0": ARABIC, "state_0": "reviewed", "source_0": "Sprachkurse",
        "text_1": "نص", "state_1": "translated", "source_1": "Text von 1.1.", "stay": "1",
    }  # fmt: skip
    assert office.post(place, filled).headers["Location"] == place
    page = office.get("/measures/1.1/?in=ar").content.decode()
    assert f'<h1>1.1 <span lang="ar" dir="rtl">{ARABIC}</span></h1>' in page
    assert '<blockquote class="strategy-text" lang="ar" dir="rtl">نص</blockquote>' in page
    assert "verbindlich ist der deutsche Text" in page
    assert '<blockquote class="strategy-text strategy-text--beside" lang="de">Text von 1.1.</blockquote>' in page
    plain = office.get("/measures/1.1/").content.decode()
    assert "verbindlich ist der deutsche Text" not in plain
    assert 'href="?edition=2020&amp;in=ar" lang="ar" dir="rtl"' in plain


def test_a_file_is_looked_at_on_the_page_and_taken_then(office: Client, scope: Scope) -> None:
    content = office.get("/translations/2020/uk/files/po?only=left").content.replace(
        b'msgid "Sprachkurse"\nmsgstr ""', 'msgid "Sprachkurse"\nmsgstr "Мовні курси"'.encode()
    )
    looked = office.post("/translations/2020/uk/files/", {"file": SimpleUploadedFile("uk.po", content)})
    assert "Мовні курси" in looked.content.decode()
    assert not Translation.objects.exists()
    kept = {"kept": looked.context["kept"], "name": "uk.po", "take": "1"}
    assert "1 Text wurde übernommen." in office.post("/translations/2020/uk/files/", kept).content.decode()
    assert Translation.objects.get().text == "Мовні курси"


@pytest.mark.parametrize("each_field", [3, 20])
def test_as_many_queries_for_six_measures_as_for_forty(
    office: Client, django_assert_num_queries: Callable[..., Any], each_field: int
) -> None:
    first_edition(each_field=each_field)
    for page, count in (("/translations/2020/", 8), ("/translations/2020/ar/", 7)):
        with django_assert_num_queries(count, using="office"):
            assert office.get(page).status_code == 200


@pytest.mark.parametrize("page", ["", "2020/", "2020/ar/", "2020/ar/files/", "2020/ar/files/xlsx"])
def test_translating_is_for_the_integration_office(client: Client, scope: Scope, page: str) -> None:
    client.force_login(User.objects.create(username="beirat", role=User.Role.READER))
    assert client.get(f"/translations/{page}").status_code == 403


@pytest.mark.parametrize("page", ["1999/", "2020/xx-nowhere/", "2020/de/", "2020/ar/nothing-1/", "2020/ar/files/doc"])
def test_what_is_not_there_is_not_found(office: Client, scope: Scope, page: str) -> None:
    assert office.get(f"/translations/{page}").status_code == 404
