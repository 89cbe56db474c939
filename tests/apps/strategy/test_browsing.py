"""Finding one's way: table, board, timeline, search, news, deadlines; the same queries for 1 measure as for 40."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils.timezone import now
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.models import (
    Edition,
    Field,
    Measure,
    MeasureVersion,
    Office,
    OfficeMember,
    Paper,
    ProgressEntry,
    SavedFilter,
)
from querschnitt.apps.strategy.queries.timeline import Scale, _editions
from querschnitt.demo.many_measures import make_strategy

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
Counted = Callable[..., object]
COUNTS = {
    "/": 23,
    "/measures/": 14,
    "/measures/?edition=2018": 14,
    "/measures/?on=2019-06-01": 15,
    "/measures/table.csv": 13,
    "/board/?by=office": 13,
    "/timeline/": 15,
    "/search/?q=Beratung+Sprachkurse": 9,
    "/news/": 12,
    "/calendar/": 10,
}
INTERNAL = "Nur im Haus"


@pytest.fixture(autouse=True)
def _hall(settings: LazySettings) -> None:
    """Let people be where this wing keeps them: what is a person's own hangs on the account."""
    settings.HALL_DATABASE = "office"


@pytest.fixture
def office(client: Client) -> Client:
    return signed_in(client, User.Role.INTEGRATION)


def signed_in(client: Client, role: str) -> Client:
    client.force_login(User.objects.create_user(role, role=role))
    return client


def numbers(client: Client, query: str) -> list[str]:
    return [row.version.number for row in client.get(f"/measures/?{query}").context["rows"]]


@pytest.mark.parametrize("measures", [1, 40])
def test_pages_take_the_same_queries_however_many_measures(
    office: Client, measures: int, django_assert_num_queries: Counted
) -> None:
    make_strategy(editions=2, measures=measures)
    for page, count in COUNTS.items():
        with django_assert_num_queries(count, using="office"):  # type: ignore[attr-defined]
            assert office.get(page).status_code == 200, page


def test_the_table_is_sorted_by_its_address_and_says_so(office: Client) -> None:
    make_strategy(editions=1, measures=10)
    assert numbers(office, "") == ["1.1", "1.2", "2.1", "2.2", "3.1", "4.1", "5.1", "6.1", "7.1", "8.1"]
    assert numbers(office, "sort=-number")[:2] == ["8.1", "7.1"]
    # The n-th measure has 1000 + n euros in the year; the second row of field 1 is the ninth measure.
    assert numbers(office, "sort=-money")[:2] == ["2.2", "1.2"]
    html = office.get("/measures/?sort=-money").content.decode()
    assert re.findall(r'aria-sort="(\w+)"', html) == ["descending"]
    assert numbers(office, "sort=nonsense&phase=nonsense") == numbers(office, "")


def test_filters_are_counted_by_hand(office: Client) -> None:
    make_strategy(editions=1, measures=12, rounds=1)
    # By construction: the phase of measure n is PHASES[(n + 1) % 6]; paused is place 4, thus n = 3 and 9.
    assert numbers(office, "phase=paused") == ["2.2", "4.1"]
    assert numbers(office, "schedule=late&sort=number") == ["1.1", "3.2", "6.1"]  # n = 0, 5, 10
    assert numbers(office, "stale=yes") == [
        number for number in numbers(office, "") if number not in numbers(office, "phase=done")
    ]
    assert numbers(office, "office=amt-1&field=1") == ["1.1"]


def test_completion_is_never_a_percentage_nobody_counted(office: Client) -> None:
    make_strategy(editions=1, measures=2)
    html = office.get("/measures/", headers={"accept-language": "en"}).content.decode()
    assert "0 of 20 Kurse" in html
    assert "not assessable" in html
    assert "%" not in re.sub("<[^>]+>", "", html.split("<tbody>")[1])


def test_the_table_on_a_day_is_the_edition_and_the_status_of_that_day(office: Client) -> None:
    make_strategy(editions=2, measures=3)
    page = office.get("/measures/?on=2019-06-01").context
    assert page["edition"].slug == "2018"
    assert page["rows"][0].status is None  # the first round is of 30 November 2019
    assert office.get("/measures/?on=2019-12-01").context["rows"][0].age == 1
    assert office.get("/measures/?on=2001-01-01").status_code == 404


def test_a_filter_is_kept_for_its_person_alone(office: Client) -> None:
    make_strategy(editions=1, measures=3)
    office.post("/measures/filters/", {"name": "Verspätet", "schedule": "late", "sort": "age", "next": "/evil"})
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("Verspätet", "schedule=late&sort=age")
    assert 'href="/measures/?schedule=late&amp;sort=age"' in office.get("/measures/").content.decode()
    other = signed_in(Client(), User.Role.READER)
    other.post(f"/measures/filters/{kept.pk}/delete/")
    assert "Verspätet" not in other.get("/measures/").content.decode()
    assert SavedFilter.objects.count() == 1
    office.post(f"/measures/filters/{kept.pk}/delete/")
    assert not SavedFilter.objects.exists()


def test_the_files_hold_what_the_table_shows(office: Client) -> None:
    make_strategy(editions=1, measures=12, rounds=1)
    csv = office.get("/measures/table.csv?phase=paused").content.decode("utf-8-sig")
    assert [line.split(";")[0] for line in csv.splitlines()[1:]] == ["2.2", "4.1"]
    sheet = CalamineWorkbook.from_filelike(
        BytesIO(office.get("/measures/table.xlsx?phase=paused").content)
    ).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert [row[0] for row in rows[3:]] == ["2.2", "4.1"]
    assert rows[3][13] == 1009  # a number, to add up
    assert rows[3][8] == date(2019, 11, 30)


def test_a_list_of_another_edition_leads_to_its_measures_as_that_edition_has_them(office: Client) -> None:
    make_strategy(editions=2, measures=2)
    for page in ("/measures/", "/board/", "/timeline/"):
        assert 'href="/measures/1.1/"' in office.get(page).content.decode()
        earlier = office.get(f"{page}?edition=2018").content.decode()
        assert 'href="/measures/1.1/?edition=2018"' in earlier
        assert 'href="/measures/1.1/"' not in earlier
    shown = office.get("/measures/1.1/?edition=2018")
    assert shown.context["version"].edition.slug == "2018"


def test_search_finds_word_forms_and_numbers_and_marks_them(office: Client) -> None:
    make_strategy(editions=2, measures=8)
    html = office.get("/search/?q=Sprachkurs").content.decode()
    assert "<mark>Sprachkurse</mark>" in html
    groups = {kind: hits for _name, kind, _cut, hits in office.get("/search/?q=Sprachkurs").context["groups"]}
    assert {kind: len(hits) for kind, hits in groups.items()} == {"measures": 1, "status": 4, "papers": 1}
    assert office.get("/search/?q=6.1")["Location"] == "/measures/6.1/"
    assert "VII-A-00003" in office.get("/search/?q=VII-A-00003").content.decode()
    assert "<script>" not in office.get("/search/?q=<script>alert</script>").content.decode()


def test_search_escapes_what_the_rows_hold(office: Client) -> None:
    make_strategy(editions=1, measures=1)
    Paper.objects.update(text="Beratung <img src=x onerror=alert(1)>")
    html = office.get("/search/?q=Beratung").content.decode()
    assert "<img" not in html
    assert "&lt;img" in html


@pytest.mark.parametrize("role", [User.Role.READER, User.Role.COUNCIL])
def test_board_and_council_see_neither_internal_words_nor_drafts(client: Client, role: str) -> None:
    make_strategy(editions=2, measures=8)
    Edition.objects.create(slug="entwurf", title_de="Entwurf", title_en="Draft")
    Paper.objects.update(edition=Edition.objects.get(slug="entwurf"))
    reader = signed_in(client, role)
    pages = [page.replace("/?q=Beratung+Sprachkurse", "/?q=Stelle+or+Haus") for page in COUNTS]
    for page in (*pages, "/measures/1.1/", "/search/?q=Antrag", "/measures/table.xlsx"):
        html = reader.get(page).content.decode(errors="replace")
        assert INTERNAL not in html, page
        assert "VII-A-" not in html, page
        assert "entwurf" not in html, page
    assert reader.get("/measures/?edition=entwurf").status_code == 404
    assert reader.post("/measures/bulk/", {"edition": "entwurf"}).status_code == 403


def test_an_office_editor_begins_with_the_own_office(client: Client) -> None:
    make_strategy(editions=1, measures=12, rounds=1, offices=12)
    editor = signed_in(client, User.Role.EDITOR)
    OfficeMember.objects.create(user=User.objects.get(), office=Office.objects.get(slug="amt-4"))
    # Office 4 leads measure n = 3, and is involved in n = 2 and n = 0; of these only n = 3 is paused.
    assert [row.version.number for row in editor.get("/").context["work"].paused] == ["4.1"]
    assert len(editor.get("/?office=all").context["work"].paused) == 2


def test_news_are_new_until_they_are_marked_as_read(office: Client) -> None:
    make_strategy(editions=1, measures=3)
    page = office.get("/news/").context
    assert {event.count for event in page["news"].new if event.kind == "entries"} == {3}  # an office's in a round
    office.post("/news/read/", {"until": (now() + timedelta(days=5)).isoformat()})
    after = office.get("/news/").context["news"]
    assert after.since is not None
    assert after.since <= now()  # never a moment to come
    assert {event.on for event in after.new} <= {now().date()}
    assert all(event.kind == "paper" for event in after.known)
    office.post("/news/read/", {"until": "yesterday"})
    assert office.get("/news/").context["news"].since == after.since


def test_the_calendar_opens_with_a_token_and_no_login(client: Client) -> None:
    make_strategy(editions=1, measures=3)
    office = signed_in(Client(), User.Role.INTEGRATION)
    address = office.get("/calendar/").context["address"]
    response = client.get(address)
    calendar = Calendar.from_ical(response.content)
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    paper = Paper.objects.get(number__startswith="VII-A-00001")
    assert events[f"paper-{paper.pk}@testserver"]["dtstart"].dt == paper.deadline
    assert len(events) == 3 + 6  # three papers, two milestones for each measure
    again = Calendar.from_ical(client.get(address).content)
    assert {str(event["uid"]) for event in again.walk("VEVENT")} == set(events)
    assert client.get(address[:-1] + "x").status_code == 403
    person = User.objects.get()
    person.set_password("another-long-password")
    person.save()
    assert client.get(address).status_code == 403


def test_the_board_has_each_measure_once(office: Client) -> None:
    make_strategy(editions=1, measures=20)
    for by in ("field", "office"):
        lanes = office.get(f"/board/?by={by}").context["lanes"]
        shown = [row.version.number for lane in lanes for column in lane.columns for row in column.rows]
        assert sorted(shown) == sorted(MeasureVersion.objects.values_list("number", flat=True))


def test_the_timeline_draws_pauses_as_offices_said_them(office: Client) -> None:
    make_strategy(editions=1, measures=6, rounds=2)
    drawing = office.get("/timeline/").context["drawing"]
    bars = {bar.row.version.number: bar for lines in drawing.fields for bar in lines.bars}
    # n = 3 is paused in the first round and done in the second; n = 2 is paused in the second, and still is.
    assert [(pause.since, pause.until) for pause in bars["4.1"].pauses] == [(date(2019, 11, 30), date(2020, 11, 30))]
    assert [pause.since for pause in bars["3.1"].pauses] == [date(2020, 11, 30)]
    assert bars["1.1"].goes_on
    assert not bars["2.1"].goes_on
    paused = ProgressEntry.objects.filter(phase="paused").count()
    assert sum(len(bar.pauses) for bar in bars.values()) == paused == 2


def test_an_edition_that_is_seen_for_a_month_has_no_name_on_its_bar() -> None:
    before = Edition(slug="2012", valid_from=date(2013, 1, 1), valid_until=date(2020, 1, 29))
    bars = _editions(Scale(first=2020, last=2026), [before, Edition(slug="2020", valid_from=date(2020, 1, 29))])
    assert [bar.words for bar in bars] == ["", "2020"]


def test_several_measures_of_a_draft_are_changed_as_the_preview_says_or_not_at_all(office: Client) -> None:
    make_strategy(editions=1, measures=10)
    Edition.objects.update(state="superseded", valid_until=date(2020, 1, 1))
    make_draft()
    keys = list(MeasureVersion.objects.filter(edition__slug="entwurf").values_list("pk", flat=True))
    lead, field = Office.objects.get(slug="amt-7"), Edition.objects.get(slug="entwurf").fields.get(number=2)
    told = {"edition": "entwurf", "version": keys, "lead": lead.pk, "field": field.pk, "precision": "year"}
    preview = office.post("/measures/bulk/", told | {"step": "preview"})
    assert [(row["column"], row["before"], row["after"]) for row in preview.context["rows"]] == [
        ("Federführung", "–", "Amt 7 (erfunden)"),
        ("Handlungsfeld", "1 Feld", "2 Ziel"),
        ("Nummer", "1.1", "2.1"),
        ("Federführung", "–", "Amt 7 (erfunden)"),
        ("Handlungsfeld", "1 Feld", "2 Ziel"),
        ("Nummer", "1.2", "2.2"),
    ]
    apply = told | {"step": "apply", "seen": preview.context["plan"].digest}
    MeasureVersion.objects.filter(pk=keys[0]).update(number="1.9")
    assert office.post("/measures/bulk/", apply).status_code == 409  # another one was quicker
    MeasureVersion.objects.filter(pk=keys[0]).update(number="1.1")
    assert office.post("/measures/bulk/", apply)["Location"] == "/measures/?edition=entwurf"
    assert numbers(office, "edition=entwurf&office=amt-7&field=2") == ["2.1", "2.2"]


def test_a_frozen_edition_is_not_changed_and_the_way_out_is_told(office: Client) -> None:
    make_strategy(editions=1, measures=2)
    version = MeasureVersion.objects.first()
    assert version is not None
    told = {"edition": "2018", "version": [version.pk], "step": "apply", "recurrence": "continuous"}
    response = office.post("/measures/bulk/", told)
    assert response.status_code == 409
    assert "a misprint is a correction" in response.content.decode()
    assert not MeasureVersion.objects.filter(recurrence="continuous").exists()


def make_draft() -> None:
    draft = Edition.objects.create(slug="entwurf", title_de="Entwurf", title_en="Draft")
    field = Field.objects.create(edition=draft, number=1, name_de="Feld", name_en="Field")
    Field.objects.create(edition=draft, number=2, name_de="Ziel", name_en="Aim")
    for place in (1, 2):
        measure = Measure.objects.create(first_edition=draft)
        MeasureVersion.objects.create(
            measure=measure, edition=draft, field=field, number=f"1.{place}", position=place, title_de=f"M{place}",
            text="Text.", kind="Aktion", recurrence="once",
        )  # fmt: skip
