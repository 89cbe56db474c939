"""Write what is known: take releases over, define indicators, record their figures."""

from querschnitt.apps.indicators.actions.observations import NewObservation, add_indicator, record_observation
from querschnitt.apps.indicators.actions.releases import ImportedRelease, import_release, set_embargo
from querschnitt.apps.indicators.actions.series import SeriesPlan, plan_series, take_series

__all__ = [
    "ImportedRelease",
    "NewObservation",
    "SeriesPlan",
    "add_indicator",
    "import_release",
    "plan_series",
    "record_observation",
    "set_embargo",
    "take_series",
]
