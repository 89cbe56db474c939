"""Makes a questionnaire that logic can look at out of a workbook with other faults, so that all are found at once.

Texts are left out. A condition that cannot be read counts as one that is not there, and a calculation that cannot be
read as a question: then more can happen than in the questionnaire that is meant, and what cannot happen even so, can
never happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.xlsform import Files, Row, Sheets, examine
from querschnitt.core.instrument.xlsform.columns import SHEETS, parse_heading
from querschnitt.core.instrument.xlsform.sheet import cell_text

ROUNDS = 4
"""A cell that is left empty may let another fault be seen."""

CONDITIONS = frozenset({"relevant", "constraint", "choice_filter", "repeat_count", "required", "default"})

_WITHOUT_LABEL = ("end", "calculate", "hidden")


def readable(sheets: Sheets, files: Files | None) -> Instrument | None:
    """Return the questionnaire without its texts and without conditions that cannot be read; None if it has none."""
    plain = without_texts(sheets)
    for _ in range(ROUNDS):
        examination = examine(plain, files)
        if examination.instrument is not None:
            return examination.instrument
        mended = _mended(plain, examination.errors)
        if mended is None:
            return None
        plain = mended
    return None


def without_texts(sheets: Sheets) -> dict[str, list[Row]]:
    """Return the sheets with one label each, in no language."""
    found: dict[str, list[Row]] = {}
    for title, rows in sheets.items():
        name = title.strip().lower()
        if name not in ("survey", "choices", "settings") or not rows:
            continue
        found[name] = list(_without_texts(name, rows))
    return found


def _without_texts(name: str, rows: Sequence[Row]) -> Iterable[Row]:
    rule = SHEETS[name]
    heads = [parse_heading(place, cell_text(cell), rule)[0].head for place, cell in enumerate(rows[0])]
    left_out = rule.translated | ({"default_language"} if name == "settings" else set())
    kept = [place for place, head in enumerate(heads) if head not in left_out]
    has_labels = name != "settings"
    yield [*(heads[place] for place in kept), *(["label"] if has_labels else [])]
    for row in rows[1:]:
        cells = [row[place] if place < len(row) else "" for place in kept]
        kind = cell_text(cells[heads.index("type")]) if "type" in heads and heads.index("type") < len(cells) else ""
        is_empty = not any(cell_text(cell) for cell in cells)
        label = "" if is_empty or kind.lower().startswith(_WITHOUT_LABEL) else "text"
        yield [*cells, label] if has_labels else cells


def _mended(sheets: Mapping[str, list[Row]], errors: Iterable[Fault]) -> dict[str, list[Row]] | None:
    """Leave the cells empty that cannot be read; None if other cells are wrong."""
    found = {name: [list(row) for row in rows] for name, rows in sheets.items()}
    for fault in errors:
        rows = found.get(fault.sheet, [])
        if fault.sheet != "survey" or not 1 < fault.row <= len(rows) or fault.column not in rows[0]:
            return None
        row = rows[fault.row - 1]
        if fault.column in CONDITIONS:
            row[rows[0].index(fault.column)] = ""
        elif fault.column == "calculation" and "type" in rows[0]:
            row[rows[0].index("calculation")] = ""
            row[rows[0].index("type")] = "text"
            row[rows[0].index("label")] = "text"
        else:
            return None
    return {name: list(rows) for name, rows in found.items()}
