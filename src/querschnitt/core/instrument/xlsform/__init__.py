"""XLSForm: the rows of a workbook in, an instrument out, and back again. Files are opened in `querschnitt.tables`."""

from querschnitt.core.instrument.xlsform.build import Examination, build, examine
from querschnitt.core.instrument.xlsform.files import Files, needed_files
from querschnitt.core.instrument.xlsform.sheet import Row, Sheets
from querschnitt.core.instrument.xlsform.writer import to_files, to_rows

__all__ = ["Examination", "Files", "Row", "Sheets", "build", "examine", "needed_files", "to_files", "to_rows"]
