"""Indicators with their observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from querschnitt.apps.indicators.models import Indicator
from querschnitt.apps.strategy.actions.reading.table import Table, refuse_doubles


@dataclass(frozen=True)
class WrittenIndicator:
    """An indicator; ``columns`` are those of its row, ``observations`` those of the rows of its figures."""

    code: str
    version: int
    columns: Mapping[str, object]
    observations: tuple[Mapping[str, object], ...]


def read_indicators(file: Table) -> tuple[WrittenIndicator, ...]:
    """Read the indicators, which may be none."""
    found = tuple(map(_indicator, file.tables("indicator")))
    refuse_doubles((f"{row.code} {row.version}" for row in found), "version of an indicator", file.where)
    return file.done(found)


def _indicator(table: Table) -> WrittenIndicator:
    optional = ("name_en", "definition_en", "numerator_de", "denominator_de", "steward")
    return table.done(
        WrittenIndicator(
            code=table.text("code"),
            version=table.get("version", int, 1),
            columns={
                "kind": table.code("kind", Indicator.Kind.values),
                "polarity": table.code("polarity", Indicator.Polarity.values, "none"),
                "name_de": table.text("name_de"),
                "definition_de": table.text("definition_de"),
                "unit": table.text("unit"),
                "decimals": table.get("decimals", int, 1),
                "source": table.text("source"),
                "next_due": table.day_if_any("next_due"),
                "invented": table.flag("invented"),
                **{key: table.text(key, "") for key in optional},
            },
            observations=tuple(map(_observation, table.tables("observation"))),
        )
    )


def _observation(table: Table) -> Mapping[str, object]:
    amounts = {key: table.amount(key) if table.has(key) else None for key in ("numerator", "denominator", "value")}
    return table.done(
        {
            "on": table.day("on"),
            **amounts,
            "sign": table.text("sign", ""),
            "breaks_series": table.flag("breaks_series"),
            "document": table.text("document"),
        }
    )
