"""What is asked of an indicator and of its figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.indicators.models import Indicator
from querschnitt.apps.strategy.forms.plan import WorkbookForm

SIGNS = [("", _("no sign")), (".", _("too few cases in the subgroup")), ("x", _("statement makes no sense"))]


def _figure(label: Any, **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=16, decimal_places=4, **kwargs)


class ObservationForm(OfficeForm):
    """A figure of an indicator. One of a date that is there already corrects it."""

    on = DayField(label=_("Date"))
    numerator = _figure(_("Numerator"))
    denominator = _figure(_("Denominator"))
    value = _figure(_("Value"), help_text=_("Empty: worked out from numerator and denominator."))
    sign = forms.ChoiceField(label=_("Sign"), choices=SIGNS, required=False)
    document = forms.CharField(label=_("Where it stands"), max_length=300)
    next_due = DayField(label=_("Next figure due"), required=False)
    breaks_series = forms.BooleanField(label=_("Not comparable with the figures before"), required=False)


class IndicatorForm(OfficeForm):
    """The definition of an indicator."""

    code = forms.SlugField(label=_("Short name"), max_length=50, help_text=_("One that is there gets a new version."))
    name_de = forms.CharField(label=_("Name (German)"), max_length=200)
    name_en = forms.CharField(label=_("Name (English)"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Indicator.Kind.choices)
    polarity = forms.ChoiceField(label=_("Better is"), choices=Indicator.Polarity.choices)
    unit = forms.CharField(
        label=_("Unit"), max_length=40, help_text=_("% is worked out as 100 × numerator / denominator.")
    )
    decimals = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=4, initial=1)
    numerator_de = forms.CharField(label=_("Numerator"), max_length=300, required=False)
    denominator_de = forms.CharField(label=_("Denominator"), max_length=300, required=False)
    source = forms.CharField(label=_("Source"), max_length=300)
    steward = forms.CharField(label=_("Brings the next figure"), max_length=200, required=False)
    next_due = DayField(label=_("Next figure due"), required=False)
    definition_de = forms.CharField(label=_("Definition"), widget=forms.Textarea({"rows": 3}))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("unit") == "%" and not (found.get("numerator_de") and found.get("denominator_de")):
            self.add_error("numerator_de", ValidationError(_("A share names its numerator and denominator.")))
        return found


class FiguresForm(WorkbookForm):
    """A spreadsheet of figures of indicators, and where they stand."""

    file = forms.FileField(
        label=_("Figures (.xlsx, .ods, .csv)"), required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        help_text=_("One row a figure, or one row an indicator with a column a year; known by their heads."),
    )  # fmt: skip
    document = forms.CharField(
        label=_("Where the figures stand"), max_length=300,
        help_text=_("Where a row does not say so itself, such as Statistical yearbook 2024."),
    )  # fmt: skip
