"""What a translator enters: the texts of one group side by side with the German; a file that came back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import OfficeForm
from querschnitt.apps.accounts.languages import Language, all_languages
from querschnitt.apps.strategy.actions.translating import Wording
from querschnitt.apps.strategy.forms.plan import WorkbookForm
from querschnitt.apps.strategy.models import Translation
from querschnitt.apps.strategy.queries.translating import Entry, EntryGroup
from querschnitt.core.instrument.texts import even_lines

LINE = 60
"""So many characters of a text stand in one line of its field."""


class LanguageForm(OfficeForm):
    """A language that nobody has translated into yet."""

    language = forms.ChoiceField(label=_("Further language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = get_language() or "de"
        named = sorted((each.name_in(page), each.tag) for each in all_languages() if each.tag != "de")
        field: Any = self.fields["language"]
        field.choices = [(tag, f"{name} ({tag})") for name, tag in named]


class GroupForm(OfficeForm):
    """A text and its state for each German text of a group."""

    def __init__(self, group: EntryGroup, language: Language, data: Any = None) -> None:
        super().__init__(data)
        self.group = group
        for place, entry in enumerate(group.entries):
            self.fields.update(_fields(place, entry, language))

    @property
    def rows(self) -> list[tuple[Entry, forms.BoundField, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return each entry with its fields: text, state, the German that is on the page, whether it is still right."""
        return [
            (entry, self[f"text_{place}"], self[f"state_{place}"], self[f"source_{place}"], self[f"right_{place}"])
            for place, entry in enumerate(self.group.entries)
        ]

    def wordings(self) -> dict[str, Wording]:
        """Return what was entered, by key; the form must be valid."""
        told = self.cleaned_data
        return {
            entry.source.key: Wording(
                text=even_lines(told[f"text_{place}"]),
                state=told[f"state_{place}"],
                source=even_lines(told[f"source_{place}"]),
                is_right=told[f"right_{place}"],
            )
            for place, entry in enumerate(self.group.entries)
        }


def _fields(place: int, entry: Entry, language: Language) -> dict[str, forms.Field]:
    row, text = entry.translation, entry.source.text
    attributes = {
        "class": "kern-form-input__input", "rows": max(1, min(12, len(text) // LINE + 1)), "lang": language.tag,
        "dir": language.direction,
    }  # fmt: skip
    return {
        f"text_{place}": forms.CharField(
            label=entry.source.what, required=False, initial=row.text if row else "",
            widget=forms.Textarea(attrs=attributes),
        ),
        f"state_{place}": forms.ChoiceField(
            label=_("State"), choices=Translation.State.choices,
            widget=forms.Select(attrs={"class": "kern-form-input__select"}),
            initial=row.state if row else Translation.State.TRANSLATED,
        ),
        f"source_{place}": forms.CharField(initial=text, widget=forms.HiddenInput, strip=False),
        f"right_{place}": forms.BooleanField(
            label=_("It is still right as it stands"), required=False,
            widget=forms.CheckboxInput(attrs={"class": "kern-form-check__checkbox"}),
        ),
    }  # fmt: skip


class DeliveryForm(WorkbookForm):
    """A file that came back from translators."""

    file = forms.FileField(
        label=_("File from the translators (.xlsx, .ods, .xlf, .po)"), required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.xlf,.xliff,.po"}),
    )  # fmt: skip
