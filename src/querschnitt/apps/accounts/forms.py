"""How a form of an office looks: KERN's fields, in a template of our own."""

from __future__ import annotations

from typing import Any

from django import forms

CLASSES = {
    forms.Select: "kern-form-input__select",
    forms.CheckboxInput: "kern-form-check__checkbox",
    forms.FileInput: "house-file",
}


class OfficeForm(forms.Form):
    """A form whose fields come as `accounts/field.html` has them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.template_name = "accounts/field.html"  # type: ignore[attr-defined]  # Django's, not in its types yet
            named = next(
                (CLASSES[kind] for kind in CLASSES if isinstance(field.widget, kind)), "kern-form-input__input"
            )
            if not isinstance(field.widget, forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = named


class DayField(forms.DateField):
    """A day, asked with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)
