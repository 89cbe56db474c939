"""The state of a wave: what stands, what is under way, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count, F, Max, Min, Q

from querschnitt.apps.fieldwork.models import Case, LetterRun
from querschnitt.apps.register.models import Frame, Sample, SampledUnit
from querschnitt.apps.results.models import Change, Collection, Estimation, Publication, Weighting
from querschnitt.apps.survey.models import Questionnaire, Wave

ALIAS = "statistics"
USABLE = ("complete", "partial")
REPORT_KINDS = ("report_html", "report_pdf", "report_xlsx")
State = Literal["not_begun", "under_way", "done", "outdated", "elsewhere"]


@dataclass(frozen=True)
class Stage:
    """One stage of a wave.

    Attributes
    ----------
    state : `outdated` if the stage before was done again since; `elsewhere` if it did not happen in this house
    at : when it was done, None while it is not
    """

    key: str
    state: State
    at: datetime | None = None

    @property
    def template(self) -> str:
        return f"results/stages/{self.key}.html"

    @property
    def room(self) -> str:
        """Return the name of the page where the stage has its room."""
        return "files" if self.key in ("release", "report") else self.key

    @property
    def is_settled(self) -> bool:
        return self.state in ("done", "elsewhere")


@dataclass(frozen=True)
class WaveState:
    """Everything that stands of a wave; a part that does not stand yet is None."""

    wave: Wave
    frame: Frame | None
    sample: Sample | None
    letters: LetterRun | None
    cases: int
    collection: Collection | None
    weighting: Weighting | None
    estimation: Estimation | None
    grades: Mapping[str, int]
    publications: Mapping[str, Publication]

    @property
    def questionnaire(self) -> Questionnaire | None:
        return self.wave.questionnaire

    @property
    def languages(self) -> Sequence[str]:
        return getattr(self.wave, "languages", None) or ()

    @property
    def taken_over(self) -> bool:
        """Whether the wave was collected elsewhere and taken over as microdata."""
        return self.collection is not None and self.wave.questionnaire_id is None

    @property
    def rates(self) -> Mapping[str, Mapping[str, float]]:
        """Return the rates by name, as a template can ask for them ("RR2", "RR2_weighted")."""
        return {rate["name"].replace(" ", "_"): rate for rate in self.collection.rates} if self.collection else {}

    @property
    def usable(self) -> int:
        return sum(self.collection.interviews["by_mode"].values()) if self.collection else 0

    @property
    def reports(self) -> Sequence[Publication]:
        return [self.publications[kind] for kind in REPORT_KINDS if kind in self.publications]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Return the stages in the order of the story."""
        collected = self.collection.collected_at if self.collection else None
        weighted = self.weighting.weighted_at if self.weighting else None
        estimated = self.estimation.estimated_at if self.estimation else None
        released = self.publications.get("release")
        report = min((each.made_at for each in self.reports), default=None)
        return (
            _stage("register", self.frame.derived_at if self.frame else None),
            _stage("draw", self.sample.drawn_at if self.sample else None),
            self._letters(),
            self._fieldwork(),
            _stage("weights", weighted, after=collected),
            _stage("results", estimated, after=weighted),
            _stage("release", released.made_at if released else None, after=estimated),
            _stage("report", report, after=estimated),
        )

    @property
    def next_stage(self) -> Stage | None:
        """Return the first stage that is not done, None if all are."""
        return next((stage for stage in self.stages if not stage.is_settled), None)

    def _letters(self) -> Stage:
        if self.letters:
            return Stage("letters", "done", self.letters.printed_at)
        if self.taken_over:
            return Stage("letters", "elsewhere")
        return Stage("letters", "under_way" if self.cases else "not_begun")

    def _fieldwork(self) -> Stage:
        """The field is done when its answers were collected; those that come later are collected again."""
        if self.collection:
            return Stage("fieldwork", "done", self.collection.collected_at)
        if self.wave.opened_at:
            return Stage("fieldwork", "under_way", self.wave.opened_at)
        return Stage("fieldwork", "not_begun")


def _stage(key: str, at: datetime | None, *, after: datetime | None = None) -> Stage:
    if at is None:
        return Stage(key, "not_begun")
    return Stage(key, "outdated" if after and at < after else "done", at)


def waves() -> list[Wave]:
    """Return all waves, the newest first."""
    return list(Wave.objects.using(ALIAS).order_by("-field_start").only("slug", "title", "field_start", "field_end"))


def wave_state(slug: str) -> WaveState | None:
    """Return the state of a wave in five queries, however many figures it has."""
    parts = ("questionnaire", "letterrun", "collection", "weighting", "estimation")
    found = (
        Wave.objects.using(ALIAS)
        .select_related(*parts)
        .defer("questionnaire__document", "estimation__items")
        .annotate(languages=F("questionnaire__document__languages"))
        .filter(slug=slug)
        .first()
    )
    if found is None:
        return None
    frame = Frame.objects.using(ALIAS).select_related("sample", "extract").filter(wave=slug).first()
    grades = Change.objects.using(ALIAS).filter(wave=slug).order_by("grade").values_list("grade").annotate(Count("id"))
    return WaveState(
        wave=found,
        frame=frame,
        sample=getattr(frame, "sample", None),
        letters=getattr(found, "letterrun", None),
        cases=Case.objects.using(ALIAS).filter(wave=slug).count(),
        collection=getattr(found, "collection", None),
        weighting=getattr(found, "weighting", None),
        estimation=getattr(found, "estimation", None),
        grades=dict(grades),
        publications={each.kind: each for each in Publication.objects.using(ALIAS).filter(wave=slug)},
    )


@dataclass(frozen=True)
class StratumRow:
    """A stratum as drawn.

    Attributes
    ----------
    size, drawn : persons who could be drawn, and persons drawn whose batch is released
    least, most : the smallest and the largest of their probabilities
    usable : usable interviews of them
    """

    stratum: str
    size: int
    drawn: int
    least: float
    most: float
    usable: int

    @property
    def response(self) -> float:
        """Usable interviews over people drawn, losses included: what the field saw, not a response rate."""
        return self.usable / self.drawn


def strata_of(sample: Sample | None) -> list[StratumRow]:
    """Return the strata of a sample in one query, the largest first."""
    if sample is None:
        return []
    sizes = {stratum["level"]: stratum["size"] for stratum in sample.protocol.get("strata", ())}
    rows = (
        SampledUnit.objects.using(ALIAS)
        .filter(sample=sample)
        .released()
        .values("stratum")
        .annotate(
            drawn=Count("case_id"),
            least=Min("probability"),
            most=Max("probability"),
            usable=Count("case_id", filter=Q(case__final_outcome__in=USABLE)),
        )
        .order_by("stratum")
    )
    # A sample of before there were protocols is a simple random one: its probability tells the size.
    strata = [StratumRow(size=sizes.get(row["stratum"], round(row["drawn"] / row["least"])), **row) for row in rows]
    return sorted(strata, key=lambda row: -row.size)
