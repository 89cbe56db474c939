"""Record approvals of a questionnaire, and the features that may be asked about."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.survey.actions import Given, approve_features, record_approval
from querschnitt.apps.survey.models import Approval
from querschnitt.apps.survey.queries import wave
from querschnitt.core.errors import InputError
from querschnitt.tables.features import read_features


class Command(BaseCommand):
    help = (
        "Record that the questionnaire of a wave was approved in its source language as it stands: by the statistics "
        "office, the data protection officer, the Lord Mayor (with the number of the paper); or record the list of "
        "approved features (CSV: feature;label;source).\n\n"
        "Example: querschnitt approve_questionnaire 2020 lord_mayor --by 'OB Beispiel' --paper VII-DS-01234"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")
        parser.add_argument("kind", choices=[*Approval.Kind.values, "features"], help="who approves; or features")
        parser.add_argument("--by", default="", help="name of who has approved")
        parser.add_argument("--on", default="", help="the day, like 2020-10-01 (default: today)")
        parser.add_argument("--paper", default="", help="number of the paper; the Lord Mayor's needs one")
        parser.add_argument("--note", default="")
        parser.add_argument("--list", type=Path, help="the CSV file with the approved features")

    def handle(self, *args: Any, **options: Any) -> None:
        found = wave(options["wave"])
        if options["kind"] == "features":
            if options["list"] is None:
                raise InputError("The list of features is not named", expected="--list features.csv")
            count = approve_features(wave=found, features=read_features(options["list"]))
            self.stdout.write(f"Wave {found.slug}: {count} approved features.")
            return
        given = Given(
            kind=options["kind"], by=options["by"], on=_day(options["on"]), paper=options["paper"], note=options["note"]
        )
        made = record_approval(wave=found, given=given)
        self.stdout.write(f"Wave {found.slug}: approved by {made.given_by} ({made.kind}) on {made.given_on}.")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written) if written else date.today()
    except ValueError as error:
        raise InputError("This is no day", where="--on", expected="like 2020-10-01", got=written) from error
