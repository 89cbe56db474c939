"""What is asked when a wave begins."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm

MODES = (("web", _("online")), ("telephone", _("by telephone")), ("live", _("in a live interview")))


class WaveForm(OfficeForm):
    """What is decided for a wave before it begins. Shares of answered questions are written as people say them."""

    slug = forms.SlugField(
        label=_("Short name"), max_length=20, help_text=_("Small letters and digits, such as 2024. It stays.")
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    population_rule = forms.CharField(
        label=_("Whom it is about"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One German sentence; it stands in the report."),
    )  # fmt: skip
    reference_date = DayField(label=_("Reference date of the register"))
    field_start = DayField(label=_("First day in the field"))
    field_end = DayField(label=_("Last day in the field"))
    modes = forms.MultipleChoiceField(
        label=_("How people can answer"), choices=MODES, widget=forms.CheckboxSelectMultiple
    )
    complete = forms.IntegerField(
        label=_("Complete from so many of 100 essential questions"), min_value=2, max_value=100, initial=80
    )
    partial = forms.IntegerField(
        label=_("Partial from so many of 100 essential questions"), min_value=1, max_value=99, initial=50
    )

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower().replace("_", "-")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        start, end = found.get("field_start"), found.get("field_end")
        if isinstance(start, date) and isinstance(end, date) and start >= end:
            self.add_error("field_end", ValidationError(_("The field ends before it starts.")))
        if found.get("partial", 0) >= found.get("complete", 101):
            self.add_error(
                "partial", ValidationError(_("A partial interview has fewer questions than a complete one."))
            )
        return found

    def document(self) -> dict[str, Any]:
        """Return what was decided, as a wave file has it."""
        found = self.cleaned_data
        texts = ("slug", "title", "population_rule", "reference_date", "field_start", "field_end", "modes")
        return {name: found[name] for name in texts} | {
            "completeness": {"complete": found["complete"] / 100, "partial": found["partial"] / 100},
            "files": {},
        }
