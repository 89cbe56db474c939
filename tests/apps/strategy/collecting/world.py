"""A small strategy whose offices report: one leads six measures, one takes part, one has no mailbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from querschnitt.apps.strategy.actions.collecting.rounds import Planned, invite, open_round
from querschnitt.apps.strategy.models import (
    Edition,
    Field,
    Involvement,
    Measure,
    MeasureVersion,
    Milestone,
    Office,
    OfficeFunction,
    ProgressEntry,
    ReportingRound,
)

LINK = re.compile(r"http://\S+?(/report/\S+)")
NOW = localtime()
TODAY = NOW.date()


@dataclass(frozen=True)
class World:
    """What a test needs to hand."""

    edition: Edition
    social: Office
    school: Office
    coordination: OfficeFunction
    editor: OfficeFunction
    head: OfficeFunction
    schools_editor: OfficeFunction
    versions: tuple[MeasureVersion, ...]
    round: ReportingRound


def office(slug: str, name: str) -> Office:
    return Office.objects.create(slug=slug, name=name, short=slug.upper(), kind="office")


def function(of: Office, name: str, kind: str, **more: object) -> OfficeFunction:
    email = f"{of.slug}-{kind}-{OfficeFunction.objects.count()}@stadt.example"
    return OfficeFunction.objects.create(office=of, name=name, kind=kind, email=email, **more)


def measures(edition: Edition, lead: Office, *, number: int) -> tuple[MeasureVersion, ...]:
    field = Field.objects.create(edition=edition, number=4, name_de="Dialog", name_en="Dialogue")
    versions = [
        MeasureVersion.objects.create(
            measure=Measure.objects.create(first_edition=edition), edition=edition, field=field, number=f"4.{place}",
            position=place, title_de=f"Maßnahme {place}", title_en=f"Measure {place}", kind="Aktion",
            text=f"Die Stadt führt Maßnahme {place} durch.", recurrence="continuous", begins=date(2020, 1, 1),
        )
        for place in range(1, number + 1)
    ]  # fmt: skip
    for version in versions:
        Involvement.objects.create(version=version, office=lead, role="lead")
    return tuple(versions)


def earlier_round(edition: Edition, versions: tuple[MeasureVersion, ...], *, months: int) -> ReportingRound:
    day = TODAY - timedelta(days=30 * months)
    opened = ReportingRound.objects.create(
        edition=edition,
        slug=f"r{months}",
        name_de=f"Vor {months} Monaten",
        name_en=f"{months} months ago",
        state_on=day,
    )
    for version in versions:
        ProgressEntry.objects.create(
            round=opened, version=version, phase="running", schedule="on_time",
            note=f"Maßnahme {version.position} läuft; {months} Monate her.",
        )  # fmt: skip
    return opened


def make_world(*, number: int = 6) -> World:
    edition = Edition.objects.create(slug="2020", title_de="Gesamtkonzept", title_en="Strategy")
    social, school, migration = office("soz", "Sozialamt"), office("sch", "Amt für Schule"), office("rmi", "Referat")
    versions = measures(edition, social, number=number)
    Involvement.objects.create(version=versions[0], office=school, role="involved", part="Räume")
    Milestone.objects.create(measure=versions[0].measure, title="Zehn Gruppen", due=TODAY - timedelta(days=60))
    Edition.objects.update(state="adopted", paper="P", adopted_on="2020-01-29")
    edition.refresh_from_db()
    earlier_round(edition, versions, months=12)
    return World(
        edition=edition,
        social=social,
        school=school,
        coordination=function(migration, "Sachstand", "coord"),
        editor=function(social, "Sachbearbeitung", "editor"),
        head=function(social, "Amtsleitung", "head"),
        schools_editor=function(school, "Planung", "editor"),
        versions=versions,
        round=planned_round(),
    )


def planned_round(*, due_in: int = 14) -> ReportingRound:
    planned = Planned(
        name_de="Sachstand Herbst", name_en="Autumn report", state_on=TODAY - timedelta(days=3),
        due_on=TODAY + timedelta(days=due_in), council_on=TODAY + timedelta(days=90),
        asked_de="Was hat die Wirkung gezeigt?", asked_en="What showed the effect?",
    )  # fmt: skip
    return open_round(planned=planned, on=TODAY, by="integration")


def links(mailbox: list[object], function: OfficeFunction) -> list[str]:
    """Return the addresses of the links that a mailbox has got, the latest last."""
    return [
        found.group(1)
        for mail in mailbox
        if function.email in mail.to  # type: ignore[attr-defined]
        and (found := LINK.search(mail.body))  # type: ignore[attr-defined]
    ]


def invited(world: World, mailbox: list[object], *, now: datetime = NOW) -> str:
    """Invite all offices and return the link of the one that leads."""
    invite(opened=world.round, now=now, by="integration")
    return links(mailbox, world.editor)[-1]
