"""The page of one share of a private key: its words to keep on paper, whose it is, and what to do with it (German)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from querschnitt.press.typesetting import typeset


@dataclass(frozen=True, kw_only=True)
class SharePage:
    """What stands on the page of one holder.

    wave, title : the wave's short and long name
    key : which key of the wave, as a number; a wave has more than one after a rotation
    fingerprint : of the public key
    number, holder : which share it is, and who keeps it; the holder may be empty, for a name written by hand
    words : of the share, in order
    split_on : the day of the split, as it is to be read ("27.11.2026")
    """

    wave: str
    title: str
    key: int
    fingerprint: str
    number: int
    words: Sequence[str]
    split_on: str
    holder: str = ""


def share_page(page: SharePage) -> bytes:
    """Set the page of a share as PDF, one sheet of A4."""
    return typeset(
        "share.typ",
        {
            "wave": page.wave, "title": page.title, "key": page.key, "fingerprint": page.fingerprint,
            "number": page.number, "holder": page.holder, "words": list(page.words), "split_on": page.split_on,
        },
    )  # fmt: skip
