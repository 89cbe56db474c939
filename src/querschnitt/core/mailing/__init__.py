"""What passes from the statistics office to the office that mails letters: names and codes, signed and sealed."""

from querschnitt.core.mailing.file import Cover, SealedMailing, open_mailing, read_mailing, write_mailing
from querschnitt.core.mailing.keys import PURPOSE, read_recipient, write_recipient
from querschnitt.core.mailing.letters import MailedLetter, Mailing, in_mailing_order
from querschnitt.core.mailing.refusals import MailingError, Refusal

__all__ = [
    "PURPOSE",
    "Cover",
    "MailedLetter",
    "Mailing",
    "MailingError",
    "Refusal",
    "SealedMailing",
    "in_mailing_order",
    "open_mailing",
    "read_mailing",
    "read_recipient",
    "write_mailing",
    "write_recipient",
]
