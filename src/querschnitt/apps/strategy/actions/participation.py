"""Record what workshops proposed and what became of it, and what the advisory board said and was answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import Comment, Edition, Measure, Proposal, Workshop, WorkshopGroup
from querschnitt.core.errors import InputError, StateError

ANSWERED = (Proposal.Outcome.NOT_TAKEN, Proposal.Outcome.ELSEWHERE)
TAKEN = (Proposal.Outcome.TAKEN, Proposal.Outcome.PARTLY)


@dataclass(frozen=True)
class WorkshopWords:
    """What is known of a workshop."""

    edition: Edition
    number: int
    title_de: str
    title_en: str = ""
    held_on: date | None = None
    participants: int | None = None
    note: str = ""


def save_workshop(*, words: WorkshopWords, workshop: Workshop | None = None, actor: str = "") -> Workshop:
    """Record a workshop, or change what is known of one.

    Raises
    ------
    StateError : if the edition has a workshop of this number.
    """
    with one_step():
        row = workshop or Workshop()
        for name, value in vars(words).items():
            setattr(row, name, value)
        row.save()
        verb = "change workshop" if workshop else "add workshop"
        log_activity(alias="office", verb=verb, subject=f"{row.edition.slug} {row.number}", actor=actor)
    return row


def remove_workshop(*, workshop: Workshop, actor: str = "") -> None:
    """Remove a workshop that was recorded in vain, with its groups.

    Raises
    ------
    StateError : if something was proposed there, or a measure comes from it.
    """
    with one_step():
        where = f"{workshop.edition.slug} {workshop.number}"
        if Proposal.objects.filter(group__workshop=workshop).exists():
            raise StateError(
                "A workshop with proposals stays", where=where, hint="Correct what is wrong in it: change it."
            )
        workshop.groups.all().delete()
        workshop.delete()
        log_activity(alias="office", verb="remove workshop", subject=where, actor=actor)


def save_group(*, workshop: Workshop, title: str, group: WorkshopGroup | None = None, actor: str = "") -> WorkshopGroup:
    """Add a group to a workshop, or name it anew.

    Raises
    ------
    StateError : if the workshop has a group of this name.
    """
    with one_step():
        row = group or WorkshopGroup(workshop=workshop)
        row.title = title.strip()
        row.save()
        subject = f"{workshop.edition.slug} {workshop.number} {row.title}"[:200]
        log_activity(alias="office", verb="name group" if group else "add group", subject=subject, actor=actor)
    return row


def word_proposal(*, proposal: Proposal, text: str, actor: str = "") -> None:
    """Put the words of a proposal right; what became of it stays.

    Raises
    ------
    InputError : if it has no words
    """
    if not text.strip():
        raise InputError("A proposal needs words", where=str(proposal))
    with one_step():
        before, proposal.text = proposal.text, text.strip()
        proposal.save(update_fields=["text"])
        log_activity(
            alias="office", verb="word proposal", subject=str(proposal)[:200], actor=actor, figures={"before": before}
        )


def add_proposal(*, group: WorkshopGroup, text: str, actor: str) -> Proposal:
    """Add a proposal to those of a group.

    Raises
    ------
    InputError : if it has no words
    """
    if not text.strip():
        raise InputError("A proposal needs words", where=group.title)
    with transaction.atomic(using="office"):
        last = Proposal.objects.filter(group=group).aggregate(last=Max("number"))["last"]
        row = Proposal.objects.create(group=group, number=(last or 0) + 1, text=text.strip())
        log_activity(alias="office", verb="add proposal", subject=str(row)[:200], actor=actor)
    return row


def decide_proposal(
    *, proposal: Proposal, outcome: str, answer: str, measures: Collection[Measure], actor: str
) -> Proposal:
    """Record what became of a proposal, and why not.

    Raises
    ------
    InputError : if one that is not taken up has no answer, or one that is taken up names no measure
    """
    where = str(proposal)
    if outcome not in Proposal.Outcome.values:
        raise InputError("Unknown outcome", where=where, got=outcome, expected=", ".join(Proposal.Outcome.values))
    if outcome in ANSWERED and not answer.strip():
        raise InputError(
            "A proposal that is not taken up needs its answer", where=where, hint="Say why not, or where it is done."
        )
    if outcome in TAKEN and not measures:
        raise InputError("No measure takes the proposal up", where=where, hint="Name the measure.")
    with transaction.atomic(using="office"):
        proposal.outcome, proposal.answer = outcome, answer.strip()
        proposal.save(update_fields=["outcome", "answer"])
        proposal.measures.set(measures if outcome in TAKEN else [])
        log_activity(
            alias="office", verb="decide proposal", subject=where[:200], actor=actor, figures={"outcome": outcome}
        )
    return proposal


def add_comment(*, edition: Edition, measure: Measure | None, body: str, text: str, on: date, actor: str) -> Comment:
    """Record a comment of the advisory board or another body on a measure, or on the edition as a whole.

    Raises
    ------
    InputError : if body or words are missing
    """
    if not body.strip() or not text.strip():
        raise InputError("A comment names its body and has words")
    with transaction.atomic(using="office"):
        row = Comment.objects.create(edition=edition, measure=measure, body=body.strip(), text=text.strip(), on=on)
        log_activity(alias="office", verb="add comment", subject=str(row)[:200], actor=actor)
    return row


def answer_comment(*, comment: Comment, answer: str, on: date, actor: str) -> Comment:
    """Answer a comment; a later answer replaces it.

    Raises
    ------
    InputError : if the answer has no words, or is older than the comment
    """
    if not answer.strip():
        raise InputError("An answer needs words", where=str(comment))
    if on < comment.on:
        raise InputError("The answer is older than the comment", where=str(comment), got=f"{on:%d.%m.%Y}")
    with transaction.atomic(using="office"):
        comment.answer, comment.answered_on = answer.strip(), on
        comment.save(update_fields=["answer", "answered_on"])
        log_activity(alias="office", verb="answer comment", subject=str(comment)[:200], actor=actor)
    return comment
