"""How a form of the office looks: KERN's fields, in a template of our own."""

from __future__ import annotations

from typing import Any

from django import forms

CLASSES = {
    forms.Select: "kern-form-input__select",
    forms.CheckboxInput: "kern-form-check__checkbox",
    forms.FileInput: "wave-file",
}


class OfficeForm(forms.Form):
    """A form whose fields come as `results/field.html` has them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.template_name = "results/field.html"  # type: ignore[attr-defined]  # Django's, not in its types yet
            named = next(
                (CLASSES[kind] for kind in CLASSES if isinstance(field.widget, kind)), "kern-form-input__input"
            )
            if not isinstance(field.widget, forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = named
