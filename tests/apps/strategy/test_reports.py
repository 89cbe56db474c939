"""A report is frozen with its files; the same data give the same checksum; each measure stands in it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.test.utils import CaptureQueriesContext

from querschnitt.apps.strategy.actions import import_strategy
from querschnitt.apps.strategy.actions.reports import files_of, make_report, verify_report
from querschnitt.apps.strategy.models import (
    BudgetFrame,
    BudgetLine,
    Edition,
    MeasureVersion,
    ProgressEntry,
    Report,
    ReportFile,
)
from querschnitt.apps.strategy.queries.reports import Wanted, gaps, gather, list_reports, whole_months
from querschnitt.core.errors import InputError, StateError
from querschnitt.press.strategy.content import as_json, content_sha256
from tests.apps.strategy.folders import one_edition

pytestmark = pytest.mark.django_db(databases=["office"])
ROUND = date(2021, 11, 30)


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    import_strategy(folder=one_edition(tmp_path))
    edition = Edition.objects.get(slug="2020")
    return Wanted(kind="tracking", edition=edition, state_on=date(2022, 6, 30), council_on=date(2022, 10, 12))


def refused(change: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic(using="office"):
        change()


def test_each_measure_stands_in_a_report_once(wanted: Wanted) -> None:
    report = gather(wanted)
    numbers = [measure.number for measure in report.measures]
    assert len(numbers) == 89
    assert sorted(numbers) == sorted(wanted.edition.versions.values_list("number", flat=True))
    assert [part.number for part in report.fields] == list(range(1, 9))


def test_the_same_data_give_the_same_checksum_and_the_same_files(wanted: Wanted) -> None:
    first, second = make_report(wanted=wanted), make_report(wanted=wanted)
    assert first.pk != second.pk
    assert first.sha256 == second.sha256 == content_sha256(as_json(gather(wanted)))
    assert [file.sha256 for file in first.files.all()] == [file.sha256 for file in second.files.all()]


def test_a_report_shows_the_state_of_its_day(wanted: Wanted) -> None:
    before = gather(wanted)
    version = MeasureVersion.objects.get(number="1.1", edition=wanted.edition)
    opened = wanted.edition.rounds.create(slug="2022-12", name_de="Später", state_on=date(2022, 12, 31))
    ProgressEntry.objects.create(round=opened, version=version, phase="done", note="Fertig.")
    assert gather(wanted) == before
    later = gather(replace(wanted, state_on=date(2022, 12, 31), council_on=None, round=opened))
    line = later.measures[0]
    assert (line.number, line.status and line.status.phase, line.status and line.status.months) == ("1.1", "done", 0)
    assert (line.before and line.before.phase, later.before_on) == ("running", "2022-05-31")


def test_a_year_s_money_is_summed_by_stage_against_the_frame(wanted: Wanted) -> None:
    edition = wanted.edition
    one, two = (MeasureVersion.objects.get(number=number, edition=edition) for number in ("1.1", "1.2"))
    for version, stage, amount in (
        (one, "requested", 5000), (one, "draft", 4000), (one, "decided", 3000), (two, "requested", 2000),
        (two, "draft", 1500),
    ):  # fmt: skip
        BudgetLine.objects.create(
            edition=edition,
            version=version,
            year=2031,
            stage=stage,
            amount=amount,
            purpose_de="Kurse",
            source="Haushalt",
        )
    BudgetLine.objects.create(
        edition=edition, version=one, year=2031, stage="decided", amount=99, purpose_de="Raum", source="H",
        funding="existing",
    )  # fmt: skip
    BudgetFrame.objects.create(edition=edition, year=2031, amount=5000, source="Beschluss")
    found = next(total for total in gather(wanted).totals if total.year == 2031)
    assert (found.requested, found.draft, found.decided) == ("7.000", "5.500", "3.000")
    assert (found.frame, found.left) == ("5.000", "500")  # 5000 less what is planned: 3000 decided, 1500 in the draft
    assert (found.without_figure, found.invented) == (87, False)


def test_ages_are_counted_in_whole_months_and_gaps_are_told(wanted: Wanted) -> None:
    report = gather(wanted)
    assert {measure.status.months for measure in report.measures if measure.status} == {1}
    assert report.council_months == 3
    found = gaps(report, months=1)
    assert (found.measures, len(found.silent), len(found.old)) == (89, 0, 89)
    assert gaps(report).old == ()
    earlier = gaps(gather(replace(wanted, state_on=date(2020, 3, 31))))
    assert (len(earlier.silent), len(earlier.old)) == (89, 0)
    assert whole_months(date(2020, 1, 31), date(2020, 2, 29)) == 1
    assert whole_months(date(2020, 1, 15), date(2020, 2, 14)) == 0


def test_a_made_report_stands_for_ever(wanted: Wanted) -> None:
    report = make_report(wanted=wanted, actor="clerk")
    report.state_on = ROUND
    refused(report.save)
    refused(lambda: Report.objects.update(sha256="0" * 64))
    refused(lambda: Report.objects.bulk_update([report], ["state_on"]))
    refused(lambda: Report.objects.all()._raw_delete("office"))
    refused(lambda: ReportFile.objects.update(content=b"anders"))
    refused(lambda: ReportFile.objects.all()._raw_delete("office"))
    assert verify_report(Report.objects.get()).agrees


SQL = """
INSERT INTO strategy_edition (slug, state, title_de, title_en, paper, as_amended, note_de, note_en, content_hash)
    VALUES ('2023', 'draft', 'Entwurf', 'Draft', '', false, '', '', '');
INSERT INTO strategy_report (kind, edition_id, language, state_on, made_at, made_by, content, sha256)
    SELECT 'council', id, 'de', '2022-06-30', now(), '', '{"a": 1}', 'x' FROM strategy_edition;
INSERT INTO strategy_reportfile (report_id, name, media_type, content, sha256)
    SELECT id, 'a.pdf', 'application/pdf', 'abc', 'x' FROM strategy_report;
"""


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE strategy_report SET content = '{"a": 2}'""",
        "DELETE FROM strategy_reportfile",
        "UPDATE strategy_reportfile SET content = 'abd'",
        "WITH moved AS (UPDATE strategy_report SET state_on = '2023-01-01' RETURNING 1) SELECT * FROM moved",
    ],
)
def test_plain_sql_as_the_service_is_refused(as_role: Callable[[str, str], Any], statement: str) -> None:
    with as_role("office", "office") as service, service.transaction(force_rollback=True):
        service.execute(SQL)
        with pytest.raises(psycopg.errors.RestrictViolation), service.transaction():
            service.execute(statement)
        assert service.execute("SELECT content FROM strategy_reportfile").fetchall() == [(b"abc",)]


def test_a_content_that_is_not_its_checksum_is_told(wanted: Wanted) -> None:
    report = make_report(wanted=wanted)
    other = Report.objects.create(
        kind="tracking", edition=wanted.edition, state_on=ROUND, made_by="", content=report.content, sha256="0" * 64
    )
    ReportFile.objects.create(report=other, name="a.pdf", media_type="application/pdf", content=b"a", sha256="0" * 64)
    found = verify_report(other)
    assert (found.content_agrees, found.differing, found.agrees) == (False, ("a.pdf",), False)


def test_the_number_of_queries_does_not_hang_on_the_measures(wanted: Wanted) -> None:
    with CaptureQueriesContext(connections["office"]) as whole:
        gather(wanted)
    small = Edition.objects.create(slug="2023", title_de="Entwurf", title_en="Draft")
    field = small.fields.create(number=1, name_de="Sprache", name_en="Language")
    old = MeasureVersion.objects.get(number="1.1", edition=wanted.edition)
    MeasureVersion.objects.create(
        measure=old.measure, edition=small, field=field, number="1.1", position=1, title_de="Ein Titel", text="Text.",
        kind="Aktion", recurrence="once",
    )  # fmt: skip
    with CaptureQueriesContext(connections["office"]) as single:
        assert len(gather(replace(wanted, edition=small)).measures) == 1
    assert len(whole) == 24
    assert len(single) <= len(whole)


def test_the_list_reads_no_content(wanted: Wanted) -> None:
    for _ in range(2):
        make_report(wanted=wanted)
    with CaptureQueriesContext(connections["office"]) as queries:
        found = [
            (report.edition.slug, [file.name for file in report.files.all()])
            for report in list_reports(Edition.objects.all())
        ]
    assert len(found) == 2
    assert len(queries) == 2
    assert not any('"content"' in query["sql"] for query in queries)


def test_a_booklet_and_a_council_paper_have_all_their_files(wanted: Wanted) -> None:
    council = files_of(gather(replace(wanted, kind="council", language="en")))
    assert sorted(name.rsplit(".", 1)[1] for name in council) == ["docx", "pdf", "xlsx"]
    whole = files_of(gather(replace(wanted, kind="booklet")))
    endings = ["21x21.pdf", "agency.zip", "de.docx", "de.pdf", "de.xlsx", "measures.pdf"]
    assert sorted(name.rsplit("-", 1)[1] for name in whole) == endings


@pytest.mark.parametrize(
    ("changed", "error", "told"),
    [
        ({"kind": "money"}, InputError, "Unknown kind of report"),
        ({"language": "fr"}, InputError, "German or English"),
        ({"council_on": date(2022, 1, 1)}, InputError, "before the day whose state"),
    ],
)
def test_a_wrong_wish_makes_no_report(
    wanted: Wanted, changed: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        make_report(wanted=replace(wanted, **changed))
    assert not Report.objects.exists()


def test_an_edition_without_measures_has_no_report(wanted: Wanted) -> None:
    empty = Edition.objects.create(slug="2023", title_de="Entwurf", title_en="Draft")
    with pytest.raises(StateError, match="no measure"):
        make_report(wanted=replace(wanted, edition=empty))


def test_the_command_makes_the_report_and_writes_its_files(wanted: Wanted, tmp_path: Path) -> None:
    said = StringIO()
    call_command(
        "make_report", "tracking", "--edition=2020", "--state-on=2021-11-30", f"--into={tmp_path / 'out'}", stdout=said
    )
    made = Report.objects.get()
    assert (made.kind, made.state_on, made.round and made.round.state_on) == ("tracking", ROUND, ROUND)
    assert f"SHA-256 {made.sha256}, agrees." in said.getvalue()
    for file in made.files.all():
        assert (tmp_path / "out" / file.name).read_bytes() == bytes(file.content)
    with pytest.raises(InputError, match="Unknown edition"):
        call_command("make_report", "tracking", "--edition=1999", "--state-on=2021-11-30")
