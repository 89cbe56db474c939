"""Carry a survey of LimeSurvey over into a workbook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.core.errors import InputError
from querschnitt.tables.limesurvey import LimeSurveyImport, read_limesurvey, write_workbook


class Command(BaseCommand):
    help = (
        "Carry a survey of LimeSurvey (.lss) over into a questionnaire workbook, and say of everything that could not "
        "be carried over where it stands, why, and what to do. Touches no database.\n\n"
        "Example: querschnitt import_limesurvey limesurvey_survey_123456.lss --out questionnaire.xlsx"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the survey, as LimeSurvey exports it (.lss)")
        parser.add_argument("--out", type=Path, required=True, help="the workbook to write (.xlsx)")
        parser.add_argument("--report", type=Path, help="also write the report into this file")
        parser.add_argument("--json", action="store_true", help="print the report as JSON, and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        imported = read_limesurvey(options["file"])
        write_workbook(imported.sheets, options["out"])
        report = _as_json(imported) if options["json"] else _as_text(imported, options["out"])
        self.stdout.write(report)
        if options["report"]:
            _write(options["report"], report)


def _write(path: Path, report: str) -> None:
    try:
        path.write_text(report + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError("The report cannot be written", where=str(path), got=error.strerror or "an error") from error


def _as_json(imported: LimeSurveyImport) -> str:
    examination = imported.examination
    faults = {"errors": [str(fault) for fault in examination.errors],
              "warnings": [str(fault) for fault in examination.warnings]}  # fmt: skip
    return json.dumps(imported.report.as_json() | {"check": faults}, ensure_ascii=False, indent=2)


def _as_text(imported: LimeSurveyImport, out: Path) -> str:
    errors = imported.examination.errors
    lines = [imported.report.as_text(), ""]
    if errors:
        lines += [f"The check of the workbook finds {len(errors)} to mend:", *(f"- {fault}" for fault in errors), ""]
    lost = len(imported.report.errors)
    lines.append(f"Written: {out}. {lost} {'thing is' if lost == 1 else 'things are'} to be mended by hand.")
    lines.append("The report stands in its sheet readme, too.")
    return "\n".join(lines)
