"""The public site: every page in German and English, no cookie, no session, and as few queries as possible."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from querschnitt.apps.indicators.actions import import_release
from querschnitt.apps.indicators.models import Finding
from querschnitt.apps.strategy.actions import import_strategy, link_evidence, read_rules
from querschnitt.apps.strategy.models import (
    Edition,
    Evidence,
    Field,
    Involvement,
    Measure,
    MeasureVersion,
    Office,
    Translation,
)
from querschnitt.site.settings import portal as portal_settings
from tests.apps.releases import NOTICE, SIMULATED, SMALL, VERIFY_KEY, finding, release

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig" / "strategy"
pytestmark = [
    pytest.mark.django_db(databases=["office"]),
    pytest.mark.urls("querschnitt.site.urls.portal"),
]
PAGES = (
    "",
    "results/",
    "results/office_understanding/",
    "fields/",
    "fields/6/",
    "measures/",
    "measures/2020/6.1/",
    "downloads/",
    "accessibility/",
    "privacy/",
)
EMPTY_PAGES = ("", "results/", "downloads/", "accessibility/", "privacy/")


@pytest.fixture(autouse=True)
def as_the_portal(settings: Any, tmp_path: Path) -> None:
    settings.MIDDLEWARE = portal_settings.MIDDLEWARE
    settings.TEMPLATES = portal_settings.TEMPLATES
    settings.PUBLISHED_FILES_DIR = tmp_path


@pytest.fixture
def leipzig() -> None:
    import_strategy(folder=LEIPZIG)
    import_release(SMALL, VERIFY_KEY)
    link_evidence(rules=read_rules(LEIPZIG / "evidence.toml"))


@pytest.fixture
def one_measure() -> None:
    edition = Edition.objects.create(slug="2020", title_de="Klein", title_en="Small")
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
    import_release(SMALL, VERIFY_KEY)


@pytest.mark.usefixtures("leipzig")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_both_languages_and_sets_no_cookie(client: Client, page: str, language: str) -> None:
    response = client.get(f"/{language}/{page}")
    html = response.content.decode()
    assert (response.status_code, response["Content-Language"]) == (200, language)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert f'<html lang="{language}"' in html
    assert f'hreflang="{"en" if language == "de" else "de"}"' in html
    assert len(re.findall("<h1", html)) == 1
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|<form", html)


@pytest.mark.parametrize("page", EMPTY_PAGES)
def test_before_anything_is_published(client: Client, page: str) -> None:
    assert client.get(f"/de/{page}").status_code == 200
    assert client.get("/de/measures/").status_code == 404


@pytest.mark.parametrize(("asked", "sent"), [("en-GB,en", "/en/"), ("de-DE", "/de/"), ("vi", "/de/"), ("", "/de/")])
def test_the_door_sends_to_the_language_of_the_browser(client: Client, asked: str, sent: str) -> None:
    response = client.get("/", headers={"accept-language": asked})
    assert (response.status_code, response["Location"]) == (302, sent)
    assert not response.cookies


@pytest.mark.usefixtures("leipzig")
def test_a_headline_has_figure_interval_base_date_source_and_grade(client: Client) -> None:
    html = client.get("/en/").content.decode().replace("\xa0", " ")
    for part in (
        "82%",
        "79 to 85%",
        "Interval (95%)",
        "n = 830",
        "November 2020",
        "Migrantenbefragung 2020",
        "Comparability D",
    ):
        assert part in html


@pytest.mark.usefixtures("leipzig")
def test_a_breakdown_prints_signs_instead_of_uncertain_figures(client: Client) -> None:
    html = client.get("/en/results/office_understanding/").content.decode().replace("\xa0", " ")
    rows = re.findall(r"<tr><th scope=\"row\">(\w+)</th>(.*?)</tr>", html, flags=re.DOTALL)
    cells = {name: re.sub(r"<[^>]+>", " ", rest).split() for name, rest in rows}
    assert cells["asia"][:2] == ["(31)%", "28"]
    assert cells["eu"][0] == "."
    assert cells["eu"][-1] == "12"
    assert "too few cases in the subgroup" in html


@pytest.mark.usefixtures("leipzig")
def test_a_measure_is_linked_to_its_finding_and_back(client: Client) -> None:
    assert 'href="/de/results/office_understanding/"' in client.get("/de/measures/2020/6.1/").content.decode()
    assert 'href="/de/measures/2020/6.1/"' in client.get("/de/results/office_understanding/").content.decode()


@pytest.mark.usefixtures("leipzig")
@pytest.mark.parametrize("page", ["fields/9/", "measures/2020/9.9/", "measures/2023/6.1/", "results/nothing/"])
def test_what_is_not_public_is_not_found(client: Client, page: str) -> None:
    assert client.get(f"/de/{page}").status_code == 404


@pytest.mark.parametrize(
    ("address", "asked", "title", "way_on"),
    [
        ("/de/results/nothing/", "en", "Diese Seite gibt es nicht", "/de/results/"),
        ("/en/nothing", "de", "There is no such page", "/en/measures/"),
        ("/nothing", "de", "Diese Seite gibt es nicht", "/de/"),
        ("/downloads/nothing.pdf", "en", "There is no such page", "/en/downloads/"),
    ],
)
def test_a_page_that_is_not_there_says_so_and_leads_on(
    client: Client, address: str, asked: str, *, title: str, way_on: str
) -> None:
    response = client.get(address, headers={"accept-language": asked})
    html = response.content.decode()
    assert (response.status_code, response["Content-Language"]) == (404, way_on[1:3])
    assert f"<h1>{title}</h1>" in html
    assert f'href="{way_on}"' in html
    assert not response.cookies


@pytest.mark.usefixtures("leipzig")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_figures_are_simulated_if_the_release_does(client: Client, page: str) -> None:
    assert "portal-notice" not in client.get(f"/de/{page}").content.decode()
    import_release(release(finding("office_understanding", category="often"), name="2", notice=NOTICE), VERIFY_KEY)
    assert "Alles simuliert." in client.get(f"/de/{page}").content.decode()
    assert "All simulated." in client.get(f"/en/{page}").content.decode()


def test_open_data_carry_the_notice(client: Client) -> None:
    import_release(SIMULATED, VERIFY_KEY)
    row = json.loads(client.get("/data/findings.json").content)["findings"][0]
    assert (row["notice_de"], row["notice_en"]) == ("Alles simuliert.", "All simulated.")
    assert b"All simulated." in client.get("/data/findings.csv").content


@pytest.mark.usefixtures("one_measure")
@pytest.mark.parametrize("page", ["", "fields/", "fields/6/", "measures/", "measures/2020/6.1/"])
def test_a_city_s_own_words_are_not_called_invented(client: Client, page: str) -> None:
    Evidence.objects.create(
        version=MeasureVersion.objects.get(), finding=Finding.objects.get(variable="disadvantaged"), role="need"
    )
    html = client.get(f"/en/{page}").content.decode()
    assert "invented" not in re.sub("<[^>]+>", "", html)


@pytest.mark.usefixtures("leipzig")
def test_what_the_example_made_up_says_so(client: Client) -> None:
    assert "(aim invented)" in client.get("/en/fields/6/").content.decode()
    assert "(link invented)" in client.get("/en/measures/2020/6.1/").content.decode()
    assert "its wording here is invented" in client.get("/en/measures/2020/6.1/").content.decode()


@pytest.mark.usefixtures("leipzig")
@pytest.mark.parametrize("page", ["", "results/", "results/disadvantaged/", "measures/2020/5.2/"])
def test_the_short_name_is_the_title_and_the_question_stands_below(client: Client, page: str) -> None:
    html = client.get(f"/de/{page}").content.decode()
    assert re.search(r"<h[123]>(<a [^>]+>)?Nachteil kurz", html)
    assert "Frage: Frage disadvantaged" in html


def test_large_counts_have_the_language_s_separators(client: Client) -> None:
    import_release(release(*(finding(f"v{number}") for number in range(1001))), VERIFY_KEY)
    assert "1,001 released figures" in client.get("/en/downloads/").content.decode()
    assert "1.001 freigegebene Werte" in client.get("/de/downloads/").content.decode()


def test_domains_stand_in_the_order_of_the_release(client: Client) -> None:
    domains = ("region:eu", "region:asia", "region:other", "region:cis")
    import_release(release(*(finding("employed", domain=domain) for domain in domains)), VERIFY_KEY)
    html = client.get("/en/results/employed/").content.decode()
    assert re.findall(r"<tr><th scope=\"row\">(\w+)</th>", html) == ["eu", "asia", "other", "cis"]


@pytest.mark.usefixtures("leipzig")
def test_open_data_say_the_same_in_json_and_csv(client: Client) -> None:
    from_json = json.loads(client.get("/data/findings.json").content)["findings"]
    from_csv = list(csv.DictReader(io.StringIO(client.get("/data/findings.csv").content.decode())))
    assert len(from_json) == len(from_csv) == 6
    for left, right in zip(from_json, from_csv, strict=True):
        assert {name: "" if value is None else str(value) for name, value in left.items()} == right
    suppressed = next(row for row in from_json if row["sign"] == ".")
    assert (suppressed["value"], suppressed["ci_low"], suppressed["n"]) == (None, None, 12)


def test_only_files_laid_out_for_the_public_are_handed_out(client: Client, tmp_path: Path) -> None:
    (tmp_path / "report 2020.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "report.html").write_text("<style>p{}</style><p>x")
    (tmp_path / "release.key").write_text("secret")
    assert client.get("/downloads/report 2020.pdf").getvalue() == b"%PDF-1.7"
    assert "script" not in client.get("/downloads/report.html")["Content-Security-Policy"]
    for name in ("release.key", "..%2Fdeployment.json", "nothing.pdf"):
        assert client.get(f"/downloads/{name}").status_code == 404


@pytest.mark.usefixtures("leipzig")
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_sent(client: Client, method: str) -> None:
    for page in ("/", "/de/", "/data/findings.json"):
        assert getattr(client, method)(page).status_code == 405


COUNTS = {
    "": 5,
    "results/": 2,
    "results/office_understanding/": 6,
    "fields/": 4,
    "fields/6/": 6,
    "measures/": 4,
    "measures/2020/6.1/": 8,
    "downloads/": 2,
}


@pytest.fixture(params=["one_measure", "leipzig"])
def content(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(request.param)


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("page", COUNTS)
def test_the_same_few_queries_with_one_measure_and_with_89(
    client: Client, page: str, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(COUNTS[page], using="office"):
        assert client.get(f"/de/{page}").status_code == 200


@pytest.mark.usefixtures("leipzig")
def test_a_measure_is_read_in_arabic_with_the_german_that_binds(client: Client) -> None:
    page = client.get("/de/measures/2020/6.1/?in=ar").content.decode()
    assert '<span lang="ar" dir="rtl">ترجمة معلومات المدينة</span>' in page
    assert '<blockquote class="portal-measure-text" lang="ar" dir="rtl">تُترجم' in page
    assert "verbindlich ist der deutsche Text" in page
    assert '<blockquote class="portal-measure-text portal-measure-text--beside" lang="de">Wichtige' in page


@pytest.mark.usefixtures("leipzig")
def test_an_outdated_translation_says_so_and_a_draft_is_not_public(client: Client) -> None:
    assert "Diese Übersetzung ist veraltet" in client.get("/de/measures/2020/6.4/?in=ar").content.decode()
    draft = client.get("/de/measures/2020/2.1/?in=ar").content.decode()
    assert "مؤتمر" not in draft
    assert 'aria-current="true" lang="ar"' in draft  # its field of action is translated


@pytest.mark.usefixtures("leipzig")
def test_the_english_pages_show_the_english_translation(client: Client) -> None:
    page = client.get("/en/measures/2020/6.1/").content.decode()
    assert '<blockquote class="portal-measure-text" lang="en" dir="ltr">Important information' in page
    german = client.get("/en/measures/2020/6.1/?in=de").content.decode()
    assert '<h1>6.1 <span lang="de" dir="ltr">Informationen der Stadt übersetzen</span></h1>' in german


@pytest.mark.usefixtures("leipzig")
def test_a_question_is_read_in_another_language_whatever_release_of_the_wave_it_is_in(client: Client) -> None:
    first = Finding.objects.filter(variable="life_satisfied").order_by("pk").first()
    assert first is not None
    Translation.objects.create(
        key=f"finding/{first.wave}/life_satisfied/title", language="uk", text="Задоволення життям", state="reviewed",
        source=first.title_de, changed_by="test",
    )  # fmt: skip
    import_release(release(finding("life_satisfied", value=0.81), name="2020-2"), VERIFY_KEY)
    page = client.get("/de/results/life_satisfied/?in=uk").content.decode()
    assert '<span lang="uk" dir="ltr">Задоволення життям</span>' in page


@pytest.mark.usefixtures("leipzig")
def test_a_translation_that_is_taken_back_is_gone_and_a_draft_hides_nothing(client: Client) -> None:
    row = Translation.objects.get(key__endswith="/text", language="uk")
    same = {"key": row.key, "language": "uk", "source": row.source, "changed_by": "test"}
    address = "/de/measures/2020/6.1/?in=uk"
    Translation.objects.create(**same, text="Чернетка", state="draft")
    assert row.text in client.get(address).content.decode()
    Translation.objects.create(**same, text="", state="draft")
    page = client.get(address).content.decode()
    assert row.text not in page
    assert "Der Text ist nicht übersetzt" in page
