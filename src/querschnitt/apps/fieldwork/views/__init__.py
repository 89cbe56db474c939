"""What fieldwork shows: the field desk its wishes, the statistics office the hand-over of the letters."""

from querschnitt.apps.fieldwork.views.mailing import hand_over, statistics_key
from querschnitt.apps.fieldwork.views.wishes import results_wishes, wish, wishes

__all__ = ["hand_over", "results_wishes", "statistics_key", "wish", "wishes"]
