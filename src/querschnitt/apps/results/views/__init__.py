"""Pages of the statistics office: the wave, its rooms, its files. They read; every write is a command."""

from querschnitt.apps.results.views.figures import changes, item, results
from querschnitt.apps.results.views.files import files, published_file
from querschnitt.apps.results.views.plan import plan
from querschnitt.apps.results.views.preview import preview
from querschnitt.apps.results.views.wave import (
    draw,
    draw_protocol,
    fieldwork,
    home,
    letters,
    not_found,
    register,
    wave,
    weights,
)

__all__ = [
    "changes",
    "draw",
    "draw_protocol",
    "fieldwork",
    "files",
    "home",
    "item",
    "letters",
    "not_found",
    "plan",
    "preview",
    "published_file",
    "register",
    "results",
    "wave",
    "weights",
]
