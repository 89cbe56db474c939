"""Import and release the questionnaire of an example at once, and say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from querschnitt.apps.survey.actions.approving import Feature, Given, approve_features, record_approval
from querschnitt.apps.survey.actions.drafts import Imported, import_draft
from querschnitt.apps.survey.actions.opening import Lack, mark_open
from querschnitt.apps.survey.actions.releasing import Declaration, release_questionnaire
from querschnitt.apps.survey.models import Approval, Questionnaire, Wave
from querschnitt.core.errors import StateError

ALIAS = "statistics"


@dataclass(frozen=True)
class TakenOver:
    """A questionnaire of an example, imported and released at once."""

    imported: Imported
    released: Questionnaire
    drafts: Mapping[str, str]


@transaction.atomic(using=ALIAS)
def take_over_questionnaire(
    *, wave: Wave, workbook: Path, features: Sequence[Feature], declaration: Declaration | None = None
) -> TakenOver:
    """Import and release the workbook of an example at once: its translations as they are, approvals simulated.

    Raises
    ------
    StateError : if the wave is no example
    """
    if not wave.is_example:
        raise StateError(
            "Only the questionnaire of an example is released as it is imported", where=f"wave {wave.slug}",
            hint="Translate, approve, and run: querschnitt release_questionnaire",
        )  # fmt: skip
    imported = import_draft(wave=wave, workbook=workbook)
    for one in imported.draft.languages.using(ALIAS).order_by("position"):
        mark_open(wave=wave, tag=one.tag)
    approve_features(wave=wave, features=features)
    known = Approval.objects.using(ALIAS).filter(wave=wave, source_hash=imported.draft.source_hash)
    for kind in set(Approval.Kind.values) - set(known.values_list("kind", flat=True)):
        paper = "VII-DS-00000 (simuliert)" if kind == Approval.Kind.MAYOR else ""
        simulated = Given(
            kind=kind, by="Beispiel (simuliert)", on=wave.field_start, paper=paper, note=wave.example_notice,
            is_simulated=True,
        )  # fmt: skip
        record_approval(wave=wave, given=simulated)
    released = release_questionnaire(wave=wave, declaration=declaration)
    despite = imported.draft.languages.using(ALIAS).exclude(opened_despite={}).order_by("position")
    lacks = {tag: str(Lack(**counts)) for tag, counts in despite.values_list("tag", "opened_despite")}
    return TakenOver(imported, released, lacks)
