"""Estimation at any size: sums by cell and primary unit in one or two scans, on DuckDB or Spark; then the core."""

from querschnitt.tables.scans.design import KnownMargin, ReplicateColumns, ScanDesign
from querschnitt.tables.scans.estimates import Missing, figures_from
from querschnitt.tables.scans.raking import RakedCells, rake_table, write_raked
from querschnitt.tables.scans.requests import Categories, Request, mean, proportions, ratio, total
from querschnitt.tables.scans.sources import Source, open_table

__all__ = [
    "Categories",
    "KnownMargin",
    "Missing",
    "RakedCells",
    "ReplicateColumns",
    "Request",
    "ScanDesign",
    "Source",
    "figures_from",
    "mean",
    "open_table",
    "proportions",
    "rake_table",
    "ratio",
    "total",
    "write_raked",
]
