"""How a form of the integration office looks: KERN's fields, in a template of our own."""

from __future__ import annotations

from typing import Any

from django import forms

CLASSES = {
    forms.RadioSelect: "kern-form-check__radio",
    forms.CheckboxInput: "kern-form-check__checkbox",
    forms.Select: "kern-form-input__select",
}


class StrategyForm(forms.Form):
    """A form whose fields come as ``strategy/reporting/input.html`` has them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.dress()

    def dress(self) -> None:
        """Give each field its template and its class."""
        for field in self.fields.values():
            field.template_name = "strategy/reporting/input.html"  # type: ignore[attr-defined]  # not in its types yet
            named = next((CLASSES[kind] for kind in CLASSES if isinstance(field.widget, kind)), "")
            field.widget.attrs["class"] = named or "kern-form-input__input"

    @property
    def wrong(self) -> list[forms.BoundField]:
        """Return the fields with an error, for the summary at the top."""
        return [field for field in self if field.errors]


class Day(forms.DateField):
    """A day, as the browser's calendar gives it or as people write it."""

    def __init__(self, **named: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **named)


def lines(rows: int) -> forms.Textarea:
    """Return an area for some lines of text."""
    return forms.Textarea(attrs={"rows": rows})
