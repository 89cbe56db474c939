"""What a draft lacked: its strategic goals, its order, a way to throw it away, and where its measures come from."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from querschnitt.apps.accounts.models import Activity, User
from querschnitt.apps.strategy.actions.discarding import discard_draft
from querschnitt.apps.strategy.actions.drafts import renumber
from querschnitt.apps.strategy.actions.goals import GoalWords, add_goal, change_goal, remove_goal
from querschnitt.apps.strategy.actions.measures import add_measure, change_measure, end_measure
from querschnitt.apps.strategy.actions.order import in_order, order_fields, order_measures
from querschnitt.apps.strategy.actions.origins import add_origin, remove_origin
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Comment,
    Edition,
    Measure,
    Milestone,
    Origin,
    Paper,
    ProgressEntry,
    Proposal,
    ReportingRound,
    Workshop,
    WorkshopGroup,
)
from querschnitt.apps.strategy.queries.comparison import problems_of
from querschnitt.apps.strategy.queries.drafts import losses_of
from querschnitt.core.errors import InputError, StateError
from tests.apps.strategy.evidenced import KEY, evidenced
from tests.apps.strategy.evidenced import version as version_of
from tests.apps.strategy.small import adopted, draft, first_edition, version, words_of
from tests.apps.strategy.test_drafts import kinds

pytestmark = [
    pytest.mark.django_db(databases=["office", "statistics"]),
    pytest.mark.urls("querschnitt.site.urls.office"),
]


@pytest.fixture
def old() -> Edition:
    return first_edition(each_field=3)


@pytest.fixture
def new(old: Edition) -> Edition:
    return draft()


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_user("integration", role=User.Role.INTEGRATION))
    return client


def numbers(edition: Edition, field: int = 1) -> list[str]:
    rows = edition.versions.filter(field__number=field, supplement=None).order_by("position")
    return list(rows.values_list("number", flat=True))


def test_a_goal_is_added_worded_anew_and_removed(new: Edition) -> None:
    goal = add_goal(edition=new, words=GoalWords(number="Z2", text_de="Arbeit"))
    goal.versions.add(version(new, "1.1"))
    change_goal(goal=goal, words=GoalWords(number="Z3", text_de="Gute Arbeit", text_en="Good work"))
    assert new.goals.get(number="Z3").text_en == "Good work"
    assert remove_goal(goal=goal) == 1
    assert [row.number for row in new.goals.all()] == ["Z1"]
    assert Activity.objects.using("office").filter(verb="remove goal", figures={"measures": 1}).exists()


def test_measures_that_lose_a_goal_are_reworded(new: Edition) -> None:
    remove_goal(goal=new.goals.get(number="Z1"))
    assert set(kinds(new).values()) == {"reworded"}
    assert problems_of(new) == []


def test_a_goal_number_is_taken_once_and_an_adopted_goal_stays(old: Edition, new: Edition) -> None:
    with pytest.raises(StateError, match="number of the goal is taken"):
        add_goal(edition=new, words=GoalWords(number="Z1", text_de="Noch eins"))
    for step in (
        lambda: add_goal(edition=old, words=GoalWords(number="Z9", text_de="x")),
        lambda: change_goal(goal=old.goals.get(), words=GoalWords(number="Z1", text_de="anders")),
        lambda: remove_goal(goal=old.goals.get()),
    ):
        with pytest.raises(StateError, match="adopted edition is not changed"):
            step()
    assert old.goals.get().text_de == "Teilhabe"


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({}, [1, 2, 3, 4]),
        ({4: 1}, [4, 1, 2, 3]),
        ({1: 4}, [2, 3, 4, 1]),
        ({2: 3}, [1, 3, 2, 4]),
        ({3: 2}, [1, 3, 2, 4]),
        ({1: 2, 2: 1}, [2, 1, 3, 4]),
        ({1: 4, 2: 3, 3: 2, 4: 1}, [4, 3, 2, 1]),
    ],
)
def test_who_changes_one_place_moves_one_row(places: dict[int, int], expected: list[int]) -> None:
    assert in_order([1, 2, 3, 4], places) == expected


def test_measures_change_places_and_keep_their_numbers_until_they_are_numbered_through(new: Edition) -> None:
    assert order_measures(field=new.fields.get(number=1), places={version(new, "1.3").pk: 1}) == 3
    assert numbers(new) == ["1.3", "1.1", "1.2"]
    assert set(kinds(new).values()) == {"kept"}
    assert renumber(edition=new) == 3
    assert numbers(new) == ["1.1", "1.2", "1.3"]
    assert order_measures(field=new.fields.get(number=1), places={}) == 0


def test_fields_change_places_and_no_measure_has_moved(new: Edition) -> None:
    second = new.fields.get(number=2)
    assert order_fields(edition=new, places={second.pk: 1}) == 2
    assert [row.name_de for row in new.fields.order_by("number")] == ["Feld 2", "Feld 1"]
    renumber(edition=new)
    assert kinds(new)["2.1→1.1"] == "kept"
    assert problems_of(new) == []


def test_an_adopted_edition_keeps_its_order(old: Edition) -> None:
    with pytest.raises(StateError, match="adopted edition is not changed"):
        order_measures(field=old.fields.get(number=1), places={version(old, "1.3").pk: 1})
    with pytest.raises(StateError, match="adopted edition is not changed"):
        order_fields(edition=old, places={old.fields.get(number=2).pk: 1})
    assert numbers(old) == ["1.1", "1.2", "1.3"]


def test_goals_and_order_in_the_browser_s_words(office: Client, new: Edition) -> None:
    page = "/editions/2023/draft/"
    assert office.post(f"{page}goals/new/", {"number": "Z2", "text_de": "Arbeit"}).status_code == 302
    goal = new.goals.get(number="Z2")
    assert office.post(f"{page}goals/{goal.pk}/", {"number": "Z2", "text_de": "Gute Arbeit"}).status_code == 302
    assert "Gute Arbeit" in office.get(page).content.decode()
    assert office.post(f"{page}goals/{goal.pk}/remove/", {}).status_code == 200
    assert office.post(f"{page}goals/{goal.pk}/remove/", {"sure": "on"}).status_code == 302
    assert not new.goals.filter(number="Z2").exists()
    rows = [version(new, number).pk for number in ("1.1", "1.2", "1.3")]
    sent = {f"place-{key}": place for key, place in zip(rows, (1, 2, 2), strict=True)}
    assert office.post(f"{page}fields/1/order/", sent).status_code == 302
    assert numbers(new) == ["1.1", "1.3", "1.2"]
    refused = office.post(f"{page}fields/1/order/", sent | {f"place-{rows[0]}": 9})
    assert refused.context["form"].errors
    fields = {f"place-{field.pk}": 3 - field.number for field in new.fields.all()}
    assert office.post(f"{page}order/", fields).status_code == 302
    assert new.fields.get(number=1).name_de == "Feld 2"


def fill(new: Edition) -> None:
    """Do to a draft what an office does to one."""
    change_measure(version=version(new, "1.1"), words=words_of(version(new, "1.1"), text="Anders."))
    end_measure(version=version(new, "1.2"), reason="erledigt")
    added = add_measure(edition=new, words=words_of(version(new, "2.1"), number="2.9"))
    add_origin(version=added, source=Origin.Kind.LAW, text="SächsIntG § 5")
    Milestone.objects.create(measure=added.measure, title="Beginn", due=date(2024, 1, 1))
    first = BudgetLine.objects.create(
        edition=new, version=added, year=2024, stage="requested", amount=100, purpose_de="Kurse", source="Amt"
    )
    BudgetLine.objects.create(
        edition=new, version=added, year=2024, stage="requested", amount=90, purpose_de="Kurse", source="Amt",
        corrects=first, correction_reason="vertippt",
    )  # fmt: skip
    asked = ReportingRound.objects.create(edition=new, slug="r", name_de="R", state_on=date(2023, 1, 1))
    ProgressEntry.objects.create(round=asked, version=added, phase="planned", note="Noch nicht.")
    Comment.objects.create(edition=new, measure=added.measure, body="Beirat", on=date(2023, 1, 2), text="Gut so.")
    Workshop.objects.create(edition=new, number=1, title_de="Werkstatt")
    Paper.objects.create(number="A-1", kind="motion", title="Antrag", edition=new)


def test_a_draft_is_thrown_away_with_all_that_stands_in_it(old: Edition, new: Edition) -> None:
    Workshop.objects.create(edition=old, number=1, title_de="Erste Werkstatt")
    known = Measure.objects.count()
    fill(new)
    losses = losses_of(new)
    assert (losses.measures, losses.changed, losses.ended, losses.money, losses.status) == (6, 2, 1, 2, 1)
    assert discard_draft(edition=new, actor="x") == losses
    assert list(Edition.objects.values_list("slug", flat=True)) == ["2020"]
    assert Measure.objects.count() == known
    assert (BudgetLine.objects.count(), ProgressEntry.objects.count(), Origin.objects.count()) == (0, 0, 0)
    assert [row.title_de for row in old.workshops.order_by("number")] == ["Erste Werkstatt", "Werkstatt"]
    assert (old.comments.get().text, old.comments.get().measure) == ("Gut so.", None)
    assert Paper.objects.get(number="A-1").edition == old
    entry = Activity.objects.using("office").get(verb="discard draft")
    assert (entry.subject, entry.figures["measures"]) == ("2023", 6)
    assert draft("2024").versions.count() == 6


@pytest.mark.parametrize("state", ["proposed", "amended"])
def test_what_was_handed_in_is_not_thrown_away(new: Edition, state: str) -> None:
    Edition.objects.filter(pk=new.pk).update(state=state)
    with pytest.raises(StateError, match="not handed in"):
        discard_draft(edition=new)
    assert new.versions.count() == 6


def test_an_adopted_edition_is_never_thrown_away(old: Edition, new: Edition) -> None:
    with pytest.raises(StateError, match="not handed in"):
        discard_draft(edition=old)
    BudgetLine.objects.create(
        edition=old, version=version(old, "1.1"), year=2021, stage="decided", amount=1, purpose_de="K", source="H"
    )
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic(using="office"):
        old.budget_lines.all()._raw_delete("office")
    with pytest.raises(StateError, match="not handed in"):
        discard_draft(edition=adopted(new))


def test_money_of_a_draft_is_still_only_added(new: Edition) -> None:
    BudgetLine.objects.create(edition=new, year=2024, stage="requested", amount=1, purpose_de="K", source="H")
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic(using="office"):
        new.budget_lines.update(amount=2)


def test_the_page_says_what_is_lost_and_asks(office: Client, new: Edition) -> None:
    fill(new)
    html = office.get("/editions/2023/draft/discard/", headers={"accept-language": "de"}).content.decode()
    shown = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html))
    assert "Maßnahmen 6" in shown
    assert "Zeilen mit Beträgen 2" in shown
    assert office.post("/editions/2023/draft/discard/", {}).status_code == 200
    assert Edition.objects.filter(slug="2023").exists()
    assert office.post("/editions/2023/draft/discard/", {"sure": "on"}).status_code == 302
    assert not Edition.objects.filter(slug="2023").exists()


def test_origins_name_their_source_and_are_taken_back(old: Edition) -> None:
    workshop = Workshop.objects.create(edition=old, number=1, title_de="Werkstatt")
    group = WorkshopGroup.objects.create(workshop=workshop, title="Tisch 1")
    proposal = Proposal.objects.create(group=group, number=1, text="Mehr Kurse")
    paper = Paper.objects.create(number="A-1", kind="motion", title="Antrag")
    it = version(old, "1.1")
    for source in (workshop, proposal, paper):
        add_origin(version=it, source=source)
    law = add_origin(version=it, source=Origin.Kind.LAW, text=" SächsIntG § 5 ")
    assert [row.kind for row in it.measure.origins.order_by("pk")] == ["workshop", "proposal", "paper", "law"]
    assert law.text == "SächsIntG § 5"
    with pytest.raises(StateError, match="stands already"):
        add_origin(version=it, source=workshop)
    with pytest.raises(StateError, match="stands already"):
        add_origin(version=it, source=Origin.Kind.LAW, text="SächsIntG § 5")
    with pytest.raises(InputError, match="names its source"):
        add_origin(version=it, source=Origin.Kind.OTHER, text=" ")
    with pytest.raises(InputError, match="names its source"):
        add_origin(version=it, source=Origin.Kind.PAPER, text="A-1")
    remove_origin(version=it, origin=law)
    assert it.measure.origins.count() == 3
    assert Activity.objects.using("office").get(verb="remove origin").figures["source"] == "SächsIntG § 5"


def test_an_origin_is_added_on_the_measure_s_page(office: Client, old: Edition) -> None:
    workshop = Workshop.objects.create(edition=old, number=1, title_de="Werkstatt")
    page = "/measures/1.1/origins/new/?edition=2020"
    assert office.post(page, {"source": "law", "text": ""}).context["form"].errors
    assert office.post(page, {"source": f"workshop-{workshop.pk}"}).status_code == 302
    html = office.get("/measures/1.1/").content.decode()
    assert f"/participation/workshops/{workshop.pk}/" in html
    origin = Origin.objects.get()
    assert office.post(f"/measures/1.2/origins/{origin.pk}/remove/").status_code == 404
    assert office.post(f"/measures/1.1/origins/{origin.pk}/remove/").status_code == 302
    assert not Origin.objects.exists()


def test_a_workshop_of_a_draft_is_no_origin_for_the_council(client: Client, old: Edition, new: Edition) -> None:
    workshop = Workshop.objects.create(edition=new, number=1, title_de="Geheime Werkstatt")
    proposal = Proposal.objects.create(
        group=WorkshopGroup.objects.create(workshop=workshop, title="Tisch"), number=1, text="Geheimer Vorschlag"
    )
    it = version(old, "1.1")
    add_origin(version=it, source=workshop)
    add_origin(version=it, source=proposal)
    proposal.measures.add(it.measure)
    for role, is_shown in ((User.Role.COUNCIL, False), (User.Role.EDITOR, True)):
        client.force_login(User.objects.create_user(role, role=role))
        html = client.get("/measures/1.1/").content.decode()
        assert ("Geheime Werkstatt" in html, "Geheimer Vorschlag" in html) == (is_shown, is_shown)


def test_a_measure_of_the_draft_alone_is_no_follow_up_of_a_finding_for_the_council(client: Client) -> None:
    it = evidenced()
    fresh = version_of(it.draft, it.drafted.field, number="6.9")
    add_origin(version=fresh, source=it.finding)
    address = f"/m/{fresh.measure_id}/"
    for role, is_shown in ((User.Role.COUNCIL, False), (User.Role.EDITOR, True)):
        client.force_login(User.objects.create_user(role, role=role))
        assert (address in client.get(f"/findings/{KEY}/").content.decode()) is is_shown
