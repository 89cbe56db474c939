"""Sign the findings that may leave the statistics office."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.results.models import Change, Estimate, Publication
from querschnitt.apps.results.queries.figures import ItemFigures, figures_of
from querschnitt.apps.results.queries.names import Names
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.officekey import signing_key
from querschnitt.core.errors import StateError
from querschnitt.core.release import Finding, Reason, Release, Trend, public_key, write_release
from querschnitt.tables.items import Item

ALIAS = "statistics"
DIMENSIONS = ("total", "sex", "age_class", "region", "group8", "group")


def release_findings(
    *, wave: Wave, items: tuple[Item, ...], names: Names, source: str, notice: tuple[tuple[str, str], ...] = ()
) -> Publication:
    """Write the signed release of a wave: every printed figure with base, interval, sign, and its change if any.

    The notice is shown beside the figures wherever they are taken over, by language.

    Raises
    ------
    StateError : if the wave has not been estimated.
    """
    figures = figures_of(wave, items)
    if not figures:
        raise StateError(
            "The wave has no estimates yet", where=f"wave {wave.slug}", hint="Run: querschnitt estimate_wave"
        )
    words = _Words(names=names, source=source, trends=_trends(wave))
    now = timezone.now()
    release = Release(
        id=f"{wave.slug}-{now:%Y%m%dT%H%M%S}",
        wave=wave.slug,
        created=now.isoformat(timespec="seconds"),
        findings=tuple(finding for each in figures for finding in _findings(wave, each, words)),
        notice=notice,
    )
    key = signing_key()
    folder = Path(settings.VAR) / "release"
    folder.mkdir(parents=True, exist_ok=True)
    data = write_release(release, key)
    file = folder / f"findings-{wave.slug}.json"
    file.write_bytes(data)
    (folder / "statistics-office.pub").write_text(public_key(key).hex() + "\n")
    return record_publication(wave=wave, kind="release", file=file, figures={"findings": len(release.findings)})


@transaction.atomic(using=ALIAS)
def record_publication(*, wave: Wave, kind: str, file: Path, figures: dict[str, object] | None = None) -> Publication:
    """Record a file made from the figures of a wave, under its hash."""
    made = {"file": str(file), "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "made_at": timezone.now()}
    publication, _ = Publication.objects.using(ALIAS).update_or_create(wave=wave, kind=kind, defaults=made)
    log_activity(alias=ALIAS, verb=f"published {kind}", subject=wave.slug, figures=figures)
    return publication


def _trends(wave: Wave) -> dict[tuple[str, str, str, str], Trend]:
    rows = Change.objects.using(ALIAS).filter(wave=wave).order_by("order")
    return {
        (row.variable, row.category, row.dimension, row.domain): Trend(
            wave=row.earlier_id,
            value=row.before["estimate"],
            difference=row.difference,
            ci_low=row.ci_low,
            ci_high=row.ci_high,
            p=row.p,
            grade=row.grade,
            reasons=tuple(
                Reason(reason["code"], tuple((str(k), str(v)) for k, v in reason["parameters"]))
                for reason in row.reasons
            ),
        )
        for row in rows
    }


@dataclass(frozen=True)
class _Words:
    """What is said about the figures of a wave beside the figures."""

    names: Names
    source: str
    trends: dict[tuple[str, str, str, str], Trend]


def _findings(wave: Wave, each: ItemFigures, words: _Words) -> Iterator[Finding]:
    for dimension, level, category in _in_printing_order(each, words.names):
        row = each.cells[dimension, level, category]
        yield Finding(
            id=f"{wave.slug}:{row.variable}:{category or 'mean'}:{dimension}:{level}",
            variable=row.variable,
            category=category,
            wording=_wording(each.item, category, level, words.names),
            base=base_in_words(each.item),
            wave=wave.slug,
            domain="total" if dimension == "total" else f"{dimension}:{level}",
            value=row.estimate,
            unit="share" if row.unit == "percent" else row.unit,
            ci_low=row.ci_low,
            ci_high=row.ci_high,
            n=row.n,
            sign=row.sign,
            method=row.method,
            reference_date=wave.reference_date.isoformat(),
            source=words.source,
            trend=words.trends.get((row.variable, category, dimension, level)) if _is_shown(row) else None,
        )


def _in_printing_order(each: ItemFigures, names: Names) -> list[tuple[str, str, str]]:
    """Return the cells of an item by dimension, level as tables print it, and category as the questionnaire has it."""
    levels = {name: {level: place for place, level in enumerate(names.ordered(name))} for name in DIMENSIONS}
    categories = list(each.categories)

    def place(cell: tuple[str, str, str]) -> tuple[int, int, int]:
        dimension, level, category = cell
        return (
            DIMENSIONS.index(dimension),
            levels[dimension].get(level, len(levels[dimension])),
            categories.index(category),
        )

    return sorted(each.cells, key=place)


def _is_shown(row: Estimate) -> bool:
    return row.estimate is not None


def _wording(item: Item, category: str, level: str, names: Names) -> tuple[tuple[str, str], ...]:
    chosen = next((entry for entry in item.categories if entry.code == category), None)
    pairs = [(tag, item.labels[tag]) for tag in ("de", "en") if tag in item.labels]
    pairs += [(f"short:{tag}", item.short[tag]) for tag in ("de", "en") if tag in item.short]
    for tag in ("de", "en"):
        if chosen is not None:
            pairs.append((f"category:{tag}", chosen.labels.get(tag, category)))
        pairs.append((f"domain:{tag}", names.level(level, language=tag)))
    return (*pairs, ("base:en", base_in_words(item, language="en")))


def base_in_words(item: Item, *, language: str = "de") -> str:
    """Say who stands behind the figures of an item."""
    if language == "en":
        asked = "all questions it rests on" if item.kind == "derived" else "this question"
        return f"Adults of the target population who answered {asked}"
    asked = "alle zugrunde liegenden Fragen" if item.kind == "derived" else "diese Frage"
    return f"Erwachsene der Grundgesamtheit, die {asked} beantwortet haben"
