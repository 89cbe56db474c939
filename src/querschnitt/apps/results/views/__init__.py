"""Pages of the statistics office: the wave, its rooms, its files."""

from querschnitt.apps.results.views.definitions import definitions
from querschnitt.apps.results.views.design import design, design_file
from querschnitt.apps.results.views.documents import document, documents
from querschnitt.apps.results.views.draw import draw, draw_protocol
from querschnitt.apps.results.views.figures import changes, item, results
from querschnitt.apps.results.views.files import files, published_file
from querschnitt.apps.results.views.new_wave import new_wave
from querschnitt.apps.results.views.plan import plan
from querschnitt.apps.results.views.preview import preview
from querschnitt.apps.results.views.register import derive, extract, frame_report, register, rejects
from querschnitt.apps.results.views.wave import (
    fieldwork,
    home,
    letters,
    not_found,
    wave,
    weights,
)

__all__ = [
    "rejects",
    "new_wave",
    "frame_report",
    "extract",
    "documents",
    "document",
    "derive",
    "definitions",
    "design",
    "design_file",
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
