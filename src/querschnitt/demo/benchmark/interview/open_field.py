"""A field to measure in: a scratch installation with an open wave, and as many access codes as are needed."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from querschnitt.apps.interview.codes import new_code
from querschnitt.apps.interview.sealing import new_key_pair
from querschnitt.core.errors import StateError
from querschnitt.core.instrument import Instrument
from querschnitt.demo.benchmark.interview.load import Watched
from querschnitt.demo.benchmark.interview.recording import (
    Recorded,
    RecordingBrowser,
    ScriptedBrowser,
    VisitWithScript,
    recorded,
)
from querschnitt.demo.benchmark.interview.workbook import sheets
from querschnitt.rehearsal.people import Habits, Person, Profile
from querschnitt.rehearsal.run import case_of, open_field
from querschnitt.rehearsal.scratch import Scratch, scratch
from querschnitt.rehearsal.visit import Errand, Visit
from querschnitt.site.databases import connection
from querschnitt.site.services import Service
from querschnitt.tables.questionnaire_workbook import workbook_bytes
from querschnitt.tables.xlsform import read_instrument

SEED = 2020
STRAIGHT = Profile(
    mistakes=0, back=0, pause=0, language=0, from_review=0, leaves_first=0, leaves=0, leaves_sensitive=0, leaves_open=0
)
"""People who go straight to the end."""

_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass
class OpenField:
    """An open field.

    Attributes
    ----------
    cases : access code -> case
    unused : codes that nobody has used yet
    recorded : codes of interviews that were recorded
    """

    scratch: Scratch
    instrument: Instrument
    service: Service
    private_key: str
    cases: Mapping[str, str]
    unused: list[str]
    recorded: list[str] = field(default_factory=list)

    @property
    def watched(self) -> Watched:
        return Watched(self.service.process.pid, self._postmaster())

    def take_code(self) -> str | None:
        """Return a code that nobody has used, or None if there is none left."""
        return self.unused.pop() if self.unused else None

    def record(self, person: Person, *, visit: type[Visit] = Visit) -> Recorded:
        """Let a person hold an interview, and return it.

        Raises
        ------
        StateError : if it does not come to its end, or there is no code left
        """
        code = self.take_code()
        if code is None:
            raise StateError("There is no access code left to record an interview with")
        self.recorded.append(code)
        browser = (ScriptedBrowser if issubclass(visit, VisitWithScript) else RecordingBrowser)(self.service.port)
        try:
            return recorded(visit(self.instrument, Errand(person, code), browser, datetime.date.today()), browser)
        finally:
            browser.close()

    def durability(self) -> Mapping[str, str]:
        """Return the settings that say whether a commit is on the disk, as the interview's role has them."""
        deployment = self.scratch.deployment
        with connection(deployment, deployment.database("answers"), "interview") as answers:
            rows = [answers.execute("SELECT current_setting(%s)", (name,)).fetchone() for name in _DURABLE]
        return {name: str(row[0]) for name, row in zip(_DURABLE, rows, strict=True) if row}

    def _postmaster(self) -> int:
        """Return the process from which all processes of the database server descend."""
        with connection(self.scratch.deployment, "postgres", "admin") as server:
            row = server.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
        return int(str(row[0]).split()[0]) if row else 0


@contextmanager
def opened(instrument: Instrument, *, codes: int) -> Iterator[OpenField]:
    """Open a field for the duration of a block, and serve its interview.

    Raises
    ------
    StateError : if the database server or the service cannot be started
    """
    with scratch() as made:
        private, public = new_key_pair()
        drawn = [new_code() for _ in range(codes)]
        open_field(made, instrument, drawn, public_key=public)
        cases = {code: case_of(number) for number, code in enumerate(drawn, start=1)}
        with made.interview() as service:
            yield OpenField(made, instrument, service, private, cases, unused=drawn)


def bench_instrument() -> Instrument:
    """Return the questionnaire of the bench."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.xlsx"
        path.write_bytes(workbook_bytes(sheets()))
        return read_instrument(path)


def people(habits: Habits, *, number: int, profile: Profile = STRAIGHT) -> list[Person]:
    """Return so many people, the languages of the questionnaire in turn; the same ones each time."""
    languages = habits.instrument.languages
    return [Person(place + 1, habits, "web", languages[place % len(languages)], profile) for place in range(number)]
