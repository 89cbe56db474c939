"""Import and draw: whole or not at all, and every refusal says where and what to do."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.register.actions import draw_sample, import_register, read_design, recently_drawn
from querschnitt.apps.register.models import Extract, Frame, Resident, Sample, SampledUnit
from querschnitt.core.errors import DesignError, InputError, StateError
from querschnitt.tables.wavefile import WaveFile
from tests.apps.register.conftest import Write, change, people
from tests.tables.register.conftest import COLUMNS, line

pytestmark = pytest.mark.django_db(databases=["identity", "statistics"])


def test_the_four_counts_by_hand(wave: WaveFile, write: Write) -> None:
    frame = import_register(extract=write(*people()), wave=wave)
    assert (frame.residents, frame.with_background, frame.target, frame.frame, frame.drawable) == (12, 10, 10, 9, 8)
    assert frame.undrawable == {"block51": 1, "undeliverable": 1}
    assert frame.levels("group") == {
        "poland": {"target": 6, "frame": 5, "drawable": 4},
        "syria": {"target": 4, "frame": 4, "drawable": 4},
    }
    # Nobody in the households 98 and 99 has a sign of another country: their names are not kept.
    assert Resident.objects.count() == 10
    assert Activity.objects.get(verb="imported register").figures == {"rows": 12, "rejected": 0, "named": 10}
    assert Activity.objects.get(verb="derived frame").figures["drawable"] == 8


def test_the_same_file_again_is_the_same_frame_and_another_replaces_it(wave: WaveFile, write: Write) -> None:
    first = import_register(extract=write(*people()), wave=wave)
    assert import_register(extract=write(*people(), name="copy.csv"), wave=wave).pk == first.pk
    second = import_register(extract=write(*people(9), name="new.csv"), wave=wave)
    assert second.with_background == 9
    assert list(Frame.objects.all()) == [second]
    assert (Extract.objects.count(), Resident.objects.count()) == (1, 9)


def test_an_extract_with_unreadable_rows_is_refused_with_a_list_of_them(wave: WaveFile, write: Write) -> None:
    broken = write(*people(), line(50, geburtsdatum="31.12.1980"), line(51, widerspruch="vielleicht"))
    with pytest.raises(InputError, match="2 of 14 rows cannot be read, nothing was imported") as caught:
        import_register(extract=broken, wave=wave)
    assert caught.value.where == "line 14, column geburtsdatum is the first"
    assert caught.value.got == "31.12.1980"
    assert "--allow-rejects" in caught.value.hint
    listed = Path(caught.value.hint.split("listed in ")[1].split(". ")[0])
    with listed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [(row["line"], row["column"], row["value"]) for row in rows] == [
        ("14", "geburtsdatum", "31.12.1980"),
        ("15", "widerspruch", "vielleicht"),
    ]
    assert (Frame.objects.count(), Resident.objects.count()) == (0, 0)


def test_the_office_may_decide_to_import_the_rest(wave: WaveFile, write: Write) -> None:
    broken = write(*people(), line(50, geburtsdatum="31.12.1980"))
    frame = import_register(extract=broken, wave=wave, allow_rejects=True)
    assert (frame.residents, frame.extract.rejected) == (12, 1)


def test_an_extract_without_a_column_is_refused(wave: WaveFile, tmp_path: Path) -> None:
    file = tmp_path / "extract.csv"
    file.write_text(COLUMNS.replace("geburtsdatum;", "") + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="Columns are missing") as caught:
        import_register(extract=file, wave=wave)
    assert (caught.value.where, caught.value.expected) == ("extract.csv, line 1", "geburtsdatum")


def test_a_draw_by_hand(wave: WaveFile, write: Write) -> None:
    import_register(extract=write(*people()), wave=wave)
    sample = draw_sample(wave=wave, seed=1)
    # Two strata of four: the power allocation of six gives three each.
    assert sorted(SampledUnit.objects.values_list("stratum", flat=True)) == ["poland"] * 3 + ["syria"] * 3
    assert set(SampledUnit.objects.values_list("probability", flat=True)) == {0.75}
    assert list(SampledUnit.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    blocked_and_unreachable = {"000000002", "000000003"}
    assert not blocked_and_unreachable & set(SampledUnit.objects.values_list("person_id", flat=True))
    assert (sample.size, sample.seed, sample.frame_sha256) == (6, "1", sample.frame.sha256)


def test_one_seed_one_sample_and_another_seed_another(wave: WaveFile, write: Write) -> None:
    drawn = {}
    for seed in (1, 2, 1):
        Extract.objects.all().delete()
        import_register(extract=write(*people()), wave=wave)
        draw_sample(wave=wave, seed=seed)
        drawn.setdefault(seed, set()).add(tuple(SampledUnit.objects.values_list("person_id", flat=True)))
    assert len(drawn[1]) == 1
    assert drawn[1] != drawn[2]


def test_a_second_draw_with_another_seed_or_design_is_refused(wave: WaveFile, write: Write) -> None:
    import_register(extract=write(*people()), wave=wave)
    draw_sample(wave=wave, seed=1)
    with pytest.raises(DesignError, match="has been drawn") as caught:
        draw_sample(wave=wave, seed=2)
    assert caught.value.hint == "A draw is final; nobody redraws until it suits."
    change(wave, "sample_size = 6", "sample_size = 8")
    with pytest.raises(DesignError, match="has been drawn"):
        draw_sample(wave=wave, seed=1)
    assert Sample.objects.get().size == 6


def test_a_wave_without_frame_says_what_to_run(wave: WaveFile) -> None:
    with pytest.raises(StateError, match="no frame yet") as caught:
        draw_sample(wave=wave, seed=1)
    assert (caught.value.where, caught.value.hint) == ("wave 2020", "Run: querschnitt import_register")


def test_a_sample_larger_than_the_frame_is_refused_and_nothing_is_recorded(wave: WaveFile, write: Write) -> None:
    change(wave, "sample_size = 6", "sample_size = 60")
    import_register(extract=write(*people()), wave=wave)
    with pytest.raises(DesignError):
        draw_sample(wave=wave, seed=1)
    assert Sample.objects.count() == 0


@pytest.mark.parametrize(
    ("old", "new", "error", "what"),
    [
        ('stratify_by = "group"', 'stratify_by = "grup"', DesignError, "Not a variable that can make strata"),
        ('stratify_by = "group"', 'stratify_by = "person_id"', DesignError, "Not a variable that can make strata"),
        ("[design]", "[desing]", InputError, r"The table \[design\] is missing"),
        ('name = "small 2020"', "name = ", InputError, "The design file cannot be read"),
        ("minimum = 2", "minimun = 2", DesignError, "Unknown key 'minimun'"),
    ],
)
def test_a_mistake_in_the_design_file_is_named(
    wave: WaveFile, *, old: str, new: str, error: type[Exception], what: str
) -> None:
    change(wave, old, new)
    with pytest.raises(error, match=what):
        read_design(wave)


def test_a_misspelt_stratum_has_a_suggestion(wave: WaveFile) -> None:
    change(wave, 'stratify_by = "group"', 'stratify_by = "grup"')
    with pytest.raises(DesignError) as caught:
        read_design(wave)
    assert (caught.value.where, caught.value.hint) == ("design_2020.toml, design.stratify_by", "Did you mean 'group'?")


def test_a_file_that_the_wave_does_not_name(wave: WaveFile) -> None:
    with pytest.raises(InputError, match="names no file 'design'"):
        read_design(replace(wave, files={}))


def test_who_was_drawn_recently_for_another_wave_stays_in_the_population_and_is_not_drawn(
    wave: WaveFile, write: Write
) -> None:
    earlier = replace(wave, slug="2018", reference_date=date(2018, 9, 30))
    import_register(extract=write(*people()), wave=earlier)
    draw_sample(wave=earlier, seed=1)
    assert SampledUnit.objects.count() == 6
    change(wave, "minimum_age = 18", "minimum_age = 18\nnot_drawn_again_months = 25")
    with pytest.raises(InputError, match="imported for another wave") as caught:
        import_register(extract=write(*people(), name="same.csv"), wave=wave)
    assert caught.value.where == "same.csv"
    frame = import_register(extract=write(*people(), line(97), name="new.csv"), wave=wave)
    assert (frame.target, frame.frame, frame.drawable) == (10, 9, 2)
    assert frame.undrawable == {"block51": 1, "undeliverable": 1, "recently_drawn": 6}


@pytest.mark.parametrize(("months", "count"), [(0, 0), (24, 0), (25, 6)])
def test_a_draw_counts_as_recent_for_the_months_of_the_design(
    wave: WaveFile, write: Write, *, months: int, count: int
) -> None:
    """From 30 September 2018 to 30 September 2020 are 24 months: with 24, whoever was drawn then may be drawn again."""
    earlier = replace(wave, slug="2018", reference_date=date(2018, 9, 30))
    import_register(extract=write(*people()), wave=earlier)
    draw_sample(wave=earlier, seed=1)
    assert len(recently_drawn(wave.slug, day=wave.reference_date, months=months)) == count
    assert recently_drawn(earlier.slug, day=earlier.reference_date, months=months) == set()
