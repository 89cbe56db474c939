"""What is asked of proposals, and of comments and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.strategy.actions.participation import WorkshopWords
from querschnitt.apps.strategy.forms.evidence import NONE, measure_choices
from querschnitt.apps.strategy.forms.texts import area
from querschnitt.apps.strategy.models import Edition, MeasureVersion, Proposal


class ProposalForm(OfficeForm):
    """What became of a proposal, and why not."""

    outcome = forms.ChoiceField(label=_("What became of it"), choices=Proposal.Outcome.choices)
    measures = forms.MultipleChoiceField(
        label=_("Measures"), required=False, widget=forms.SelectMultiple({"size": 6}),
        help_text=_("Those that take it up. Several with Ctrl."),
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Answer"), required=False, widget=forms.Textarea({"rows": 4}), max_length=4000,
        help_text=_("Needed where it is not taken up, or done elsewhere: why not, or where."),
    )  # fmt: skip

    def __init__(self, *args: Any, versions: Sequence[MeasureVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_measures = {str(version.measure_id): version.measure for version in versions}
        self.fields["measures"].choices = measure_choices(versions)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("outcome") in ("not_taken", "elsewhere") and not found.get("answer", "").strip():
            self.add_error("answer", ValidationError(_("Say why not, or where it is done.")))
        if found.get("outcome") in ("taken", "partly") and not found.get("measures"):
            self.add_error("measures", ValidationError(_("Name the measure that takes it up.")))
        return found


class WorkshopForm(OfficeForm):
    """What is known of a workshop."""

    edition = forms.ModelChoiceField(label=_("For edition"), queryset=Edition.objects.none(), to_field_name="slug")
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)
    title_de = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    held_on = DayField(label=_("Date"), required=False)
    participants = forms.IntegerField(label=_("Participants"), min_value=0, max_value=9999, required=False)
    note = area(_("Note"), required=False)
    wide = ("note",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = Edition.objects.all()  # type: ignore[attr-defined]

    def words(self) -> WorkshopWords:
        """Return what was written, once the form is valid."""
        return WorkshopWords(**self.cleaned_data)


class GroupForm(OfficeForm):
    """The name of a group."""

    title = forms.CharField(label=_("Group or table"), max_length=200)


class ProposalWordsForm(OfficeForm):
    """The words of a proposal."""

    text = area(_("Proposal"), rows=5, max_length=2000)
    wide = ("text",)


class NewProposalForm(OfficeForm):
    """A proposal of a group."""

    group = forms.ChoiceField(label=_("Group"))
    text = forms.CharField(label=_("Proposal"), widget=forms.Textarea({"rows": 3}), max_length=2000)


class CommentForm(OfficeForm):
    """A comment of a body on an edition or on one of its measures."""

    body = forms.CharField(label=_("Body"), max_length=200)
    on = DayField(label=_("Date"))
    edition = forms.ChoiceField(label=_("Edition"))
    measure = forms.ChoiceField(label=_("Measure"), required=False, help_text=_("Empty: on the edition as a whole."))
    text = forms.CharField(label=_("Comment"), widget=forms.Textarea({"rows": 4}), max_length=4000)

    def __init__(
        self, *args: Any, editions: Sequence[Edition], versions: Sequence[MeasureVersion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.editions = {row.slug: row for row in editions}
        self.known_measures = {str(version.measure_id): version.measure for version in versions}
        self.fields["edition"].choices = [(slug, slug) for slug in self.editions]  # type: ignore[attr-defined]
        self.fields["measure"].choices = [*NONE, *measure_choices(versions)]  # type: ignore[attr-defined]


class AnswerForm(OfficeForm):
    """The answer to a comment."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea({"rows": 4}), max_length=4000)
    on = DayField(label=_("Date"))
