"""Report on a frame: against published figures, and against the frame of the wave before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from querschnitt.apps.register.actions.documents import Rules
from querschnitt.apps.register.models import Extract, Frame
from querschnitt.apps.register.queries import figures_of, states_of
from querschnitt.core.sampling.coverage import (
    Compared,
    Counts,
    Delivered,
    FrameReport,
    OddState,
    against_before,
    against_published,
    parse_report,
    report_of,
)
from querschnitt.core.sampling.published import TOTAL
from querschnitt.tables import register
from querschnitt.tables.register.states import ENDED, NOT_YET, UNKNOWN

ALIAS = "statistics"
REASONS = {UNKNOWN: "unknown_state", ENDED: "ended_state", NOT_YET: "early_state"}


def report_on(
    extract: Extract,
    *,
    derived: register.Derived,
    made: register.FrameFile,
    rules: Rules,
    population: register.PopulationRule,
) -> FrameReport:
    """Report on the frame of an extract."""
    published = figures_of(rules.published) if rules.published else ()
    whole = made.populations
    counts = (
        Counts(TOTAL, "", whole.background, whole.target, whole.frame, whole.drawable),
        *register.frame_counts(made.path, derived=derived.path),
    )
    delivered = Delivered(
        reference_date=extract.reference_date,
        rejected=extract.rejected,
        rows=extract.rows,
        latest_move=extract.latest_move,
        states=_odd_states(extract, rules),
    )
    return report_of(
        counts,
        delivered=delivered,
        published=against_published(counts, published, residents=derived.residents),
        before=_before(extract, counts),
        stratify_by="group" if population.listed_groups_only else "region",
    )


def _odd_states(extract: Extract, rules: Rules) -> tuple[OddState, ...]:
    if rules.states is None:
        return ()
    found = register.code_warnings(Path(extract.people), states_of(rules.states), reference_date=extract.reference_date)
    return tuple(OddState(one.field, f"{one.code} {one.name}", REASONS[one.reason], one.people) for one in found)


def _before(extract: Extract, counts: Sequence[Counts]) -> tuple[Compared, ...]:
    """Compare with the frame whose reference date comes next before this one's."""
    last = (
        Frame.objects.using(ALIAS)
        .select_related("extract")
        .filter(extract__reference_date__lt=extract.reference_date)
        .exclude(report={})
        .order_by("-extract__reference_date")
        .first()
    )
    if last is None:
        return ()
    earlier = parse_report(last.report).counts
    return against_before(counts, earlier, as_of=last.extract.reference_date, name=last.wave)
