"""What a release says beside its figures: words in two languages, the order of printing, and a notice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from querschnitt.apps.results.actions.releases import release_findings
from querschnitt.apps.results.models import Estimate
from querschnitt.apps.results.queries.names import Names
from querschnitt.core.release import Release, read_release
from querschnitt.tables.items import Category, Item
from querschnitt.tables.register import read_groups

from . import whole_wave as made

GROUPS = read_groups(Path(__file__).parents[3] / "examples" / "leipzig" / "groups.toml")
ITEM = Item(
    name="item_0",
    kind="derived",
    labels=made.LABELS,
    categories=(Category("yes", {"de": "ja", "en": "yes"}),),
    short={"de": "Zufriedenheit", "en": "Satisfaction"},
)
pytestmark = pytest.mark.django_db(databases=["statistics"])


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.VAR = tmp_path  # type: ignore[attr-defined]


def released(names: Names, *, notice: tuple[tuple[str, str], ...] = (), item: Item = ITEM) -> Release:
    wave = made.announced()
    made.with_figures(wave)
    Estimate.objects.update(published=True)
    publication = release_findings(wave=wave, items=(item,), names=names, source="Test", notice=notice)
    key = bytes.fromhex((Path(settings.VAR) / "release" / "statistics-office.pub").read_text())
    return read_release(Path(publication.file).read_bytes(), key)


@pytest.mark.parametrize("order", [("eu", "asia"), ("asia", "eu")])
def test_regions_stand_in_the_order_of_the_groups(order: tuple[str, str]) -> None:
    groups = replace(GROUPS, region_names={code: GROUPS.region_names[code] for code in order})
    assert [finding.domain for finding in released(Names(groups)).findings] == [
        "total", *(f"region:{code}" for code in order)
    ]  # fmt: skip


def test_words_are_in_both_languages_with_the_short_name() -> None:
    words = {finding.domain: dict(finding.wording) for finding in released(Names(GROUPS)).findings}
    assert (words["total"]["short:de"], words["total"]["short:en"]) == ("Zufriedenheit", "Satisfaction")
    assert (words["total"]["de"], words["total"]["en"]) == (made.LABELS["de"], made.LABELS["en"])
    assert words["region:asia"]["domain:en"] == "South, East and Southeast Asia"
    assert words["region:asia"]["domain:de"] == "Süd-, Ost- und Südostasien"


def test_without_a_short_name_none_is_written() -> None:
    finding = released(Names(GROUPS), item=replace(ITEM, short={})).findings[0]
    assert not [key for key, _ in finding.wording if key.startswith("short")]


def test_a_notice_is_part_of_what_is_signed() -> None:
    notice = (("de", "Simuliert."), ("en", "Simulated."))
    assert released(Names(GROUPS), notice=notice).notice == notice
