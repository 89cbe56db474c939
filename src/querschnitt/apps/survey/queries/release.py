"""What a release still needs: approvals of the source as it stands, features approved, languages ready."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from querschnitt.apps.survey.models import Approval, ApprovedFeature, Draft, Wave
from querschnitt.apps.survey.queries.drafts import source_instrument
from querschnitt.apps.survey.queries.languages import LanguageRow, language_rows
from querschnitt.core.instrument.model import Instrument

ALIAS = "statistics"


def approved_features(wave: Wave) -> list[tuple[str, str, str]]:
    """Return the approved features of a wave: name, words, and where it is written."""
    rows = ApprovedFeature.objects.using(ALIAS).filter(wave=wave).order_by("pk")
    return [(row.name, row.label, row.source) for row in rows]


def outside_of(names: Collection[str], instrument: Instrument) -> list[tuple[str, str]]:
    """Return the questions that belong to none of the features, with the feature they name."""
    return [
        (question.name, question.feature)
        for question in instrument.questions.values()
        if question.kind.is_asked and not question.other_of and question.feature not in names
    ]


def approvals_in_force(wave: Wave, draft: Draft) -> dict[str, Approval]:
    """Return the latest approval of each kind that was given for the source as it stands."""
    found = Approval.objects.using(ALIAS).filter(wave=wave, source_hash=draft.source_hash)
    return {approval.kind: approval for approval in found.order_by("recorded_at", "pk")}


@dataclass(frozen=True)
class ApprovalLine:
    """A kind of approval: the one in force, or the last one that was given for an earlier source."""

    kind: str
    given: Approval | None
    earlier: Approval | None


@dataclass(frozen=True)
class Readiness:
    """What stands between a draft and its release.

    Attributes
    ----------
    outside : questions outside the approved features, with the feature they name
    used : how many questions each approved feature has
    languages : those that are open
    """

    approvals: Sequence[ApprovalLine]
    features: Sequence[tuple[str, str, str]]
    outside: Sequence[tuple[str, str]]
    used: Mapping[str, int]
    languages: Sequence[LanguageRow]

    @property
    def unready(self) -> list[LanguageRow]:
        """Return the open languages that are not whole, pretested, locked and up to date any more."""
        return [row for row in self.languages if not row.is_ready]

    @property
    def is_approved(self) -> bool:
        return all(line.given for line in self.approvals)


def readiness(draft: Draft) -> Readiness:
    """Look at everything a release checks, without compiling anything."""
    wave = draft.wave
    features = approved_features(wave)
    instrument = source_instrument(draft)
    asked = [q for q in instrument.questions.values() if q.kind.is_asked and not q.other_of]
    given = approvals_in_force(wave, draft)
    earlier = {one.kind: one for one in Approval.objects.using(ALIAS).filter(wave=wave).order_by("recorded_at", "pk")}
    return Readiness(
        approvals=[ApprovalLine(kind, given.get(kind), earlier.get(kind)) for kind in Approval.Kind.values],
        features=features,
        outside=outside_of({name for name, _, _ in features}, instrument),
        used={name: sum(q.feature == name for q in asked) for name, _, _ in features},
        languages=[row for row in language_rows(draft) if row.row.opened_at is not None],
    )
