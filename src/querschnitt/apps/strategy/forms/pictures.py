"""A picture for a field of action, and what is said of it."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import OfficeForm
from querschnitt.apps.strategy.actions.pictures import PictureWords


class PictureForm(OfficeForm):
    """The file, the alternative text, the credit."""

    file = forms.FileField(
        label=_("Picture (JPEG or PNG)"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=_("At least 1,000 pixels wide, better 2,000. Notes of the camera, such as the place, are not kept."),
    )  # fmt: skip
    alt_de = forms.CharField(
        label=_("Alternative text"), max_length=300,
        help_text=_("What the picture shows, in one sentence, for those who do not see it."),
    )  # fmt: skip
    alt_en = forms.CharField(label=_("Alternative text in English"), max_length=300, required=False)
    credit = forms.CharField(
        label=_("Credit"), max_length=200, help_text=_("Whose picture it is; it stands under the picture.")
    )

    @property
    def words(self) -> PictureWords:
        """Return what is said of the picture; the form must be valid."""
        found = self.cleaned_data
        return PictureWords(alt_de=found["alt_de"], alt_en=found["alt_en"], credit=found["credit"])

    @property
    def upload(self) -> tuple[bytes | None, str]:
        """Return the file and its name, None where none was chosen."""
        found = self.cleaned_data.get("file")
        return (found.read(), found.name or "") if isinstance(found, UploadedFile) else (None, "")
