"""What is asked on the page that plans a sample."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import OfficeForm
from querschnitt.apps.results.queries.plan import Wishes

STRATA = (
    ("group", _("origin groups")), ("group8", _("eight origin groups")), ("region", _("regions of origin")),
    ("borough", _("boroughs")), ("age_class", _("ages")), ("sex", _("sexes")), ("stay_class", _("years in the city")),
)  # fmt: skip


class PlanForm(OfficeForm):
    """The wishes of a plan. The percentage of answers is written as people say it: 15 for 15 of 100."""

    variable = forms.ChoiceField(label=_("Strata"), choices=STRATA)
    letters = forms.IntegerField(label=_("People to write to"), min_value=1)
    response = forms.FloatField(label=_("Of 100, so many answer"), min_value=1, max_value=100)
    minimum = forms.IntegerField(label=_("At least per stratum"), min_value=0)
    answers = forms.IntegerField(label=_("Answers per stratum"), min_value=1)
    design_effect = forms.FloatField(label=_("Design effect besides the strata"), min_value=0.1, max_value=20)
    cost = forms.FloatField(label=_("Cost of a letter, in euros"), min_value=0, required=False)
    answer_cost = forms.FloatField(label=_("Cost of an answer, in euros"), min_value=0, required=False)
    by_stratum = forms.BooleanField(label=_("Response of each stratum as in the design"), required=False)

    def __init__(self, data: Mapping[str, object], *, drawable: int, knows_strata: bool = False) -> None:
        super().__init__(data)
        self.fields["letters"].validators.append(MaxValueValidator(drawable))
        if not knows_strata:
            self.fields["by_stratum"].disabled = True

    def wishes(self, response_rates: Mapping[str, float]) -> Wishes:
        """Return what was asked, once it is valid. ``response_rates`` : of the design in force, by stratum"""
        found = self.cleaned_data
        return Wishes(
            letters=found["letters"], response_rate=found["response"] / 100, minimum=found["minimum"],
            answers=found["answers"], cost=found["cost"], answer_cost=found["answer_cost"], variable=found["variable"],
            design_effect=found["design_effect"], response_rates=response_rates if found["by_stratum"] else {},
        )  # fmt: skip
