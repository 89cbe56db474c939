"""Translation files, out to agencies and back: XLIFF 1.2, XLIFF 2.1, PO, XLSX. Each of them holds the same job."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from querschnitt.core.instrument.translation import Job
from querschnitt.tables.translations.delivery import Delivery, Problem
from querschnitt.tables.translations.po import write_po
from querschnitt.tables.translations.reading import read
from querschnitt.tables.translations.tidying import tidy
from querschnitt.tables.translations.xliff2 import write_xliff21
from querschnitt.tables.translations.xliff12 import write_xliff12
from querschnitt.tables.translations.xlsx import write_xlsx

WRITERS: Mapping[str, tuple[Callable[[Job], bytes], str, str]] = MappingProxyType(
    {
        "xliff-1.2": (write_xliff12, ".xlf", "application/x-xliff+xml"),
        "xliff-2.1": (write_xliff21, ".xlf", "application/xliff+xml"),
        "po": (write_po, ".po", "text/x-gettext-translation"),
        "xlsx": (write_xlsx, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    }
)
"""Form -> how it is written, the ending of its files, and its media type."""

__all__ = [
    "WRITERS",
    "Delivery",
    "Problem",
    "read",
    "tidy",
    "write_po",
    "write_xliff12",
    "write_xliff21",
    "write_xlsx",
]
