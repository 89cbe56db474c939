"""Put a picture to a field of action, or take it away. Reports that were made keep theirs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import Field, FieldPicture
from querschnitt.core.errors import InputError
from querschnitt.press.strategy.pictures import read_picture


@dataclass(frozen=True)
class PictureWords:
    """What is said of a picture: what it shows, for those who do not see it, and whose it is."""

    alt_de: str
    alt_en: str
    credit: str


def set_picture(
    *, field: Field, words: PictureWords, content: bytes | None, name: str = "", actor: str = ""
) -> FieldPicture:  # fmt: skip
    """Put a picture to a field, or other words to the one that is there.

    Parameters
    ----------
    content : the file; None leaves the picture as it is

    Raises
    ------
    InputError : if there is no picture, it cannot be printed, or nothing is said of it
    """
    if not words.alt_de.strip() or not words.credit.strip():
        raise InputError("A picture has an alternative text and a credit", where=str(field))
    with one_step():
        row = FieldPicture.objects.filter(field=field).first() or FieldPicture(field=field)
        if content is not None:
            read = read_picture(content, where=name or str(field))
            row.content, row.media_type, row.width, row.height = read.content, read.media_type, read.width, read.height
            row.sha256 = hashlib.sha256(read.content).hexdigest()
        elif row.pk is None:
            raise InputError("There is no picture yet", where=str(field), hint="Choose a file.")
        row.alt_de, row.alt_en, row.credit = words.alt_de.strip(), words.alt_en.strip(), words.credit.strip()
        row.added_by = actor or "querschnitt"
        row.save()
        log_activity(alias="office", verb="set picture", subject=f"{field.edition.slug} {field.number}", actor=actor)
    return row


def remove_picture(*, field: Field, actor: str = "") -> None:
    """Take the picture of a field away."""
    with one_step():
        FieldPicture.objects.filter(field=field).delete()
        subject = f"{field.edition.slug} {field.number}"
        log_activity(alias="office", verb="remove picture", subject=subject, actor=actor)
