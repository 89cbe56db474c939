"""Extracts of the population register, the frames derived from them, and the samples drawn."""

from __future__ import annotations

import uuid

from django.db import models


class Document(models.Model):
    """A file that the office wrote down what it means in: rules of a background, groups, districts, a layout, figures.

    One row a version; never changed or deleted, only followed by another (held by a trigger).
    """

    class Kind(models.TextChoices):
        PROFILE = "profile"
        DEFINITION = "definition"
        GROUPS = "groups"
        DISTRICTS = "districts"
        STATES = "states"
        PUBLISHED = "published"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["kind", "name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "version"], name="one_text_a_version"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.name}-{self.version}"


class Extract(models.Model):
    """One imported extract; the same file is imported once. ``people``: its rows without names, as a Parquet file."""

    wave = models.SlugField(max_length=20, unique=True)
    profile = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    people = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    reference_date = models.DateField()
    rows = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    file_name = models.CharField(max_length=200)
    latest_move = models.DateField(null=True)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.sha256[:12]})"


class Frame(models.Model):
    """The frame of a wave: four counts, the rules that made it, and the hash of the file of units."""

    extract = models.OneToOneField(Extract, on_delete=models.CASCADE)
    wave = models.SlugField(max_length=20, unique=True)
    definition = models.CharField(max_length=100)
    # With what it was derived; null for frames of before there were documents.
    rules = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    groups = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    districts = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    population = models.JSONField(default=dict)  # tables.register.PopulationRule, as the table of a design file
    report = models.JSONField(default=dict)  # core.sampling.coverage.FrameReport
    residents = models.PositiveIntegerField()
    with_background = models.PositiveIntegerField()
    target = models.PositiveIntegerField()
    frame = models.PositiveIntegerField()
    drawable = models.PositiveIntegerField()
    outside = models.JSONField(default=dict)  # why people with background are no part of the target: reason -> count
    undrawable = models.JSONField(default=dict)  # why people of the target population cannot be drawn: reason -> count
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=300)
    derived_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="four_counts_in_order",
                condition=models.Q(with_background__lte=models.F("residents"))
                & models.Q(target__lte=models.F("with_background"))
                & models.Q(frame__lte=models.F("target"))
                & models.Q(drawable__lte=models.F("frame")),
            )
        ]

    def __str__(self) -> str:
        return f"Frame {self.wave} ({self.sha256[:12]})"

    def levels(self, variable: str) -> dict[str, dict[str, int]]:
        """Return target population, frame and drawable frame by the levels of a variable."""
        counted = [each for each in self.report.get("counts", ()) if each["variable"] == variable and each["target"]]
        return {each["level"]: {name: each[name] for name in ("target", "frame", "drawable")} for each in counted}


class DesignVersion(models.Model):
    """A design file as the office saved it; the newest of a wave is the one that is drawn by."""

    wave = models.SlugField(max_length=20)
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["wave", "-number"]
        constraints = [models.UniqueConstraint(fields=["wave", "number"], name="designs_are_numbered")]

    def __str__(self) -> str:
        return f"{self.wave}, design {self.number}"


class Sample(models.Model):
    """A sample as drawn: final, with design, seed and frame hash."""

    frame = models.OneToOneField(Frame, on_delete=models.CASCADE)
    wave = models.SlugField(max_length=20, unique=True)
    design = models.JSONField()
    plan = models.JSONField()
    seed = models.CharField(max_length=100)
    frame_sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    protocol = models.JSONField(default=dict)  # core.sampling.protocol; empty for a sample drawn before there were any
    drawn_at = models.DateTimeField(auto_now_add=True)
    drawn_by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"Sample {self.wave}: {self.size}"


class Batch(models.Model):
    """A part of a sample that is released at once: cut from it when it was drawn, or added by a later draw."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveSmallIntegerField()
    held = models.JSONField()  # stratum -> persons
    protocol = models.JSONField(default=dict)  # of the sample with this batch; empty if it was cut from an earlier draw
    drawn_at = models.DateTimeField(auto_now_add=True)
    drawn_by = models.CharField(max_length=150)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["sample", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "number"], name="one_batch_a_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="batches_count_from_1"),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True, released_by="")
                | models.Q(models.Q(released_at__isnull=False), ~models.Q(released_by="")),
                name="a_release_has_time_and_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}, batch {self.number}"


class SampledUnits(models.QuerySet["SampledUnit"]):
    """Persons drawn."""

    def released(self) -> SampledUnits:
        """Return those whose batch is released. A sample without recorded batches was released when it was drawn."""
        held_back = Batch.objects.filter(
            sample=models.OuterRef("sample"), number=models.OuterRef("batch"), released_at__isnull=True
        )
        return self.filter(~models.Exists(held_back))


ASKED, LEFT = "asked", "left"


class SampledUnit(models.Model):
    """A person drawn, without name: stratum, inclusion probability and frame variables as typed fields.

    ``probability`` is that of being drawn in a batch that is released. It changes with a release and with nothing else.
    """

    case_id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="units")
    number = models.PositiveIntegerField()
    person_id = models.CharField(max_length=20)
    stratum = models.CharField(max_length=40)
    probability = models.FloatField()
    group = models.CharField(max_length=40)
    group8 = models.CharField(max_length=40)
    region = models.CharField(max_length=40)
    sex = models.CharField(max_length=1)
    age = models.PositiveSmallIntegerField()
    age_class = models.CharField(max_length=10)
    borough = models.CharField(max_length=40)
    stay_class = models.CharField(max_length=10)
    batch = models.PositiveSmallIntegerField(default=1)
    cluster = models.CharField(max_length=60, blank=True, default="")  # district or household, if the design has any
    cluster_probability = models.FloatField(default=1.0)
    # Of those who did not answer, some are asked once more; everybody's probability of being one of them is kept.
    second_phase_probability = models.FloatField(null=True)
    in_second_phase = models.BooleanField(default=False)

    objects = SampledUnits.as_manager()

    @property
    def overall_probability(self) -> float:
        """Probability of being drawn and, of those asked once more, of being asked once more."""
        return self.probability * (self.second_phase_probability or 1.0) if self.in_second_phase else self.probability

    @property
    def second_phase(self) -> str:
        """Whether a nonrespondent was asked once more: asked, left; empty for everybody else."""
        if self.second_phase_probability is None:
            return ""
        return ASKED if self.in_second_phase else LEFT

    class Meta:
        ordering = ["sample", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "number"], name="one_unit_a_number"),
            models.UniqueConstraint(fields=["sample", "person_id"], name="a_person_is_drawn_once"),
            models.CheckConstraint(
                condition=models.Q(probability__gt=0, probability__lte=1), name="probability_above_0_up_to_1"
            ),
            models.CheckConstraint(
                condition=models.Q(cluster_probability__gt=0, cluster_probability__lte=1),
                name="cluster_probability_above_0_up_to_1",
            ),
            models.CheckConstraint(condition=models.Q(batch__gte=1), name="a_unit_stands_in_a_batch"),
            models.CheckConstraint(
                condition=models.Q(second_phase_probability__isnull=True, in_second_phase=False)
                | models.Q(
                    second_phase_probability__isnull=False,
                    second_phase_probability__gt=0,
                    second_phase_probability__lte=1,
                ),
                name="second_phase_has_its_probability",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.number}"


class Resident(models.Model):
    """Name and address of a person in the extract. Stands in the database `identity`, apart from everything else."""

    wave = models.SlugField(max_length=20)
    person_id = models.CharField(max_length=20)
    family_name = models.CharField(max_length=120)
    given_name = models.CharField(max_length=120)
    street = models.CharField(max_length=120)
    house_number = models.CharField(max_length=12)
    postcode = models.CharField(max_length=5)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "person_id"], name="a_resident_is_known_once_a_wave")]

    def __str__(self) -> str:
        return f"{self.wave}/{self.person_id}"
