"""The order of some rows, as the place of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from querschnitt.apps.accounts.forms import OfficeForm


class OrderForm(OfficeForm):
    """One number a row, its place from 1. Whoever changes one number moves one row."""

    def __init__(self, *args: Any, rows: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        self.base_fields = {  # type: ignore[misc]  # of this form alone: as many as there are rows
            f"place-{key}": forms.IntegerField(label=told, min_value=1, max_value=len(rows), initial=place)
            for place, (key, told) in enumerate(rows, 1)
        }
        super().__init__(*args, **kwargs)
        self.wide = tuple(self.fields)

    def places(self) -> dict[int, int]:
        """Return the places by key, once the form is valid."""
        return {int(name.removeprefix("place-")): place for name, place in self.cleaned_data.items()}
