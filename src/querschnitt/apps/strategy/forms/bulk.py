"""What several measures of a draft shall get."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.strategy.models import Edition, Field, MeasureVersion, Office, Precision
from querschnitt.apps.strategy.queries.bulk import Wish


class BulkForm(OfficeForm):
    """One field for each thing that can be changed; an empty one changes nothing."""

    lead = forms.ModelChoiceField(Office.objects.none(), label=_("Lead"), required=False, empty_label=_("unchanged"))
    field = forms.ModelChoiceField(
        Field.objects.none(), label=_("Field of action"), required=False, empty_label=_("unchanged")
    )
    recurrence = forms.ChoiceField(label=_("Recurrence"), required=False)
    begins = DayField(label=_("Begins"), required=False)
    ends = DayField(label=_("Ends"), required=False)
    precision = forms.ChoiceField(
        label=_("These dates are known to the"), choices=Precision.choices, initial="day", required=False
    )
    target_groups = forms.CharField(label=_("Target groups"), max_length=300, required=False)

    def __init__(self, edition: Edition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices: Any = self.fields["lead"]
        offices.queryset = Office.objects.filter(valid_until=None).order_by("name")
        fields: Any = self.fields["field"]
        fields.queryset = edition.fields.order_by("number")
        kinds: Any = self.fields["recurrence"]
        kinds.choices = [("", _("unchanged")), *MeasureVersion.Recurrence.choices]

    def wish(self) -> Wish:
        """Return what is wished; the form must be valid."""
        told = self.cleaned_data
        return Wish(**{**told, "precision": told["precision"] or Precision.DAY})
