"""A small invented sample as a table, and the same rows as the array engine of the core takes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from querschnitt.core.estimation.linearised import LinearisedDesign, LonelyUnits
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.variables import Domains, Variable, categorical, domains_by, numeric
from querschnitt.core.weighting.replicates import Replicates
from querschnitt.tables.scans import ReplicateColumns

RAISED = LonelyUnits()
ROWS, STRATA, UNITS, REPLICATES = 400, 5, 30, 12
REGIONS, ANSWERS = ("asia", "europe", "near east"), (1, 2, 3, 4)


@dataclass(frozen=True)
class Survey:
    """The columns of the sample."""

    columns: dict[str, np.ndarray]

    @property
    def table(self) -> pa.Table:
        """As a table; not-a-number becomes a missing value."""
        return pa.table({name: pa.array(values, from_pandas=True) for name, values in self.columns.items()})

    def with_(self, **columns: np.ndarray) -> "Survey":
        """Return the sample with other columns."""
        return Survey(self.columns | columns)

    def numbers(self, *names: str) -> list[Variable]:
        """Return columns as the core's variables."""
        return [numeric(name, self.columns[name]) for name in names]

    def categories(self, name: str, *, levels: Sequence[object] | None = None) -> Variable:
        """Return a column as the core's categories."""
        values = self.columns[name]
        return categorical(name, values, levels=sorted(set(values.tolist())) if levels is None else levels)

    def domains(self, *names: str, where: np.ndarray | None = None) -> Domains:
        """Return the domains that columns make."""
        return domains_by([self.categories(name) for name in names], where=where)

    def linearised(self, *, lonely: LonelyUnits = RAISED, clusters: bool = True, sizes: str = "") -> LinearisedDesign:
        """Return the design with strata, and with units and population sizes if wanted."""
        stages = stages_of(
            len(self.columns["weight"]),
            strata=self.columns["stratum"],
            clusters=[self.columns["psu"]] if clusters else [],
            population_sizes=[self.columns[sizes]] if sizes else [],
        )
        return LinearisedDesign(self.columns["weight"], stages, lonely=lonely)

    def replicated(self, columns: ReplicateColumns) -> ReplicateDesign:
        """Return the design by replicate weights."""
        matrix = np.column_stack([self.columns[name] for name in columns.columns]) * columns.unit
        scales = np.array(columns.rscales or [1.0] * len(columns.columns))
        return ReplicateDesign(Replicates(self.columns["weight"], matrix, columns.scale, scales, columns.mse))


def survey(seed: int = 7) -> Survey:
    """Make the sample: units lie within strata, values depend on both, no unit has all regions."""
    rng = np.random.default_rng(seed)
    psu = rng.integers(0, UNITS, ROWS)
    region = (psu + rng.integers(0, 2, ROWS)) % 3
    hundredths = 100 + rng.integers(0, 1300, ROWS)
    factors = rng.integers(0, 3, (UNITS, REPLICATES))
    columns = {
        "stratum": np.array([f"s{unit % STRATA}" for unit in psu]),
        "psu": psu + 1000,
        "units": 50 + 10 * (psu % STRATA),
        "people": 500 + 100 * (psu % STRATA),
        "weight": hundredths / 100,
        "region": np.array(REGIONS)[region],
        "sex": np.where(rng.random(ROWS) < 0.4, "f", "m"),
        "answer": rng.choice(ANSWERS, ROWS),
        "persons": rng.integers(1, 6, ROWS),
        "income": 1500 + 40.0 * psu + rng.normal(0, 300, ROWS),
    }
    replicates = {f"r{i}": (hundredths * factors[psu, i]).astype(np.uint16) for i in range(REPLICATES)}
    return Survey(columns | replicates)


def broken(sample: Survey, name: str, change: Callable[[np.ndarray], None]) -> Survey:
    """Return the sample with a column spoilt."""
    column = sample.columns[name].copy()
    change(column)
    return sample.with_(**{name: column})
