"""The pages of the review room: opened, decided by two people, protocolled, and shut to everybody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.models import Comment, Edition, ProgressEntry, ReportingRound, ReviewDecision
from tests.apps.strategy.small import draft, first_edition, version

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
PAGES = ("/review/", "/review/measures/1.1/", "/review/draft/", "/review/protocol/", "/review/protocol.pdf")
Counted = Callable[..., object]


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    return client


def send(client: Client, number: str, kind: str, **said: object) -> int:
    return client.post(f"/review/measures/{number}/", {"kind": kind, **said}).status_code


def test_the_room_is_opened_with_the_draft(office: Client) -> None:
    first_edition()
    assert office.get("/review/")["Location"] == "/review/open/"
    said = {"slug": "2023", "title_de": "Neu", "title_en": "New", "budget_from": "2024", "budget_until": "2023"}
    assert office.post("/review/open/", said).status_code == 200
    assert office.post("/review/open/", said | {"budget_until": "2025"}).status_code == 302
    assert Edition.objects.get(slug="2023").versions.count() == 4
    assert office.get("/review/open/")["Location"] == "/review/"


def test_one_page_has_everything_on_it(office: Client) -> None:
    edition = first_edition()
    draft()
    opened = ReportingRound.objects.create(edition=edition, slug="r", name_de="Runde", state_on="2021-11-30")
    ProgressEntry.objects.create(
        round=opened, version=version(edition, "1.1"), phase="running", note="Läuft gut.", obstacles="Räume fehlen."
    )
    Comment.objects.create(
        edition=edition, measure=version(edition, "1.1").measure, body="Beirat", on="2022-01-01", text="Mehr Plätze."
    )
    html = office.get("/review/measures/1.1/").content.decode()
    for part in ("Text von 1.1.", "Läuft gut.", "Räume fehlen.", "Mehr Plätze.", "Amt A"):
        assert part in html, part


def test_the_later_of_two_is_told_and_can_send_again(office: Client) -> None:
    first_edition()
    draft()
    assert send(office, "1.1", "keep") == 302
    html = office.post("/review/measures/1.1/", {"kind": "end", "reason": "Erledigt"})
    assert html.status_code == 409
    assert "Erledigt" in html.content.decode()
    assert ReviewDecision.objects.get().kind == "keep"
    seen = html.context["form"]["seen"].value()
    assert send(office, "1.1", "end", reason="Erledigt", seen=seen) == 302
    assert ReviewDecision.objects.get().kind == "end"
    assert office.post("/review/measures/1.1/take-back/").status_code == 302
    assert not ReviewDecision.objects.exists()


def test_the_list_is_narrowed_and_counted(office: Client) -> None:
    first_edition()
    draft()
    send(office, "1.1", "keep")
    send(office, "2.1", "end", reason="Erledigt")

    def numbers(query: str) -> list[str]:
        return [row.version.number for row in office.get(f"/review/?{query}").context["rows"]]

    assert numbers("decision=none") == ["1.2", "2.2"]
    assert numbers("decision=end") == ["2.1"]
    assert numbers("field=1&decision=keep") == ["1.1"]
    counts = {code: n for code, _label, n in office.get("/review/").context["counts"]}
    assert counts == {"keep": 1, "change": 0, "merge": 0, "end": 1, "none": 2}


def test_the_draft_follows_on_the_page_and_the_protocol_says_so(office: Client) -> None:
    first_edition()
    edition = draft()
    send(office, "1.1", "merge", reason="Doppelt", merge_into=version(Edition.objects.get(slug="2020"), "1.2").pk)
    send(office, "1.2", "end", reason="Erledigt")
    assert office.post("/review/draft/").status_code == 409
    assert edition.versions.count() == 4
    seen = ReviewDecision.objects.get(kind="end").decided_at.isoformat()
    assert send(office, "1.2", "keep", seen=seen) == 302
    assert office.post("/review/draft/").status_code == 302
    assert edition.versions.count() == 3
    course = [
        row["told"] for row in office.get("/review/protocol/", headers={"accept-language": "en"}).context["course"]
    ]
    assert course == ["1.1: merge into 1.2", "1.2: end", "1.2: keep", "the draft followed"]
    assert office.get("/review/protocol.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("role", [User.Role.READER, User.Role.COUNCIL, User.Role.EDITOR])
def test_nobody_else_sees_the_room(client: Client, role: str) -> None:
    first_edition()
    draft()
    client.force_login(User.objects.create_user("somebody", role=role))
    for page in (*PAGES, "/review/open/"):
        assert client.get(page).status_code == 403, page
        assert client.post(page, {"kind": "keep"}).status_code == 403, page
    assert 'href="/review/"' not in client.get("/money/").content.decode()
    assert not ReviewDecision.objects.exists()


def test_what_is_not_there(office: Client) -> None:
    first_edition()
    draft()
    assert office.get("/review/measures/9.9/").status_code == 404
    assert office.post("/review/measures/1.1/take-back/").status_code == 404
    assert office.get("/review/measures/1.1/take-back/").status_code == 405


COUNTS = {"/review/": 3, "/review/measures/1.1/": 13, "/review/draft/": 8, "/review/protocol/": 4}


@pytest.mark.parametrize("page", COUNTS)
@pytest.mark.parametrize("measures", [1, 150])
def test_queries_with_2_and_300_measures(
    office: Client, page: str, measures: int, django_assert_num_queries: Counted
) -> None:
    edition = first_edition(each_field=measures)
    new = draft()
    ReviewDecision.objects.bulk_create(
        ReviewDecision(edition=new, version=row, kind="keep", decided_by="x") for row in edition.versions.all()
    )
    with django_assert_num_queries(COUNTS[page], using="office"):  # type: ignore[attr-defined]
        assert office.get(page).status_code == 200
