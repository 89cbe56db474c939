"""A whole wave written straight into the tables: three strata, ten people drawn, four usable interviews."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.fieldwork.models import Case, LetterRun
from querschnitt.apps.register.models import Extract, Frame, Sample, SampledUnit
from querschnitt.apps.results.models import Change, Collection, Estimate, Estimation, Publication, Weighting
from querschnitt.apps.survey.models import Questionnaire, Wave
from querschnitt.core.outcomes.accounting import account
from querschnitt.core.outcomes.rates import rates
from querschnitt.core.sampling.coverage import Counts, FrameReport
from querschnitt.core.weighting.chain_replicates import COUNTED, FIXED_CLASSES

ORIGINS = {
    "region": [
        ["eu", {"de": "Europäische Union", "en": "European Union"}],
        ["asia", {"de": "Asien", "en": "Asia"}],
    ],
    "group8": [
        ["eu_east", {"de": "Östliche EU", "en": "Eastern EU"}],
        ["far_east", {"de": "Ostasien", "en": "East Asia"}],
    ],
    "group": [
        ["poland", {"de": "Polen", "en": "Poland"}],
        ["vietnam", {"de": "Vietnam", "en": "Vietnam"}],
        ["china", {"de": "China", "en": "China"}],
    ],
}
STRATA = {
    "poland": (1000, 5, "eu_east", "eu"),
    "vietnam": (300, 3, "far_east", "asia"),
    "china": (80, 2, "far_east", "asia"),
}
OUTCOMES = {"complete": 3, "partial": 1, "break_off": 1, "refused": 1, "nothing_returned": 3, "moved_away": 1}
ORDER = [key for key, count in OUTCOMES.items() for _ in range(count)]
LABELS = {"de": "Wie zufrieden sind Sie?", "en": "How satisfied are you?"}
MODES = [["before", "face_to_face"], ["after", "web_first"]]
ALIAS = "statistics"


def announced(slug: str = "2020", *, start: date = date(2020, 11, 2)) -> Wave:
    """A wave of which nothing is there but what was decided."""
    return Wave.objects.create(
        slug=slug,
        title=f"Befragung {slug}",
        reference_date=date(2020, 9, 30),
        population_rule="Erwachsene aus drei Gruppen",
        field_start=start,
        field_end=start.replace(year=start.year + 1),
        modes=["web"],
        origins=ORIGINS,
        complete_share="0.80",
        partial_share="0.50",
    )


def with_frame(wave: Wave) -> Frame:
    extract = Extract.objects.create(
        wave=wave.slug, sha256=f"{wave.slug:0>64}", reference_date=wave.reference_date, rows=12000, rejected=0,
        file_name="auszug.csv", imported_by="Test",
    )  # fmt: skip
    counts = [
        Counts("group", name, background=size + 220, target=size + 20, frame=size + 10, drawable=size)
        for name, (size, *_) in STRATA.items()
    ]
    return Frame.objects.create(
        extract=extract, wave=wave.slug, definition="municipal-1", residents=12000, with_background=2100, target=1440,
        frame=1410, drawable=1380, undrawable={"undeliverable": 30, "block51": 20, "objection": 10},
        report=FrameReport(tuple(counts), (), (), ()).document(), sha256="f" * 64, file="frame.parquet",
    )  # fmt: skip


def with_sample(wave: Wave, frame: Frame) -> Sample:
    plan = {
        "n_eff": 3.0, "half_width_total": 0.41, "half_width_widest": 0.9, "half_width_narrowest": 0.5,
        "smallest_stratum": 2, "largest_stratum": 5,
    }  # fmt: skip
    sample = Sample.objects.create(
        frame=frame, wave=wave.slug, seed="7", frame_sha256=frame.sha256, size=10, drawn_by="Test",
        design={"name": "Drei Schichten", "stratify_by": "group", "allocation": "power", "power": 0.5, "minimum": 2},
        plan={"response_rate": 0.15, "allocations": {"equal": plan, "power": plan, "proportional": plan}},
    )  # fmt: skip
    number = 0
    for stratum, (size, drawn, group8, region) in STRATA.items():
        for _ in range(drawn):
            number += 1
            SampledUnit.objects.create(
                sample=sample, number=number, person_id=f"{number:09d}", stratum=stratum, probability=drawn / size,
                group=stratum, group8=group8, region=region, sex="f", age=30, age_class="30-44", borough="mitte",
                stay_class="4-9",
            )  # fmt: skip
    return sample


def with_fieldwork(wave: Wave) -> Collection:
    units = list(SampledUnit.objects.filter(sample__wave=wave.slug).order_by("number"))
    for unit, outcome in zip(units, ORDER, strict=True):
        mode = "web" if outcome in ("complete", "partial") else ""
        Case.objects.create(unit=unit, wave=wave, number=unit.number, language="pl", final_outcome=outcome, mode=mode)
    LetterRun.objects.create(wave=wave, letters=10, pages=20, folder="briefe", handover_digest="a" * 64)
    at = datetime(2021, 3, 1, tzinfo=ZoneInfo("UTC"))
    Wave.objects.filter(pk=wave.pk).update(opened_at=at)
    return Collection.objects.create(
        wave=wave, file="answers.parquet", sha256="b" * 64,
        interviews={"by_outcome": {"complete": 3, "partial": 1}, "by_mode": {"web": 3, "live": 1},
                    "by_language": {"pl": 3, "de": 1}},
        accounting=[asdict(line) for line in account(OUTCOMES)], rates=[asdict(rate) for rate in rates(OUTCOMES)],
    )  # fmt: skip


def with_questionnaire(wave: Wave) -> Wave:
    wave.questionnaire, _ = Questionnaire.objects.get_or_create(
        content_hash="c" * 64,
        defaults={
            "name": "small",
            "version": "1",
            "document": {"languages": ["de", "pl"]},
            "workbook_sha256": "d" * 64,
        },
    )
    wave.save()
    return wave


def with_weights(wave: Wave) -> Weighting:
    """Weights as the chain reports them: classes compared with propensities, raking, replicates."""
    step = {
        "n": 4, "sum": 1380.0, "minimum": 100.5, "maximum": 1234.5, "quantiles": [100.5] * 3 + [210.5] * 4,
        "kish": 1.25, "n_eff": 3.2, "smallest_factor": 0.5, "largest_factor": 2.0, "note": "", "method": "",
    }  # fmt: skip
    collapse = {
        "merged": "china × 30-44 × 4-9",
        "into": "poland × 30-44 × 4-9",
        "reason": "1 respondents, fewer than 20",
    }
    nonresponse = {
        **step, "name": "nonresponse", "method": "classes", "note": "region, age_class", "collapses": [collapse],
        "classes": [{"label": "eu × 30-44", "n": 9, "respondents": 4, "rate": 0.4444, "factor": 2.25}],
        "comparison": {
            "methods": ["classes", "propensity"], "correlation": 0.876, "kish": [1.25, 1.5], "n_eff": [3.2, 2.67],
            "mean_difference": [0.066, 0.051, 0.016], "largest_difference": [0.29, 0.288, 0.053],
        },
        "representativity": {"r": 0.8158, "se": 0.0125, "interval": [0.7913, 0.8403]},
        "changes": [{"label": "eu × 30-44", "n": 4, "before": 8.6, "after": 100.4, "factor": 11.66}],
    }  # fmt: skip
    lines = [("group", "poland", 900.0), ("group", "china", 540.0), ("sex × age_class", "f × 30-44", 1440.0)]
    raking = {
        **step, "name": "raking", "method": "raking", "rounds": 5, "gap": 2e-11, "n_empty": 1, "binding": [],
        "margins": [
            {"margin": margin, "level": level, "n": 2, "known": known, "se": 0.0, "before": 690.0, "after": known}
            for margin, level, known in lines
        ],
        "changes": [{"label": "china × f × 30-44 × ost", "n": 1, "before": 76.5, "after": 321.6, "factor": 4.2}],
    }  # fmt: skip
    level = {"n": 2, "of_population": True, "known": 0.6, "before": 0.5, "adjusted": 0.55, "after": 0.6,
             "minimum": 100.5, "mean": 432.1, "maximum": 1234.5}  # fmt: skip
    return Weighting.objects.create(
        wave=wave, file="weights.parquet", sha256="e" * 64, n=4, minimum=100.5, maximum=1234.5, kish=1.25, n_eff=3.2,
        steps=[{"name": "base", **step}, nonresponse, raking],
        levels=[{"variable": "sex", "level": "f", **level}, {"variable": "group", "level": "poland", **level}],
        replicates={"file": "r.parquet", "sha256": "f" * 64, "method": "bootstrap", "count": 500, "fay": 0.0,
                    "seed": 2020, "notes": [COUNTED, FIXED_CLASSES]},
        assumptions={
            "classes": 1, "margins": ["group", "sex × age_class"], "rounds": 5, "largest_gap": 0.0, "neutral_losses": 1,
            "target": 1440, "not_drawable": 60, "collapses": [collapse],
        },
    )  # fmt: skip


def with_figures(wave: Wave, *, items: int = 1) -> Estimation:
    """Estimates of some items: a share in the total and both regions, one below 20 respondents and one below 50."""
    rows = []
    for place in range(items):
        figures = [
            ("total", "total", 120, 0.8216, ""),
            ("region", "eu", 30, 0.75, "()"),
            ("region", "asia", 12, None, "."),
        ]
        for dimension, domain, n, estimate, sign in figures:
            ends = (None, None) if estimate is None else (estimate - 0.05, estimate + 0.05)
            rows.append(
                Estimate(
                    wave=wave, order=len(rows) + 1, variable=f"item_{place}", category="yes", dimension=dimension,
                    domain=domain, published=dimension == "total", n=n, estimate=estimate, ci_low=ends[0],
                    ci_high=ends[1], unit="percent", method="wilson", sign=sign,
                )
            )  # fmt: skip
    Estimate.objects.bulk_create(rows)
    words = [
        {"name": f"item_{place}", "kind": "derived", "unit": "percent", "sensitive": False, "labels": LABELS,
         "categories": [["yes", {"de": "ja", "en": "yes"}]]}
        for place in range(items)
    ]  # fmt: skip
    return Estimation.objects.create(wave=wave, figures=len(rows), printed=items, items=words)


def with_changes(wave: Wave, earlier: Wave, *, variable: str = "item_0") -> None:
    """Three changes: comparable with reservations, not comparable, and one in too few cases."""
    figures = [("total", "total", "C", 120, 0.05), ("region", "eu", "E", 60, 0.20), ("region", "asia", "C", 12, 0.30)]
    for order, (dimension, domain, grade, n, difference) in enumerate(figures, start=1):
        Change.objects.create(
            wave=wave, earlier=earlier, order=order, variable=variable, category="yes", dimension=dimension,
            domain=domain, before={"n": 200, "estimate": 0.78, "se": 0.02, "ci_low": 0.74, "ci_high": 0.82},
            after={"n": n, "estimate": 0.78 + difference, "se": 0.03, "ci_low": 0.7, "ci_high": 0.9},
            difference=difference, ci_low=difference - 0.07, ci_high=difference + 0.07, p=0.0002, p_adjusted=0.0004,
            unit="percent", grade=grade, reasons=[{"code": "mode_changed", "parameters": MODES}],
        )  # fmt: skip


def with_files(wave: Wave) -> None:
    folder = Path(settings.PUBLISHED_FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    for kind, name in {
        "report_html": "bericht.html",
        "report_pdf": "bericht.pdf",
        "report_xlsx": "bericht.xlsx",
    }.items():
        (folder / name).write_text(f"content of {name}")
        Publication.objects.create(wave=wave, kind=kind, file=str(folder / name), sha256="1" * 64)
    (folder / "findings.json").write_text("{}")
    Publication.objects.create(wave=wave, kind="release", file=str(folder / "findings.json"), sha256="2" * 64)


def whole_wave(slug: str = "2020", *, items: int = 1) -> Wave:
    """A wave in which every stage is done."""
    wave = with_questionnaire(announced(slug))
    with_sample(wave, with_frame(wave))
    with_fieldwork(wave)
    with_weights(wave)
    with_figures(wave, items=items)
    with_files(wave)
    return wave


def log(entries: int) -> None:
    Activity.objects.bulk_create([Activity(actor="Test", verb="did", subject=str(n)) for n in range(entries)])
