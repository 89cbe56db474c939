"""Workbooks of measures that somebody brings: the file, and what it is to become."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import DayField, OfficeForm

MOST_BYTES = 10_000_000
"""A plan of 300 measures has 100 thousand."""


class WorkbookForm(OfficeForm):
    """A file. Between the look at it and the taking it comes back with the page: the server keeps nothing."""

    file = forms.FileField(label=_("File"), required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        upload = found.get("file")
        if isinstance(upload, UploadedFile):
            if (upload.size or 0) > MOST_BYTES:
                raise ValidationError({"file": _("The file is larger than 10 MB.")})
            found["content"], found["name"] = upload.read(), upload.name or ""
        elif found.get("kept"):
            found["content"] = self._kept(str(found["kept"]))
        else:
            raise ValidationError({"file": _("Choose a file.")})
        return found

    @staticmethod
    def _kept(text: str) -> bytes:
        try:
            return b64decode(text, validate=True)
        except (NoBase64, ValueError) as error:
            raise ValidationError({"file": _("Choose the file once more.")}) from error

    @property
    def content(self) -> bytes:
        """Return the bytes of the file."""
        return bytes(self.cleaned_data["content"])

    def as_kept(self) -> str:
        """Return the file as it comes back with the page."""
        return b64encode(self.content).decode("ascii")


class PlanForm(WorkbookForm):
    """The workbook of an edition, filled in."""

    file = forms.FileField(
        label=_("Filled-in workbook (.xlsx)"), required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.ods"})
    )


class OtherPlanForm(WorkbookForm):
    """Another city's plan, and the edition that is made of it."""

    file = forms.FileField(
        label=_("Plan of measures (.xlsx, .ods, .csv)"), required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        help_text=_("In the form in which it stands: the columns are recognised by their heads."),
    )  # fmt: skip
    slug = forms.SlugField(
        label=_("Short name"), max_length=20, help_text=_("Small letters and digits, such as 2024. It stays.")
    )
    title = forms.CharField(label=_("Title"), max_length=300)
    state_on = DayField(
        label=_("Day of its status"), required=False,
        help_text=_("Without a day no status is taken from the plan."),
    )  # fmt: skip


class StatusForm(WorkbookForm):
    """The workbook of an office, filled in."""

    file = forms.FileField(
        label=_("Filled-in workbook (.xlsx)"), required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.ods"})
    )
    is_ready = forms.BooleanField(
        label=_("What it says is ready for release by the head of the office"), required=False, initial=True
    )
