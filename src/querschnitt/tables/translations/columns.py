"""The columns of the translators' spreadsheet, their headings in German and English, and the words for states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from querschnitt.core.instrument.translation import State

SHEET = "Übersetzung"
INSTRUCTIONS = "Anleitung – Instructions"


@dataclass(frozen=True)
class Column:
    """One column. `width` in characters; people write into those that are open, and need not see the hidden ones."""

    name: str
    german: str
    english: str
    width: int
    is_open: bool = False
    is_hidden: bool = False


COLUMNS: Sequence[Column] = (
    Column("key", "Schlüssel", "Key", 22),
    Column("context", "Was ist das?", "What is this? (in German)", 34),
    Column("source", "Ausgangstext", "Source text", 44),
    Column("target", "Übersetzung", "Translation", 44, is_open=True),
    Column("state", "Stand", "State", 19, is_open=True),
    Column("note", "Bemerkung", "Note", 26, is_open=True),
    Column("max_length", "Höchstens Zeichen", "Characters at most", 11),
    Column("link", "Ansicht", "Preview", 24),
    Column("source_hash", "Prüfsumme Ausgangstext", "Checksum of source", 10, is_hidden=True),
    Column("sent_hash", "Prüfsumme Übersetzung", "Checksum of translation", 10, is_hidden=True),
)

STATES: Mapping[State, tuple[str, str]] = MappingProxyType(
    {
        State.OPEN: ("offen", "open"),
        State.DRAFT: ("Entwurf", "draft"),
        State.OUTDATED: ("überholt", "outdated"),
        State.TRANSLATED: ("übersetzt", "translated"),
        State.REVIEWED: ("geprüft", "reviewed"),
        State.FINAL: ("fertig", "final"),
    }
)


def state_text(state: State) -> str:
    """Return the words that stand in the cell.

    >>> state_text(State.REVIEWED)
    'geprüft – reviewed'
    """
    return " – ".join(STATES[state])


def read_state(written: str) -> State | None:
    """Read what somebody wrote into the cell, in either language; None if it is no state.

    >>> read_state("Geprüft"), read_state("geprüft – reviewed"), read_state("ok")
    (<State.REVIEWED: 'reviewed'>, <State.REVIEWED: 'reviewed'>, None)
    """
    words = {word.strip().casefold() for word in written.replace("-", "–").replace("/", "–").split("–")}
    for state, names in STATES.items():
        if words & {name.casefold() for name in names}:
            return state
    return None


def column_of(heading: str) -> str | None:
    """Return the name of the column with a heading, whatever was done to its second line; None if unknown.

    >>> column_of("Übersetzung (ar)\\nTranslation (ar)"), column_of("Comment")
    ('target', None)
    """
    lines = [line.partition(" (")[0].strip().casefold() for line in heading.split("\n")]
    for column in COLUMNS:
        names = {column.german.casefold(), column.english.partition(" (")[0].casefold(), column.name}
        if names & set(lines):
            return column.name
    return None


def language_of(heading: str) -> str:
    """Return the language tag in brackets in a heading, or "".

    >>> language_of("Übersetzung (fa-AF)\\nTranslation (fa-AF)")
    'fa-AF'
    """
    return heading.partition("(")[2].partition(")")[0].strip()


GERMAN_STEPS = (
    "Schreiben Sie Ihre Übersetzung in die Spalte „Übersetzung“. Außer „Stand“ und „Bemerkung“ ist alles andere "
    "geschützt.",
    "Wählen Sie danach in der Spalte „Stand“ aus: übersetzt, geprüft oder fertig.",
    "Was in ${…} oder in {…} steht, bleibt genau so stehen. Dort setzt die Befragung etwas ein. Wo es im Satz steht, "
    "bestimmen Sie.",
    "Steht im Text {${…}, plural, one {…} other {…}}, so übersetzen Sie nur, was in den inneren Klammern steht. "
    "Schreiben Sie eine Form für jede Zahl, die Ihre Sprache unterscheidet: zero, one, two, few, many, other. "
    "# ist die Zahl.",
    "Steht eine Zahl in der Spalte „Höchstens Zeichen“, so darf Ihr Text nicht länger sein.",
    "Eine neue Zeile im Text: Alt und Eingabetaste.",
    "Haben Sie eine Frage? Schreiben Sie sie in die Spalte „Bemerkung“.",
    "Sie müssen nicht alles auf einmal übersetzen. Leere Zellen bleiben, wie sie bei uns sind.",
    "Bitte löschen Sie keine Spalten und ändern Sie keine Schlüssel. Die Reihenfolge der Zeilen darf sich ändern.",
)
ENGLISH_STEPS = (
    "Write your translation into the column “Translation”. Everything else but “State” and “Note” is protected.",
    "Then choose in the column “State”: translated, reviewed or final.",
    "Whatever stands in ${…} or in {…} stays exactly as it is. The survey puts something there. Where it stands in "
    "the sentence is up to you.",
    "If the text has {${…}, plural, one {…} other {…}}, translate only what stands in the inner brackets. Write one "
    "form for each number that your language tells apart: zero, one, two, few, many, other. # is the number.",
    "If there is a number in the column “Characters at most”, your text must not be longer.",
    "A new line within a text: Alt and Enter.",
    "Do you have a question? Write it into the column “Note”.",
    "You need not translate everything at once. Empty cells stay as they are with us.",
    "Please do not delete columns, and do not change keys. The order of the rows may change.",
)
