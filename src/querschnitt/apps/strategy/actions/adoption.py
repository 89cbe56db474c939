"""From the draft to the adopted edition: proposed under a number, amended, adopted with votes, and frozen then."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.drafts import require_open
from querschnitt.apps.strategy.actions.papers import Votes
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import Consultation, Edition, Paper
from querschnitt.apps.strategy.queries.comparison import hindrances
from querschnitt.apps.strategy.queries.wordings import edition_value
from querschnitt.core.errors import InputError, StateError

SHOWN = 5


@dataclass(frozen=True)
class Decision:
    """How a body adopted an edition, and from when it holds."""

    adopted_on: date
    valid_from: date
    body: str = ""
    as_amended: bool = False
    votes: Votes = Votes()


def propose(*, edition: Edition, number: str, title: str, submitted_on: date, actor: str = "") -> Paper:
    """Hand a draft in as the administration's proposal, or a new version of it under a number with a suffix."""
    with one_step():
        require_open(edition)
        first = edition.papers.filter(kind=Paper.Kind.PROPOSAL).order_by("pk").first()
        is_new_version = first is not None
        if first is not None and not number.startswith(first.number):
            raise InputError(
                "A new version bears the number of the proposal with a suffix",
                expected=f"{first.number}-NF-01",
                got=number,
            )
        paper = Paper.objects.create(
            number=number,
            kind=Paper.Kind.NEW_VERSION if is_new_version else Paper.Kind.PROPOSAL,
            title=title,
            submitted_on=submitted_on,
            reply_to=first,
            edition=edition,
            invented=edition.invented,
        )
        edition.paper = number
        edition.state = Edition.State.AMENDED if is_new_version else Edition.State.PROPOSED
        edition.save(update_fields=["paper", "state"])
        log_activity(alias="office", verb="propose edition", subject=f"{edition.slug} {number}", actor=actor)
    return paper


def adopt(*, edition: Edition, decision: Decision, actor: str = "") -> Edition:
    """Adopt an edition: from then on the database refuses every change. The one before is superseded in the same step.

    Raises
    ------
    StateError : if a measure has no lead, a succession is not whole, the edition was never proposed, or another edition
        than its predecessor is in force.
    """
    with one_step():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        require_open(edition)
        _require_ready(edition)
        if decision.body:
            _record(edition, decision)
        before = edition.predecessor
        if before is not None:
            before.state, before.valid_until = Edition.State.SUPERSEDED, decision.valid_from
            before.save(update_fields=["state", "valid_until"])
        edition.adopted_on, edition.valid_from = decision.adopted_on, decision.valid_from
        edition.as_amended = decision.as_amended
        for name, value in vars(decision.votes).items():
            setattr(edition, name, value)
        edition.content_hash = content_hash(edition)
        edition.state = Edition.State.ADOPTED
        edition.save()
        state = Paper.State.ACCEPTED_AMENDED if decision.as_amended else Paper.State.ACCEPTED
        edition.papers.filter(state=Paper.State.OPEN, number=edition.paper).update(state=state)
        figures = {"measures": edition.versions.count(), "content": edition.content_hash}
        log_activity(alias="office", verb="adopt edition", subject=edition.slug, figures=figures, actor=actor)
    return edition


def _require_ready(edition: Edition) -> None:
    if not edition.paper:
        raise StateError(
            "The edition has no paper yet", where=edition.slug, hint="Propose it first, under the paper's number."
        )
    adopted = Edition.objects.filter(state=Edition.State.ADOPTED).first()
    if adopted is not None and adopted.pk != edition.predecessor_id:
        raise StateError(
            "Another edition is in force than the one this draft goes on from",
            expected=str(edition.predecessor or ""),
            got=str(adopted),
        )
    if not edition.versions.exists():
        raise StateError("The edition has no measures", where=edition.slug)
    found = hindrances(edition)
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise StateError(
            "The edition is not whole yet",
            where=edition.slug,
            got="; ".join(map(str, found[:SHOWN])) + more,
            hint="Put the measures named here in order first.",
        )


def _record(edition: Edition, decision: Decision) -> None:
    paper = edition.papers.filter(number=edition.paper, state=Paper.State.OPEN).first()
    if paper is not None:
        Consultation.objects.create(
            paper=paper,
            body=decision.body,
            on=decision.adopted_on,
            role=Consultation.Role.DECISION,
            result="geändert beschlossen" if decision.as_amended else "beschlossen",
            **vars(decision.votes),
        )


def content_hash(edition: Edition) -> str:
    """Return the SHA-256 of what an edition says: its fields and measures in their order, every word of them."""
    value = edition_value(edition, as_it_ended=False)
    fields = list(edition.fields.order_by("number").values_list("pk", "number", "name_de", "aim_de"))
    numbers = {str(pk): number for pk, number, _name, _aim in fields}
    said = {
        "fields": [list(field[1:]) for field in fields],
        "measures": [
            [version.identity, numbers[version.field], version.number, [list(part) for part in version.words]]
            for version in value.versions
        ],
    }
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
