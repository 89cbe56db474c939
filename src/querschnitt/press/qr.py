"""QR codes as small SVG pictures that a telephone reads from paper."""

from __future__ import annotations

from io import BytesIO

import segno

from querschnitt.core.errors import InputError

QUIET_ZONE = 4  # modules, ISO/IEC 18004
MASK = 2  # a fixed mask: trying all eight costs five times as much and no reader needs it
LONGEST = 300  # characters; beyond it the modules get too small for 20 mm at level M


def code_svg(content: str) -> str:
    """Return a QR code (level M, quiet zone included) as SVG without a size of its own.

    >>> code_svg("https://umfrage.example/ABCD").startswith("<svg")
    True
    """
    if not content or len(content) > LONGEST:
        raise InputError(
            "A QR code cannot carry this text", expected=f"1 to {LONGEST} characters", got=f"{len(content)} characters"
        )
    symbol = segno.make(content, error="m", mask=MASK, boost_error=False, micro=False)
    picture = BytesIO()
    symbol.save(picture, kind="svg", border=QUIET_ZONE, xmldecl=False, svgns=True, omitsize=True, nl=False)
    return picture.getvalue().decode()
