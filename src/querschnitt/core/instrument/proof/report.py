"""The account of a proof: lines for people, and one JSON document for programs, whose form stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from querschnitt.core.instrument.answer_json import encode_answers
from querschnitt.core.instrument.faults import Fault, Severity
from querschnitt.core.instrument.proof.book import Book
from querschnitt.core.instrument.proof.coverage.alike import Alike
from querschnitt.core.instrument.proof.coverage.cover import Coverage, Tally
from querschnitt.core.instrument.proof.coverage.goals import Goal
from querschnitt.core.instrument.proof.coverage.walking import Sheet
from querschnitt.core.instrument.proof.logic_faults import reason_in_words
from querschnitt.core.instrument.proof.proof import Proof

FORMAT = "querschnitt-check/1"
"""The name of the JSON form. A field may be added; one that is there is never taken away or given another meaning."""

ITSELF = "its condition contradicts itself"

_HEADS: Mapping[Severity, tuple[str, str]] = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "note": ("note", "notes"),
}


def as_json(proof: Proof, book: Book, *, file: str) -> dict[str, object]:
    """Write a proof as JSON knows it. `file` names the workbook."""
    instrument = proof.instrument
    return {
        "format": FORMAT,
        "file": file,
        "sound": proof.is_sound,
        "counts": {severity: len(proof.of(severity)) for severity in _HEADS},
        "faults": [_fault(fault) for fault in proof.faults],
        "questionnaire": None
        if instrument is None
        else {
            "name": instrument.name,
            "version": instrument.version,
            "languages": list(book.languages),
            "pages": len(instrument.pages),
            "questions": sum(question.kind.is_asked for question in instrument.questions.values()),
        },
        "coverage": None if proof.coverage is None else _coverage(proof.coverage, book),
        "languages": None if proof.alike is None else _alike(proof.alike),
        "tests": {"written": proof.tests, "failed": proof.failed},
    }


def _fault(fault: Fault) -> dict[str, object]:
    return {
        "severity": fault.severity,
        "code": fault.code,
        "what": fault.what,
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "expected": fault.expected,
        "way_out": fault.hint,
    }


def _coverage(coverage: Coverage, book: Book) -> dict[str, object]:
    tallies = {"questions": coverage.questions, "choices": coverage.choices, "conditions": coverage.conditions}
    return {
        "seed": coverage.seed,
        **{name: {"reached": tally.reached, "total": tally.total} for name, tally in tallies.items()},
        "unreachable": [
            _goal(each.goal) | {"why": reason_in_words(each.reason, book) or ITSELF} for each in coverage.unreachable
        ],
        "undecided": [_goal(goal) for goal in coverage.undecided],
        "sheets": [_sheet(sheet) for sheet in coverage.sheets],
    }


def _goal(goal: Goal) -> dict[str, object]:
    found: dict[str, object] = {"kind": goal.kind, "name": goal.name}
    if goal.kind == "choice":
        found["choice"] = goal.detail
    if goal.kind == "condition":
        found |= {"column": goal.detail, "holds": goal.value}
    return found


def _sheet(sheet: Sheet) -> dict[str, object]:
    return {
        "answers": encode_answers(sheet.answers),
        "refused": encode_answers(sheet.refused),
        "pages": list(sheet.pages),
        "stuck": sheet.stuck,
    }


def _alike(alike: Alike) -> dict[str, object]:
    return {
        "identical": alike.is_proven,
        "tags": list(alike.languages),
        "walks": alike.walks,
        "pages_sent": alike.pages_sent,
        "differences": [{"sheet": each.sheet, "language": each.language} for each in alike.differences],
    }


def as_lines(proof: Proof) -> Iterator[str]:
    """Write a proof for people: every fault with its place and the way out, then what was proven."""
    for severity in _HEADS:
        found = proof.of(severity)
        if found:
            yield f"{counted(len(found), severity)}:"
            for fault in found:
                yield from _fault_lines(fault)
            yield ""
    yield from _proven(proof)
    yield _verdict(proof)


def counted(number: int, severity: Severity) -> str:
    """Write a number of faults.

    >>> counted(1, "error"), counted(3, "note")
    ('1 error', '3 notes')
    """
    return f"{number:,} {_HEADS[severity][number != 1]}"


def _fault_lines(fault: Fault) -> Iterator[str]:
    row = f", row {fault.row}" if fault.row else ""
    column = f", column {fault.column}" if fault.column else ""
    yield f"  {fault.sheet}{row}{column} ({fault.code})"
    yield f"    {fault.what.rstrip('.')}."
    labelled = (("Found", fault.value), ("Expected", fault.expected), ("Way out", fault.hint))
    yield from (f"    {label}: {_one_line(text)}" for label, text in labelled if text)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 300 else line[:297] + "..."


def _proven(proof: Proof) -> Iterator[str]:
    coverage, alike = proof.coverage, proof.alike
    if coverage is not None:
        yield (
            f"Ways: {len(coverage.sheets)} answer sheets reach {_of(coverage.questions)} questions, "
            f"{_of(coverage.choices)} choices and {_of(coverage.conditions)} outcomes of conditions."
        )
        if coverage.unreachable:
            yield f"Out of reach: {_listed([str(each.goal) for each in coverage.unreachable])}."
        if coverage.undecided:
            yield f"Not decided: {_listed([str(goal) for goal in coverage.undecided])}."
    if alike is not None and alike.is_proven and len(alike.languages) > 1:
        yield (
            f"Languages: all {len(alike.languages)} lead the same way: no condition looks at words, and "
            f"{alike.walks:,} walks ({alike.pages_sent:,} pages sent as a browser does) came out alike."
        )
    if proof.tests:
        failed = f"{proof.failed} of {proof.tests} failed" if proof.failed else f"all {proof.tests} hold"
        yield f"Tests: {failed}."
    elif proof.instrument is not None:
        yield "Tests: none written (sheet tests)."


def _of(tally: Tally) -> str:
    return f"{tally.reached:,} of {tally.total:,}"


def _listed(names: list[str]) -> str:
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def _verdict(proof: Proof) -> str:
    errors, warnings = len(proof.of("error")), len(proof.of("warning"))
    if errors:
        return f"Not ready for the field: {counted(errors, 'error')}, {counted(warnings, 'warning')}."
    return f"Ready: no error, {counted(warnings, 'warning')}."
