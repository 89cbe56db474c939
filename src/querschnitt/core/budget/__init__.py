"""Money of a strategy: which line counts, what a year comes to, what the council's frame leaves, what a day allows.

Amounts are exact decimals in euros. No figure is not nought: a sum of nothing is None, and pages say "no figure".
"""

from querschnitt.core.budget.amounts import parse_amount
from querschnitt.core.budget.days import Period, Standing, standing_on
from querschnitt.core.budget.lines import Funding, Line, Stage, counting, replaced
from querschnitt.core.budget.sums import NOTHING, Balance, balance, balances, missing

__all__ = [
    "NOTHING",
    "Balance",
    "Funding",
    "Line",
    "Period",
    "Stage",
    "Standing",
    "balance",
    "balances",
    "counting",
    "missing",
    "parse_amount",
    "replaced",
    "standing_on",
]
