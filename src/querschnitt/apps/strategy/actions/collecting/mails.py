"""Mails to functions of offices: each once, each with a link of its own, in the language of its mailbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from icalendar import Calendar, Event

from querschnitt.apps.strategy.actions.collecting.links import make_link
from querschnitt.apps.strategy.models import Office, OfficeFunction, ReportingRound, Sent, StatusLink
from querschnitt.apps.strategy.queries.reporting import coordination


@dataclass(frozen=True)
class Letter:
    """A mail that is to go out.

    Attributes
    ----------
    function : whose mailbox gets it
    key : what makes it another mail than an earlier one of its kind: a step, a measure
    office : whose measures the link opens; None for a mail without a link
    words : what its text needs besides
    """

    function: OfficeFunction
    kind: str
    key: str = ""
    round: ReportingRound | None = None
    office: Office | None = None
    purpose: str = StatusLink.Purpose.REPORT
    passed_on_from: StatusLink | None = None
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Posted:
    """How many mails went out, how many had gone out before, and which mailboxes could not be reached."""

    sent: int = 0
    before: int = 0
    failed: tuple[str, ...] = ()


def post_all(letters: Iterable[Letter], *, now: datetime) -> Posted:
    """Send mails. One that cannot be sent leaves no trace and is tried again by the next run."""
    sent = before = 0
    failed: list[str] = []
    for letter in letters:
        try:
            went = post(letter, now=now)
        except (SMTPException, OSError):
            failed.append(str(letter.function))
            continue
        sent, before = sent + went, before + (not went)
    return Posted(sent=sent, before=before, failed=tuple(failed))


def post(letter: Letter, *, now: datetime) -> bool:
    """Send a mail unless it has gone out before, and return whether it went out now.

    The row that says so, the link and the mail stand or fall together.
    """
    with transaction.atomic(using="office"):
        _row, is_new = Sent.objects.get_or_create(
            function=letter.function, round=letter.round, kind=letter.kind, key=letter.key
        )
        if not is_new:
            return False
        address = ""
        if letter.round is not None and letter.office is not None:
            address = make_link(
                opened=letter.round, office=letter.office, function=letter.function, purpose=letter.purpose, now=now,
                passed_on_from=letter.passed_on_from,
            )  # fmt: skip
        _message(letter, address=address, now=now).send()
    return True


@dataclass(frozen=True)
class Text:
    """A mail as it is read."""

    subject: str
    body: str


def text_of(letter: Letter, *, address: str, now: datetime) -> Text:
    """Return the text of a mail in the language of its mailbox. Its first line is the subject."""
    language = "en" if letter.function.language == "en" else "de"
    with translation.override(language):
        written = render_to_string(
            f"strategy/mails/{letter.kind}.{language}.txt",
            {
                "function": letter.function,
                "round": letter.round,
                "office": letter.office,
                "address": address,
                "site": settings.OFFICE_ADDRESS,
                "contact": coordination(on=now.date()),
                **letter.words,
            },
        )
    subject, _, body = written.partition("\n")
    return Text(subject=subject.strip(), body=body.strip() + "\n")


def _message(letter: Letter, *, address: str, now: datetime) -> EmailMessage:
    text = text_of(letter, address=address, now=now)
    contact = coordination(on=now.date())
    message = EmailMessage(
        text.subject, text.body, to=[letter.function.email], reply_to=[contact.email] if contact else None
    )
    if letter.kind == Sent.Kind.INVITATION and letter.round is not None and letter.round.due_on:
        message.attach("termin.ics", calendar(letter.round, summary=text.subject, now=now), "text/calendar")
    return message


def calendar(opened: ReportingRound, *, summary: str, now: datetime) -> bytes:
    """Return the day on which reports are due as a calendar entry. It holds no link: calendars are shared."""
    entry = Event()
    entry.add("uid", f"round-{opened.pk}@querschnitt")
    entry.add("dtstamp", now)
    entry.add("dtstart", opened.due_on)
    entry.add("summary", summary)
    entry.add("transp", "TRANSPARENT")
    found = Calendar()
    found.add("prodid", "-//Querschnitt//")
    found.add("version", "2.0")
    found.add_component(entry)
    return bytes(found.to_ical())
