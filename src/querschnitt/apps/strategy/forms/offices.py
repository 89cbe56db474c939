"""What is asked when offices are reorganised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.strategy.actions.reorganising import NewOffice, Reorganisation
from querschnitt.apps.strategy.models import MeasureVersion, Office

ROWS = 3


class ReorganisationForm(OfficeForm):
    """What an office becomes, from when, and by which order. Measures are given to successors in the preview."""

    on = DayField(label=_("From"))
    reason = forms.CharField(label=_("Order or decision"), max_length=300)
    existing = forms.ModelMultipleChoiceField(
        label=_("Offices that exist and take over"), queryset=Office.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        others = Office.objects.filter(valid_until=None).exclude(pk=office.pk).order_by("name")
        self.fields["existing"].queryset = others  # type: ignore[attr-defined]
        for row in range(1, ROWS + 1):
            for name, label, length in (
                ("name", _("New office %d: name") % row, 200),
                ("short", _("New office %d: abbreviation") % row, 20),
            ):
                field = forms.CharField(label=label, max_length=length, required=False)
                field.template_name = "accounts/field.html"  # type: ignore[attr-defined]
                field.widget.attrs["class"] = "kern-form-input__input"
                self.fields[f"{name}_{row}"] = field
        self.order_fields(["on", "reason", *self.new_names(), "existing"])

    @staticmethod
    def new_names() -> list[str]:
        return [f"{name}_{row}" for row in range(1, ROWS + 1) for name in ("name", "short")]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for row in range(1, ROWS + 1):
            name, short = found.get(f"name_{row}"), found.get(f"short_{row}")
            if bool(name) != bool(short):
                self.add_error(f"short_{row}" if name else f"name_{row}", ValidationError(_("A new office has both.")))
        if not self.errors and not found.get("existing") and not found.get("name_1"):
            self.add_error("name_1", ValidationError(_("Name a new office, or one that exists.")))
        return found

    def new(self) -> list[NewOffice]:
        found = self.cleaned_data
        rows = [(found[f"name_{row}"], found[f"short_{row}"]) for row in range(1, ROWS + 1)]
        return [NewOffice(slug=slug_of(short), name=name, short=short) for name, short in rows if name]

    def successors(self) -> list[tuple[str, str]]:
        """Return slug and name of each successor, the first takes what is given to nobody else."""
        new = [(office.slug, office.name) for office in self.new()]
        return new + [(office.slug, office.name) for office in self.cleaned_data["existing"]]

    def change(self, given: Mapping[UUID, str]) -> Reorganisation:
        found = self.cleaned_data
        return Reorganisation(
            office=self.office, on=found["on"], reason=found["reason"], existing=list(found["existing"]),
            new=self.new(), given=given,
        )  # fmt: skip


def slug_of(short: str) -> str:
    """Return the abbreviation of an office as it stands in addresses."""
    plain = short.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def given_of(post: Mapping[str, Any], versions: Sequence[MeasureVersion]) -> dict[UUID, str]:
    """Return which measure was given to which successor."""
    named = {version.measure_id: str(post.get(f"to-{version.measure_id}", "")) for version in versions}
    return {measure: slug for measure, slug in named.items() if slug}
