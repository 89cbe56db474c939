"""The synopsis of two editions, neighbours or not, and what is still wrong with a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace

from querschnitt.apps.strategy.models import Edition, Ending, Involvement
from querschnitt.apps.strategy.queries.wordings import edition_value, follows, succession_values
from querschnitt.core.editions import Edition as EditionValue
from querschnitt.core.editions import Inconsistency, Synopsis, chained, check_successions, synopsis
from querschnitt.core.errors import InputError


def way(earlier: Edition, later: Edition) -> list[Edition]:
    """Return the editions after an earlier one up to a later one, in their order.

    Raises
    ------
    InputError : if the one does not come from the other.
    """
    known = {edition.pk: edition for edition in Edition.objects.all()}
    found: list[Edition] = []
    here: Edition | None = known[later.pk]
    while here is not None and here.pk != earlier.pk:
        found.insert(0, here)
        here = known.get(here.predecessor_id) if here.predecessor_id else None
    if here is None or not found:
        raise InputError(
            "The editions do not follow each other",
            where=f"{earlier.slug} and {later.slug}",
            hint="Choose an edition and one that came after it.",
        )
    return found


def synopsis_of(earlier: Edition, later: Edition) -> Synopsis:
    """Put two editions side by side: the earlier one as it ended, the later one as it was adopted, or stands as draft.

    Raises
    ------
    InputError : if the one does not come from the other.
    StateError : if a measure would vanish or come from nowhere.
    """
    steps = way(earlier, later)
    old = edition_value(earlier, as_it_ended=True)
    new = edition_value(later, as_it_ended=False)
    new = replace(new, follows=_fields_over(steps, new))
    return synopsis(old, new, chained([succession_values(edition) for edition in steps]))


def _fields_over(steps: list[Edition], new: EditionValue) -> dict[str, frozenset[str]]:
    found = dict(new.follows)
    for edition in reversed(steps[:-1]):
        before = follows(edition)
        found = {
            later: frozenset(first for middle in here for first in before.get(middle, frozenset()))
            for later, here in found.items()
        }
    return found


def problems_of(edition: Edition) -> list[Inconsistency]:
    """Return what is wrong with the successions of a draft; a first edition has none."""
    if edition.predecessor is None:
        return []
    old = edition_value(edition.predecessor, as_it_ended=True)
    new = edition_value(edition, as_it_ended=False)
    return list(check_successions(old, new, succession_values(edition)))


def without_lead(edition: Edition) -> list[str]:
    """Return the numbers of the measures that no office leads."""
    led = Involvement.objects.filter(version__edition=edition, role=Involvement.Role.LEAD).values("version")
    return list(
        edition.versions.exclude(pk__in=led).order_by("field__number", "position").values_list("number", flat=True)
    )


def ended_meanwhile(edition: Edition) -> list[str]:
    """Return the numbers of measures of a draft that a supplement to the edition in force ended after it was opened."""
    ended = Ending.objects.filter(
        supplement__edition=edition.predecessor_id, supplement__adopted_on__isnull=False
    ).values("measure")
    return list(edition.versions.filter(measure__in=ended).values_list("number", flat=True))


@dataclass(frozen=True)
class Hindrance:
    """One thing that stands against adopting an edition, with the numbers of its measures."""

    measures: str
    rule: str

    def __str__(self) -> str:
        return f"{self.measures}: {self.rule}"


NO_LEAD, ENDED_MEANWHILE = "no office leads the measure", "a supplement ended the measure meanwhile"


def hindrances(edition: Edition) -> list[Hindrance]:
    """Return everything that stands against adopting an edition."""
    found = [Hindrance(number, NO_LEAD) for number in without_lead(edition)]
    found += [Hindrance(number, ENDED_MEANWHILE) for number in ended_meanwhile(edition)]
    return found + [Hindrance(problem.measures, problem.rule.value) for problem in problems_of(edition)]
