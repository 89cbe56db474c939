"""A draft that was opened in vain is thrown away whole. Never one that was handed in, or that others rest on."""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import Max

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import (
    Comment,
    Contribution,
    Draft,
    Edition,
    Evidence,
    FieldPicture,
    Involvement,
    Measure,
    Milestone,
    MilestoneEntry,
    Origin,
    Paper,
    ProgressEntry,
    StrategicGoal,
)
from querschnitt.apps.strategy.queries.drafts import Losses, losses_of
from querschnitt.core.errors import StateError


def discard_draft(*, edition: Edition, actor: str = "") -> Losses:
    """Throw a draft away with all that stands in it, and return what that was.

    Workshops, comments and open papers that were recorded for it are no part of it: they go to the edition before.

    Raises
    ------
    StateError : if it was handed in or adopted, a report was made of it, or something else rests on it.
    """
    with one_step():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        _require_draft(edition)
        losses = losses_of(edition)
        _hand_back(edition)
        _delete(edition)
        log_activity(
            alias="office", verb="discard draft", subject=edition.slug, figures=asdict(losses), actor=actor
        )  # fmt: skip
    return losses


def _require_draft(edition: Edition) -> None:
    if edition.state != Edition.State.DRAFT:
        raise StateError(
            "Only a draft that was not handed in is discarded", where=f"edition {edition.slug}", expected="a draft",
            got=edition.get_state_display(), hint="What the council has before it is changed by a new version.",
        )  # fmt: skip
    if edition.reports.exists():
        raise StateError(
            "A report was made of this draft, and a report stays", where=f"edition {edition.slug}",
            hint="Go on with the draft: change what is wrong in it.",
        )  # fmt: skip
    if edition.papers.exclude(state=Paper.State.OPEN).exists():
        raise StateError(
            "The council has dealt with a paper on this draft", where=f"edition {edition.slug}",
            hint="Go on with the draft: change what is wrong in it.",
        )  # fmt: skip


def _hand_back(edition: Edition) -> None:
    before = edition.predecessor
    Comment.objects.filter(measure__first_edition=edition).update(measure=None)
    edition.papers.update(edition=before)
    if before is None:
        if edition.workshops.exists() or edition.comments.exists():
            raise StateError(
                "Workshops or comments are recorded for this draft", where=f"edition {edition.slug}",
                hint="Give the workshops another edition first.",
            )  # fmt: skip
        return
    edition.comments.update(edition=before)
    last = before.workshops.aggregate(last=Max("number"))["last"] or 0
    for number, workshop in enumerate(edition.workshops.order_by("number"), last + 1):
        workshop.edition, workshop.number = before, number
        workshop.save(update_fields=["edition", "number"])


def _delete(edition: Edition) -> None:
    """Delete row by row what rests on what; the database itself lets none go that is of a decided edition."""
    versions, fresh = edition.versions.all(), Measure.objects.filter(first_edition=edition)
    for append_only in (
        MilestoneEntry.objects.filter(entry__version__edition=edition),
        ProgressEntry.objects.filter(version__edition=edition),
        edition.budget_lines.all(),
        edition.frames.all(),
    ):
        append_only._raw_delete("office")
    for rows in (
        edition.review.all(),
        edition.successions.all(),
        edition.field_successions.all(),
        Evidence.objects.filter(version__in=versions),
        Draft.objects.filter(version__in=versions),
        Contribution.objects.filter(version__in=versions),
        Involvement.objects.filter(version__in=versions),
        StrategicGoal.versions.through.objects.filter(measureversion__in=versions),
        edition.rounds.all(),
        edition.goals.all(),
        versions,
        FieldPicture.objects.filter(field__edition=edition),
        edition.fields.all(),
        Origin.objects.filter(measure__in=fresh),
        Milestone.objects.filter(measure__in=fresh),
        fresh,
    ):
        rows.delete()
    edition.delete()
