"""Office A becomes B and N from a day on: open things move, reports keep the old name, nothing is done by halves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from querschnitt.apps.accounts.models import User
from querschnitt.apps.strategy.actions.reorganising import NewOffice, Reorganisation, reorganise
from querschnitt.apps.strategy.models import (
    Draft,
    Edition,
    Handover,
    Office,
    OfficeFunction,
    OfficeMember,
    OfficeSuccession,
    ProgressEntry,
    ReportingRound,
    StatusLink,
)
from querschnitt.apps.strategy.queries.in_force import parts_on, versions_on
from querschnitt.apps.strategy.queries.offices import affected_by, office_rows
from querschnitt.core.errors import InputError, StateError
from tests.apps.strategy.small import draft, first_edition, version

pytestmark = pytest.mark.django_db(databases=["office"])
DAY, TODAY = date(2022, 4, 1), date(2022, 4, 5)


@pytest.fixture
def edition() -> Edition:
    """A leads 1.1 and 2.2 and has a round open: a link, two drafts, a function, a member; one entry is released."""
    edition = first_edition()
    office = Office.objects.get(slug="a")
    function = OfficeFunction.objects.create(office=office, name="Sachgebiet", kind="editor", email="a@stadt.example")
    user = User.objects.db_manager("office").create_user("a", role=User.Role.EDITOR)
    OfficeMember.objects.create(user_id=user.pk, office=office)
    opened = ReportingRound.objects.create(edition=edition, slug="r", name_de="Runde", state_on=DAY)
    at = datetime(2022, 3, 1, tzinfo=UTC)
    StatusLink.objects.create(
        round=opened,
        office=office,
        function=function,
        purpose="report",
        token_sha256="0" * 64,
        sent_at=at,
        expires_at=at,
    )
    for number, state in (("1.1", "open"), ("2.2", "released")):
        Draft.objects.create(
            round=opened, version=version(edition, number), office=office, state=state, phase="running", note="Läuft."
        )
    ProgressEntry.objects.create(
        round=opened, version=version(edition, "2.2"), office=office, phase="running", note="Läuft."
    )
    return edition


def change(**other: object) -> Reorganisation:
    said = {
        "office": Office.objects.get(slug="a"), "on": DAY, "reason": "Organisationsverfügung 3",
        "new": [NewOffice(slug="n", name="Amt N", short="N")], "existing": [Office.objects.get(slug="b")],
    }  # fmt: skip
    return Reorganisation(**(said | other))  # type: ignore[arg-type]


def leads(edition: Edition, day: date) -> dict[str, tuple[str, str]]:
    versions = list(versions_on(edition, day))
    parts = parts_on(versions, day)
    found = {row.number: parts[row.pk][0] for row in versions}
    return {number: (part.office.slug, part.before.slug if part.before else "") for number, part in found.items()}


def test_one_action_moves_what_is_open_and_leaves_what_was(edition: Edition) -> None:
    new = draft()
    done = reorganise(change=change(given={version(edition, "2.2").measure_id: "b"}), today=TODAY)
    assert ([office.slug for office in done.successors], done.measures, done.drafts, done.links) == (
        ["n", "b"],
        2,
        1,
        1,
    )
    assert (done.functions, done.members) == (1, 1)
    assert leads(edition, date(2022, 3, 31)) == {"1.1": ("a", ""), "1.2": ("b", ""), "2.1": ("b", ""), "2.2": ("a", "")}
    assert leads(edition, DAY) == {"1.1": ("n", "a"), "1.2": ("b", ""), "2.1": ("b", ""), "2.2": ("b", "a")}
    assert Office.objects.get(slug="a").valid_until == DAY
    assert set(OfficeSuccession.objects.values_list("successor__slug", flat=True)) == {"n", "b"}
    assert dict(Draft.objects.values_list("version__number", "office__slug")) == {"1.1": "n", "2.2": "a"}
    assert ProgressEntry.objects.get().office.slug == "a"  # type: ignore[union-attr]
    assert StatusLink.objects.get().revoked_at is not None
    assert OfficeMember.objects.get().office.slug == "n"
    assert list(OfficeFunction.objects.order_by("pk").values_list("office__slug", "email", "valid_until")) == [
        ("a", "a@stadt.example", DAY), ("n", "a@stadt.example", None),
    ]  # fmt: skip
    assert [part.office.slug for part in version(new, "1.1").involvements.filter(role="lead")] == ["n"]
    assert version(edition, "1.1").involvements.get(role="lead").office.slug == "a"


def test_a_successor_that_took_part_leads_now_and_stands_once(edition: Edition) -> None:
    new = draft()
    reorganise(change=change(new=(), existing=[Office.objects.get(slug="c")]), today=TODAY)
    versions = list(versions_on(edition, DAY))
    parts = parts_on(versions, DAY)[versions[0].pk]
    assert [(part.office.slug, part.role) for part in parts] == [("c", "lead")]
    assert list(version(new, "1.1").involvements.values_list("office__slug", "role")) == [("c", "lead")]


def test_the_preview_names_what_would_move_and_moves_nothing(edition: Edition) -> None:
    found = affected_by(Office.objects.get(slug="a"), DAY)
    assert [(part.version.number, part.role) for part in found.parts] == [("1.1", "lead"), ("2.2", "lead")]
    assert [len(rows) for rows in (found.drafts, found.links, found.functions, found.members)] == [1, 1, 1, 1]
    assert not Handover.objects.exists()


def test_reorganised_twice_the_way_is_followed(edition: Edition) -> None:
    reorganise(change=change(existing=()), today=TODAY)
    again = Reorganisation(
        office=Office.objects.get(slug="n"), on=date(2022, 9, 1), reason="r", new=[NewOffice("m", "Amt M", "M")]
    )
    reorganise(change=again, today=date(2022, 9, 2))
    assert leads(edition, date(2022, 8, 31))["1.1"] == ("n", "a")
    assert leads(edition, date(2022, 9, 1))["1.1"] == ("m", "a")
    rows = {row.office.slug: row for row in office_rows(date(2022, 9, 1))}
    assert (rows["m"].leads, rows["a"].leads, [office.slug for office in rows["n"].successors]) == (2, 0, ["m"])


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"new": (), "existing": ()}, "No successor"),
        ({"reason": ""}, "A reason is needed"),
        ({"on": date(2022, 4, 6)}, "still to come"),
        ({"new": [NewOffice(slug="c", name="Noch eins", short="C")]}, "this short name already"),
    ],
)
def test_what_is_refused_changes_nothing(edition: Edition, other: dict[str, object], error: str) -> None:
    with pytest.raises((InputError, StateError), match=error):
        reorganise(change=change(**other), today=TODAY)
    assert Office.objects.get(slug="a").valid_until is None
    assert (Handover.objects.count(), OfficeSuccession.objects.count(), Office.objects.count()) == (0, 0, 3)


def test_a_measure_goes_to_a_successor_only_and_an_office_ends_once(edition: Edition) -> None:
    with pytest.raises(InputError, match="no successor"):
        reorganise(change=change(given={version(edition, "1.1").measure_id: "c"}), today=TODAY)
    reorganise(change=change(), today=TODAY)
    with pytest.raises(StateError, match="has ended already"):
        reorganise(change=change(new=()), today=TODAY)
