"""Findings go to fields, offices conclude, and a finding's page says what was decided because of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from querschnitt.apps.accounts.models import Activity, User
from querschnitt.apps.indicators.models import Finding
from querschnitt.apps.strategy.actions.concluding import Ask, record_conclusion, refer_findings
from querschnitt.apps.strategy.actions.evidence import Link, link_by_hand, unlink
from querschnitt.apps.strategy.models import Conclusion, Evidence, Field, Office, OfficeSuccession, Referral
from querschnitt.apps.strategy.queries.conclusions import conclusions_for_council, overdue, referral_rows, referrals
from querschnitt.apps.strategy.queries.findings import finding_story
from querschnitt.core.errors import InputError, StateError
from tests.apps.strategy.evidenced import KEY, Evidenced, concluded, evidenced, member

TODAY = date(2022, 6, 1)
pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]
Counted = Callable[..., object]


@pytest.fixture
def it() -> Evidenced:
    return evidenced()


def as_role(client: Client, role: str) -> Client:
    client.force_login(User.objects.create_user(role, role=role))
    return client


def text(client: Client, address: str, language: str = "de") -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", response.content.decode()))


def test_findings_go_to_the_lead_of_the_field_once(it: Evidenced) -> None:
    chosen = list(Finding.objects.filter(dimension="total", value__isnull=False))
    ask = Ask(field=it.field, due_on=date(2022, 7, 1), question="Was folgt?")
    sent = refer_findings(findings=chosen, ask=ask, on=TODAY, actor="x")
    assert (sent.added, sent.before) == (len(chosen) - 1, 1)
    assert set(Referral.objects.values_list("office", flat=True)) == {it.office.pk}
    assert refer_findings(findings=chosen, ask=ask, on=TODAY, actor="x").added == 0
    assert Activity.objects.using("office").filter(verb="refer findings").count() == 1


def test_a_suppressed_finding_goes_nowhere(it: Evidenced) -> None:
    ask = Ask(field=it.field, due_on=date(2022, 7, 1))
    with pytest.raises(InputError, match="no figure"):
        refer_findings(findings=list(Finding.objects.all()), ask=ask, on=TODAY, actor="x")
    assert Referral.objects.count() == 1


def test_a_field_without_a_lead_needs_an_office(it: Evidenced) -> None:
    leaderless = Field.objects.get(edition=it.draft)
    chosen = [it.finding]
    with pytest.raises(StateError, match="lead"):
        refer_findings(findings=chosen, ask=Ask(leaderless, date(2022, 7, 1)), on=TODAY, actor="x")
    sent = refer_findings(
        findings=chosen, ask=Ask(leaderless, date(2022, 7, 1), office=it.successor), on=TODAY, actor="x"
    )  # fmt: skip
    assert sent.added == 1


def conclude(it: Evidenced, kind: str = "examine", words: str = "Wir prüfen es.", **changed: object) -> Conclusion:
    given = {"referral": it.referral, "measures": [], "recorded_by": "Leitung", "on": TODAY} | changed
    return record_conclusion(kind=kind, text=words, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("change", {}),
        ("examine", {"words": " "}),
        ("examine", {"recorded_by": ""}),
        ("examine", {"on": date(2021, 12, 19)}),
        ("perhaps", {}),
    ],
)
def test_a_conclusion_that_lacks_something_is_refused(it: Evidenced, kind: str, changed: dict[str, object]) -> None:
    with pytest.raises(InputError):
        conclude(it, kind, **changed)  # type: ignore[arg-type]
    assert not Conclusion.objects.exists()


def test_where_nothing_follows_no_measure_is_named(it: Evidenced) -> None:
    with pytest.raises(InputError, match="Nothing follows"):
        conclude(it, "nothing", measures=[it.version.measure])


def test_the_latest_conclusion_counts_and_the_earlier_stays(it: Evidenced) -> None:
    before = conclude(it, on=date(2022, 1, 3))
    after = conclude(it, "change", "Wir ändern 6.1.", measures=[it.version.measure])
    row = referral_rows(referrals(), today=TODAY)[0]
    assert [each.conclusion for each in row.conclusions] == [after, before]
    assert row.latest is not None
    assert row.latest.measures == (it.version,)
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic(using="office"):
        Conclusion.objects.update(text="anders")


def test_what_is_overdue_is_told(it: Evidenced, client: Client) -> None:
    assert [row.days_late for row in overdue(today=date(2022, 2, 3))] == [2]
    assert overdue(today=date(2022, 2, 1)) == []
    assert "überfällig" in text(as_role(client, "council"), "/conclusions/")
    conclude(it)
    assert overdue(today=date(2022, 2, 3)) == []
    assert "überfällig" not in text(client, "/conclusions/")


def test_the_council_report_has_what_was_concluded_up_to_its_day(it: Evidenced) -> None:
    conclude(it, on=date(2022, 1, 3))
    conclude(it, "nothing", "Doch nichts.", on=date(2022, 3, 1))
    until = conclusions_for_council(it.edition, until=date(2022, 1, 31))
    assert [row.latest.conclusion.text for row in until if row.latest] == ["Wir prüfen es."]
    assert conclusions_for_council(it.edition, until=date(2021, 12, 1)) == []
    assert conclusions_for_council(it.draft, until=TODAY) == []


def test_a_person_of_the_office_records_the_conclusion(client: Client, it: Evidenced) -> None:
    client.force_login(member(it.office))
    page = f"/conclusions/{it.referral.pk}/"
    assert "Was folgt daraus?" in text(client, page)
    sent = {
        "kind": "change",
        "text": "Mehr davon.",
        "recorded_by": "Sachgebiet",
        "measures": [str(it.version.measure_id)],
    }
    assert client.post(page, sent).status_code == 302
    row = Conclusion.objects.get()
    assert (row.text, row.recorded_by, list(row.measures.all())) == ("Mehr davon.", "Sachgebiet", [it.version.measure])


def test_a_refusal_is_told_and_keeps_what_was_written(client: Client, it: Evidenced) -> None:
    client.force_login(member(it.office))
    response = client.post(f"/conclusions/{it.referral.pk}/", {"kind": "change", "text": "Mehr.", "recorded_by": "S"})
    assert response.status_code == 400
    assert "Mehr." in response.content.decode()
    assert "No measure is named" in response.content.decode()


def test_the_office_that_follows_may_conclude_too_and_nobody_else(client: Client, it: Evidenced) -> None:
    page, sent = f"/conclusions/{it.referral.pk}/", {"kind": "examine", "text": "Ja.", "recorded_by": "S"}
    client.force_login(member(it.successor))
    assert client.post(page, sent).status_code == 403
    OfficeSuccession.objects.create(predecessor=it.office, successor=it.successor)
    assert client.post(page, sent).status_code == 302
    client.force_login(member(Office.objects.create(slug="c", name="C", short="C", kind="office"), "other"))
    assert client.post(page, sent).status_code == 403
    for role in ("reader", "council"):
        assert as_role(client, role).post(page, sent).status_code == 403
    assert Conclusion.objects.count() == 1


def test_findings_are_sent_in_bulk_by_the_integration_office_alone(client: Client, it: Evidenced) -> None:
    assert as_role(client, "council").get("/conclusions/ask/").status_code == 403
    as_role(client, "integration")
    chosen = Finding.objects.filter(dimension="total", value__isnull=False)
    sent = {"field": it.field.pk, "due_on": "2099-01-31", "findings": [row.pk for row in chosen], "question": "Und?"}
    assert client.get(f"/conclusions/ask/?finding={KEY}").status_code == 200
    assert client.post("/conclusions/ask/", sent).status_code == 302
    assert Referral.objects.count() == chosen.count()


def test_the_finding_says_what_was_decided_because_of_it(client: Client, it: Evidenced) -> None:
    concluded(it)
    html = text(as_role(client, "council"), f"/findings/{KEY}/")
    for part in ("Wir ändern 6.1.", "Amt A wurde am", "6.1 Maßnahme 2020", "Zeigt den Bedarf.", "VII-A-1", "17 bis 23"):
        assert part in html.replace("\xa0", " "), part
    assert client.get("/findings/nothing/").status_code == 404


def test_from_a_finding_to_its_measure_and_back_is_one_click(client: Client, it: Evidenced) -> None:
    as_role(client, "reader")
    assert 'href="/measures/6.1/?edition=2020"' in client.get(f"/findings/{KEY}/").content.decode()
    assert f'href="/findings/{KEY}/"' in client.get("/measures/6.1/").content.decode()
    assert f'href="/findings/{KEY}/"' in client.get("/findings/").content.decode()


def test_a_link_by_hand_has_a_role_and_a_note(client: Client, it: Evidenced) -> None:
    as_role(client, "integration")
    page = f"/evidence/new/?finding={KEY}&measure={it.version.pk}"
    assert client.get(page).status_code == 200
    sent = {"version": it.version.pk, "subject": f"finding-{it.finding.pk}", "role": "outcome", "note_de": "Wirkt."}
    assert client.post(page, sent).status_code == 302
    row = Evidence.objects.get(role="outcome")
    assert row.note_de == "Wirkt."
    assert client.post(page, sent).status_code == 400
    assert client.post(f"/evidence/{row.pk}/unlink/").status_code == 302
    assert not Evidence.objects.filter(role="outcome").exists()
    assert as_role(client, "reader").post(page, sent).status_code == 403


def test_an_indicator_of_the_context_cannot_speak_of_an_effect(it: Evidenced) -> None:
    it.indicator.kind = "context"
    for role in ("output", "outcome"):
        with pytest.raises(InputError, match="effect"):
            link_by_hand(version=it.version, link=Link(it.indicator, role, "x"), actor="x")
    link_by_hand(version=it.version, link=Link(it.indicator, "context", "x"), actor="x")


def test_a_suppressed_figure_is_no_evidence(it: Evidenced) -> None:
    suppressed = Finding.objects.get(sign=".")
    with pytest.raises(InputError, match="suppressed"):
        link_by_hand(version=it.version, link=Link(suppressed, "need", "x"), actor="x")


def test_a_link_taken_back_stays_in_the_log(it: Evidenced) -> None:
    unlink(evidence=Evidence.objects.get(role="need"), actor="x")
    assert Activity.objects.using("office").filter(verb="unlink evidence").count() == 1


def test_the_finding_takes_the_same_queries_with_one_and_with_forty(
    it: Evidenced, django_assert_num_queries: Counted
) -> None:
    concluded(it)
    with django_assert_num_queries(8, using="office"):  # type: ignore[attr-defined]
        finding_story(KEY, today=TODAY, with_drafts=False)
    for place in range(40):
        field = Field.objects.create(edition=it.draft, number=10 + place, name_de="F", name_en="F")
        row = Referral.objects.create(
            finding=it.finding, field=field, office=it.office, referred_on=TODAY, due_on=TODAY
        )  # fmt: skip
        conclude(it, referral=row, measures=[it.version.measure])
    with django_assert_num_queries(8, using="office"):  # type: ignore[attr-defined]
        finding_story(KEY, today=TODAY, with_drafts=False)
