"""Typst: a template of this package and data in, a PDF/UA-1 out.

The data travels as one JSON text in `sys.inputs.data`. Nothing depends on the clock: the document carries no date of
its own, so the same data gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files as resources
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import typst

from querschnitt.core.errors import InputError
from querschnitt.press.fonts import faces

MEMORY = 11  # Typst drops what ten compilations have not asked for again
STANDARDS: list[typst.PDFStandard] = ["ua-1"]
ARCHIVED: list[typst.PDFStandard] = ["ua-1", "a-2a"]
"""Accessible, and fit to be kept; such a document names its day."""

NO_FILES: Mapping[str, bytes] = MappingProxyType({})


def typeset(
    template: str,
    data: Mapping[str, object],
    *,
    standards: list[typst.PDFStandard] = STANDARDS,
    files: Mapping[str, bytes] = NO_FILES,
) -> bytes:
    """Set a template of this package (`letters.typ`) with data as a tagged PDF.

    ``files`` : name -> content of the pictures that the template reads
    """
    source = resources("querschnitt.press").joinpath("templates", template).read_bytes()
    sent = {"data": json.dumps(data, ensure_ascii=False)}
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        compiler = typst.Compiler(source, root=folder, font_paths=faces())
        try:
            pdf = compiler.compile(sys_inputs=sent, pdf_standards=standards)
        except typst.TypstError as error:
            raise InputError(
                "A page cannot be set", where=template, got=error.message, hint=" ".join(error.hints)
            ) from error
    if not isinstance(pdf, bytes):
        raise InputError("A page cannot be set", where=template, expected="one PDF", got=type(pdf).__name__)
    return pdf


def language_and_region(tag: str) -> tuple[str, str | None]:
    """Return what Typst takes of a language tag: the language, and the region if it names one.

    >>> language_and_region("fa-AF"), language_and_region("de-simple"), language_and_region("ku-Arab-IQ")
    (('fa', 'AF'), ('de', None), ('ku', 'IQ'))
    """
    language, *rest = tag.split("-")
    return language, next((part for part in rest if len(part) == 2 and part.isalpha()), None)


def forget() -> None:
    """Let Typst drop what it remembers of documents set before: 20 trays of letters would fill two gigabytes."""
    nothing = typst.Compiler(b"")
    for _ in range(MEMORY):
        nothing.compile(input=b"")
