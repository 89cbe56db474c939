"""Documents: a version never changes, and what is none is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, InternalError, connections, transaction

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.register.actions import add_document, add_wave_documents, read_written
from querschnitt.apps.register.models import Document
from querschnitt.apps.register.queries import Written, definition_of, districts_of, figures_of, groups_of, states_of
from querschnitt.core.errors import InputError
from querschnitt.tables.wavefile import WaveFile

pytestmark = pytest.mark.django_db(databases=["identity", "statistics"])
DISTRICTS = "code,borough\n00,mitte\n"


def test_the_files_of_a_wave_are_recorded_once(wave: WaveFile) -> None:
    profile, rules = add_wave_documents(wave, by="clerk")
    assert (str(profile), str(rules.definition)) == ("leipzig-register-1", "municipal-1")
    assert rules.states and rules.published
    assert add_wave_documents(wave) == (profile, rules)
    assert Document.objects.count() == 6
    assert Activity.objects.filter(verb="recorded document", actor="clerk").count() == 6


def test_what_was_recorded_is_read_again(wave: WaveFile) -> None:
    _, rules = add_wave_documents(wave)
    assert definition_of(rules.definition).label == "municipal-1"
    assert len(groups_of(rules.groups).listed) == 25
    assert districts_of(rules.districts)["00"].name == "Zentrum"
    assert rules.states and states_of(rules.states).name("475") == "Syrien"
    assert rules.published and figures_of(rules.published)[0].persons == 93_000


def test_districts_are_counted_and_a_definition_counts_itself(wave: WaveFile) -> None:
    for text, version in ((DISTRICTS, 1), (DISTRICTS + "01,ost\n", 2), (DISTRICTS, 1)):
        assert add_document(Written("districts", "city.csv", text)).version == version
    written = read_written(wave.file("definition"), "definition")
    add_document(written)
    changed = Written("definition", written.name, written.text + "\n# another thought\n")
    with pytest.raises(InputError, match="on record with another text.*Expected: 2, the next number"):
        add_document(changed)
    second = Written("definition", written.name, changed.text.replace("version = 1", "version = 2"))
    assert str(add_document(second)) == "municipal-2"


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("definition", "name = ", "The file is not TOML. Place: file.toml"),
        ("definition", 'name = "d"', "missing"),
        ("profile", "", "Fields without a column"),
        ("groups", 'name = "g"', "missing"),
        ("districts", "code;borough\n", "Columns are missing"),
        ("states", "a;b\n", "These are not the columns"),
        ("published", "", "There are no published figures"),
        ("definition", "#" * 2_000_001, "The file is too large"),
    ],
)
def test_what_is_none_is_refused_and_leaves_no_trace(kind: str, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        add_document(Written(kind, "file.toml", text))
    assert Document.objects.count() == 0


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    with pytest.raises(InputError, match="cannot be read.*No such file"):
        read_written(file, "definition")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="text in UTF-8"):
        read_written(file, "definition")


def test_the_database_itself_keeps_a_version_as_it_is() -> None:
    made = add_document(Written("districts", "city.csv", DISTRICTS))
    for statement in ("UPDATE register_document SET text = ''", "DELETE FROM register_document"):
        with (
            pytest.raises((IntegrityError, InternalError), match="only added"),
            transaction.atomic(using="statistics"),
            connections["statistics"].cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Document.objects.get(pk=made.pk).text == DISTRICTS
