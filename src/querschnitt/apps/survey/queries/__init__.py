"""Read waves, their questionnaires, and the work on their translations."""

from querschnitt.apps.survey.queries.waves import instrument_of, wave

__all__ = ["instrument_of", "wave"]
