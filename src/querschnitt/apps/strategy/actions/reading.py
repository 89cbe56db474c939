"""Read the folder of an edition: TOML files in, typed values out, each fault named with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError, suggestion

PHASES = ("planned", "running", "paused", "done")


@dataclass(frozen=True)
class WrittenEdition:
    slug: str
    title_de: str
    title_en: str
    paper: str
    adopted_on: date
    as_amended: bool
    votes_for: int | None
    votes_against: int | None
    abstentions: int | None
    valid_from: date | None
    note_de: str
    note_en: str


@dataclass(frozen=True)
class WrittenOffice:
    slug: str
    name: str
    short: str
    kind: str
    valid_from: date | None
    valid_until: date | None
    successors: tuple[str, ...]


@dataclass(frozen=True)
class WrittenMeasure:
    number: str
    title_de: str
    title_en: str
    text: str
    kind: str
    recurrence: str
    lead: str
    involved: tuple[str, ...]
    target_groups: tuple[str, ...]
    begins: int | None
    ends: int | None
    origin: str
    invented: bool
    wording_invented: bool


@dataclass(frozen=True)
class WrittenField:
    number: int
    name_de: str
    name_en: str
    aim_de: str
    aim_en: str
    evidenced: bool
    aim_invented: bool
    measures: tuple[WrittenMeasure, ...]


@dataclass(frozen=True)
class WrittenEntry:
    number: str
    phase: str
    note: str
    because_de: str
    because_en: str
    until: date | None
    invented: bool


@dataclass(frozen=True)
class WrittenRound:
    slug: str
    name_de: str
    name_en: str
    state_on: date
    due_on: date | None
    entries: tuple[WrittenEntry, ...]


@dataclass(frozen=True)
class WrittenLine:
    number: str
    year: int
    stage: str
    amount: Decimal
    purpose_de: str
    purpose_en: str
    source: str


@dataclass(frozen=True)
class WrittenStrategy:
    """One edition as its folder says; ``words`` maps the codes of origins and target groups to German and English."""

    edition: WrittenEdition
    words: Mapping[str, tuple[str, str]]
    offices: tuple[WrittenOffice, ...]
    fields: tuple[WrittenField, ...]
    rounds: tuple[WrittenRound, ...]
    money: tuple[WrittenLine, ...]
    content_hash: str

    def measures(self) -> list[WrittenMeasure]:
        """Return the measures of all fields, in their order."""
        return [measure for field in self.fields for measure in field.measures]


class _Table:
    """A TOML table that knows its place, so that a missing or mistyped key can be named."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.values, self.where = values, where

    def get(self, key: str, kind: type, default: Any = None) -> Any:
        if key not in self.values:
            if default is not None:
                return default
            raise InputError(f"The key '{key}' is missing", where=self.where, hint=suggestion(key, self.values))
        found = self.values[key]
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise InputError(
                f"The key '{key}' has the wrong kind of value",
                where=self.where,
                expected=kind.__name__,
                got=repr(found),
            )
        return found

    def text(self, key: str, default: str | None = None) -> str:
        return str(self.get(key, str, default)).strip()

    def date(self, key: str) -> date | None:
        return self.get(key, date) if key in self.values else None

    def count(self, key: str) -> int | None:
        return self.get(key, int) if key in self.values else None

    def code(self, key: str, known: Collection[str]) -> str:
        return self._known(self.text(key), known, key)

    def codes(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        return tuple(self._known(str(code), known, key) for code in self.get(key, list, []))

    def _known(self, code: str, known: Collection[str], key: str) -> str:
        if code not in known:
            raise InputError(f"Unknown value of '{key}'", where=self.where, got=code, hint=suggestion(code, known))
        return code

    def tables(self, key: str, name: str) -> list[_Table]:
        rows = self.get(key, list, [])
        return [
            _Table(row, f"{self.where}, {name} {row.get('number', row.get('slug', place))}")
            for place, row in enumerate(rows, 1)
        ]


def read_strategy(folder: Path) -> WrittenStrategy:
    """Read a folder with an edition.

    Raises
    ------
    InputError : if a file or key is missing, a code is unknown, or a number stands twice.
    """
    if not (folder / "edition.toml").is_file():
        raise InputError(
            "This is not the folder of an edition", where=str(folder), expected="a file edition.toml in it"
        )
    edition = _read(folder, "edition.toml")
    offices = tuple(map(_office, _read(folder, "offices.toml").tables("office", "office")))
    words = _words(edition)
    frozen = [Path("edition.toml"), *sorted(path.relative_to(folder) for path in (folder / "fields").glob("*.toml"))]
    fields = tuple(
        _field(_read(folder, str(name)), edition, {office.slug for office in offices}) for name in frozen[1:]
    )
    measures = [measure.number for field in fields for measure in field.measures]
    _refuse_doubles([str(field.number) for field in fields], "field of action", folder)
    _refuse_doubles(measures, "measure", folder)
    rounds = sorted(path.relative_to(folder) for path in (folder / "rounds").glob("*.toml"))
    return WrittenStrategy(
        edition=_edition(edition),
        words=words,
        offices=offices,
        fields=tuple(sorted(fields, key=lambda field: field.number)),
        rounds=tuple(_round(_read(folder, str(name)), measures) for name in rounds),
        money=_money(folder, measures),
        content_hash=_content_hash(folder, frozen),
    )


def _read(folder: Path, name: str) -> _Table:
    try:
        return _Table(tomllib.loads((folder / name).read_text(encoding="utf-8")), name)
    except FileNotFoundError as error:
        raise InputError("A file of the edition is missing", where=str(folder), expected=name) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"The file cannot be read as TOML: {error}", where=name) from error


def _content_hash(folder: Path, names: Sequence[Path]) -> str:
    digest = sha256()
    for name in names:
        digest.update(name.as_posix().encode() + b"\0" + (folder / name).read_bytes() + b"\0")
    return digest.hexdigest()


def _words(edition: _Table) -> dict[str, tuple[str, str]]:
    rows = [
        (f"{kind}.{code}", word)
        for kind in ("origins", "target_groups")
        for code, word in edition.get(kind, dict).items()
    ]
    tables = [(key, _Table(word, f"{edition.where}, {key}")) for key, word in rows]
    return {key: (table.text("de"), table.text("en")) for key, table in tables}


def _edition(table: _Table) -> WrittenEdition:
    return WrittenEdition(
        slug=table.text("slug"),
        title_de=table.text("title_de"),
        title_en=table.text("title_en"),
        paper=table.text("paper"),
        adopted_on=table.get("adopted_on", date),
        as_amended=table.get("as_amended", bool, False),
        votes_for=table.count("votes_for"),
        votes_against=table.count("votes_against"),
        abstentions=table.count("abstentions"),
        valid_from=table.date("valid_from"),
        note_de=table.text("note_de", ""),
        note_en=table.text("note_en", ""),
    )


def _office(table: _Table) -> WrittenOffice:
    return WrittenOffice(
        slug=table.text("slug"),
        name=table.text("name"),
        short=table.text("short"),
        kind=table.code("kind", ("office", "partner")),
        valid_from=table.date("valid_from"),
        valid_until=table.date("valid_until"),
        successors=tuple(table.get("successors", list, [])),
    )


def _field(table: _Table, edition: _Table, offices: Collection[str]) -> WrittenField:
    return WrittenField(
        number=table.get("number", int),
        name_de=table.text("name_de"),
        name_en=table.text("name_en"),
        aim_de=table.text("aim_de", ""),
        aim_en=table.text("aim_en", ""),
        evidenced=table.get("evidenced", bool, True),
        aim_invented=table.get("aim_invented", bool, False),
        measures=tuple(_measure(row, edition, offices) for row in table.tables("measure", "measure")),
    )


def _measure(table: _Table, edition: _Table, offices: Collection[str]) -> WrittenMeasure:
    return WrittenMeasure(
        number=table.text("number"),
        title_de=table.text("title_de"),
        title_en=table.text("title_en"),
        text=table.text("text"),
        kind=table.code("kind", ("Vorhaben", "Aktion", "Lösungsansatz")),
        recurrence=table.code("recurrence", ("once", "recurring", "continuous")),
        lead=table.code("lead", offices),
        involved=table.codes("involved", offices),
        target_groups=table.codes("target_groups", edition.get("target_groups", dict)),
        begins=table.count("from"),
        ends=table.count("until"),
        origin=table.code("origin", edition.get("origins", dict)),
        invented=table.get("invented", bool, False),
        wording_invented=table.get("wording_invented", bool, False),
    )


def _round(table: _Table, measures: Collection[str]) -> WrittenRound:
    state_on = table.get("state_on", date)
    phases = _Table(table.get("phases", dict, {}), f"{table.where}, phases")
    phase_of = {number: phase for phase in phases.values for number in phases.codes(phase, measures) if phase in PHASES}
    pauses = {
        number: _Table(pause, f"{table.where}, pause {number}")
        for number, pause in table.get("pauses", dict, {}).items()
    }
    notes = _Table(table.get("notes", dict), f"{table.where}, notes")
    entries = []
    for number in notes.values:
        notes._known(number, measures, "measure")
        pause = pauses.get(number)
        entries.append(
            WrittenEntry(
                number=number,
                phase="paused" if pause else phase_of.get(number, "running"),
                note=notes.text(number),
                because_de=pause.text("reason_de") if pause else "",
                because_en=pause.text("reason_en") if pause else "",
                until=pause.date("until") if pause else None,
                invented=table.get("invented", bool, False),
            )
        )
    return WrittenRound(
        slug=table.text("slug"),
        name_de=table.text("name_de"),
        name_en=table.text("name_en"),
        state_on=state_on,
        due_on=table.date("due_on"),
        entries=tuple(entries),
    )


def _money(folder: Path, measures: Collection[str]) -> tuple[WrittenLine, ...]:
    if not (folder / "money.toml").is_file():
        return ()
    stages = ("requested", "draft", "amended", "decided", "struck", "restored", "spent")
    return tuple(
        WrittenLine(
            number=row.code("measure", measures) if "measure" in row.values else "",
            year=row.get("year", int),
            stage=row.code("stage", stages),
            amount=Decimal(row.get("amount", int)),
            purpose_de=row.text("purpose_de"),
            purpose_en=row.text("purpose_en"),
            source=row.text("source"),
        )
        for row in _read(folder, "money.toml").tables("line", "line")
    )


def _refuse_doubles(numbers: Sequence[str], noun: str, folder: Path) -> None:
    doubles = sorted({number for number in numbers if numbers.count(number) > 1})
    if doubles:
        raise InputError(f"A number of a {noun} stands twice", where=str(folder), got=", ".join(doubles))
