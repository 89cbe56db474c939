"""What the integration office is asked: a round, a function with its mailbox, an answer, another office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField
from querschnitt.apps.strategy.actions.collecting.rounds import Planned
from querschnitt.apps.strategy.forms.fields import StrategyForm, lines
from querschnitt.apps.strategy.models import Office, OfficeFunction, ReportingRound


class RoundForm(StrategyForm):
    """A reporting round: of which day, due when, for which council."""

    name_de = forms.CharField(label=_("Name"), max_length=100, help_text=_("Such as: Sachstand Herbst 2026"))
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)
    state_on = DayField(label=_("State date"), help_text=_("The day that reports speak of."))
    due_on = DayField(label=_("Due on"), help_text=_("Offices are reminded 7 days and 1 day before, and on the day."))
    council_on = DayField(label=_("Date of the council"), required=False, help_text=_("When the report is read there."))
    asked_de = forms.CharField(
        label=_("What you ask this time"), widget=lines(3), required=False,
        help_text=_("Stands in the mail and above each measure."),
    )  # fmt: skip
    asked_en = forms.CharField(label=_("The same in English"), widget=lines(3), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        due, council = found.get("due_on"), found.get("council_on")
        if due and council and council < due:
            self.add_error("council_on", ValidationError(_("The council meets after reports are due.")))
        return found

    @property
    def planned(self) -> Planned:
        return Planned(**self.cleaned_data)


def initial_of_round(opened: ReportingRound) -> dict[str, Any]:
    """Return what a form begins with that changes a round."""
    return {name: getattr(opened, name) for name in RoundForm.base_fields}


class AnswerForm(StrategyForm):
    """The answer to a question."""

    answer = forms.CharField(label=_("Answer"), widget=lines(3))


class GiveForm(StrategyForm):
    """To which office a measure goes, and why."""

    office = forms.ModelChoiceField(label=_("Office that is in charge"), queryset=Office.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is kept with the measure."))

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["office"].queryset = Office.objects.filter(valid_until=None).order_by("name")  # type: ignore[attr-defined]


class FunctionForm(forms.ModelForm):
    """A function of an office with its mailbox. Never the name of a person: people go, functions stay."""

    class Meta:
        model = OfficeFunction
        fields = ("office", "name", "kind", "email", "language", "deputy", "deputy_from", "deputy_until", "valid_until")
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("deputy_from", "deputy_until", "valid_until")
        }
        labels = {
            "office": _("Office"),
            "name": _("Function"),
            "kind": _("What it does"),
            "email": _("Mailbox"),
            "language": _("Language of its mails"),
            "deputy": _("Who stands in"),
            "deputy_from": _("Stands in from"),
            "deputy_until": _("Stands in until"),
            "valid_until": _("The function ends on"),
        }
        help_texts = {
            "name": _("Such as: Sachgebietsleitung Integration. No name of a person."),
            "email": _("Best a mailbox of the function that several people read."),
        }

    def __init__(self, *args: Any, **named: Any) -> None:
        named.setdefault("label_suffix", "")
        super().__init__(*args, **named)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of its mails"), choices=[("de", "Deutsch"), ("en", "English")]
        )
        StrategyForm.dress(self)  # type: ignore[arg-type]

    wrong = StrategyForm.wrong
