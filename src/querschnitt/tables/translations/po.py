"""PO, the format of gettext, written. `po_reading` reads it.

The key of a text is its msgctxt. What gettext has no place for stands in extracted comments (`#.`): the context in
plain lines, and lines that begin with `@` for hashes, state, preview and limit. What people write to each other stands
in translator's comments (`# `).
"""

from __future__ import annotations

from collections.abc import Iterator

from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.tables.translations.tidying import tidy

UNSURE = (State.DRAFT, State.OUTDATED)
"""States that PO calls fuzzy."""

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
    if unit.state in UNSURE:
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
