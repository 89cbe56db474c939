"""The review for the two-year budget: decide on each measure; then the draft of the next edition follows, whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.drafts import require_open, settle
from querschnitt.apps.strategy.actions.measures import bring_back
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Edition,
    Evidence,
    Involvement,
    MeasureVersion,
    ReviewDecision,
    StrategicGoal,
    Succession,
)
from querschnitt.apps.strategy.queries.comparison import problems_of
from querschnitt.apps.strategy.queries.review import Followed, follow_up, words_wanted
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.review import Outcome, State

SHOWN = 5
Kind = Succession.Kind


@dataclass(frozen=True)
class Decided:
    """What the room decides on a measure, and when the person who decides saw the last decision on it."""

    kind: str
    reason: str = ""
    merge_into: MeasureVersion | None = None
    new_title_de: str = ""
    new_text: str = ""
    comment: str = ""
    seen: datetime | None = None


def decide(*, edition: Edition, version: MeasureVersion, decided: Decided, actor: str) -> ReviewDecision:
    """Write down what becomes of a measure in the next edition.

    Raises
    ------
    InputError : if the reason or the measure to merge into is missing, or that is the measure itself
    StateError : if somebody else decided meanwhile, or the edition is not a draft
    """
    _check(version, decided)
    with one_step():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        require_open(edition)
        rows = ReviewDecision.objects.filter(edition=edition, version__measure=version.measure_id)
        row = rows.first()
        if row is not None and row.decided_at != decided.seen:
            raise StateError(
                "Somebody else decided on this measure meanwhile", where=f"measure {version.number}",
                got=f"{row.get_kind_display()}, {row.decided_by}",
                hint="Look at that decision. What you wrote still stands in the form: send it again to replace it.",
            )  # fmt: skip
        row = row or ReviewDecision(edition=edition, version=version)
        is_change, is_merge = decided.kind == ReviewDecision.Kind.CHANGE, decided.kind == ReviewDecision.Kind.MERGE
        row.kind, row.reason, row.comment = decided.kind, decided.reason.strip(), decided.comment.strip()
        row.merge_into = decided.merge_into if is_merge else None
        row.new_title_de = decided.new_title_de.strip() if is_change else ""
        row.new_text = decided.new_text.strip() if is_change else ""
        row.decided_by = actor
        row.save()
        into = {"into": decided.merge_into.number} if is_merge and decided.merge_into else {}
        subject = f"{edition.slug} {version.number}"
        log_activity(alias="office", verb="review", subject=subject, figures={"kind": row.kind, **into}, actor=actor)
    return row


def take_back(*, decision: ReviewDecision, actor: str) -> None:
    """Take a decision back: the measure is undecided again. The draft stays as it is until the next time it follows."""
    with one_step():
        require_open(decision.edition)
        subject = f"{decision.edition.slug} {decision.version.number}"
        decision.delete()
        log_activity(alias="office", verb="review taken back", subject=subject, actor=actor)


def _check(version: MeasureVersion, decided: Decided) -> None:
    where = f"measure {version.number}"
    if decided.kind not in ReviewDecision.Kind.values:
        raise InputError("Unknown decision", where=where, got=decided.kind)
    if decided.kind != ReviewDecision.Kind.KEEP and not decided.reason.strip():
        raise InputError("A reason is needed", where=where, hint="The council reads it in the synopsis.")
    if decided.kind == ReviewDecision.Kind.MERGE:
        into = decided.merge_into
        if into is None or into.measure_id == version.measure_id or into.edition_id != version.edition_id:
            raise InputError("Another measure of this edition to merge into is needed", where=where)


@dataclass(frozen=True)
class Applied:
    """How many measures of the draft followed, by what became of them."""

    stand: int = 0
    merged: int = 0
    ended: int = 0
    worded: int = 0

    @property
    def changed(self) -> int:
        """Return how many there were in all."""
        return self.stand + self.merged + self.ended + self.worded


def apply_review(*, edition: Edition, actor: str = "") -> Applied:
    """Let the draft follow the decisions of the review: kept, reworded, merged, ended. What is new in it remains.

    Whole or not at all, and the second time nothing changes. What nobody decided on stays as the draft has it.

    Raises
    ------
    StateError : if decisions contradict one another or the draft, or measures that would go have money in the draft
    """
    with one_step():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        require_open(edition)
        follow = follow_up(edition)
        _refuse_contradictions(follow)
        before = set(problems_of(edition))
        draft = _Draft(edition, follow)
        draft.follow()
        new = [str(each) for each in problems_of(edition) if each not in before]
        if new:
            raise StateError(
                "The draft would not be whole", where=f"edition {edition.slug}", got="; ".join(new[:SHOWN]),
                hint="Put these measures right in the draft first.",
            )  # fmt: skip
        if draft.applied.changed:
            figures = vars(draft.applied)
            log_activity(alias="office", verb="apply review", subject=edition.slug, figures=figures, actor=actor)
    return draft.applied


def _refuse_contradictions(follow: Followed) -> None:
    if follow.contradictions:
        told = [f"{follow.number(each.measure)} {each.rule.value}" for each in follow.contradictions]
        raise StateError(
            "Decisions contradict one another; the draft was not changed", where=f"edition {follow.edition.slug}",
            got="; ".join(told[:SHOWN]), hint="Change one of the decisions, or the draft.",
        )  # fmt: skip


@dataclass
class _Draft:
    """A draft that follows decisions, step by step: what has to stand, what goes elsewhere, what it says, why."""

    edition: Edition
    followed: Followed
    applied: Applied = field(default_factory=Applied)
    rows: dict[str, Succession] = field(default_factory=dict)

    def follow(self) -> None:
        changed = [outcome for outcome in self.followed.outcomes if outcome.is_changed]
        self._read()
        self._let_stand(changed)
        gone = self._let_go(changed)
        worded = self._word()
        self._say_why()
        self._mark_merged()
        if changed or worded:
            settle(self.edition)
        states = [outcome.after.state for outcome in changed]
        self.applied = Applied(
            stand=states.count(State.STANDS), merged=states.count(State.MERGED), ended=states.count(State.ENDED),
            worded=worded,
        )  # fmt: skip
        _remove(gone)

    def _read(self) -> None:
        rows = self.edition.successions.select_related("edition", "earlier__field", "later").exclude(earlier=None)
        self.rows = {str(row.earlier.measure_id): row for row in rows if row.earlier}

    def _let_stand(self, changed: Sequence[Outcome]) -> None:
        """Bring in again what the draft had left out or merged, and what is merged into but is not there."""
        wanted = {outcome.decision.measure for outcome in changed if outcome.after.state == State.STANDS}
        targets = {outcome.after.into for outcome in self.followed.outcomes if outcome.after.state == State.MERGED}
        wanted |= {target for target in targets if target in self.followed.under_review and target not in self.rows}
        for measure in sorted(wanted):
            row = self.rows.get(measure) or Succession(
                edition=self.edition, earlier=self.followed.under_review[measure]
            )
            row.kind, row.later = Kind.ENDED, None
            row.save()
            bring_back(succession=row)
            self.rows[measure] = row

    def _let_go(self, changed: Sequence[Outcome]) -> list[MeasureVersion]:
        """End and merge; return the versions that no succession leads to any more."""
        standing = {str(version.measure_id): version for version in self.edition.versions.filter(supplement=None)}
        gone = []
        for outcome in changed:
            measure, target = outcome.decision.measure, outcome.after
            if target.state not in (State.ENDED, State.MERGED):
                continue
            row = self.rows.get(measure) or Succession(
                edition=self.edition, earlier=self.followed.under_review[measure]
            )
            later = standing[target.into] if target.state == State.MERGED else None
            own = row.later if row.later and str(row.later.measure_id) == measure else None
            if own is not None:
                gone.append(own)
                self._lead_others(own, later)
            row.kind, row.later = (Kind.MERGED if later else Kind.ENDED), later
            row.save()
            self.rows[measure] = row
        _require_no_money(gone)
        return gone

    def _lead_others(self, old: MeasureVersion, later: MeasureVersion | None) -> None:
        """What the draft had merged into a measure goes with it."""
        for row in self.rows.values():
            if row.later_id == old.pk and row.kind == Kind.MERGED and later is not None:
                row.later = later
                row.save(update_fields=["later"])
        self._lead_evidence(old, later)

    @staticmethod
    def _lead_evidence(old: MeasureVersion, later: MeasureVersion | None) -> None:
        """What the draft rests on goes along into a merged measure, once; of an ended one it goes."""
        rows = Evidence.objects.filter(version=old)
        there = set(Evidence.objects.filter(version=later).values_list("finding", "indicator", "role"))
        for row in rows:
            if later is not None and (row.finding_id, row.indicator_id, row.role) not in there:
                row.version = later
                row.save(update_fields=["version"])
        rows.all().delete()

    def _word(self) -> int:
        """Let kept measures say what they said, changed ones what was decided; return how many say something else."""
        changed = 0
        later = {row.later_id: row.later for row in self.rows.values() if row.later}
        fresh = MeasureVersion.objects.in_bulk([pk for pk in later if pk is not None])
        for outcome in self.followed.outcomes:
            row = self.rows.get(outcome.decision.measure)
            if outcome.after.state != State.STANDS or row is None or row.later_id not in fresh:
                continue
            version = fresh[row.later_id]
            wanted = words_wanted(self.followed.decisions[outcome.decision.measure], row.earlier)
            if any(getattr(version, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(version, name, value)
                version.save(update_fields=list(wanted))
                changed += 1
        return changed

    def _say_why(self) -> None:
        for outcome in self.followed.outcomes:
            row = self.rows.get(outcome.decision.measure)
            reason = self.followed.decisions[outcome.decision.measure].reason
            if row is not None and row.reason != reason and outcome.after.state != State.SPLIT:
                row.reason = reason
                row.save(update_fields=["reason"])

    def _mark_merged(self) -> None:
        """What others are merged into is merged itself; what nothing is merged into any more is kept."""
        into = Succession.objects.filter(edition=self.edition, later__isnull=False).values("later")
        several = {row["later"] for row in into.annotate(n=Count("pk")).filter(n__gt=1)}
        for row in self.edition.successions.exclude(later=None).exclude(kind=Kind.SPLIT):
            if row.later_id in several and row.kind == Kind.NEW:
                row.delete()
            elif (row.later_id in several) != (row.kind == Kind.MERGED) and row.kind != Kind.NEW:
                row.kind = Kind.MERGED if row.later_id in several else Kind.KEPT
                row.save(update_fields=["kind"])


def _require_no_money(gone: Sequence[MeasureVersion]) -> None:
    paid = BudgetLine.objects.filter(version__in=gone).values_list("version__number", flat=True).distinct()
    numbers = sorted(paid)
    if numbers:
        raise StateError(
            "Measures that would go have money in the draft; the draft was not changed",
            where="measures " + ", ".join(numbers), expected="no line of the budget",
            hint="Lines of money are never deleted: decide to change these measures, and word them as they shall end.",
        )  # fmt: skip


def _remove(gone: Sequence[MeasureVersion]) -> None:
    keys = [version.pk for version in gone]
    links = StrategicGoal.versions.through
    links.objects.filter(measureversion__in=keys).delete()
    Involvement.objects.filter(version__in=keys).delete()
    MeasureVersion.objects.filter(pk__in=keys).delete()
