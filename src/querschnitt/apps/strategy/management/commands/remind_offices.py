"""Send what is due: reminders, word to heads, the digest, conclusions that wait."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localtime, make_aware

from querschnitt.apps.strategy.actions.collecting.mails import Posted
from querschnitt.apps.strategy.actions.collecting.reminding import remind_offices
from querschnitt.core.errors import InputError, StateError


class Command(BaseCommand):
    """Remind offices whose reports are due, tell heads what is overdue, send the weekly digest. Run it once a day.

    Offices are reminded 7 days and 1 day before, and on the day; their heads 3 and 10 days after. What has gone out is
    not sent again, however often it runs.

    Example: querschnitt remind_offices
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", default="", metavar="DAY", help="as if it were this day (2026-11-28)")

    def handle(self, *args: Any, **options: Any) -> None:
        reminded = remind_offices(now=_moment(options["date"]))
        for name, posted in (
            ("Reminders", reminded.reminders),
            ("To heads", reminded.escalations),
            ("Digests", reminded.digests),
            ("Conclusions", reminded.conclusions),
        ):
            self.stdout.write(_line(name, posted))
        if reminded.failed:
            raise StateError(
                "Some mails could not be sent", got=", ".join(sorted(set(reminded.failed))),
                hint="Check `mail` in deployment.json and run the command again; nobody gets a mail twice.",
            )  # fmt: skip


def _line(name: str, posted: Posted) -> str:
    return f"{name}: {posted.sent} sent, {posted.before} sent before."


def _moment(written: str) -> datetime:
    if not written:
        return localtime()
    try:
        return make_aware(datetime.combine(date.fromisoformat(written), time(7)))
    except ValueError as error:
        raise InputError("This is not a day", got=written, expected="a day such as 2026-11-28") from error
