"""What is asked of a design. What no field asks for can be written into the design's file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import OfficeForm
from querschnitt.apps.register.actions import DesignFile
from querschnitt.apps.results.forms.plan import STRATA
from querschnitt.core.sampling.design import Design, parse_design
from querschnitt.tables.register import PopulationRule

ALLOCATIONS = (
    ("power", _("power")),
    ("equal", _("equal")),
    ("proportional", _("proportional")),
    ("targets", _("by precision")),
    ("fixed", _("fixed numbers")),
)
SELECTIONS = (
    ("random", _("at random in each stratum")),
    ("systematic", _("systematic along an order")),
)
ORDERS = (
    ("borough", _("borough")), ("district", _("district")), ("age", _("age")), ("sex", _("sex")),
    ("stay_class", _("years in the city")),
)  # fmt: skip
BY_STRATUM = ("response", "minimum", "maximum", "count")


class DesignForm(OfficeForm):
    """A stratified sample as most offices draw it. Shares and points are written as people say them: 15 for 0.15."""

    name = forms.CharField(label=_("Name"), max_length=100)
    stratify_by = forms.ChoiceField(label=_("Strata"), choices=STRATA)
    allocation = forms.ChoiceField(
        label=_("Allocation to the strata"), choices=ALLOCATIONS,
        help_text=_(
            "Power: larger strata get more, small ones more than their share. By precision: as few as give the "
            "half-widths wished for. Fixed numbers: see below."
        ),
    )  # fmt: skip
    sample_size = forms.IntegerField(
        label=_("People to write to"), min_value=1, required=False,
        help_text=_("Not asked for with precision or fixed numbers: they say it."),
    )  # fmt: skip
    power = forms.FloatField(
        label=_("Exponent of the power"), min_value=0, max_value=1, required=False,
        help_text=_("0: equal. 1: proportional."),
    )  # fmt: skip
    each = forms.FloatField(
        label=_("Half-width in each stratum, in points"), min_value=0.1, max_value=50, required=False,
        help_text=_("Of a share of 50%, with 95% confidence."),
    )  # fmt: skip
    total = forms.FloatField(label=_("Half-width of the total, in points"), min_value=0.1, max_value=50, required=False)
    minimum = forms.IntegerField(label=_("At least per stratum"), min_value=0, required=False)
    maximum = forms.IntegerField(label=_("At most per stratum"), min_value=1, required=False)
    response = forms.FloatField(label=_("Of 100, so many answer"), min_value=1, max_value=100)
    selection = forms.ChoiceField(label=_("Selection"), choices=SELECTIONS)
    sort_by = forms.MultipleChoiceField(
        label=_("Order of systematic selection"), choices=ORDERS, required=False, widget=forms.CheckboxSelectMultiple
    )
    one_per_household = forms.BooleanField(
        label=_("At most one person of a household (its probability is worked out)"), required=False
    )
    batches = forms.CharField(
        label=_("Batches"), max_length=200, required=False,
        help_text=_("Sizes in the order of release, such as 3000, 2000. Empty: all at once."),
    )  # fmt: skip
    commitment = forms.RegexField(
        r"^[0-9a-fA-F]{64}$", label=_("Commitment to the seed"), required=False,
        help_text=_("What was published of the seed before the draw (SHA-256)."),
    )  # fmt: skip
    rule = forms.CharField(label=_("How the seed comes about"), max_length=300, required=False)

    def clean_batches(self) -> tuple[int, ...]:
        found = re.findall(r"[^\s,;]+", self.cleaned_data["batches"])
        if not all(size.isdigit() and int(size) for size in found):
            raise ValidationError(_("Whole numbers with commas between them, such as 3000, 2000"))
        return tuple(map(int, found))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        needed = {"targets": ("each", "total"), "fixed": ()}.get(found.get("allocation", ""), ("sample_size",))
        if needed and not any(found.get(name) for name in needed):
            self.add_error(needed[0], ValidationError(_("This allocation needs it.")))
        if found.get("selection") == "systematic" and not found.get("sort_by"):
            self.add_error("sort_by", ValidationError(_("Systematic selection needs an order.")))
        return found

    def design_file(self, population: PopulationRule, strata: Mapping[str, Mapping[str, float]]) -> DesignFile:
        """Return the design that was asked for, once the form is valid.

        Parameters
        ----------
        population : of the frame
        strata : entry of `BY_STRATUM` -> stratum -> number, where somebody wrote one

        Raises
        ------
        DesignError : if its parts do not go together
        """
        found = self.cleaned_data
        response: Any = found["response"] / 100
        if strata.get("response"):
            response = {level: share / 100 for level, share in strata["response"].items()}
        design = parse_design(self._table(strata), where="design")
        if design.allocation in ("cost", "targets"):
            design = replace(design, response_rate=response)
        return DesignFile(
            population=population,
            design=design,
            expected_response=response,
            commitment=found["commitment"].lower(),
            seed_rule=found["rule"],
        )

    def _table(self, strata: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
        """Return the table of the design, with what was said and nothing else."""
        found = self.cleaned_data
        allocation, selection = found["allocation"], found["selection"]
        table: dict[str, Any] = {
            "name": found["name"],
            "stratify_by": found["stratify_by"],
            "allocation": allocation,
            "selection": selection,
        }
        if allocation not in ("targets", "fixed"):
            table["sample_size"] = found["sample_size"]
        if allocation == "power" and found["power"] is not None:
            table["power"] = found["power"]
        if allocation == "targets":
            table["targets"] = {name: found[name] / 100 for name in ("each", "total") if found[name]}
        if allocation == "fixed":
            table["counts"] = dict(strata.get("count", {}))
        else:
            table |= {name: strata.get(name) or found[name] for name in ("minimum", "maximum") if found[name]}
            table |= {name: dict(strata[name]) for name in ("minimum", "maximum") if strata.get(name)}
        if selection == "systematic":
            table["sort_by"] = list(found["sort_by"])
        if found["one_per_household"]:
            table["one_per_household"] = True
        if found["batches"]:
            table["batches"] = list(found["batches"])
        return table


def form_values(file: DesignFile) -> dict[str, Any]:
    """Return what the fields show of a design."""
    design, targets = file.design, file.design.targets
    rate = file.expected_response
    return {
        "name": design.name, "stratify_by": design.stratify_by, "allocation": design.allocation,
        "sample_size": design.sample_size or None, "power": design.power,
        "each": 100 * targets.each if targets and isinstance(targets.each, float) else None,
        "total": 100 * targets.total if targets and targets.total else None,
        "minimum": design.minimum if isinstance(design.minimum, int) else None,
        "maximum": design.maximum if isinstance(design.maximum, int) else None,
        "response": f"{100 * rate:g}" if not isinstance(rate, Mapping) else 15,
        "selection": design.selection, "sort_by": list(design.sort_by),
        "one_per_household": bool(design.one_per_household), "batches": ", ".join(map(str, design.batches)),
        "commitment": file.commitment, "rule": file.seed_rule,
    }  # fmt: skip


def stratum_values(file: DesignFile | None) -> dict[str, Mapping[str, float]]:
    """Return the numbers that a design has for single strata: entry of `BY_STRATUM` -> stratum -> number."""
    if file is None:
        return {}
    design, rate = file.design, file.expected_response
    found = {
        "response": {level: 100 * share for level, share in rate.items()} if isinstance(rate, Mapping) else {},
        "minimum": design.minimum if isinstance(design.minimum, Mapping) else {},
        "maximum": design.maximum if isinstance(design.maximum, Mapping) else {},
        "count": design.counts,
    }
    return {name: values for name, values in found.items() if values}


def asks_all(design: Design) -> bool:
    """Return whether the form has a field for everything that a design says."""
    known = {name for name, _label in ALLOCATIONS}, {name for name, _label in SELECTIONS}
    targets = design.targets
    is_plain = targets is None or (targets.share, targets.level) == (0.5, 0.95)
    return (
        design.allocation in known[0]
        and design.selection in known[1]
        and not (design.stages or design.measure or design.coordinate_with or design.spread or design.share)
        and design.cost == 1.0
        and is_plain
        and not (targets and isinstance(targets.each, Mapping))
    )
