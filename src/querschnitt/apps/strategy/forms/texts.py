"""Fields for texts of some lines."""

from __future__ import annotations

from typing import Any

from django import forms


def area(
    label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "", max_length: int | None = None
) -> forms.CharField:
    """Return a field of some lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=required, widget=widget, help_text=help_text, max_length=max_length
    )  # fmt: skip
