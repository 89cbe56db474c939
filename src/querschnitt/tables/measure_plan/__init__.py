"""Measures in spreadsheets: our own workbook, whose import is its export, and plans that other cities wrote."""

from querschnitt.tables.measure_plan.cells import CellFault, cell_name, number_of
from querschnitt.tables.measure_plan.foreign import read_foreign_plan
from querschnitt.tables.measure_plan.foreign_plan import CellRemark, ForeignMeasure, ForeignPlan
from querschnitt.tables.measure_plan.moments import Moment
from querschnitt.tables.measure_plan.plan import PlanRow, ReadPlan, read_plan, write_plan
from querschnitt.tables.measure_plan.status import ReadStatus, StatusRow, read_status, write_status

__all__ = [
    "CellFault",
    "CellRemark",
    "ForeignMeasure",
    "ForeignPlan",
    "Moment",
    "PlanRow",
    "ReadPlan",
    "ReadStatus",
    "StatusRow",
    "cell_name",
    "number_of",
    "read_foreign_plan",
    "read_plan",
    "read_status",
    "write_plan",
    "write_status",
]
