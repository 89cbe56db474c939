"""Drawing whole pages of the interview by their templates."""

from __future__ import annotations

from django.template.loader import render_to_string

from querschnitt.apps.interview.views.frame import frame_context
from querschnitt.core.instrument.model import Instrument

MOST_ENTRANCES = 400
"""Pages beside the questions that a process keeps: two in each language and wave."""


def drawn(template: str, context: dict[str, object], language: str, instrument: Instrument) -> str:
    """Return a page as HTML."""
    return render_to_string(
        f"interview/{template}.html", frame_context(context, language=language, instrument=instrument)
    )
