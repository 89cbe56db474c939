"""Search over everything in German full text, the best hit first, with the words found marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import CombinedSearchQuery, SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from querschnitt.apps.indicators.queries import current_findings
from querschnitt.apps.strategy.models import MeasureVersion, Paper, ProgressEntry, Proposal
from querschnitt.apps.strategy.queries.in_force import versions_on
from querschnitt.apps.strategy.queries.measure_table import Place

MOST_HITS = 20  # of one kind
SHORTEST = 2  # letters that are searched for
GERMAN = "german"
_BEGIN, _END = "\x02", "\x03"  # around a word found: no text holds them, so that the rest can be escaped
Asked = SearchQuery | CombinedSearchQuery
_NUMBER = re.compile(r"\d{1,2}\.\d{1,3}")


@dataclass(frozen=True)
class Hit:
    """One row found, with the words around what was found as safe HTML."""

    row: Any
    headline: SafeString


@dataclass(frozen=True)
class Hits:
    """What was found of one kind; there may be more than are shown."""

    kind: str
    hits: Sequence[Hit]

    @property
    def is_cut(self) -> bool:
        """Return whether more may have been found than is shown."""
        return len(self.hits) == MOST_HITS


def number_of(text: str) -> str:
    """Return the number of a measure if a text is one, else an empty text.

    >>> number_of(" 6.4 "), number_of("6.4 Kurse")
    ('6.4', '')
    """
    return text.strip() if _NUMBER.fullmatch(text.strip()) else ""


def query_of(text: str) -> Asked:
    """Return what is asked as PostgreSQL takes it; plain words are also found as beginnings of longer ones.

    The German word stems alone would not do: Kurs becomes kur, and Kurse becomes kurs.
    """
    asked = SearchQuery(text, config=GERMAN, search_type="websearch")
    words = text.split()
    if not all(word.isalnum() and word.casefold() != "or" for word in words):
        return asked
    return asked | SearchQuery(" & ".join(f"{word}:*" for word in words), config=GERMAN, search_type="raw")


def search(text: str, place: Place, *, drafts: bool, now: datetime) -> list[Hits]:
    """Return what is found in measures, earlier editions, papers, findings, status and proposals; six queries.

    ``drafts``: whether drafts of editions and findings under embargo may be shown.
    """
    asked = query_of(text)
    measures = _measures(text, asked, place)
    shown = {hit.row.measure_id for hit in measures}
    found = {
        "measures": measures,
        "earlier": _elsewhere(text, asked, place, drafts=drafts, without=shown),
        "status": _status(asked, drafts=drafts),
        "papers": _papers(text, asked, drafts=drafts),
        "findings": _findings(asked, now=None if drafts else now),
        "proposals": _proposals(asked),
    }
    return [Hits(kind=kind, hits=hits) for kind, hits in found.items() if hits]


def _measures(text: str, asked: Asked, place: Place) -> list[Hit]:
    return _versions(versions_on(place.edition, place.day), text, asked)


def _elsewhere(text: str, asked: Asked, place: Place, *, drafts: bool, without: Iterable[Any]) -> list[Hit]:
    versions = MeasureVersion.objects.exclude(edition=place.edition).exclude(measure__in=without)
    if not drafts:
        versions = versions.exclude(edition__state="draft")
    return _versions(versions.filter(Q(supplement=None) | Q(supplement__adopted_on__isnull=False)), text, asked)


def _versions(versions: QuerySet[MeasureVersion], text: str, asked: Asked) -> list[Hit]:
    number = number_of(text)
    met = Q(number=number) if number else Q(search=asked) | Q(title_de__icontains=text) | Q(title_en__icontains=text)
    ranked = versions.filter(met).annotate(rank=SearchRank(F("search"), asked)).select_related("field", "edition")
    words = _joined("title_de", Value(" – "), "goal_de", Value(" "), "text")
    return _hits(ranked.order_by("-rank", "-edition__valid_from", "field__number", "position"), words, asked)


def _status(asked: Asked, *, drafts: bool) -> list[Hit]:
    """Search what offices said for the public, and nothing that they said for the house alone."""
    entries = ProgressEntry.objects.filter(corrected_by__isnull=True)
    if not drafts:
        entries = entries.exclude(version__edition__state="draft")
    vector = SearchVector("note", config=GERMAN)
    ranked = entries.annotate(vector=vector).filter(vector=asked).annotate(rank=SearchRank(vector, asked))
    ranked = ranked.select_related("version__edition", "round").defer("internal")
    return _hits(ranked.order_by("-rank", "-round__state_on", "pk"), F("note"), asked)


def _papers(text: str, asked: Asked, *, drafts: bool) -> list[Hit]:
    vector = SearchVector("number", "title", weight="A", config=GERMAN) + SearchVector(
        "text", "answer", weight="C", config=GERMAN
    )
    papers = Paper.objects.annotate(vector=vector).filter(Q(vector=asked) | Q(number__icontains=text))
    if not drafts:
        papers = papers.exclude(edition__state="draft")
    ranked = papers.annotate(rank=SearchRank(vector, asked)).order_by("-rank", "-submitted_on", "number")
    return _hits(ranked, _joined("title", Value(" – "), "text", Value(" "), "answer"), asked)


def _findings(asked: Asked, *, now: datetime | None) -> list[Hit]:
    vector = SearchVector("title_de", "question_de", "category_de", config=GERMAN)
    findings = current_findings().filter(dimension="total").annotate(vector=vector).filter(vector=asked)
    if now:
        findings = findings.exclude(release__embargo_until__gt=now)
    ranked = findings.annotate(rank=SearchRank(vector, asked)).order_by("-rank", "release", "position")
    words = _joined("title_de", Value(" – "), "category_de", Value(" "), "question_de")
    return _hits(ranked, words, asked)


def _proposals(asked: Asked) -> list[Hit]:
    vector = SearchVector("text", "answer", config=GERMAN)
    ranked = Proposal.objects.annotate(vector=vector).filter(vector=asked).annotate(rank=SearchRank(vector, asked))
    ranked = ranked.select_related("group__workshop__edition").order_by("-rank", "pk")
    return _hits(ranked, _joined("text", Value(" "), "answer"), asked)


def _joined(*parts: Any) -> Concat:
    return Concat(*parts, output_field=TextField())


def _hits(rows: QuerySet[Any], words: Any, asked: Asked) -> list[Hit]:
    headline = SearchHeadline(words, asked, config=GERMAN, start_sel=_BEGIN, stop_sel=_END, max_words=30, min_words=12)
    return [Hit(row=row, headline=_marked(row.headline)) for row in rows.annotate(headline=headline)[:MOST_HITS]]


def _marked(text: str) -> SafeString:
    """Return a text with everything escaped but the marks.

    >>> _marked("a <b> \\x02Kurs\\x03")
    'a &lt;b&gt; <mark>Kurs</mark>'
    """
    told = escape(text).replace(_BEGIN, "<mark>").replace(_END, "</mark>")
    return mark_safe(told)  # noqa: S308  # escaped above
