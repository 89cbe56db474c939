"""A whole rehearsal: through the service, or through the engine alone."""

from __future__ import annotations

import datetime
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from querschnitt.apps.interview.codes import code_hash, new_code
from querschnitt.apps.interview.handover import Entrance, Handover, Header, write_handover
from querschnitt.apps.interview.launch import MODES, Launch, make_token
from querschnitt.apps.interview.sealing import new_key_pair, open_box, unwrap_as_office
from querschnitt.apps.interview.sheet import Sheet, decode_sheet
from querschnitt.core.instrument import Instrument, Value, active_answers, content_hash, to_document
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.rehearsal import Held
from querschnitt.rehearsal.people import Person
from querschnitt.rehearsal.scratch import Scratch, scratch
from querschnitt.rehearsal.visit import Ended, Errand, visit
from querschnitt.site.databases import connection

WAVE = "rehearsal"
AT_A_TIME = 4
LOG_END = 1500
"""Characters of the service's log that are told when it has erred."""

SPOKEN = MODES[1:]

Progress = Callable[[], None]


def through_service(
    instrument: Instrument, people: Sequence[Person], *, today: datetime.date, progress: Progress
) -> list[Held]:
    """Let people fill in a questionnaire over HTTP, through the interview as it will run, on a server of its own.

    Each sealed sheet is opened at the end, and compared with what the person has said: a difference is a fault.
    """
    private, public = new_key_pair()
    with scratch() as made:
        codes = [new_code() for _ in people]
        open_field(made, instrument, codes, public_key=public)
        key = made.deployment.keys["launch"]
        tokens = {mode: make_token(Launch(mode, "01"), key=key) for mode in SPOKEN}
        errands = [
            Errand(person, code, tokens.get(person.mode, "")) for person, code in zip(people, codes, strict=True)
        ]
        with made.interview() as service:
            ended = _visits(instrument, errands, port=service.port, today=today, progress=progress)
            ended = with_log(ended, made.log)
        arrived = sheets(made, private_key=private)
    return [compared(each, instrument, arrived.get(case_of(each.held.number)), today=today) for each in ended]


def open_field(made: Scratch, instrument: Instrument, codes: Sequence[str], *, public_key: str) -> None:
    """Open the interview with a hand-over, as fieldwork makes it."""
    keys = made.deployment.keys
    header = Header(
        wave=WAVE,
        instrument_hash=content_hash(instrument),
        document=to_document(instrument),
        public_key=public_key,
        complete_share="0.80",
        partial_share="0.50",
    )
    entrances = tuple(
        Entrance(code_hash=code_hash(code, key=keys["access_code"]), case_id=case_of(number))
        for number, code in enumerate(codes, start=1)
    )
    file = made.folder / "handover.jsonl"
    write_handover(file, Handover(header=header, entrances=entrances), key=keys["handover"])
    made.run("open_field", file)


def case_of(number: int) -> str:
    """Return the case of the person with a number; the first one is 1."""
    return str(uuid.UUID(int=number))


def _visits(
    instrument: Instrument, errands: Sequence[Errand], *, port: int, today: datetime.date, progress: Progress
) -> list[Ended]:
    stopped = threading.Event()

    def go(errand: Errand) -> Ended | None:
        if stopped.is_set():
            return None
        ended = visit(instrument, errand, port=port, today=today)
        progress()
        return ended

    with _pool(stopped) as pool:
        return [ended for ended in pool.map(go, errands) if ended is not None]


@contextmanager
def _pool(stopped: threading.Event) -> Iterator[ThreadPoolExecutor]:
    """Let several people at a time be there; after Ctrl-C nobody begins any more."""
    with ThreadPoolExecutor(max_workers=AT_A_TIME) as pool:
        try:
            yield pool
        except BaseException:
            stopped.set()
            raise


def sheets(made: Scratch, *, private_key: str) -> dict[str, Sheet]:
    """Open every sealed sheet, by case."""
    deployment = made.deployment
    with connection(deployment, deployment.database("answers"), "analysis") as opened:
        rows = opened.execute(
            "SELECT a.case_id, i.access_id, i.box, i.office_wrap FROM interview_interview i"
            " JOIN interview_access a ON a.code_hash = i.access_id"
        ).fetchall()
    return {
        str(case): decode_sheet(open_box(box, key=unwrap_as_office(wrap, private_key=private_key), place=access))
        for case, access, box, wrap in rows
    }


def with_log(ended: list[Ended], log: str) -> list[Ended]:
    """Put the end of the service's log beside the first server error, before the log is deleted."""
    for place, each in enumerate(ended):
        exchanges = each.held.exchanges
        if any(status >= 500 for status in exchanges.statuses):
            told = f"The log of the service ends with: {log.strip()[-LOG_END:] or 'nothing'}"
            held = replace(each.held, exchanges=replace(exchanges, faults=(*exchanges.faults, told)))
            return [*ended[:place], replace(each, held=held), *ended[place + 1 :]]
    return ended


def compared(ended: Ended, instrument: Instrument, sheet: Sheet | None, *, today: datetime.date) -> Held:
    """Compare the sheet that arrived with what the person has said; a difference becomes a fault."""
    held = ended.held
    arrived: Mapping[str, Value] = sheet.answers if sheet else {}
    occasion = Occasion(today=today, language=held.language)
    said = active_answers(instrument, ended.sheet, occasion=occasion)
    wrong = sorted(name for name in {*said, *arrived} if said.get(name) != arrived.get(name))
    if not wrong or held.exchanges.faults:
        return held
    fault = f"Interview {held.number} ({held.language}): what arrived is not what was said: {', '.join(wrong[:5])}"
    return replace(held, exchanges=replace(held.exchanges, faults=(*held.exchanges.faults, fault)))
