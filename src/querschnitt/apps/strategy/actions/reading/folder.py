"""The folder of a strategy: shared files at the top, a folder for each edition; one edition may stand at the top."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from querschnitt.apps.strategy.actions.reading.editions import Shared, WrittenEdition, read_edition
from querschnitt.apps.strategy.actions.reading.indicators import WrittenIndicator, read_indicators
from querschnitt.apps.strategy.actions.reading.measures import read_words
from querschnitt.apps.strategy.actions.reading.offices import (
    WrittenHandover,
    WrittenOffice,
    read_handovers,
    read_offices,
)
from querschnitt.apps.strategy.actions.reading.papers import WrittenPaper, read_papers
from querschnitt.apps.strategy.actions.reading.table import read_table, refuse_doubles
from querschnitt.core.errors import InputError, suggestion


@dataclass(frozen=True)
class WrittenStrategy:
    """A strategy as its folder says, its editions in the order in which they followed each other."""

    offices: tuple[WrittenOffice, ...]
    handovers: tuple[WrittenHandover, ...]
    indicators: tuple[WrittenIndicator, ...]
    editions: tuple[WrittenEdition, ...]
    papers: tuple[WrittenPaper, ...]


def read_strategy(folder: Path) -> WrittenStrategy:
    """Read the folder of a strategy.

    Raises
    ------
    InputError : if a file or key is missing or unknown, a code is unknown, or a number stands twice.
    """
    places = _places(folder)
    file = read_table(folder, "offices.toml")
    offices = read_offices(file)
    words = read_table(folder, "words.toml", optional=True)
    shared = Shared(
        offices=[office.slug for office in offices],
        origins=read_words(words.table("origins")),
        target_groups=read_words(words.table("target_groups")),
    )
    words.done(None)
    editions: dict[str, WrittenEdition] = {}
    for place in places:
        edition = read_edition(folder, place, shared, editions)
        editions[edition.slug] = edition
    numbers = {edition.slug: edition.texts() for edition in editions.values()}
    return WrittenStrategy(
        offices=offices,
        handovers=read_handovers(file, shared.offices, numbers),
        indicators=read_indicators(read_table(folder, "indicators.toml", optional=True)),
        editions=tuple(editions.values()),
        papers=read_papers(read_table(folder, "papers.toml", optional=True), numbers),
    )


def _places(folder: Path) -> list[str]:
    """Return where editions stand, each behind its predecessor: "" is the top, else the name of a folder and "/"."""
    if (folder / "edition.toml").is_file():
        return [""]
    found = [f"{path.parent.name}/" for path in sorted(folder.glob("*/edition.toml"))]
    if not found:
        raise InputError(
            "This is not the folder of a strategy",
            where=str(folder),
            expected="a file edition.toml in it, or in a folder of it for each edition",
        )
    written = {place: read_table(folder, f"{place}edition.toml").values for place in found}
    slugs = [str(values.get("slug", "")) for values in written.values()]
    refuse_doubles(slugs, "slug of an edition", str(folder))
    follows = {place: str(values.get("predecessor", "")) for place, values in written.items()}
    return _ordered(dict(zip(found, slugs, strict=True)), follows)


def _ordered(slugs: dict[str, str], follows: dict[str, str]) -> list[str]:
    ordered: list[str] = []
    done = {""}
    while len(ordered) < len(slugs):
        ready = [place for place in slugs if place not in ordered and follows[place] in done]
        if not ready:
            place = next(place for place in slugs if place not in ordered)
            raise InputError(
                "The predecessor of an edition is not there, or follows it",
                where=f"{place}edition.toml",
                got=follows[place],
                hint=suggestion(follows[place], slugs.values()),
            )
        ordered += ready
        done |= {slugs[place] for place in ready}
    return ordered
