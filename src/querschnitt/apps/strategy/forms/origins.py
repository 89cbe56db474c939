"""What is asked of the origin of a measure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import OfficeForm
from querschnitt.apps.indicators.templatetags.figures import words
from querschnitt.apps.strategy.actions.origins import IN_WORDS, Source
from querschnitt.apps.strategy.forms.evidence import NONE, finding_words
from querschnitt.apps.strategy.models import Origin
from querschnitt.apps.strategy.queries.origins import Sources


class OriginForm(OfficeForm):
    """A source that is recorded here, or a law or something else in words."""

    source = forms.ChoiceField(label=_("Origin"))
    text = forms.CharField(
        label=_("In words"), max_length=300, required=False,
        help_text=_("Needed for a law, such as its paragraph, and for another origin."),
    )  # fmt: skip
    wide = ("source", "text")

    def __init__(self, *args: Any, sources: Sources, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: list[tuple[Any, list[tuple[str, Source, str]]]] = [
            (_("Workshops"), [("workshop", row, f"{row.number} {words(row, 'title')}") for row in sources.workshops]),
            (_("Proposals"), [("proposal", row, str(row)) for row in sources.proposals]),
            (_("Papers"), [("paper", row, f"{row.number} {row.title}"[:120]) for row in sources.papers]),
            (_("Findings"), [("finding", row, finding_words(row)) for row in sources.findings]),
            (_("Indicators"), [("indicator", row, words(row, "name")) for row in sources.indicators]),
        ]
        self.known: dict[str, Source | Origin.Kind] = {kind.value: kind for kind in IN_WORDS}
        self.known |= {f"{kind}-{row.pk}": row for _name, rows in named for kind, row, _told in rows}
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            *NONE, *((kind.value, kind.label) for kind in IN_WORDS),
            *((name, [(f"{kind}-{row.pk}", told) for kind, row, told in rows]) for name, rows in named if rows),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("source") in IN_WORDS and not found.get("text", "").strip():
            self.add_error("text", ValidationError(_("Name the law or the other origin.")))
        return found

    def origin(self) -> dict[str, Any]:
        """Return what was written, once the form is valid."""
        return {"source": self.known[self.cleaned_data["source"]], "text": self.cleaned_data["text"]}
