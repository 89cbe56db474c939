"""What every file can hold, so that a job comes back from each of them as it was sent."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.texts import even_lines
from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.core.instrument.wording_faults import UNPRINTABLE

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_WORD = ("key", "link", "source_hash", "sent_hash")


def tidy(job: Job) -> Job:
    """Return the job as files hold it: what a file gives back is this.

    Lines end with a line feed. A translation of nothing but spaces is none, and open; one that is there is not open.
    Contexts and notes have no empty lines and no spaces at the ends of lines. A link has no spaces around it.

    Raises
    ------
    InputError : if a text has characters that no file can hold, or the job has no name, language, text, key or source
    """
    if not job.name.strip():
        raise InputError("A translation job needs the name of its questionnaire", expected="a name", got="nothing")
    for tag in (job.source_language, job.target_language):
        if not _TAG.fullmatch(tag):
            raise InputError("A translation job needs two languages", expected="tags such as 'fa-AF'", got=tag)
    if not job.units:
        raise InputError("A translation job has no texts", where=job.name, expected="at least one")
    twice = [key for key, count in Counter(unit.key for unit in job.units).items() if count > 1]
    if twice:
        raise InputError("A translation job has a text twice", where=twice[0], expected="each key once")
    return replace(job, name=_checked(job.name.strip(), "name"), units=tuple(_tidy_unit(unit) for unit in job.units))


def _tidy_unit(unit: JobUnit) -> JobUnit:
    if not unit.key.strip() or not unit.source.strip():
        raise InputError("A text of a translation job has no key or no source", where=unit.key or unit.source)
    for name in _WORD:
        if re.search(r"\s", getattr(unit, name).strip()):
            raise InputError(f"The {name.replace('_', ' ')} of a text has spaces", where=unit.key)
    target = even_lines(unit.target) if unit.target.strip() else ""
    state = State.OPEN if not target else State.TRANSLATED if unit.state is State.OPEN else unit.state
    return replace(
        unit,
        key=_checked(unit.key.strip(), unit.key),
        source=_checked(even_lines(unit.source), unit.key),
        target=_checked(target, unit.key),
        state=state,
        context=_checked(tidy_lines(unit.context), unit.key),
        note=_checked(tidy_lines(unit.note), unit.key),
        link=_checked(unit.link.strip(), unit.key),
        source_hash=unit.source_hash.strip(),
        sent_hash=unit.sent_hash.strip(),
    )


def tidy_lines(text: str) -> str:
    """Return the text without empty lines, and without spaces around lines.

    >>> tidy_lines(" eins  \\n\\n zwei")
    'eins\\nzwei'
    """
    return "\n".join(line.strip() for line in even_lines(text).split("\n") if line.strip())


def _checked(text: str, where: str) -> str:
    if bad := UNPRINTABLE.search(text):
        raise InputError(
            "A text has a character that no translation file can hold", where=where, got=f"U+{ord(bad[0]):04X}",
            hint="Delete it in the questionnaire.",
        )  # fmt: skip
    return text
