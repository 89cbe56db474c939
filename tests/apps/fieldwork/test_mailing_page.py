"""The page of the hand-over: for the statistics office alone, from the other office's key to the file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from lxml import html

from querschnitt.apps.accounts.models import User
from querschnitt.apps.fieldwork.models import Envelope, LetterRun, MailingHandOver, MailingKey
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.officekey import verify_key
from querschnitt.core.mailing import open_mailing, read_mailing
from querschnitt.core.succession import fingerprint
from tests.apps.fieldwork.letters import (
    ADDRESS,
    KEY_FILE,
    OTHER_RECIPIENT,
    RECIPIENT,
    SEED,
    accepted,
    drawn_with_names,
)
from tests.apps.results import whole_wave as made

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["identity", "statistics"]),
]
PAGE = "/wave/2020/hand-over/"
QUERIES = {"statistics": 7, "identity": 0}
"""Session, person, wave; sample, lists, keys, printed letters."""


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path / "var"
    return settings.VAR


@pytest.fixture
def wave() -> Wave:
    return drawn_with_names()


def person(role: str = "statistics") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create(username=role, role=role))
    return client


def text_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return " ".join(html.document_fromstring(response.content.decode()).find(".//main").text_content().split())


def accept(client: Client, content: bytes, *, told: str) -> HttpResponse:
    return client.post(PAGE, {"do": "accept", "file": SimpleUploadedFile("letters-key.json", content), "told": told})


def make(client: Client, key: MailingKey, **more: str) -> HttpResponse:
    return client.post(PAGE, {"do": "make", "recipient": str(key.pk), "address": ADDRESS, "place": "Leipzig", **more})


@pytest.mark.parametrize("role", ["fieldwork", "reader", "integration", "translator"])
def test_nobody_but_the_statistics_office_sees_it(wave: Wave, role: str) -> None:
    key, client = accepted(), person(role)
    for address in (PAGE, f"{PAGE}statistics-office.pub"):
        assert client.get(address).status_code == 403
    assert make(client, key).status_code == 403
    assert not MailingHandOver.objects.exists()
    assert not Envelope.objects.exists()
    assert Client().get(PAGE).url.startswith("/login/")


def test_before_the_draw_it_says_what_comes_first() -> None:
    made.announced()
    assert "Draw the sample first." in text_of(person().get(PAGE))
    assert person("reader").get("/wave/1999/hand-over/").status_code == 404


def test_a_clerk_goes_from_the_key_to_the_file(wave: Wave) -> None:
    client = person()
    page = text_of(client.get(PAGE))
    assert "10 persons are written to." in page
    assert "First the key of the office that mails is needed." in page
    assert client.get(f"{PAGE}statistics-office.pub").status_code == 404
    assert accept(client, KEY_FILE, told=fingerprint(RECIPIENT)).url == PAGE
    assert f"For the key {fingerprint(RECIPIENT)}" in text_of(client.get(PAGE))
    response = make(client, MailingKey.objects.get())
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith('attachment; filename="letters-2020-')
    key = verify_key()
    assert key is not None
    mailing = open_mailing(read_mailing(response.content, verify_key=key), seed=SEED)
    assert len(mailing.letters) == 10
    page = text_of(client.get(PAGE))
    assert hashlib.sha256(response.content).hexdigest() in page
    assert fingerprint(key.hex()) in page
    assert client.get(f"{PAGE}statistics-office.pub").content == f"{key.hex()}\n".encode()


def test_no_page_shows_a_name_or_a_code(wave: Wave) -> None:
    client = person()
    response = make(client, accepted())
    key = verify_key()
    assert key is not None
    letters = open_mailing(read_mailing(response.content, verify_key=key), seed=SEED).letters
    page = client.get(PAGE).content.decode()
    assert not [letter for letter in letters if letter.name in page or letter.code in page]


@pytest.mark.parametrize(
    ("content", "told", "said"),
    [
        (KEY_FILE, fingerprint(OTHER_RECIPIENT), "This is not the fingerprint of this file."),
        (KEY_FILE, fingerprint(RECIPIENT)[:-5], "This is not the fingerprint of this file."),
        (b"{}", fingerprint(RECIPIENT), "This is not the file of a public key for letters."),
        (b"x" * 100_000, fingerprint(RECIPIENT), "This is not the file of a public key for letters."),
        (b'{"format":"querschnitt-key"}', fingerprint(RECIPIENT), "This is a private key."),
        (KEY_FILE, "", "This field is required."),
    ],
    ids=range(6),
)
def test_a_key_that_is_not_taken_has_its_sentence(wave: Wave, content: bytes, told: str, said: str) -> None:
    assert said in text_of(accept(person(), content, told=told))
    assert not MailingKey.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"address": "survey.example.org"}, "Write an address like https://survey.example.org"),
        ({"address": "https://survey.example.org/?l=ar"}, "Write an address like https://survey.example.org"),
        ({"place": ""}, "This field is required."),
    ],
)
def test_what_is_the_same_on_all_letters_must_be_right(wave: Wave, more: dict[str, str], said: str) -> None:
    assert said in text_of(make(person(), accepted(), **more))
    assert not MailingHandOver.objects.exists()


def test_a_key_that_nobody_accepted_is_none(wave: Wave) -> None:
    key = accepted()
    MailingKey.objects.all().delete()
    assert text_of(make(person(), key))
    assert not MailingHandOver.objects.exists()


def test_letters_that_are_out_keep_their_address(wave: Wave) -> None:
    LetterRun.objects.create(
        wave=wave, letters=10, pages=20, folder="letters", handover_digest="a" * 64, address="https://old.example.org"
    )
    Wave.objects.update(opened_at=timezone.now())
    client, key = person(), accepted()
    assert "Letters are out with the address https://old.example.org" in text_of(make(client, key))
    assert make(client, key, address="https://old.example.org/")["Content-Type"] == "application/octet-stream"


def test_a_field_that_has_ended_gets_no_more_letters(wave: Wave) -> None:
    Wave.objects.update(closed_at=timezone.now())
    assert "The field of this wave has ended" in text_of(make(person(), accepted()))


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_as_many_queries_with_thirty_lists_as_with_one(
    wave: Wave, django_assert_num_queries: Any, count: int
) -> None:
    key, client = accepted(), person()
    for number in range(count):
        MailingHandOver.objects.create(
            wave=wave, recipient=key, letters=10, address=ADDRESS, place="Leipzig", sha256=f"{number:064d}",
            made_at=timezone.now(), made_by="clerk",
        )  # fmt: skip
    with (
        django_assert_num_queries(QUERIES["statistics"], using="statistics"),
        django_assert_num_queries(QUERIES["identity"], using="identity"),
    ):
        client.get(PAGE)
