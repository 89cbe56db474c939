"""Look at a file that came back from translators, and take what is new if that is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.accounts.actions import system_actor
from querschnitt.apps.survey.actions.roundtrip import AS_STEP, Settlement, receive, settle_delivery
from querschnitt.apps.survey.queries import language_of, wave
from querschnitt.apps.survey.queries.deliveries import Arrived, arrived
from querschnitt.apps.survey.workflow import Person, Rules
from querschnitt.core.errors import InputError
from querschnitt.core.instrument.translation import Outcome

SAFE = (Outcome.NEW, Outcome.CONFIRMED)


class Command(BaseCommand):
    help = (
        "Compare a file that came back from translators with what is here, text by text. Nothing is changed; with "
        "--take BY what is new is taken over as the work of BY. Conflicts and outdated texts wait on the page of the "
        "language.\n\nExample: querschnitt import_translations 2020 ar agency-ar.xlf --take 'Agentur Muster'"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")
        parser.add_argument("language", help="its tag, such as ar or fa-AF")
        parser.add_argument("file", type=Path, help="XLIFF, PO, XLSX or ODS")
        parser.add_argument("--as", choices=list(AS_STEP), default="translate", dest="of", help="which version it is")
        parser.add_argument("--take", default="", metavar="BY", help="take what is new, as the work of this person")

    def handle(self, *args: Any, **options: Any) -> None:
        found = wave(options["wave"])
        one = language_of(found, options["language"])
        file: Path = options["file"]
        if not file.is_file():
            raise InputError("There is no such file", got=str(file), expected="a file of a translation program")
        made = receive(one=one, name=file.name, content=file.read_bytes(), version=options["of"], actor=system_actor())
        shown = arrived(made)
        self._say(shown)
        if not options["take"]:
            self.stdout.write(
                f"Nothing was changed. Pick what is right on the page of the language, delivery {made.pk}."
            )
            return
        picks = {unit.key: None for outcome in SAFE for unit in shown.arrival.of(outcome)}
        by = Person(options["take"], "translator", frozenset({one.tag}))
        rules = Rules.of(found.translation_rules)
        taken = settle_delivery(
            delivery=made, settlement=Settlement(dict(picks), by), rules=rules, actor=system_actor()
        )
        for key, error in taken.refused.items():
            self.stdout.write(f"Refused: {key}: {error}")
        self.stdout.write(f"{taken.done} texts taken over as the work of {by.name}.")

    def _say(self, shown: Arrived) -> None:
        for complaint in shown.arrival.complaints:
            self.stdout.write(f"{complaint.what}: {complaint.got}, expected {complaint.expected}.")
        for problem in shown.file.problems:
            self.stdout.write(str(problem))
        for unit in shown.arrival.units:
            if unit.outcome in (Outcome.CONFLICT, Outcome.OUTDATED, Outcome.FAULTY, Outcome.UNKNOWN):
                why = "; ".join(complaint.what for complaint in unit.complaints)
                self.stdout.write(f"{unit.outcome}: {unit.key}{f' ({why})' if why else ''}")
        counts = ", ".join(f"{len(shown.arrival.of(outcome))} {outcome}" for outcome in Outcome)
        self.stdout.write(f"{counts}; {len(shown.arrival.absent)} not in the file.")
