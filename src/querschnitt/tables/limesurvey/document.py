"""The file of a LimeSurvey survey, taken apart into its tables. Nothing in it is trusted.

An `.lss` file is a dump of database tables as XML: `<table><rows><row><column>value</column>…`. It needs neither a
document type nor entities of its own, so that both are refused before they can do anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from querschnitt.core.errors import InputError

MAX_BYTES = 64 * 1024 * 1024
"""Far more than any survey has: one with 250 questions in 18 languages and all attributes takes about 10 MB."""

OLDEST = 145
"""The database version of LimeSurvey 1.90, the first one that wrote `.lss` files."""

NEWEST = 799
"""The last database version of the series 7, the newest one this was written for."""

_DEPTH = 12
_KINDS = {
    "Question": "one question (.lsq)",
    "Group": "one question group (.lsg)",
    "Label set": "a label set (.lsl)",
}
_HINT = "In LimeSurvey: Display/Export, Survey structure (.lss)."

Record = Mapping[str, str]


@dataclass(frozen=True)
class Document:
    """The tables of a file: name -> rows, each with its columns. A column that a row does not have is absent."""

    version: int
    languages: tuple[str, ...]
    tables: Mapping[str, tuple[Record, ...]]

    def rows(self, table: str) -> tuple[Record, ...]:
        return self.tables.get(table, ())


def read_document(path: Path) -> Document:
    """Read a file.

    Raises
    ------
    InputError : if it is not there, too large, no survey of LimeSurvey, or damaged
    """
    where = str(path)
    if path.is_dir():
        raise InputError("This is a folder, not a file of LimeSurvey", where=where, expected="an .lss file", hint=_HINT)
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise InputError("The file cannot be opened", where=where, got=error.strerror or "an error") from error
    if size > MAX_BYTES:
        raise InputError(
            "The file is too large", where=where, expected=f"at most {MAX_BYTES // 2**20} MB",
            got=f"{size // 2**20} MB",
        )  # fmt: skip
    return parse_document(content, where=path.name)


def parse_document(content: bytes, *, where: str) -> Document:
    """Read the bytes of a file. `where` names it in errors."""
    _refuse_other_kinds(content, where)
    reading = _Reading(where)
    reading.read(content)
    if not reading.kind:
        raise InputError(
            "This XML file is not from LimeSurvey", where=where, expected="<LimeSurveyDocType>Survey", hint=_HINT
        )
    if reading.kind != "Survey":
        kind = _KINDS.get(reading.kind, f"a file of the kind '{reading.kind}'")
        raise InputError(
            f"The file holds {kind}, not a whole survey", where=where, expected="an .lss file", got=reading.kind,
            hint=_HINT,
        )  # fmt: skip
    version = _version(reading.version, where)
    document = Document(version, tuple(reading.languages), {name: tuple(rows) for name, rows in reading.tables.items()})
    if not document.rows("questions"):
        raise InputError("The survey has no questions", where=where, expected="a table 'questions' with rows")
    return document


def _refuse_other_kinds(content: bytes, where: str) -> None:
    """Say what a file is that does not even begin like XML."""
    if not content.strip():
        raise InputError("The file is empty", where=where, expected="an .lss file", hint=_HINT)
    if content.startswith(b"PK"):
        raise InputError(
            "This is an archive (.lsa or .zip), not a survey", where=where, expected="an .lss file",
            hint="Unpack it and take the .lss file inside.",
        )  # fmt: skip
    start = content[:400].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t")
    if not start.startswith(b"<"):
        raise InputError(
            "This is not an .lss file", where=where, expected="XML that begins with '<?xml'",
            got=ascii(start[:30].decode("utf-8", "replace")), hint=_HINT,
        )  # fmt: skip


def _version(written: str, where: str) -> int:
    if not written.strip().isdecimal():
        raise InputError(
            "The file does not say its database version", where=where, expected="<DBVersion> with a number",
            got=written or "nothing",
        )  # fmt: skip
    version = int(written)
    if version < OLDEST:
        raise InputError(
            "The file comes from a LimeSurvey that is too old", where=where,
            expected=f"database version {OLDEST} or newer (LimeSurvey 1.90)", got=version,
            hint="Import it into a newer LimeSurvey and export it there.",
        )  # fmt: skip
    return version


@dataclass
class _Reading:
    """Takes what the XML parser finds, element by element; nothing but the tables is kept."""

    where: str
    kind: str = ""
    version: str = ""
    languages: list[str] = field(default_factory=list)
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    _path: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise InputError(
                "The file is damaged: it is no well-formed XML",
                where=f"{self.where}, line {error.lineno}, column {error.offset + 1}",
                got=expat.ErrorString(error.code), hint="Export it from LimeSurvey again.",
            ) from error  # fmt: skip
        except (ValueError, LookupError) as error:
            raise InputError("The file is written in an unknown encoding", where=self.where, got=str(error)) from error

    def _refuse_document_type(self, *_: object) -> None:
        raise InputError(
            "The file declares a document type; LimeSurvey writes none", where=self.where,
            hint="It was changed after the export. Export it from LimeSurvey again.",
        )  # fmt: skip

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._path and name != "document":
            raise InputError(
                "This XML file is not from LimeSurvey", where=self.where, expected="<document>", got=f"<{name[:40]}>",
                hint=_HINT,
            )  # fmt: skip
        if len(self._path) > _DEPTH:
            raise InputError("The file is nested deeper than any of LimeSurvey", where=self.where)
        self._path.append(name)
        self._text.clear()
        if len(self._path) == 4 and self._path[2:] == ["rows", "row"]:
            self.tables.setdefault(self._path[1], []).append({})

    def _end(self, name: str) -> None:
        text = "".join(self._text)
        self._text.clear()
        path = self._path[1:]
        self._path.pop()
        if len(path) == 4 and path[1:3] == ["rows", "row"]:
            self.tables[path[0]][-1][name] = text
        elif path == ["LimeSurveyDocType"]:
            self.kind = text.strip()
        elif path == ["DBVersion"]:
            self.version = text.strip()
        elif path == ["languages", "language"] and text.strip():
            self.languages.append(text.strip())
