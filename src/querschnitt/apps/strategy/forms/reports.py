"""What is asked before a report is made, and what is noted of a request for the printed booklet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm
from querschnitt.apps.strategy.models import Edition, Paper, Report, ReportingRound
from querschnitt.apps.strategy.queries.reports import Wanted

LANGUAGES = (("de", _("German")), ("en", _("English")))
TEXTS = ("proposal", "occasion", "posts", "follow_on", "participation")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReportForm(OfficeForm):
    """Kind, state, council date, language, and the blocks that only people can write."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(Report.Kind(kind).value, Report.Kind(kind).label)
                                  for kind in (Report.Kind.COUNCIL, Report.Kind.TRACKING, Report.Kind.BOOKLET)],
    )  # fmt: skip
    round = forms.ModelChoiceField(
        label=_("Reporting round"), queryset=ReportingRound.objects.none(), required=False,
        help_text=_("Its day is the state date. Or leave it open and name an edition and a day."),
    )  # fmt: skip
    edition = forms.ModelChoiceField(label=_("Edition"), queryset=Edition.objects.none(), required=False)
    day = DayField(label=_("State date"), required=False)
    council_on = DayField(label=_("Date of the council"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    paper = forms.ModelChoiceField(
        label=_("Paper of the council"), queryset=Paper.objects.none(), required=False,
        help_text=_("Its bodies and days become the consultation sequence."),
    )  # fmt: skip
    proposal = forms.CharField(
        label=_("Proposed decision"), widget=_lines(3), required=False,
        help_text=_("With a text it is a paper for decision, else one for information."),
    )  # fmt: skip
    occasion = forms.CharField(label=_("Occasion"), widget=_lines(3), required=False)
    follow_on = forms.CharField(label=_("Follow-on costs"), widget=_lines(2), required=False)
    posts = forms.CharField(label=_("Posts"), widget=_lines(2), required=False)
    participation = forms.CharField(label=_("Public participation"), widget=_lines(2), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("round", ReportingRound.objects.select_related("edition").order_by("-state_on")),
            ("edition", Edition.objects.all()),
            ("paper", Paper.objects.filter(kind__in=[Paper.Kind.REPORT, Paper.Kind.PROPOSAL, Paper.Kind.NEW_VERSION])),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("round") and not (found.get("edition") and found.get("day")):
            raise ValidationError({"round": _("Choose a round, or an edition and a day.")})
        return found

    @property
    def wanted(self) -> Wanted:
        """Return what is asked for; a round brings its edition and its day."""
        found = self.cleaned_data
        opened: ReportingRound | None = found["round"]
        edition, state_on = (opened.edition, opened.state_on) if opened else (found["edition"], found["day"])
        return Wanted(
            kind=found["kind"], edition=edition, state_on=state_on, language=found["language"],
            council_on=found["council_on"], round=opened, paper=found["paper"],
            texts={name: found[name] for name in TEXTS},
        )  # fmt: skip


class BookletRequestForm(OfficeForm):
    """Who wants how many booklets. The address is kept until they are sent."""

    edition = forms.ModelChoiceField(label=_("Edition"), queryset=Edition.objects.none())
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    copies = forms.IntegerField(label=_("Copies"), min_value=1, max_value=5000)
    received_on = DayField(label=_("Received on"), initial=date.today)
    address = forms.CharField(
        label=_("Address"), widget=_lines(4), max_length=600,
        help_text=_("It is deleted as soon as the request is done."),
    )  # fmt: skip
    purpose = forms.CharField(label=_("Purpose"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["edition"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Edition.objects.exclude(state=Edition.State.DRAFT)
