"""What people know of their interviews, compared with what the statistics office finds in the boxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.model import numbered
from querschnitt.demo.benchmark.interview.open_field import OpenField
from querschnitt.rehearsal.run import sheets
from querschnitt.site.databases import connection
from tests.faults.people import Person


def wrongs(field: OpenField, people: Iterable[Person]) -> list[str]:
    """Return in words what was lost, doubled or changed."""
    found, states = sheets(field.scratch, private_key=field.private_key), states_of(field)
    persons = {field.cases[person.code]: person for person in people}
    recorded = {field.cases[code] for code in field.recorded}
    unknown = found.keys() - persons.keys() - recorded
    wrong = [f"case {case}: an interview that nobody has begun" for case in sorted(unknown)]
    for case, person in persons.items():
        ledger = person.ledger
        if ledger.is_sent and states.get(case) != "finished":
            wrong.append(f"{person.code}: sent, and {states.get(case)}")
        if states.get(case) == "finished" and not ledger.tried_to_send:
            wrong.append(f"{person.code}: finished, and nobody has sent it")
        if case in found:
            wrong += answers_wrong(person, found[case].answers, field.instrument)
        elif ledger.is_begun or ledger.acknowledged:
            wrong.append(f"{person.code}: begun, and not there")
    return wrong


def answers_wrong(person: Person, answers: Mapping[str, object], instrument: Instrument) -> list[str]:
    """Compare the answers of one person, page by page."""
    wrong, example, ledger = [], person.example, person.ledger
    pages = {page_of(instrument, name): set() for name in example.answers}
    for name in example.answers:
        pages[page_of(instrument, name)].add(name)
    for page, names in pages.items():
        here = {name: answers[name] for name in names if name in answers}
        versions = [{name: example.answered(mark)[name] for name in names} for mark in ledger.possible(page)]
        may_be_missing = page not in ledger.acknowledged
        if here not in versions and not (may_be_missing and not here):
            what = "lost or changed" if not may_be_missing else "changed"
            wrong.append(f"{person.code}: {page} is {what}: {sorted(names - here.keys())[:3]}")
    strange = {name for name in answers.keys() - example.answers.keys() if instrument.question(name).takes_answers}
    return [*wrong, *(f"{person.code}: {name} was answered by nobody" for name in sorted(strange))]


def page_of(instrument: Instrument, name: str) -> str:
    """Return the address of the page on which a question stands."""
    question = instrument.question(name)
    base = numbered(question.block, question.place)
    return "/page/" + base.replace("[", "/").replace("]", "")


def states_of(field: OpenField) -> dict[str, str]:
    """Return the state of each interview by its case; one of a case, or this raises."""
    deployment = field.scratch.deployment
    with connection(deployment, deployment.database("answers"), "analysis") as answers:
        rows: list[tuple[UUID, str]] = answers.execute(
            "SELECT a.case_id, i.state FROM interview_interview i JOIN interview_access a ON a.code_hash = i.access_id"
        ).fetchall()
    states = {str(case): state for case, state in rows}
    assert len(states) == len(rows), "two interviews of one case"
    return states
