"""Decisions between two editions: a paper adds, changes or ends measures of a frozen edition from a day on."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.measures import MeasureWords, write
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.actions.translating import carry_over
from querschnitt.apps.strategy.models import (
    Edition,
    Ending,
    Measure,
    MeasureVersion,
    Paper,
    Supplement,
)
from querschnitt.apps.strategy.queries.in_force import versions_on
from querschnitt.core.errors import InputError, StateError


def open_supplement(*, edition: Edition, paper: Paper, reason: str, applies_from: date, actor: str = "") -> Supplement:
    """Begin a supplement to the edition in force; nothing counts before it is adopted."""
    with one_step():
        if edition.state != Edition.State.ADOPTED:
            raise StateError(
                "Only the edition in force is supplemented",
                where=edition.slug,
                got=edition.get_state_display(),
                hint="A draft is changed itself; a superseded edition is history.",
            )
        if edition.valid_from and applies_from < edition.valid_from:
            raise InputError(
                "The supplement applies before its edition", expected=f"from {edition.valid_from}", got=applies_from
            )
        number = (edition.supplements.aggregate(last=Max("number"))["last"] or 0) + 1
        found = Supplement.objects.create(
            edition=edition, number=number, paper=paper, reason=reason, applies_from=applies_from
        )
        subject = f"{edition.slug} supplement {number}"
        log_activity(alias="office", verb="open supplement", subject=subject, actor=actor)
    return found


def supplement_changes(
    *, supplement: Supplement, measure: Measure, words: MeasureWords, actor: str = ""
) -> MeasureVersion:
    """Word a measure anew from the day of the supplement, or change the words of it that the supplement has already."""
    with one_step():
        version = supplement.versions.filter(measure=measure).first() or _version_of(supplement, measure, words)
        now = None
        if version.pk is None:
            now = versions_on(supplement.edition, supplement.applies_from).filter(measure=measure).first()
            if now is None:
                raise StateError("The measure is not in force on the day the supplement applies from")
            version.position = now.position if words.field.pk == now.field_id else _place_behind(words)
        write(version, words)
        if now is not None:
            carry_over([(now, version)])
        _log("change measure by supplement", supplement, words.number, actor)
    return version


def supplement_adds(*, supplement: Supplement, words: MeasureWords, actor: str = "") -> MeasureVersion:
    """Add a measure from the day of the supplement."""
    with one_step():
        if versions_on(supplement.edition, supplement.applies_from).filter(number=words.number).exists():
            raise StateError("The number is taken", got=words.number, hint="Choose another number.")
        measure = Measure.objects.create(first_edition=supplement.edition)
        version = _version_of(supplement, measure, words)
        version.position = _place_behind(words)
        write(version, words)
        _log("add measure by supplement", supplement, words.number, actor)
    return version


def _version_of(supplement: Supplement, measure: Measure, words: MeasureWords) -> MeasureVersion:
    return MeasureVersion(measure=measure, edition=supplement.edition, supplement=supplement, field=words.field)


def _place_behind(words: MeasureWords) -> int:
    last = words.field.versions.aggregate(last=Max("position"))["last"] or 0
    return int(last) + 1


def supplement_ends(*, supplement: Supplement, measure: Measure, reason: str, actor: str = "") -> Ending:
    """End a measure from the day of the supplement."""
    with one_step():
        if not reason.strip():
            raise InputError("A reason is needed", where=str(supplement))
        version = versions_on(supplement.edition, supplement.applies_from).filter(measure=measure).first()
        if version is None:
            raise StateError("The measure is not in force on the day the supplement applies from")
        found = Ending.objects.create(supplement=supplement, measure=measure, reason=reason)
        _log("end measure by supplement", supplement, version.number, actor)
    return found


def take_out(*, supplement: Supplement, measure: Measure, actor: str = "") -> None:
    """Take what a supplement says on a measure out again, before it is adopted."""
    with one_step():
        for version in supplement.versions.filter(measure=measure):
            version.involvements.all().delete()
            version.goals.clear()
            version.delete()
        supplement.endings.filter(measure=measure).delete()
        _log("take out of supplement", supplement, str(measure), actor)


def adopt_supplement(*, supplement: Supplement, adopted_on: date, actor: str = "") -> Supplement:
    """Adopt a supplement: it counts from its day on and is frozen.

    Raises
    ------
    StateError : if it says nothing, or a measure in it has no lead.
    """
    with one_step():
        supplement = Supplement.objects.select_for_update().get(pk=supplement.pk)
        versions = list(supplement.versions.all())
        if not versions and not supplement.endings.exists():
            raise StateError("The supplement says nothing yet", where=str(supplement))
        led = set(supplement.versions.filter(involvements__role="lead").values_list("pk", flat=True))
        alone = [version.number for version in versions if version.pk not in led]
        if alone:
            raise StateError("A measure has no lead", where=str(supplement), got=", ".join(alone))
        supplement.adopted_on = adopted_on
        supplement.save(update_fields=["adopted_on"])
        if supplement.paper.state == Paper.State.OPEN:
            supplement.paper.state = Paper.State.ACCEPTED
            supplement.paper.save(update_fields=["state"])
        _log("adopt supplement", supplement, "", actor)
    return supplement


def _log(verb: str, supplement: Supplement, number: str, actor: str) -> None:
    subject = f"{supplement.edition.slug} supplement {supplement.number} {number}".strip()
    log_activity(alias="office", verb=verb, subject=subject, actor=actor)
