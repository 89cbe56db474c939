"""What is asked on the pages of the statistics office."""

from querschnitt.apps.results.forms.design import DesignForm
from querschnitt.apps.results.forms.draw import BatchForm, DrawForm
from querschnitt.apps.results.forms.plan import PlanForm
from querschnitt.apps.results.forms.register import (
    CompareForm,
    DocumentForm,
    ExtractForm,
    LeftOutForms,
    PopulationForm,
)
from querschnitt.apps.results.forms.wave import WaveForm

__all__ = [
    "BatchForm",
    "CompareForm",
    "DesignForm",
    "DocumentForm",
    "DrawForm",
    "ExtractForm",
    "LeftOutForms",
    "PlanForm",
    "PopulationForm",
    "WaveForm",
]
