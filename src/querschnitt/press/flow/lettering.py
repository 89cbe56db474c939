"""How wide a text is, near enough to break lines: a picture in a page has no layout engine that could be asked."""

from __future__ import annotations

_NARROW = frozenset("ijlIíìîïı.,:;!|'’()[]/tfr‘“”„ ")
_WIDE = frozenset("mwMWÄÖÜGOQDHNCU@%—…")


def width(text: str, size: float) -> float:
    """Return the width of a text in pixels, for a sans-serif face of this size.

    >>> round(width("Leipzig", 10), 1)
    36.2
    """
    return size * sum(_share(sign) for sign in text)


def _share(sign: str) -> float:
    if sign in _NARROW:
        return 0.31
    if sign in _WIDE:
        return 0.8
    if ord(sign) >= 0x1200 and not 0x1E00 <= ord(sign) <= 0x2FFF:
        return 0.95  # Ethiopic, Chinese, Japanese
    return 0.68 if sign.isupper() else 0.58


def fold(text: str, room: float, size: float, *, most: int = 99) -> list[str]:
    """Cut a text into lines that fit the room; what exceeds the last line ends with an ellipsis.

    >>> fold("Seit welchem Jahr wohnen Sie hier?", 80, 10, most=2)
    ['Seit welchem', 'Jahr wohnen…']
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) <= most:
        return lines or [""]
    kept = lines[:most]
    while width(kept[-1] + "…", size) > room and " " in kept[-1]:
        kept[-1] = kept[-1].rpartition(" ")[0]
    return [*kept[:-1], kept[-1] + "…"]
