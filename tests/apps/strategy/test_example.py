"""The example strategy: three editions that follow each other, and a mark on every row that is invented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db.models import Model, Q

from querschnitt.apps.indicators.actions import import_release
from querschnitt.apps.indicators.models import Indicator
from querschnitt.apps.strategy.actions import (
    import_strategy,
    link_evidence,
    read_referrals,
    read_rules,
    refer_findings,
)
from querschnitt.apps.strategy.models import (
    BudgetFrame,
    BudgetLine,
    BudgetState,
    Comment,
    Conclusion,
    Consultation,
    Edition,
    Evidence,
    Handover,
    MeasureVersion,
    Milestone,
    Office,
    OfficeFunction,
    Origin,
    Paper,
    ProgressEntry,
    Proposal,
    Referral,
    ReportingRound,
    StrategicGoal,
    Succession,
    Workshop,
)
from querschnitt.apps.strategy.queries.comparison import problems_of
from tests.apps.releases import SMALL, VERIFY_KEY
from tests.apps.strategy.folders import LEIPZIG

pytestmark = pytest.mark.django_db(databases=["office"])


@pytest.fixture
def leipzig() -> None:
    import_strategy(folder=LEIPZIG)
    import_release(SMALL, VERIFY_KEY)
    link_evidence(rules=read_rules(LEIPZIG / "evidence.toml"))
    refer_findings(referrals=read_referrals(LEIPZIG / "conclusions.toml"))


MARKED = (
    *(BudgetFrame, BudgetLine, BudgetState, Comment, Conclusion, Consultation, Evidence, Handover, Indicator),
    *(MeasureVersion, Milestone, Origin, Paper, ProgressEntry, Proposal, Referral, ReportingRound, StrategicGoal),
    *(Succession, Workshop),
)
# What stands unmarked in the database, by what names it in the README.
PUBLISHED = {
    Paper: "number",
    Indicator: "code",
    Milestone: "title",
    MeasureVersion: "number",
    Consultation: "body",
    BudgetLine: "amount",
    BudgetFrame: "amount",
}


def unmarked(model: type[Model]) -> Iterator[object]:
    for row in model._default_manager.filter(invented=False):
        yield getattr(row, PUBLISHED[model]) if model in PUBLISHED else row


@pytest.mark.usefixtures("leipzig")
def test_every_row_that_is_not_marked_is_named_as_published_in_the_readme() -> None:
    published = (LEIPZIG / "README.md").read_text(encoding="utf-8").split("## Invented or assumed")[0]
    for model in MARKED:
        names = {f"{int(it):,}" if model in (BudgetLine, BudgetFrame) else str(it) for it in unmarked(model)}
        assert {name for name in names if name not in published and name != "0"} == set(), model.__name__
        assert model._default_manager.exists(), model.__name__


@pytest.mark.usefixtures("leipzig")
def test_what_is_published_is_no_more_than_these() -> None:
    found = {model.__name__: len(list(unmarked(model))) for model in MARKED}
    assert {name: count for name, count in found.items() if count} == {
        "MeasureVersion": 8,
        "Paper": 7,
        "Consultation": 2,
        "Indicator": 4,
        "Milestone": 2,
        "BudgetLine": 12,
        "BudgetFrame": 3,
    }


def test_three_editions_follow_each_other_and_the_draft_stays_a_draft() -> None:
    imported = import_strategy(folder=LEIPZIG)
    assert [(row.slug, row.state, row.fields, row.measures) for row in imported.editions] == [
        ("2012", "superseded", 8, 40),
        ("2020", "adopted", 8, 89),
        ("2023", "draft", 9, 87),
    ]
    chain = Edition.objects.order_by("slug").values_list("slug", "predecessor__slug", "valid_until")
    assert [(slug, before, str(until)) for slug, before, until in chain] == [
        ("2012", None, "2020-01-29"),
        ("2020", "2012", "None"),
        ("2023", "2020", "None"),
    ]


@pytest.mark.parametrize(("before", "now"), [("2012", "2020"), ("2020", "2023")])
def test_every_measure_stands_on_both_sides_of_the_successions(before: str, now: str) -> None:
    import_strategy(folder=LEIPZIG)
    rows = list(Succession.objects.filter(edition__slug=now))
    for slug, side in ((before, "earlier"), (now, "later")):
        there = set(MeasureVersion.objects.filter(edition__slug=slug).values_list("pk", flat=True))
        assert {getattr(row, f"{side}_id") for row in rows} - {None} == there
    kinds = Counter(row.kind for row in rows)
    assert set(kinds) == set(Succession.Kind.values)
    assert kinds["split"] % 2 == kinds["merged"] % 2 == 0
    assert problems_of(Edition.objects.get(slug=now)) == []  # each kind is what the contents say


def test_a_measure_that_goes_on_keeps_its_identity() -> None:
    import_strategy(folder=LEIPZIG)
    for row in Succession.objects.filter(kind__in=["kept", "reworded", "moved"]).select_related("earlier", "later"):
        assert row.earlier is not None
        assert row.later is not None
        assert row.earlier.measure_id == row.later.measure_id, str(row)
    split = Succession.objects.filter(kind="split", edition__slug="2023", earlier__number="6.5").order_by("pk")
    same = [row.earlier.measure_id == row.later.measure_id for row in split]  # type: ignore[union-attr]
    assert same == [True, False]


def test_two_rounds_are_closed_and_the_latest_is_open_each_with_all_measures() -> None:
    import_strategy(folder=LEIPZIG)
    rounds = ReportingRound.objects.order_by("state_on")
    assert [(row.slug, row.closed_on is None, row.entries.count()) for row in rounds] == [
        ("2020-11", False, 89),
        ("2021-11", False, 89),
        ("2022-05", True, 89),
    ]
    assert set(ProgressEntry.objects.values_list("phase", flat=True)) == {
        "planned",
        "running",
        "paused",
        "done",
        "ended",
    }
    assert set(ProgressEntry.objects.values_list("completion", flat=True)) == {"", "counted", "not_assessable"}


def test_a_report_names_the_office_that_led_on_its_day() -> None:
    import_strategy(folder=LEIPZIG)
    led = ProgressEntry.objects.filter(version__number__in=["1.2", "1.4"]).order_by(
        "version__number", "round__state_on"
    )
    assert [entry.office.slug for entry in led if entry.office] == ["ajfb", "ajf", "ajf", "ajfb", "schule", "schule"]


def test_papers_are_frozen_with_their_way() -> None:
    import_strategy(folder=LEIPZIG)
    paper = Paper.objects.get(number="VI-DS-08033-NF-02")
    decided = paper.consultations.get(role="decision")
    assert (paper.state, str(decided.on)) == ("accepted_amended", "2020-01-29")
    assert (decided.votes_for, decided.votes_against, decided.abstentions) == (40, 7, 7)
    assert paper.consultations.count() == 6
    assert Paper.objects.get(number="VI-DS-03306").reply_to == Paper.objects.get(number="VI-A-02097")


def test_eight_workshops_and_what_became_of_every_proposal() -> None:
    import_strategy(folder=LEIPZIG)
    held = list(Workshop.objects.values_list("held_on", flat=True))
    assert (len(held), str(min(held))[:7], str(max(held))[:7]) == (8, "2017-03", "2018-04")
    assert not Proposal.objects.filter(
        Q(outcome="open") | Q(outcome__in=["not_taken", "elsewhere"], answer="")
    ).exists()
    taken = Proposal.objects.filter(outcome__in=["taken", "partly"])
    assert all(proposal.measures.count() == proposal.origins.count() > 0 for proposal in taken)


def test_every_office_of_today_has_one_who_reports_and_one_who_releases() -> None:
    import_strategy(folder=LEIPZIG)
    for office in Office.objects.filter(valid_until=None):
        assert {"editor", "head"} <= set(office.functions.values_list("kind", flat=True)), office
    assert not OfficeFunction.objects.exclude(email__endswith=".example").exists()


@pytest.mark.usefixtures("leipzig")
def test_findings_go_to_fields_once_and_the_rest_is_named() -> None:
    again = refer_findings(referrals=read_referrals(LEIPZIG / "conclusions.toml"))
    assert (again.referrals, again.conclusions) == (0, 0)
    assert "german_course=wanted" in again.without_finding
    referral = Referral.objects.get(finding__variable="office_understanding")
    conclusion = referral.conclusions.get()
    numbers = MeasureVersion.objects.filter(edition__slug="2020", measure__in=conclusion.measures.all())
    assert (referral.field.number, sorted(numbers.values_list("number", flat=True))) == (6, ["6.1", "6.6"])
