"""Draw from a frame of one's own, without a database: design file and frame give a folder with sample and protocol."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from querschnitt import __version__
from querschnitt.apps.register.actions.designs import FrameDesign, frame_design_of
from querschnitt.apps.register.actions.draws import seed_of
from querschnitt.core.errors import DesignError, InputError, QuerschnittError
from querschnitt.core.sampling.protocol import Protocol, parse_protocol, require_committed
from querschnitt.press.draw_protocol import protocol_pdf
from querschnitt.tables.register.drawing import Drawn, draw_from, require_persons_once
from querschnitt.tables.register.recording import digests_of, file_digest, strata_of
from querschnitt.tables.register.writing import files_that_differ, sample_files
from querschnitt.tables.toml_file import read_toml

PROTOCOL = "protocol.json"


@dataclass(frozen=True)
class OwnDraw:
    """A sample of a frame of one's own. ``is_new`` : whether its files were written now, or were there."""

    folder: Path
    protocol: Protocol
    drawn: Drawn
    is_new: bool


def is_own_frame(file: Path) -> bool:
    """Whether a TOML file is a design with a frame of its own, or else the file of a wave.

    Raises
    ------
    InputError : if it is neither
    """
    document = read_toml(file, what="wave file", hint="Name the file of a wave, or a design file with a [frame].")
    if "design" in document and "frame" not in document:
        raise InputError(
            "This design file names no frame", where=file.name, expected='[frame]  file = "frame.parquet"',
            hint="Add the table, or name the file of the wave to which the design belongs.",
        )  # fmt: skip
    return "frame" in document


def draw_own(file: Path, *, into: Path, seed: int | None = None) -> OwnDraw:
    """Draw as a design file says, and write sample and protocol into a folder: all of it or nothing.

    A draw is final: the same design, frame and seed again leave the folder as it is; others are refused.

    Parameters
    ----------
    file : the design file; the frame is looked for beside it
    into : the folder; it is made
    seed : None if it stands in the file

    Raises
    ------
    InputError, DesignError : for anything that is wrong in the design file or the frame, with its place
    """
    plan = frame_design_of(read_toml(file, what="design file"), where=file.name)
    seed = seed_of(plan.seed, seed, where=f"{file.name}, seed")
    require_committed(seed, plan.commitment, where=f"{file.name}, seed")
    frame = file.parent / plan.source.file
    if not frame.is_file():
        raise InputError(
            "The file of the frame is not there", where=f"{file.name}, frame.file", got=str(frame),
            hint="Its name counts from the folder of the design file.",
        )  # fmt: skip
    columns = {"unit": plan.source.unit, "where": plan.source.drawable}
    require_persons_once(frame, plan.design, **columns)
    drawn = draw_from(frame, plan.design, seed=seed, **columns)
    protocol = _protocol(plan, drawn, frame=frame, seed=seed)
    if not _is_empty(into):
        _require_the_same(into, drawn, protocol=protocol)
        return OwnDraw(into, protocol, drawn, is_new=False)
    contents = {
        **sample_files(drawn, unit=plan.source.unit),
        PROTOCOL: protocol.text().encode(),
        "protocol.pdf": protocol_pdf(protocol),
    }
    _write_whole(into, contents)
    return OwnDraw(into, protocol, drawn, is_new=True)


def _protocol(plan: FrameDesign, drawn: Drawn, *, frame: Path, seed: int) -> Protocol:
    digests = digests_of(drawn, unit=plan.source.unit)
    return Protocol(
        wave="",
        reference_date="",
        definition="",
        populations={},
        undrawable={},
        frame_sha256=file_digest(frame),
        design=plan.design,
        seed=seed,
        program=f"querschnitt {__version__}",
        strata=strata_of(drawn),
        sample_sha256=digests.sample,
        commitment=plan.commitment,
        seed_rule=plan.seed_rule,
        probabilities_sha256=digests.probabilities,
        notes=drawn.notes,
        written_to_twice=drawn.written_to_twice,
        source=replace(plan.source, file=frame.name),
    )


def _is_empty(folder: Path) -> bool:
    if folder.exists() and not folder.is_dir():
        raise InputError("This is a file, not a folder", where=str(folder), hint="Name a new folder with --into.")
    return not folder.is_dir() or not any(folder.iterdir())


def _write_whole(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write all files or none: the folder appears when everything stands in it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in contents.items():
            (made / name).write_bytes(content)
        made.chmod(0o755)
        made.replace(folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _require_the_same(folder: Path, drawn: Drawn, *, protocol: Protocol) -> None:
    """Raise unless this very sample stands in the folder, whatever version of the program has drawn it."""
    file = folder / PROTOCOL
    if not file.is_file():
        raise InputError(
            "The folder is not empty, and no draw stands in it", where=str(folder), expected="a new or empty folder",
            hint="Name another one with --into.",
        )  # fmt: skip
    try:
        there = parse_protocol(file.read_text(encoding="utf-8"), where=str(file))
    except (QuerschnittError, UnicodeDecodeError) as error:
        raise InputError(
            "The protocol of the draw that is there cannot be read", where=str(file), hint="Name another folder."
        ) from error
    if replace(there, program=protocol.program) != protocol:
        raise DesignError(
            "Another sample has been drawn here", where=str(folder), got=_said(protocol), expected=_said(there),
            hint="A draw is final; nobody redraws until it suits. Another design belongs into another folder.",
        )  # fmt: skip
    for name in files_that_differ(folder, drawn, unit=protocol.source.unit if protocol.source else ""):
        raise InputError(
            "A file of the sample is not as it was drawn", where=str(folder / name),
            hint="Move the folder aside and draw again: the same seed gives the same sample.",
        )  # fmt: skip


def _said(protocol: Protocol) -> str:
    return f"seed {protocol.seed}, design '{protocol.design.name}', frame {protocol.frame_sha256[:12]}"
