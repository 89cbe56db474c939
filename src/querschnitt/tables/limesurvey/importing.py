"""From a file of LimeSurvey to the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.xlsform import Examination, Row
from querschnitt.tables.limesurvey.assembly import assemble
from querschnitt.tables.limesurvey.document import parse_document, read_document
from querschnitt.tables.limesurvey.questionnaire import Questionnaire, write_questionnaire
from querschnitt.tables.limesurvey.report import Loss, Report
from querschnitt.tables.xlsform import examine_sheets


@dataclass(frozen=True)
class LimeSurveyImport:
    """What came of a file: the sheets, and the account of what could not be carried over.

    Attributes
    ----------
    sheets : survey, choices, settings, texts and readme, as rows of cells; the first row holds the headings
    """

    sheets: Mapping[str, Sequence[Row]]
    report: Report

    @property
    def losses(self) -> tuple[Loss, ...]:
        return self.report.losses

    @cached_property
    def examination(self) -> Examination:
        """The check of the sheets, as of any workbook."""
        return examine_sheets(self.sheets)

    @property
    def instrument(self) -> Instrument | None:
        """The compiled questionnaire, or None if the check finds errors."""
        return self.examination.instrument


def read_limesurvey(path: Path | str) -> LimeSurveyImport:
    """Read a survey of LimeSurvey (.lss).

    Raises
    ------
    InputError : if the file is no such survey, is damaged, or comes from a LimeSurvey that is too old
    """
    path = Path(path)
    return _imported(write_questionnaire(assemble(read_document(path), where=path.name), file=path.name))


def parse_limesurvey(content: bytes, *, where: str) -> LimeSurveyImport:
    """Read the bytes of a survey. `where` names it in errors and in the report."""
    return _imported(write_questionnaire(assemble(parse_document(content, where=where), where=where), file=where))


def _imported(questionnaire: Questionnaire) -> LimeSurveyImport:
    return LimeSurveyImport(questionnaire.sheets, questionnaire.report)
