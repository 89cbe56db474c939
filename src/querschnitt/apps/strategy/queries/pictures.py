"""Pictures of the fields of action for the booklet."""

from __future__ import annotations

from querschnitt.apps.indicators.templatetags.figures import words
from querschnitt.apps.strategy.models import Edition, Field, FieldPicture
from querschnitt.press.strategy.content import PictureLine
from querschnitt.press.strategy.pictures import ENDINGS


def fields_with_pictures(edition: Edition) -> list[tuple[Field, FieldPicture | None]]:
    """Return the fields of an edition with their pictures, without the bytes; one query."""
    rows = edition.fields.select_related("picture").defer("picture__content").order_by("number")
    return [(row, getattr(row, "picture", None)) for row in rows]


def picture_lines(edition: Edition) -> dict[int, PictureLine]:
    """Return what a report says of each picture, by field; one query."""
    return {row.pk: _line(row, picture) for row, picture in fields_with_pictures(edition) if picture}


def _line(field: Field, picture: FieldPicture) -> PictureLine:
    return PictureLine(
        sha256=picture.sha256,
        name=f"field-{field.number}.{ENDINGS[picture.media_type]}",
        alt=words(picture, "alt"),
        credit=picture.credit,
        width=picture.width,
        height=picture.height,
    )


def picture_contents(edition: Edition) -> dict[str, bytes]:
    """Return the bytes of the pictures of an edition by checksum; one query."""
    return {
        row.sha256: bytes(row.content) for row in FieldPicture.objects.filter(field__edition=edition).order_by("pk")
    }
