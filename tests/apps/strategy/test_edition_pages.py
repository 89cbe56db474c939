"""Pages of editions, papers and offices: in two languages, written by one office, in a literal number of queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions.corrections import correct
from querschnitt.apps.strategy.actions.measures import change_measure, end_measure, merge_measures, split_measure
from querschnitt.apps.strategy.actions.papers import PaperWords, Sitting, record_consultation, save_paper
from querschnitt.apps.strategy.actions.supplements import (
    adopt_supplement,
    open_supplement,
    supplement_changes,
    supplement_ends,
)
from querschnitt.apps.strategy.models import (
    Edition,
    Office,
    Paper,
    ProgressEntry,
    ReportingRound,
    Succession,
    Supplement,
)
from tests.apps.strategy.small import draft, first_edition, version, words_of

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
READ = (
    "/editions/", "/editions/2020/", "/editions/2023/", "/editions/2023/draft/", "/editions/2020/supplements/1/",
    "/editions/2020/supplements/2/", "/on/", "/on/2021-06-01/", "/on/1999-01-01/", "/synopsis/2020/2023/",
    "/synopsis/2020/2023/?kind=all", "/synopsis/2020/2023/?kind=merged", "/synopsis/2023/2020/", "/papers/",
    "/papers/?due=overdue&kind=motion&state=open&words=antrag", "/papers/{paper}/", "/offices/",
)  # fmt: skip
WRITE = (
    "/editions/new/", "/editions/2023/propose/", "/editions/2023/adopt/", "/editions/2023/draft/measures/new/",
    "/editions/2023/draft/measures/2.1/", "/editions/2023/draft/fields/new/", "/editions/2023/draft/fields/1/",
    "/editions/2023/draft/fields/1/join/", "/editions/2023/draft/fields/1/order/", "/editions/2023/draft/order/",
    "/editions/2023/draft/goals/new/", "/editions/2023/draft/goals/{goal}/",
    "/editions/2023/draft/goals/{goal}/remove/", "/editions/2023/draft/discard/", "/measures/1.1/origins/new/",
    "/editions/2020/supplements/new/", "/editions/2020/supplements/2/new/",
    "/editions/2020/supplements/2/adopt/", "/editions/2020/supplements/2/{measure}/",
    "/editions/2020/supplements/2/{measure}/end/", "/corrections/edition/{edition}/", "/papers/new/",
    "/papers/{paper}/change/", "/offices/a/reorganise/",
)  # fmt: skip


def world(each_field: int = 3) -> dict[str, Any]:
    """An edition with two supplements, one adopted, a correction and papers, and a draft with each kind of change."""
    old = first_edition(each_field=each_field)
    words = PaperWords(
        number="A-7", kind="motion", title="Antrag", submitted_on=date(2021, 3, 1), edition=old,
        deadline=date(2021, 9, 1),
        measures=[version(old, "1.1").measure, version(old, "2.1").measure],
    )  # fmt: skip
    paper = save_paper(words=words)
    other = save_paper(words=PaperWords(number="A-8", kind="motion", title="Noch ein Antrag", edition=old))
    record_consultation(paper=paper, sitting=Sitting(body="Migrantenbeirat", on=date(2021, 3, 9), role="advice"))
    for motion in (other, paper):
        extra = open_supplement(edition=old, paper=motion, reason="Ratsantrag", applies_from=date(2021, 5, 1))
        measure = version(old, "1.1")
        supplement_changes(supplement=extra, measure=measure.measure, words=words_of(measure, text=f"Mehr {motion}."))
        if motion == other:
            adopt_supplement(supplement=extra, adopted_on=date(2021, 4, 20))
    supplement_ends(supplement=extra, measure=version(old, "2.3").measure, reason="entfällt")
    correct(subject="version", row=version(old, "2.2").pk, column="text", right="Richtig.", reason="Druckfehler")
    opened = ReportingRound.objects.create(edition=old, slug="r", name_de="R", name_en="R", state_on=date(2021, 11, 30))
    ProgressEntry.objects.create(round=opened, version=version(old, "1.1"), phase="running", note="Läuft gut.")
    new = draft()
    change_measure(version=version(new, "1.1"), words=words_of(version(new, "1.1"), text="Mehr und anders."))
    split_measure(version=version(new, "1.2"), titles=["Zweiter Teil"], reason="zu groß")
    merge_measures(into=version(new, "2.1"), others=[version(new, "2.2")], reason="dasselbe")
    end_measure(version=version(new, "1.3"), reason="erledigt")
    goal = new.goals.get(number="Z1").pk
    return {"paper": paper.pk, "edition": old.pk, "goal": goal, "measure": version(old, "2.2").measure_id}


@pytest.fixture
def rows() -> dict[str, Any]:
    return world()


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    return client


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_answers_in_both_languages(office: Client, rows: dict[str, Any], language: str) -> None:
    for page in (*READ, *WRITE):
        response = office.get(page.format(**rows), headers={"accept-language": language})
        assert response.status_code == (409 if page == "/synopsis/2023/2020/" else 200), page
        html = response.content.decode()
        assert f'<html lang="{language}"' in html
        assert len(re.findall("<h1", html)) == 1, page
        assert not re.search(r"<script(?![^>]*src)|<style|\sstyle=|\son[a-z]+=", html), page
        if language == "en":
            continue
        left = re.findall(r">\s*(Measure|Save|Reason|Show|Adopt|Lead|Change|Edition|Paper|Deadline|None\.)\s*<", html)
        assert left == [], f"{page}: not translated: {left}"


@pytest.mark.parametrize("role", [User.Role.READER, User.Role.COUNCIL, User.Role.EDITOR])
def test_only_the_integration_office_writes(client: Client, rows: dict[str, Any], role: str) -> None:
    client.force_login(User.objects.create_user("other", role=role))
    before = list(Succession.objects.order_by("pk").values())
    for page in WRITE:
        for method in (client.get, client.post):
            assert method(page.format(**rows)).status_code == 403, page
    assert client.post(f"/papers/{rows['paper']}/", {"step": "state", "state-state": "accepted"}).status_code == 403
    assert client.post("/editions/2023/draft/renumber/").status_code == 403
    assert client.post("/measures/1.1/origins/1/remove/").status_code == 403
    ended = Succession.objects.get(kind="ended")
    assert client.post(f"/editions/2023/draft/ended/{ended.pk}/").status_code == 403
    assert client.post(f"/editions/2020/supplements/2/{rows['measure']}/without/").status_code == 403
    for page in READ:
        html = client.get(page.format(**rows)).content.decode()
        assert 'method="post" action="/editions' not in html
        assert 'class="house-form"' not in html
    assert list(Succession.objects.order_by("pk").values()) == before
    assert Paper.objects.get(number="A-7").state == "open"


def test_nobody_reads_without_a_login(client: Client, rows: dict[str, Any]) -> None:
    for page in (*READ, *WRITE):
        assert client.get(page.format(**rows)).status_code == 302, page


@pytest.mark.parametrize(
    "page",
    ["/editions/1999/", "/editions/2020/draft/", "/editions/2023/draft/measures/9.9/", "/editions/2020/supplements/9/",
     "/corrections/user/1/", "/corrections/version/0/", "/on/yesterday/", "/papers/0/", "/offices/zzz/reorganise/",
     "/synopsis/2020/2023/synopse.exe"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(office: Client, rows: dict[str, Any], page: str) -> None:
    assert office.get(page).status_code == 404


def test_the_synopsis_marks_words_and_narrows(office: Client, rows: dict[str, Any]) -> None:
    html = office.get("/synopsis/2020/2023/?kind=reworded").content.decode()
    assert "<del>" in html
    assert "<ins>" in html
    assert "Zweiter Teil" not in html
    assert "Zweiter Teil" in office.get("/synopsis/2020/2023/").content.decode()


@pytest.mark.parametrize(("ending", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_the_synopsis_as_a_file(office: Client, rows: dict[str, Any], ending: str, begins: bytes) -> None:
    response = office.get(f"/synopsis/2020/2023/synopse.{ending}")
    assert response.content.startswith(begins)
    assert response["Content-Disposition"] == f'attachment; filename="synopse-2020-2023.{ending}"'


def test_from_the_draft_to_the_adopted_edition_in_the_browser_s_words(office: Client, rows: dict[str, Any]) -> None:
    page = "/editions/2023/draft/measures/2.3/"
    shown = office.get(page).context["form"]
    said = {name: "" if value is None else value for name, value in shown.initial.items()}
    told = office.post(page, said | {"step": "words", "text": "Neuer Wortlaut.", "begins": "", "ends": ""})
    assert told.status_code == 302, told.context["form"].errors
    assert version(Edition.objects.get(slug="2023"), "2.3").text == "Neuer Wortlaut."
    assert office.post(page, {"step": "end", "end-reason": ""}).status_code == 200
    assert office.post(page, {"step": "end", "end-reason": "erledigt"}).status_code == 302
    ended = Succession.objects.get(kind="ended", earlier__number="2.3")
    assert office.post(f"/editions/2023/draft/ended/{ended.pk}/").status_code == 302
    page = "/editions/2023/adopt/"
    decided = {"body": "Rat", "adopted_on": "2023-02-01", "valid_from": "2023-03-01", "votes_for": "40"}
    assert "no paper yet" in office.post(page, decided).content.decode()
    handed = {"number": "DS-9", "title": "Fortschreibung", "submitted_on": "2022-10-01"}
    assert office.post("/editions/2023/propose/", handed).status_code == 302
    assert office.post(page, decided).status_code == 302
    found = Edition.objects.get(slug="2023")
    assert (found.state, found.votes_for, found.paper) == ("adopted", 40, "DS-9")
    assert office.get("/editions/2023/draft/").status_code == 404


def test_a_paper_and_a_supplement_in_the_browser_s_words(office: Client, rows: dict[str, Any]) -> None:
    sent = {"number": "A-9", "kind": "motion", "title": "Dritter", "submitted_on": "2022-01-05", "measures": "1.1, 9.9"}
    assert "9.9" in str(office.post("/papers/new/", sent).context["form"].errors)
    assert office.post("/papers/new/", sent | {"measures": "1.1"}).status_code == 302
    paper = Paper.objects.get(number="A-9")
    sitting = {"step": "sitting", "sitting-body": "Rat", "sitting-on": "2022-02-01", "sitting-role": "decision"}
    assert office.post(f"/papers/{paper.pk}/", sitting).status_code == 302
    begun = {"paper": paper.pk, "applies_from": "2022-03-01", "reason": "Beschluss"}
    assert office.post("/editions/2020/supplements/new/", begun).status_code == 302
    measure = version(Edition.objects.get(slug="2020"), "2.2").measure_id
    assert office.post(f"/editions/2020/supplements/3/{measure}/end/", {"reason": "entfällt"}).status_code == 302
    assert office.post("/editions/2020/supplements/3/adopt/", {"adopted_on": "2022-02-01"}).status_code == 302
    assert Supplement.objects.get(number=3).adopted_on == date(2022, 2, 1)
    assert Paper.objects.get(number="A-9").state == "accepted"


def test_an_office_is_reorganised_after_a_look(office: Client, rows: dict[str, Any]) -> None:
    sent = {
        "on": "2022-04-01",
        "reason": "Verfügung",
        "name_1": "Amt N",
        "short_1": "N",
        "name_2": "Amt Ö",
        "short_2": "Ö",
    }
    page = "/offices/a/reorganise/"
    shown = office.post(page, sent | {"step": "preview"})
    parts = [part.version for part in shown.context["affected"].parts]
    assert [part.number for part in parts] == ["1.1", "1.3", "2.2"]
    assert Office.objects.get(slug="a").valid_until is None
    given = {f"to-{parts[2].measure_id}": "oe"}
    assert office.post(page, sent | {"step": "confirm"} | given).status_code == 302
    html = office.get("/on/2022-04-02/").content.decode()
    assert "Amt N (bisher: Amt A)" in html
    assert "Amt Ö (bisher: Amt A)" in html


LITERAL = {
    "/editions/": 1,
    "/editions/2020/": 14,
    "/editions/2023/draft/": 25,
    "/on/2021-06-01/": 7,
    "/synopsis/2020/2023/": 21,
    "/papers/": 4,
    "/papers/{paper}/": 8,
    "/offices/": 7,
}


@pytest.mark.parametrize("each_field", [3, 20])
@pytest.mark.parametrize("page", LITERAL)
def test_as_many_queries_for_six_measures_as_for_forty(
    office: Client, django_assert_num_queries: Callable[..., Any], page: str, each_field: int
) -> None:
    found = world(each_field)
    with django_assert_num_queries(LITERAL[page], using="office"):
        office.get(page.format(**found))
