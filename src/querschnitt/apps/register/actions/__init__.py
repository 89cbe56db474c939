"""Import an extract, derive the frame, draw the sample."""

from querschnitt.apps.register.actions.designs import DesignFile, read_design
from querschnitt.apps.register.actions.draws import draw_sample, protocol_of
from querschnitt.apps.register.actions.frames import import_register, months_before, recently_drawn

__all__ = [
    "DesignFile",
    "draw_sample",
    "import_register",
    "months_before",
    "protocol_of",
    "read_design",
    "recently_drawn",
]
