"""What workshops proposed and what became of it, what the advisory board said; indicators with their series."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from querschnitt.apps.accounts.models import Activity, User
from querschnitt.apps.indicators.actions import NewObservation, record_observation
from querschnitt.apps.indicators.models import Indicator, Observation
from querschnitt.apps.indicators.queries import indicators, series_of
from querschnitt.apps.strategy.actions.participation import (
    WorkshopWords,
    answer_comment,
    decide_proposal,
    remove_workshop,
    save_group,
    save_workshop,
    word_proposal,
)
from querschnitt.apps.strategy.models import Comment, Proposal, Workshop, WorkshopGroup
from querschnitt.apps.strategy.queries.participation import (
    comment_rows,
    groups_of,
    measures_that_may_take_up,
    workshop_rows,
)
from querschnitt.core.errors import InputError, StateError
from tests.apps.strategy.evidenced import Evidenced, evidenced, version

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


def text(client: Client, address: str) -> str:
    response = client.get(address, headers={"accept-language": "de"})
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", response.content.decode()))


@pytest.mark.parametrize("outcome", ["not_taken", "elsewhere"])
def test_what_is_not_taken_up_needs_its_answer(it: Evidenced, outcome: str) -> None:
    with pytest.raises(InputError, match="answer"):
        decide_proposal(proposal=it.proposal, outcome=outcome, answer=" ", measures=[], actor="x")
    decide_proposal(proposal=it.proposal, outcome=outcome, answer="Kein Geld.", measures=[], actor="x")
    row = Proposal.objects.get(pk=it.proposal.pk)
    assert (row.outcome, row.answer, row.measures.count()) == (outcome, "Kein Geld.", 0)


@pytest.mark.parametrize("outcome", ["taken", "partly"])
def test_what_is_taken_up_names_its_measure(it: Evidenced, outcome: str) -> None:
    with pytest.raises(InputError, match="measure"):
        decide_proposal(proposal=it.proposal, outcome=outcome, answer="", measures=[], actor="x")
    decide_proposal(proposal=it.proposal, outcome=outcome, answer="", measures=[it.version.measure], actor="x")
    assert Proposal.objects.get(pk=it.proposal.pk).outcome == outcome


def test_the_form_asks_for_the_answer_and_the_page_shows_it(client: Client, it: Evidenced) -> None:
    as_role(client, "integration")
    page = f"/participation/proposals/{it.proposal.pk}/"
    refused = client.post(page, {"outcome": "not_taken", "answer": ""}, headers={"accept-language": "de"})
    assert "Sagen Sie, warum nicht" in refused.content.decode()
    assert client.post(page, {"outcome": "not_taken", "answer": "Kein Geld dafür."}).status_code == 302
    assert "Kein Geld dafür." in text(client, f"/participation/workshops/{it.workshop.pk}/")
    assert as_role(client, "reader").get(page).status_code == 403


def test_a_workshop_from_its_groups_to_what_became_of_a_proposal(client: Client, it: Evidenced) -> None:
    as_role(client, "integration")
    shown = client.get("/participation/workshops/new/").context["form"]
    assert shown.initial == {"edition": "2023", "number": 1}
    sent = {"edition": "2023", "number": "1", "title_de": "Werkstatt Sprache", "participants": "40"}
    assert client.post("/participation/workshops/new/", sent).status_code == 302
    row = Workshop.objects.get(title_de="Werkstatt Sprache")
    assert (row.edition, row.participants) == (it.draft, 40)
    page = f"/participation/workshops/{row.pk}/"
    assert client.post(f"{page}change/", sent | {"note": "Im Rathaus."}).status_code == 302
    assert client.post(f"{page}groups/new/", {"title": "Tisch A"}).status_code == 302
    group = row.groups.get()
    assert client.post(f"{page}groups/{group.pk}/", {"title": "Tisch B"}).status_code == 302
    assert client.post(page, {"group": group.pk, "text": "Kurs am Abend"}).status_code == 302
    proposal = Proposal.objects.get(group=group)
    assert client.post(f"/participation/proposals/{proposal.pk}/words/", {"text": "Kurse am Abend"}).status_code == 302
    taken = {"outcome": "taken", "measures": [str(it.drafted.measure_id)], "answer": ""}
    assert client.post(f"/participation/proposals/{proposal.pk}/", taken).status_code == 302
    html = text(client, page)
    assert "Im Rathaus." in html
    assert "Tisch B" in html
    assert "Kurse am Abend" in html
    assert "Maßnahme 2023" in html


def test_a_measure_that_only_the_draft_has_may_take_a_proposal_up(client: Client, it: Evidenced) -> None:
    fresh = version(it.draft, it.drafted.field, number="6.9")
    workshop = Workshop.objects.create(edition=it.draft, number=1, title_de="Werkstatt")
    group = WorkshopGroup.objects.create(workshop=workshop, title="Tisch")
    new = Proposal.objects.create(group=group, number=1, text="T")
    for key, is_offered in ((new.pk, True), (it.proposal.pk, False)):
        asked = Proposal.objects.get(pk=key)
        offered = measures_that_may_take_up(asked, today=date(2022, 6, 1))
        assert (fresh.measure_id in {row.measure_id for row in offered}) is is_offered
        assert it.version.measure_id in {row.measure_id for row in offered}


def test_a_workshop_with_proposals_stays(client: Client, it: Evidenced) -> None:
    with pytest.raises(StateError, match="with proposals stays"):
        remove_workshop(workshop=it.workshop)
    row = save_workshop(words=WorkshopWords(edition=it.edition, number=9, title_de="Vergebens"))
    save_group(workshop=row, title="Tisch 1")
    page = f"/participation/workshops/{row.pk}/remove/"
    assert as_role(client, "integration").post(page, {"sure": "on"}).status_code == 302
    assert [each.title_de for each in Workshop.objects.all()] == ["Werkstatt"]


def test_what_is_not_decided_is_a_list_for_the_integration_office(client: Client, it: Evidenced) -> None:
    decide_proposal(proposal=it.proposal, outcome="not_taken", answer="Kein Geld.", measures=[], actor="x")
    html = text(as_role(client, "integration"), "/participation/")
    assert "1 Vorschlag wartet auf eine Antwort" in html
    assert "Alles umsonst" in html
    assert "Mehr Kurse" not in html
    assert "Alles umsonst" not in text(as_role(client, "reader"), "/participation/")


def test_numbers_and_names_are_taken_once(it: Evidenced) -> None:
    with pytest.raises(StateError, match="number of the workshop is taken"):
        save_workshop(words=WorkshopWords(edition=it.edition, number=1, title_de="Noch eine"))
    with pytest.raises(StateError, match="a group of this name"):
        save_group(workshop=it.workshop, title="Tisch 1")


def test_the_words_before_stay_in_the_log(it: Evidenced) -> None:
    word_proposal(proposal=it.proposal, text="Mehr Sprachkurse", actor="x")
    with pytest.raises(InputError, match="needs words"):
        word_proposal(proposal=it.proposal, text=" ", actor="x")
    assert Proposal.objects.get(pk=it.proposal.pk).text == "Mehr Sprachkurse"
    assert Activity.objects.using("office").get(verb="word proposal").figures == {"before": "Mehr Kurse"}


@pytest.mark.parametrize("role", ["reader", "council", "editor"])
def test_only_the_integration_office_records_workshops(client: Client, it: Evidenced, role: str) -> None:
    as_role(client, role)
    one, group = it.workshop.pk, WorkshopGroup.objects.get().pk
    for page in (
        "workshops/new/", f"workshops/{one}/change/", f"workshops/{one}/remove/", f"workshops/{one}/groups/new/",
        f"workshops/{one}/groups/{group}/", f"proposals/{it.proposal.pk}/words/",
    ):  # fmt: skip
        for method in (client.get, client.post):
            assert method(f"/participation/{page}", {"sure": "on"}).status_code == 403, page
    assert (
        f"/participation/workshops/{one}/change/" not in client.get(f"/participation/workshops/{one}/").content.decode()
    )
    assert Workshop.objects.count() == 1


def test_a_proposal_is_added_to_its_group(client: Client, it: Evidenced) -> None:
    page, group = f"/participation/workshops/{it.workshop.pk}/", WorkshopGroup.objects.get()
    sent = {"group": group.pk, "text": "Noch mehr Kurse"}
    assert as_role(client, "council").post(page, sent).status_code == 403
    assert as_role(client, "integration").post(page, sent).status_code == 302
    assert Proposal.objects.get(text="Noch mehr Kurse").number == 3


def test_a_comment_is_recorded_and_answered(client: Client, it: Evidenced) -> None:
    as_role(client, "integration")
    sent = {"body": "Beirat", "on": "2022-01-10", "edition": "2020", "measure": "", "text": "Mehr Tempo."}
    assert client.get("/participation/comments/new/").status_code == 200
    assert client.post("/participation/comments/new/", sent).status_code == 302
    row = Comment.objects.get(text="Mehr Tempo.")
    page = f"/participation/comments/{row.pk}/"
    assert client.post(page, {"answer": "Ja.", "on": "2022-01-09"}).status_code == 400
    assert client.post(page, {"answer": "Ja, gern.", "on": "2022-01-11"}).status_code == 302
    html = text(client, "/participation/")
    assert "Mehr Tempo." in html
    assert "Antwort 11.01.2022: Ja, gern." in html
    assert "Noch nicht beantwortet." in html


def test_an_answer_needs_words(it: Evidenced) -> None:
    with pytest.raises(InputError, match="words"):
        answer_comment(comment=Comment.objects.get(), answer="", on=date(2022, 1, 1), actor="x")


def test_workshops_of_a_draft_are_for_those_who_work_on_it(client: Client, it: Evidenced) -> None:
    hidden = Workshop.objects.create(edition=it.draft, number=1, title_de="Geheim")
    Comment.objects.create(edition=it.draft, body="B", on=date(2022, 1, 1), text="Zum Entwurf")
    html = text(as_role(client, "council"), "/participation/")
    assert "Geheim" not in html
    assert "Zum Entwurf" not in html
    assert client.get(f"/participation/workshops/{hidden.pk}/").status_code == 404
    assert "Geheim" in text(as_role(client, "integration"), "/participation/")


def test_the_same_queries_with_one_and_with_forty(it: Evidenced, django_assert_num_queries: Counted) -> None:
    workshop = Workshop.objects.select_related("edition").get(pk=it.workshop.pk)

    def read() -> None:
        with django_assert_num_queries(8, using="office"):  # type: ignore[attr-defined]
            workshop_rows(with_drafts=True)
            groups_of(workshop)
            comment_rows(with_drafts=True)

    read()
    group = WorkshopGroup.objects.get()
    for place in range(40):
        Proposal.objects.create(group=group, number=10 + place, text="T").measures.add(it.version.measure)
        Workshop.objects.create(edition=it.edition, number=10 + place, title_de="W")
        Comment.objects.create(edition=it.edition, measure=it.version.measure, body="B", on=date(2022, 1, 1), text="T")
    read()


def share() -> Indicator:
    return Indicator.objects.create(
        code="share", kind="context", name_de="Anteil", definition_de="D", unit="%", decimals=1, source="Amt"
    )


def test_a_share_is_worked_out_from_its_parts(it: Evidenced) -> None:
    observed = NewObservation(date(2020, 12, 31), "Bericht", numerator=Decimal(93000), denominator=Decimal(604000))
    row = record_observation(indicator=share(), observed=observed, actor="x")
    assert row.value == Decimal("15.3974")


@pytest.mark.parametrize(
    "wrong",
    [
        {"numerator": Decimal(93000), "denominator": Decimal(604000), "value": Decimal("14.7")},
        {"numerator": Decimal(93000)},
        {"numerator": Decimal(1), "denominator": Decimal(0)},
        {},
        {"sign": ".", "value": Decimal(1)},
    ],
)
def test_figures_that_do_not_fit_are_refused(it: Evidenced, wrong: dict[str, object]) -> None:
    indicator = share()
    with pytest.raises(InputError):
        record_observation(
            indicator=indicator, observed=NewObservation(date(2020, 12, 31), "B", **wrong), actor="x"  # type: ignore[arg-type]
        )  # fmt: skip
    assert not Observation.objects.filter(indicator=indicator).exists()


def test_a_value_that_is_rounded_as_printed_is_accepted(it: Evidenced) -> None:
    observed = NewObservation(
        date(2020, 12, 31), "B", numerator=Decimal(93000), denominator=Decimal(604000), value=Decimal("15.4")
    )
    assert record_observation(indicator=share(), observed=observed, actor="x").value == Decimal("15.4")


def test_a_later_row_corrects_and_a_break_is_marked(client: Client, it: Evidenced) -> None:
    as_role(client, "integration")
    sent = {"on": "2021-12-31", "value": "200", "document": "Bericht 2021", "next_due": "2022-12-31"}
    assert client.post("/indicators/places/", sent | {"breaks_series": "on"}).status_code == 302
    assert client.post("/indicators/places/", sent | {"value": "210", "breaks_series": "on"}).status_code == 302
    assert [row.value for row in series_of(it.indicator)] == [Decimal(120), Decimal(210)]
    assert Observation.objects.count() == 3
    html = text(client, "/indicators/places/")
    assert "Bruch: Die Werte ab hier" in html
    assert "31.12.2022" in html
    assert "200" not in html
    assert as_role(client, "reader").post("/indicators/places/", sent).status_code == 403


def test_a_new_definition_is_a_new_version_with_its_own_series(client: Client, it: Evidenced) -> None:
    as_role(client, "integration")
    sent = {
        "code": "places", "name_de": "Plätze neu", "kind": "output", "polarity": "up", "unit": "Plätze",
        "decimals": "0", "source": "Amt", "definition_de": "Auch online.",
    }  # fmt: skip
    assert client.get("/indicators/new/").status_code == 200
    assert client.post("/indicators/new/", sent).status_code == 302
    newest = indicators().get(code="places", version=2)
    assert list(indicators()) == [newest]
    assert series_of(newest) == []
    assert "Plätze neu" in text(client, "/indicators/")
