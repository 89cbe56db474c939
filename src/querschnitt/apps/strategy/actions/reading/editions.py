"""The folder of one edition: its decision, its chapters, what it came from, and what was reported on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from querschnitt.apps.strategy.actions.reading.measures import (
    Known,
    Words,
    WrittenField,
    WrittenGoal,
    WrittenMeasure,
    read_field,
    read_goals,
    read_words,
)
from querschnitt.apps.strategy.actions.reading.milestones import WrittenMilestone, read_milestones
from querschnitt.apps.strategy.actions.reading.money import WrittenMoney, read_money
from querschnitt.apps.strategy.actions.reading.participation import (
    WrittenParticipation,
    read_comments,
    read_origins,
    read_workshops,
)
from querschnitt.apps.strategy.actions.reading.rounds import WrittenRound, read_round
from querschnitt.apps.strategy.actions.reading.successions import Side, WrittenSuccessions, read_successions
from querschnitt.apps.strategy.actions.reading.table import Table, read_table, refuse_doubles
from querschnitt.apps.strategy.actions.reading.translations import WrittenTranslation, read_translations
from querschnitt.apps.strategy.models import Edition
from querschnitt.core.errors import InputError

WORDS = ("origins", "target_groups")
DECIDED = (Edition.State.ADOPTED, Edition.State.SUPERSEDED)


@dataclass(frozen=True)
class WrittenEdition:
    """An edition; ``columns`` are those of its row that stay as they are once it is adopted."""

    slug: str
    state: str
    predecessor: str
    valid_until: date | None
    columns: Mapping[str, object]
    goals: tuple[WrittenGoal, ...]
    fields: tuple[WrittenField, ...]
    successions: WrittenSuccessions
    milestones: tuple[WrittenMilestone, ...]
    rounds: tuple[WrittenRound, ...]
    money: WrittenMoney
    participation: WrittenParticipation
    translations: tuple[WrittenTranslation, ...]
    content_hash: str
    place: str = field(compare=False)

    def measures(self) -> list[WrittenMeasure]:
        """Return the measures of all fields, in their order."""
        return [measure for chapter in self.fields for measure in chapter.measures]

    def texts(self) -> dict[str, str]:
        """Return the official texts by number."""
        return {measure.number: measure.text for measure in self.measures()}


@dataclass(frozen=True)
class Shared:
    """What the files beside the editions say: the offices there are, and the words of origins and target groups."""

    offices: Collection[str]
    origins: Words
    target_groups: Words


def read_edition(root: Path, place: str, shared: Shared, earlier: Mapping[str, WrittenEdition]) -> WrittenEdition:
    """Read the folder of an edition; ``earlier`` are the editions that were read before it.

    Raises
    ------
    InputError : if a file or key is missing or unknown, a code is unknown, or a number stands twice.
    """
    file = read_table(root, f"{place}edition.toml")
    goals = read_goals(read_table(root, f"{place}goals.toml", optional=True))
    refuse_doubles((goal.number for goal in goals), "number of a goal", f"{place}goals.toml")
    known = _known(file, shared, goals)
    names = _files(root, f"{place}fields")
    fields = sorted((read_field(read_table(root, name), known) for name in names), key=lambda row: row.number)
    texts = {measure.number: measure.text for chapter in fields for measure in chapter.measures}
    refuse_doubles((str(chapter.number) for chapter in fields), "number of a field of action", f"{place}fields")
    refuse_doubles(
        (row.number for chapter in fields for row in chapter.measures), "number of a measure", f"{place}fields"
    )
    milestones = read_milestones(read_table(root, f"{place}milestones.toml", optional=True), texts)
    titles = [(row.number, row.title) for row in milestones]
    predecessor = file.code("predecessor", earlier) if file.has("predecessor") else ""
    frozen = [f"{place}goals.toml", f"{place}successions.toml", *names]
    return file.done(
        WrittenEdition(
            slug=file.text("slug"),
            state=file.code("state", Edition.State.values, "adopted"),
            predecessor=predecessor,
            valid_until=file.day_if_any("valid_until"),
            columns=_columns(file),
            goals=goals,
            fields=tuple(fields),
            successions=_successions(
                root, place, earlier.get(predecessor), Side(texts, [row.number for row in fields])
            ),
            milestones=milestones,
            rounds=tuple(read_round(read_table(root, name), texts, titles) for name in _files(root, f"{place}rounds")),
            money=read_money(read_table(root, f"{place}money.toml", optional=True), texts),
            participation=_participation(root, place, texts),
            translations=read_translations(
                read_table(root, f"{place}translations.toml", optional=True), texts, [row.number for row in fields]
            ),
            content_hash=_content_hash(root, file, frozen, known),
            place=place,
        )
    )


def _files(root: Path, folder: str) -> list[str]:
    return [path.relative_to(root).as_posix() for path in sorted((root / folder).glob("*.toml"))]


def _known(file: Table, shared: Shared, goals: Sequence[WrittenGoal]) -> Known:
    return Known(
        offices=shared.offices,
        goals=[goal.number for goal in goals],
        origins={**shared.origins, **read_words(file.table("origins"))},
        target_groups={**shared.target_groups, **read_words(file.table("target_groups"))},
    )


def _successions(root: Path, place: str, predecessor: WrittenEdition | None, now: Side) -> WrittenSuccessions:
    name = f"{place}successions.toml"
    if predecessor is None:
        if (root / name).is_file():
            raise InputError("An edition without a predecessor has no successions", where=name)
        return WrittenSuccessions()
    before = Side(predecessor.texts(), [row.number for row in predecessor.fields])
    return read_successions(read_table(root, name), before, now)


def _participation(root: Path, place: str, measures: Collection[str]) -> WrittenParticipation:
    return WrittenParticipation(
        workshops=read_workshops(read_table(root, f"{place}workshops.toml", optional=True), measures),
        comments=read_comments(read_table(root, f"{place}comments.toml", optional=True), measures),
        origins=read_origins(read_table(root, f"{place}origins.toml", optional=True), measures),
    )


def _columns(file: Table) -> dict[str, object]:
    decided = file.code("state", Edition.State.values, "adopted") in DECIDED
    return {
        "title_de": file.text("title_de"),
        "title_en": file.text("title_en"),
        "paper": file.text("paper", None if decided else ""),
        "adopted_on": file.day("adopted_on") if decided else file.day_if_any("adopted_on"),
        "as_amended": file.flag("as_amended"),
        "votes_for": file.count("votes_for"),
        "votes_against": file.count("votes_against"),
        "abstentions": file.count("abstentions"),
        "valid_from": file.day_if_any("valid_from"),
        "budget_from": file.count("budget_from"),
        "budget_until": file.count("budget_until"),
        "note_de": file.text("note_de", ""),
        "note_en": file.text("note_en", ""),
        "invented": file.flag("invented"),
    }


def _content_hash(root: Path, file: Table, names: Iterable[str], known: Known) -> str:
    """Return the hash of what adoption freezes: decision, goals, fields and successions, and the words they use.

    When an edition is superseded its state and last day change, so they are left out.
    """
    decision = {key: value for key, value in file.values.items() if key not in ("state", "valid_until", *WORDS)}
    digest = sha256(repr(sorted(decision.items())).encode())
    texts = [(Path(name).name, (root / name).read_bytes()) for name in names if (root / name).is_file()]
    for name, content in texts:
        digest.update(name.encode() + b"\0" + content + b"\0")
    for code, words in sorted([*known.origins.items(), *known.target_groups.items()]):
        if any(f'"{code}"'.encode() in content for _, content in texts):
            digest.update(f"{code}={words}".encode())
    return digest.hexdigest()
