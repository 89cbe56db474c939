"""Whether a hand-over may bring another public key to a wave that is open."""

from __future__ import annotations

from collections.abc import Sequence

from querschnitt.apps.interview.handover import Header
from querschnitt.apps.interview.models import Opening
from querschnitt.core.errors import StateError
from querschnitt.core.succession import Purpose, check_succession, fingerprint, is_fingerprint_of

REPLACE = "With --replace its interviews are deleted; answers that were given are then lost."
LOST = "Was the key before lost? Ask the statistics office for the new fingerprint, and give it with --accept-key. "


def check_keys(opened: Opening, header: Header, *, accepted: Sequence[str] = ()) -> None:
    """Refuse a public key that the one in use has not signed, unless somebody has confirmed its fingerprint.

    Raises
    ------
    StateError : if the key for answers or the one for wishes does not follow the one in use.
    """
    for purpose, known, offered in (
        (Purpose.ANSWERS, opened.public_key, header.public_key),
        (Purpose.WISHES, opened.desk_key, header.desk_key),
    ):
        if not known or offered in ("", known):
            continue
        if not any(is_fingerprint_of(text, offered) for text in accepted):
            _check_follows(header, purpose, known=known, offered=offered)


def _check_follows(header: Header, purpose: Purpose, *, known: str, offered: str) -> None:
    chain = tuple(link for link in header.keys if link.purpose == purpose)
    try:
        check_succession(chain, wave=header.wave, known=known, offered=offered)
    except StateError as error:
        raise StateError(
            f"The wave is open with another public key for {purpose}, and has interviews. {error.what}",
            where=error.where, expected=f"{fingerprint(known)}, or a key that it has signed",
            got=fingerprint(offered), hint=LOST + REPLACE,
        ) from error  # fmt: skip
