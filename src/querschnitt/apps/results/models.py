"""Figures of a wave: weights, estimates, changes, releases and reports."""

from __future__ import annotations

from django.db import models

from querschnitt.apps.survey.models import Wave


class Collection(models.Model):
    """The usable and unusable interviews of a wave, taken into one data file."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE)
    file = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    interviews = models.JSONField()
    accounting = models.JSONField()
    rates = models.JSONField()
    collected_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.wave_id}: collected"


class Weighting(models.Model):
    """The weights of a wave, with the report of each step.

    ``levels``: weights and shares of each level of the frame variables; ``replicates``: the file of replicate weights.
    """

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE)
    file = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    n = models.PositiveIntegerField()
    minimum = models.FloatField()
    maximum = models.FloatField()
    kish = models.FloatField()
    n_eff = models.FloatField()
    steps = models.JSONField()
    levels = models.JSONField(default=list)
    replicates = models.JSONField(default=dict)
    assumptions = models.JSONField()
    weighted_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.wave_id}: weights"


class Estimation(models.Model):
    """What was estimated of a wave: how many figures, and the items with their words in the order of the questions.

    ``variance``: where the uncertainty comes from, and what the figures rest on.
    """

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE)
    figures = models.PositiveIntegerField()
    printed = models.PositiveIntegerField()
    items = models.JSONField()
    variance = models.JSONField(default=dict)
    estimated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.figures} figures"


class Estimate(models.Model):
    """One estimated figure with its uncertainty, and the sign it is published with."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE)
    order = models.PositiveIntegerField()
    variable = models.CharField(max_length=40)
    category = models.CharField(max_length=60, blank=True)
    dimension = models.CharField(max_length=20)
    domain = models.CharField(max_length=60)
    published = models.BooleanField()
    n = models.PositiveIntegerField()
    estimate = models.FloatField(null=True)
    se = models.FloatField(null=True)
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)
    n_eff = models.FloatField(null=True)
    df = models.FloatField(null=True)
    unit = models.CharField(max_length=20)
    method = models.CharField(max_length=40)
    sign = models.CharField(max_length=5, blank=True)

    class Meta:
        ordering = ["wave", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "variable", "category", "dimension", "domain"], name="a_figure_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.variable}={self.category} {self.domain}"


class Change(models.Model):
    """A figure of one wave against an earlier one, with test and comparability grade."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="changes")
    earlier = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveIntegerField()
    variable = models.CharField(max_length=40)
    category = models.CharField(max_length=60, blank=True)
    dimension = models.CharField(max_length=20)
    domain = models.CharField(max_length=60)
    before = models.JSONField()
    after = models.JSONField()
    difference = models.FloatField()
    ci_low = models.FloatField()
    ci_high = models.FloatField()
    p = models.FloatField()
    p_adjusted = models.FloatField()
    unit = models.CharField(max_length=20)
    grade = models.CharField(max_length=1)
    reasons = models.JSONField()

    class Meta:
        ordering = ["wave", "order"]

    def __str__(self) -> str:
        return f"{self.earlier_id}-{self.wave_id} {self.variable} {self.domain}: {self.grade}"


class Publication(models.Model):
    """A file made from the figures of a wave: report, workbook, release."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    file = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "kind"], name="one_file_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.kind}"
