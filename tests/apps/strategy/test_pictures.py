"""Pictures of the fields of action: put there, said in words, printed, taken away."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions.pictures import PictureWords, set_picture
from querschnitt.apps.strategy.actions.reports import make_report
from querschnitt.apps.strategy.models import Edition, FieldPicture
from querschnitt.apps.strategy.queries.reports import Wanted
from querschnitt.core.errors import InputError
from tests.apps.strategy.small import first_edition
from tests.press.pdf_reading import inflated, text
from tests.press.strategy.test_pictures import png

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
WORDS = {"alt_de": "Eine graue Fläche", "alt_en": "A grey plane", "credit": "Stadtarchiv"}
PLACE = "/editions/2020/pictures/1/"


@pytest.fixture
def edition() -> Edition:
    return first_edition()


@pytest.fixture
def office(client: Client, edition: Edition) -> Client:
    client.force_login(User.objects.create(username="office", role=User.Role.INTEGRATION))
    return client


def test_a_frozen_edition_gets_a_picture_and_its_words_change_alone(office: Client) -> None:
    sent = {**WORDS, "file": SimpleUploadedFile("grau.png", png(1200, 800))}
    assert office.post(PLACE, sent).headers["Location"] == "/editions/2020/pictures/"
    assert (
        'alt="Eine graue Fläche" width="1200" height="800"' in office.get("/editions/2020/pictures/").content.decode()
    )
    shown = office.get(f"{PLACE}file")
    assert (shown.headers["Content-Type"], shown.content) == ("image/png", png(1200, 800))
    office.post(PLACE, {**WORDS, "credit": "Jemand anders"})
    row = FieldPicture.objects.get()
    assert (row.credit, bytes(row.content)) == ("Jemand anders", png(1200, 800))
    office.post(PLACE, {"remove": "1"})
    assert not FieldPicture.objects.exists()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (WORDS, "There is no picture yet"),
        ({**WORDS, "file": SimpleUploadedFile("klein.png", png(100))}, "too small for print"),
        ({**WORDS, "credit": ""}, "Dieses Feld ist zwingend erforderlich"),
    ],
)
def test_what_cannot_be_kept_is_told(office: Client, sent: dict[str, object], told: str) -> None:
    answer = office.post(PLACE, sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_the_booklet_has_the_picture_with_its_words_in_print_and_for_the_agency(edition: Edition) -> None:
    field = edition.fields.get(number=1)
    set_picture(field=field, words=PictureWords(**WORDS), content=png(1200, 800))
    wanted = Wanted(kind="booklet", edition=edition, state_on=date(2022, 6, 30), language="en")
    files = {file.name.split("-")[-1]: bytes(file.content) for file in make_report(wanted=wanted).files.all()}
    assert b"/Alt(A grey plane)" in inflated(files["21x21.pdf"])
    assert "Picture: Stadtarchiv" in text(files["21x21.pdf"])
    assert b"pictures/field-1.png" in files["agency.zip"]


def test_a_picture_has_words_and_a_credit(edition: Edition) -> None:
    with pytest.raises(InputError, match="alternative text and a credit"):
        set_picture(field=edition.fields.get(number=1), words=PictureWords(" ", "", "x"), content=png(1200))


def test_pictures_are_put_by_the_integration_office_and_seen_by_all(client: Client, edition: Edition) -> None:
    set_picture(field=edition.fields.get(number=1), words=PictureWords(**WORDS), content=png(1200))
    client.force_login(User.objects.create(username="beirat", role=User.Role.READER))
    assert client.get(f"{PLACE}file").status_code == 200
    assert client.get(PLACE).status_code == 403
    assert client.get("/editions/2020/pictures/2/file").status_code == 404
