"""Derive a frame from the extract that is there: the same rules are the same frame, others another until the draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from querschnitt.apps.register.actions import (
    Delivery,
    add_document,
    add_wave_documents,
    derive_frame,
    draw_sample,
    import_extract,
    import_register,
    read_design,
    store_of,
)
from querschnitt.apps.register.models import Document, Extract, Frame, Resident, SampledUnit
from querschnitt.apps.register.queries import Written
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.sampling.coverage import parse_report
from querschnitt.tables.wavefile import WaveFile
from tests.apps.register.conftest import Write, change, people
from tests.tables.register.conftest import line

pytestmark = pytest.mark.django_db(databases=["identity", "statistics"])
SOVIET = {"staatsangehoerigkeit_1": "159", "geburtsland": "159"}


def imported(wave: WaveFile, file: Path) -> Extract:
    profile, _ = add_wave_documents(wave)
    return import_extract(
        delivery=Delivery(file, "from-the-register.csv", wave.slug, wave.reference_date), profile=profile, by="clerk"
    )


def test_an_extract_says_who_imported_what_and_when(wave: WaveFile, write: Write) -> None:
    made = imported(wave, write(*people()))
    assert (made.rows, made.rejected, made.file_name, made.imported_by) == (12, 0, "from-the-register.csv", "clerk")
    assert Frame.objects.count() == 0
    assert Path(made.people).is_file()
    assert imported(wave, write(*people(), name="copy.csv")) == made


def test_other_rules_make_another_frame_of_the_same_extract(wave: WaveFile, write: Write) -> None:
    imported(wave, write(*people(), line(50, geburtsdatum="2010-01-01", staatsangehoerigkeit_1="152")))
    _, rules = add_wave_documents(wave)
    adults = read_design(wave).population
    first = derive_frame(wave="2020", rules=rules, population=adults)
    assert (first.target, dict(first.outside)["under_age"]) == (10, 1)
    assert derive_frame(wave="2020", rules=rules, population=adults) == first
    everybody = derive_frame(wave="2020", rules=rules, population=replace(adults, minimum_age=0), by="clerk")
    assert (everybody.target, everybody.extract_id) == (11, first.extract_id)
    assert Frame.objects.get() == everybody
    assert not Path(first.file).exists() and Path(everybody.file).is_file()


def test_there_is_no_frame_without_an_extract(wave: WaveFile) -> None:
    _, rules = add_wave_documents(wave)
    with pytest.raises(StateError, match="no extract yet"):
        derive_frame(wave="2020", rules=rules, population=read_design(wave).population)


def test_groups_with_a_country_that_is_no_state_are_refused(wave: WaveFile, write: Write) -> None:
    imported(wave, write(*people()))
    _, rules = add_wave_documents(wave)
    text = rules.groups.text.replace('"152"', '"111"')
    wrong = add_document(Written(Document.Kind.GROUPS, "groups.toml", text))
    with pytest.raises(InputError, match="not in the key of states.*111"):
        derive_frame(wave="2020", rules=replace(rules, groups=wrong), population=read_design(wave).population)
    assert Frame.objects.count() == 0


def test_after_the_draw_the_frame_stays_and_so_does_the_extract(wave: WaveFile, write: Write) -> None:
    import_register(extract=write(*people()), wave=wave)
    draw_sample(wave=wave, seed=1)
    _, rules = add_wave_documents(wave)
    population = read_design(wave).population
    with pytest.raises(StateError, match="A sample was drawn from the frame"):
        derive_frame(wave="2020", rules=rules, population=replace(population, minimum_age=21))
    with pytest.raises(StateError, match="from another extract"):
        imported(wave, write(*people(9), name="other.csv"))
    assert Resident.objects.count() == 6


def test_a_draw_leaves_no_cell_of_the_register_behind(wave: WaveFile, write: Write) -> None:
    file = write(*people(), line(50, geburtsdatum="31.12.1980"))
    import_register(extract=file, wave=wave, allow_rejects=True)
    listed = store_of(wave.slug) / "rejects.csv"
    assert "31.12.1980" in listed.read_text(encoding="utf-8")
    draw_sample(wave=wave, seed=1)
    assert not listed.exists()


def test_the_same_extract_brings_back_names_of_those_drawn_and_of_nobody_else(wave: WaveFile, write: Write) -> None:
    file = write(*people())
    import_register(extract=file, wave=wave)
    draw_sample(wave=wave, seed=1)
    drawn = set(SampledUnit.objects.values_list("person_id", flat=True))
    Resident.objects.filter(person_id=min(drawn)).delete()
    imported(wave, file)
    assert set(Resident.objects.values_list("person_id", flat=True)) == drawn


def test_nobody_is_drawn_whose_name_is_gone(wave: WaveFile, write: Write) -> None:
    import_register(extract=write(*people()), wave=wave)
    Resident.objects.all().delete()
    with pytest.raises(StateError, match="names of some who were drawn.*Import the same extract again"):
        draw_sample(wave=wave, seed=1)
    assert SampledUnit.objects.count() == 0


def test_a_design_for_another_population_than_the_frame_is_refused(wave: WaveFile, write: Write) -> None:
    import_register(extract=write(*people()), wave=wave)
    change(wave, "minimum_age = 18", "minimum_age = 21")
    with pytest.raises(StateError, match="derived for another population"):
        draw_sample(wave=wave, seed=1)


def test_the_report_compares_with_the_frame_before_and_with_published_figures(wave: WaveFile, write: Write) -> None:
    earlier = replace(wave, slug="2016", reference_date=date(2016, 3, 31))
    import_register(extract=write(*people(8), name="old.csv"), wave=earlier)
    frame = import_register(extract=write(*people(), line(60, **SOVIET)), wave=wave)
    report = parse_report(frame.report)
    assert report.counts[0].background == 11
    before = {each.level: (each.ours, each.theirs) for each in report.before if each.variable == "group"}
    assert before["syria"] == (4, 2)
    total = report.published[0]
    assert (total.ours, total.theirs, total.as_of) == (11, 93_000, date(2020, 6, 30))
    said = {(each.code, each.level) for each in report.doubts}
    assert ("published", "") in said and ("small", "syria") in said
    assert any(code == "ended_state" and level.startswith("159 ") for code, level in said)
