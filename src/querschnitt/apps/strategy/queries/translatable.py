"""The German texts that can be translated: how each is called, and as what it counts today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from querschnitt.apps.indicators.models import Finding, Release
from querschnitt.apps.indicators.queries import current_releases
from querschnitt.apps.strategy.models import Correction, Edition

NAMES: Mapping[str, Mapping[str, str | Promise]] = {
    "edition": {"title": gettext_lazy("Title"), "note": gettext_lazy("Note")},
    "goal": {"text": gettext_lazy("Strategic goal")},
    "field": {"name": gettext_lazy("Name"), "aim": gettext_lazy("Aim")},
    "version": {
        "title": gettext_lazy("Title"),
        "text": gettext_lazy("Official text"),
        "goal": gettext_lazy("Goal"),
        "target_groups": gettext_lazy("Target groups"),
        "place": gettext_lazy("Spatial reference"),
    },
    "release": {"notice": gettext_lazy("Notice")},
    "finding": {
        "title": gettext_lazy("Title"),
        "question": gettext_lazy("Question"),
        "base": gettext_lazy("Base"),
        "category": pgettext_lazy("of a finding", "Answer"),
    },
}
"""Kind of row -> its texts that can be translated, with what they are called."""

KINDS = {
    "measureversion": "version", "publicmeasure": "version", "publicfield": "field", "publicedition": "edition",
    "strategicgoal": "goal", "publicfinding": "finding", "publicrelease": "release",
}  # fmt: skip
"""A row that the public sees is the row it is a view of."""

Rows = Iterable[tuple[Any, Iterable[str]]]


@dataclass(frozen=True)
class Source:
    """A German text, as it counts today: with the corrections of misprints.

    Attributes
    ----------
    key : what a translation of it is kept under
    english : what stands in its own English column; it is translated there
    """

    key: str
    what: str
    text: str
    english: str = ""


@dataclass(frozen=True)
class SourceGroup:
    """The texts of one measure, field, goal, edition or question."""

    slug: str
    name: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Scope:
    """What is translated together: an edition, or the release of a wave."""

    slug: str
    edition: Edition | None = None
    release: Release | None = None


def kind_of(row: Any) -> str:
    """Return which kind of row it is, as keys name it."""
    name = str(row._meta.model_name)
    return KINDS.get(name, name)


def key_of(row: Any, name: str) -> str:
    """Return what translations of a text are kept under; a finding has the same key in each release of its wave."""
    kind = kind_of(row)
    if kind == "finding":
        parts = [row.wave, row.variable, *([row.category] if name == "category" else [])]
    else:
        parts = [row.wave if kind == "release" else str(row.pk)]
    return "/".join([kind, *parts, name])


def column_of(row: Any, name: str) -> str:
    """Return the column with the German text."""
    return f"{name}_de" if hasattr(row, f"{name}_de") else name


def sources(rows: Rows, corrections: QuerySet[Any] | None = None) -> dict[str, Source]:
    """Return the German texts of some rows that are not empty, by key; one query.

    Parameters
    ----------
    corrections : those that may be seen; all, where none are given
    """
    rows = list(rows)
    known = Correction.objects.all() if corrections is None else corrections
    corrected = {
        (row.subject, row.row, row.column): row.correct
        for row in known.filter(row__in={row.pk for row, _ in rows}).order_by("pk")
    }
    found: dict[str, Source] = {}
    for row, names in rows:
        kind = kind_of(row)
        for name in names:
            column = column_of(row, name)
            text = corrected.get((kind, row.pk, column)) or str(getattr(row, column))
            if text.strip():
                english = str(getattr(row, f"{name}_en", ""))
                found.setdefault(key_of(row, name), Source(key_of(row, name), str(NAMES[kind][name]), text, english))
    return found


def groups_of(scope: Scope) -> list[SourceGroup]:
    """Return all texts of an edition or a release in the order in which they are read; five queries at most."""
    rows = _edition_rows(scope.edition) if scope.edition else _release_rows(scope.release) if scope.release else []
    texts = sources((row, NAMES[kind_of(row)]) for _slug, _name, row in rows)
    grouped: dict[str, tuple[str, dict[str, Source]]] = {}
    for slug, name, row in rows:
        keys = [key_of(row, column) for column in NAMES[kind_of(row)]]
        grouped.setdefault(slug, (name, {}))[1].update({key: texts[key] for key in keys if key in texts})
    return [SourceGroup(slug, name, tuple(found.values())) for slug, (name, found) in grouped.items() if found]


def _edition_rows(edition: Edition) -> list[tuple[str, str, Any]]:
    rows: list[tuple[str, str, Any]] = [("edition", str(gettext_lazy("The edition itself")), edition)]
    rows += [(f"goal-{goal.pk}", f"{goal.number} {goal.text_de}", goal) for goal in edition.goals.order_by("number")]
    versions: dict[int, list[Any]] = {}
    for version in edition.versions.select_related("supplement").order_by("position", "supplement__number"):
        versions.setdefault(version.field_id, []).append(version)
    for field in edition.fields.order_by("number"):
        rows.append((f"field-{field.pk}", f"{field.number} {field.name_de}", field))
        rows += [(f"version-{version.pk}", _named(version), version) for version in versions.get(field.pk, [])]
    return rows


def _named(version: Any) -> str:
    extra = f" ({gettext_lazy('supplement')} {version.supplement.number})" if version.supplement else ""
    return f"{version.number} {version.title_de}{extra}"


def _release_rows(release: Release) -> list[tuple[str, str, Any]]:
    rows: list[tuple[str, str, Any]] = [("release", str(gettext_lazy("The release itself")), release)]
    totals = Finding.objects.filter(release=release, domain="").order_by("position")
    return rows + [(f"question-{finding.variable}", finding.title_de, finding) for finding in totals]


def scopes(editions: Sequence[Edition]) -> list[Scope]:
    """Return what can be translated: some editions, and the current release of each wave; one query."""
    return [
        *(Scope(edition.slug, edition=edition) for edition in editions),
        *(Scope(f"release-{release.wave}", release=release) for release in current_releases()),
    ]
