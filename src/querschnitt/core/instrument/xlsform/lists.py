"""The sheets `choices` and `texts`: options of the questions, and the wave's texts that are no questions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from querschnitt.core.instrument.model import MISSING_LIST, Choice, Texts
from querschnitt.core.instrument.piping import pipes
from querschnitt.core.instrument.values import MISSING_BY_CODE
from querschnitt.core.instrument.xlsform.sheet import Record, Table
from querschnitt.core.instrument.xlsform.translations import Translations

_CODE = re.compile(r"(?!__).+")

ChoiceLists = Mapping[str, tuple[Choice, ...]]

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ListUse:
    """What the sheet survey does with its lists.

    Attributes
    ----------
    attributes : list name -> the further columns that its filters look at
    several : names of lists of which several choices can be chosen: their names have no spaces
    """

    attributes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    several: Collection[str] = NOTHING


def list_names(table: Table) -> tuple[str, ...]:
    """Return the names of the lists in the order of the sheet."""
    return tuple(dict.fromkeys(record["list_name"] for record in table.records if record["list_name"]))


def read_choices(table: Table, translations: Translations, use: ListUse) -> ChoiceLists:
    """Return the choice lists, in the order of the sheet."""
    translations.check_columns(table, ("label",))
    lists: dict[str, dict[str, Choice]] = {}
    for record in table.records:
        name, code = record["list_name"], record["name"]
        if not _is_sound(table, record, use):
            continue
        options = lists.setdefault(name, {})
        labels = translations.required(table, record, "label")
        if code in options:
            table.fault(
                "duplicate-choice", f"Choice '{code}' stands twice in list '{name}'", record=record, column="name",
                hint="Give it a name of its own, or delete the row.",
            )  # fmt: skip
            continue
        attributes = _attributes(record, use.attributes.get(name, NOTHING))
        options[code] = Choice(name=code, labels=labels, attributes=attributes)
    return MappingProxyType({name: tuple(options.values()) for name, options in lists.items()})


def _attributes(record: Record, wanted: Collection[str]) -> Mapping[str, str]:
    own = {name: record["name"] if name == "name" else record.further.get(name, "") for name in sorted(wanted)}
    return MappingProxyType(own)


def _is_sound(table: Table, record: Record, use: ListUse) -> bool:
    """Check the names of list and choice."""
    name, code = record["list_name"], record["name"]
    if not (name or code or record.texts):
        if record.further:
            table.warn("row-without-type", "A row without list, name and label is not read", record=record)
        return False
    for column, value in (("list_name", name), ("name", code)):
        if not value:
            table.fault(
                "missing-name", f"The column {column} is empty", record=record, column=column, expected="a name"
            )
    if name.lower().endswith(".csv"):
        table.fault("bad-name", f"The list '{name}' is named like a file", record=record, column="list_name",
                    expected="a name that does not end with '.csv'")  # fmt: skip
    check_code(table, record, code, has_spaces=name not in use.several)
    if name == MISSING_LIST and code and code not in MISSING_BY_CODE:
        table.fault(
            "unknown-missing-code", f"'{code}' is no kind of missing answer", record=record, column="name",
            expected=" or ".join(MISSING_BY_CODE),
        )  # fmt: skip
    _refuse_pipes(table, record, "An answer inside the label of a choice is not supported",
                  "Put ${...} into the label of the question.")  # fmt: skip
    return bool(name and code)


def check_code(table: Table, record: Record, code: str, *, has_spaces: bool) -> None:
    """Check the name of a choice; only where one choice is chosen it may have spaces."""
    if not code:
        return
    if not _CODE.fullmatch(code) or (" " in code and not has_spaces):
        table.fault(
            "bad-name", "The name of a choice cannot be read", record=record, column="name",
            expected="a name without spaces that does not begin with '__'",
        )  # fmt: skip
    elif " " in code:
        table.warn("name-with-spaces", "The name of a choice has spaces", record=record, column="name",
                   hint="Write '_' instead: data are easier to read.")  # fmt: skip


def read_texts(table: Table, translations: Translations) -> Mapping[str, Texts]:
    """Return the texts by key."""
    translations.check_columns(table, ("label",))
    texts: dict[str, Texts] = {}
    for record in table.records:
        key = record["name"]
        if not key:
            table.fault("missing-name", "A text has no key", record=record, column="name", expected="a key")
        elif key in texts:
            table.fault("duplicate-name", f"Text '{key}' stands twice", record=record, column="name")
        else:
            texts[key] = translations.required(table, record, "label")
            _refuse_pipes(table, record, "A text of the wave is read without answers", "Take ${...} out of it.")
    return MappingProxyType(texts)


def _refuse_pipes(table: Table, record: Record, what: str, hint: str) -> None:
    if any(pipes(text) for text in record.texts.get("label", {}).values()):
        table.fault("unsupported", what, record=record, column="label", hint=hint)
