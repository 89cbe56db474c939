"""Forms of reporting: like the other forms of an office, and with choices in rows that a thumb meets."""

from __future__ import annotations

from typing import Any

from django import forms

from querschnitt.apps.accounts.forms import OfficeForm


class StrategyForm(OfficeForm):
    """A form whose fields come as ``strategy/reporting/input.html`` has them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()

    def dress(self) -> None:
        """Give each field its template; a radio button its class."""
        for field in self.fields.values():
            field.template_name = "strategy/reporting/input.html"  # type: ignore[attr-defined]  # not in its types yet
            if isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs["class"] = "kern-form-check__radio"
            field.widget.attrs.setdefault("class", "kern-form-input__input")

    @property
    def wrong(self) -> list[forms.BoundField]:
        """Return the fields with an error, for the summary at the top."""
        return [field for field in self if field.errors]


def lines(rows: int) -> forms.Textarea:
    """Return an area for some lines of text."""
    return forms.Textarea(attrs={"rows": rows})
