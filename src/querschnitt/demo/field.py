"""The field of both waves: simulated people open their letters and answer the real questionnaire over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from querschnitt.apps.fieldwork.actions import Outcome, open_cases, open_envelope, record_outcomes
from querschnitt.apps.fieldwork.models import Envelope
from querschnitt.apps.interview.launch import Launch, make_token
from querschnitt.apps.survey.queries import instrument_of, wave
from querschnitt.core.instrument import Missing, Value
from querschnitt.demo.city import Drawn
from querschnitt.demo.respond import (
    Behaviour,
    Outline,
    Reports,
    Wishes,
    behave,
    outline_of,
    read_wishes,
    report,
    sheet,
    tell,
    write_told,
)
from querschnitt.demo.scenario import Scenario
from querschnitt.demo.visits import Errand, visit_all

WALL = "identity"
INTERVIEWERS = 12
CODES = {Missing.DONT_KNOW: "__dk__", Missing.REFUSED: "__refused__"}


@dataclass(frozen=True)
class Fielded:
    """What the field of a wave came to: interviews begun, those of them over HTTP, requests, and a code nobody used."""

    begun: int
    over_http: int
    requests: int
    spare_code: str


def field_2020(
    drawn: Drawn, scenario: Scenario, *, folder: Path, port: int, seed: int, progress: Callable[[int, int], None]
) -> Fielded:
    """Let the people of 2020 answer over HTTP, and record what became of the others."""
    found = wave("2020")
    outline = outline_of(instrument_of(found))
    behaviour = behave(drawn.truth, scenario, seed=seed)
    codes = _codes("2020")
    reports = report(drawn.truth, behaviour, outline, scenario=scenario, seed=seed)
    errands = list(
        _errands(drawn, reports, behaviour, outline=outline, codes=codes, wishes=read_wishes(folder / "wishes.toml"))
    )
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        progress(done, len(errands))

    visits = visit_all(port, errands, progress=count)
    record_outcomes(wave=found, outcomes=list(_outcomes(drawn, behaviour)))
    spare = next(row for row, outcome in enumerate(behaviour.outcome) if outcome == "nothing_returned")
    return Fielded(
        begun=int(behaviour.begun.sum()),
        over_http=len(visits),
        requests=sum(visit.requests for visit in visits),
        spare_code=codes[str(drawn.units[spare].case_id)],
    )


def _codes(slug: str) -> dict[str, str]:
    """Read the access codes as their addressees do: out of the envelope."""
    envelopes = Envelope.objects.using(WALL).filter(wave=slug)
    return {str(envelope.case_id): open_envelope(bytes(envelope.sealed_code)) for envelope in envelopes}


def _errands(
    drawn: Drawn, reports: Reports, behaviour: Behaviour, *, outline: Outline, codes: Mapping[str, str], wishes: Wishes
) -> Iterator[Errand]:
    tokens = {
        (mode, number): make_token(Launch(mode=mode, interviewer=f"{number:02d}"))
        for mode in ("telephone", "live")
        for number in range(1, INTERVIEWERS + 1)
    }
    for row in np.flatnonzero(behaviour.begun).tolist():
        language, mode = str(behaviour.language[row]), str(behaviour.mode[row])
        answers = sheet(reports, row, outline, language=language, wishes=wishes)
        pages = int(reports.last_page[row])
        yield Errand(
            code=codes[str(drawn.units[row].case_id)],
            language=language,
            answers={name: _form_value(value) for name, value in answers.items()},
            leaves_at=frozenset(outline.pages[pages:]),
            launch=tokens.get((mode, row % INTERVIEWERS + 1), ""),
        )


def _form_value(value: Value) -> tuple[str, ...]:
    if isinstance(value, Missing):
        return (CODES[value],)
    if isinstance(value, tuple):
        return value
    return (str(value),)


def _outcomes(drawn: Drawn, behaviour: Behaviour) -> Iterator[Outcome]:
    """Yield what became of those who began no interview: a letter, and how it ended."""
    for row in np.flatnonzero(~behaviour.begun).tolist():
        final = str(behaviour.outcome[row])
        yield Outcome(case_id=drawn.units[row].case_id, attempts=(("letter", final),), final=final)


def field_2016(drawn: Drawn, scenario: Scenario, *, file: Path, seed: int) -> int:
    """Let the people of 2016 answer their interviewers; write the microdata the city kept. Returns the interviews."""
    found = wave("2016")
    open_cases(wave=found, languages={})
    behaviour = behave(drawn.truth, scenario, seed=seed)
    told = tell(drawn.truth, behaviour, scenario, seed=seed)
    write_told(told, file, number=drawn.number, language=behaviour.language)
    record_outcomes(wave=found, outcomes=list(_outcomes(drawn, behaviour)))
    return int(told.usable.sum())
