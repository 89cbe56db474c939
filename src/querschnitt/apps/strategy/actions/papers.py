"""Papers of the council: written down, sent through the bodies, answered, decided. What was decided stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import Consultation, Edition, Measure, Paper
from querschnitt.core.errors import InputError, StateError

DECIDED = (Paper.State.ACCEPTED, Paper.State.ACCEPTED_AMENDED, Paper.State.REJECTED, Paper.State.WITHDRAWN)


@dataclass(frozen=True)
class PaperWords:
    """What is written of a paper."""

    number: str
    kind: str
    title: str
    submitted_by: str = ""
    submitted_on: date | None = None
    deadline: date | None = None
    text: str = ""
    url: str = ""
    reply_to: Paper | None = None
    edition: Edition | None = None
    measures: Sequence[Measure] = ()

    def columns(self) -> dict[str, object]:
        """Return the texts by the column they stand in."""
        return {name: value for name, value in vars(self).items() if name != "measures"}


@dataclass(frozen=True)
class Votes:
    """How a body voted; empty where nobody counted."""

    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None


def save_paper(*, words: PaperWords, paper: Paper | None = None, actor: str = "") -> Paper:
    """Write down a paper, or change one that no body has decided on."""
    with one_step():
        if paper is not None and words.reply_to is not None and words.reply_to.pk == paper.pk:
            raise InputError("A paper does not reply to itself", where=paper.number)
        if paper is None:
            paper = Paper.objects.create(**words.columns())
        else:
            for name, value in words.columns().items():
                setattr(paper, name, value)
            paper.save()
        paper.measures.set(words.measures)
        log_activity(alias="office", verb="save paper", subject=paper.number, actor=actor)
    return paper


@dataclass(frozen=True)
class Sitting:
    """A body deals with a paper on a day."""

    body: str
    on: date
    role: str
    result: str = ""
    votes: Votes = Votes()


def record_consultation(*, paper: Paper, sitting: Sitting, actor: str = "") -> Consultation:
    """Write down that a body dealt with a paper, and how it voted."""
    with one_step():
        found = Consultation.objects.create(
            paper=paper,
            body=sitting.body,
            on=sitting.on,
            role=sitting.role,
            result=sitting.result,
            **vars(sitting.votes),
        )
        subject = f"{paper.number} {sitting.body}"
        log_activity(alias="office", verb="record consultation", subject=subject, actor=actor)
    return found


def answer_paper(*, paper: Paper, answer: str, answered_on: date, actor: str = "") -> Paper:
    """Write down the answer to a question; it stands from then on."""
    with one_step():
        if not answer.strip():
            raise InputError("An answer has words", where=paper.number)
        paper.answer, paper.answered_on, paper.state = answer.strip(), answered_on, Paper.State.ANSWERED
        paper.save(update_fields=["answer", "answered_on", "state"])
        log_activity(alias="office", verb="answer paper", subject=paper.number, actor=actor)
    return paper


def decide_paper(*, paper: Paper, state: str, actor: str = "") -> Paper:
    """Close a paper: accepted, accepted as amended, rejected or withdrawn. Its way through the bodies stands then."""
    with one_step():
        if state not in DECIDED:
            raise StateError("A paper is decided once", where=paper.number, expected=", ".join(DECIDED), got=state)
        paper.state = state
        paper.save(update_fields=["state"])
        log_activity(alias="office", verb="decide paper", subject=paper.number, figures={"state": state}, actor=actor)
    return paper
