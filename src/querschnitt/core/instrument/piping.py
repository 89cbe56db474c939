"""`${name}` in a text: the answer's wording in the language of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from querschnitt.core.instrument.expressions.operations import text as as_text
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.values import Missing

PIPE = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")


def pipes(text: str) -> frozenset[str]:
    """Return the names that a text refers to.

    >>> pipes("Seit wann leben Sie in ${ district }?")
    frozenset({'district'})
    """
    return frozenset(PIPE.findall(text))


def fill(text: str, instrument: Instrument, answers: Mapping[str, object], *, language: str) -> str:
    """Put the answers into a text: choices by their label, what is missing as an ellipsis.

    The result is plain text: whoever writes it into a page escapes it as a whole.
    """
    if "${" not in text:
        return text
    return PIPE.sub(lambda found: _wording(found.group(1), instrument, answers, language), text)


def _wording(name: str, instrument: Instrument, answers: Mapping[str, object], language: str) -> str:
    value = answers.get(name, Missing.NOT_ASKED)
    if isinstance(value, Missing):
        return "…"
    question = instrument.question(name)
    if not question.kind.has_choices:
        return as_text(value)
    codes = value if isinstance(value, tuple) else (as_text(value),)
    return ", ".join(question.choice(code).labels[language] for code in codes)
