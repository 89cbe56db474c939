"""What is asked of a measure in a draft or a supplement, and of what becomes of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.strategy.actions.measures import MeasureWords
from querschnitt.apps.strategy.forms.texts import area
from querschnitt.apps.strategy.models import (
    Edition,
    Field,
    Involvement,
    MeasureVersion,
    Office,
    Precision,
    StrategicGoal,
)

Kind, Recurrence = MeasureVersion.Kind, MeasureVersion.Recurrence


def _line(label: Any, *, length: int = 200) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=length)


class MeasureForm(OfficeForm):
    """All that a measure says."""

    number = forms.CharField(label=_("Number"), max_length=12)
    field = forms.ModelChoiceField(label=_("Field of action"), queryset=Field.objects.none())
    title_de = forms.CharField(label=_("Working title"), max_length=200)
    title_en = _line(_("Working title in English"))
    text = area(_("Official text"), rows=7)
    goal_de = area(_("Goal"), required=False)
    goal_en = area(_("Goal in English"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    recurrence = forms.ChoiceField(label=_("Recurrence"), choices=Recurrence.choices)
    target_groups_de = _line(_("Target groups"), length=300)
    target_groups_en = _line(_("Target groups in English"), length=300)
    begins = DayField(label=_("Begins"), required=False)
    begins_precision = forms.ChoiceField(label=_("Beginning known by"), choices=Precision.choices)
    ends = DayField(label=_("Ends"), required=False)
    ends_precision = forms.ChoiceField(label=_("End known by"), choices=Precision.choices)
    place_de = _line(_("Spatial reference"))
    place_en = _line(_("Spatial reference in English"))
    legal_basis = _line(_("Legal basis"), length=300)
    cost_note = _line(_("Costs"), length=300)
    lead = forms.ModelChoiceField(label=_("Lead"), queryset=Office.objects.none(), required=False)
    involved = forms.ModelMultipleChoiceField(
        label=_("Involved"), queryset=Office.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    goals = forms.ModelMultipleChoiceField(
        label=_("Strategic goals"), queryset=StrategicGoal.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    wide = ("title_de", "title_en", "text", "goal_de", "goal_en", "involved", "goals")

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.filter(valid_until=None).order_by("name")
        for name, rows in (
            ("field", edition.fields.order_by("number")),
            ("lead", offices),
            ("involved", offices),
            ("goals", edition.goals.order_by("number")),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if not edition.goals.exists():
            del self.fields["goals"]

    def words(self) -> MeasureWords:
        """Return what was written, once the form is valid."""
        return MeasureWords(**self.cleaned_data)


def said(version: MeasureVersion) -> dict[str, Any]:
    """Return what a measure says, for its form."""
    names = [name for name in MeasureWords.__dataclass_fields__ if name not in ("lead", "involved", "goals", "field")]
    found: dict[str, Any] = {name: getattr(version, name) for name in names}
    parts = list(version.involvements.all())
    return found | {
        "field": version.field_id,
        "lead": next((part.office_id for part in parts if part.role == Involvement.Role.LEAD), None),
        "involved": [part.office_id for part in parts if part.role != Involvement.Role.LEAD],
        "goals": [goal.pk for goal in version.goals.all()],
    }


class SplitForm(OfficeForm):
    """Into what a measure is split."""

    titles = area(
        _("Titles of the further parts, one a line"),
        help_text=_("The measure itself stays as the first part. Each part begins with the same words."),
    )
    reason = area(_("Reason"), rows=2)


class MergeForm(OfficeForm):
    """With which others a measure is merged."""

    others = forms.ModelMultipleChoiceField(
        label=_("Measures that go into this one"), queryset=MeasureVersion.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    reason = area(_("Reason"), rows=2)

    def __init__(self, *args: Any, version: MeasureVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = version.edition.versions.filter(supplement=None).exclude(pk=version.pk)
        self.fields["others"].queryset = others.order_by("field__number", "position")  # type: ignore[attr-defined]


class EndForm(OfficeForm):
    """Why a measure ends."""

    reason = area(_("Reason"), rows=2)
    paper = forms.CharField(label=_("Decision, where it is another than the edition's"), max_length=60, required=False)
