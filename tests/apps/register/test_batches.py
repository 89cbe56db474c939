"""Batches, released one after the other or added by draws of their own; a second phase of those who did not answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.register.actions import (
    add_batch,
    draw_sample,
    draw_second_phase,
    import_register,
    protocol_of,
    release_batch,
)
from querschnitt.apps.register.models import Batch, Sample, SampledUnit
from querschnitt.core.errors import DesignError, InputError, StateError
from querschnitt.core.sampling.protocol import parse_protocol
from querschnitt.tables.register.verifying import verify
from querschnitt.tables.wavefile import WaveFile
from tests.apps.register.conftest import Write, change, people

pytestmark = pytest.mark.django_db(databases=["identity", "statistics"])


def drawn_of(wave: WaveFile, write: Write, *, size: int = 4, entries: str = "") -> Sample:
    """Draw so many of two strata of four."""
    import_register(extract=write(*people()), wave=wave)
    change(wave, "sample_size = 6", f"sample_size = {size}\n{entries}")
    return draw_sample(wave=wave, seed=3)


def drawn_people(**which: object) -> dict[str, int]:
    return dict(SampledUnit.objects.filter(**which).values_list("person_id", "batch"))


def probabilities() -> dict[str, set[float]]:
    found: dict[str, set[float]] = {}
    for stratum, probability in SampledUnit.objects.values_list("stratum", "probability"):
        found.setdefault(stratum, set()).add(probability)
    return found


def test_batches_of_a_design_are_released_one_after_the_other(wave: WaveFile, write: Write, capsys) -> None:
    sample = drawn_of(wave, write, size=6, entries="batches = [2, 4]")
    assert [(b.number, sum(b.held.values()), b.released_at is not None) for b in sample.batches.all()] == [
        (1, 2, True), (2, 4, False)
    ]  # fmt: skip
    assert {unit.batch for unit in SampledUnit.objects.released()} == {1}
    assert probabilities() == {"poland": {0.25}, "syria": {0.25}}
    call_command("draw_batch", "2020", "--release")
    assert "batch 2 released, 4 persons" in capsys.readouterr().out
    assert SampledUnit.objects.released().count() == 6
    assert probabilities() == {"poland": {0.75}, "syria": {0.75}}
    with pytest.raises(StateError, match="All batches are released.*draw_batch"):
        release_batch(wave="2020")
    assert Activity.objects.filter(verb="released batch").count() == 1


def test_a_batch_that_is_added_leaves_the_first_draw_as_it_was(
    wave: WaveFile, write: Write, tmp_path: Path, capsys
) -> None:
    sample = drawn_of(wave, write)
    before, first = drawn_people(), protocol_of(sample)
    batch = add_batch(wave="2020", sizes={"poland": 2})
    sample.refresh_from_db()
    assert (batch.number, batch.held, sample.size) == (2, {"poland": 2}, 6)
    assert drawn_people(batch=1) == before
    assert probabilities() == {"poland": {1.0}, "syria": {0.5}}  # (2 + 2) / 4 and 2 / 4
    assert sorted(SampledUnit.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    protocol = protocol_of(sample)
    assert [(s.level, s.drawn) for s in protocol.strata] == [("poland", 4), ("syria", 2)]
    assert all(check.holds for check in verify(protocol, Path(sample.frame.file)))
    assert all(check.holds for check in verify(first, Path(sample.frame.file)))
    call_command("draw_protocol", "2020", "--into", str(tmp_path))
    kept = parse_protocol((tmp_path / "draw-2020-batch-1.json").read_text(encoding="utf-8"), where="x")
    assert kept == first
    call_command("draw_batch", "2020", "--total", "1")
    assert "batch 3 drawn and released, 1 persons" in capsys.readouterr().out
    assert SampledUnit.objects.count() == 7


def test_a_sample_that_was_drawn_once_stays_drawn_when_more_were_added(wave: WaveFile, write: Write) -> None:
    sample = drawn_of(wave, write)
    add_batch(wave="2020", total=2)
    assert probabilities() == {"poland": {0.75}, "syria": {0.75}}
    assert draw_sample(wave=wave, seed=3) == sample
    with pytest.raises(DesignError, match="has been drawn"):
        draw_sample(wave=wave, seed=4)


def test_a_sample_of_the_time_before_batches_takes_more_as_well(wave: WaveFile, write: Write) -> None:
    sample = drawn_of(wave, write)
    Batch.objects.all().delete()
    assert SampledUnit.objects.released().count() == 4
    add_batch(wave="2020", total=2)
    assert [(b.number, sum(b.held.values())) for b in sample.batches.all()] == [(1, 4), (2, 2)]
    assert probabilities() == {"poland": {0.75}, "syria": {0.75}}


@pytest.mark.parametrize(
    ("entries", "wish", "said"),
    [
        ("", {"sizes": {"poland": 3}}, "not left in the stratum.*stratum 'poland'.*0 to 2.*Found: 3"),
        ("", {"sizes": {"serbia": 1}}, "Unknown stratum 'serbia'.*poland, syria"),
        ("", {"sizes": {"poland": 0}}, "Nobody would be added"),
        ("", {"total": 5}, "not left.*1 to 4"),
        ("", {}, "said in one way"),
        ("batches = [2, 2]", {"total": 1}, "not released yet.*--release"),
        ('selection = "systematic"\nsort_by = ["age"]', {"total": 1}, "only to a simple random sample.*systematic"),
    ],
)
def test_what_cannot_be_added_is_named_and_leaves_no_trace(
    wave: WaveFile, write: Write, *, entries: str, wish: dict, said: str
) -> None:
    sample = drawn_of(wave, write, entries=entries)
    sample.refresh_from_db()
    before, batches = (drawn_people(), probabilities(), sample.protocol), Batch.objects.count()
    with pytest.raises((DesignError, StateError), match=said):
        add_batch(wave="2020", **wish)
    sample.refresh_from_db()
    assert (drawn_people(), probabilities(), sample.protocol) == before
    assert Batch.objects.count() == batches


def test_a_frame_that_was_changed_after_the_draw_gives_nobody_more(wave: WaveFile, write: Write) -> None:
    sample = drawn_of(wave, write)
    Sample.objects.update(frame_sha256="0" * 64)
    with pytest.raises(StateError, match="not the one of the first draw"):
        add_batch(wave="2020", total=1)
    Path(sample.frame.file).unlink()
    with pytest.raises(StateError, match="no file"):
        add_batch(wave="2020", total=1)
    with pytest.raises(StateError, match="No sample was drawn"):
        add_batch(wave="1999", total=1)


def test_some_of_those_who_did_not_answer_are_drawn_once_with_a_recorded_probability(
    wave: WaveFile, write: Write
) -> None:
    drawn_of(wave, write, size=8)
    units = list(SampledUnit.objects.order_by("number"))
    answered = next(unit for unit in units if unit.stratum == "syria")
    silent = [unit.case_id for unit in units if unit != answered]
    assert draw_second_phase(wave="2020", nonrespondents=silent, classes="stratum", take={"poland": 2, "syria": 1}) == 3
    known = {(unit.stratum, unit.second_phase_probability) for unit in SampledUnit.objects.filter(case_id__in=silent)}
    assert known == {("poland", 2 / 4), ("syria", 1 / 3)}
    answered.refresh_from_db()
    assert (answered.second_phase_probability, answered.in_second_phase) == (None, False)
    with pytest.raises(StateError, match="second phase of this sample has been drawn.*redraws"):
        draw_second_phase(wave="2020", nonrespondents=silent, classes="stratum", take={"poland": 2, "syria": 1})


@pytest.mark.parametrize(
    ("change_of", "said"),
    [
        ({"take": {"poland": 5, "syria": 1}}, "class 'poland'.*1 to 4.*Found: 5"),
        ({"take": {"poland": 1}}, "class 'syria'.*Found: 0"),
        ({"take": {"poland": 1, "syria": 1, "serbia": 1}}, "Unknown class 'serbia'"),
        ({"classes": "income"}, "Not a variable that can make classes"),
        ({"nonrespondents": []}, "Everybody has answered"),
        ({"nonrespondents": ["00000000-0000-4000-8000-000000000000"]}, "not in the field.*1 others"),
        ({"wave": "1999"}, "No sample was drawn"),
    ],
)
def test_a_second_phase_that_cannot_be_drawn_is_named(wave: WaveFile, write: Write, change_of, said) -> None:
    drawn_of(wave, write, size=8)
    everybody = list(SampledUnit.objects.values_list("case_id", flat=True))
    wish = {"wave": "2020", "nonrespondents": everybody, "classes": "stratum", "take": {"poland": 1, "syria": 1}}
    with pytest.raises((DesignError, InputError, StateError), match=said):
        draw_second_phase(**wish | change_of)
    assert not SampledUnit.objects.filter(second_phase_probability__isnull=False).exists()


@pytest.mark.parametrize(
    "values", [{"batch": 0}, {"in_second_phase": True}, {"second_phase_probability": 1.5}, {"cluster_probability": 0.0}]
)
def test_the_database_refuses_what_no_draw_gives(wave: WaveFile, write: Write, values: dict) -> None:
    drawn_of(wave, write)
    with pytest.raises(IntegrityError), transaction.atomic(using="statistics"):
        SampledUnit.objects.update(**values)
