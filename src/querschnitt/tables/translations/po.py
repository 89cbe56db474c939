"""PO, the format of gettext: written by us, read by Babel.

The key of a text is its msgctxt. What gettext has no place for stands in extracted comments (`#.`): the context in
plain lines, and lines that begin with `@` for hashes, state, preview and limit. What people write to each other stands
in translator's comments (`# `).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.texts import even_lines
from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.tables.translations.delivery import Collector, Delivery, Head, Problem
from querschnitt.tables.translations.tidying import tidy

_UNSURE = (State.DRAFT, State.OUTDATED)
_LINE = re.compile(r'\s*(?:(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?"(?:[^"\\]|\\.)*"\s*')
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
_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\t", "\\t"))


def write_po(job: Job) -> bytes:
    """Write a job as PO, UTF-8.

    Raises
    ------
    InputError : if a text has characters that no file can hold
    """
    job = tidy(job)
    head = (
        f"Project-Id-Version: {job.name}",
        f"Language: {job.target_language.replace('-', '_')}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        "X-Generator: Querschnitt",
        f"X-Source-Language: {job.source_language}",
        f"X-Target-Language: {job.target_language}",
    )
    entries = ["\n".join(['msgid ""', 'msgstr ""', *(f'"{_escaped(line)}\\n"' for line in head)])]
    entries += ["\n".join(_entry(unit)) for unit in job.units]
    return ("\n\n".join(entries) + "\n").encode()


def _entry(unit: JobUnit) -> Iterator[str]:
    yield from (f"# {line}" for line in unit.note.split("\n") if line)
    yield from (f"#. {'@' if line.startswith('@') else ''}{line}" for line in unit.context.split("\n") if line)
    marks = {
        "max-length": "" if unit.max_length is None else str(unit.max_length),
        "preview": unit.link,
        "state": "" if unit.state in (State.OPEN, State.TRANSLATED) else unit.state.value,
        "source-hash": unit.source_hash,
        "sent-hash": unit.sent_hash,
    }
    yield from (f"#. @{name} {value}" for name, value in marks.items() if value)
    if unit.state in _UNSURE:
        yield "#, fuzzy"
    for keyword, text in (("msgctxt", unit.key), ("msgid", unit.source), ("msgstr", unit.target)):
        yield from _string(keyword, text)


def _string(keyword: str, text: str) -> Iterator[str]:
    """Write a string, with each line of it on a line of its own."""
    lines = [f"{line}\\n" for line in _escaped(text).split("\n")]
    lines[-1] = lines[-1].removesuffix("\\n")
    lines = [line for line in lines if line]
    if len(lines) <= 1:
        yield f'{keyword} "{"".join(lines)}"'
        return
    yield f'{keyword} ""'
    yield from (f'"{line}"' for line in lines)


def _escaped(text: str) -> str:
    for plain, escaped in _ESCAPES:
        text = text.replace(plain, escaped)
    return text


class _Messages(Catalog):
    """Keeps every message as it was read. Babel's own catalogue joins those with the same msgid."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Message] = []

    def __setitem__(self, key: object, message: Message) -> None:
        self.found.append(message)


def read_po(content: bytes, *, where: str) -> Delivery:
    """Read a PO file, as any program has left it.

    Raises
    ------
    InputError : if it is damaged, or in another encoding than it says
    """
    lines = _decoded(content, where).split("\n")
    _check_lines(lines, where)
    messages = _Messages()
    try:
        PoFileParser(messages, ignore_obsolete=True, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise _damaged(f"{where}, line {error.lineno + 1}", error) from error
    except (ValueError, IndexError, AttributeError, TypeError) as error:
        raise _damaged(where, error) from error
    collector = Collector("po")
    head: Mapping[str, str] = {}
    for message in messages.found:
        if message.id == "" and not message.context:
            head = _header(str(message.string))
        else:
            _read_message(message, collector)
    target = head.get("X-Target-Language") or head.get("Language", "")
    return collector.delivery(Head(head.get("Project-Id-Version", ""), head.get("X-Source-Language", ""), target))


def _damaged(where: str, error: Exception) -> InputError:
    return InputError(
        "The PO file is damaged", where=where, got=str(error),
        hint="Ask for the file again, as the translation program saved it.",
    )  # fmt: skip


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


def _check_lines(lines: list[str], where: str) -> None:
    """Refuse what the parser would take without a word: it cuts the ends off a text without quotation marks, and gives
    a translation without a msgid to the next text."""
    before = ""
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        keyword = (found[1] or "").partition("[")[0] if found else ""
        if found is None or not _may_follow(keyword, before):
            raise InputError(
                "The PO file is damaged", where=f"{where}, line {number}", got=line.strip()[:80],
                expected='msgctxt, msgid and msgstr in this order, each with a text in "quotation marks"',
                hint="Ask for the file again, as the translation program saved it.",
            )  # fmt: skip
        before = keyword or before


def _may_follow(keyword: str, before: str) -> bool:
    """Whether a keyword, or "" for a line that goes on with a text, may stand after another."""
    return before in _FOLLOWS[keyword] if keyword else before != ""


def _header(text: str) -> dict[str, str]:
    entries = (line.partition(":") for line in text.split("\n"))
    return {name.strip(): value.strip() for name, _, value in entries if name.strip()}


def _read_message(message: Message, collector: Collector) -> None:
    place = f"line {message.lineno}"
    key = message.context or ""
    if not isinstance(message.id, str):
        what = "The text has been given gettext plurals, which the questionnaire writes in another way; it is not taken"
        hint = "Plurals stand inside the text: {${n}, plural, one {…} other {…}}."
        collector.note(Problem("gettext-plural", what, place, key, "msgid and msgstr alone", hint=hint))
        return
    comments = list(message.auto_comments)
    marks = {line[1:].partition(" ")[0]: line.partition(" ")[2].strip() for line in comments if _is_mark(line)}
    context = [line[1:] if line.startswith("@@") else line for line in comments if not _is_mark(line)]
    notes = [line for line in message.user_comments if line and not line.startswith("|")]
    limit = marks.get("max-length", "")
    unit = JobUnit(
        key=key,
        source=message.id,
        target=str(message.string),
        source_hash=marks.get("source-hash", ""),
        sent_hash=marks.get("sent-hash", ""),
        state=_read_state(message, marks.get("state", "")),
        context="\n".join(context),
        note="\n".join(notes),
        max_length=int(limit) if limit.isdecimal() else None,
        link=marks.get("preview", ""),
    )
    collector.add(unit, place=place)


def _is_mark(line: str) -> bool:
    return line.startswith("@") and not line.startswith("@@")


def _read_state(message: Message, written: str) -> State:
    """Return the state: the flag `fuzzy` rules, since programs know it; our mark says more where the two agree."""
    if not message.string:
        return State.OPEN
    known = next((state for state in State if state.value == written), State.TRANSLATED)
    if message.fuzzy:
        return known if known in _UNSURE else State.OUTDATED
    return State.TRANSLATED if known in _UNSURE else known
