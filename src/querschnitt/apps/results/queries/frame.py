"""What a page shows of a wave's register: extract, frame, report; and what its forms begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from querschnitt.apps.register.models import Document, Extract, Frame
from querschnitt.apps.register.queries import districts_of
from querschnitt.apps.results.queries.items import Origins
from querschnitt.apps.results.queries.wave import WaveState
from querschnitt.core.sampling.coverage import Compared, Counts, FrameReport, parse_report

ALIAS = "statistics"
Kind = Document.Kind
SHOWN = ("group", "age_class", "sex", "borough", "district")
"""The variables a report shows, in this order; the file of its counts has all."""


@dataclass(frozen=True)
class LevelRow:
    """A level as a report prints it. ``before`` : residents with background in the frame before, if there was one."""

    counts: Counts
    before: Compared | None

    @property
    def missing(self) -> int:
        """People of the target population who cannot be drawn."""
        return self.counts.target - self.counts.drawable

    @property
    def missing_share(self) -> float | None:
        return self.missing / self.counts.target if self.counts.target else None


@dataclass(frozen=True)
class FramePage:
    """A wave's register. ``tables`` : variable and its levels, the largest first"""

    extract: Extract | None
    frame: Frame | None
    report: FrameReport | None
    origins: Origins
    tables: Sequence[tuple[str, Sequence[LevelRow]]]
    before: str = ""

    @property
    def outside(self) -> list[tuple[str, int]]:
        return list(self.frame.outside.items()) if self.frame else []

    @property
    def undrawable(self) -> list[tuple[str, int]]:
        return sorted(self.frame.undrawable.items(), key=lambda entry: -entry[1]) if self.frame else []

    @property
    def missing(self) -> int:
        return self.frame.target - self.frame.drawable if self.frame else 0


def frame_page(state: WaveState) -> FramePage:
    """Return what stands of a wave's register."""
    frame = state.frame
    extract = frame.extract if frame else Extract.objects.using(ALIAS).filter(wave=state.wave.slug).first()
    report = parse_report(frame.report) if frame and frame.report else None
    before = {(each.variable, each.level): each for each in report.before} if report else {}
    return FramePage(
        extract=extract,
        frame=frame,
        report=report,
        origins=Origins({**state.wave.origins, **_places(frame)}),
        tables=_tables(report, before) if report else (),
        before=report.before[0].source if report and report.before else "",
    )


def _tables(report: FrameReport, before: Mapping[tuple[str, str], Compared]) -> list[tuple[str, Sequence[LevelRow]]]:
    tables: list[tuple[str, Sequence[LevelRow]]] = []
    for variable in SHOWN:
        rows = [
            LevelRow(each, before.get((variable, each.level))) for each in report.counts if each.variable == variable
        ]
        if variable in ("group", "borough", "district"):
            rows.sort(key=lambda row: -row.counts.background)
        if rows:
            tables.append((variable, rows))
    return tables


def _places(frame: Frame | None) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Return the names of boroughs and districts; they have one name in every language."""
    if frame is None or frame.districts is None:
        return {}
    known = districts_of(frame.districts).values()
    boroughs = {each.borough: each.borough_name for each in known}
    return {
        "borough": [(code, {"de": name, "en": name}) for code, name in boroughs.items()],
        "district": [(each.code, {"de": each.name, "en": each.name}) for each in known],
    }


@dataclass(frozen=True)
class Beginning:
    """With what the forms of a register begin: the rules in force, else those of the wave before, else the newest."""

    profile: Document | None
    fields: Mapping[str, Any]
    left_out: Sequence[Mapping[str, Any]]


def beginning(page: FramePage) -> Beginning:
    """Return what stands in the forms before anybody has filled them in."""
    last = page.frame or Frame.objects.using(ALIAS).exclude(rules=None).order_by("-derived_at").first()
    population = dict(last.population) if last else {}
    left_out = [{**entry, "countries": " ".join(entry["countries"])} for entry in population.pop("left_out", ())]
    fields = {
        "definition": last.rules if last else _newest(Kind.DEFINITION),
        "origins": last.groups if last else _newest(Kind.GROUPS),
        "districts": last.districts if last else _newest(Kind.DISTRICTS),
        "states": _newest(Kind.STATES),
        "published": _newest(Kind.PUBLISHED),
    }
    return Beginning(
        profile=page.extract.profile if page.extract else _newest(Kind.PROFILE),
        fields={**fields, **population},
        left_out=left_out,
    )


def _newest(kind: Document.Kind) -> Document | None:
    return Document.objects.using(ALIAS).filter(kind=kind).order_by("-added_at", "-version").first()
