"""Write the report of a wave: an accessible page, a tagged PDF, and a workbook of all tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from querschnitt.apps.register.models import Frame, Sample
from querschnitt.apps.results.actions.estimates import PROFILE
from querschnitt.apps.results.actions.releases import record_publication
from querschnitt.apps.results.actions.report_changes import LEAD, changes, differences
from querschnitt.apps.results.actions.report_chapters import Writer, table_levels
from querschnitt.apps.results.actions.report_method import Ladder, Run, accounting, method, populations, rates
from querschnitt.apps.results.actions.report_nonresponse import nonresponse_section
from querschnitt.apps.results.actions.report_rests import assumptions, sources
from querschnitt.apps.results.actions.report_workbook import report_workbook
from querschnitt.apps.results.models import Change, Collection, Publication, Weighting
from querschnitt.apps.results.queries.figures import ItemFigures, figures_of
from querschnitt.apps.results.queries.names import AAPOR_LETTERS, GRADES, PARTS, Names
from querschnitt.apps.results.queries.words import sign_words
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.queries import instrument_of
from querschnitt.core.errors import StateError
from querschnitt.press.report import ReportContent, report_html, report_pdf
from querschnitt.tables.items import Item

ALIAS = "statistics"


@dataclass(frozen=True)
class ReportSettings:
    """What a report needs beside the figures.

    headlines : items on the first page, in order
    notice : printed on the cover, for example that all people are simulated
    """

    names: Names
    items: Sequence[Item]
    headlines: Sequence[str]
    publisher: str
    notice: str = ""


def write_report(*, wave: Wave, using: ReportSettings) -> dict[str, Publication]:
    """Write the three files of a report into the folder of published files. Safe to repeat.

    Raises
    ------
    StateError : if the wave has not been estimated.
    """
    figures = figures_of(wave, using.items)
    if not figures:
        raise StateError(
            "The wave has no estimates yet", where=f"wave {wave.slug}", hint="Run: querschnitt estimate_wave"
        )
    content = report_content(wave, figures, using)
    folder = Path(settings.PUBLISHED_FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "html": report_html(content),
        "pdf": report_pdf(content),
        "xlsx": report_workbook(content),
    }
    published = {}
    for kind, data in made.items():
        file = folder / f"bericht-{wave.slug}.{kind}"
        draft = file.with_suffix(".new")
        draft.write_bytes(data)
        draft.replace(file)
        published[kind] = record_publication(wave=wave, kind=f"report_{kind}", file=file)
    return published


def report_content(wave: Wave, figures: Sequence[ItemFigures], using: ReportSettings) -> ReportContent:
    """Collect everything the report of a wave prints."""
    instrument = instrument_of(wave)
    run = Run(
        wave=wave,
        law=instrument.texts.get("letter_law", {}).get("de", ""),
        is_example=bool(using.notice),
        frame=Frame.objects.using(ALIAS).get(wave=wave.slug),
        sample=Sample.objects.using(ALIAS).get(wave=wave.slug),
        collection=Collection.objects.using(ALIAS).get(wave=wave),
        weighting=Weighting.objects.using(ALIAS).get(wave=wave),
    )
    ladder = Ladder(profile=PROFILE, names=using.names, tables=table_levels(figures))
    writer = Writer(using.names, source=f"{wave.title}, {using.publisher}")
    by_name = {each.item.name: each for each in figures}
    headlines = [by_name[name] for name in using.headlines if name in by_name]
    stored = list(Change.objects.using(ALIAS).filter(wave=wave).select_related("earlier").order_by("order"))
    waves = [stored[0].earlier_id, wave.slug] if stored else [wave.slug]
    earlier = stored[0].earlier if stored else None
    frames = {frame.wave: frame for frame in Frame.objects.using(ALIAS).filter(wave__in=waves)}
    return ReportContent(
        title=wave.title,
        subtitle="Ergebnisse, Vergleich mit der vorigen Welle, Methoden" if stored else "Ergebnisse und Methoden",
        publisher=using.publisher,
        reference_date=f"{wave.reference_date:%d.%m.%Y}",
        field_period=f"{wave.field_start:%d.%m.%Y} bis {wave.field_end:%d.%m.%Y}",
        state_date=f"{timezone.localdate():%d.%m.%Y}",
        waves=waves,
        findings=[writer.finding(each) for each in headlines],
        populations=populations([frames.get(slug) for slug in waves]),
        accounting=accounting(wave, run.collection),
        rates=rates(run.collection),
        rates_note=AAPOR_LETTERS,
        chapters=list(writer.chapters(instrument, figures)),
        method=[*method(run, ladder), *nonresponse_section(run.collection, headlines)],
        legend=(*sign_words(PROFILE, language="de"), *PARTS),
        changes=list(changes(stored, {item.name: item for item in using.items}, using.names)),
        grades=GRADES if stored else (),
        changes_lead=LEAD if stored else "",
        changes_facts=list(differences(earlier, wave)) if earlier else (),
        assumptions=list(assumptions(run)),
        sources=list(sources(run, earlier)),
        notice=using.notice,
    )
