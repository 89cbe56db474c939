"""Write down money: a line at a stage, a correction with its reason, the council's frame, a state of the budget."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import BudgetFrame, BudgetLine, BudgetState, Edition, MeasureVersion
from querschnitt.core.errors import InputError, StateError

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class NewLine:
    """What a line says."""

    year: int
    stage: str
    amount: Decimal
    purpose_de: str
    source: str
    purpose_en: str = ""
    funding: str = BudgetLine.Funding.OWN
    psp_element: str = ""
    invented: bool = False


def add_line(*, edition: Edition, version: MeasureVersion | None, line: NewLine, actor: str = "") -> BudgetLine:
    """Add a line to a measure, or to the whole edition where there is none.

    Raises
    ------
    InputError : if the amount is negative, or the year, purpose or source is missing
    StateError : if the measure has this stage of this purpose in this year already
    """
    _check(line.year, line.amount, line.source)
    if not line.purpose_de.strip():
        raise InputError("The purpose is missing", hint="Write what the money is for, as the budget does.")
    with one_step():
        columns = asdict(line) | {"purpose_en": line.purpose_en or line.purpose_de}
        try:
            with transaction.atomic(using="office"):
                made = BudgetLine.objects.create(edition=edition, version=version, **columns)
        except IntegrityError as error:
            if "budget_line_once" not in str(error):
                raise
            raise StateError(
                "There is a line of this year, stage and purpose already", got=f"{line.year}, {line.purpose_de}",
                hint="Correct that line with a reason, or name another purpose.",
            ) from error  # fmt: skip
        _log("add budget line", made, actor)
    return made


def correct_line(*, line: BudgetLine, amount: Decimal, reason: str, source: str = "", actor: str = "") -> BudgetLine:
    """Put a new line in the place of one that is wrong. The old one stays and is shown beside it, with the reason.

    Raises
    ------
    InputError : if the reason is missing, or nothing changes
    StateError : if the line was corrected before
    """
    if not reason.strip():
        raise InputError("A correction needs its reason", where=str(line))
    source = source.strip() or line.source
    _check(line.year, amount, source)
    if (amount, source) == (line.amount, line.source):
        raise InputError("The correction changes nothing", where=str(line), expected="another amount or source")
    with one_step():
        if BudgetLine.objects.select_for_update().filter(corrects=line).exists():
            raise StateError(
                "The line was corrected already", where=str(line), hint="Correct the line that replaced it."
            )
        kept = {
            name: getattr(line, name)
            for name in ("edition", "version", "year", "stage", "funding", "psp_element", "purpose_de", "purpose_en")
        }
        made = BudgetLine.objects.create(
            **kept, amount=amount, source=source, corrects=line, correction_reason=reason, invented=line.invented
        )
        _log("correct budget line", made, actor)
    return made


def add_frame(
    *, edition: Edition, year: int, amount: Decimal, source: str, decided_on: date | None = None, actor: str = ""
) -> BudgetFrame:
    """Write down what the council gives for a year. A later frame of the year replaces the earlier one."""
    _check(year, amount, source)
    with one_step():
        made = BudgetFrame.objects.create(
            edition=edition, year=year, amount=amount, source=source, decided_on=decided_on
        )
        log_activity(alias="office", verb="add frame", subject=f"{edition.slug} {year}", actor=actor)
    return made


def add_state(
    *, kind: str, since: date, source: str, until: date | None = None, share_frozen: Decimal | None = None,
    actor: str = "",
) -> BudgetState:  # fmt: skip
    """Write down that the budget is provisional, or that a freeze holds.

    Raises
    ------
    InputError : if it ends before it begins, or the share is not between 0 and 100 per cent
    """
    if until is not None and until < since:
        raise InputError("It ends before it begins", expected=f"{since} or later", got=str(until))
    if share_frozen is not None and not 0 <= share_frozen <= 100:
        raise InputError("The share that is frozen is between 0 and 100 per cent", got=str(share_frozen))
    with one_step():
        made = BudgetState.objects.create(
            kind=kind, since=since, until=until, source=source,
            share_frozen=share_frozen if kind == BudgetState.Kind.FREEZE else None,
        )  # fmt: skip
        log_activity(alias="office", verb="add budget state", subject=f"{kind} {since}", actor=actor)
    return made


def end_state(*, state: BudgetState, until: date, actor: str = "") -> BudgetState:
    """Write down the last day of a state of the budget that is still open."""
    with one_step():
        state = BudgetState.objects.select_for_update().get(pk=state.pk)
        if state.until is not None:
            raise StateError("The state of the budget has its last day already", got=str(state.until))
        if until < state.since:
            raise InputError("It ends before it begins", expected=f"{state.since} or later", got=str(until))
        state.until = until
        state.save(update_fields=["until"])
        log_activity(alias="office", verb="end budget state", subject=f"{state.kind} {state.since}", actor=actor)
    return state


def _check(year: int, amount: Decimal, source: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError("The year cannot be right", got=year, expected=f"{FIRST_YEAR} to {LAST_YEAR}")
    if amount < 0:
        raise InputError("An amount is not negative", got=str(amount), hint="Write down a correction instead.")
    if not source.strip():
        raise InputError("The source is missing", hint="Name the paper, the budget or the letter with its date.")


def _log(verb: str, line: BudgetLine, actor: str) -> None:
    number = line.version.number if line.version else ""
    figures = {"year": line.year, "stage": line.stage, "amount": str(line.amount)}
    log_activity(
        alias="office", verb=verb, subject=f"{line.edition.slug} {number}".strip(), figures=figures, actor=actor
    )
