"""Puts warnings of one kind together, so that what matters is seen. Errors are told one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from querschnitt.core.instrument.faults import Fault

SEVERAL = 3
"""So many warnings of one kind in one column are told one by one."""


def gathered(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults, with warnings of one row, and of one column, put together."""
    found = list(faults)
    warnings = [fault for fault in found if fault.severity != "error"]
    others = [fault for fault in found if fault.severity == "error"]
    by_row: dict[tuple[str, str, int], list[Fault]] = {}
    for fault in warnings:
        by_row.setdefault((fault.code, fault.sheet, fault.row), []).append(fault)
    by_column: dict[tuple[str, str, str], list[Fault]] = {}
    for several in by_row.values():
        fault = _in_one_row(several)
        by_column.setdefault((fault.code, fault.sheet, fault.column), []).append(fault)
    return others + [fault for several in by_column.values() for fault in _in_one_column(several)]


def _in_one_row(several: list[Fault]) -> Fault:
    columns = list(dict.fromkeys(fault.column for fault in several))
    if len(columns) < 2:
        return several[0]
    return _with(several[0], f"The same in {_some(columns[1:])}.")


def _in_one_column(several: list[Fault]) -> list[Fault]:
    if len(several) <= SEVERAL:
        return several
    return [_with(several[0], f"The same in rows {', '.join(str(fault.row) for fault in several[1:])}.")]


def _some(columns: list[str]) -> str:
    shown = ", ".join(columns[:4])
    return shown if len(columns) <= 4 else f"{shown} and {len(columns) - 4} more columns"


def _with(fault: Fault, also: str) -> Fault:
    return replace(fault, hint=f"{fault.hint} {also}".strip())
