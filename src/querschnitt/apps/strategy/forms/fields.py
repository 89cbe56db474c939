"""Forms of reporting: like the other forms of an office, and with choices in rows that a thumb meets."""

from __future__ import annotations

from typing import Any

from django import forms

from querschnitt.apps.accounts import forms as accounts

CLASSES = {forms.RadioSelect: "kern-form-check__radio", **accounts.CLASSES}


class StrategyForm(accounts.OfficeForm):
    """A form whose fields come as ``strategy/reporting/input.html`` has them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()

    def dress(self) -> None:
        """Give each field its template; a radio button its class."""
        for field in self.fields.values():
            field.template_name = "strategy/reporting/input.html"  # type: ignore[attr-defined]  # not in its types yet
            named = next(
                (CLASSES[kind] for kind in CLASSES if isinstance(field.widget, kind)), "kern-form-input__input"
            )
            field.widget.attrs["class"] = named

    @property
    def wrong(self) -> list[forms.BoundField]:
        """Return the fields with an error, for the summary at the top."""
        return [field for field in self if field.errors]


def lines(rows: int) -> forms.Textarea:
    """Return an area for some lines of text."""
    return forms.Textarea(attrs={"rows": rows})
