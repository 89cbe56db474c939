"""What is asked about money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.strategy.models import BudgetLine, BudgetState
from querschnitt.core.budget import parse_amount
from querschnitt.core.errors import InputError

PAPER = _("paper, budget or letter, with its date")


class AmountField(forms.CharField):
    """Euros, as people write them in German or English."""

    def __init__(self, **named: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        named.setdefault("label", _("Amount in euros"))
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attrs), **named)

    def clean(self, value: Any) -> Any:
        """Return the amount, exactly."""
        text = super().clean(value)
        try:
            return parse_amount(text) if text else None
        except InputError as error:
            raise ValidationError(_("Write the amount in euros, such as 90.000 or 90.000,50.")) from error


class YearField(forms.IntegerField):
    """A year of the budget."""

    def __init__(self, **named: Any) -> None:
        super().__init__(label=_("Year"), min_value=1990, max_value=2100, **named)


class LineForm(OfficeForm):
    """A further stage of a measure's money."""

    year = YearField()
    stage = forms.ChoiceField(label=_("Stage"), choices=BudgetLine.Stage.choices)
    amount = AmountField(help_text=_("of a struck line what is left of it, 0 where all of it was struck"))
    funding = forms.ChoiceField(label=_("Where it comes from"), choices=BudgetLine.Funding.choices)
    purpose_de = forms.CharField(
        label=_("Purpose"), max_length=200, help_text=_("the same words at each stage: they keep the stages together")
    )
    purpose_en = forms.CharField(label=_("Purpose in English"), max_length=200, required=False)
    psp_element = forms.CharField(label=_("PSP element"), max_length=40, required=False)
    source = forms.CharField(label=_("Source"), max_length=200, help_text=PAPER)


class CorrectionForm(OfficeForm):
    """What is right instead of a line, and why."""

    amount = AmountField()
    source = forms.CharField(label=_("Source"), max_length=200, help_text=PAPER)
    reason = forms.CharField(label=_("Reason of the correction"), max_length=300)


class FrameForm(OfficeForm):
    """What the council gives for a year."""

    year = YearField()
    amount = AmountField()
    decided_on = DayField(label=_("Decided on"), required=False)
    source = forms.CharField(label=_("Source"), max_length=200, help_text=PAPER)


class StateForm(OfficeForm):
    """From when to when the budget is provisional or frozen."""

    kind = forms.ChoiceField(label=_("State of the budget"), choices=BudgetState.Kind.choices)
    since = DayField(label=_("from"))
    until = DayField(label=_("Last day"), required=False, help_text=_("empty while it is not known"))
    share_frozen = forms.DecimalField(
        label=_("Frozen share in per cent"), min_value=Decimal(), max_value=Decimal(100), decimal_places=2,
        required=False, localize=True, help_text=_("of a freeze, where it names one"),
    )  # fmt: skip
    source = forms.CharField(label=_("Source"), max_length=200, help_text=PAPER)


class EndForm(OfficeForm):
    """The last day of a state that is still open."""

    until = DayField(label=_("Last day"))
