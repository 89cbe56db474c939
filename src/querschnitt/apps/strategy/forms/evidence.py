"""What is asked of a link between a figure and a measure, of findings that go to a field, and of a conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.indicators.models import Finding, Indicator
from querschnitt.apps.indicators.templatetags.figures import figure, words
from querschnitt.apps.strategy.models import Conclusion, Evidence, Field, MeasureVersion, Office

NONE = [("", "–")]


def measure_choices(versions: Iterable[MeasureVersion]) -> list[tuple[str, str]]:
    """Return measures as choices: identity and words."""
    return [(str(version.measure_id), f"{version.number} {words(version, 'title')}") for version in versions]


def finding_words(finding: Finding) -> str:
    """Return a finding in one line, with its figure."""
    title = " – ".join(filter(None, (words(finding, "title"), words(finding, "category"))))
    return f"{title}: {figure(finding)} ({finding.wave})"


class EvidenceForm(OfficeForm):
    """A figure, its role for a measure, and why."""

    version = forms.ChoiceField(label=_("Measure"))
    subject = forms.ChoiceField(label=_("Finding or indicator"))
    role = forms.ChoiceField(
        label=_("Role"), choices=Evidence.Role.choices,
        help_text=_("Only what shows what was done, or what became of it, may speak of an effect."),
    )  # fmt: skip
    note_de = forms.CharField(
        label=_("Why it speaks to the measure"), max_length=300, widget=forms.Textarea({"rows": 3})
    )
    note_en = forms.CharField(label=_("The same in English"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        versions: Sequence[MeasureVersion],
        findings: Sequence[Finding],
        indicators: Sequence[Indicator],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.subjects: dict[str, Finding | Indicator] = {f"finding-{row.pk}": row for row in findings}
        self.subjects |= {f"indicator-{row.pk}": row for row in indicators}
        self.versions = {str(row.pk): row for row in versions}
        self.fields["version"].choices = [  # type: ignore[attr-defined]
            (key, f"{row.number} {words(row, 'title')}") for key, row in self.versions.items()
        ]
        self.fields["subject"].choices = [  # type: ignore[attr-defined]
            (_("Findings"), [(f"finding-{row.pk}", finding_words(row)) for row in findings]),
            (_("Indicators"), [(f"indicator-{row.pk}", words(row, "name")) for row in indicators]),
        ]


class ReferralForm(OfficeForm):
    """Findings that go to a field of action."""

    field = forms.ChoiceField(label=_("Field of action"))
    office = forms.ChoiceField(label=_("Office that concludes"), required=False)
    due_on = DayField(label=_("By"))
    question = forms.CharField(
        label=_("What we want to know"), required=False, widget=forms.Textarea({"rows": 3}), max_length=2000
    )
    findings = forms.MultipleChoiceField(label=_("Findings"), widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        choices: Sequence[Field],
        offices: Sequence[Office],
        findings: Sequence[Finding],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known_fields = {str(row.pk): row for row in choices}
        self.known_offices = {str(row.pk): row for row in offices}
        self.known_findings = {str(row.pk): row for row in findings}
        lead = _("the field's lead")
        self.fields["field"].choices = [  # type: ignore[attr-defined]
            (key, f"{row.number} {words(row, 'name')}" + (f" ({row.lead.short})" if row.lead else ""))
            for key, row in self.known_fields.items()
        ]
        self.fields["office"].choices = [("", lead), *((key, row.name) for key, row in self.known_offices.items())]  # type: ignore[attr-defined]
        self.fields["findings"].choices = [(key, finding_words(row)) for key, row in self.known_findings.items()]  # type: ignore[attr-defined]


class ConclusionForm(OfficeForm):
    """What a field's lead concludes from a finding."""

    kind = forms.ChoiceField(label=_("What follows"), choices=Conclusion.Kind.choices)
    measures = forms.MultipleChoiceField(
        label=_("Measures"), required=False, widget=forms.SelectMultiple({"size": 6}),
        help_text=_("Those that follow or are changed. Several with Ctrl."),
    )  # fmt: skip
    text = forms.CharField(label=_("Conclusion"), widget=forms.Textarea({"rows": 5}), max_length=4000)
    recorded_by = forms.CharField(
        label=_("Recorded by"), max_length=150, help_text=_("A function of the office, not a person's name.")
    )

    def __init__(self, *args: Any, versions: Sequence[MeasureVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_measures = {str(version.measure_id): version.measure for version in versions}
        self.fields["measures"].choices = measure_choices(versions)  # type: ignore[attr-defined]


class EmbargoForm(OfficeForm):
    """Until when nothing of a release is public."""

    until = forms.DateTimeField(
        label=_("Embargo until"), required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: public at once."),
    )  # fmt: skip
