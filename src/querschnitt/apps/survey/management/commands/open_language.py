"""Open a language for interviews."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.survey.actions import add_language, open_language
from querschnitt.apps.survey.actions.opening import Lack
from querschnitt.apps.survey.queries import wave


class Command(BaseCommand):
    help = (
        "Open a language of a wave for interviews: refused unless every text is locked, pretested and up to date. In "
        "mid-field a version of the questionnaire with it is released at once; hand_over brings it to the interview. "
        "With --add the translation into one more language begins.\n\n"
        "Example: querschnitt open_language 2020 ps"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", help="name of the wave")
        parser.add_argument("language", help="its tag, such as ps or fa-AF")
        parser.add_argument("--add", action="store_true", help="add the language to the draft, do not open it yet")

    def handle(self, *args: Any, **options: Any) -> None:
        found = wave(options["wave"])
        if options["add"]:
            one = add_language(wave=found, tag=options["language"])
            self.stdout.write(f"Wave {found.slug}: {one.tag} ({one.name}) is added; its texts are open.")
            return
        one = open_language(wave=found, tag=options["language"])
        self.stdout.write(f"Wave {found.slug}: {one.tag} is open since {one.opened_at:%Y-%m-%d %H:%M}.")
        if one.opened_despite:
            self.stdout.write(f"Example: opened though it lacked {Lack(**one.opened_despite)}.")
        if found.opened_at is not None:
            self.stdout.write(f"The field is open. Hand the version over: querschnitt hand_over {found.slug}")
