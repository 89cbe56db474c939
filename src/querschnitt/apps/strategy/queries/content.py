"""The texts of a page in another language than German: the latest translations, and which of them are outdated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from querschnitt.apps.accounts.languages import Language, language
from querschnitt.apps.strategy.models import Correction, Translation
from querschnitt.apps.strategy.queries.translatable import Rows, Source, key_of, sources
from querschnitt.core.errors import InputError
from querschnitt.core.instrument.texts import source_hash

GERMAN, ENGLISH = "de", "en"


@dataclass(frozen=True)
class Told:
    """A text in the language of a page. English that stands in the row itself is neither outdated nor a draft."""

    text: str
    is_outdated: bool = False
    is_draft: bool = False


@dataclass(frozen=True)
class Content:
    """The language in which the texts of a page are shown, and what there is in it.

    Attributes
    ----------
    languages : those in which there is something of these rows, German first
    texts : of the language that is shown, by key
    """

    language: Language
    languages: tuple[Language, ...]
    texts: Mapping[str, Told]

    @property
    def is_german(self) -> bool:
        """Return whether the texts stand as they were decided."""
        return self.language.tag == GERMAN

    @property
    def has_outdated(self) -> bool:
        """Return whether a text on the page translates another German than the one of today."""
        return any(told.is_outdated for told in self.texts.values())

    def of(self, row: Any, name: str) -> Told | None:
        """Return a text in the language of the page, None where it is not translated."""
        if self.language.tag == ENGLISH and (english := str(getattr(row, f"{name}_en", ""))):
            return Told(english)
        return self.texts.get(key_of(row, name))


@dataclass(frozen=True)
class Seen:
    """Which translations and corrections may be seen: tables of the office, or views for the public."""

    translations: QuerySet[Any]
    corrections: QuerySet[Any]


def content_of(rows: Rows, asked: str, *, seen: Seen | None = None) -> Content:
    """Return what is there of some rows in the language asked for, in German where nothing is; two queries.

    Parameters
    ----------
    asked : a language tag, as an address has it: it may be anything
    """
    seen = seen or Seen(Translation.objects.all(), Correction.objects.all())
    found = sources(rows, seen.corrections)
    latest = latest_of(found, seen.translations)
    tags = {tag for _key, tag in latest} | ({ENGLISH} if any(source.english for source in found.values()) else set())
    shown = asked if asked in tags else GERMAN
    texts = {
        key: Told(row.text, is_outdated=is_outdated(row, found[key]), is_draft=row.state == Translation.State.DRAFT)
        for (key, tag), row in latest.items() if tag == shown
    }  # fmt: skip
    return Content(language(shown), (language(GERMAN), *known(tags)), texts)


def known(tags: Iterable[str]) -> list[Language]:
    """Return languages by their own names; a tag that nobody knows any more is left out."""
    found = []
    for tag in tags:
        try:
            found.append(language(tag))
        except InputError:
            continue
    return sorted(found, key=lambda each: each.own_name.casefold())


def latest_of(
    found: Iterable[str], translations: QuerySet[Any] | None = None, *, tag: str = ""
) -> dict[tuple[str, str], Any]:
    """Return the latest translation of some texts by key and language, without those taken back; one query."""
    rows = Translation.objects.all() if translations is None else translations
    chosen = rows.filter(key__in=list(found), **({"language": tag} if tag else {}))
    latest = {(row.key, row.language): row for row in chosen.order_by("pk")}
    return {place: row for place, row in latest.items() if row.text}


def is_outdated(row: Any, source: Source) -> bool:
    """Return whether the German reads otherwise today than when it was translated."""
    return row.source != source.text and source_hash(row.source) != source_hash(source.text)
