"""Reads PO as programs leave it: each entry as it stands, also those that are there twice.

The parsers that there are make one entry of two with the same msgid, cut the ends off a text without quotation marks,
or drop comments that repeat; here each of these would be a lost translation, or a lost word about one. The format is
that of the GNU gettext manual, chapter "The Format of PO Files".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.texts import even_lines
from querschnitt.core.instrument.translation import JobUnit, State
from querschnitt.tables.translations.delivery import Collector, Delivery, Head, Problem
from querschnitt.tables.translations.po import UNSURE

_LINE = re.compile(
    r'\s*(?:(?P<keyword>msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?"(?P<text>(?:[^"\\]|\\.)*)"\s*'
)
_FOLLOWS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "msgctxt": ("", "msgstr"),
        "msgid": ("", "msgstr", "msgctxt"),
        "msgid_plural": ("msgid",),
        "msgstr": ("msgid", "msgid_plural", "msgstr"),
    }
)
"""Keyword -> keywords that may stand before it; "" is the beginning of the file."""

_CHARSET = re.compile(rb"charset=([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)")
_PLAIN: Mapping[str, str] = MappingProxyType({"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"'})


def read_po(content: bytes, *, where: str) -> Delivery:
    """Read a PO file, as any program has left it.

    Raises
    ------
    InputError : if it is damaged, or in another encoding than it says
    """
    collector = Collector("po")
    head: Mapping[str, str] = {}
    for entry in _entries(_decoded(content, where).split("\n"), where):
        if not entry.text("msgid") and "msgctxt" not in entry.parts:
            head = _header(entry.text("msgstr"))
        else:
            _read_entry(entry, collector)
    target = head.get("X-Target-Language") or head.get("Language", "")
    return collector.delivery(Head(head.get("Project-Id-Version", ""), head.get("X-Source-Language", ""), target))


def _decoded(content: bytes, where: str) -> str:
    declared = _CHARSET.search(content[:4000])
    charset = declared[1].decode("ascii") if declared else "utf-8"
    charset = "utf-8-sig" if charset.lower() in ("utf-8", "utf8", "charset") else charset
    try:
        return even_lines(content.decode(charset))
    except (UnicodeDecodeError, LookupError) as error:
        raise InputError(
            "The PO file is not in the encoding that it names", where=where, expected=charset.removesuffix("-sig"),
            got=str(error), hint="Have it saved as UTF-8.",
        ) from error  # fmt: skip


@dataclass
class _Entry:
    """One entry: its comments, and the pieces of its texts by keyword."""

    line: int = 0
    notes: list[str] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    parts: dict[str, list[str]] = field(default_factory=dict)
    last: str = ""

    def text(self, keyword: str) -> str:
        return "".join(self.parts.get(keyword, ()))

    def comment(self, line: str) -> None:
        """Take a comment; places in a source, former wordings and obsolete entries are nothing to us."""
        kind, words = line[:2], line[2:].strip()
        if kind == "#.":
            self.context += [words] if words else []
        elif kind == "#,":
            self.flags.update(flag.strip() for flag in words.split(","))
        elif kind not in ("#:", "#|", "#~"):
            self.notes += [line[1:].strip()] if line[1:].strip() else []


def _entries(lines: list[str], where: str) -> Iterator[_Entry]:
    entry = _Entry()
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        found = _LINE.fullmatch(line)
        if not stripped:
            continue
        keyword = found["keyword"] or "" if found else ""
        is_whole = "msgstr" in entry.last and entry.parts
        if is_whole and (stripped.startswith("#") or keyword in ("msgctxt", "msgid")):
            yield entry
            entry = _Entry(last="msgstr")
        if stripped.startswith("#~"):
            entry = _Entry(last=entry.last)  # comments before an obsolete entry are its own
        elif stripped.startswith("#"):
            entry.comment(stripped)
        elif found is None or not _may_follow(keyword, entry.last):
            raise _damaged(f"{where}, line {number}", stripped)
        else:
            entry.last, entry.line = keyword or entry.last, entry.line or number
            entry.parts.setdefault(entry.last, []).append(_unescaped(found["text"]))
    if entry.parts and "msgstr" not in entry.last:
        raise _damaged(f"{where}, line {len(lines)}", "the end of the file")
    if entry.parts:
        yield entry


def _may_follow(keyword: str, before: str) -> bool:
    """Whether a keyword, or "" for a line that goes on with a text, may stand after another."""
    before = before.partition("[")[0]
    return before in _FOLLOWS[keyword.partition("[")[0]] if keyword else before != ""


def _damaged(where: str, got: str) -> InputError:
    return InputError(
        "The PO file is damaged", where=where, got=got[:80],
        expected='msgctxt, msgid and msgstr in this order, each with a text in "quotation marks"',
        hint="Ask for the file again, as the translation program saved it.",
    )  # fmt: skip


def _unescaped(text: str) -> str:
    """Return what an escaped text says; a backslash before anything else stays.

    >>> _unescaped("a" + chr(92) + "n" + chr(92) + chr(34))
    'a\\n"'
    """
    return _ESCAPE.sub(lambda found: _PLAIN.get(found[1], found[0]), text)


def _header(text: str) -> dict[str, str]:
    entries = (line.partition(":") for line in text.split("\n"))
    return {name.strip(): value.strip() for name, _, value in entries if name.strip()}


def _read_entry(entry: _Entry, collector: Collector) -> None:
    place, key = f"line {entry.line}", entry.text("msgctxt")
    if "msgid_plural" in entry.parts or "msgstr" not in entry.parts:
        what = "The text has been given gettext plurals, which the questionnaire writes in another way; it is not taken"
        hint = "Plurals stand inside the text: {${n}, plural, one {…} other {…}}."
        collector.note(Problem("gettext-plural", what, place, key, "msgid and msgstr alone", hint=hint))
        return
    marks = {line[1:].partition(" ")[0]: line.partition(" ")[2].strip() for line in entry.context if _is_mark(line)}
    context = [line[1:] if line.startswith("@@") else line for line in entry.context if not _is_mark(line)]
    limit = marks.get("max-length", "")
    unit = JobUnit(
        key=key,
        source=even_lines(entry.text("msgid")),
        target=even_lines(entry.text("msgstr")),
        source_hash=marks.get("source-hash", ""),
        sent_hash=marks.get("sent-hash", ""),
        state=_read_state(entry, marks.get("state", "")),
        context="\n".join(context),
        note="\n".join(entry.notes),
        max_length=int(limit) if limit.isdecimal() else None,
        link=marks.get("preview", ""),
    )
    collector.add(unit, place=place)


def _is_mark(line: str) -> bool:
    return line.startswith("@") and not line.startswith("@@")


def _read_state(entry: _Entry, written: str) -> State:
    """Return the state: the flag `fuzzy` rules, since programs know it; our mark says more where the two agree."""
    if not entry.text("msgstr"):
        return State.OPEN
    known = next((state for state in State if state.value == written), State.TRANSLATED)
    if "fuzzy" in entry.flags:
        return known if known in UNSURE else State.OUTDATED
    return State.TRANSLATED if known in UNSURE else known
