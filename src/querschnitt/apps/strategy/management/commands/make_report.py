"""Make a report of the strategy and freeze it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from querschnitt.apps.accounts.actions import system_actor
from querschnitt.apps.strategy.actions.reports import MADE_HERE, make_report, verify_report
from querschnitt.apps.strategy.models import Edition
from querschnitt.apps.strategy.queries.reports import Wanted, gaps, gather
from querschnitt.core.errors import InputError


class Command(BaseCommand):
    """Make a report of the strategy: values and files are frozen together. With --into the files are written, too.

    Example: querschnitt make_report council --edition 2020 --state-on 2021-11-30 --council-on 2022-02-09
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=", ".join(kind.value for kind in MADE_HERE))
        parser.add_argument("--edition", required=True, metavar="EDITION", help="short name, such as 2020")
        parser.add_argument("--state-on", required=True, type=date.fromisoformat, metavar="DAY", help="state date")
        parser.add_argument("--council-on", type=date.fromisoformat, metavar="DAY", help="date of the council")
        parser.add_argument("--language", default="de", metavar="TAG", help="de (default) or en")
        parser.add_argument("--into", type=Path, metavar="FOLDER", help="write the files there, too")

    def handle(self, *args: Any, **options: Any) -> None:
        edition = Edition.objects.filter(slug=options["edition"]).first()
        if edition is None:
            known = ", ".join(Edition.objects.values_list("slug", flat=True))
            raise InputError("Unknown edition", got=options["edition"], expected=known or "an imported edition")
        wanted = Wanted(
            kind=options["kind"], edition=edition, state_on=options["state_on"], council_on=options["council_on"],
            language=options["language"], round=edition.rounds.filter(state_on=options["state_on"]).first(),
        )  # fmt: skip
        report = make_report(wanted=wanted, actor=system_actor())
        missing = gaps(gather(wanted))
        self.stdout.write(f"Report {report.pk} ({report.kind}, {report.state_on}): {missing.measures} measures.")
        if missing.silent or missing.old:
            self.stdout.write(f"Without status: {len(missing.silent)}; with an old one: {len(missing.old)}.")
        self.stdout.write(f"SHA-256 {report.sha256}, {'agrees' if verify_report(report).agrees else 'DIFFERS'}.")
        for file in report.files.all():
            self.stdout.write(self._given(file.name, bytes(file.content), options["into"]))

    def _given(self, name: str, content: bytes, into: Path | None) -> str:
        if into is None:
            return name
        into.mkdir(parents=True, exist_ok=True)
        (into / name).write_bytes(content)
        return str(into / name)
