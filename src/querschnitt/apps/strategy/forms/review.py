"""What is asked in the review room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import OfficeForm
from querschnitt.apps.strategy.models import MeasureVersion, ReviewDecision

KINDS = (
    (ReviewDecision.Kind.KEEP, _("keep: it stays as it is")),
    (ReviewDecision.Kind.CHANGE, _("change: it says something else")),
    (ReviewDecision.Kind.MERGE, _("merge: it goes into another measure")),
    (ReviewDecision.Kind.END, _("end: it is not in the next edition")),
)


class DecisionForm(OfficeForm):
    """What becomes of a measure in the next edition."""

    kind = forms.ChoiceField(label=_("What becomes of it"), choices=KINDS)
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("needed unless it is kept; the council reads it in the synopsis"),
    )  # fmt: skip
    merge_into = forms.ChoiceField(label=_("Merge into"), required=False, help_text=_("only where it is merged"))
    new_title_de = forms.CharField(
        label=_("New title"), max_length=200, required=False, help_text=_("only where it is changed")
    )
    new_text = forms.CharField(
        label=_("New text"), required=False, widget=forms.Textarea(attrs={"rows": 7, "lang": "de"}),
        help_text=_("only where it is changed; as it is, it can be worded later in the draft"),
    )  # fmt: skip
    comment = forms.CharField(
        label=_("Comment for the room"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("stays here, no paper prints it"),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, version: MeasureVersion, others: Sequence[MeasureVersion], **named: Any) -> None:
        super().__init__(*args, **named)
        self.version = version
        self.others = {str(other.pk): other for other in others if other.pk != version.pk}
        targets = [(key, f"{other.number} {other.title_de}") for key, other in self.others.items()]
        choice: Any = self.fields["merge_into"]
        choice.choices = [("", "–"), *targets]

    def clean_merge_into(self) -> MeasureVersion | None:
        """Return the measure that is meant."""
        return self.others.get(self.cleaned_data["merge_into"])

    def clean_seen(self) -> datetime | None:
        """Return when the last decision that the page showed was made."""
        text = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError as error:
            raise ValidationError(_("Load the page again.")) from error

    def clean(self) -> dict[str, Any]:
        """Ask for what the decision needs; take the text only where it is another one."""
        found = super().clean() or self.cleaned_data
        kind = found.get("kind")
        if kind and kind != ReviewDecision.Kind.KEEP and not found.get("reason", "").strip():
            self.add_error("reason", _("Write the reason: the council reads it in the synopsis."))
        if kind == ReviewDecision.Kind.MERGE and not found.get("merge_into"):
            self.add_error("merge_into", _("Choose the measure that it is merged into."))
        if _same(found.get("new_text", ""), self.version.text):
            found["new_text"] = ""
        if _same(found.get("new_title_de", ""), self.version.title_de):
            found["new_title_de"] = ""
        return found


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


def initial_of(version: MeasureVersion, decision: ReviewDecision | None) -> dict[str, Any]:
    """Return what the form begins with: the last decision, or the words of the measure."""
    if decision is None:
        return {"new_title_de": version.title_de, "new_text": version.text}
    return {
        "kind": decision.kind,
        "reason": decision.reason,
        "merge_into": decision.merge_into_id or "",
        "new_title_de": decision.new_title_de or version.title_de,
        "new_text": decision.new_text or version.text,
        "comment": decision.comment,
        "seen": decision.decided_at.isoformat(),
    }


class OpenForm(OfficeForm):
    """The draft of the next edition, for which the room is opened."""

    slug = forms.SlugField(label=_("Short name"), max_length=50, help_text=_("such as 2025"))
    title_de = forms.CharField(label=_("Title"), max_length=300)
    title_en = forms.CharField(label=_("Title in English"), max_length=300)
    budget_from = forms.IntegerField(label=_("First year of the budget"), min_value=1990, max_value=2100)
    budget_until = forms.IntegerField(label=_("Last year of the budget"), min_value=1990, max_value=2100)

    def clean(self) -> dict[str, Any]:
        """Refuse years that run backwards."""
        found = super().clean() or self.cleaned_data
        if found.get("budget_from", 0) > found.get("budget_until", 9999):
            self.add_error("budget_until", _("The last year is not before the first."))
        return found
