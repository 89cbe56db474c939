"""Surveys of LimeSurvey (.lss) as questionnaire workbooks, with an account of what could not be carried over."""

from querschnitt.tables.limesurvey.importing import LimeSurveyImport, parse_limesurvey, read_limesurvey
from querschnitt.tables.limesurvey.report import Loss, Report
from querschnitt.tables.limesurvey.workbook import write_workbook

__all__ = ["LimeSurveyImport", "Loss", "Report", "parse_limesurvey", "read_limesurvey", "write_workbook"]
