"""How long a questionnaire takes: reading speed of each language, pace of interviewers, time to answer.

Every figure names where it comes from, or says that it is assumed. Lengths made from it are estimates for planning, not
measurements; the interviews of a pretest replace them.

References
----------
Trauzettel-Klosinski and Dietz (2012), Standardized assessment of reading performance: the new International Reading
Speed Texts IReST. Investigative Ophthalmology & Visual Science 53, 5452-5461. Texts of equal content, read aloud.
Brysbaert (2019), How many words do we read per minute? Journal of Memory and Language 109, 104047. Silent reading of
English non-fiction: 238 words a minute, next to the 228 of IReST; so IReST's speeds stand for a person who reads
questions with care.
Guenzel, Berckmans and Cannell (1983), General interviewing techniques. Survey Research Center, Ann Arbor. Interviewers
are trained to read two words a second.
Pew Research Center (2022), How we keep our online surveys from running too long. A stand-alone closed question takes
about ten seconds, reading included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from querschnitt.core.instrument.question import Kind, Question, Texts

WEB = "web"
"""The mode in which a person reads alone; in every other one somebody reads aloud."""


class Unit(StrEnum):
    """What a reading speed counts."""

    WORDS = "words"
    CHARACTERS = "characters"


@dataclass(frozen=True)
class Speed:
    """Words, or characters without spaces, read in one minute; `source` is a reference, or why this was assumed."""

    per_minute: int
    unit: Unit
    source: str
    is_assumed: bool = False

    def minutes(self, text: str) -> float:
        """Return the minutes that a text takes.

        >>> round(speed("de").minutes("Seit welchem Jahr wohnen Sie in Leipzig?") * 60, 2)
        2.35
        """
        words = text.split()
        return (len(words) if self.unit is Unit.WORDS else sum(map(len, words))) / self.per_minute


IREST = "Trauzettel-Klosinski and Dietz (2012)"
_ALPHABET = "mean of the 14 alphabets measured by IReST, 68 ms a character"
_ARABIC = "Arabic's characters a minute in IReST, for a language in the same script"
_SYLLABLES = "mean of 17 languages in IReST, 370 syllables a minute, for a script that writes syllables"

_MEASURED = {
    "ar": 138, "de": 179, "en": 228, "es": 218, "fi": 161, "fr": 195, "he": 187, "it": 188,
    "nl": 202, "pl": 166, "pt": 181, "ru": 184, "sl": 180, "sv": 199, "tr": 166,
}  # fmt: skip
_ARABIC_SCRIPT = ("fa", "ckb", "ps", "ur", "prs", "sd", "ug")
_SYLLABIC_SCRIPT = ("ti", "am")

SPEEDS: Mapping[str, Speed] = MappingProxyType(
    {tag: Speed(words, Unit.WORDS, IREST) for tag, words in _MEASURED.items()}
    | {"zh": Speed(255, Unit.CHARACTERS, IREST), "ja": Speed(357, Unit.CHARACTERS, IREST)}
    | {tag: Speed(612, Unit.CHARACTERS, _ARABIC, is_assumed=True) for tag in _ARABIC_SCRIPT}
    | {tag: Speed(370, Unit.CHARACTERS, _SYLLABLES, is_assumed=True) for tag in _SYLLABIC_SCRIPT}
)
"""Reading speeds by language; one that is not here is read at the speed of `OTHERWISE`."""

OTHERWISE = Speed(882, Unit.CHARACTERS, _ALPHABET, is_assumed=True)

ALOUD = 120 / _MEASURED["en"]
"""Pace of an interviewer, as a share of the reading speed: two words a second in English, the same share elsewhere."""


def speed(language: str) -> Speed:
    """Return the reading speed of a language.

    >>> speed("fr").per_minute, speed("fa-AF").unit, speed("uk").is_assumed
    (195, <Unit.CHARACTERS: 'characters'>, True)
    """
    return SPEEDS.get(language) or SPEEDS.get(language.partition("-")[0]) or OTHERWISE


@dataclass(frozen=True)
class Answering:
    """Seconds to find and give an answer, after reading: alone, and in an interview; and for each further mark."""

    alone: float
    interviewed: float
    each_mark: float = 0.0


ANSWERING: Mapping[Kind, Answering] = MappingProxyType(
    {
        Kind.SELECT_ONE: Answering(3.0, 4.0),
        Kind.SELECT_MULTIPLE: Answering(3.0, 4.0, each_mark=1.5),
        Kind.RANK: Answering(4.0, 6.0, each_mark=3.0),
        Kind.INTEGER: Answering(6.0, 5.0),
        Kind.DECIMAL: Answering(8.0, 6.0),
        Kind.RANGE: Answering(4.0, 5.0),
        Kind.TEXT: Answering(30.0, 25.0),
        Kind.DATE: Answering(10.0, 7.0),
        Kind.TIME: Answering(8.0, 6.0),
        Kind.ACKNOWLEDGE: Answering(2.0, 2.0),
    }
)
"""Assumed, all of them; together with reading they give about ten seconds for a closed question (Pew 2022)."""

SKIPPED = 1.0
"""Seconds for a question that is left empty, after reading. Assumed."""

TURNING = 2.0
"""Seconds from one page to the next, the answer of the server included. Assumed."""

SEARCHING = 6.0
"""Further seconds to find a choice in a searched list, whose choices nobody reads one by one. Assumed."""


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a questionnaire in one language and mode, at an average pace."""

    language: str
    mode: str = WEB
    _seconds: dict[tuple[str, bool], float] = field(default_factory=dict, repr=False, compare=False)

    @property
    def speed(self) -> Speed:
        return speed(self.language)

    def read(self, text: str) -> float:
        """Return the seconds that reading a text takes."""
        pace = 1.0 if self.mode == WEB else ALOUD
        return 60 * self.speed.minutes(text) / pace

    def asked(self, question: Question, *, again: bool = False) -> float:
        """Return the seconds that reading a question and its choices takes.

        `again` : the same choices have just been read, so that they are not read once more
        """
        key = (question.origin, again)
        if key not in self._seconds:
            texts = [self._said(question.labels), self._said(question.hints)]
            if not again and not question.is_searchable:
                texts += [self._said(choice.labels) for choice in question.choices]
            self._seconds[key] = self.read(" ".join(texts))
        return self._seconds[key]

    def answered(self, question: Question, *, marks: int = 1) -> float:
        """Return the seconds for giving an answer with so many marks; 0 marks: it is left empty."""
        if not question.takes_answers:
            return 0.0
        if not marks:
            return SKIPPED
        times = ANSWERING[question.kind]
        first = times.alone if self.mode == WEB else times.interviewed
        return first + times.each_mark * (marks - 1) + (SEARCHING if question.is_searchable else 0.0)

    def page(self, questions: Iterable[Question], marks: Mapping[str, int] | None = None) -> float:
        """Return the seconds that a page takes. `marks` : question name -> marks made; without it one for each."""
        total, choices_before = TURNING, ""
        for question in questions:
            again = bool(question.choice_list) and question.choice_list == choices_before
            given = 1 if marks is None else marks.get(question.name, 0)
            total += self.asked(question, again=again) + self.answered(question, marks=given)
            choices_before = question.choice_list
        return total

    def _said(self, texts: Texts) -> str:
        return texts.get(self.language, "")
