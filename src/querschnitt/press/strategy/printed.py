"""Blocks as a tagged PDF: PDF/UA-1 and PDF/A-2a, a paper for the council or a booklet."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Literal

from querschnitt.press.strategy.blocks import Block, Document, Picture
from querschnitt.press.typesetting import ARCHIVED, typeset

Layout = Literal["paper", "booklet"]


def as_pdf(document: Document, *, layout: Layout = "paper") -> bytes:
    """Set a paper; the same paper gives the same bytes.

    ``layout`` : "booklet" has a cover and contents, and sets fields of action large
    """
    day = date.fromisoformat(document.day)
    data = asdict(document) | {
        "layout": layout,
        "day": [day.year, day.month, day.day],
        "region": {"de": "DE", "en": "GB"}[document.language],
        "blocks": [_block(block) for block in document.blocks if not isinstance(block, Picture)],
    }
    return typeset("strategy.typ", data, standards=ARCHIVED)


def _block(block: Block) -> dict[str, object]:
    given = asdict(block) | {"block": type(block).__name__}
    if "figures" in given:
        given["figures"] = list(given["figures"])
    return given
