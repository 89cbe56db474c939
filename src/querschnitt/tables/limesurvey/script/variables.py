"""The variables of a survey: what LimeSurvey calls them, and what they are in the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from querschnitt.core.errors import suggestion
from querschnitt.tables.limesurvey.script.faults import Untranslatable

VariableKind = Literal["code", "flag", "number", "text", "date", "any", "lost"]

SUFFIXES = frozenset(
    [
        "NAOK",
        "code",
        "shown",
        "value",
        "valueNAOK",
        "question",
        "qid",
        "gid",
        "grelevance",
        "gseq",
        "jsName",
        "mandatory",
        "onlynum",
        "qseq",
        "readWrite",
        "relevance",
        "relevanceNum",
        "relevanceStatus",
        "rowdivid",
        "sgqa",
        "type",
    ]
)
"""What may stand behind the last point of a variable."""

_SGQA = re.compile(r"(\d+)X(\d+)X(\d.*)", re.DOTALL)
_BY_ID = re.compile(r"Q(\d+)((?:_S\d+)*)((?:_C\w+|#[01])?)")


@dataclass(frozen=True)
class Variable:
    """One variable.

    Attributes
    ----------
    written : LimeSurvey's name, such as "Q1_SQ001"
    owner, part : id of its question, and what stands behind the id in SGQA names, such as "SQ001"
    kind : "flag" is an option of a multiple choice: `on` or empty. "lost" is not in the workbook: see `why`
    name : the question of the workbook that holds it
    place : where it stands in the order of the questionnaire
    codes : its choices, LimeSurvey's code and ours
    choice : of a flag, our code of the option
    rank : of a ranking, the place, counted from 0
    pieces : codes of row and column, for `sq_` and `nosq_`
    is_comment : a text beside an option
    """

    written: str
    owner: str
    part: str
    kind: VariableKind
    name: str
    place: int
    codes: tuple[tuple[str, str], ...] = ()
    choice: str = ""
    on: str = "Y"
    rank: int | None = None
    pieces: tuple[str, ...] = ()
    is_comment: bool = False
    why: str = ""


@dataclass
class Variables:
    """All variables of a survey, by each of the names that LimeSurvey has for them."""

    _by_name: dict[str, Variable] = field(default_factory=dict)
    _by_part: dict[tuple[str, str], Variable] = field(default_factory=dict)
    _of_code: dict[str, str] = field(default_factory=dict)
    _subquestions: dict[str, str] = field(default_factory=dict)

    def add(self, variable: Variable) -> None:
        self._by_name.setdefault(variable.written, variable)
        self._by_part[variable.owner, variable.part] = variable

    def add_question(self, qid: str, code: str, subquestions: Iterable[tuple[str, str]]) -> None:
        """Make a question known by its code, and its subquestions (id, code) by their ids."""
        self._of_code.setdefault(code, qid)
        self._subquestions.update(subquestions)

    def of(self, qid: str) -> tuple[Variable, ...]:
        """Return the variables of a question, in order."""
        return tuple(variable for (owner, _), variable in self._by_part.items() if owner == qid)

    def question(self, code: str) -> str:
        """Return the id of the question with a code.

        Raises
        ------
        Untranslatable : if there is none
        """
        if code not in self._of_code:
            raise Untranslatable(f"there is no question '{code}'", suggestion(code, self._of_code))
        return self._of_code[code]

    def find(self, written: str) -> Variable:
        """Return the variable of a name without suffixes.

        Raises
        ------
        Untranslatable : if there is none
        """
        if written.startswith("TOKEN:"):
            raise Untranslatable(f"'{written}' comes from the list of participants")
        found = self._by_name.get(written) or self._by_position(written) or self._by_id(written)
        if found is not None:
            return found
        if written in self._of_code:
            raise Untranslatable(
                f"'{written}' has no value of its own, only its parts have", "Name one of its subquestions."
            )
        raise Untranslatable(f"there is no variable '{written}'", suggestion(written, self._by_name))

    def _by_position(self, written: str) -> Variable | None:
        """Read a name of survey, group, question and answer. Nothing marks where the question's id ends."""
        found = _SGQA.fullmatch(written)
        if found is None:
            return None
        rest = found[3]
        digits = len(rest) - len(rest.lstrip("0123456789"))
        for length in range(digits, 0, -1):
            variable = self._by_part.get((rest[:length], rest[length:]))
            if variable is not None:
                return variable
        return None

    def _by_id(self, written: str) -> Variable | None:
        """Read a name of LimeSurvey 7: `Q12`, `Q12_S34`, `Q12_Cother`."""
        found = _BY_ID.fullmatch(written)
        if found is None:
            return None
        ids = re.findall(r"_S(\d+)", found[2])
        codes = "_".join(self._subquestions.get(each, each) for each in ids)
        return self._by_part.get((found[1], codes + found[3].removeprefix("_C")))


def split_suffix(written: str) -> tuple[str, str]:
    """Take the suffix off a variable.

    >>> split_suffix("Q1_SQ001.NAOK"), split_suffix("Q1")
    (('Q1_SQ001', 'NAOK'), ('Q1', ''))
    """
    base, _, suffix = written.rpartition(".")
    return (base, suffix) if base and suffix in SUFFIXES else (written, "")
