"""The command ``querschnitt``: each command runs as the service, and so with the database role, it belongs to."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from types import FrameType

from querschnitt import __version__
from querschnitt.core.errors import QuerschnittError, suggestion


@dataclass(frozen=True)
class Entry:
    """A command in the table: the service it runs as, what it does, and whether it starts the embedded database."""

    service: str
    does: str
    needs_database: bool = False


COMMANDS: Mapping[str, Mapping[str, Entry]] = {
    "The whole wave": {
        "demo": Entry("roof", "run Leipzig's whole wave on this machine and serve it", needs_database=True),
    },
    "Questionnaire": {
        "check_questionnaire": Entry("statistics", "prove a questionnaire before the field, and say what is wrong"),
        "preview_questionnaire": Entry("interview", "show every page of a workbook on phones, languages side by side"),
        "rehearse": Entry("roof", "let invented people fill in a questionnaire through the real service"),
        "print_questionnaire": Entry("statistics", "print a questionnaire on paper, one PDF a language"),
        "import_limesurvey": Entry("statistics", "carry a survey of LimeSurvey over into a workbook, with a report"),
        "import_questionnaire": Entry("statistics", "check a workbook and import it as the draft of a wave"),
        "export_translations": Entry("statistics", "write the texts of a language into a file for translators"),
        "import_translations": Entry("statistics", "compare a file of translators with what is here, and take it"),
        "open_language": Entry("statistics", "open a language for interviews: whole, pretested, locked"),
        "approve_questionnaire": Entry("statistics", "record approvals, and the features that may be asked about"),
        "release_questionnaire": Entry("statistics", "release the draft of a wave, or a declared change of it"),
    },
    "Register and draw (statistics office, role fieldwork)": {
        "import_register": Entry("statistics", "import a register extract and derive the frame of a wave"),
        "compare_definitions": Entry("statistics", "run two definitions on one extract, and say who moves"),
        "commit_seed": Entry("statistics", "make a seed, and what may be published of it before the draw"),
        "draw_sample": Entry("statistics", "draw a sample as a design says: of a wave, or of any frame"),
        "draw_batch": Entry("statistics", "add a batch to a sample by a draw of its own, or release one"),
        "draw_protocol": Entry("statistics", "write the protocol of a draw: to be signed, and to be checked"),
        "verify_draw": Entry("statistics", "check a draw with two files: its protocol and the frame"),
    },
    "Fieldwork": {
        "announce_wave": Entry("statistics", "record what was decided for a wave"),
        "keys": Entry("statistics", "make the keys of a wave; let one follow another, split it, recover it"),
        "print_letters": Entry("statistics", "make access codes, print the invitations, write the hand-over"),
        "hand_over_letters": Entry("statistics", "make the letter list for the office that mails, for its key alone"),
        "draw_second_phase": Entry("statistics", "draw some of those who have not answered"),
        "launch_interview": Entry("statistics", "make the signed link of an interviewer, by telephone or live"),
        "open_field": Entry("interview", "open a wave's interview from the hand-over"),
        "hand_over": Entry("statistics", "write a further version of the questionnaire for an open wave"),
        "collect_wishes": Entry("statistics", "fetch who wants to be called or to be told the results"),
        "close_interview": Entry("interview", "let nobody begin or go on any more; what was sealed stays"),
        "close_field": Entry("statistics", "note that the field of a wave has ended"),
        "collect": Entry("analysis", "unseal the answers of a wave into a data file"),
        "import_answers": Entry("analysis", "take over the microdata of a wave that was collected elsewhere"),
    },
    "Figures (statistics office, role analysis)": {
        "weigh": Entry("analysis", "weight the usable interviews of a wave"),
        "estimate_wave": Entry("analysis", "estimate all questions of a wave in all domains"),
        "compare": Entry("analysis", "compare a wave with an earlier one, with grade"),
        "report": Entry("analysis", "write the report of a wave: HTML, PDF, XLSX"),
        "release": Entry("analysis", "sign the findings that may leave the statistics office"),
    },
    "Only the estimation": {
        "estimate": Entry("statistics", "estimate from any Parquet, CSV or SPSS file, without a database"),
    },
    "Letters (integration office)": {
        "mailing_key": Entry("office", "make the key for letter lists; accept the statistics office's"),
        "open_letters": Entry("office", "check a letter list, and open it for a mail merge"),
    },
    "Strategy (integration office)": {
        "import_strategy": Entry("office", "import a strategy with its editions"),
        "import_plan": Entry("office", "make a draft from another city's plan of measures, cell by cell"),
        "import_release": Entry("office", "take over a signed release of findings"),
        "link_evidence": Entry("office", "link findings to measures as evidence"),
        "refer_findings": Entry("office", "refer findings to fields of action, with what was concluded"),
        "remind_offices": Entry("office", "remind offices whose status reports are due; for cron, once a day"),
    },
    "House": {
        "serve": Entry(
            "roof", "serve interview, statistics office, integration office and portal", needs_database=True
        ),
        "start_database": Entry("roof", "start the embedded database server"),
        "stop_database": Entry("roof", "stop the embedded database server"),
        "migrate_all": Entry("everything", "create or update all four databases and the rights of the five roles"),
        "recreate_databases": Entry("everything", "delete all data of a demo and create empty databases"),
        "add_person": Entry("everything", "add a person who works here"),
    },
}


def main() -> None:
    """Run ``querschnitt COMMAND ...``; a user never sees a traceback."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("help", "-h", "--help") and len(arguments) == 1:
        sys.stdout.write(overview())
        return
    if arguments[0] in ("--version", "version"):
        sys.stdout.write(f"querschnitt {__version__}\n")
        return
    name = arguments[1] if arguments[0] == "help" else arguments[0]
    if entry_of(name) is None and name not in DJANGO_COMMANDS:
        hint = suggestion(name, [command for group in COMMANDS.values() for command in group])
        sys.stderr.write(f"There is no command '{name}'. {hint} See: querschnitt help\n")
        sys.exit(2)
    sys.exit(_run(name, arguments))


def _run(name: str, arguments: list[str]) -> int:
    entry = entry_of(name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_of(entry.service if entry else "everything"))
    from django.db import OperationalError, ProgrammingError

    from querschnitt.site.help import House

    needs_database = entry is not None and entry.needs_database and not {"help", "--help", "-h"} & set(arguments)
    try:
        with embedded_database() if needs_database else nullcontext():
            House(["querschnitt", *arguments], ours=[each for group in COMMANDS.values() for each in group]).execute()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 130
    except (QuerschnittError, OperationalError, OSError) as error:
        sys.stderr.write(f"{_sentence(error)}\n")
        return 1
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != UNDEFINED_TABLE:
            raise
        sys.stderr.write("The databases have no tables yet, or old ones. Run: querschnitt migrate_all\n")
        return 1
    return 0


UNDEFINED_TABLE = "42P01"  # SQLSTATE, PostgreSQL manual, appendix A


def _sentence(error: Exception) -> str:
    """Say in one sentence what stopped a command, with the way out."""
    if isinstance(error, QuerschnittError):
        return str(error)
    if isinstance(error, OSError):
        place = f" Place: {error.filename}." if error.filename else ""
        hint = "Check that the file or folder is there and that you may read and write it."
        return f"A file cannot be read or written: {error.strerror or error}.{place} {hint}"
    return f"The database does not answer: {str(error).splitlines()[0]} Start it: querschnitt start_database"


@contextmanager
def embedded_database() -> Iterator[None]:
    """Let the embedded server run for the duration of a command, unless it ran before or a city names its own.

    It starts before Django reads its settings, because they name it. A request to end (SIGTERM) is taken like Ctrl-C,
    so that what was started here is stopped here.
    """
    from querschnitt.site.databases import create_roles_and_databases
    from querschnitt.site.deployment import read_deployment
    from querschnitt.site.postgres import start_server

    deployment = read_deployment()
    if deployment.passwords and not deployment.embedded:
        yield
        return
    signal.signal(signal.SIGTERM, _interrupt)
    server = start_server()
    try:
        create_roles_and_databases(server.deployment)
        yield
    finally:
        if server.started_here:
            server.stop()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


DJANGO_COMMANDS = (
    "migrate",
    "makemigrations",
    "check",
    "shell",
    "test",
    "showmigrations",
    "sqlmigrate",
    "collectstatic",
)


def settings_of(service: str) -> str:
    """Return the settings module of a service."""
    return f"querschnitt.site.settings.{service}"


def entry_of(name: str) -> Entry | None:
    """Return the entry of a command, or None for one of Django's own."""
    return next((group[name] for group in COMMANDS.values() if name in group), None)


def overview() -> str:
    """Return the grouped list of commands."""
    lines = ["Querschnitt: from register draw to council decision.", "", "Usage: querschnitt COMMAND [--help]", ""]
    for title, commands in COMMANDS.items():
        lines += [title, *(f"  {name:<23}{entry.does}" for name, entry in commands.items()), ""]
    return "\n".join(lines)
