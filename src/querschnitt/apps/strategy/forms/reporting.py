"""What an office is asked on a measure, and how it passes its link on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField
from querschnitt.apps.strategy.actions.collecting.drafts import WORD_FIELDS, Told
from querschnitt.apps.strategy.forms.fields import StrategyForm, lines
from querschnitt.apps.strategy.models import MilestoneEntry, Office, OfficeFunction, Word
from querschnitt.apps.strategy.queries.collecting import Item, StepRow

READY = "ready"
UNCHANGED = (
    _("it goes on as planned"),
    _("a decision is still to be taken"),
    _("there is no money for it at present"),
    _("its next date is still to come"),
)
"""Reasons that are one click away; they are recorded in German, as all that offices say."""

UNCHANGED_DE = (
    "es läuft wie geplant weiter",
    "eine Entscheidung steht noch aus",
    "derzeit stehen keine Mittel bereit",
    "der nächste Termin steht noch bevor",
)
SCHEDULES = [(code, name) for code, name in Word.Schedule.choices if code] + [("", Word.Schedule.NOT_STATED.label)]
COMPLETIONS = [
    (Word.Completion.COUNTED, _("it can be counted")),
    (Word.Completion.NOT_ASSESSABLE, Word.Completion.NOT_ASSESSABLE.label),
    ("", Word.Completion.NOT_STATED.label),
]


class WordForm(StrategyForm):
    """A report on one measure. ``do`` says whether it is ready or only kept."""

    phase = forms.ChoiceField(label=_("Phase"), choices=Word.Phase.choices, widget=forms.RadioSelect, required=False)
    paused_because_de = forms.CharField(label=_("Why does it pause?"), max_length=200, required=False)
    paused_until = DayField(label=_("Until when?"), required=False, help_text=_("If that is known."))
    schedule = forms.ChoiceField(label=_("Schedule"), choices=SCHEDULES, widget=forms.RadioSelect, required=False)
    note = forms.CharField(
        label=_("What has happened, for the public"), widget=lines(5), required=False,
        help_text=_("Two or three sentences are enough: what was done, with how many, since when."),
    )  # fmt: skip
    completion = forms.ChoiceField(label=_("Completion"), choices=COMPLETIONS, widget=forms.RadioSelect, required=False)
    counted = forms.DecimalField(label=_("Done so far"), min_value=0, max_digits=12, decimal_places=2, required=False)
    target = forms.DecimalField(
        label=_("of altogether"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2, required=False
    )
    counted_unit = forms.CharField(label=_("What is counted"), max_length=60, required=False, help_text=_("courses"))
    obstacles = forms.CharField(label=_("What stands in the way"), widget=lines(2), required=False)
    next_steps = forms.CharField(label=_("Next steps"), widget=lines(2), required=False)
    internal = forms.CharField(
        label=_("For the administration only"), widget=lines(2), required=False,
        help_text=_("Read by your head and by the integration office, and not published."),
    )  # fmt: skip
    explanation = forms.CharField(
        label=_("What you want to say to the remarks"), widget=lines(2), required=False,
        help_text=_("Read by your head and by the integration office, and not published."),
    )  # fmt: skip
    correction_reason = forms.CharField(label=_("Why is it corrected?"), max_length=300, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, item: Item, **named: Any) -> None:
        self.item = item
        super().__init__(data, initial=initial_of(item), **named)
        for row in item.steps:
            self._ask_for(row)
        for name in ("counted", "target"):
            self.fields[name].localize = self.fields[name].widget.is_localized = True
            self.fields[name].widget.input_type = "text"
            self.fields[name].widget.attrs["inputmode"] = "decimal"
        self.dress()

    def _ask_for(self, row: StepRow) -> None:
        key = f"m{row.milestone.pk}"
        self.fields[f"{key}_state"] = forms.ChoiceField(
            label=_("How it stands"), choices=MilestoneEntry.State.choices, initial=row.state
        )
        self.fields[f"{key}_day"] = DayField(label=_("Done on"), required=False, initial=row.done_on)
        self.fields[f"{key}_reason"] = forms.CharField(
            label=_("Cancelled because"), max_length=300, required=False, initial=row.reason
        )

    @property
    def steps(self) -> list[AskedStep]:
        """Return each milestone with its three fields."""
        return [
            AskedStep(row, *(self[f"m{row.milestone.pk}_{part}"] for part in ("state", "day", "reason")))
            for row in self.item.steps
        ]

    @property
    def opens_more(self) -> bool:
        """Return whether the part that is folded holds something, or something wrong."""
        folded = ("completion", "counted", "target", "counted_unit", "obstacles", "next_steps", "internal")
        return any(self[name].value() or self[name].errors for name in folded)

    @property
    def is_ready(self) -> bool:
        return self.data.get("do") == READY

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.is_ready:
            self._need(found, "phase", _("Choose the phase."))
            self._need(found, "note", _("Write what has happened, or say above that nothing has changed."))
        if found.get("phase") == Word.Phase.PAUSED:
            self._need(found, "paused_because_de", _("Say why it pauses."))
        if found.get("completion") == Word.Completion.COUNTED:
            self._need(found, "counted", _("How many are done? Choose “not assessable” if it cannot be counted."))
            self._need(found, "target", _("Of how many?"))
            self._need(found, "counted_unit", _("Say what is counted."))
        if self.item.entry is not None:
            self._need(found, "correction_reason", _("This is released already. Say why it is corrected."))
        for row in self.item.steps:
            self._check_step(found, row)
        return found

    def _need(self, found: dict[str, Any], name: str, told: Any) -> None:
        if found.get(name) in (None, "") and name not in self.errors:
            self.add_error(name, ValidationError(told))

    def _check_step(self, found: dict[str, Any], row: StepRow) -> None:
        key = f"m{row.milestone.pk}"
        if found.get(f"{key}_state") == MilestoneEntry.State.DONE:
            self._need(found, f"{key}_day", _("On which day was it done?"))
        if found.get(f"{key}_state") == MilestoneEntry.State.CANCELLED:
            self._need(found, f"{key}_reason", _("Say why it was cancelled."))

    @property
    def told(self) -> Told:
        """Return what was said, once the form is valid. What does not belong to the phase is left out."""
        found = self.cleaned_data
        counts, pauses = found["completion"] == Word.Completion.COUNTED, found["phase"] == Word.Phase.PAUSED
        return Told(
            phase=found["phase"],
            note=found["note"],
            schedule=found["schedule"],
            completion=found["completion"],
            counted=found["counted"] if counts else None,
            target=found["target"] if counts else None,
            counted_unit=found["counted_unit"] if counts else "",
            internal=found["internal"],
            obstacles=found["obstacles"],
            next_steps=found["next_steps"],
            paused_because_de=found["paused_because_de"] if pauses else "",
            paused_until=found["paused_until"] if pauses else None,
            explanation=found["explanation"],
            correction_reason=found["correction_reason"] if self.item.entry is not None else "",
            milestones=dict(self._step(row) for row in self.item.steps),
        )

    def _step(self, row: StepRow) -> tuple[str, tuple[str, str, str]]:
        key = f"m{row.milestone.pk}"
        state = self.cleaned_data[f"{key}_state"]
        day = self.cleaned_data[f"{key}_day"] if state == MilestoneEntry.State.DONE else None
        reason = self.cleaned_data[f"{key}_reason"] if state == MilestoneEntry.State.CANCELLED else ""
        return str(row.milestone.pk), (state, day.isoformat() if day else "", reason)


@dataclass(frozen=True)
class AskedStep:
    """A milestone with the fields that ask for it."""

    row: StepRow
    state: forms.BoundField
    day: forms.BoundField
    reason: forms.BoundField


def initial_of(item: Item) -> dict[str, Any]:
    """Return what the form begins with: what is written in this round, else the last words, to be changed."""
    word = item.word or item.last
    found: dict[str, Any] = {name: getattr(word, name) for name in WORD_FIELDS} if word else {}
    if item.draft is not None:
        found |= {"explanation": item.draft.explanation, "correction_reason": item.draft.correction_reason}
    return found | {"revision": item.draft.revision if item.draft else 0}


class UnchangedForm(StrategyForm):
    """Nothing has changed, and why: one of the ready reasons, or own words."""

    because = forms.CharField(max_length=300, required=False)
    own = forms.CharField(label=_("Another reason"), max_length=300, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        found["reason"] = found.get("because") or found.get("own") or ""
        if not found["reason"]:
            self.add_error("own", ValidationError(_("Say why nothing has changed.")))
        return found


class QuestionForm(StrategyForm):
    """A question to the integration office."""

    question = forms.CharField(label=_("Your question"), widget=lines(3))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class DeclineForm(StrategyForm):
    """This measure is not ours; whose it may be."""

    belongs_to = forms.ModelChoiceField(
        label=_("Whose is it?"), queryset=Office.objects.none(), required=False, empty_label=_("not known")
    )
    words = forms.CharField(label=_("What should the integration office know?"), max_length=500, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, office: Office, **named: Any) -> None:
        super().__init__(*args, **named)
        others = Office.objects.filter(valid_until=None).exclude(pk=office.pk)
        self.fields["belongs_to"].queryset = others.order_by("name")  # type: ignore[attr-defined]


class ContributionForm(StrategyForm):
    """What an involved office adds."""

    text = forms.CharField(label=_("What your office adds"), widget=lines(4), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


class PassOnForm(StrategyForm):
    """To whom the link goes, and whether the own one closes."""

    to = forms.ChoiceField(label=_("To whom?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Words for the other function"), widget=lines(4), required=False,
        help_text=_("They stand in the mail and are kept nowhere else."),
    )  # fmt: skip
    keeps = forms.ChoiceField(
        label=_("And your own link?"), widget=forms.RadioSelect, initial="both",
        choices=[
            ("both", _("It stays: we both work on it")),
            ("hand_over", _("It closes: I hand over and do not come back")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, functions: Sequence[OfficeFunction], **named: Any) -> None:
        super().__init__(*args, **named)
        self.functions = {str(function.pk): function for function in functions}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (key, f"{function.name} ({function.email})") for key, function in self.functions.items()
        ]

    @property
    def chosen(self) -> OfficeFunction:
        return self.functions[self.cleaned_data["to"]]


class ReturnForm(StrategyForm):
    """Why the head returns a report."""

    reason = forms.CharField(label=_("What has to be changed?"), widget=lines(2))
