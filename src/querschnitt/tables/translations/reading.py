"""Opens whatever an agency sends back. What it is is told by its content, not by its name."""

from __future__ import annotations

import codecs
from pathlib import Path

from querschnitt.core.errors import InputError
from querschnitt.tables.spreadsheet import OLE
from querschnitt.tables.translations.delivery import Delivery
from querschnitt.tables.translations.po_reading import read_po
from querschnitt.tables.translations.xliff2 import read_xliff2
from querschnitt.tables.translations.xliff12 import read_xliff12
from querschnitt.tables.translations.xlsx_reading import read_xlsx
from querschnitt.tables.translations.xml_file import local, namespace, parse_xml

MOST_BYTES = 50_000_000
"""Of a file as it is sent. A questionnaire of 250 questions takes half a million."""

_ZIP = b"PK\x03\x04"
_EXPECTED = "XLIFF 1.2 or 2.1, PO, XLSX or ODS"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def read(file: Path | bytes, *, name: str = "") -> Delivery:
    """Read a translation file.

    Parameters
    ----------
    name : how the file is called in errors; the path's own name unless given

    Raises
    ------
    InputError : if it cannot be opened, is no translation file, or is damaged as a whole
    """
    if isinstance(file, Path):
        name, file = name or file.name, _opened(file)
    where = name or "translation file"
    if len(file) > MOST_BYTES:
        raise InputError(
            "The file is too large for a translation", where=where, expected=f"at most {MOST_BYTES:,} bytes",
            got=f"{len(file):,}",
        )  # fmt: skip
    if file.startswith((_ZIP, OLE)):
        return read_xlsx(file, where=where)
    start = _start(file)
    if start.startswith("<"):
        return _read_xliff(file.removeprefix(codecs.BOM_UTF8).lstrip(), where)
    if "msgid" in start or "msgid" in file[:100_000].decode("utf-8", "replace"):
        return read_po(_narrow(file, where), where=where)
    hint = "Have it exported from the translation program in one of these forms."
    raise InputError("This is no translation file", where=where, expected=_EXPECTED, got=start[:40], hint=hint)


def _opened(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("The file cannot be opened", where=str(path), got=error.strerror or "an error") from error


def _start(content: bytes) -> str:
    """Return the first characters of a file, whatever its encoding."""
    if content.startswith(_WIDE):
        return content[:2000].decode("utf-16", "replace").lstrip("\ufeff").lstrip()
    return content[:2000].decode("utf-8-sig", "replace").lstrip()


def _narrow(content: bytes, where: str) -> bytes:
    """Return a PO file in UTF-8 if somebody has saved it as "Unicode", which is UTF-16."""
    if not content.startswith(_WIDE):
        return content
    try:
        return content.decode("utf-16").encode()
    except UnicodeError as error:
        raise InputError("The PO file is damaged", where=where, expected="UTF-8", got=str(error)) from error


def _read_xliff(content: bytes, where: str) -> Delivery:
    root = parse_xml(content, where=where)
    version, space = root.get("version", ""), namespace(root)
    if local(root) != "xliff":
        hint = "Have it exported from the translation program in one of these forms."
        raise InputError("This XML is no XLIFF", where=where, expected=_EXPECTED, got=f"<{local(root)}>", hint=hint)
    if space.startswith("urn:oasis:names:tc:xliff:document:2.") or (not space and version.startswith("2.")):
        return read_xliff2(root)
    if space.startswith("urn:oasis:names:tc:xliff:document:1.") or (not space and version.startswith("1.")):
        return read_xliff12(root)
    raise InputError(
        "This version of XLIFF cannot be read", where=where, expected="1.2 or 2.1", got=version or space or "no version"
    )
