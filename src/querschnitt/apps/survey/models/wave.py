"""Waves and the questionnaires released for them."""

from __future__ import annotations

from django.db import models


class Questionnaire(models.Model):
    """A compiled questionnaire under the hash of its content; never changed, only followed by another."""

    content_hash = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=100)
    version = models.CharField(max_length=40)
    document = models.JSONField()
    workbook_sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.content_hash[:12]})"


class Wave(models.Model):
    """One wave of the survey, from frame to report."""

    slug = models.SlugField(max_length=20, primary_key=True)
    title = models.CharField(max_length=200)
    reference_date = models.DateField()
    population_rule = models.TextField()
    field_start = models.DateField()
    field_end = models.DateField()
    modes = models.JSONField(default=list)
    origins = models.JSONField(default=dict)  # dimension ("group", "group8", "region") -> [code, words] in order
    complete_share = models.DecimalField(max_digits=3, decimal_places=2)
    partial_share = models.DecimalField(max_digits=3, decimal_places=2)
    translation_rules = models.JSONField(default=dict)  # what differs from `workflow.Rules`
    # Why a wave is an example, with simulated people: then languages open as drafts, and say so. Empty for a real one.
    example_notice = models.CharField(max_length=300, blank=True)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, null=True)
    public_key = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(partial_share__lt=models.F("complete_share")), name="partial_below_complete"
            ),
            models.CheckConstraint(
                condition=models.Q(field_start__lt=models.F("field_end")), name="field_starts_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_example(self) -> bool:
        return bool(self.example_notice)
