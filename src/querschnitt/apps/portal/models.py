"""What the public may see: views of the database over adopted editions and current releases. Nothing is written."""

from __future__ import annotations

from django.db import models

from querschnitt.apps.strategy.models import (
    BudgetLine,
    Edition,
    Evidence,
    MeasureVersion,
    Precision,
    ProgressEntry,
    Translation,
)


class PublicEdition(models.Model):
    """An adopted or superseded edition."""

    slug = models.SlugField()
    state = models.CharField(max_length=12, choices=Edition.State.choices)
    title_de = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    paper = models.CharField(max_length=60)
    adopted_on = models.DateField()
    as_amended = models.BooleanField()
    votes_for = models.PositiveSmallIntegerField(null=True)
    votes_against = models.PositiveSmallIntegerField(null=True)
    abstentions = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    budget_from = models.PositiveSmallIntegerField(null=True)
    budget_until = models.PositiveSmallIntegerField(null=True)
    note_de = models.TextField()
    note_en = models.TextField()
    invented = models.BooleanField()

    class Meta:
        managed = False
        db_table = "portal_edition"

    def __str__(self) -> str:
        return self.slug


class PublicField(models.Model):
    """A field of action of a public edition."""

    edition = models.ForeignKey(PublicEdition, on_delete=models.DO_NOTHING, related_name="fields")
    number = models.PositiveSmallIntegerField()
    name_de = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    aim_de = models.TextField()
    aim_en = models.TextField()
    evidenced = models.BooleanField()
    aim_invented = models.BooleanField()

    class Meta:
        managed = False
        db_table = "portal_field"

    def __str__(self) -> str:
        return f"{self.number} {self.name_de}"


class PublicMeasure(models.Model):
    """A measure of a public edition with its lead office and latest status."""

    uuid = models.UUIDField()
    edition = models.ForeignKey(PublicEdition, on_delete=models.DO_NOTHING, related_name="measures")
    field = models.ForeignKey(PublicField, on_delete=models.DO_NOTHING, related_name="measures")
    number = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    title_de = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    text = models.TextField()
    kind = models.CharField(max_length=20, choices=MeasureVersion.Kind.choices)
    recurrence = models.CharField(max_length=12, choices=MeasureVersion.Recurrence.choices)
    target_groups_de = models.CharField(max_length=300)
    target_groups_en = models.CharField(max_length=300)
    begins = models.DateField(null=True)
    begins_precision = models.CharField(max_length=7, choices=Precision.choices)
    ends = models.DateField(null=True)
    ends_precision = models.CharField(max_length=7, choices=Precision.choices)
    origin_de = models.CharField(max_length=200)
    origin_en = models.CharField(max_length=200)
    invented = models.BooleanField()
    wording_invented = models.BooleanField()
    lead_name = models.CharField(max_length=200)
    lead_short = models.CharField(max_length=20)
    lead_until = models.DateField(null=True)
    phase = models.CharField(max_length=8, null=True, choices=ProgressEntry.Phase.choices)
    state_on = models.DateField(null=True)
    links = models.IntegerField()

    class Meta:
        managed = False
        db_table = "portal_measure"

    def __str__(self) -> str:
        return f"{self.number} {self.title_de}"


class PublicInvolvement(models.Model):
    """An office that takes part in a measure."""

    measure = models.ForeignKey(PublicMeasure, on_delete=models.DO_NOTHING, related_name="involved")
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=20)

    class Meta:
        managed = False
        db_table = "portal_involved"

    def __str__(self) -> str:
        return self.name


class PublicProgress(models.Model):
    """The last word of an office on a measure in one reporting round."""

    measure = models.ForeignKey(PublicMeasure, on_delete=models.DO_NOTHING, related_name="progress")
    phase = models.CharField(max_length=8, choices=ProgressEntry.Phase.choices)
    note = models.TextField()
    paused_because_de = models.CharField(max_length=200)
    paused_because_en = models.CharField(max_length=200)
    paused_until = models.DateField(null=True)
    invented = models.BooleanField()
    schedule = models.CharField(max_length=8, choices=ProgressEntry.Schedule.choices)
    completion = models.CharField(max_length=14, choices=ProgressEntry.Completion.choices)
    counted = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    counted_unit = models.CharField(max_length=60)
    name_de = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    state_on = models.DateField()

    class Meta:
        managed = False
        db_table = "portal_progress"

    def __str__(self) -> str:
        return f"{self.state_on} {self.phase}"


class PublicRelease(models.Model):
    """The latest release of a wave, and what must stand beside its figures."""

    wave = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    notice_de = models.TextField()
    notice_en = models.TextField()

    class Meta:
        managed = False
        db_table = "portal_release"

    def __str__(self) -> str:
        return self.wave


class PublicFinding(models.Model):
    """A finding of the latest release of its wave."""

    position = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    variable = models.CharField(max_length=60)
    category = models.CharField(max_length=60)
    wave = models.CharField(max_length=40)
    dimension = models.CharField(max_length=30)
    domain = models.CharField(max_length=60)
    title_de = models.TextField()
    title_en = models.TextField()
    question_de = models.TextField()
    question_en = models.TextField()
    category_de = models.CharField(max_length=300)
    category_en = models.CharField(max_length=300)
    domain_de = models.CharField(max_length=200)
    domain_en = models.CharField(max_length=200)
    base_de = models.CharField(max_length=300)
    base_en = models.CharField(max_length=300)
    unit = models.CharField(max_length=20)
    n = models.PositiveIntegerField()
    value = models.FloatField(null=True)
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)
    sign = models.CharField(max_length=5)
    method = models.CharField(max_length=60)
    reference_date = models.CharField(max_length=60)
    source = models.CharField(max_length=300)
    earlier_wave = models.CharField(max_length=40)
    earlier_value = models.FloatField(null=True)
    difference = models.FloatField(null=True)
    difference_low = models.FloatField(null=True)
    difference_high = models.FloatField(null=True)
    difference_p = models.FloatField(null=True)
    grade = models.CharField(max_length=1)
    reasons = models.JSONField()
    released_at = models.DateTimeField()
    notice_de = models.TextField()
    notice_en = models.TextField()

    class Meta:
        managed = False
        db_table = "portal_finding"

    def __str__(self) -> str:
        return f"{self.wave} {self.key}"


class PublicEvidence(models.Model):
    """A finding that speaks to a measure."""

    measure = models.ForeignKey(PublicMeasure, on_delete=models.DO_NOTHING, related_name="evidence")
    finding = models.ForeignKey(PublicFinding, on_delete=models.DO_NOTHING, related_name="evidence")
    role = models.CharField(max_length=8, choices=Evidence.Role.choices)
    note_de = models.CharField(max_length=300)
    note_en = models.CharField(max_length=300)
    invented = models.BooleanField()

    class Meta:
        managed = False
        db_table = "portal_evidence"

    def __str__(self) -> str:
        return f"{self.measure_id} {self.finding_id}"


class PublicMoney(models.Model):
    """An amount for one year at one stage of the budget."""

    edition = models.ForeignKey(PublicEdition, on_delete=models.DO_NOTHING, related_name="money")
    measure = models.ForeignKey(PublicMeasure, on_delete=models.DO_NOTHING, null=True, related_name="money")
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=BudgetLine.Stage.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    purpose_de = models.CharField(max_length=200)
    purpose_en = models.CharField(max_length=200)
    source = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "portal_money"

    def __str__(self) -> str:
        return f"{self.year} {self.stage} {self.amount}"


class PublicTranslation(models.Model):
    """The latest wording of a text in a further language that is no draft."""

    key = models.CharField(max_length=200)
    language = models.CharField(max_length=20)
    text = models.TextField()
    source = models.TextField()
    state = models.CharField(max_length=10, choices=Translation.State.choices)

    class Meta:
        managed = False
        db_table = "portal_translation"

    def __str__(self) -> str:
        return f"{self.key} {self.language}"


class PublicCorrection(models.Model):
    """A misprint of a measure, a field or an edition, put right beside what was printed."""

    subject = models.CharField(max_length=8)
    row = models.BigIntegerField()
    column = models.CharField(max_length=40)
    correct = models.TextField()

    class Meta:
        managed = False
        db_table = "portal_correction"

    def __str__(self) -> str:
        return f"{self.subject} {self.row} {self.column}"
