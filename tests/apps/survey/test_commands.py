"""The day of the questionnaire at the command line: import, export, bring back, open, approve, release."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from querschnitt.apps.accounts.actions import add_person
from querschnitt.apps.accounts.models import User
from querschnitt.apps.survey.models import Approval, Release, Wave
from querschnitt.core.errors import InputError, StateError
from querschnitt.site.deployment import ROOT
from tests.apps.survey.real_wave import KEYS, TEXTS, WORKBOOK, locked, row, written
from tests.apps.survey.test_roundtrip import edited, translated

pytestmark = pytest.mark.django_db(databases=["statistics"])
LEIPZIG = ROOT / "examples" / "leipzig" / "wave_2020.toml"
CLUB = "survey/club/label"


def run(name: str, *arguments: object, **options: object) -> str:
    said = StringIO()
    call_command(name, *map(str, arguments), stdout=said, **options)
    return said.getvalue()


def test_the_example_is_released_as_it_is_imported_and_says_so() -> None:
    said = run("import_questionnaire", LEIPZIG).splitlines()
    assert said[0] == ("Example: 17 languages opened as drafts that nobody has taken over, approvals are simulated.")
    assert said[1].startswith("Wave 2020: migrantenbefragung_2020 2020-1 (")
    assert said[1].endswith("14 pages, 49 questions, 18 languages.")
    assert Release.objects.get().languages[:3] == ["de", "en", "ar"]
    assert run("import_questionnaire", LEIPZIG).splitlines()[1] == said[1]


def test_the_example_can_stay_a_draft() -> None:
    said = run("import_questionnaire", LEIPZIG, draft=True)
    assert "233 texts: 233 new, 0 changed, 0 gone; 3,961 translations taken over, 0 kept." in said
    assert not Release.objects.exists()


def test_a_real_wave_is_imported_as_a_draft(tmp_path: Path) -> None:
    real = tmp_path / "wave.toml"
    text = LEIPZIG.read_text(encoding="utf-8").replace('"groups.toml"', f'"{LEIPZIG.parent / "groups.toml"}"')
    head, _, tail = text.partition("[example]")
    real.write_text(head + "[files]" + tail.partition("[files]")[2], encoding="utf-8")
    said = run("import_questionnaire", real, "--workbook", written(tmp_path), "--translated-by", "Agentur Muster")
    assert said.startswith("Wave 2020: draft klein 1 with 7 texts: 7 new, 0 changed, 0 gone; 4 translations")
    assert not Release.objects.exists()
    changed = written(tmp_path, WORKBOOK.replace("كم عمركم؟", "ما عمركم؟"))
    again = run("import_questionnaire", real, "--workbook", changed)
    assert "Kept as it is here, the workbook has other words: survey/age/label, ar." in again


def test_texts_go_out_and_come_back(wave: Wave, tmp_path: Path) -> None:
    said = run("export_translations", "2027", "ar", "--only", "open", "--folder", tmp_path)
    file = tmp_path / "klein-ar-open.xlf"
    assert said == f"{file}: {TEXTS} texts.\n"
    file.write_bytes(edited(file.read_bytes(), translated))
    looked = run("import_translations", "2027", "ar", file)
    assert "0 unchanged, 3 new, 4 confirmed, 0 conflict, 0 outdated, 0 faulty, 0 unknown; 0 not in the file." in looked
    assert "Nothing was changed." in looked
    assert row(CLUB).state == "open"
    taken = run("import_translations", "2027", "ar", file, "--take", "Agentur Muster")
    assert "7 texts taken over as the work of Agentur Muster." in taken
    assert {row(key).translator for key in KEYS} == {"Agentur Muster"}


def test_a_language_is_added_and_opened(wave: Wave) -> None:
    with pytest.raises(StateError, match="not whole, pretested and locked"):
        run("open_language", "2027", "ar")
    locked(wave.draft)
    assert run("open_language", "2027", "ti", "--add") == "Wave 2027: ti (ትግርኛ) is added; its texts are open.\n"
    assert run("open_language", "2027", "ar").startswith("Wave 2027: ar is open since ")


def test_approved_and_released(wave: Wave, tmp_path: Path) -> None:
    listed = tmp_path / "features.csv"
    listed.write_text("feature;label;source\nengagement;Ehrenamt;Nr. 1\ndemography;Person;Nr. 2\n", encoding="utf-8")
    assert run("approve_questionnaire", "2027", "features", "--list", listed) == "Wave 2027: 2 approved features.\n"
    for kind in Approval.Kind.values:
        said = run(
            "approve_questionnaire", "2027", kind, "--by", "Dr. Beispiel", "--on", "2027-04-01", "--paper", "VIII-1"
        )
        assert said == f"Wave 2027: approved by Dr. Beispiel ({kind}) on 2027-04-01.\n"
    said = run("release_questionnaire", "2027")
    assert said.startswith("Wave 2027: released klein 1 (")
    assert said.endswith("as version 1 (first), 1 languages.\n")
    assert "is in force already; nothing to release." in run("release_questionnaire", "2027")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("export_translations", "1999", "ar"), "There is no such wave"),
        (("export_translations", "2027", "fa"), "not translated into this language"),
        (("import_translations", "2027", "ar", "/nowhere.xlf"), "There is no such file"),
        (("approve_questionnaire", "2027", "lord_mayor", "--by", "OB"), "that has a number"),
        (("approve_questionnaire", "2027", "statistics_office", "--by", "A", "--on", "gestern"), "This is no day"),
        (("approve_questionnaire", "2027", "features"), "not named"),
        (("approve_questionnaire", "2027", "features", "--list", "/nowhere.csv"), "cannot be read"),
        (("release_questionnaire", "2027"), "Questions stand outside"),
        (("open_language", "2027", "xx", "--add"), "Unknown language"),
    ],
)
def test_an_ordinary_mistake_is_one_sentence(wave: Wave, arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises((InputError, StateError), match=says):
        run(*arguments)


def test_people_from_outside_need_a_language_and_belong_to_the_statistics_office() -> None:
    made = add_person(alias="statistics", username="rim", password="x" * 12, role="reviewer", languages=["ar", "fa"])
    assert (made.languages, made.is_restricted) == (["ar", "fa"], True)
    with pytest.raises(InputError, match="one at least"):
        add_person(alias="statistics", username="rim", password="x" * 12, role="translator")
    with pytest.raises(InputError, match="one at least"):
        add_person(alias="statistics", username="a", password="x" * 12, role="statistics", languages=["ar"])
    with pytest.raises(InputError, match="statistics office only"):
        add_person(alias="office", username="rim", password="x" * 12, role="translator", languages=["ar"])
    assert not User.objects.filter(username="a").exists()
