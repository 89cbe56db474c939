"""What is asked on the pages of the statistics office."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.results.queries.plan import Wishes


class PlanForm(forms.Form):
    """The wishes of a plan. The percentage of answers is written as people say it: 15 for 15 of 100."""

    letters = forms.IntegerField(label=_("People to write to"), min_value=1)
    response = forms.FloatField(label=_("Of 100, so many answer"), min_value=1, max_value=100)
    minimum = forms.IntegerField(label=_("At least, in each stratum"), min_value=0)
    answers = forms.IntegerField(label=_("Answers wished for, in each stratum"), min_value=1)
    cost = forms.FloatField(label=_("Cost of a letter, in euros"), min_value=0, required=False)

    def wishes(self) -> Wishes:
        """Return what was asked, once it is valid."""
        found = self.cleaned_data
        return Wishes(
            letters=found["letters"], response_rate=found["response"] / 100, minimum=found["minimum"],
            answers=found["answers"], cost=found["cost"],
        )  # fmt: skip
