"""The integration office's pages: behind a login, in two languages, and in as many queries for 1 measure as for 89."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.indicators.actions import import_release
from querschnitt.apps.strategy.actions import EvidenceRule, import_strategy, link_evidence, read_rules
from querschnitt.apps.strategy.models import (
    Edition,
    Field,
    Involvement,
    Measure,
    MeasureVersion,
    Office,
    ProgressEntry,
    ReportingRound,
)
from tests.apps.releases import SIMULATED, SMALL, VERIFY_KEY

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig" / "strategy"
pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
PAGES = (
    "/",
    "/fields/6/",
    "/measures/",
    "/measures/?phase=paused",
    "/measures/6.1/",
    "/findings/",
    "/findings/?show=all",
    "/measures/?sort=-age&stale=yes",
    "/board/",
    "/board/?by=office",
    "/timeline/",
    "/search/?q=Sprache",
    "/news/",
    "/calendar/",
)
Counted = Callable[..., object]


@pytest.fixture
def leipzig() -> None:
    import_strategy(folder=LEIPZIG)
    import_release(SMALL, VERIFY_KEY)
    link_evidence(rules=read_rules(LEIPZIG / "evidence.toml"))


@pytest.fixture
def one_measure() -> None:
    """An edition with one measure, one status and one released finding on it."""
    edition = Edition.objects.create(slug="small", title_de="Klein", title_en="Small")
    field = Field.objects.create(edition=edition, number=6, name_de="Feld", name_en="Field")
    version = MeasureVersion.objects.create(
        measure=Measure.objects.create(first_edition=edition),
        edition=edition,
        field=field,
        number="6.1",
        position=1,
        title_de="Maßnahme",
        title_en="Measure",
        text="Text.",
        kind="Aktion",
        recurrence="once",
    )
    office = Office.objects.create(slug="rmi", name="Referat", short="R", kind="office")
    Involvement.objects.create(version=version, office=office, role="lead")
    Edition.objects.update(state="adopted", paper="P", adopted_on="2020-01-29")
    opened = ReportingRound.objects.create(
        edition=edition, slug="r", name_de="Runde", name_en="Round", state_on="2021-11-30"
    )
    ProgressEntry.objects.create(round=opened, version=version, phase="running", note="Läuft.")
    import_release(SMALL, VERIFY_KEY)
    rule = EvidenceRule(
        variable="office_understanding", category="often", measures=("6.1",), role="need", note_de="", note_en=""
    )
    link_evidence(rules=[rule])


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_nobody_reads_without_a_login(client: Client, page: str) -> None:
    response = client.get(page)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/login/")


@pytest.mark.usefixtures("leipzig")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_both_languages(office: Client, page: str, language: str) -> None:
    response = office.get(page, headers={"accept-language": language})
    assert response.status_code == 200
    html = response.content.decode()
    assert f'<html lang="{language}"' in html
    assert len(re.findall("<h1", html)) == 1
    assert not re.search(r"<script(?![^>]*src)|<style|\sstyle=|\son[a-z]+=", html)


@pytest.mark.parametrize("page", ["/", "/measures/1.1/", "/fields/1/", "/measures/"])
def test_before_anything_is_imported(office: Client, page: str) -> None:
    response = office.get(page)
    if page == "/":
        assert "import_strategy" in response.content.decode()
    else:
        assert response.status_code == 404


@pytest.mark.usefixtures("leipzig")
@pytest.mark.parametrize("page", ["/fields/9/", "/measures/9.9/"])
def test_what_is_not_there_is_not_found(office: Client, page: str) -> None:
    assert office.get(page).status_code == 404


@pytest.mark.parametrize(("language", "title"), [("de", "Diese Seite gibt es nicht"), ("en", "There is no such page")])
def test_a_page_that_is_not_there_says_so_and_leads_on(office: Client, language: str, title: str) -> None:
    response = office.get("/nothing/", headers={"accept-language": language})
    html = response.content.decode()
    assert (response.status_code, f"<h1>{title}</h1>" in html, 'href="/findings/"' in html) == (404, True, True)


@pytest.mark.usefixtures("leipzig")
def test_the_pages_of_findings_say_that_they_are_simulated_if_the_release_does(office: Client) -> None:
    plain = office.get("/findings/", headers={"accept-language": "en"}).content.decode()
    assert re.search(r"released on 14 December 2021\.\s+Signature checked\.", plain)
    import_release(SIMULATED, VERIFY_KEY)
    link_evidence(rules=read_rules(LEIPZIG / "evidence.toml"))
    for page in ("/", "/findings/", "/findings/?show=all", "/measures/6.2/"):
        assert "Alles simuliert." in office.get(page, headers={"accept-language": "de"}).content.decode(), page


@pytest.mark.usefixtures("one_measure")
@pytest.mark.parametrize("page", PAGES)
def test_a_city_s_own_words_are_not_called_invented(office: Client, page: str) -> None:
    html = office.get(page, headers={"accept-language": "en"}).content.decode()
    assert "invented" not in re.sub("<[^>]+>", "", html)


@pytest.mark.usefixtures("leipzig")
def test_what_the_example_made_up_says_so(office: Client) -> None:
    assert "(Ziel erfunden)" in office.get("/fields/6/", headers={"accept-language": "de"}).content.decode()
    html = office.get("/measures/6.1/", headers={"accept-language": "de"}).content.decode()
    assert "(Verknüpfung erfunden)" in html
    assert "ihr Wortlaut hier ist erfunden" in html


@pytest.mark.usefixtures("leipzig")
def test_the_home_page_counts_fields_measures_and_evidence(office: Client) -> None:
    totals = office.get("/").context["totals"]
    expected = {"measures": 89, "planned": 1, "running": 76, "paused": 3, "done": 8, "without_status": 0}
    assert {name: totals[name] for name in expected} == expected
    assert (totals["links"], totals["with_evidence"]) == (11, 10)  # five findings, six links to indicators


@pytest.mark.usefixtures("leipzig")
def test_filters_narrow_the_list_together(office: Client) -> None:
    def numbers(query: str) -> list[str]:
        return [row.version.number for row in office.get(f"/measures/?{query}").context["rows"]]

    assert numbers("phase=paused&office=rmi") == ["2.14", "3.2"]
    by_findings, by_indicators = {"5.2", "5.10", "6.1", "6.2", "6.6"}, {"2.1", "3.4", "6.4", "6.5", "6.6", "6.8"}
    assert set(numbers("evidence=yes")) == by_findings | by_indicators
    assert len(numbers("field=8")) == 9
    assert numbers("office=nobody") == []


@pytest.mark.usefixtures("leipzig")
def test_a_measure_shows_what_it_rests_on_with_interval_base_and_grade(office: Client) -> None:
    html = office.get("/measures/6.2/", headers={"accept-language": "en"}).content.decode().replace("\xa0", " ")
    for part in (
        "82%",
        "79 to 85%",
        "n = 830",
        "Question life_satisfied",
        "2016: 80%",
        "(95% interval)",
        "Comparability D",
    ):
        assert part in html
    assert "5 percentage points" not in html


COUNTS = {"/fields/6/": 13, "/measures/6.1/": 23, "/findings/": 5, "/findings/?show=all": 5}


@pytest.mark.parametrize(("page", "count"), COUNTS.items())
@pytest.mark.usefixtures("one_measure")
def test_queries_with_one_measure(office: Client, page: str, count: int, django_assert_num_queries: Counted) -> None:
    with django_assert_num_queries(count, using="office"):  # type: ignore[attr-defined]
        assert office.get(page).status_code == 200


@pytest.mark.parametrize(("page", "count"), COUNTS.items())
@pytest.mark.usefixtures("leipzig")
def test_the_same_queries_with_89_measures(
    office: Client, page: str, count: int, django_assert_num_queries: Counted
) -> None:
    with django_assert_num_queries(count, using="office"):  # type: ignore[attr-defined]
        assert office.get(page).status_code == 200
