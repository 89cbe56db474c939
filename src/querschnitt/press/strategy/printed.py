"""Blocks as a tagged PDF: PDF/UA-1 and PDF/A-2a, a paper for the council or a booklet."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Literal

from querschnitt.press.strategy.blocks import Block, Document, Picture
from querschnitt.press.typesetting import ARCHIVED, typeset

Layout = Literal["paper", "booklet", "square"]


def as_pdf(document: Document, *, layout: Layout = "paper") -> bytes:
    """Set a paper; the same paper gives the same bytes.

    ``layout`` : "booklet" has a cover and contents, and sets fields of action large; "square" is one of 21 × 21 cm
    """
    day = date.fromisoformat(document.day)
    pictures = {block.name: block.content for block in document.blocks if isinstance(block, Picture)}
    data = asdict(document) | {
        "layout": layout,
        "day": [day.year, day.month, day.day],
        "region": {"de": "DE", "en": "GB"}[document.language],
        "blocks": [_block(block) for block in document.blocks],
    }
    return typeset("strategy.typ", data, standards=ARCHIVED, files=pictures)


def _block(block: Block) -> dict[str, object]:
    given = asdict(block) | {"block": type(block).__name__}
    given.pop("content", None)
    if "figures" in given:
        given["figures"] = list(given["figures"])
    return given
