"""What is asked on the page that plans a sample."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.results.queries.plan import Wishes

STRATA = (
    ("group", _("origin groups")), ("group8", _("eight origin groups")), ("region", _("regions of origin")),
    ("borough", _("boroughs")), ("age_class", _("ages")), ("sex", _("sexes")), ("stay_class", _("years in the city")),
)  # fmt: skip


class PlanForm(forms.Form):
    """The wishes of a plan. The percentage of answers is written as people say it: 15 for 15 of 100."""

    variable = forms.ChoiceField(label=_("Strata"), choices=STRATA)
    letters = forms.IntegerField(label=_("People to write to"), min_value=1)
    response = forms.FloatField(label=_("Of 100, so many answer"), min_value=1, max_value=100)
    minimum = forms.IntegerField(label=_("At least per stratum"), min_value=0)
    answers = forms.IntegerField(label=_("Answers per stratum"), min_value=1)
    cost = forms.FloatField(label=_("Cost of a letter, in euros"), min_value=0, required=False)

    def __init__(self, data: Mapping[str, object], *, drawable: int) -> None:
        super().__init__(data)
        self.fields["letters"].validators.append(MaxValueValidator(drawable))

    def wishes(self) -> Wishes:
        """Return what was asked, once it is valid."""
        found = self.cleaned_data
        return Wishes(
            letters=found["letters"], response_rate=found["response"] / 100, minimum=found["minimum"],
            answers=found["answers"], cost=found["cost"], variable=found["variable"],
        )  # fmt: skip
