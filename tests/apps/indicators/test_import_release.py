"""A release comes in only signed, whole, and once."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command

from querschnitt.apps.indicators.actions import import_release
from querschnitt.apps.indicators.models import Finding, Release
from querschnitt.apps.indicators.queries import current_findings
from querschnitt.core.errors import InputError, ReleaseError
from tests.apps.releases import NOTICE, SMALL, VERIFY_KEY, finding, release

pytestmark = pytest.mark.django_db(databases=["office"])


def test_a_finding_arrives_with_figure_interval_base_and_trend() -> None:
    assert import_release(SMALL, VERIFY_KEY).findings == 6
    row = Finding.objects.get(variable="life_satisfied")
    assert (row.value, row.ci_low, row.ci_high, row.n, row.dimension) == (0.82, 0.82 - 0.03, 0.82 + 0.03, 830, "total")
    assert (row.title_de, row.title_en) == ("Frage life_satisfied", "Question life_satisfied")
    assert (row.earlier_wave, row.earlier_value, row.difference, row.grade) == ("2016", 0.80, 0.02, "D")
    assert [reason["code"] for reason in row.reasons] == ["mode_changed_sensitive", "population_changed"]


def test_a_short_name_is_the_title_and_the_question_stands_beside_it() -> None:
    import_release(SMALL, VERIFY_KEY)
    row = Finding.objects.get(variable="disadvantaged")
    assert (row.title_de, row.title_en) == ("Nachteil kurz", "Nachteil in short")
    assert (row.question_de, row.question_en) == ("Frage disadvantaged", "Question disadvantaged")
    assert Finding.objects.get(variable="life_satisfied").question_de == ""


@pytest.mark.parametrize(
    ("notice", "kept"),
    [
        (NOTICE, ("Alles simuliert.", "All simulated.")),
        (NOTICE[1:], ("All simulated.", "All simulated.")),
        ((), ("", "")),
    ],
)
def test_a_notice_comes_in_with_its_release(notice: tuple[tuple[str, str], ...], kept: tuple[str, str]) -> None:
    import_release(release(finding("life_satisfied"), notice=notice), VERIFY_KEY)
    row = Release.objects.get()
    assert (row.notice_de, row.notice_en) == kept


def test_a_suppressed_figure_arrives_as_its_sign() -> None:
    import_release(SMALL, VERIFY_KEY)
    row = Finding.objects.get(dimension="region", domain="eu")
    assert (row.value, row.ci_low, row.sign, row.n) == (None, None, ".", 12)


def test_the_same_file_again_changes_nothing() -> None:
    assert import_release(SMALL, VERIFY_KEY).new
    assert not import_release(SMALL, VERIFY_KEY).new
    assert (Release.objects.count(), Finding.objects.count()) == (1, 6)


def test_a_later_release_of_a_wave_replaces_the_earlier_one_in_sight() -> None:
    import_release(SMALL, VERIFY_KEY)
    import_release(release(finding("life_satisfied", value=0.81), name="2020-2"), VERIFY_KEY)
    assert [row.value for row in current_findings()] == [0.81]
    assert Finding.objects.count() == 7


@pytest.mark.parametrize(
    "damaged",
    [
        SMALL.replace(b'"value":0.55', b'"value":0.45'),
        SMALL.replace(b'"n":830', b'"n":831', 1),
        SMALL[:-20],
        b"{}",
    ],
    ids=["changed figure", "changed base", "cut off", "another file"],
)
def test_a_changed_file_is_refused_as_a_whole(damaged: bytes) -> None:
    with pytest.raises(ReleaseError):
        import_release(damaged, VERIFY_KEY)
    assert not Release.objects.exists()


def test_a_release_of_another_office_is_refused() -> None:
    from querschnitt.core.release import public_key

    with pytest.raises(ReleaseError, match="signature"):
        import_release(SMALL, public_key(bytes(32)))


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "release.json").write_bytes(SMALL)
    (tmp_path / "key.pub").write_text(VERIFY_KEY.hex())
    said = StringIO()
    call_command("import_release", tmp_path / "release.json", key=tmp_path / "key.pub", stdout=said)
    call_command("import_release", tmp_path / "release.json", key=tmp_path / "key.pub", stdout=said)
    assert said.getvalue().splitlines() == [
        "Release 2020-1 of wave 2020: 6 findings, imported.",
        "Release 2020-1 of wave 2020: 6 findings, was imported before, nothing changed.",
    ]


def test_the_command_names_a_file_that_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text("no key")
    (tmp_path / "release.json").write_bytes(SMALL)
    with pytest.raises(InputError, match=r"key\.pub"):
        call_command("import_release", tmp_path / "release.json", key=tmp_path / "key.pub")


def test_an_unsigned_release_cannot_even_be_written_by_sql(as_role: Callable[[str, str], Any]) -> None:
    with as_role("office", "office") as service, pytest.raises(psycopg.errors.CheckViolation):
        service.execute(
            "INSERT INTO indicators_release"
            " (sha256, name, wave, created_at, signature_ok, notice_de, notice_en, imported_at)"
            " VALUES ('x', 'x', '2020', now(), false, '', '', now())"
        )
