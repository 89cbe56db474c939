"""What is asked on the pages of the office that mails letters, and the words for what is refused."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.keyfile import SHORTEST_PASSPHRASE
from querschnitt.core.mailing import Refusal

REFUSED = {
    Refusal.NOT_A_MAILING: _(
        "This is not a letter list of the statistics office, or not a whole one. Ask for the file again."
    ),
    Refusal.OTHER_VERSION: _(
        "This letter list was made by another version of the program. Both offices need the same."
    ),
    Refusal.TOO_LARGE: _("This file is too large to be a letter list."),
    Refusal.OTHER_SENDER: _(
        "This file is signed by somebody else, not by the statistics office whose key was accepted here. Do not use "
        "it, and call the statistics office."
    ),
    Refusal.CHANGED: _(
        "This file was changed or damaged on its way: the signature does not fit. Do not use it. Ask for the file "
        "again."
    ),
    Refusal.OTHER_RECIPIENT: _(
        "This file is closed for another key. Send the statistics office the public key of this office, and ask for a "
        "new file."
    ),
    Refusal.WRONG_INSIDE: _(
        "What is in this file is not what stands on it. Do not use it, and call the statistics office."
    ),
}
WRONG_PASSPHRASE = _("The passphrase does not open the key. Mind capital letters and the keyboard.")
NO_SENDER_KEY = _("This is not the file of a public key. Ask the statistics office for the file statistics-office.pub.")
OTHER_FINGERPRINT = _(
    "This is not the fingerprint of this file. Ask once more by telephone. If it stays so, the file was exchanged "
    "on its way: do not use it."
)


class KeyForm(forms.Form):
    """A new passphrase, twice."""

    new = forms.CharField(label=_("New passphrase"), strip=False)
    again = forms.CharField(label=_("The same again"), strip=False)

    def clean_new(self) -> str:
        new = unicodedata.normalize("NFC", self.cleaned_data["new"])
        if len(new) < SHORTEST_PASSPHRASE:
            raise forms.ValidationError(
                _("Take %(n)s characters or more. Five words that nobody says together are good."),
                params={"n": SHORTEST_PASSPHRASE},
            )
        return new

    def clean_again(self) -> str:
        again = unicodedata.normalize("NFC", self.cleaned_data["again"])
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError(_("The two passphrases differ."))
        return again


class SenderForm(forms.Form):
    """The key of the statistics office: its file, and its fingerprint as it was told on another way."""

    file = forms.FileField(label=_("File with the public key of the statistics office (statistics-office.pub)"))
    told = forms.CharField(label=_("Fingerprint of this key, as it was read out to you by telephone"), max_length=60)


class FileForm(forms.Form):
    """A letter list as it came."""

    file = forms.FileField(label=_("Letter list of the statistics office (the file ends in .sealed)"))


class OpenForm(forms.Form):
    """A letter list that was looked at, the passphrase, and how it is to come."""

    list = forms.CharField(strip=False)
    passphrase = forms.CharField(label=_("Passphrase of the key"), strip=False)
    kind = forms.ChoiceField(choices=[("xlsx", "Excel"), ("csv", "CSV")])
    known = forms.BooleanField(required=False)
