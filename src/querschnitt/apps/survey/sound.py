"""Sound files told by their content, never by their name: MP3, Ogg, M4A and WAV, which every browser plays."""

from __future__ import annotations

from dataclasses import dataclass

from querschnitt.core.errors import InputError

MOST_BYTES = 5_000_000
"""Of one file. A minute of speech takes half a million bytes as MP3 with 64 kbit/s."""


@dataclass(frozen=True)
class Sound:
    """A kind of sound file: its ending and its media type."""

    ending: str
    media_type: str


MP3 = Sound(".mp3", "audio/mpeg")
OGG = Sound(".ogg", "audio/ogg")
M4A = Sound(".m4a", "audio/mp4")
WAV = Sound(".wav", "audio/wav")
KINDS = (MP3, OGG, M4A, WAV)
_M4A_BRANDS = (b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"dash")


def sound_kind(content: bytes, *, where: str) -> Sound:
    """Tell the kind of a sound file.

    Raises
    ------
    InputError : if it is too large, or none of the four

    >>> sound_kind(b"OggS" + bytes(40), where="a.mp3").ending
    '.ogg'
    """
    if len(content) > MOST_BYTES:
        raise InputError(
            "The sound file is too large", where=where, expected=f"at most {MOST_BYTES:,} bytes",
            got=f"{len(content):,}", hint="64 kbit/s are enough for speech.",
        )  # fmt: skip
    if content[:4] == b"OggS":
        return OGG
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return WAV
    if content[4:8] == b"ftyp" and content[8:12] in _M4A_BRANDS:
        return M4A
    if content[:3] == b"ID3" or _is_mpeg_frame(content[:4]):
        return MP3
    raise InputError("This is no sound file that every browser plays", where=where, expected="MP3, Ogg, M4A or WAV")


def _is_mpeg_frame(head: bytes) -> bool:
    """Whether four bytes begin a frame of MPEG audio, layer III (ISO 11172-3): synchronised, with a valid bit rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 0b11, head[1] >> 1 & 0b11
    bit_rate, frequency = head[2] >> 4, head[2] >> 2 & 0b11
    return version != 0b01 and layer == 0b01 and bit_rate not in (0b0000, 0b1111) and frequency != 0b11
