"""What the interview writes."""

from querschnitt.apps.interview.actions.interviews import (
    ATTEMPTS,
    NEXT,
    SAVE,
    Saved,
    beginning,
    delete_answers,
    finish,
    finishing,
    occasion_of,
    save_page,
    saving,
    start_interview,
    taken,
)
from querschnitt.apps.interview.actions.openings import Opened, close_wave, open_wave, reopen_wave
from querschnitt.apps.interview.actions.wishes import leave_wish

__all__ = [
    "ATTEMPTS",
    "NEXT",
    "SAVE",
    "Opened",
    "Saved",
    "close_wave",
    "beginning",
    "delete_answers",
    "finish",
    "finishing",
    "leave_wish",
    "occasion_of",
    "open_wave",
    "reopen_wave",
    "save_page",
    "saving",
    "start_interview",
    "taken",
]
