"""Papers of the council into the database: first their way, then the state that freezes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from querschnitt.apps.strategy.actions.importing.editions import Versions
from querschnitt.apps.strategy.actions.reading.papers import WrittenPaper
from querschnitt.apps.strategy.models import Consultation, Edition, Paper


def add_papers(
    written: Sequence[WrittenPaper], editions: Mapping[str, Edition], versions: Mapping[str, Versions]
) -> int:
    """Add the papers whose number is new, each with its consultations; return how many."""
    papers = {paper.number: paper for paper in Paper.objects.all()}
    new = [row for row in written if row.number not in papers]
    for row in new:
        paper = Paper.objects.create(
            number=row.number, reply_to=papers.get(row.reply_to), edition=editions.get(row.edition), **row.columns
        )
        papers[row.number] = paper
        if row.measures:
            paper.measures.set([versions[row.edition][number].measure_id for number in row.measures])
        Consultation.objects.bulk_create(Consultation(paper=paper, **columns) for columns in row.consultations)
        paper.state = row.state
        paper.save(update_fields=["state"])
    return len(new)
