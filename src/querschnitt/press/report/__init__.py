"""The report of a wave: one set of frozen values, printed as an accessible page and as a tagged PDF.

An app fills `ReportContent` and calls `report_html(content)` and `report_pdf(content)`. Everything that is counted,
rounded or worded happens once, in `presentation`, so that both say the same.
"""

from querschnitt.press.report.content import (
    AccountingLine,
    Cell,
    Change,
    ChangeRow,
    Chapter,
    Column,
    Finding,
    MethodSection,
    Population,
    Rate,
    ReportContent,
    Row,
    Section,
    Table,
)
from querschnitt.press.report.page import report_html
from querschnitt.press.report.print import report_pdf
from querschnitt.press.report.tables import change_title, numbered_tables

__all__ = [
    "AccountingLine",
    "Cell",
    "Change",
    "ChangeRow",
    "Chapter",
    "Column",
    "Finding",
    "MethodSection",
    "Population",
    "Rate",
    "ReportContent",
    "Row",
    "Section",
    "Table",
    "change_title",
    "numbered_tables",
    "report_html",
    "report_pdf",
]
