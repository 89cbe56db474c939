"""Write what is known: take releases over, define indicators, record their figures."""

from querschnitt.apps.indicators.actions.observations import NewObservation, add_indicator, record_observation
from querschnitt.apps.indicators.actions.releases import ImportedRelease, import_release, set_embargo

__all__ = [
    "ImportedRelease",
    "NewObservation",
    "add_indicator",
    "import_release",
    "record_observation",
    "set_embargo",
]
