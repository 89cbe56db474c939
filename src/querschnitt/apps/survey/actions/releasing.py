"""Release a questionnaire: checked, approved, frozen, and each change of it declared and held to what it declares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.survey.actions.compiling import Candidate, compile_draft
from querschnitt.apps.survey.actions.drafts import Imported, draft_of, import_draft
from querschnitt.apps.survey.actions.opening import open_language
from querschnitt.apps.survey.models import (
    Approval,
    ApprovedFeature,
    Draft,
    Questionnaire,
    QuestionnaireFile,
    Release,
    Wave,
)
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument.document import from_document, to_document
from querschnitt.core.instrument.versions import ChangeKind, Difference, compare

ALIAS = "statistics"
DECLARED = (ChangeKind.TEXT_ONLY, ChangeKind.ADDITIVE, ChangeKind.BREAKING)


@dataclass(frozen=True)
class Given:
    """An approval as it was given: by whom, when, on which paper."""

    kind: str
    by: str
    on: date
    paper: str = ""
    note: str = ""
    is_simulated: bool = False


@dataclass(frozen=True)
class Declaration:
    """What a person says about a release: how much it changes, and why."""

    change: str = ""
    reason: str = ""
    actor: str = ""


@transaction.atomic(using=ALIAS)
def record_approval(*, wave: Wave, given: Given, actor: str = "") -> Approval:
    """Record an approval of the draft in its source language, as it stands now.

    Raises
    ------
    InputError : if the kind is unknown, nobody gave it, or the Lord Mayor's has no paper number
    StateError : if there is no draft, or a simulated approval is meant for a real wave
    """
    draft = draft_of(wave)
    if given.kind not in Approval.Kind.values:
        raise InputError("Unknown kind of approval", got=given.kind, expected=", ".join(Approval.Kind.values))
    if not given.by.strip():
        raise InputError("An approval needs the name of who gave it", where=given.kind)
    if given.kind == Approval.Kind.MAYOR and not given.paper.strip():
        raise InputError("The Lord Mayor approves by a paper, and that has a number", where="paper number")
    if given.is_simulated and not wave.is_example:
        raise StateError("Only the wave of an example has simulated approvals", where=f"wave {wave.slug}")
    approval = Approval.objects.using(ALIAS).create(
        wave=wave, kind=given.kind, source_hash=draft.source_hash, given_by=given.by.strip(), given_on=given.on,
        paper=given.paper.strip(), note=given.note.strip(), is_simulated=given.is_simulated,
        recorded_by=actor or system_actor(),
    )  # fmt: skip
    log_activity(alias=ALIAS, verb="recorded approval", subject=f"{wave.slug} {given.kind}", actor=actor)
    return approval


@transaction.atomic(using=ALIAS)
def approve_features(*, wave: Wave, features: Sequence[tuple[str, str, str]], actor: str = "") -> int:
    """Record which survey features may be asked about: name, words, and where it is written. Replaces the list.

    Raises
    ------
    InputError : if a feature has no name or no source, or stands there twice
    """
    names = [name for name, _, _ in features]
    for name, _, source in features:
        if not name.strip() or not source.strip():
            raise InputError(
                "A feature needs its name and where its approval is written", where="approved features", got=name,
                expected="for example 'housing', '§ 3 Nr. 4 der Satzung'",
            )  # fmt: skip
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError("A feature stands in the list twice", where="approved features", got=", ".join(twice))
    ApprovedFeature.objects.using(ALIAS).filter(wave=wave).delete()
    rows = [ApprovedFeature(wave=wave, name=n.strip(), label=w.strip(), source=s.strip()) for n, w, s in features]
    ApprovedFeature.objects.using(ALIAS).bulk_create(rows)
    log_activity(alias=ALIAS, verb="approved features", subject=wave.slug, figures={"features": len(rows)}, actor=actor)
    return len(rows)


@transaction.atomic(using=ALIAS)
def release_questionnaire(*, wave: Wave, declaration: Declaration | None = None) -> Questionnaire:
    """Release the draft of a wave in its open languages, and pin the wave to its content hash.

    Raises
    ------
    QuestionnaireErrors : with every fault of the questionnaire
    StateError : if an approval is missing, a question is outside the approved features, a language is not ready, or
        the change is another one than was declared
    """
    said = declaration or Declaration()
    draft = draft_of(wave)
    wave.refresh_from_db(using=ALIAS)
    candidate = compile_draft(wave, draft)
    if wave.questionnaire_id == candidate.content_hash:
        return Questionnaire.objects.using(ALIAS).get(pk=candidate.content_hash)
    features = check_features(wave, candidate)
    approvals = check_approvals(wave, draft)
    change, difference = _check_change(wave, candidate, said)
    released = _freeze(candidate)
    _write_release(wave, released, change=change, difference=difference, said=said, candidate=candidate,
                   features=features, approvals=approvals)  # fmt: skip
    wave.questionnaire = released
    wave.save(using=ALIAS, update_fields=["questionnaire"])
    log_activity(
        alias=ALIAS, verb="released questionnaire", subject=str(released), actor=said.actor,
        figures={"change": change, "languages": len(candidate.instrument.languages)},
    )  # fmt: skip
    return released


def check_features(wave: Wave, candidate: Candidate) -> list[list[str]]:
    """Return the approved features of a wave; refuse a question that belongs to none of them (§ 13 SächsStatG)."""
    approved = list(
        ApprovedFeature.objects.using(ALIAS).filter(wave=wave).order_by("pk").values_list("name", "label", "source")
    )
    names = {name for name, _, _ in approved}
    outside = [
        f"{question.name} ({question.feature or 'no feature'})"
        for question in candidate.instrument.questions.values()
        if question.kind.is_asked and not question.other_of and question.feature not in names
    ]
    if outside:
        shown = ", ".join(outside[:5]) + (f" and {len(outside) - 5} more" if len(outside) > 5 else "")
        raise StateError(
            "Questions stand outside the approved features", where=f"wave {wave.slug}, sheet survey, column feature",
            expected=", ".join(sorted(names)) or "a list of approved features", got=shown,
            hint="Have the feature approved and add it to the list, or take the question out (§ 13 SächsStatG).",
        )  # fmt: skip
    return [list(feature) for feature in approved]


def check_approvals(wave: Wave, draft: Draft) -> list[dict[str, object]]:
    """Return the approvals in force, one of each kind; refuse if one is missing for the source as it stands now."""
    given = {
        approval.kind: approval
        for approval in Approval.objects.using(ALIAS).filter(wave=wave, source_hash=draft.source_hash)
    }
    missing = [kind for kind in Approval.Kind.values if kind not in given]
    if missing:
        earlier = Approval.objects.using(ALIAS).filter(wave=wave, kind__in=missing).exists()
        raise StateError(
            "The questionnaire is not approved" + (": its source has changed since it was" if earlier else ""),
            where=f"wave {wave.slug}", expected=", ".join(Approval.Kind.values), got=", ".join(given) or "none",
            hint=f"Record the approvals that are missing: {', '.join(missing)}.",
        )  # fmt: skip
    return [
        {
            "kind": kind, "by": given[kind].given_by, "on": given[kind].given_on.isoformat(),
            "paper": given[kind].paper, "note": given[kind].note, "simulated": given[kind].is_simulated,
        }
        for kind in Approval.Kind.values
    ]  # fmt: skip


def difference_to(wave: Wave, candidate: Candidate) -> Difference | None:
    """Return what would change by a release, None if it is the first one."""
    if wave.questionnaire_id is None:
        return None
    released = Questionnaire.objects.using(ALIAS).get(pk=wave.questionnaire_id)
    return compare(from_document(released.document), candidate.instrument)


def _check_change(wave: Wave, candidate: Candidate, said: Declaration) -> tuple[str, Difference | None]:
    """Return the kind of the change; refuse a declaration that is not true."""
    difference = difference_to(wave, candidate)
    if difference is None:
        return Release.Change.FIRST, None
    found = ChangeKind.TEXT_ONLY if difference.kind is ChangeKind.NONE else difference.kind
    if wave.opened_at is None and not said.change:
        return found, difference
    if said.change not in DECLARED:
        raise StateError(
            "The field of this wave is open, and so a change of its questionnaire is declared",
            where=f"wave {wave.slug}", expected=", ".join(DECLARED), got=said.change or "nothing",
            hint=f"What changed makes it {found}: {_said(difference)}",
        )  # fmt: skip
    # A person may judge that a reworded question asks something else: breaking is always a declaration one can make.
    if said.change not in (found, ChangeKind.BREAKING):
        raise StateError(
            f"This change is {found}, not {said.change}", where=f"wave {wave.slug}", expected=found, got=said.change,
            hint=_said(difference),
        )  # fmt: skip
    if said.change == ChangeKind.BREAKING and not said.reason.strip():
        raise StateError(
            "A breaking change needs a reason", where=f"wave {wave.slug}",
            hint="Say why the data of the two versions will be kept apart.",
        )  # fmt: skip
    return said.change, difference


def _said(difference: Difference) -> str:
    """Return the gravest changes in a line."""
    gravest = [str(change) for change in difference.changes if change.kind is difference.kind]
    rest = f"; and {len(gravest) - 5} more" if len(gravest) > 5 else ""
    return "; ".join(gravest[:5]) + rest


def _freeze(candidate: Candidate) -> Questionnaire:
    """Keep the questionnaire under its hash, with its files."""
    instrument = candidate.instrument
    released, is_new = Questionnaire.objects.using(ALIAS).get_or_create(
        content_hash=candidate.content_hash,
        defaults={
            "name": instrument.name,
            "version": instrument.version,
            "document": to_document(instrument),
            "workbook_sha256": hashlib.sha256(candidate.workbook).hexdigest(),
        },
    )
    if is_new:
        QuestionnaireFile.objects.using(ALIAS).bulk_create(
            QuestionnaireFile(
                questionnaire=released, kind=file.kind, name=file.name, content=file.content,
                sha256=hashlib.sha256(file.content).hexdigest(),
            )
            for file in candidate.files
        )  # fmt: skip
    return released


def _write_release(
    wave: Wave, released: Questionnaire, *, change: str, difference: Difference | None, said: Declaration,
    candidate: Candidate, features: list[list[str]], approvals: list[dict[str, object]],
) -> None:  # fmt: skip
    last = Release.objects.using(ALIAS).filter(wave=wave).order_by("-number").first()
    Release.objects.using(ALIAS).create(
        wave=wave,
        number=last.number + 1 if last else 1,
        questionnaire=released,
        change=change,
        changes=[str(one) for one in difference.changes] if difference else [],
        reason=said.reason.strip(),
        languages=list(candidate.instrument.languages),
        features=features,
        approvals=approvals,
        released_by=said.actor or system_actor(),
    )


@dataclass(frozen=True)
class TakenOver:
    """A questionnaire of an example, imported and released at once."""

    imported: Imported
    released: Questionnaire
    drafts: Mapping[str, str]


@transaction.atomic(using=ALIAS)
def take_over_questionnaire(
    *, wave: Wave, workbook: Path, features: Sequence[tuple[str, str, str]], declaration: Declaration | None = None
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
        open_language(wave=wave, tag=one.tag)
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
    despite = imported.draft.languages.using(ALIAS).exclude(opened_despite="").order_by("position")
    return TakenOver(imported, released, dict(despite.values_list("tag", "opened_despite")))
