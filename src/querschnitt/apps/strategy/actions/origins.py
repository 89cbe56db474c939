"""Record where a measure came from: a workshop, a proposal, a paper, a finding, an indicator, a law, something else."""

from __future__ import annotations

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.indicators.models import Finding, Indicator
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import MeasureVersion, Origin, Paper, Proposal, Workshop
from querschnitt.core.errors import InputError, StateError

Source = Workshop | Proposal | Paper | Finding | Indicator
KINDS: dict[type[Source], Origin.Kind] = {
    Workshop: Origin.Kind.WORKSHOP,
    Proposal: Origin.Kind.PROPOSAL,
    Paper: Origin.Kind.PAPER,
    Finding: Origin.Kind.FINDING,
    Indicator: Origin.Kind.INDICATOR,
}
IN_WORDS = (Origin.Kind.LAW, Origin.Kind.OTHER)


def add_origin(*, version: MeasureVersion, source: Source | Origin.Kind, text: str = "", actor: str = "") -> Origin:
    """Record where a measure came from. It belongs to the measure, not to one edition, so it may be added at any time.

    Parameters
    ----------
    source : a row that is there; or law or other, which ``text`` names

    Raises
    ------
    InputError : if a law or another source is not named.
    StateError : if this origin stands already.
    """
    kind = source if isinstance(source, Origin.Kind) else KINDS[type(source)]
    text = text.strip()
    if isinstance(source, Origin.Kind) and (kind not in IN_WORDS or not text):
        raise InputError(
            "An origin names its source", where=f"measure {version.number}", got=str(kind.value),
            hint="Choose what is recorded here, or name the law in words.",
        )  # fmt: skip
    named = {} if isinstance(source, Origin.Kind) else {kind.value: source}
    with one_step():
        same = Origin.objects.filter(measure=version.measure, kind=kind, **named)
        if (same if named else same.filter(text=text)).exists():
            raise StateError("This origin stands already", where=f"measure {version.number}", got=str(source))
        origin = Origin.objects.create(measure=version.measure, kind=kind, text=text, **named)
        _log("add origin", version, origin, actor)
    return origin


def remove_origin(*, version: MeasureVersion, origin: Origin, actor: str = "") -> None:
    """Take an origin back; the activity log keeps that it was there."""
    with one_step():
        _log("remove origin", version, origin, actor)
        origin.delete()


def _log(verb: str, version: MeasureVersion, origin: Origin, actor: str) -> None:
    source = getattr(origin, origin.kind, None) or origin.text
    log_activity(
        alias="office", verb=verb, subject=f"{version.edition.slug} {version.number}", actor=actor,
        figures={"kind": origin.kind, "source": str(source)[:200]},
    )  # fmt: skip
