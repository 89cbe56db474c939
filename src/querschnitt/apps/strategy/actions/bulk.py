"""Change several measures of a draft at once: all of them or none, and only as the preview said."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.drafts import settle
from querschnitt.apps.strategy.models import Edition, Involvement, MeasureVersion
from querschnitt.apps.strategy.queries.bulk import Plan, Wish, chosen_versions, plan_of
from querschnitt.core.errors import InputError, StateError


def plan_change(*, edition: Edition, keys: Sequence[int], wish: Wish) -> Plan:
    """Work out what would change, and write nothing.

    Raises
    ------
    StateError : if the edition is frozen
    InputError : if no measure is chosen, one is not of this edition, or nothing would change
    """
    _refuse_frozen(edition)
    versions = chosen_versions(edition, keys)
    if not versions or len(versions) != len(set(keys)):
        raise InputError(
            "Choose measures of this edition in the table", got=f"{len(set(keys)) - len(versions)} unknown"
        )
    if wish.begins and wish.ends and wish.begins > wish.ends:
        raise InputError("A measure ends after it begins", got=f"{wish.begins} to {wish.ends}")
    for version in versions:
        begins, ends = wish.begins or version.begins, wish.ends or version.ends
        if begins and ends and begins > ends:
            raise InputError("A measure ends after it begins", where=version.number, got=f"{begins} to {ends}")
    plan = plan_of(versions, wish)
    if not plan.changes:
        raise InputError("Nothing would change", hint="The chosen measures have all this already.")
    return plan


def apply_change(*, edition: Edition, keys: Sequence[int], wish: Wish, seen: str, actor: str) -> Plan:
    """Write what the preview showed (``seen``: its digest), in one transaction.

    Raises
    ------
    StateError : if the edition is frozen, or something has changed since the preview
    InputError : as in :func:`plan_change`
    """
    with transaction.atomic(using="office"):
        locked = Edition.objects.select_for_update().get(pk=edition.pk)
        list(locked.versions.filter(pk__in=keys).select_for_update().order_by("pk").values_list("pk"))
        plan = plan_change(edition=locked, keys=keys, wish=wish)
        if plan.digest != seen:
            raise StateError(
                "Somebody has changed one of these measures since the preview", hint="Look at the new preview first."
            )
        for version in {change.version.pk: change.version for change in plan.changes}.values():
            _write(version, wish, plan)
        settle(locked)
        log_activity(
            alias="office",
            verb="changed measures of a draft",
            subject=edition.slug,
            figures={"measures": len({change.version.pk for change in plan.changes}), "cells": len(plan.changes)},
            actor=actor,
        )
    return plan


def _refuse_frozen(edition: Edition) -> None:
    if edition.is_frozen:
        raise StateError(
            "The edition is decided and frozen",
            where=edition.slug,
            hint="A decision between editions is a supplement; a misprint is a correction; the rest goes into a draft.",
        )


def _write(version: MeasureVersion, wish: Wish, plan: Plan) -> None:
    if version.pk in plan.numbers and wish.field:
        version.field = wish.field
        version.number, version.position = plan.numbers[version.pk]
    version.recurrence = wish.recurrence or version.recurrence
    version.target_groups_de = wish.target_groups or version.target_groups_de
    if wish.begins:
        version.begins, version.begins_precision = wish.begins, wish.precision
    if wish.ends:
        version.ends, version.ends_precision = wish.ends, wish.precision
    version.save()
    if wish.lead:
        Involvement.objects.filter(version=version, office=wish.lead, role="involved").delete()
        Involvement.objects.update_or_create(version=version, role="lead", defaults={"office": wish.lead})
