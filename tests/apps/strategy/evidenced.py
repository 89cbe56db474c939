"""A small strategy in which everything has happened to measure 6.1: the tests of its story read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from querschnitt.apps.accounts.models import User
from querschnitt.apps.indicators.actions import import_release
from querschnitt.apps.indicators.models import Finding, Indicator, Observation
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Comment,
    Conclusion,
    Correction,
    Edition,
    Evidence,
    Field,
    Handover,
    Involvement,
    Measure,
    MeasureVersion,
    Milestone,
    MilestoneEntry,
    Office,
    OfficeMember,
    Origin,
    Paper,
    ProgressEntry,
    Proposal,
    Referral,
    ReportingRound,
    Succession,
    Supplement,
    Workshop,
    WorkshopGroup,
)
from tests.apps.releases import SMALL, VERIFY_KEY

KEY = "2020.office_understanding.often.total"


@dataclass(frozen=True)
class Evidenced:
    """What the tests name of it."""

    before: Edition
    edition: Edition
    draft: Edition
    field: Field
    first: MeasureVersion
    version: MeasureVersion
    drafted: MeasureVersion
    office: Office
    successor: Office
    finding: Finding
    indicator: Indicator
    workshop: Workshop
    proposal: Proposal
    referral: Referral


def _edition(slug: str, year: int, predecessor: Edition | None = None) -> tuple[Edition, Field]:
    edition = Edition.objects.create(
        slug=slug, title_de=f"Konzept {slug}", title_en=f"Strategy {slug}", valid_from=date(year, 2, 1),
        predecessor=predecessor,
    )  # fmt: skip
    return edition, Field.objects.create(edition=edition, number=6, name_de="Feld", name_en="Field")


def version(edition: Edition, field: Field, *, measure: Measure | None = None, number: str = "6.1") -> MeasureVersion:
    """Add a measure to an edition."""
    return MeasureVersion.objects.create(
        measure=measure or Measure.objects.create(first_edition=edition), edition=edition, field=field, number=number,
        position=int(number.partition(".")[2]), title_de=f"Maßnahme {edition.slug}",
        title_en=f"Measure {edition.slug}", text=f"Wortlaut {edition.slug}.", kind="Aktion", recurrence="once",
    )  # fmt: skip


def adopt(edition: Edition, *, on: date, state: str = "adopted") -> None:
    """Adopt an edition, or let it be superseded."""
    Edition.objects.filter(pk=edition.pk).update(state=state, paper=f"P {edition.slug}", adopted_on=on)


def evidenced() -> Evidenced:
    """Make the strategy: 2012 superseded, 2020 adopted, 2023 a draft."""
    office = Office.objects.create(slug="a", name="Amt A", short="A", kind="office")
    later = Office.objects.create(slug="b", name="Amt B", short="B", kind="office")
    before, old_field = _edition("2012", 2012)
    first = version(before, old_field)
    adopt(before, on=date(2012, 12, 12), state="superseded")
    edition, field = _edition("2020", 2020, before)
    Field.objects.filter(pk=field.pk).update(lead=office)
    field.refresh_from_db()
    second = version(edition, field, measure=first.measure)
    Involvement.objects.create(version=second, office=office, role="lead")
    Succession.objects.create(
        edition=edition, kind="reworded", earlier=first, later=second, reason="Klarer gefasst."
    )  # fmt: skip
    adopt(edition, on=date(2020, 1, 29))
    draft, draft_field = _edition("2023", 2023, edition)
    drafted = version(draft, draft_field, measure=first.measure)
    Succession.objects.create(
        edition=draft, kind="reworded", earlier=second, later=drafted, reason="Geheimer Entwurf."
    )  # fmt: skip
    import_release(SMALL, VERIFY_KEY)
    finding = Finding.objects.get(key=KEY)
    indicator = Indicator.objects.create(
        code="places", kind="output", name_de="Plätze", name_en="Places", definition_de="Plätze in Kursen.",
        unit="Plätze", decimals=0, source="Amt A",
    )  # fmt: skip
    Observation.objects.create(indicator=indicator, on=date(2020, 12, 31), value=120, document="Bericht 2020")
    _happened(second, office=office, later=later, indicator=indicator, finding=finding)
    workshop, proposal = _proposed(edition, second)
    referral = Referral.objects.create(
        finding=finding, field=field, office=office, question="Was folgt daraus?", referred_on=date(2021, 12, 20),
        due_on=date(2022, 2, 1),
    )  # fmt: skip
    return Evidenced(
        before, edition, draft, field, first, second, drafted, office, later, finding, indicator, workshop, proposal,
        referral,
    )  # fmt: skip


def _happened(it: MeasureVersion, *, office: Office, later: Office, indicator: Indicator, finding: Finding) -> None:
    paper = Paper.objects.create(
        number="VII-A-1", kind="motion", state="accepted", title="Mehr davon", submitted_on=date(2020, 9, 1)
    )
    paper.measures.add(it.measure)
    Supplement.objects.create(
        edition=it.edition, number=1, paper=paper, reason="Antrag", applies_from=date(2021, 1, 1)
    )  # fmt: skip
    Correction.objects.create(
        subject="version", row=it.pk, column="text", printed="Wortlaut", correct="Der Wortlaut", reason="Druckfehler",
        corrected_by="x",
    )  # fmt: skip
    Handover.objects.create(
        measure=it.measure, earlier=office, later=later, on=date(2022, 1, 1), reason="Neuer Zuschnitt"
    )
    asked = ReportingRound.objects.create(
        edition=it.edition, slug="r", name_de="Runde", name_en="Round", state_on=date(2021, 11, 30)
    )
    entry = ProgressEntry.objects.create(
        round=asked, version=it, office=office, phase="running", schedule="late", completion="counted", counted=30,
        target=40, counted_unit="Plätze", note="Läuft.", internal="Nur intern.", obstacles="Kein Raum.",
        next_steps="Raum suchen.",
    )  # fmt: skip
    step = Milestone.objects.create(measure=it.measure, title="Eröffnet", due=date(2021, 6, 30))
    MilestoneEntry.objects.create(entry=entry, milestone=step, state="done", done_on=date(2021, 7, 1))
    for stage, amount in (("requested", 5000), ("decided", 3000)):
        BudgetLine.objects.create(
            edition=it.edition, version=it, year=2021, stage=stage, amount=amount, purpose_de="Kurse",
            purpose_en="Courses", source="Haushalt",
        )  # fmt: skip
    Comment.objects.create(edition=it.edition, measure=it.measure, body="Beirat", on=date(2021, 3, 1), text="Zu wenig.")
    Evidence.objects.create(version=it, finding=finding, role="need", note_de="Zeigt den Bedarf.")
    Evidence.objects.create(version=it, indicator=indicator, role="output", note_de="Zählt die Plätze.")
    Origin.objects.create(measure=it.measure, kind="law", text="SächsIntG § 5")


def _proposed(edition: Edition, it: MeasureVersion) -> tuple[Workshop, Proposal]:
    workshop = Workshop.objects.create(
        edition=edition, number=1, title_de="Werkstatt", title_en="Workshop one", held_on=date(2019, 5, 1)
    )  # fmt: skip
    group = WorkshopGroup.objects.create(workshop=workshop, title="Tisch 1")
    proposal = Proposal.objects.create(group=group, number=1, text="Mehr Kurse")
    Proposal.objects.create(group=group, number=2, text="Alles umsonst")
    proposal.measures.add(it.measure)
    Origin.objects.create(measure=it.measure, kind="proposal", proposal=proposal)
    return workshop, proposal


def concluded(it: Evidenced) -> Conclusion:
    """Record a conclusion that names the measure."""
    row = Conclusion.objects.create(
        referral=it.referral,
        kind="change",
        text="Wir ändern 6.1.",
        recorded_by="Leitung",
        recorded_on=date(2022, 1, 15),
    )
    row.measures.add(it.version.measure)
    return row


def member(office: Office, name: str = "editor") -> User:
    """Return a person of an office."""
    person = User.objects.create_user(name, role=User.Role.EDITOR)
    if not User.objects.using("office").filter(pk=person.pk).exists():  # here the hall may stand in another database
        User.objects.using("office").create(pk=person.pk, username=name, role=User.Role.EDITOR)
    OfficeMember.objects.create(user_id=person.pk, office=office)
    return person
