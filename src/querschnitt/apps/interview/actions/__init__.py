"""What the interview writes."""

from querschnitt.apps.interview.actions.interviews import (
    Saved,
    delete_answers,
    finish,
    occasion_of,
    save_page,
    start_interview,
)
from querschnitt.apps.interview.actions.openings import Opened, close_wave, open_wave, reopen_wave

__all__ = [
    "Opened",
    "Saved",
    "close_wave",
    "delete_answers",
    "finish",
    "occasion_of",
    "open_wave",
    "reopen_wave",
    "save_page",
    "start_interview",
]
