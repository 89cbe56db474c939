"""An edition as values: measures with an identity, each in a field of action, each a set of named texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from querschnitt.core.errors import InputError


@dataclass(frozen=True)
class Version:
    """A measure as one edition words it.

    Attributes
    ----------
    identity : the thread through the editions; stands once in an edition
    number : as the edition prints it. A new number alone changes nothing of a measure.
    field : key of the field of action
    words : (part, text) in the order of printing, such as ("title", "Sprachmittlung")
    """

    identity: str
    number: str
    field: str
    words: tuple[tuple[str, str], ...]

    def part(self, name: str) -> str:
        """Return the text of one part, empty where it has none."""
        return next((text for part, text in self.words if part == name), "")


@dataclass(frozen=True)
class Edition:
    """Measures in the order of printing.

    Attributes
    ----------
    follows : field of action -> fields of the edition before that went into it, where they were renamed or regrouped
    """

    name: str
    versions: tuple[Version, ...]
    follows: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.by_identity) != len(self.versions):
            raise InputError("A measure stands twice in an edition", where=self.name)

    @cached_property
    def by_identity(self) -> Mapping[str, Version]:
        """Return the measures by their identity."""
        return {version.identity: version for version in self.versions}

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Return the place of each measure in the order of printing."""
        return {version.identity: place for place, version in enumerate(self.versions)}
