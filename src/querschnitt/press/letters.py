"""Letters of invitation: A4, DIN 5008 form B, German on page 1, the person's language on page 2 (one duplex sheet).

Letters are set in trays of some hundred, so that 5,000 of them need no more memory than 250.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from querschnitt.core.errors import InputError
from querschnitt.press.fonts import LATIN, require_families
from querschnitt.press.phrases import Direction, cut
from querschnitt.press.qr import code_svg
from querschnitt.press.typesetting import forget, language_and_region, typeset

PAGES_PER_LETTER = 2
ADDRESS_LINES = 6  # DIN 5008: the address zone of the window holds six lines

HOURS = "hotline_hours"
TEXTS = (
    "letter_subject",
    "letter_greeting",
    "letter_why_you",
    "letter_what",
    "letter_how",
    "letter_voluntary",
    "letter_privacy",
    "letter_law",
    "letter_help",
    "letter_closing",
    "office_name",
    HOURS,
)


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Who writes: the same on every letter of a wave.

    sender : the writing body, first line large ("Stadt Musterstadt", "Amt für Statistik und Wahlen")
    return_line : the small line above the address in the window
    contact : lines of the block on the right, as they are to be read (street, telephone, web)
    date : as it is to be read ("22.11.2026")
    phone : the hotline's number, put in for {phone}
    """

    sender: tuple[str, ...]
    return_line: str
    phone: str
    contact: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One person's letter.

    name, address : lines for the window, six together at most
    code : the access code, 16 characters, printed in four groups of four
    url : the interview's address with the code, for the QR code
    site : the address a person types; empty: the host of `url`
    language, direction, own : language tag, writing direction and texts of page 2 (for German speakers: English)
    german : texts of page 1
    font : the family of page 2, see `querschnitt.press.fonts.family`

    Texts carry the keys of `TEXTS` and may hold {address}, {code}, {phone} and {hours} (the text `hotline_hours`); a
    line break starts a new paragraph. Letters that share a language must share its texts within one call.
    """

    name: tuple[str, ...]
    address: tuple[str, ...]
    code: str
    url: str
    language: str
    german: Mapping[str, str]
    own: Mapping[str, str]
    site: str = ""
    direction: Direction = "ltr"
    font: str = LATIN


@dataclass(frozen=True)
class Tray:
    """One PDF of several letters, in the order given; `letters` and `pages` are counts."""

    pdf: bytes
    letters: int
    pages: int


def print_letters(
    letters: Iterable[Letter],
    *,
    letterhead: Letterhead,
    trays: int = 250,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Tray]:
    """Set letters in trays of at most `trays` and hand each tray over as soon as it is set.

    `progress` is called after each tray with the number of letters set so far.
    """
    waiting, done = iter(letters), 0
    while tray := list(islice(waiting, trays)):
        pdf = typeset("letters.typ", _tray_data(tray, letterhead))
        forget()
        done += len(tray)
        yield Tray(pdf=pdf, letters=len(tray), pages=PAGES_PER_LETTER * len(tray))
        if progress is not None:
            progress(done)


def code_groups(code: str) -> tuple[str, ...]:
    """The access code as it is printed: groups of four.

    >>> code_groups("ABCD-EFGH-JKLM-NPQR")
    ('ABCD', 'EFGH', 'JKLM', 'NPQR')
    """
    plain = "".join(character for character in code if character.isalnum())
    return tuple(plain[start : start + 4] for start in range(0, len(plain), 4))


def _tray_data(tray: Sequence[Letter], letterhead: Letterhead) -> dict[str, object]:
    require_families({letter.font for letter in tray})
    languages: dict[str, dict[str, object]] = {}
    rows = [_letter_data(letter, languages) for letter in tray]
    head = {"sender": letterhead.sender, "return_line": letterhead.return_line, "contact": letterhead.contact}
    return {
        "letterhead": head | {"date": letterhead.date, "phone": letterhead.phone},
        "languages": languages,
        "letters": rows,
    }


def _letter_data(letter: Letter, languages: dict[str, dict[str, object]]) -> dict[str, object]:
    window = [line for line in (*letter.name, *letter.address) if line.strip()]
    if len(window) > ADDRESS_LINES:
        raise InputError(
            "An address does not fit the window", expected=f"at most {ADDRESS_LINES} lines", got=len(window)
        )
    own = f"{letter.language}/2"
    if not languages:
        languages["de"] = _language_data("de", letter.german, "ltr", LATIN)
    if own not in languages:
        languages[own] = _language_data(letter.language, letter.own, letter.direction, letter.font)
    return {
        "window": window,
        "groups": code_groups(letter.code),
        "site": letter.site or urlsplit(letter.url).netloc,
        "qr": code_svg(letter.url),
        "own": own,
    }


def _language_data(tag: str, texts: Mapping[str, str], direction: Direction, font: str) -> dict[str, object]:
    missing = [key for key in TEXTS if not texts.get(key, "").strip()]
    if missing:
        raise InputError("Texts of the letter are missing", where=f"language {tag}", expected=", ".join(missing))
    lang, region = language_and_region(tag)
    return {
        "lang": lang,
        "region": region,
        "rtl": direction == "rtl",
        "font": font,
        "texts": cut(_with_hours(texts), direction),
    }


def _with_hours(texts: Mapping[str, str]) -> dict[str, str]:
    """Put the hours in where a text asks for them; only if none does, they stay a line of their own."""
    filled = {key: texts[key].replace("{hours}", texts[HOURS]) for key in TEXTS if key != HOURS}
    asked = any("{hours}" in texts[key] for key in TEXTS)
    return filled | {HOURS: "" if asked else texts[HOURS]}
