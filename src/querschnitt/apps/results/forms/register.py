"""What is asked of an extract, of the rules that make a frame of it, and of the files that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.register.models import Document
from querschnitt.tables.register import LeftOut, PopulationRule

ALIAS = "statistics"
Kind = Document.Kind
GROUPS = (("listed", _("the groups of the list only")), ("all", _("every origin")))


def _documents(kind: Document.Kind, **kwargs: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Document.objects.using(ALIAS).filter(kind=kind), **kwargs)


class ExtractForm(OfficeForm):
    """An extract of the register, and the layout in which it comes."""

    file = forms.FileField(label=_("Extract"), max_length=200)
    profile = _documents(Kind.PROFILE, label=_("Layout of the extract"))
    allow_rejects = forms.BooleanField(
        label=_("Import the rest although more than one row in a thousand cannot be read"), required=False
    )


class PopulationForm(OfficeForm):
    """The rules by which a frame is derived: the definition of a background, and who belongs to the target population.

    ``left_out`` : people left out by nationality and date of moving in are asked in `LeftOutForms`
    """

    definition = _documents(Kind.DEFINITION, label=_("Definition of the background"))
    origins = _documents(Kind.GROUPS, label=_("Groups of origin"))
    districts = _documents(Kind.DISTRICTS, label=_("Districts"))
    states = _documents(Kind.STATES, label=_("Key of states"), required=False, empty_label=_("no key"))
    published = _documents(
        Kind.PUBLISHED, label=_("Published figures to compare with"), required=False, empty_label=_("no figures")
    )
    name = forms.CharField(label=_("Name of the target population"), max_length=200)
    groups = forms.ChoiceField(label=_("Origins"), choices=GROUPS)
    main_residence = forms.BooleanField(label=_("Main residence only"), required=False, initial=True)
    minimum_age = forms.IntegerField(label=_("From the age of"), min_value=0, max_value=120, initial=18)
    minimum_stay_months = forms.IntegerField(
        label=_("Here for so many months at least"), min_value=0, max_value=1200, initial=0
    )
    not_drawn_again_months = forms.IntegerField(
        label=_("Spared if drawn within so many months"), min_value=0, max_value=600, initial=0
    )

    def rule(self, left_out: Iterable[LeftOut]) -> PopulationRule:
        """Return the rule that was asked for, once the form is valid."""
        found = self.cleaned_data
        return PopulationRule(
            name=found["name"],
            listed_groups_only=found["groups"] == "listed",
            minimum_age=found["minimum_age"],
            main_residence=found["main_residence"],
            minimum_stay_months=found["minimum_stay_months"],
            not_drawn_again_months=found["not_drawn_again_months"],
            left_out=tuple(left_out),
        )


class LeftOutForm(OfficeForm):
    """People whom the population leaves out, by first nationality and the day from which they moved in."""

    countries = forms.CharField(label=_("Nationalities (codes of three digits)"), max_length=400, required=False)
    moved_in_from = DayField(label=_("Moved in from"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def clean_countries(self) -> tuple[str, ...]:
        codes = tuple(re.findall(r"[^\s,;]+", self.cleaned_data["countries"]))
        if not all(re.fullmatch(r"\d{3}", code) for code in codes):
            raise ValidationError(_("Codes of three digits, such as 475 423"))
        return codes

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        given = [bool(found.get(name)) for name in ("countries", "moved_in_from", "reason")]
        if any(given) and not all(given) and not self.errors:
            raise ValidationError(_("Codes, day and reason belong together."))
        return found

    def rule(self) -> LeftOut | None:
        found = self.cleaned_data
        return LeftOut(found["countries"], found["moved_in_from"], found["reason"]) if found.get("countries") else None


LeftOutForms = forms.formset_factory(LeftOutForm, extra=1, max_num=20, absolute_max=20)


class DocumentForm(OfficeForm):
    """A new version of a document."""

    KINDS = (
        (Kind.DEFINITION, _("Definition of the background (TOML)")),
        (Kind.GROUPS, _("Groups of origin (TOML)")),
        (Kind.DISTRICTS, _("Districts (CSV)")),
        (Kind.STATES, _("Key of states (CSV)")),
        (Kind.PROFILE, _("Layout of the extract (TOML)")),
        (Kind.PUBLISHED, _("Published figures (TOML)")),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS)
    file = forms.FileField(label=_("File"), max_length=200)


class CompareForm(OfficeForm):
    """Two definitions of a background."""

    first = _documents(Kind.DEFINITION, label=_("This definition"))
    second = _documents(Kind.DEFINITION, label=_("and this one"))
