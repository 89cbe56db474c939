"""What several papers say in the same way: the age of a status, its three dimensions, who acts."""

from __future__ import annotations

from collections.abc import Iterable

from querschnitt.press.strategy.blocks import GERMAN_ENDS, GERMAN_OPENS, Block, Grid, Head
from querschnitt.press.strategy.content import Consulted, FieldPart, MeasureLine, Report, Status
from querschnitt.press.strategy.words import Words

PHASES = ("planned", "running", "paused", "done", "ended", "none")
CLEAR_GRADES = ("A", "B", "C")
"""With a grade below these the change of a figure is not printed."""


def phase_of(status: Status | None) -> str:
    """Return the phase of a measure, "none" where nothing was reported."""
    return status.phase if status else "none"


def marked(words: Words, text: str, *, invented: bool) -> str:
    """Return a text, with the mark of what is invented."""
    return f"{text} {words('invented')}" if invented and text else text


def german(words: Words, text: str) -> str:
    """Return words as they were written, marked as German in a paper of another language."""
    if words.language == "de":
        return text
    return "\n".join(f"{GERMAN_OPENS}{line}{GERMAN_ENDS}" for line in text.split("\n") if line)


def dimensions(words: Words, status: Status | None) -> str:
    """Return phase, schedule and completion, one under the other; what was not stated is left out."""
    said = [words.of("phase", phase_of(status))]
    if status and status.schedule:
        said.append(words.of("schedule", status.schedule))
    if status and status.completion == "not_assessable":
        said.append(words("completion_not_assessable"))
    elif status and status.counted:
        said.append(f"{words('completion_counted')}: {status.counted}")
    return "\n".join(said)


def age(words: Words, status: Status | None) -> str:
    """Return when a status was reported, and how old it is on the state date."""
    if status is None:
        return words("never_said")
    if status.months == 0:
        return words("said_now", day=words.day(status.said_on))
    return words("said", day=words.day(status.said_on), months=words.count("months", status.months))


def pause(words: Words, status: Status) -> str:
    """Return why a measure is paused, and until when."""
    if status.paused_until:
        return words("paused_until", day=words.day(status.paused_until), reason=status.paused_because)
    return words("paused", reason=status.paused_because)


def narrative(words: Words, status: Status | None) -> str:
    """Return all that was said on a measure for the public."""
    if status is None:
        return words("never_said")
    said = [
        pause(words, status) if status.phase == "paused" else "",
        marked(words, german(words, status.note), invented=status.invented),
        words("unchanged", reason=german(words, status.unchanged_because)) if status.unchanged_because else "",
        words("obstacles", text=german(words, status.obstacles)) if status.obstacles else "",
        words("next_steps", text=german(words, status.next_steps)) if status.next_steps else "",
        age(words, status),
    ]
    return "\n".join(text for text in said if text)


def actors(measure: MeasureLine) -> str:
    """Return the abbreviations of those who act, the lead first."""
    return ", ".join(actor.short for actor in measure.actors) or "–"


def key_of_actors(words: Words, report: Report) -> list[Block]:
    """Return the table of abbreviations."""
    names = {actor.short: actor.name for measure in report.measures for actor in measure.actors}
    if not names:
        return []
    rows = [(short, german(words, names[short])) for short in sorted(names, key=str.casefold)]
    return [
        Head(1, words("h_key")),
        Grid(words("key_caption"), (words("short"), words("name")), rows, widths=(1, 4)),
    ]


def title_of(words: Words, measure: MeasureLine) -> str:
    """Return the working title of a measure, marked where it is invented."""
    return marked(words, measure.title, invented=measure.invented)


def official(words: Words, measure: MeasureLine) -> str:
    """Return the text of a measure: the German that was decided, or its translation in a paper of that language."""
    return measure.text if measure.text_language == words.language else german(words, measure.text)


def field_name(words: Words, part: FieldPart) -> str:
    """Return the name of a field, marked where it is assumed."""
    return f"{part.name} {words('assumed')}" if part.name_assumed else part.name


def has_invented(report: Report) -> bool:
    """Return whether something in a report is marked as invented."""
    said: Iterable[bool] = (
        report.invented,
        *(measure.invented or bool(measure.status and measure.status.invented) for measure in report.measures),
        *(part.aim_invented for part in report.fields),
        *(line.invented for line in report.money),
        *(line.invented for line in report.decisions),
        *(line.invented for line in report.workshops),
    )
    return any(said)


def result_of(words: Words, line: Consulted) -> str:
    """Return what a body decided, with its votes."""
    votes = ""
    if line.votes:
        yes, no, abstained = line.votes
        votes = words("votes", yes=yes, no=no, abstained=abstained)
    return "\n".join(part for part in (german(words, line.result), votes) if part) or "–"
