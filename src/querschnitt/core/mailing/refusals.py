"""Why a letter list, or a key for one, is not taken."""

from __future__ import annotations

from enum import StrEnum

from querschnitt.core.errors import QuerschnittError


class Refusal(StrEnum):
    """Why a file is not taken."""

    NOT_A_MAILING = "not_a_mailing"
    OTHER_VERSION = "other_version"
    TOO_LARGE = "too_large"
    OTHER_SENDER = "other_sender"
    CHANGED = "changed"
    OTHER_RECIPIENT = "other_recipient"
    WRONG_INSIDE = "wrong_inside"
    NOT_A_KEY = "not_a_key"
    PRIVATE_KEY = "private_key"
    OTHER_FINGERPRINT = "other_fingerprint"


class MailingError(QuerschnittError):
    """A letter list, or a key for one, is not taken. ``refusal`` : which of the reasons, for pages that say it."""

    def __init__(self, refusal: Refusal, what: str, *, expected: object = "", got: object = "", hint: str = "") -> None:
        super().__init__(what, expected=expected, got=got, hint=hint)
        self.refusal = refusal
