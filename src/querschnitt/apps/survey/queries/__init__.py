"""Read waves, their questionnaires, and the work on their translations."""

from querschnitt.apps.survey.queries.waves import instrument_of, instruments_of, language_of, wave

__all__ = ["instrument_of", "instruments_of", "language_of", "wave"]
