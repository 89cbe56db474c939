"""What is asked before a draw."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import OfficeForm


class DrawForm(OfficeForm):
    """The seed, and that a draw is final."""

    seed = forms.RegexField(
        r"^[0-9]{1,80}$",
        label=_("Seed"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("A whole number. It decides who is drawn, and stands in the protocol."),
        error_messages={"invalid": _("A whole number in digits, without blanks or points.")},
    )
    is_final = forms.BooleanField(label=_("I know that a draw is final and cannot be repeated with another seed"))


class BatchForm(OfficeForm):
    """So many more, shared out as the first draw was."""

    total = forms.IntegerField(label=_("People to draw besides"), min_value=1)
    is_final = forms.BooleanField(label=_("I know that this draw is final, too"))
