"""The review room: which measures wait, what is decided, and what the draft makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.translation import override

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.strategy.models import Edition, Field, MeasureVersion, ReviewDecision
from querschnitt.apps.strategy.queries.in_force import versions_on
from querschnitt.apps.strategy.queries.wordings import succession_values
from querschnitt.core.editions import Succession
from querschnitt.core.review import Choice, Contradiction, Decision, Outcome, Place, contradictions, places, planned
from querschnitt.press.review_protocol import Protocol, ProtocolLine

OPEN = (Edition.State.DRAFT, Edition.State.PROPOSED, Edition.State.AMENDED)
WORDS = ("title_de", "title_en", "text", "goal_de", "goal_en", "target_groups_de", "target_groups_en")
UNDECIDED = "none"


def draft_under_review() -> Edition | None:
    """Return the draft that follows the edition in force; None where none is open."""
    drafts = Edition.objects.filter(state__in=OPEN, predecessor__state=Edition.State.ADOPTED)
    return drafts.select_related("predecessor").order_by("pk").first()


def versions_under_review(edition: Edition, day: date | None = None) -> list[MeasureVersion]:
    """Return the measures that are in force today and have to be decided on, in their order; one query."""
    if edition.predecessor is None:
        return []
    return list(versions_on(edition.predecessor, day or timezone.localdate()).select_related("field"))


@dataclass(frozen=True)
class ReviewRow:
    """A measure in the list of the room."""

    version: MeasureVersion
    decision: ReviewDecision | None


@dataclass(frozen=True)
class ReviewFilter:
    """What the list of the room is narrowed to; empty texts narrow nothing."""

    field: str = ""
    decision: str = ""

    def passes(self, row: ReviewRow) -> bool:
        """Return whether a measure belongs in the list."""
        kind = row.decision.kind if row.decision else UNDECIDED
        return self.field in ("", str(row.version.field.number)) and self.decision in ("", kind)

    @property
    def query(self) -> str:
        """Return the filter as the end of an address."""
        return f"?field={self.field}&decision={self.decision}" if self.field or self.decision else ""


@dataclass(frozen=True)
class Room:
    """The measures under review with what is decided on each."""

    edition: Edition
    rows: Sequence[ReviewRow]

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many measures there are of each decision, and undecided."""
        return Counter(row.decision.kind if row.decision else UNDECIDED for row in self.rows)

    @property
    def fields(self) -> list[Field]:
        """Return the fields of action in their order."""
        return list({row.version.field_id: row.version.field for row in self.rows}.values())

    def neighbours(self, version: MeasureVersion, chosen: ReviewFilter) -> tuple[ReviewRow | None, ReviewRow | None]:
        """Return the measures before and after one among those the filter shows."""
        shown = [row for row in self.rows if chosen.passes(row) or row.version.pk == version.pk]
        place = next(number for number, row in enumerate(shown) if row.version.pk == version.pk)
        before = shown[place - 1] if place else None
        return before, shown[place + 1] if place + 1 < len(shown) else None


def room(edition: Edition) -> Room:
    """Return the review room of a draft; two queries."""
    decisions = {row.version.measure_id: row for row in _decisions(edition)}
    rows = [ReviewRow(row, decisions.get(row.measure_id)) for row in versions_under_review(edition)]
    return Room(edition, rows)


def _decisions(edition: Edition) -> list[ReviewDecision]:
    rows = ReviewDecision.objects.filter(edition=edition).select_related("version__field", "merge_into")
    return list(rows.order_by("version__field__number", "version__position"))


@dataclass(frozen=True)
class Followed:
    """What the decisions of a review make of its draft."""

    edition: Edition
    decisions: Mapping[str, ReviewDecision]  # by the identity of the measure
    before: Mapping[str, Place]
    under_review: Mapping[str, MeasureVersion]
    drafted: Mapping[str, MeasureVersion]

    @cached_property
    def values(self) -> tuple[Decision, ...]:
        """Return the decisions as the rules take them."""
        return tuple(
            Decision(measure, Choice(row.kind), str(row.merge_into.measure_id) if row.merge_into else "")
            for measure, row in self.decisions.items()
        )

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return what each decision makes of the place of its measure."""
        return planned(self.values, self.before)

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Return the decisions that cannot stand beside one another."""
        return contradictions(self.values, self.before, known=[*self.under_review, *self.drafted])

    def number(self, measure: str) -> str:
        """Return the number of a measure, in the edition in force or else in the draft."""
        known = self.under_review.get(measure) or self.drafted.get(measure)
        return known.number if known else measure


def follow_up(edition: Edition) -> Followed:
    """Return what the decisions make of a draft; six queries, however many measures."""
    under_review = {str(row.measure_id): row for row in versions_under_review(edition)}
    decisions = {str(row.version.measure_id): row for row in _decisions(edition)}
    drafted = edition.versions.filter(supplement=None).select_related("field")
    return Followed(
        edition=edition,
        decisions={measure: row for measure, row in decisions.items() if measure in under_review},
        before=places(_written(edition)),
        under_review=under_review,
        drafted={str(row.measure_id): row for row in drafted},
    )


def _written(edition: Edition) -> list[Succession]:
    return [each for each in succession_values(edition) if each.earlier]


def words_wanted(decision: ReviewDecision, earlier: MeasureVersion | None) -> dict[str, str]:
    """Return what the draft has to say of a measure: as before where it is kept, the new words where they are given."""
    if decision.kind == ReviewDecision.Kind.KEEP and earlier is not None:
        return {name: getattr(earlier, name) for name in WORDS}
    new = {"title_de": decision.new_title_de, "text": decision.new_text}
    return {name: value for name, value in new.items() if value}


@dataclass(frozen=True)
class PreviewRow:
    """What happens to one measure of the draft, and what is still open about it."""

    outcome: Outcome
    decision: ReviewDecision
    version: MeasureVersion
    into: MeasureVersion | None
    is_worded: bool
    lacks_words: bool


def preview(follow: Followed) -> list[PreviewRow]:
    """Return what would happen if the draft followed now, measure by measure; no query."""
    rows = []
    for outcome in follow.outcomes:
        measure = outcome.decision.measure
        decision, drafted = follow.decisions[measure], follow.drafted.get(measure)
        wanted = words_wanted(decision, follow.under_review[measure]) if outcome.after.state == "stands" else {}
        is_worded = drafted is not None and any(getattr(drafted, name) != value for name, value in wanted.items())
        lacks = decision.kind == ReviewDecision.Kind.CHANGE and not wanted and _is_as_before(follow, measure)
        into = follow.drafted.get(outcome.after.into) or follow.under_review.get(outcome.after.into)
        if outcome.is_changed or is_worded or lacks:
            rows.append(PreviewRow(outcome, decision, follow.under_review[measure], into, is_worded, lacks))
    return rows


def _is_as_before(follow: Followed, measure: str) -> bool:
    before, now = follow.under_review[measure], follow.drafted.get(measure)
    return now is not None and all(getattr(now, name) == getattr(before, name) for name in WORDS)


def course(edition: Edition) -> list[Activity]:
    """Return who decided what when, the decisions replaced since among them; one query."""
    verbs = ["review", "review taken back", "apply review"]
    rows = Activity.objects.filter(verb__in=verbs, subject__startswith=edition.slug)
    return [row for row in rows.order_by("at", "pk") if row.subject.split(" ")[0] == edition.slug]


def protocol_of(room: Room) -> Protocol:
    """Return the protocol of a room as the press prints it, in German."""
    with override("de"):
        lines = tuple(
            ProtocolLine(
                number=row.version.number,
                title=row.version.title_de,
                decision=str(row.decision.get_kind_display()) if row.decision else "",
                into=row.decision.merge_into.number if row.decision and row.decision.merge_into else "",
                reason=row.decision.reason if row.decision else "",
                decided_by=row.decision.decided_by if row.decision else "",
                decided_at=timezone.localtime(row.decision.decided_at) if row.decision else None,
            )
            for row in room.rows
        )
    return Protocol(title=room.edition.title_de, lines=lines, invented=room.edition.invented)
