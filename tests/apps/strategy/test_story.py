"""The page of a measure tells its story: origin, editions, decisions, handovers, rounds, money, comments, evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from querschnitt.apps.accounts.models import User
from querschnitt.apps.indicators.actions import import_release
from querschnitt.apps.strategy.actions import import_strategy, link_evidence, read_rules
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Comment,
    Evidence,
    Milestone,
    ProgressEntry,
    ReportingRound,
)
from querschnitt.apps.strategy.queries.story import measure_story, months_between, version_of
from tests.apps.releases import SMALL, VERIFY_KEY, finding, release
from tests.apps.strategy.evidenced import Evidenced, concluded, evidenced

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig" / "strategy"
TODAY = date(2022, 6, 1)
pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
Counted = Callable[..., object]


@pytest.fixture
def it() -> Evidenced:
    return evidenced()


def page(client: Client, role: str, address: str = "/measures/6.1/", language: str = "de") -> str:
    client.force_login(User.objects.get_or_create(username=role, defaults={"role": role})[0])
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", response.content.decode()))


def test_events_stand_in_the_order_of_their_days(it: Evidenced) -> None:
    concluded(it)
    story = measure_story(it.version, today=TODAY, with_drafts=False)
    assert [(event.kind, event.on) for event in story.events] == [
        ("wording", date(2012, 12, 12)),
        ("wording", date(2020, 1, 29)),
        ("paper", date(2020, 9, 1)),
        ("comment", date(2021, 3, 1)),
        ("entry", date(2021, 11, 30)),
        ("handover", date(2022, 1, 1)),
        ("conclusion", date(2022, 1, 15)),
    ]
    assert [event.months for event in story.events] == [113, 28, 21, 15, 6, 5, 4]


def test_the_page_says_it_all(client: Client, it: Evidenced) -> None:
    concluded(it)
    html = page(client, "integration")
    for part in (
        "Wortlaut 2020.",
        "gedruckt Wortlaut, richtig Der Wortlaut",
        "Druckfehler",
        "SächsIntG § 5",
        "Mehr Kurse",
        "Klarer gefasst.",
        "VII-A-1 Mehr davon",
        "Amt A → Amt B",
        "30 von 40 Plätze",
        "Kein Raum.",
        "Raum suchen.",
        "Nur intern.",
        "Zu wenig.",
        "Zeigt den Bedarf.",
        "120 Plätze",
        "Eröffnet",
        "3.000",
        "Wir ändern 6.1.",
    ):
        assert part in html, part


def test_who_leads_today_is_the_office_it_was_handed_to(it: Evidenced) -> None:
    day_before = measure_story(it.version, today=date(2021, 12, 31), with_drafts=False)
    assert (day_before.lead, measure_story(it.version, today=TODAY, with_drafts=False).lead) == (
        it.office,
        it.successor,
    )


@pytest.mark.parametrize("role", ["reader", "council"])
def test_readers_see_nothing_internal_and_no_draft(client: Client, it: Evidenced, role: str) -> None:
    html = page(client, role)
    assert "Läuft." in html
    for part in ("Nur intern.", "Geheimer Entwurf.", "2023"):
        assert part not in html
    assert client.get("/measures/6.1/?edition=2023").status_code == 404


def test_editors_see_drafts_but_nothing_internal(client: Client, it: Evidenced) -> None:
    html = page(client, "editor")
    assert "Geheimer Entwurf." in html
    assert "Nur intern." not in html


def test_the_integration_office_sees_both(client: Client, it: Evidenced) -> None:
    html = page(client, "integration")
    assert "Geheimer Entwurf." in html
    assert "Nur intern." in html
    assert "Wortlaut 2023." in page(client, "integration", "/measures/6.1/?edition=2023")


def test_a_measure_is_reachable_in_each_edition_and_by_its_identity(client: Client, it: Evidenced) -> None:
    assert "Wortlaut 2012." in page(client, "reader", "/measures/6.1/?edition=2012")
    response = client.get(f"/m/{it.version.measure_id}/")
    assert (response.status_code, response["Location"]) == (302, "/measures/6.1/?edition=2020")
    assert client.get("/measures/6.1/?edition=1999").status_code == 404


def test_a_measure_of_a_draft_alone_is_not_there_for_readers(client: Client, it: Evidenced) -> None:
    from tests.apps.strategy.evidenced import version

    alone = version(it.draft, it.drafted.field, number="6.2")
    client.force_login(User.objects.create_user("council", role="council"))
    assert client.get(f"/m/{alone.measure_id}/").status_code == 404
    client.force_login(User.objects.create_user("integration", role="integration"))
    assert client.get(f"/m/{alone.measure_id}/").status_code == 302


def test_a_link_on_an_earlier_release_shows_the_figure_of_the_later_one(it: Evidenced) -> None:
    import_release(
        release(finding("office_understanding", category="often", value=0.22), name="2020-2"), VERIFY_KEY
    )  # fmt: skip
    groups = measure_story(it.version, today=TODAY, with_drafts=False).evidence
    assert [(group.role, len(group.lines)) for group in groups] == [("need", 1), ("output", 1)]
    line = groups[0].lines[0]
    assert line.finding is not None
    assert (line.finding.value, line.link.finding) == (0.22, it.finding)


def test_only_output_and_outcome_may_speak_of_an_effect(it: Evidenced) -> None:
    for role in ("outcome", "context"):
        Evidence.objects.create(version=it.version, finding=it.finding, role=role)
    lines = [group.lines[0] for group in measure_story(it.version, today=TODAY, with_drafts=False).evidence]
    found = {line.link.role: line.may_speak_of_an_effect for line in lines}
    assert found == {"need": False, "output": True, "outcome": True, "context": False}


def test_each_role_says_what_may_be_read_from_it(client: Client, it: Evidenced) -> None:
    Evidence.objects.create(version=it.version, finding=it.finding, role="context")
    html = page(client, "reader", language="en")
    assert "Context only: says nothing about an effect." in html
    assert "They say nothing about an effect." in html


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2021, 11, 30), date(2021, 11, 30), 0),
        (date(2021, 11, 30), date(2022, 11, 30), 12),
        (date(2022, 1, 2), date(2022, 1, 1), -1),
    ],
)
def test_age_counts_whole_months(earlier: date, later: date, months: int) -> None:
    assert months_between(earlier, later) == months


def test_a_milestone_that_is_late_says_so(it: Evidenced) -> None:
    Milestone.objects.create(measure=it.version.measure, title="Zweiter Ort", due=TODAY - timedelta(days=1))
    Milestone.objects.create(measure=it.version.measure, title="Dritter Ort", due=TODAY)
    steps = measure_story(it.version, today=TODAY, with_drafts=False).steps
    assert [(step.milestone.title, step.is_overdue) for step in steps] == [
        ("Eröffnet", False), ("Zweiter Ort", True), ("Dritter Ort", False),
    ]  # fmt: skip


def test_of_a_corrected_entry_only_the_correction_is_told(it: Evidenced) -> None:
    before = ProgressEntry.objects.get()
    ProgressEntry.objects.create(
        round=before.round,
        version=it.version,
        phase="done",
        note="Fertig.",
        corrects=before,
        correction_reason="Irrtum",
    )
    story = measure_story(it.version, today=TODAY, with_drafts=False)
    assert [event.row.note for event in story.events if event.kind == "entry"] == ["Fertig."]  # type: ignore[attr-defined]
    assert story.status is not None
    assert story.status.phase == "done"


QUERIES = 22


def test_the_story_takes_as_many_queries_with_one_of_each(it: Evidenced, django_assert_num_queries: Counted) -> None:
    concluded(it)
    with django_assert_num_queries(QUERIES, using="office"):  # type: ignore[attr-defined]
        version = version_of(it.edition, "6.1", today=TODAY)
        assert version is not None
        measure_story(version, today=TODAY, with_drafts=True)


def test_the_story_takes_as_many_queries_with_forty_of_each(it: Evidenced, django_assert_num_queries: Counted) -> None:
    concluded(it)
    import_release(SMALL, VERIFY_KEY)
    for place in range(40):
        asked = ReportingRound.objects.create(
            edition=it.edition, slug=f"r{place}", name_de="R", state_on=date(2021, 1, 1) + timedelta(days=place)
        )
        ProgressEntry.objects.create(round=asked, version=it.version, phase="running", note="Läuft.")
        Comment.objects.create(edition=it.edition, measure=it.version.measure, body="B", on=date(2021, 1, 1), text="T")
        Milestone.objects.create(measure=it.version.measure, title=f"M {place}", due=date(2022, 1, 1))
        BudgetLine.objects.create(
            edition=it.edition, version=it.version, year=2021, stage="spent", amount=1, purpose_de=f"Z {place}",
            purpose_en="", source="s",
        )  # fmt: skip
    with django_assert_num_queries(QUERIES, using="office"):  # type: ignore[attr-defined]
        version = version_of(it.edition, "6.1", today=TODAY)
        assert version is not None
        measure_story(version, today=TODAY, with_drafts=True)


def test_each_measure_of_the_example_has_its_page(client: Client) -> None:
    import_strategy(folder=LEIPZIG)
    import_release(SMALL, VERIFY_KEY)
    link_evidence(rules=read_rules(LEIPZIG / "evidence.toml"))
    client.force_login(User.objects.create_user("reader", role="reader"))
    for number in ("1.1", "2.14", "6.1", "8.9"):
        assert client.get(f"/measures/{number}/").status_code == 200
