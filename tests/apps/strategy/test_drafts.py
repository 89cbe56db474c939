"""The next edition from the one in force: whole at every step, adopted with all checks, the one before superseded."""

from __future__ import annotations

from datetime import date

import pytest

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.strategy.actions.adoption import Decision, adopt, propose
from querschnitt.apps.strategy.actions.drafts import (
    FieldWords,
    NewEdition,
    add_field,
    change_field,
    join_fields,
    open_draft,
    renumber,
)
from querschnitt.apps.strategy.actions.measures import (
    add_measure,
    bring_back,
    change_measure,
    end_measure,
    merge_measures,
    split_measure,
)
from querschnitt.apps.strategy.actions.papers import Votes
from querschnitt.apps.strategy.models import Edition, Measure, Paper, Succession
from querschnitt.apps.strategy.queries.comparison import hindrances, problems_of, synopsis_of
from querschnitt.core.errors import InputError, StateError
from tests.apps.strategy.small import DECIDED, OPENED, adopted, draft, first_edition, version, words_of

pytestmark = pytest.mark.django_db(databases=["office"])


def kinds(edition: Edition) -> dict[str, str]:
    """Kind of each succession by the numbers on both sides."""
    rows = edition.successions.select_related("earlier", "later")
    return {
        f"{row.earlier.number if row.earlier else ''}→{row.later.number if row.later else ''}": row.kind for row in rows
    }


@pytest.fixture
def old() -> Edition:
    return first_edition()


@pytest.fixture
def new(old: Edition) -> Edition:
    return draft()


def test_a_draft_begins_with_everything_that_is_in_force(old: Edition, new: Edition) -> None:
    assert kinds(new) == {f"{n}→{n}": "kept" for n in ("1.1", "1.2", "2.1", "2.2")}
    assert problems_of(new) == []
    assert [row.kind.value for row in synopsis_of(old, new).rows] == ["kept"] * 4
    assert [part.office.slug for part in version(new, "1.1").involvements.order_by("-role")] == ["a", "c"]
    assert [goal.number for goal in version(new, "2.2").goals.all()] == ["Z1"]
    assert Activity.objects.using("office").filter(verb="open draft").count() == 1


def test_there_is_one_draft_at_a_time(new: Edition) -> None:
    with pytest.raises(StateError, match="There is a draft already"):
        draft("2025")


def test_without_an_adopted_edition_there_is_no_draft() -> None:
    with pytest.raises(StateError, match="no adopted edition"):
        open_draft(new=NewEdition(slug="x", title_de="x", title_en="x"), day=OPENED)


def test_kept_reworded_and_moved_follow_from_what_is_said(new: Edition) -> None:
    measure = version(new, "1.1")
    change_measure(version=measure, words=words_of(measure, text="Anders."))
    assert kinds(new)["1.1→1.1"] == "reworded"
    change_measure(version=measure, words=words_of(measure, text="Text von 1.1."))
    assert kinds(new)["1.1→1.1"] == "kept"
    change_measure(version=measure, words=words_of(measure, field=new.fields.get(number=2), number="2.9"))
    assert kinds(new)["1.1→2.9"] == "moved"
    assert measure.position == 3
    assert problems_of(new) == []


def test_another_lead_is_another_measure_word(new: Edition) -> None:
    measure = version(new, "1.1")
    words = words_of(measure)
    change_measure(version=measure, words=words_of(measure, lead=words.involved[0], involved=()))
    assert kinds(new)["1.1→1.1"] == "reworded"


def test_a_number_is_taken_once(new: Edition) -> None:
    measure = version(new, "1.1")
    with pytest.raises(StateError, match="The number is taken"):
        change_measure(version=measure, words=words_of(measure, number="1.2"))
    assert version(new, "1.1").text == "Text von 1.1."


def test_split_merge_end_new_and_back(old: Edition, new: Edition) -> None:
    split_measure(version=version(new, "1.1"), titles=["Zweiter Teil", "Dritter Teil"], reason="zu groß")
    merge_measures(into=version(new, "2.1"), others=[version(new, "2.2")], reason="dasselbe")
    end_measure(version=version(new, "1.2"), reason="erledigt", paper="A-7")
    add_measure(edition=new, words=words_of(version(new, "2.1"), number="2.3", title_de="Neu"), reason="Workshop")
    assert kinds(new) == {
        "1.1→1.1": "split", "1.1→1.1b": "split", "1.1→1.1c": "split", "2.1→2.1": "merged", "2.2→2.1": "merged",
        "1.2→": "ended", "→2.3": "new",
    }  # fmt: skip
    assert problems_of(new) == []
    found = synopsis_of(old, new)
    assert [row.kind.value for row in found.rows] == ["split", "ended", "merged", "new"]
    assert found.rows[1].reasons == ("erledigt",)
    assert found.rows[1].decisions == ("A-7",)
    bring_back(succession=new.successions.get(kind="ended"))
    assert kinds(new)["1.2→1.2"] == "kept"
    assert problems_of(new) == []


def test_a_part_of_a_split_measure_ends_and_the_rest_is_itself_again(new: Edition) -> None:
    split_measure(version=version(new, "1.1"), titles=["Zweiter"], reason="zu groß")
    with pytest.raises(StateError, match="last part but one"):
        end_measure(version=version(new, "1.1"), reason="nein")
    end_measure(version=version(new, "1.1b"), reason="doch nicht")
    assert kinds(new)["1.1→1.1"] == "kept"
    assert problems_of(new) == []


def test_a_merged_measure_that_ends_ends_all_it_came_from(old: Edition, new: Edition) -> None:
    merge_measures(into=version(new, "2.1"), others=[version(new, "2.2"), version(new, "1.2")], reason="dasselbe")
    end_measure(version=version(new, "2.1"), reason="nun auch nicht")
    assert kinds(new) == {"1.1→1.1": "kept", "1.2→": "ended", "2.1→": "ended", "2.2→": "ended"}
    assert problems_of(new) == []


def test_a_new_measure_that_ends_leaves_no_trace(new: Edition) -> None:
    before = Measure.objects.count()
    added = add_measure(edition=new, words=words_of(version(new, "2.1"), number="2.3"))
    end_measure(version=added, reason="")
    assert (Measure.objects.count(), len(kinds(new))) == (before, 4)


@pytest.mark.parametrize("bad", ["split a new one", "merge a split one", "merge with itself", "no reason"])
def test_what_cannot_be_done_is_refused_and_nothing_changes(new: Edition, bad: str) -> None:
    added = add_measure(edition=new, words=words_of(version(new, "2.1"), number="2.3"))
    split_measure(version=version(new, "1.1"), titles=["Zweiter"], reason="zu groß")
    before = kinds(new)
    with pytest.raises((StateError, InputError)):
        if bad == "split a new one":
            split_measure(version=added, titles=["Teil"], reason="r")
        elif bad == "merge a split one":
            merge_measures(into=version(new, "2.1"), others=[version(new, "1.1")], reason="r")
        elif bad == "merge with itself":
            merge_measures(into=version(new, "2.1"), others=[version(new, "2.1")], reason="r")
        else:
            end_measure(version=version(new, "2.1"), reason=" ")
    assert kinds(new) == before


def test_fields_are_renamed_and_regrouped_and_nothing_has_moved(old: Edition, new: Edition) -> None:
    one, two = new.fields.order_by("number")
    change_field(field=one, words=FieldWords(number=1, name_de="Sprache", name_en="Language"))
    join_fields(field=two, into=one)
    assert set(kinds(new).values()) == {"kept"}
    assert problems_of(new) == []
    third = add_field(edition=new, words=FieldWords(number=3, name_de="Neu", name_en="New"))
    measure = version(new, "2.2")
    change_measure(version=measure, words=words_of(measure, field=third))
    assert kinds(new)["2.2→2.2"] == "moved"
    assert renumber(edition=new) == 2
    assert sorted(kinds(new)) == ["1.1→1.1", "1.2→1.2", "2.1→1.3", "2.2→3.1"]
    assert {row.kind.value for row in synopsis_of(old, new).rows} == {"kept", "moved"}


def test_adopting_supersedes_the_one_before_and_freezes_both(old: Edition, new: Edition) -> None:
    propose(edition=new, number="DS-9", title="Fortschreibung", submitted_on=date(2022, 9, 1))
    propose(edition=new, number="DS-9-NF-01", title="Fortschreibung, neu", submitted_on=date(2022, 11, 1))
    votes = Votes(votes_for=40, votes_against=9, abstentions=2)
    done = adopt(
        edition=new,
        decision=Decision(
            adopted_on=date(2023, 2, 1), valid_from=date(2023, 3, 1), body="Stadtrat", as_amended=True, votes=votes
        ),
    )
    old.refresh_from_db()
    assert (old.state, old.valid_until, done.state, done.paper) == (
        "superseded", date(2023, 3, 1), "adopted", "DS-9-NF-01",
    )  # fmt: skip
    assert len(done.content_hash) == 64
    paper = Paper.objects.get(number="DS-9-NF-01")
    assert (paper.state, paper.consultations.get().votes_for) == ("accepted_amended", 40)
    with pytest.raises(StateError, match="The edition is adopted"):
        change_measure(version=version(new, "1.1"), words=words_of(version(new, "1.1"), text="x"))
    new.refresh_from_db()
    with pytest.raises(StateError, match="An adopted edition is not changed"):
        change_measure(version=version(new, "1.1"), words=words_of(version(new, "1.1"), text="x"))


def test_the_hash_is_of_the_contents(old: Edition, new: Edition) -> None:
    done = adopted(new)
    then = draft("2025")
    again = adopted(then, Decision(adopted_on=date(2025, 2, 1), valid_from=date(2025, 3, 1)))
    assert again.content_hash == done.content_hash


def test_a_measure_without_a_lead_is_not_adopted(new: Edition) -> None:
    version(new, "1.2").involvements.filter(role="lead").delete()
    with pytest.raises(StateError, match="not whole yet") as told:
        adopted(new)
    assert "1.2: no office leads the measure" in str(told.value)
    assert Edition.objects.get(slug="2020").state == "adopted"


def test_a_draft_with_a_hole_is_not_adopted(new: Edition) -> None:
    Succession.objects.filter(earlier__number="2.1").delete()
    found = hindrances(new)
    assert [each.measures for each in found] == ["2.1", "2.1", "2.1 → 2.1"]
    with pytest.raises(StateError, match="not whole yet"):
        adopted(new)


def test_a_draft_that_was_never_proposed_is_not_adopted(new: Edition) -> None:
    with pytest.raises(StateError, match="no paper yet"):
        adopt(edition=new, decision=DECIDED)


def test_a_new_version_keeps_the_number(new: Edition) -> None:
    propose(edition=new, number="DS-9", title="F", submitted_on=OPENED)
    with pytest.raises(InputError, match="with a suffix"):
        propose(edition=new, number="DS-10", title="F", submitted_on=OPENED)


def test_three_editions_chained(old: Edition, new: Edition) -> None:
    split_measure(version=version(new, "1.1"), titles=["Zweiter Teil"], reason="zu groß")
    end_measure(version=version(new, "1.2"), reason="erledigt")
    adopted(new)
    last = draft("2025")
    merge_measures(into=version(last, "2.1"), others=[version(last, "2.2")], reason="dasselbe")
    found = synopsis_of(old, last)
    assert [(row.kind.value, len(row.earlier), len(row.later)) for row in found.rows] == [
        ("split", 1, 2),
        ("ended", 1, 0),
        ("merged", 2, 1),
    ]
    with pytest.raises(InputError, match="do not follow each other"):
        synopsis_of(last, old)
