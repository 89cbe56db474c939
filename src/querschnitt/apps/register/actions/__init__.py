"""Import an extract, derive the frame, save a design, draw the sample."""

from querschnitt.apps.register.actions.batches import add_batch, release_batch
from querschnitt.apps.register.actions.designing import new_seed, save_design
from querschnitt.apps.register.actions.designs import DesignFile, design_document, parse_design_file, read_design
from querschnitt.apps.register.actions.documents import Rules, add_document, add_wave_documents, read_written
from querschnitt.apps.register.actions.draws import draw_by_design, draw_sample, protocol_of
from querschnitt.apps.register.actions.extracts import Delivery, import_extract, keep_names_of_drawn, store_of
from querschnitt.apps.register.actions.frames import derive_frame, import_register, months_before, recently_drawn
from querschnitt.apps.register.actions.second_phase import draw_second_phase

__all__ = [
    "Delivery",
    "DesignFile",
    "Rules",
    "add_batch",
    "add_document",
    "add_wave_documents",
    "derive_frame",
    "design_document",
    "draw_by_design",
    "draw_sample",
    "draw_second_phase",
    "import_extract",
    "import_register",
    "keep_names_of_drawn",
    "months_before",
    "new_seed",
    "parse_design_file",
    "protocol_of",
    "read_design",
    "read_written",
    "recently_drawn",
    "release_batch",
    "save_design",
    "store_of",
]
