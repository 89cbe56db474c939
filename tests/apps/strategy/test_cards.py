"""Citation cards, and what is under embargo: the offices see it with its date, the portal not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import now

from querschnitt.apps.accounts.models import User
from querschnitt.apps.indicators.actions import import_release, set_embargo
from querschnitt.apps.indicators.models import Finding, Release
from tests.apps.releases import NOTED, SMALL, VERIFY_KEY
from tests.apps.strategy.evidenced import KEY, Evidenced, evidenced

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]


@pytest.fixture
def it(client: Client) -> Iterator[Evidenced]:
    made = evidenced()
    client.force_login(User.objects.create_user("reader", role="reader"))
    yield made


def text(client: Client, address: str, language: str = "de") -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", response.content.decode()))


def test_the_card_of_a_figure_has_all_that_belongs_to_it(client: Client, it: Evidenced) -> None:
    html = text(client, f"/findings/{KEY}/card/")
    sentence = (
        "Laut Migrantenbefragung 2020 (Stand November 2020) beträgt der Anteil für „Frage office_understanding –"
        " Antwort often“ 20 Prozent (95-%-Intervall 17 bis 23; Basis: Befragte, n = 830)."
    )
    assert sentence in html
    assert f"http://testserver/findings/{KEY}/" in html


def test_the_card_speaks_english_too(client: Client, it: Evidenced) -> None:
    assert "the share for “Question office_understanding" in text(client, f"/findings/{KEY}/card/", "en")


def test_the_card_can_be_copied_as_plain_text(client: Client, it: Evidenced) -> None:
    response = client.get(f"/findings/{KEY}/card/?as=text", headers={"accept-language": "de"})
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert [line.split()[0] for line in response.content.decode().splitlines()] == [
        "Laut", "Quelle:", f"http://testserver/findings/{KEY}/",
    ]  # fmt: skip


def test_a_suppressed_figure_has_a_card_without_a_figure(client: Client, it: Evidenced) -> None:
    suppressed = Finding.objects.get(sign=".")
    assert "keine Zahl genannt, weil zu wenige Menschen" in text(client, f"/findings/{suppressed.key}/card/")


def test_a_notice_is_part_of_the_sentence(client: Client, it: Evidenced) -> None:
    import_release(NOTED, VERIFY_KEY)
    assert "[Alles simuliert] Laut" in text(client, f"/findings/{KEY}/card/")


def test_the_card_of_a_measure(client: Client, it: Evidenced) -> None:
    html = text(client, "/measures/6.1/card/")
    assert (
        "Maßnahme 6.1 „Maßnahme 2020“ (Konzept 2020, Vorlage P 2020, beschlossen am 29.01.2020) hat mit Stand"
        " 30.11.2021 die Phase „in Umsetzung“" in html
    )
    assert f"http://testserver/m/{it.version.measure_id}/" in html
    assert client.get("/measures/6.1/card/?edition=2023").status_code == 404


def test_an_embargo_stands_on_the_pages_of_the_office(client: Client, it: Evidenced) -> None:
    release = Release.objects.get()
    set_embargo(release=release, until=now() + timedelta(days=3), actor="x")
    for page in (f"/findings/{KEY}/card/", f"/findings/{KEY}/", "/findings/", f"/findings/{KEY}/card/?as=text"):
        assert "Sperrfrist bis" in text(client, page), page
    set_embargo(release=release, until=now() - timedelta(minutes=1), actor="x")
    assert "Sperrfrist bis" not in text(client, f"/findings/{KEY}/card/")


def test_the_embargo_is_set_and_lifted_by_the_integration_office(client: Client, it: Evidenced) -> None:
    release = Release.objects.get()
    page = f"/releases/{release.pk}/embargo/"
    assert client.post(page, {"until": "2099-01-01T10:00"}).status_code == 403
    client.force_login(User.objects.create_user("integration", role="integration"))
    assert client.post(page, {"until": "2099-01-01T10:00"}).status_code == 302
    assert Release.objects.get().embargo_until is not None
    assert "2099-01-01T10:00" in client.get(page).content.decode()
    assert client.post(page, {"until": ""}).status_code == 302
    assert Release.objects.get().embargo_until is None


def test_the_command_sets_the_embargo_at_import(tmp_path: Path) -> None:
    file, key = tmp_path / "r.json", tmp_path / "k.pub"
    file.write_bytes(SMALL)
    key.write_bytes(VERIFY_KEY)
    with pytest.raises(CommandError, match="2021-12-14T10:00"):
        call_command("import_release", str(file), "--key", str(key), "--embargo", "morgen", stdout=StringIO())
    call_command("import_release", str(file), "--key", str(key), "--embargo", "2099-12-14T10:00", stdout=StringIO())
    until = Release.objects.get().embargo_until
    assert until is not None
    assert until.isoformat() == "2099-12-14T09:00:00+00:00"


RELEASE = """
INSERT INTO indicators_release (sha256, name, wave, created_at, signature_ok, notice_de, notice_en,
                                imported_at, embargo_until)
VALUES ('{name}', '{name}', '2020', now(), true, '', '', now() + interval '{later} seconds', {until})
"""


@pytest.mark.parametrize(
    ("until", "seen"),
    [("NULL", "later"), ("now() - interval '1 minute'", "later"), ("now() + interval '1 day'", "first")],
)
def test_the_portal_sees_the_release_before_until_the_embargo_ends(
    as_role: Callable[[str, str], Any], until: str, seen: str
) -> None:
    """The view alone decides: the portal's role reads it, and no table."""
    with as_role("office", "owner") as owner, owner.transaction(force_rollback=True):
        owner.execute(RELEASE.format(name="first", later=0, until="NULL"))
        owner.execute(RELEASE.format(name="later", later=5, until=until))
        found = owner.execute("SELECT r.name FROM portal_release p JOIN indicators_release r ON r.id = p.id").fetchall()
        assert found == [(seen,)]
    with as_role("office", "portal") as portal, pytest.raises(psycopg.errors.InsufficientPrivilege):
        portal.execute("SELECT embargo_until FROM indicators_release")
