"""Print a questionnaire on paper, one PDF a language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from querschnitt.apps.accounts.languages import language
from querschnitt.apps.survey.sources import Source, read_source
from querschnitt.core.errors import InputError, suggestion
from querschnitt.press.questionnaire import Edition, is_draft, print_questionnaire
from querschnitt.tables.toml_file import read_toml


class Command(BaseCommand):
    help = (
        "Print the questionnaire of a wave on paper, one accessible PDF a language: numbered questions, boxes to tick, "
        "arrows and conditions in words, long lists in an appendix.\n\n"
        "Example: querschnitt print_questionnaire examples/leipzig/wave_2020.toml --language ar\n"
        "Example: querschnitt print_questionnaire examples/leipzig/wave_2020.toml --interviewer"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("questionnaire", type=Path, help="the wave's TOML file, which names it, or a workbook")
        parser.add_argument("--language", action="append", metavar="TAG", help="only this one (default: all)")
        parser.add_argument("--interviewer", action="store_true", help="the edition with the notes for interviewers")
        parser.add_argument("--out", type=Path, help="folder for the files (default: questionnaires/WAVE)")

    def handle(self, *args: Any, **options: Any) -> None:
        source = read_source(options["questionnaire"])
        tags = _tags(source, options["language"])
        folder = options["out"] or Path(settings.VAR) / "questionnaires" / source.name
        folder.mkdir(parents=True, exist_ok=True)
        for tag in tags:
            edition = Edition(
                language=tag,
                direction=language(tag).direction,
                for_interviewers=options["interviewer"],
                phone=_phone(source),
            )
            ending = "-interviewer" if options["interviewer"] else ""
            file = folder / f"questionnaire-{source.name}-{tag}{ending}.pdf"
            file.write_bytes(print_questionnaire(source.instrument, edition))
            self.stdout.write(f"Written: {file}")
        drafts = [language(tag).english for tag in tags if is_draft(tag)]
        if drafts:
            self.stdout.write(
                "The fixed words (arrows, conditions, page numbers) are drafts and have not been read by people whose "
                f"mother tongue it is: {', '.join(drafts)}."
            )


def _tags(source: Source, wished: list[str] | None) -> list[str]:
    known = source.instrument.languages
    for tag in wished or ():
        if tag not in known:
            raise InputError(
                "The questionnaire does not have this language",
                got=tag,
                expected=", ".join(known),
                hint=suggestion(tag, known),
            )
    return list(dict.fromkeys(wished or known))


def _phone(source: Source) -> str:
    """Return the hotline of the wave's letterhead; without one a line is left to write it on."""
    if source.wave is None or "letterhead" not in source.wave.files:
        return ""
    return str(read_toml(source.wave.file("letterhead"), what="letterhead").get("phone", ""))
