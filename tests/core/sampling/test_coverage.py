"""The report on a frame: it speaks up at its limits, not before, and says what it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from querschnitt.core.sampling.coverage import (
    Compared,
    Counts,
    Delivered,
    Doubt,
    Limits,
    OddState,
    against_before,
    against_published,
    parse_report,
    report_of,
)
from querschnitt.core.sampling.published import TOTAL, Published

DAY = date(2020, 9, 30)
SOUND = Delivered(reference_date=DAY, rejected=0, rows=604_000, latest_move=date(2020, 9, 28))
CITY = Counts(TOTAL, "", background=93_000, target=60_000, frame=59_500, drawable=59_000)
SYRIA = Counts("group", "syria", background=9_000, target=6_000, frame=5_950, drawable=5_900)


def codes(*counts: Counts, delivered: Delivered = SOUND, **compared: object) -> list[Doubt]:
    return list(report_of(counts or (CITY, SYRIA), delivered=delivered, **compared).doubts)  # type: ignore[arg-type]


def test_a_sound_frame_raises_no_doubt() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("ours", "doubted"), [(97_650, False), (97_651, True), (88_350, False), (88_349, True)]
)  # 5 % of 93,000 are 4,650
def test_a_published_figure_is_doubted_beyond_five_per_cent(ours: int, doubted: bool) -> None:
    published = [Compared("background", TOTAL, "", ours, 93_000, DAY, "Yearbook")]
    found = codes(published=published)
    assert bool(found) is doubted
    if doubted:
        assert found[0].code == "published"
        assert found[0].figures == {"ours": ours, "theirs": 93_000, "share": (ours - 93_000) / 93_000}


def test_an_old_figure_is_shown_and_not_held_against_the_frame() -> None:
    old = Compared("background", "group", "syria", 9_000, 7_992, date(2017, 6, 30), "2017")
    report = report_of((CITY, SYRIA), delivered=SOUND, published=(old,))
    assert (report.published, report.doubts) == ((old,), ())


def test_what_cannot_be_drawn_is_doubted_beyond_five_per_cent_of_a_part_that_is_large_enough() -> None:
    assert codes(replace(SYRIA, drawable=5_700)) == []
    (found,) = codes(replace(SYRIA, drawable=5_699))
    assert (found.code, found.level) == ("undrawable", "syria")
    assert found.figures == {"missing": 301, "target": 6_000, "share": 301 / 6_000}
    assert codes(Counts("district", "07", 200, 99, 50, 50)) == []


def test_a_stratum_with_few_people_is_doubted_and_other_levels_are_not() -> None:
    few = Counts("group", "eritrea", 80, 50, 49, 49)
    assert [(each.code, each.figures) for each in codes(few)] == [("small", {"drawable": 49})]
    assert codes(replace(few, drawable=50, frame=50)) == []
    assert codes(replace(few, variable="district")) == []
    assert [each.code for each in codes(replace(few, variable="region"), stratify_by="region")] == ["small"]
    assert codes(Counts("group", "outside", 21_000, 0, 0, 0)) == []


def test_an_extract_is_doubted_for_its_rejects_its_dates_and_its_states() -> None:
    odd = (OddState("nationality_1", "159 Soviet Union", "ended_state", 12),)
    late = replace(SOUND, rejected=3, latest_move=date(2020, 10, 2), states=odd)
    assert [(each.code, each.level, each.figures) for each in codes(delivered=late)] == [
        ("rejected", "", {"rejected": 3, "rows": 604_000}),
        ("late", "2020-10-02", {"days": 2}),
        ("ended_state", "159 Soviet Union", {"persons": 12}),
    ]
    stale = replace(SOUND, latest_move=date(2020, 7, 31))
    assert [(each.code, each.figures) for each in codes(delivered=stale)] == [("stale", {"days": 61})]
    assert codes(delivered=replace(SOUND, latest_move=date(2020, 8, 1))) == []
    assert codes(delivered=replace(SOUND, latest_move=None)) == []


def test_changes_since_the_frame_before_by_every_level_that_either_has() -> None:
    before = (Counts("group", "syria", 6_000, 1, 1, 1), Counts("group", "gone", 300, 1, 1, 1))
    now = (SYRIA, Counts("group", "new", 150, 1, 1, 1), Counts("sex", "f", 1, 1, 1, 1))
    compared = against_before(now, before, as_of=date(2016, 3, 31), name="2016")
    assert [(each.level, each.ours, each.theirs) for each in compared] == [
        ("syria", 9_000, 6_000), ("new", 150, 0), ("gone", 0, 300),
    ]  # fmt: skip
    found = codes(before=compared)
    assert [(each.code, each.level) for each in found] == [("change", "syria"), ("appeared", "new"), ("change", "gone")]
    assert [each.figures.get("share") for each in found] == [0.5, None, -1.0]
    quarter = Compared("background", "group", "syria", 7_500, 6_000, DAY)
    assert codes(before=[quarter]) == []


@pytest.mark.parametrize(("ours", "doubted"), [(9_000, False), (9_001, True), (5_400, False), (5_399, True)])
def test_a_part_is_doubted_for_what_it_changes_beside_the_whole(ours: int, doubted: bool) -> None:
    """The whole has grown by a fifth: 6,000 would be 7,200, and a quarter more or less is 9,000 and 5,400."""
    whole = Compared("background", TOTAL, "", 120_000, 100_000, DAY)
    found = codes(before=[whole, Compared("background", "group", "syria", ours, 6_000, DAY)])
    assert [each.level for each in found] == (["syria"] if doubted else [])
    if doubted:
        expected = {"ours": ours, "theirs": 6_000, "share": ours / 6_000 - 1, "whole": 0.2}
        assert found[0].figures == pytest.approx(expected)


def test_the_whole_is_doubted_for_its_own_change() -> None:
    whole = Compared("background", TOTAL, "", 126_000, 100_000, DAY)
    assert [(each.code, each.variable) for each in codes(before=[whole])] == [("change", TOTAL)]
    gone = [Compared("background", TOTAL, "", 0, 500, DAY), Compared("background", "group", "syria", 0, 300, DAY)]
    assert [each.figures["share"] for each in codes(before=gone)] == [-1.0, -1.0]


def test_figures_of_a_level_that_we_do_not_have_stand_beside_nobody() -> None:
    told = (
        Published("background", "group", "china", 500, DAY, "x"),
        Published("residents", TOTAL, "", 600_000, DAY, "x"),
        Published("drawable", "group", "syria", 5_000, DAY, "x"),
    )
    found = against_published((CITY, SYRIA), told, residents=604_000)
    assert [each.ours for each in found] == [0, 604_000, 5_900]
    assert Compared("target", TOTAL, "", 5, 0, DAY).share == float("inf")
    assert Compared("target", TOTAL, "", 0, 0, DAY).share == 0.0


def test_a_report_is_read_as_it_was_written() -> None:
    compared = against_before((SYRIA,), (SYRIA,), as_of=date(2016, 3, 31), name="2016")
    report = report_of((CITY, SYRIA), delivered=replace(SOUND, rejected=1), before=compared)
    assert parse_report(report.document()) == report
    assert report.limits == Limits()
