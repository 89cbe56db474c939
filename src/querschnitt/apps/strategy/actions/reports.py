"""Make a report and freeze it with its files; say whether a frozen one is still what it was."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.models import Edition, Report, ReportFile
from querschnitt.apps.strategy.queries.pictures import picture_contents
from querschnitt.apps.strategy.queries.reports import Wanted, gather
from querschnitt.core.errors import InputError, StateError
from querschnitt.press.strategy import content as values
from querschnitt.press.strategy import listing
from querschnitt.press.strategy.booklet import NO_PICTURES, agency_zip, booklet, measures_table, picture_files
from querschnitt.press.strategy.council import council_paper, tracking_paper
from querschnitt.press.strategy.editable import as_docx
from querschnitt.press.strategy.printed import as_pdf
from querschnitt.press.strategy.words import LANGUAGES, Words
from querschnitt.tables.measures_book import write_measures

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
MADE_HERE = (Report.Kind.COUNCIL, Report.Kind.TRACKING, Report.Kind.BOOKLET)


@dataclass(frozen=True)
class Verified:
    """Whether the content of a report has its checksum, and which files have another one than theirs."""

    content_agrees: bool
    differing: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Return whether everything is as it was made."""
        return self.content_agrees and not self.differing


def make_report(*, wanted: Wanted, actor: str = "") -> Report:
    """Gather what a report says, set its files, and freeze both. Asked again, it makes another report.

    Raises
    ------
    InputError : if the kind or language is unknown, or the council would meet before the state date
    StateError : if there is no measure to report on
    """
    if wanted.kind not in MADE_HERE:
        raise InputError("Unknown kind of report", got=wanted.kind, expected=", ".join(MADE_HERE))
    if wanted.language not in LANGUAGES:
        raise InputError("Reports are written in German or English", got=wanted.language, expected="de, en")
    if wanted.council_on and wanted.council_on < wanted.state_on:
        raise InputError(
            "The council would meet before the day whose state the report shows", expected=f"from {wanted.state_on}",
            got=str(wanted.council_on), hint="Choose an earlier state date or a later council date.",
        )  # fmt: skip
    if wanted.round and wanted.round.edition_id != wanted.edition.pk:
        raise InputError("The round is of another edition", got=wanted.round.slug, expected=wanted.edition.slug)
    with transaction.atomic(using="office"):
        report = gather(wanted)
        if not report.measures:
            raise StateError(
                "There is no measure to report on", where=report.edition,
                hint="Choose a day on which the edition has measures.",
            )  # fmt: skip
        files = files_of(report, picture_contents(wanted.edition))
        return freeze_report(wanted=wanted, content=values.as_json(report), files=files, actor=actor)


def freeze_report(
    *, wanted: Wanted, content: Mapping[str, object], files: Mapping[str, bytes], actor: str = ""
) -> Report:
    """Write a report of any kind with its files; from then on the database refuses every change."""
    with transaction.atomic(using="office"):
        edition = Edition.objects.get(pk=wanted.edition.pk)
        row = Report.objects.create(
            kind=wanted.kind,
            edition=edition,
            round=wanted.round,
            paper=wanted.paper,
            language=wanted.language,
            state_on=wanted.state_on,
            council_on=wanted.council_on,
            made_by=actor,
            content=dict(content),
            sha256=values.content_sha256(content),
        )
        ReportFile.objects.bulk_create(
            ReportFile(
                report=row,
                name=name,
                media_type=MEDIA[name.rsplit(".", 1)[-1]],
                content=found,
                sha256=hashlib.sha256(found).hexdigest(),
            )
            for name, found in files.items()
        )
        log_activity(
            alias="office", verb="make report", subject=f"{row.kind} {row.pk}", actor=actor,
            figures={"files": len(files), "sha256": row.sha256},
        )  # fmt: skip
    return row


def files_of(report: values.Report, pictures: Mapping[str, bytes] = NO_PICTURES) -> dict[str, bytes]:
    """Return the files of a report by name; the same report with the same pictures gives the same bytes."""
    name = f"{report.kind}-{report.edition}-{report.state_on}-{report.language}"
    if report.kind == Report.Kind.TRACKING:
        paper = tracking_paper(report)
        return {f"{name}.docx": as_docx(paper), f"{name}.pdf": as_pdf(paper)}
    workbook = measures_workbook(report)
    if report.kind == Report.Kind.COUNCIL:
        paper = council_paper(report)
        return {f"{name}.docx": as_docx(paper), f"{name}.pdf": as_pdf(paper), f"{name}.xlsx": workbook}
    whole, table = booklet(report, pictures), measures_table(report)
    texts = {f"{name}.docx": as_docx(whole), f"{name}.xlsx": workbook}
    return {
        f"{name}.pdf": as_pdf(whole, layout="booklet"),
        f"{name}-21x21.pdf": as_pdf(whole, layout="square"),
        f"{name}-measures.pdf": as_pdf(table),
        **texts,
        f"{name}-agency.zip": agency_zip({**texts, **picture_files(whole)}, report),
    }


def measures_workbook(report: values.Report) -> bytes:
    """Return all measures of a report as a workbook."""
    words = Words(report.language)
    facts = [
        (words("edition"), f"{report.title}, {report.paper}"),
        (words("state_date"), words.day(report.state_on)),
        (words("council_date"), words.day(report.council_on)),
        (words("fingerprint"), values.content_sha256(values.as_json(report))),
    ]
    return write_measures(
        listing.rows(report), heads=listing.heads(report.language), facts=facts,
        names=(words("measures"), words("about_sheet")), language=report.language,
    )  # fmt: skip


def verify_report(report: Report) -> Verified:
    """Compute the checksums of a report and its files anew."""
    differing = [
        file.name for file in report.files.all() if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256
    ]
    return Verified(values.content_sha256(report.content) == report.sha256, tuple(differing))
