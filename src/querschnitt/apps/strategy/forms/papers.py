"""What is asked of a paper of the council, and of a body that dealt with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.strategy.actions.papers import DECIDED, PaperWords, Sitting
from querschnitt.apps.strategy.forms.editions import VotesForm
from querschnitt.apps.strategy.forms.texts import area
from querschnitt.apps.strategy.models import Consultation, Edition, Measure, MeasureVersion, Paper


class PaperForm(OfficeForm):
    """A paper."""

    number = forms.CharField(label=_("Number of the paper"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=Paper.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=300)
    submitted_by = forms.CharField(label=_("Handed in by"), max_length=200, required=False)
    submitted_on = DayField(label=_("Handed in on"), required=False)
    deadline = DayField(label=_("Deadline"), required=False)
    url = forms.URLField(label=_("Address in the council's information system"), required=False, assume_scheme="https")
    edition = forms.ModelChoiceField(label=_("Edition"), queryset=Edition.objects.none(), required=False)
    reply_to = forms.ModelChoiceField(label=_("Replies to"), queryset=Paper.objects.none(), required=False)
    text = area(_("Text"), rows=6, required=False)
    measures = forms.CharField(
        label=_("Numbers of the measures it is about"), required=False, max_length=600,
        help_text=_("With commas between them, such as 1.2, 6.4."),
    )  # fmt: skip
    wide = ("title", "text", "measures", "url")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = Edition.objects.order_by("-valid_from")  # type: ignore[attr-defined]
        self.fields["reply_to"].queryset = Paper.objects.order_by("-submitted_on")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        numbers = [number.strip() for number in found.get("measures", "").split(",") if number.strip()]
        edition = found.get("edition") or Edition.objects.filter(state=Edition.State.ADOPTED).first()
        rows = MeasureVersion.objects.filter(edition=edition, number__in=numbers).order_by("supplement_id")
        known = {row.number: row.measure_id for row in rows}
        missing = [number for number in numbers if number not in known]
        if missing:
            self.add_error("measures", _("The edition has no measure %s.") % ", ".join(missing))
        self.chosen = list(Measure.objects.filter(pk__in=known.values()))
        return found

    def words(self) -> PaperWords:
        return PaperWords(**(self.cleaned_data | {"measures": self.chosen}))


class SittingForm(VotesForm):
    """A body dealt with a paper."""

    body = forms.CharField(label=_("Body"), max_length=200)
    on = DayField(label=_("Day"))
    role = forms.ChoiceField(label=_("Part"), choices=Consultation.Role.choices)
    result = forms.CharField(label=_("Result"), max_length=300, required=False)
    field_order = ("body", "on", "role", "result", "votes_for", "votes_against", "abstentions")

    def sitting(self) -> Sitting:
        names = ("body", "on", "role", "result")
        return Sitting(**{name: self.cleaned_data[name] for name in names}, votes=self.votes())


class AnswerForm(OfficeForm):
    """The answer to a question."""

    answer = area(_("Answer"), rows=6)
    answered_on = DayField(label=_("Answered on"))


class StateForm(OfficeForm):
    """How a paper ended."""

    state = forms.ChoiceField(
        label=_("Decision"), choices=[(state.value, state.label) for state in Paper.State if state in DECIDED]
    )
