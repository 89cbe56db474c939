"""The review: decisions with reasons, two people at once, and a draft that follows them whole or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from querschnitt.apps.strategy.actions import import_strategy
from querschnitt.apps.strategy.actions.adoption import propose
from querschnitt.apps.strategy.actions.measures import add_measure, end_measure, merge_measures, split_measure
from querschnitt.apps.strategy.actions.money import NewLine, add_line
from querschnitt.apps.strategy.actions.review import Applied, Decided, apply_review, decide, take_back
from querschnitt.apps.strategy.models import Edition, MeasureVersion, ReviewDecision, Succession
from querschnitt.apps.strategy.queries.comparison import problems_of, synopsis_of
from querschnitt.apps.strategy.queries.review import draft_under_review, follow_up, preview, room
from querschnitt.core.errors import InputError, StateError
from tests.apps.strategy.folders import LEIPZIG
from tests.apps.strategy.small import DECIDED, adopted, draft, first_edition, version, words_of

pytestmark = pytest.mark.django_db(databases=["office", "statistics"])


@pytest.fixture
def before() -> Edition:
    return first_edition()


@pytest.fixture
def edition(before: Edition) -> Edition:
    return draft()


def decided(edition: Edition, number: str, kind: str, reason: str = "", **other: Any) -> ReviewDecision:
    assert edition.predecessor is not None
    into = other.pop("into", "")
    target = version(edition.predecessor, into) if into else None
    said = Decided(kind=kind, reason=reason, merge_into=target, **other)
    return decide(edition=edition, version=version(edition.predecessor, number), decided=said, actor="integration")


def successions(edition: Edition) -> dict[str, tuple[str, str, str]]:
    """What became of each measure: kind, number in the draft, reason."""
    rows = Succession.objects.filter(edition=edition, earlier__isnull=False).select_related("earlier", "later")
    return {
        row.earlier.number: (row.kind, row.later.number if row.later else "", row.reason) for row in rows if row.earlier
    }


def everything(edition: Edition) -> tuple[object, ...]:
    """All of a draft that a follow-up could touch."""
    rows = edition.successions.order_by("pk").values_list("pk", "kind", "earlier", "later", "reason")
    versions = edition.versions.order_by("pk").values_list("pk", "number", "title_de", "text", "field", "position")
    return tuple(rows), tuple(versions)


def test_the_draft_falls_out_of_the_decisions(edition: Edition) -> None:
    new = add_measure(edition=edition, words=words_of(version(edition, "2.1"), number="2.9", title_de="Neues"))
    decided(edition, "1.1", "keep")
    decided(
        edition, "1.2", "change", "Bedarf gewachsen", new_text="Text von 1.2, öfter.", new_title_de="Mehr Lotsinnen"
    )
    decided(edition, "2.1", "merge", "Doppelt", into="1.1")
    decided(edition, "2.2", "end", "Erledigt")
    assert apply_review(edition=edition) == Applied(stand=0, merged=1, ended=1, worded=1)
    assert successions(edition) == {
        "1.1": ("merged", "1.1", ""),
        "1.2": ("reworded", "1.2", "Bedarf gewachsen"),
        "2.1": ("merged", "1.1", "Doppelt"),
        "2.2": ("ended", "", "Erledigt"),
    }
    assert sorted(edition.versions.values_list("number", flat=True)) == ["1.1", "1.2", "2.9"]
    assert version(edition, "1.2").text == "Text von 1.2, öfter."
    assert edition.successions.get(later=new).kind == "new"
    assert problems_of(edition) == []


def test_the_second_time_nothing_changes(edition: Edition) -> None:
    decided(edition, "1.1", "merge", "Doppelt", into="2.1")
    decided(edition, "1.2", "end", "Erledigt")
    decided(edition, "2.2", "change", "Neu", new_text="Anders.")
    assert apply_review(edition=edition).changed == 3
    stood = everything(edition)
    assert apply_review(edition=edition).changed == 0
    assert everything(edition) == stood
    assert preview(follow_up(edition)) == []


def test_decisions_may_be_changed_and_the_draft_follows_again(edition: Edition) -> None:
    first = decided(edition, "1.1", "merge", "Doppelt", into="2.1")
    ended = decided(edition, "1.2", "end", "Erledigt")
    apply_review(edition=edition)
    decided(edition, "1.1", "keep", seen=first.decided_at)
    decided(edition, "1.2", "change", "Doch nötig", seen=ended.decided_at, new_text="Anders.")
    assert apply_review(edition=edition) == Applied(stand=2, worded=1)
    assert {number: row[0] for number, row in successions(edition).items()} == {
        "1.1": "kept", "1.2": "reworded", "2.1": "kept", "2.2": "kept",
    }  # fmt: skip
    assert problems_of(edition) == []


def test_a_kept_measure_says_again_what_it_said(edition: Edition) -> None:
    MeasureVersion.objects.filter(pk=version(edition, "1.1").pk).update(text="Schnell geändert.")
    decided(edition, "1.1", "keep")
    assert [row.is_worded for row in preview(follow_up(edition))] == [True]
    apply_review(edition=edition)
    assert (version(edition, "1.1").text, successions(edition)["1.1"][0]) == ("Text von 1.1.", "kept")


def test_a_chain_goes_all_the_way_and_takes_along_what_the_draft_had_merged(edition: Edition) -> None:
    merge_measures(into=version(edition, "1.2"), others=[version(edition, "1.1")], reason="Früher schon")
    decided(edition, "1.2", "merge", "Zusammen", into="2.1")
    decided(edition, "2.1", "merge", "Alles eins", into="2.2")
    apply_review(edition=edition)
    assert {row[:2] for row in successions(edition).values()} == {("merged", "2.2")}
    assert problems_of(edition) == []


CONTRADICTIONS = {
    "into an ended one": [("1.1", "merge", {"into": "1.2"}), ("1.2", "end", {})],
    "in a circle": [("1.1", "merge", {"into": "1.2"}), ("1.2", "merge", {"into": "1.1"})],
    "in a longer circle": [
        ("1.1", "merge", {"into": "1.2"}), ("1.2", "merge", {"into": "2.1"}), ("2.1", "merge", {"into": "1.1"}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_what_contradicts_is_refused_and_changes_nothing(edition: Edition, case: str) -> None:
    decided(edition, "2.2", "end", "Erledigt")
    for number, kind, other in CONTRADICTIONS[case]:
        decided(edition, number, kind, "Grund", **other)
    stood = everything(edition)
    with pytest.raises(StateError, match="contradict"):
        apply_review(edition=edition)
    assert everything(edition) == stood
    assert follow_up(edition).contradictions


def test_what_the_draft_splits_is_changed_and_nothing_else(edition: Edition) -> None:
    split_measure(version=version(edition, "1.1"), titles=["Zweiter Teil"], reason="Zu groß")
    first = decided(edition, "1.1", "end", "Erledigt")
    with pytest.raises(StateError, match="contradict"):
        apply_review(edition=edition)
    decided(edition, "1.1", "change", "Geteilt", seen=first.decided_at)
    stood = everything(edition)
    apply_review(edition=edition)
    assert everything(edition) == stood


def test_money_in_the_draft_stands_in_the_way(edition: Edition) -> None:
    line = NewLine(year=2023, stage="requested", amount=Decimal(5), purpose_de="Kurse", source="Anmeldung")
    add_line(edition=edition, version=version(edition, "1.1"), line=line)
    decided(edition, "1.1", "end", "Erledigt")
    decided(edition, "1.2", "end", "Erledigt")
    stood = everything(edition)
    with pytest.raises(StateError, match="money") as refused:
        apply_review(edition=edition)
    assert "1.1" in refused.value.where
    assert everything(edition) == stood


def test_what_nobody_decided_on_stays_as_the_draft_has_it(edition: Edition) -> None:
    end_measure(version=version(edition, "2.2"), reason="Im Entwurf beendet")
    decided(edition, "1.1", "keep")
    apply_review(edition=edition)
    assert successions(edition)["2.2"] == ("ended", "", "Im Entwurf beendet")


def test_a_change_without_new_words_is_told(edition: Edition) -> None:
    decided(edition, "1.1", "change", "Wortlaut folgt")
    assert [(row.lacks_words, row.outcome.is_changed) for row in preview(follow_up(edition))] == [(True, False)]
    apply_review(edition=edition)
    assert successions(edition)["1.1"][0] == "kept"


@pytest.mark.parametrize(
    ("number", "kind", "other"),
    [("1.1", "end", {}), ("1.1", "change", {"reason": " "}), ("1.1", "merge", {"reason": "x"}), ("1.1", "split", {}),
     ("1.1", "merge", {"reason": "x", "into": "1.1"})],
)  # fmt: skip
def test_what_a_decision_lacks(edition: Edition, number: str, kind: str, other: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        decided(edition, number, kind, **other)
    assert not ReviewDecision.objects.exists()


def test_the_later_of_two_is_told(edition: Edition) -> None:
    first = decided(edition, "1.1", "keep")
    with pytest.raises(StateError, match="meanwhile"):
        decided(edition, "1.1", "end", "Erledigt")
    assert ReviewDecision.objects.get().kind == "keep"
    decided(edition, "1.1", "end", "Erledigt", seen=first.decided_at)
    with pytest.raises(StateError, match="meanwhile"):
        decided(edition, "1.1", "keep", seen=first.decided_at)
    take_back(decision=ReviewDecision.objects.get(), actor="integration")
    assert not ReviewDecision.objects.exists()


def test_an_adopted_edition_is_decided_on_no_more(edition: Edition) -> None:
    row = decided(edition, "1.1", "keep")
    adopted(edition)
    assert draft_under_review() is None
    edition.refresh_from_db()
    for attempt in (
        lambda: decided(edition, "1.1", "keep", seen=row.decided_at),
        lambda: apply_review(edition=edition),
        lambda: take_back(decision=ReviewDecision.objects.select_related("edition").get(), actor="x"),
    ):
        with pytest.raises(StateError, match="not changed"):
            attempt()


def test_the_draft_can_be_adopted_after_the_review(before: Edition, edition: Edition) -> None:
    for number, kind, other in [("1.1", "keep", {}), ("1.2", "end", {}), ("2.1", "merge", {"into": "2.2"})]:
        decided(edition, number, kind, "Grund", **other)
    apply_review(edition=edition)
    shown = synopsis_of(before, edition)
    assert sorted(kind.value for kind in shown.counts.elements()) == ["ended", "kept", "merged"]  # type: ignore[attr-defined]
    adopted(edition, DECIDED)
    edition.refresh_from_db()
    assert edition.is_frozen


def test_the_example_follows_decisions_on_all_89_measures() -> None:
    import_strategy(folder=LEIPZIG)
    edition = draft_under_review()
    assert edition is not None
    wrong = set(problems_of(edition))
    found = room(edition)
    assert len(found.rows) == 89
    follow = follow_up(edition)
    split = {measure for measure, place in follow.before.items() if place.state == "split"}
    for number, row in enumerate(found.rows):
        kind = "change" if str(row.version.measure_id) in split else "end" if number % 7 == 3 else "keep"
        said = Decided(kind=kind, reason="Grund")
        decide(edition=edition, version=row.version, decided=said, actor="integration")
    apply_review(edition=edition)
    assert set(problems_of(edition)) <= wrong
    assert apply_review(edition=edition).changed == 0


def test_proposed_drafts_are_reviewed_too(edition: Edition) -> None:
    propose(edition=edition, number="DS-2", title="Fortschreibung", submitted_on=DECIDED.adopted_on)
    found = draft_under_review()
    assert found is not None
    assert found.pk == edition.pk
