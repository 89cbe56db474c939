"""The pages of reports and of requests for the printed booklet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions import import_strategy
from querschnitt.apps.strategy.actions.booklet_requests import Asked, finish_request, note_request
from querschnitt.apps.strategy.models import BookletRequest, Edition, Report
from querschnitt.core.errors import InputError, StateError
from tests.apps.strategy.folders import one_edition

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
WISH = {"kind": "tracking", "language": "de", "day": "2022-06-30", "council_on": "2022-10-12"}


@pytest.fixture
def clerk(client: Client, tmp_path: Path) -> Client:
    import_strategy(folder=one_edition(tmp_path))
    client.force_login(User.objects.create(username="clerk", role=User.Role.INTEGRATION))
    return client


def wish(**changed: str) -> dict[str, str]:
    return WISH | {"edition": str(Edition.objects.get(slug="2020").pk)} | changed


def test_what_is_missing_is_shown_before_the_report_is_made(clerk: Client) -> None:
    shown = clerk.post("/reports/new/", wish())
    assert "Von 89 Maßnahmen haben 0 keinen Sachstand" in shown.content.decode()
    assert not Report.objects.exists()
    made = clerk.post("/reports/new/", wish(make="1"))
    report = Report.objects.get()
    assert made.headers["Location"] == f"/reports/{report.pk}/"
    page = clerk.get(f"/reports/{report.pk}/").content.decode()
    assert "Inhalt und Dateien stimmen mit ihren Prüfsummen überein." in page
    assert report.sha256 in page
    assert report.sha256[:12] in clerk.get("/reports/").content.decode()


def test_each_file_comes_as_it_was_made(clerk: Client) -> None:
    clerk.post("/reports/new/", wish(make="1"))
    report = Report.objects.get()
    for file in report.files.all():
        answer = clerk.get(f"/reports/{report.pk}/{file.name}")
        assert answer.content == bytes(file.content)
        assert answer.headers["Content-Type"] == file.media_type
    assert clerk.get(f"/reports/{report.pk}/missing.pdf").status_code == 404


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"day": ""}, "Wählen Sie eine Runde, oder eine Fassung und einen Tag."),
        ({"council_on": "2022-01-01", "make": "1"}, "The council would meet before the day whose state"),
    ],
)
def test_a_wrong_wish_is_told(clerk: Client, changed: dict[str, str], told: str) -> None:
    answer = clerk.post("/reports/new/", wish(**changed))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Report.objects.exists()


def test_readers_see_reports_and_make_none(clerk: Client) -> None:
    clerk.post("/reports/new/", wish(make="1"))
    clerk.force_login(User.objects.create(username="reader", role=User.Role.READER))
    assert clerk.get("/reports/").status_code == 200
    assert clerk.get(f"/reports/{Report.objects.get().pk}/").status_code == 200
    assert clerk.get("/reports/booklets/").status_code == 403
    assert clerk.post("/reports/new/", wish(make="1")).status_code == 403
    assert Report.objects.count() == 1


def asked(copies: int = 12) -> BookletRequest:
    edition = Edition.objects.get(slug="2020")
    address = "Verein\nWeg 1\n04109 Leipzig"
    return note_request(asked=Asked(edition=edition, copies=copies, received_on=date(2022, 7, 1), address=address))


def test_a_request_is_noted_printed_as_a_label_and_forgets_its_address(clerk: Client) -> None:
    sent = {"language": "de", "copies": "12", "received_on": "2022-07-01", "address": "Verein\nWeg 1\n04109 Leipzig"}
    clerk.post("/reports/booklets/", sent | {"edition": wish()["edition"]})
    row = BookletRequest.objects.get()
    assert "Weg 1" in clerk.get("/reports/booklets/labels/").content.decode()
    clerk.post(f"/reports/booklets/{row.pk}/", {"state": "sent"})
    row.refresh_from_db()
    assert (row.state, row.address, row.copies, row.done_on is not None) == ("sent", "", 12, True)
    page = clerk.get("/reports/booklets/").content.decode()
    assert "Weg 1" not in page
    assert "Bisher verschickte Exemplare: 12." in page


def test_a_request_is_declined_with_a_reason_and_done_once(clerk: Client) -> None:
    row = asked()
    answer = clerk.post(f"/reports/booklets/{row.pk}/", {"state": "declined"})
    assert answer.status_code == 422
    assert "declined with a reason" in answer.content.decode()
    declined = BookletRequest.State.DECLINED
    finish_request(key=row.pk, state=declined, on=date(2022, 7, 2), reason="vergriffen")
    with pytest.raises(StateError, match="done already"):
        finish_request(key=row.pk, state=BookletRequest.State.SENT, on=date(2022, 7, 3))
    with pytest.raises(InputError, match="number of copies and an address"):
        asked(0)


def test_the_database_keeps_no_address_of_a_request_that_is_done(clerk: Client) -> None:
    row = asked()
    with pytest.raises(IntegrityError), transaction.atomic(using="office"):
        BookletRequest.objects.filter(pk=row.pk).update(state="sent", done_on=date(2022, 7, 2))
