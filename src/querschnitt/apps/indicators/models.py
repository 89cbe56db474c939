"""What is known: findings as the statistics office signed them, and indicators with their observations.

Rows of both are only ever added: a release is imported, an observation is corrected by a later one.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Release(models.Model):
    """One signed file of findings on one wave. The latest one of a wave is the current one."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    wave = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    signature_ok = models.BooleanField()
    notice_de = models.TextField(blank=True)
    notice_en = models.TextField(blank=True)
    imported_at = models.DateTimeField(auto_now_add=True)
    embargo_until = models.DateTimeField(null=True, blank=True)  # until then nothing of it is public

    class Meta:
        ordering = ["-imported_at", "-id"]
        constraints = [models.CheckConstraint(name="only_signed_releases_come_in", condition=Q(signature_ok=True))]

    def __str__(self) -> str:
        return f"{self.wave} {self.name}"


class Finding(models.Model):
    """One released figure, and its change since the wave before where there is one.

    ``domain`` is empty for the total; else ``dimension`` says what it is a part by. Words stand in German and English.
    The question stands only where the title is a shorter name for it. What the release says about all its figures, such
    as that they are simulated, is its notice.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    variable = models.CharField(max_length=60)
    category = models.CharField(max_length=60, blank=True)
    wave = models.CharField(max_length=40)
    dimension = models.CharField(max_length=30)
    domain = models.CharField(max_length=60, blank=True)
    title_de = models.TextField()
    title_en = models.TextField(blank=True)
    question_de = models.TextField(blank=True)
    question_en = models.TextField(blank=True)
    category_de = models.CharField(max_length=300, blank=True)
    category_en = models.CharField(max_length=300, blank=True)
    domain_de = models.CharField(max_length=200, blank=True)
    domain_en = models.CharField(max_length=200, blank=True)
    base_de = models.CharField(max_length=300, blank=True)
    base_en = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=20)
    n = models.PositiveIntegerField()
    value = models.FloatField(null=True, blank=True)
    ci_low = models.FloatField(null=True, blank=True)
    ci_high = models.FloatField(null=True, blank=True)
    sign = models.CharField(max_length=5, blank=True)
    method = models.CharField(max_length=60, blank=True)
    reference_date = models.CharField(max_length=60)
    source = models.CharField(max_length=300)
    earlier_wave = models.CharField(max_length=40, blank=True)
    earlier_value = models.FloatField(null=True, blank=True)
    difference = models.FloatField(null=True, blank=True)
    difference_low = models.FloatField(null=True, blank=True)
    difference_high = models.FloatField(null=True, blank=True)
    difference_p = models.FloatField(null=True, blank=True)
    grade = models.CharField(max_length=1, blank=True)
    reasons = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["release", "position"]
        constraints = [
            models.UniqueConstraint(name="a_finding_stands_once", fields=["release", "key"]),
            models.CheckConstraint(
                name="a_change_has_a_grade_and_an_earlier_wave",
                condition=Q(grade="", earlier_wave="", difference__isnull=True)
                | (Q(grade__in=["A", "B", "C", "D", "E"], difference__isnull=False) & ~Q(earlier_wave="")),
            ),
            models.CheckConstraint(
                name="a_suppressed_finding_has_no_figure",
                condition=~Q(sign__in=[".", "x"]) | Q(value__isnull=True, ci_low__isnull=True, ci_high__isnull=True),
            ),
            models.CheckConstraint(
                name="an_interval_runs_upwards",
                condition=Q(ci_low__isnull=True) | Q(ci_high__isnull=True) | Q(ci_low__lte=F("ci_high")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.key}"

    @property
    def is_total(self) -> bool:
        """Return whether the figure is about the whole target population."""
        return self.dimension == "total"


class Indicator(models.Model):
    """A figure that is observed again and again, in one definition. A new definition is a new row with its version."""

    class Kind(models.TextChoices):
        CONTEXT = "context", _("context: says nothing about an effect")
        OUTPUT = "output", _("output: what was done")
        OUTCOME = "outcome", _("outcome: what became of it")

    class Polarity(models.TextChoices):
        NONE = "none", _("neither")
        UP = "up", _("more is better")
        DOWN = "down", _("less is better")

    code = models.SlugField()
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    polarity = models.CharField(max_length=4, choices=Polarity.choices, default=Polarity.NONE)
    name_de = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    definition_de = models.TextField()
    definition_en = models.TextField(blank=True)
    numerator_de = models.CharField(max_length=300, blank=True)
    denominator_de = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=40)
    decimals = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=300)
    steward = models.CharField(max_length=200, blank=True)  # the office that brings the next figure
    next_due = models.DateField(null=True, blank=True)
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(name="indicator_version_once", fields=["code", "version"])]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Observation(models.Model):
    """One figure of an indicator on a reference date. Append-only: a later row of a date corrects the earlier one."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    on = models.DateField()
    numerator = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    sign = models.CharField(max_length=5, blank=True)
    breaks_series = models.BooleanField(default=False)
    document = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["indicator", "on", "id"]
        constraints = [
            models.CheckConstraint(
                name="an_observation_has_a_value_or_a_sign", condition=Q(value__isnull=False) | ~Q(sign="")
            ),
            models.CheckConstraint(
                name="a_share_has_numerator_and_denominator",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.on}"
