"""Every page of the example in every language, as a respondent meets it, for its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from querschnitt.core.instrument import Instrument
from querschnitt.demo.benchmark.interview.open_field import SEED, STRAIGHT, OpenField, opened
from querschnitt.demo.benchmark.interview.page_sizes import PageSize, page_sizes
from querschnitt.rehearsal.people import Habits, Person
from querschnitt.rehearsal.visit import Visit

MOST_VISITS = 4
"""Interviews in a language, until every page has been met."""


@dataclass(frozen=True)
class Tour:
    """All pages that were met.

    Attributes
    ----------
    languages : in which they were met
    missed : pages of the questionnaire that nobody has met in a language, as "page, language"
    """

    languages: Sequence[str]
    sizes: Sequence[PageSize]
    missed: Sequence[str]


def tour(instrument: Instrument) -> Tour:
    """Meet every page of a questionnaire in every language, each time in a new browser.

    Raises
    ------
    StateError : if a server cannot be started, or an interview does not come to its end
    """
    habits = Habits(instrument, seed=SEED)
    sizes: list[PageSize] = []
    missed: list[str] = []
    with opened(instrument, codes=MOST_VISITS * len(instrument.languages)) as field:
        for language in instrument.languages:
            left = {page.name for page in instrument.pages}
            for number in range(1, MOST_VISITS + 1):
                person = Person(number, habits, "web", language, STRAIGHT)
                left -= set(_met(field, person, sizes))
                if not left:
                    break
            missed += [f"{name}, {language}" for name in sorted(left)]
    return Tour(instrument.languages, sizes, missed)


def _met(field: OpenField, person: Person, sizes: list[PageSize]) -> Iterator[str]:
    """Hold an interview, add the sizes of its pages, and give the names of those of the questionnaire."""
    for size in page_sizes(field.record(person, visit=Visit), port=field.service.port):
        sizes.append(size)
        if size.path.startswith("/page/"):
            yield size.path.split("/")[2]
