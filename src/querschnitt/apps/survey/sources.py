"""What a command of the questionnaire begins with: a wave file, which names the workbook, or a workbook alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from querschnitt.core.instrument import Instrument
from querschnitt.tables.wavefile import WaveFile, read_wave_file
from querschnitt.tables.xlsform import ENDINGS, read_instrument


@dataclass(frozen=True)
class Source:
    """A compiled questionnaire, and the wave it belongs to if a wave file was named."""

    instrument: Instrument
    wave: WaveFile | None = None

    @property
    def name(self) -> str:
        """A short name, for folders."""
        return self.wave.slug if self.wave else self.instrument.name

    @property
    def title(self) -> str:
        return self.wave.title if self.wave else self.instrument.title


def read_source(path: Path) -> Source:
    """Read a wave file with its workbook, or a workbook.

    Raises
    ------
    InputError, QuestionnaireErrors : if one of them cannot be read
    """
    if path.suffix.lower() in ENDINGS:
        return Source(read_instrument(path))
    wave = read_wave_file(path)
    return Source(read_instrument(wave.file("questionnaire")), wave)
