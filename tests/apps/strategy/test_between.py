"""Between two editions: supplements from a day on, corrections beside what is frozen, papers that stand."""

from __future__ import annotations

from datetime import date

import pytest

from querschnitt.apps.strategy.actions.adoption import Decision
from querschnitt.apps.strategy.actions.corrections import correct
from querschnitt.apps.strategy.actions.measures import end_measure
from querschnitt.apps.strategy.actions.papers import (
    PaperWords,
    Sitting,
    answer_paper,
    decide_paper,
    record_consultation,
    save_paper,
)
from querschnitt.apps.strategy.actions.supplements import (
    adopt_supplement,
    open_supplement,
    supplement_adds,
    supplement_changes,
    supplement_ends,
    take_out,
)
from querschnitt.apps.strategy.models import Correction, Edition, MeasureVersion, Paper, Supplement
from querschnitt.apps.strategy.queries.comparison import ended_meanwhile, problems_of, synopsis_of
from querschnitt.apps.strategy.queries.in_force import edition_on, versions_on
from querschnitt.core.errors import InputError, StateError
from tests.apps.strategy.small import adopted, draft, first_edition, version, words_of

pytestmark = pytest.mark.django_db(databases=["office"])
APPLIES = date(2021, 5, 1)


@pytest.fixture
def old() -> Edition:
    return first_edition()


@pytest.fixture
def motion() -> Paper:
    return save_paper(words=PaperWords(number="A-7", kind="motion", title="Antrag", submitted_on=date(2021, 3, 1)))


@pytest.fixture
def supplement(old: Edition, motion: Paper) -> Supplement:
    return open_supplement(edition=old, paper=motion, reason="Ratsantrag", applies_from=APPLIES)


def filled(supplement: Supplement) -> Supplement:
    """One measure changed, one added, one ended."""
    edition = supplement.edition
    first = version(edition, "1.1")
    supplement_changes(supplement=supplement, measure=first.measure, words=words_of(first, text="Mehr davon."))
    supplement_adds(supplement=supplement, words=words_of(version(edition, "2.1"), number="2.3", title_de="Nachtrag"))
    supplement_ends(supplement=supplement, measure=version(edition, "1.2").measure, reason="entfällt")
    return supplement


def standing(edition: Edition, day: date | None) -> list[tuple[str, str]]:
    return [(row.number, row.text) for row in versions_on(edition, day)]


def test_the_strategy_on_a_day(old: Edition, supplement: Supplement) -> None:
    filled(supplement)
    assert [number for number, _text in standing(old, date(2021, 6, 1))] == ["1.1", "1.2", "2.1", "2.2"]
    adopt_supplement(supplement=supplement, adopted_on=date(2021, 4, 20))
    assert [number for number, _text in standing(old, date(2021, 4, 30))] == ["1.1", "1.2", "2.1", "2.2"]
    assert standing(old, APPLIES) == [
        ("1.1", "Mehr davon."), ("2.1", "Text von 2.1."), ("2.2", "Text von 2.2."), ("2.3", "Text von 2.1."),
    ]  # fmt: skip
    assert [number for number, _text in standing(old, None)] == ["1.1", "1.2", "2.1", "2.2"]
    assert Paper.objects.get(number="A-7").state == "accepted"


def test_the_next_draft_and_the_synopsis_take_supplements_along(old: Edition, supplement: Supplement) -> None:
    adopt_supplement(supplement=filled(supplement), adopted_on=date(2021, 4, 20))
    new = draft()
    assert sorted(new.versions.values_list("number", "text"))[0] == ("1.1", "Mehr davon.")
    assert problems_of(new) == []
    found = synopsis_of(old, new)
    assert [(row.kind.value, [each.number for each in row.earlier]) for row in found.rows] == [
        ("kept", ["1.1"]), ("ended", ["1.2"]), ("kept", ["2.1"]), ("kept", ["2.2"]), ("kept", ["2.3"]),
    ]  # fmt: skip
    assert (found.rows[1].reasons, found.rows[1].decisions) == (("entfällt",), ("A-7",))


def test_a_supplement_that_ends_what_a_draft_keeps_stands_in_the_way(old: Edition, supplement: Supplement) -> None:
    new = draft()
    adopt_supplement(supplement=filled(supplement), adopted_on=date(2021, 4, 20))
    assert ended_meanwhile(new) == ["1.2"]
    with pytest.raises(StateError, match="not whole yet") as told:
        adopted(new)
    assert "2.3: the measure has no succession: it would vanish" in str(told.value)
    end_measure(version=version(new, "1.2"), reason="durch Antrag A-7")
    assert ended_meanwhile(new) == []


def test_only_the_edition_in_force_is_supplemented(old: Edition, motion: Paper) -> None:
    new = draft()
    with pytest.raises(StateError, match="Only the edition in force"):
        open_supplement(edition=new, paper=motion, reason="r", applies_from=APPLIES)
    with pytest.raises(InputError, match="applies before its edition"):
        open_supplement(edition=old, paper=motion, reason="r", applies_from=date(2019, 1, 1))


def test_a_supplement_is_checked_when_it_is_adopted(supplement: Supplement) -> None:
    with pytest.raises(StateError, match="says nothing"):
        adopt_supplement(supplement=supplement, adopted_on=APPLIES)
    words = words_of(version(supplement.edition, "2.1"), number="2.3", lead=None)
    added = supplement_adds(supplement=supplement, words=words)
    with pytest.raises(StateError, match="no lead"):
        adopt_supplement(supplement=supplement, adopted_on=APPLIES)
    take_out(supplement=supplement, measure=added.measure)
    assert not supplement.versions.exists()


def test_an_adopted_supplement_stands(supplement: Supplement) -> None:
    adopt_supplement(supplement=filled(supplement), adopted_on=APPLIES)
    measure = version(supplement.edition, "2.2").measure
    with pytest.raises(StateError, match="The supplement is adopted"):
        supplement_ends(supplement=supplement, measure=measure, reason="zu spät")
    with pytest.raises(StateError, match="The supplement is adopted"):
        adopt_supplement(supplement=supplement, adopted_on=APPLIES)


def test_editions_follow_each_other_day_by_day(old: Edition) -> None:
    adopted(draft(), Decision(adopted_on=date(2023, 2, 1), valid_from=date(2023, 3, 1)))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2023, 2, 28), date(2023, 3, 1)]
    assert [found.slug if (found := edition_on(day)) else "" for day in days] == ["", "2020", "2020", "2023"]


def test_a_misprint_is_corrected_beside_the_frozen_row(old: Edition) -> None:
    row = version(old, "1.1")
    correct(subject="version", row=row.pk, column="text", right="Text von 1.1!", reason="Druckfehler")
    correct(subject="version", row=row.pk, column="text", right="Text, von 1.1!", reason="noch einer")
    assert version(old, "1.1").text == "Text von 1.1."
    assert list(Correction.objects.values_list("printed", "correct")) == [
        ("Text von 1.1.", "Text von 1.1!"), ("Text von 1.1!", "Text, von 1.1!"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"reason": " "}, "has a reason"),
        ({"right": "Text von 1.1."}, "changes nothing"),
        ({"column": "uuid"}, "Unknown text"),
        ({"subject": "user"}, "Unknown kind of row"),
        ({"row": 0}, "nothing to correct"),
    ],
)
def test_a_correction_that_is_none_is_refused(old: Edition, change: dict[str, object], error: str) -> None:
    said = {"subject": "version", "row": version(old, "1.1").pk, "column": "text", "right": "R", "reason": "Fehler"}
    with pytest.raises(InputError, match=error):
        correct(**(said | change))  # type: ignore[arg-type]


def test_a_draft_is_changed_itself(old: Edition, supplement: Supplement) -> None:
    new = draft()
    rows = [version(new, "1.1"), *_of(filled(supplement))]
    for row in rows:
        with pytest.raises(StateError, match="still be changed"):
            correct(subject="version", row=row.pk, column="text", right="R", reason="Fehler")
    with pytest.raises(StateError, match="still be changed"):
        correct(subject="paper", row=supplement.paper.pk, column="title", right="R", reason="Fehler")


def _of(supplement: Supplement) -> list[MeasureVersion]:
    return list(supplement.versions.all())


def test_a_paper_goes_its_way_and_stands(motion: Paper) -> None:
    advice = Sitting(body="Migrantenbeirat", on=date(2021, 3, 20), role="advice", result="zugestimmt")
    record_consultation(paper=motion, sitting=advice)
    with pytest.raises(StateError, match="dealt with the paper on this day already"):
        record_consultation(paper=motion, sitting=advice)
    decide_paper(paper=motion, state="rejected")
    with pytest.raises(StateError, match="The paper is rejected"):
        decide_paper(paper=motion, state="accepted")
    with pytest.raises(StateError, match="consultation cannot be changed"):
        record_consultation(paper=motion, sitting=Sitting(body="Rat", on=APPLIES, role="decision"))
    correct(subject="paper", row=motion.pk, column="title", right="Antrag, berichtigt", reason="Tippfehler")


def test_a_question_is_answered_in_words() -> None:
    question = save_paper(words=PaperWords(number="F-1", kind="question", title="Anfrage", deadline=APPLIES))
    with pytest.raises(InputError, match="An answer has words"):
        answer_paper(paper=question, answer=" ", answered_on=APPLIES)
    answer_paper(paper=question, answer="Ja.", answered_on=APPLIES)
    assert Paper.objects.get(number="F-1").state == "answered"
    with pytest.raises(StateError, match="paper of this number"):
        save_paper(words=PaperWords(number="F-1", kind="question", title="Noch eine"))
