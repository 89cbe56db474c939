"""The pages of the office that mails: whose they are, what they say of each file, and what they send."""

from __future__ import annotations

import csv
import logging
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from lxml import html
from python_calamine import CalamineWorkbook

from querschnitt.apps.accounts.keyfile import KeyFile
from querschnitt.apps.accounts.models import Activity, User
from querschnitt.apps.mailing import queries
from querschnitt.apps.mailing.models import OpenedMailing
from querschnitt.core.mailing import read_recipient
from querschnitt.core.succession import fingerprint
from tests.apps.mailing.office import (
    LETTERS,
    MAILING,
    OTHER_SIGNING_KEY,
    PASSPHRASE,
    VERIFY_KEY,
    key,
    knows_the_sender,
    written,
)

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.office"),
    pytest.mark.django_db(databases=["office"]),
]
ADDRESSES = ("/letters/", "/letters/key/", "/letters/key/1/letters-key.json")


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR, settings.HALL_DATABASE = tmp_path / "var", "office"
    return settings.VAR


def person(role: str = "integration") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.using("office").create(username=role, role=role))
    return client


@pytest.fixture
def own() -> KeyFile:
    knows_the_sender()
    return key()


def sent(data: bytes, name: str = "letters.sealed") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def text_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return " ".join(html.document_fromstring(response.content.decode()).find(".//main").text_content().split())


def look(client: Client, data: bytes) -> str:
    return text_of(client.post("/letters/", {"file": sent(data)}))


def opening(client: Client, data: bytes, **more: str) -> HttpResponse:
    form = {"list": data.decode(), "passphrase": PASSPHRASE, "kind": "csv", **more}
    response = client.post("/letters/open/", form)
    assert "no-store" in response["Cache-Control"]
    return response


@pytest.mark.parametrize("role", ["statistics", "fieldwork", "reader"])
def test_nobody_but_the_integration_office_sees_the_pages(role: str, own: KeyFile) -> None:
    client = person(role)
    assert [client.get(address).status_code for address in ADDRESSES] == [403] * 3
    for address in ("/letters/", "/letters/open/", "/letters/key/"):
        assert client.post(address, {"list": written(own).decode(), "passphrase": PASSPHRASE}).status_code == 403
    assert "/letters/" not in client.get("/").content.decode()
    assert len(queries.own_keys()) == 1


def test_without_a_login_there_is_only_the_door(own: KeyFile) -> None:
    for address in ADDRESSES:
        assert Client().get(address).url.startswith("/login/")


def test_the_page_says_what_to_do_first() -> None:
    client = person()
    assert "First this office needs a key of its own." in text_of(client.get("/letters/"))
    key()
    assert "First the key of the statistics office is needed" in text_of(client.get("/letters/"))
    knows_the_sender()
    assert "Nothing is opened yet." in text_of(client.get("/letters/"))


def test_a_clerk_makes_the_key_and_downloads_its_public_half() -> None:
    client = person()
    assert "Take 12 characters or more" in text_of(client.post("/letters/key/", {"new": "short", "again": "short"}))
    differ = client.post("/letters/key/", {"new": PASSPHRASE, "again": PASSPHRASE + "!"})
    assert "The two passphrases differ." in text_of(differ)
    assert queries.own_keys() == ()
    assert client.post("/letters/key/", {"new": PASSPHRASE, "again": PASSPHRASE}).url == "/letters/key/"
    (made,) = queries.own_keys()
    assert made.is_protected
    page = client.get("/letters/key/")
    assert fingerprint(made.link.public_key) in text_of(page)
    assert PASSPHRASE not in page.content.decode()
    file = client.get("/letters/key/1/letters-key.json")
    assert read_recipient(file.content) == made.link.public_key
    assert file["Content-Disposition"] == 'attachment; filename="letters-key.json"'
    assert client.get("/letters/key/2/letters-key.json").status_code == 404
    assert Activity.objects.using("office").get().actor == "integration"


def test_a_clerk_accepts_the_statistics_office_by_telephone() -> None:
    client, told = person(), fingerprint(VERIFY_KEY.hex())

    def accept(content: bytes, told: str) -> HttpResponse:
        return client.post("/letters/key/", {"do": "accept", "file": sent(content), "told": told})

    assert "This is not the file of a public key." in text_of(accept(b"hello", told))
    assert "This is not the fingerprint of this file." in text_of(accept(VERIFY_KEY.hex().encode(), "0" * 20))
    assert queries.senders() == ()
    assert accept(VERIFY_KEY.hex().encode(), told).url == "/letters/key/"
    assert f"Accepted: {told}" in text_of(client.get("/letters/key/"))


def test_a_list_is_looked_at_before_it_is_opened(own: KeyFile, var: Path) -> None:
    client, data = person(), written(own)
    page = look(client, data)
    assert "2 letters of the survey 2020. The file is whole and signed by the statistics office." in page
    assert fingerprint(VERIFY_KEY.hex()) in page
    assert "opened here before" not in page
    assert not OpenedMailing.objects.exists()


def test_the_lists_that_come(own: KeyFile) -> None:
    client, data = person(), written(own)
    lines = [list(queries.HEAD), *queries.lines_of(MAILING)]
    as_csv = opening(client, data)
    assert as_csv["Content-Disposition"] == 'attachment; filename="letters-2020.csv"'
    assert as_csv.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(as_csv.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[:2] == lines[:2]
    # Excel would take this name for a formula.
    assert rows[2] == [" =1+1 Müstérkind", *lines[2][1:]]
    as_xlsx = opening(client, data, kind="xlsx")
    assert CalamineWorkbook.from_filelike(BytesIO(as_xlsx.content)).get_sheet_by_index(0).to_python() == lines
    assert [(one.letters, one.opened_by) for one in OpenedMailing.objects.all()] == [(2, "integration")] * 2


def test_the_list_comes_back_with_its_form_as_it_was(own: KeyFile) -> None:
    """What the page carries to the browser and back is the file, byte for byte, and nothing that is open."""
    client, data = person(), written(own)
    page = html.document_fromstring(client.post("/letters/", {"file": sent(data + b"\r\n")}).content.decode())
    assert page.xpath("//input[@name='list']/@value") == [data.decode()]
    for letter in LETTERS:
        assert letter.name not in page.text_content()


Break = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: b"PK\x03\x04 a workbook", "This is not a letter list of the statistics office"),
        (lambda data: data[:-100], "This is not a letter list of the statistics office, or not a whole one."),
        (lambda data: data.replace(b'"letters":2', b'"letters":3'), "This file was changed or damaged on its way"),
        (lambda data: data.replace(b'"version":1', b'"version":2'), "another version of the program"),
        (lambda data: b" " * (64 * 2**20 + 1), "This file is too large"),
    ],
    ids=range(5),
)
def test_each_broken_file_has_its_sentence(own: KeyFile, change: Break, said: str) -> None:
    assert said in look(person(), change(written(own)))
    assert not OpenedMailing.objects.exists()


def test_a_file_of_somebody_else_and_one_for_somebody_else(own: KeyFile) -> None:
    client = person()
    strange = written(own, signing_key=OTHER_SIGNING_KEY)
    assert "This file is signed by somebody else" in look(client, strange)
    for_another = written(own)
    own.path.unlink()
    key()
    assert "This file is closed for another key." in look(client, for_another)
    # Nor does the second page take what the first refuses.
    for data in (strange, for_another):
        assert opening(client, data)["Content-Type"].startswith("text/html")
    assert not OpenedMailing.objects.exists()


def test_a_wrong_passphrase_is_said_and_can_be_typed_again(own: KeyFile) -> None:
    client, data = person(), written(own)
    response = opening(client, data, passphrase="quite another passphrase")
    page = html.document_fromstring(response.content.decode())
    assert "The passphrase does not open the key." in page.text_content()
    assert page.xpath("//input[@name='list']/@value") == [data.decode()]
    assert "quite another passphrase" not in response.content.decode()
    assert opening(client, data)["Content-Type"].startswith("text/csv")


def test_a_second_file_of_a_survey_is_opened_only_on_purpose(own: KeyFile) -> None:
    client, first, later = person(), written(own), written(own, made_at="2020-10-02T09:00:00+02:00")
    opening(client, first)
    assert "This file was opened here before" in look(client, first)
    assert "they would get two letters" in look(client, later)
    refused = opening(client, later)
    assert "Say first that no letter of the other file goes out." in text_of(refused)
    assert opening(client, later, known="yes")["Content-Type"].startswith("text/csv")
    assert "This file is an older one" in look(client, first)


def test_no_log_holds_a_name_a_code_or_the_passphrase(own: KeyFile, caplog: pytest.LogCaptureFixture) -> None:
    client, data = person(), written(own)
    with caplog.at_level(logging.DEBUG):
        opening(client, data, passphrase="quite another passphrase")
        opening(client, data)
        look(client, data[:-100])
    said = "".join(entry.getMessage() for entry in caplog.records)
    words = (PASSPHRASE, "quite another", *(letter.name for letter in LETTERS), *(letter.code for letter in LETTERS))
    assert not [word for word in words if word in said]


def test_a_key_file_that_others_may_read_is_not_used(own: KeyFile) -> None:
    own.path.chmod(0o644)
    for address in ("/letters/", "/letters/key/"):
        assert "Others on this machine may read a secret" in text_of(person_again().get(address))


def person_again() -> Client:
    client = Client(headers={"accept-language": "en"})
    user, _ = User.objects.using("office").get_or_create(username="integration", role="integration")
    client.force_login(user)
    return client
