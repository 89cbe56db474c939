"""What a run of the demo came to, as one file: every figure beside the truth that only the simulation knows."""

from __future__ import annotations

import json
import math
import resource
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from querschnitt.apps.fieldwork.models import Case, LetterRun
from querschnitt.apps.indicators.models import Release
from querschnitt.apps.register.models import Frame, Sample
from querschnitt.apps.results.actions.estimates import items_in
from querschnitt.apps.results.models import Change, Collection, Estimate, Publication, Weighting
from querschnitt.apps.strategy.models import Edition, Evidence, Field, MeasureVersion
from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.queries import instrument_of
from querschnitt.core.outcomes.codes import Group, count_outcomes, group_counts
from querschnitt.demo.city import CityYear, TrueFigures, true_figures
from querschnitt.demo.scenario import Scenario
from querschnitt.tables.items import Item, ItemFile

STATISTICS, OFFICE = "statistics", "office"
WAVE, EARLIER = "2020", "2016"
POPULATIONS = {
    "residents": "residents",
    "background": "with_background",
    "target": "target",
    "frame": "frame",
    "drawable": "drawable",
}
DIGITS = 12  # more digits of a sum of floating-point numbers mean nothing


def summary(years: Mapping[str, CityYear], scenario: Scenario, items: ItemFile, *, seed: int) -> dict[str, Any]:
    """Return everything a run recorded. Times, memory, files and addresses are added by the caller."""
    wave = Wave.objects.using(STATISTICS).get(slug=WAVE)
    collection = Collection.objects.using(STATISTICS).get(wave=wave)
    weighting = Weighting.objects.using(STATISTICS).get(wave=wave)
    letters = LetterRun.objects.using(STATISTICS).get(wave=wave)
    counts = collection.interviews
    sample = Sample.objects.using(STATISTICS).get(wave=WAVE)
    return {
        "seed": seed,
        "populations": {slug: _populations(slug) for slug in (WAVE, EARLIER)},
        "sample_size": sample.size,
        "plans": rounded(sample.plan["allocations"]),
        "languages": list(instrument_of(wave).languages),
        "letters": {"count": letters.letters, "pages": letters.pages},
        "interviews": {
            "usable": sum(counts["by_mode"].values()),
            "by_mode": counts["by_mode"],
            "by_language": counts["by_language"],
            **{name: counts["by_outcome"].get(name, 0) for name in ("complete", "partial", "break_off")},
        },
        "outcomes": _outcomes(wave),
        "accounting": [{**line, "share": rounded(line["share"])} for line in collection.accounting],
        "rates": rounded(collection.rates),
        "weights": rounded(
            {"min": weighting.minimum, "max": weighting.maximum, "kish": weighting.kish, "n_eff": weighting.n_eff}
        ),
        "weights_sum": rounded(weighting.steps[-1]["sum"]),
        "estimates": _estimates(wave, true_figures(WAVE, years[WAVE]), {i.name: i for i in items_in(wave, items)}),
        "changes": _changes(wave, years, scenario, items),
        "fields": list(Field.objects.using(OFFICE).filter(edition__state="adopted").values_list("name_de", flat=True)),
        "measures": MeasureVersion.objects.using(OFFICE).filter(edition__state="adopted").count(),
        "editions": Edition.objects.using(OFFICE).count(),
        "evidence_links": Evidence.objects.using(OFFICE).count(),
        "findings": Release.objects.using(OFFICE).get().findings.count(),
    }


def _populations(slug: str) -> dict[str, int]:
    frame = Frame.objects.using(STATISTICS).get(wave=slug)
    return {name: getattr(frame, field) for name, field in POPULATIONS.items()}


def _outcomes(wave: Wave) -> dict[str, float]:
    final = Case.objects.using(STATISTICS).filter(wave=wave).order_by("number").values_list("final_outcome", flat=True)
    grouped = group_counts(count_outcomes(final))
    return {group.value: grouped[group] for group in Group}


def _estimates(wave: Wave, true: TrueFigures, items: Mapping[str, Item]) -> list[dict[str, Any]]:
    rows = []
    for row in Estimate.objects.using(STATISTICS).filter(wave=wave).order_by("order"):
        truth = true.value(items[row.variable], row.category, dimension=row.dimension, domain=row.domain)
        rows.append(
            {
                "variable": row.variable,
                "category": row.category,
                "domain": row.domain if row.dimension == "total" else f"{row.dimension}:{row.domain}",
                "published": row.published,
                "unit": row.unit,
                "n": row.n,
                **rounded({name: getattr(row, name) for name in ("estimate", "se", "ci_low", "ci_high")}),
                "method": row.method,
                "sign": row.sign,
                "truth": rounded(truth),
            }
        )
    return rows


def _changes(wave: Wave, years: Mapping[str, CityYear], scenario: Scenario, items: ItemFile) -> list[dict[str, Any]]:
    now, before = true_figures(WAVE, years[WAVE]), true_figures(EARLIER, years[EARLIER])
    told = true_figures(EARLIER, years[EARLIER], as_told=scenario)
    earlier = {item.name: item for item in items_in(Wave.objects.using(STATISTICS).get(slug=EARLIER), items)}
    later = {item.name: item for item in items_in(wave, items)}
    rows = []
    for row in Change.objects.using(STATISTICS).filter(wave=wave).order_by("order"):
        place = {"dimension": row.dimension, "domain": row.domain}
        after = now.value(later[row.variable], row.category, **place)
        true, heard = (each.value(earlier[row.variable], row.category, **place) for each in (before, told))
        rows.append(
            {
                "variable": row.variable,
                "category": row.category,
                "domain": row.domain if row.dimension == "total" else f"{row.dimension}:{row.domain}",
                f"wave_{EARLIER}": rounded(row.before),
                f"wave_{WAVE}": rounded(row.after),
                **rounded(
                    {name: getattr(row, name) for name in ("difference", "ci_low", "ci_high", "p", "p_adjusted")}
                ),
                "unit": row.unit,
                "grade": row.grade,
                "reasons": [reason["code"] for reason in row.reasons],
                "truth": rounded(None if after is None or true is None else after - true),
                "truth_as_told": rounded(None if after is None or heard is None else after - heard),
            }
        )
    return rows


def files() -> dict[str, str]:
    """Return the files of the run by kind."""
    made = Publication.objects.using(STATISTICS).filter(wave=WAVE).order_by("kind")
    letters = LetterRun.objects.using(STATISTICS).get(wave=WAVE)
    return {**{row.kind: row.file for row in made}, "letters": letters.folder}


def peak_memory_mb() -> int:
    """Return the largest memory of this process or of one of the commands it ran, in megabytes."""
    kilobytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return math.ceil(kilobytes / 1024)


def rounded(value: Any) -> Any:
    """Return numbers with the digits that mean something, also inside lists and mappings."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, Mapping):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    return value


def write_summary(content: Mapping[str, Any], file: Path) -> None:
    """Write the summary as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
