"""The order of a draft: of the measures in a field, of the fields in the edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import F

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.drafts import FAR, require_open
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import Edition, Field, MeasureVersion


def in_order(keys: Sequence[int], places: Mapping[int, int]) -> list[int]:
    """Return keys in the order of the places they shall have; who gets no place keeps the one it has.

    Where two shall have one place, the one that comes there has it, and the other makes room.

    >>> in_order([11, 12, 13, 14], {14: 2})
    [11, 14, 12, 13]
    >>> in_order([11, 12, 13, 14], {11: 3})
    [12, 13, 11, 14]
    """
    now = {key: place for place, key in enumerate(keys, 1)}

    def rank(key: int) -> tuple[int, int, int]:
        wanted = places.get(key, now[key])
        comes_from = (wanted > now[key]) - (wanted < now[key])  # from behind: before it; from before: behind it
        return wanted, comes_from, now[key]

    return sorted(keys, key=rank)


def order_measures(*, field: Field, places: Mapping[int, int], actor: str = "") -> int:
    """Put the measures of a field of a draft in another order; return how many have another place.

    Their numbers stay: numbering through is a step of its own.

    Parameters
    ----------
    places : place, from 1, by key of the measure's version
    """
    with one_step():
        require_open(field.edition)
        versions = {row.pk: row for row in field.versions.filter(supplement=None).order_by("position")}
        before = list(versions)
        after = in_order(before, places)
        changed = _changed(before, after)
        if changed:
            field.versions.filter(supplement=None).update(position=F("position") + FAR)
            for place, key in enumerate(after, 1):
                versions[key].position = place
            MeasureVersion.objects.bulk_update(versions.values(), ["position"])
            subject = f"{field.edition.slug} {field.number}"
            log_activity(
                alias="office", verb="order measures", subject=subject, figures={"changed": changed}, actor=actor
            )
    return changed


def order_fields(*, edition: Edition, places: Mapping[int, int], actor: str = "") -> int:
    """Put the fields of a draft in another order, numbered from 1; return how many have another number.

    Parameters
    ----------
    places : place, from 1, by key of the field
    """
    with one_step():
        require_open(edition)
        fields = {row.pk: row for row in edition.fields.order_by("number")}
        numbers = {row.pk: row.number for row in fields.values()}
        after = in_order(list(fields), places)
        changed = sum(numbers[key] != place for place, key in enumerate(after, 1))
        if changed:
            edition.fields.update(number=F("number") + FAR)
            for place, key in enumerate(after, 1):
                fields[key].number = place
            Field.objects.bulk_update(fields.values(), ["number"])
            figures = {"changed": changed}
            log_activity(alias="office", verb="order fields", subject=edition.slug, figures=figures, actor=actor)
    return changed


def _changed(before: Sequence[int], after: Sequence[int]) -> int:
    return sum(old != new for old, new in zip(before, after, strict=True))
