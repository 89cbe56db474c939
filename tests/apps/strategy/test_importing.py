"""The example strategy comes in once, whole, and only as it is written."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from querschnitt.apps.strategy.actions import import_strategy
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Edition,
    Field,
    Involvement,
    MeasureVersion,
    Office,
    ProgressEntry,
)
from querschnitt.core.errors import InputError, StateError

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig" / "strategy"
pytestmark = pytest.mark.django_db(databases=["office"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LEIPZIG, tmp_path / "with spaces" / "strategy"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_published_facts_of_the_edition() -> None:
    imported = import_strategy(folder=LEIPZIG)
    edition = Edition.objects.get(slug="2020")
    assert (imported.in_force.fields, imported.in_force.measures) == (8, 89)
    assert (edition.paper, str(edition.adopted_on), edition.as_amended) == ("VI-DS-08033-NF-02", "2020-01-29", True)
    assert (edition.votes_for, edition.votes_against, edition.abstentions) == (40, 7, 7)
    assert edition.state == Edition.State.ADOPTED


def test_what_is_known_and_what_is_invented_is_marked() -> None:
    import_strategy(folder=LEIPZIG)
    assert [field.name_de for field in Field.objects.filter(edition__slug="2020", evidenced=False)] == ["Sprache"]
    known = MeasureVersion.objects.filter(invented=False).values_list("number", flat=True)
    assert sorted(known) == ["2.1", "2.2", "4.1", "5.1", "6.1", "6.2", "6.3", "6.4"]
    assert not ProgressEntry.objects.filter(invented=False).exists()


def test_each_measure_has_one_lead_office_and_a_status_in_each_round() -> None:
    import_strategy(folder=LEIPZIG)
    leads = Counter(
        Involvement.objects.filter(role="lead", version__edition__slug="2020").values_list("version__number", flat=True)
    )
    reported = Counter(ProgressEntry.objects.values_list("version__number", flat=True))
    assert len(leads) == len(reported) == 89
    assert (set(leads.values()), set(reported.values())) == ({1}, {3})


def test_the_money_the_council_decided_on_31_march_2021() -> None:
    import_strategy(folder=LEIPZIG)
    decided = BudgetLine.objects.filter(stage="decided", invented=False)
    assert sum(decided.filter(year=2021).values_list("amount", flat=True)) == Decimal(80_000)
    assert sum(decided.filter(year=2022).values_list("amount", flat=True)) == Decimal(100_000)


def test_an_office_that_was_split_names_its_successors() -> None:
    import_strategy(folder=LEIPZIG)
    split = Office.objects.get(slug="ajfb")
    assert str(split.valid_until) == "2020-12-31"
    assert sorted(Office.objects.filter(origins__predecessor=split).values_list("slug", flat=True)) == ["ajf", "schule"]


def test_importing_again_changes_nothing() -> None:
    first = import_strategy(folder=LEIPZIG)
    rows = list(MeasureVersion.objects.order_by("pk").values())
    again = import_strategy(folder=LEIPZIG)
    assert (first.new, first.progress_entries, first.budget_lines) == (True, 267, 85)
    assert (again.new, again.progress_entries, again.budget_lines) == (False, 0, 0)
    assert list(MeasureVersion.objects.order_by("pk").values()) == rows


def test_a_changed_text_of_an_adopted_edition_is_refused(folder: Path) -> None:
    import_strategy(folder=folder)
    change(folder / "2020" / "fields" / "8-sprache.toml", "Kursfinder Deutsch", "Kursfinder")
    with pytest.raises(StateError, match="new edition"):
        import_strategy(folder=folder)
    assert MeasureVersion.objects.get(edition__slug="2020", number="8.1").title_de == "Kursfinder Deutsch"


def test_a_new_status_is_added_and_the_old_one_stays(folder: Path) -> None:
    import_strategy(folder=folder)
    change(folder / "2020/rounds/2022-05.toml", "Die Ausschreibung 2022 läuft.", "Die Ausschreibung ist beendet.")
    assert import_strategy(folder=folder).progress_entries == 1
    old, new = ProgressEntry.objects.filter(version__number="4.11", round__slug="2022-05").order_by("pk")
    assert (old.note, new.note) == ("Die Ausschreibung 2022 läuft.", "Die Ausschreibung ist beendet.")
    assert (new.corrects, new.correction_reason) == (old, "In den Dateien des Gesamtkonzepts geändert")
    assert import_strategy(folder=folder).progress_entries == 0


def test_a_closed_round_takes_no_other_words(folder: Path) -> None:
    import_strategy(folder=folder)
    change(folder / "2020/rounds/2021-11.toml", "Der Preis wurde 2021 verliehen.", "Der Preis entfiel.")
    with pytest.raises(StateError, match=r"round 2021-11 is closed.*4\.11.*next round"):
        import_strategy(folder=folder)
    assert ProgressEntry.objects.filter(version__number="4.11").count() == 3


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (
            ("2020/fields/8-sprache.toml", 'lead = "vhs"\ninvolved', 'lead = "vsh"\ninvolved'),
            "measure 8.2.*vsh.*Did you mean 'vhs'",
        ),
        (("2020/fields/8-sprache.toml", 'kind = "Vorhaben"', 'kind = "Projekt"'), "measure 8.1.*Projekt"),
        (("2020/fields/8-sprache.toml", 'number = "8.2"', 'number = "8.1"'), "stands twice.*8.1"),
        (("2020/fields/8-sprache.toml", "from = 2020", 'from = "2020"'), "'from'.*measure 8.1.*Expected: a year"),
        (("2020/rounds/2021-11.toml", '"8.9" = "', '"9.9" = "'), "rounds/2021-11.toml.*9.9"),
        (("2020/edition.toml", 'paper = "VI-DS-08033-NF-02"', ""), "'paper' is missing"),
        (("2020/money.toml", 'stage = "decided"', 'stage = "given"'), "line 1.*given"),
        (("offices.toml", 'slug = "rmi"', "slug = "), "offices.toml"),
    ],
)
def test_a_fault_is_named_with_its_place_and_nothing_comes_in(
    folder: Path, edit: tuple[str, str, str], says: str
) -> None:
    file, old, new = edit
    change(folder / file, old, new)
    with pytest.raises(InputError, match=says):
        import_strategy(folder=folder)
    assert not Edition.objects.exists()
    assert not Office.objects.exists()


def test_a_folder_without_an_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="edition.toml"):
        import_strategy(folder=tmp_path)
