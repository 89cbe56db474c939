"""A strategy of any size, of invented rows: for measuring pages, and for counting their queries."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from querschnitt.apps.strategy.actions.drafts import NewEdition, open_draft, settle
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Edition,
    Field,
    Involvement,
    Measure,
    MeasureVersion,
    Milestone,
    Office,
    Paper,
    ProgressEntry,
    ReportingRound,
    Succession,
)

FIELDS = 8
FIRST_YEAR, EVERY = 2018, 2  # of the editions, in years
WORDS = ("Sprachkurse", "Beratung", "Patenschaften", "Wohnen", "Ausbildung", "Gesundheit", "Nachbarschaft", "Sport")
PHASES = ("running", "running", "running", "planned", "paused", "done")


@transaction.atomic(using="office")
def make_strategy(*, editions: int, measures: int, rounds: int = 2, offices: int = 20) -> None:
    """Write editions that follow each other, the last one in force, each with all measures, their status and money."""
    houses = Office.objects.bulk_create(
        Office(slug=f"amt-{n}", name=f"Amt {n} (erfunden)", short=f"A{n}", kind="office") for n in range(1, offices + 1)
    )
    identities: list[Measure] = []
    before: list[MeasureVersion] = []
    for place in range(editions):
        year = FIRST_YEAR + EVERY * place
        edition = Edition.objects.create(
            slug=str(year), title_de=f"Gesamtkonzept {year}", title_en=f"Strategy {year}", invented=True,
            valid_from=date(year, 2, 1), budget_from=year + 1, budget_until=year + 2,
            predecessor=before[0].edition if before else None,
        )  # fmt: skip
        if not identities:
            identities = Measure.objects.bulk_create(Measure(first_edition=edition) for _ in range(measures))
        versions = _versions(edition, identities, year)
        _parts_and_money(versions, houses, year)
        _status(edition, versions, rounds=rounds, year=year)
        Succession.objects.bulk_create(
            Succession(edition=edition, kind="kept", earlier=old, later=new)
            for old, new in zip(before, versions, strict=False)
        )
        _decide(edition, year)
        before = versions
    _milestones_and_papers(identities)


def open_next(slug: str, *, reworded_every: int) -> None:
    """Open the draft of the next edition, and give some of its measures other words."""
    new = NewEdition(slug=slug, title_de=f"Gesamtkonzept {slug}", title_en=f"Strategy {slug}")
    draft = open_draft(new=new, day=date(int(slug) - 1, 12, 31))
    reworded = list(draft.versions.order_by("pk"))[::reworded_every]
    for version in reworded:
        version.text = version.text.replace("berichtet jährlich", "berichtet alle zwei Jahre")
    MeasureVersion.objects.bulk_update(reworded, ["text"])
    settle(draft)


def _versions(edition: Edition, identities: list[Measure], year: int) -> list[MeasureVersion]:
    fields = Field.objects.bulk_create(
        Field(edition=edition, number=n, name_de=f"Feld {n}", name_en=f"Field {n}") for n in range(1, FIELDS + 1)
    )
    rows = []
    for n, measure in enumerate(identities):
        field, place = fields[n % FIELDS], n // FIELDS + 1
        word = WORDS[n % len(WORDS)]
        rows.append(
            MeasureVersion(
                measure=measure, edition=edition, field=field, number=f"{field.number}.{place}", position=place,
                title_de=f"{word} {place} im Stadtteil ausbauen", title_en=f"{word} {place}", kind="Aktion",
                text=f"Das Amt baut {word} aus, berichtet jährlich und beteiligt die Vereine der Stadt. " * 4,
                goal_de=f"Mehr Menschen nutzen {word}.", recurrence="once", begins=date(year, 1, 1),
                ends=date(year + 6, 12, 31) if n % 3 else None, invented=True, wording_invented=True,
            )
        )  # fmt: skip
    return MeasureVersion.objects.bulk_create(rows)


def _parts_and_money(versions: list[MeasureVersion], houses: list[Office], year: int) -> None:
    Involvement.objects.bulk_create(
        Involvement(version=version, office=houses[(n + step) % len(houses)], role=role)
        for n, version in enumerate(versions)
        for step, role in ((0, "lead"), (1, "involved"), (3, "involved"))
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            edition=version.edition, version=version, year=year + step, stage="decided", amount=Decimal(1000 + n),
            purpose_de="Sachkosten", purpose_en="Costs", source="erfunden", invented=True,
        )
        for n, version in enumerate(versions)
        for step in (1, 2)
    )  # fmt: skip


def _status(edition: Edition, versions: list[MeasureVersion], *, rounds: int, year: int) -> None:
    for step in range(1, rounds + 1):
        opened = ReportingRound.objects.create(
            edition=edition, slug=f"r{step}", name_de=f"Sachstand {year + step}", name_en=f"Status {year + step}",
            state_on=date(year + step, 11, 30), opened_on=date(year + step, 11, 1), invented=True,
        )  # fmt: skip
        ProgressEntry.objects.bulk_create(
            _entry(opened, version, PHASES[(n + step) % len(PHASES)], n) for n, version in enumerate(versions)
        )
        ReportingRound.objects.filter(pk=opened.pk).update(closed_on=date(year + step, 12, 31))


def _entry(opened: ReportingRound, version: MeasureVersion, phase: str, n: int) -> ProgressEntry:
    counted = n % 2 == 0
    return ProgressEntry(
        round=opened, version=version, phase=phase, schedule="late" if n % 5 == 0 else "on_time",
        completion="counted" if counted else "not_assessable", counted=Decimal(n % 20) if counted else None,
        target=Decimal(20) if counted else None, counted_unit="Kurse" if counted else "",
        note=f"Sachstand zu {version.title_de}: Die Nachfrage ist gestiegen.", internal="Nur im Haus: Stelle offen.",
        paused_because_de="Räume fehlen" if phase == "paused" else "", invented=True,
    )  # fmt: skip


def _decide(edition: Edition, year: int) -> None:
    Edition.objects.filter(state="adopted").update(state="superseded", valid_until=date(year, 2, 1))
    Edition.objects.filter(pk=edition.pk).update(
        state="adopted", paper=f"VI-DS-{year} (erfunden)", adopted_on=date(year, 1, 25)
    )


def _milestones_and_papers(identities: list[Measure]) -> None:
    Milestone.objects.bulk_create(
        Milestone(measure=measure, title=f"Schritt {step}", due=date(2026, 1, 1) + timedelta(days=9 * n % 700 + step))
        for n, measure in enumerate(identities)
        for step in (1, 2)
    )
    Paper.objects.bulk_create(
        Paper(number=f"VII-A-{n:05} (erfunden)", kind="motion", title=f"Antrag {n} zu {WORDS[n % 8]}",
              text="Die Verwaltung wird beauftragt zu prüfen.", submitted_on=date(2026, 3, 1), invented=True,
              deadline=date(2026, 1, 1) + timedelta(days=n))
        for n in range(len(identities))
    )  # fmt: skip
