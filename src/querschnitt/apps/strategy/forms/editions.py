"""What is asked when an edition is opened, proposed, adopted or supplemented, and when a misprint is corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.strategy.actions.adoption import Decision
from querschnitt.apps.strategy.actions.drafts import FieldWords, NewEdition
from querschnitt.apps.strategy.actions.goals import GoalWords
from querschnitt.apps.strategy.actions.papers import Votes
from querschnitt.apps.strategy.forms.texts import area
from querschnitt.apps.strategy.models import Field, Paper

YEARS = {"min_value": 2000, "max_value": 2100, "required": False}


class EditionForm(OfficeForm):
    """The name of the next edition."""

    slug = forms.SlugField(label=_("Short name, for the address"), help_text=_("Such as 2025."), max_length=50)
    title_de = forms.CharField(label=_("Title"), max_length=300)
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    budget_from = forms.IntegerField(label=_("First budget year"), **YEARS)  # type: ignore[arg-type]
    budget_until = forms.IntegerField(label=_("Last budget year"), **YEARS)  # type: ignore[arg-type]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        begins, ends = found.get("budget_from"), found.get("budget_until")
        if ends and not (begins and begins <= ends):
            self.add_error("budget_until", _("The last budget year lies before the first."))
        return found

    def new(self) -> NewEdition:
        found = self.cleaned_data
        return NewEdition(**(found | {"title_en": found["title_en"] or found["title_de"]}))


class FieldForm(OfficeForm):
    """A field of action of a draft."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=99)
    name_de = forms.CharField(label=_("Name"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    aim_de = area(_("Aim"), required=False)
    aim_en = area(_("Aim in English"), required=False)

    def words(self) -> FieldWords:
        found = self.cleaned_data
        return FieldWords(**(found | {"name_en": found["name_en"] or found["name_de"]}))


class GoalForm(OfficeForm):
    """A strategic goal of a draft."""

    number = forms.CharField(label=_("Number"), max_length=12, help_text=_("Such as Z1."))
    text_de = area(_("Strategic goal"), max_length=300)
    text_en = area(_("The same in English"), required=False, max_length=300)
    wide = ("text_de", "text_en")

    def words(self) -> GoalWords:
        return GoalWords(**self.cleaned_data)


class ConfirmForm(OfficeForm):
    """A step that cannot be undone is confirmed by a tick."""

    sure = forms.BooleanField()
    wide = ("sure",)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = label


class JoinForm(OfficeForm):
    """Which field of action a field goes into."""

    into = forms.ModelChoiceField(label=_("Goes into the field"), queryset=Field.objects.none())

    def __init__(self, *args: Any, field: Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = field.edition.fields.exclude(pk=field.pk).order_by("number")
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class ProposalForm(OfficeForm):
    """The number under which a draft goes to the council."""

    number = forms.CharField(
        label=_("Number of the paper"), max_length=60, help_text=_("A new version bears the same number with a suffix.")
    )
    title = forms.CharField(label=_("Title"), max_length=300)
    submitted_on = DayField(label=_("Handed in on"))


class VotesForm(OfficeForm):
    """How a body voted; empty where nobody counted."""

    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=999, required=False)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=999, required=False)
    abstentions = forms.IntegerField(label=_("Abstentions"), min_value=0, max_value=999, required=False)

    def votes(self) -> Votes:
        return Votes(**{name: self.cleaned_data[name] for name in ("votes_for", "votes_against", "abstentions")})


class AdoptionForm(VotesForm):
    """How an edition was adopted."""

    body = forms.CharField(label=_("Body"), max_length=200)
    adopted_on = DayField(label=_("Adopted on"))
    valid_from = DayField(label=_("In force from"))
    as_amended = forms.BooleanField(label=_("as amended"), required=False)
    field_order = ("body", "adopted_on", "valid_from", "votes_for", "votes_against", "abstentions", "as_amended")

    def decision(self) -> Decision:
        found = self.cleaned_data
        names = ("body", "adopted_on", "valid_from", "as_amended")
        return Decision(**{name: found[name] for name in names}, votes=self.votes())


class SupplementForm(OfficeForm):
    """The paper that supplements an edition, and from when."""

    paper = forms.ModelChoiceField(label=_("Council paper"), queryset=Paper.objects.none())
    applies_from = DayField(label=_("Applies from"))
    reason = area(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (Paper.Kind.MOTION, Paper.Kind.AMENDMENT, Paper.Kind.PROPOSAL, Paper.Kind.NEW_VERSION)
        papers = Paper.objects.filter(kind__in=kinds).order_by("-submitted_on", "number")
        self.fields["paper"].queryset = papers  # type: ignore[attr-defined]


class SupplementAdoptionForm(OfficeForm):
    """When a supplement was decided on."""

    adopted_on = DayField(label=_("Adopted on"))


class CorrectionForm(OfficeForm):
    """A misprint: which text, how it is right, and why it is one."""

    column = forms.ChoiceField(label=_("Text"))
    right = area(_("Correct wording"), rows=5)
    reason = area(_("Reason"), rows=2)

    def __init__(self, *args: Any, columns: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["column"].choices = columns  # type: ignore[attr-defined]
