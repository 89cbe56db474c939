"""Release the draft of a wave's questionnaire."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.survey.actions import Declaration, release_questionnaire
from querschnitt.apps.survey.actions.releasing import DECLARED
from querschnitt.apps.survey.queries import wave
from querschnitt.apps.survey.queries.versions import versions_of


class Command(BaseCommand):
    help = (
        "Release the draft of a wave's questionnaire in the languages that are open: checked completely, frozen with "
        "its workbook, pinned by its hash. Approvals and features must be recorded. While the field is open, say what "
        "kind of change it is; a wrong declaration is refused with what really changed.\n\n"
        "Example: querschnitt release_questionnaire 2020 --change text-only"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")
        parser.add_argument("--change", default="", choices=[str(kind) for kind in DECLARED], help="while it is open")
        parser.add_argument("--reason", default="", help="why; a breaking change needs it")

    def handle(self, *args: Any, **options: Any) -> None:
        found = wave(options["wave"])
        before = found.questionnaire_id
        said = Declaration(change=options["change"], reason=options["reason"])
        made = release_questionnaire(wave=found, declaration=said)
        last = versions_of(found)[-1]
        if made.pk == before:
            self.stdout.write(f"Wave {found.slug}: {made} is in force already; nothing to release.")
            return
        for line in last.changes:
            self.stdout.write(f"  {line}")
        self.stdout.write(
            f"Wave {found.slug}: released {made} as version {last.number} ({last.change}), "
            f"{len(last.languages)} languages."
        )
        if found.opened_at is not None:
            self.stdout.write(f"The field is open. Hand the version over: querschnitt hand_over {found.slug}")
