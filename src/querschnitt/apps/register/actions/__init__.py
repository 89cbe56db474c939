"""Import an extract, derive the frame, draw the sample."""

from querschnitt.apps.register.actions.batches import add_batch, release_batch
from querschnitt.apps.register.actions.designs import DesignFile, design_document, parse_design_file, read_design
from querschnitt.apps.register.actions.draws import draw_sample, protocol_of
from querschnitt.apps.register.actions.frames import import_register, months_before, recently_drawn
from querschnitt.apps.register.actions.second_phase import draw_second_phase

__all__ = [
    "DesignFile",
    "add_batch",
    "design_document",
    "draw_sample",
    "draw_second_phase",
    "import_register",
    "months_before",
    "parse_design_file",
    "protocol_of",
    "read_design",
    "recently_drawn",
    "release_batch",
]
