"""The items of a wave: what is estimated, with its categories, base and wording; and their arrays from a data file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import InputError, suggestion
from querschnitt.core.instrument import Instrument, Kind, Question
from querschnitt.tables.microdata import Microdata

ItemKind = Literal["one_of", "several_of", "number", "derived", "yes_no", "written"]
YES, WRITTEN = "yes", "written"


@dataclass(frozen=True)
class Category:
    """One category of an item with its wording by language."""

    code: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """One item.

    Attributes
    ----------
    kind : how the answer becomes figures: shares of categories, shares of options, a mean, or a share of "yes"
    sources : for derived items: question -> codes that count as "yes"
    unit : "percent", or the unit of a number ("EUR", "m²", "years")
    short : name for contents and headlines by language; where there is none, the label serves
    years_before : for an answer that is a year: it is estimated as years before this one; None for other items
    """

    name: str
    kind: ItemKind
    labels: Mapping[str, str]
    categories: tuple[Category, ...] = ()
    sources: Mapping[str, tuple[str, ...]] | None = None
    unit: str = "percent"
    sensitive: bool = False
    short: Mapping[str, str] = field(default_factory=dict)
    years_before: int | None = None

    @property
    def name_de(self) -> str:
        """The German name for contents and headlines."""
        return self.short.get("de") or self.labels["de"]

    @property
    def is_mean(self) -> bool:
        return self.kind == "number"


@dataclass(frozen=True)
class ItemFile:
    """What an office wrote down about items."""

    skip: tuple[str, ...]
    years_before: int | None
    short: Mapping[str, Mapping[str, str]]
    headlines: tuple[str, ...]
    derived: Mapping[str, Mapping[str, Any]]
    waves: Mapping[str, Mapping[str, Sequence[str]]]


NOT_ESTIMATED = (Kind.DATE, Kind.TIME, Kind.RANK, Kind.ACKNOWLEDGE)
"""Kinds that stand in the data file and are not estimated of themselves; nor are the questions of a repeat."""

UNITS = {"net_income": "EUR", "rent": "EUR", "living_space": "m²"}
YEAR = "year"


def read_items(path: Path) -> ItemFile:
    """Read the item file of a wave."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InputError("The item file cannot be read", where=str(path), got=str(error)) from error
    known = ("skip", "years_before", "short", "headlines", "derived", "waves")
    for key in document:
        if key not in known:
            raise InputError(f"Unknown key '{key}'", where=path.name, hint=suggestion(key, known))
    return ItemFile(
        skip=tuple(document.get("skip", ())),
        years_before=document.get("years_before"),
        short={name: _short(entry, f"{path.name}, short.{name}") for name, entry in document.get("short", {}).items()},
        headlines=tuple(document.get("headlines", ())),
        derived=document.get("derived", {}),
        waves=document.get("waves", {}),
    )


def _short(entry: object, where: str) -> dict[str, str]:
    if not isinstance(entry, Mapping) or "de" not in entry or not set(entry) <= {"de", "en"}:
        raise InputError(
            "A short name is not by language", where=where, expected='{ de = "…", en = "…" }', got=repr(entry)
        )
    return {tag: str(name) for tag, name in entry.items()}


def items_of(instrument: Instrument, file: ItemFile) -> tuple[Item, ...]:
    """Return every item of a questionnaire in its order, the derived ones after the last question they rest on."""
    _check_file(file, instrument)
    pending = dict(file.derived)
    items: list[Item] = []
    seen: set[str] = set()
    for question in instrument.questions.values():
        seen.add(question.name)
        is_single = question.takes_answers and question.name not in instrument.depths
        if is_single and question.kind not in NOT_ESTIMATED and question.name not in file.skip:
            items.append(_asked(question, file))
        for name in [name for name, entry in pending.items() if set(entry["yes"]) <= seen]:
            items.append(_derived(name, pending.pop(name), instrument))
    return tuple(items)


_DERIVED_KEYS = ("de", "en", "yes")


def _check_file(file: ItemFile, instrument: Instrument) -> None:
    """Refuse names and codes that are not in the questionnaire: they would become a share of zero, or go missing."""
    items = (*instrument.questions, *file.derived)
    for key, names in (("skip", file.skip), ("short", tuple(file.short)), ("headlines", file.headlines)):
        for name in names:
            if name not in items:
                raise InputError(f"Unknown item '{name}'", where=f"item file, {key}", hint=suggestion(name, items))
    for name, entry in file.derived.items():
        place = f"derived item '{name}'"
        for key in _DERIVED_KEYS:
            if key not in entry:
                raise InputError(f"'{key}' is missing", where=place, expected=", ".join(_DERIVED_KEYS))
        for source, codes in entry["yes"].items():
            _check_codes(source, codes, instrument, place=place)


def _check_codes(source: str, codes: Sequence[str], instrument: Instrument, *, place: str) -> None:
    if source not in instrument.questions:
        raise InputError(
            f"Unknown question '{source}'", where=place, hint=suggestion(source, tuple(instrument.questions))
        )
    known = instrument.question(source).codes
    for code in codes:
        if code not in known:
            raise InputError(
                f"Question '{source}' has no choice '{code}'", where=place, expected=", ".join(known),
                hint=suggestion(code, known),
            )  # fmt: skip


def _asked(question: Question, file: ItemFile) -> Item:
    categories = tuple(Category(choice.name, choice.labels) for choice in question.choices)
    plain = Item(
        name=question.name,
        kind="one_of",
        labels=question.labels,
        categories=categories,
        sensitive=question.sensitive,
        short=file.short.get(question.name, {}),
    )
    if question.kind is Kind.SELECT_ONE:
        return plain
    if question.kind is Kind.SELECT_MULTIPLE:
        return replace(plain, kind="several_of")
    if question.kind is Kind.TEXT:
        written = Category(WRITTEN, {"de": "hat etwas geschrieben", "en": "wrote something"})
        return replace(plain, kind="written", categories=(written,))
    if question.appearance == YEAR and file.years_before is not None:
        return replace(plain, kind="number", unit="years", years_before=file.years_before)
    return replace(plain, kind="number", unit=UNITS.get(question.name, ""))


def _derived(name: str, entry: Mapping[str, Any], instrument: Instrument) -> Item:
    return Item(
        name=name,
        kind="derived",
        labels={"de": entry["de"], "en": entry["en"]},
        categories=(Category(YES, {"de": "ja", "en": "yes"}),),
        sources={source: tuple(codes) for source, codes in entry["yes"].items()},
        sensitive=any(instrument.question(source).sensitive for source in entry["yes"]),
    )


def items_of_microdata(wave: str, file: ItemFile) -> tuple[Item, ...]:
    """Return the items of a wave that was taken over as microdata."""
    kinds = kinds_of_microdata(wave, file)
    yes = (Category(YES, {"de": "ja", "en": "yes"}),)
    items = []
    for name, kind in kinds.items():
        entry = file.derived.get(name, {})
        labels = {"de": entry.get("de", name), "en": entry.get("en", name)}
        if kind == "number":
            items.append(Item(name=name, kind="number", labels=labels, unit=UNITS.get(name, "")))
        else:
            items.append(Item(name=name, kind="yes_no", labels=labels, categories=yes))
    return tuple(items)


def kinds_of_microdata(wave: str, file: ItemFile) -> dict[str, str]:
    """Return the kind of each variable of a wave that was taken over as microdata."""
    if wave not in file.waves:
        raise InputError("The item file does not describe this wave", got=wave, expected=", ".join(file.waves))
    return {name: kind for kind, names in file.waves[wave].items() for name in names}


@dataclass(frozen=True)
class Answered:
    """An item in a data file: values of shape (n, categories) and who has a valid answer, shape (n,)."""

    item: Item
    values: FloatArray
    valid: BoolArray


def answered(data: Microdata, items: Iterable[Item]) -> tuple[Answered, ...]:
    """Read items from a data file."""
    return tuple(_answered(data, item) for item in items)


def _answered(data: Microdata, item: Item) -> Answered:
    if item.kind == "number":
        values = data.numbers(item.name)
        if item.years_before is not None:
            values = item.years_before - values
        return Answered(item, values[:, None], ~np.isnan(values))
    if item.kind == "written":
        wrote = data.text(item.name) != ""
        return Answered(item, wrote[:, None].astype(float), wrote | (data.missing(item.name) == "no_answer"))
    if item.sources is not None:
        return _any_of(data, item, item.sources)
    if item.kind == "several_of":
        chosen = data.codes(item.name)
        columns = [[category.code in codes for codes in chosen] for category in item.categories]
        return Answered(item, np.array(columns, dtype=float).T, np.array([bool(codes) for codes in chosen]))
    texts = data.text(item.name)
    columns_of = [texts == category.code for category in item.categories]
    return Answered(item, np.column_stack(columns_of).astype(float), texts != "")


def _any_of(data: Microdata, item: Item, sources: Mapping[str, tuple[str, ...]]) -> Answered:
    yes = np.zeros(data.n, dtype=bool)
    valid = np.ones(data.n, dtype=bool)
    for source, codes in sources.items():
        chosen = [
            frozenset([value]) if isinstance(value, str) else frozenset(value or ()) for value in data.columns[source]
        ]
        yes |= np.array([not codes_of.isdisjoint(codes) for codes_of in chosen])
        valid &= np.array([bool(codes_of) for codes_of in chosen])
    return Answered(item, yes[:, None].astype(float), valid)
