"""What is asked on the page of the hand-over."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.arguments import address as read_address
from querschnitt.apps.fieldwork.models import MailingKey
from querschnitt.apps.fieldwork.queries import MailingState
from querschnitt.core.mailing import Refusal
from querschnitt.core.mailing.letters import LONGEST

REFUSED = {
    Refusal.PRIVATE_KEY: _(
        "This is a private key. It must never leave the other office. Ask them to make a new one and to send its "
        "public half."
    ),
    Refusal.NOT_A_KEY: _(
        "This is not the file of a public key for letters. Ask the other office for the file that its page gives."
    ),
    Refusal.OTHER_FINGERPRINT: _(
        "This is not the fingerprint of this file. Ask once more by telephone. If it stays so, the file was exchanged "
        "on its way: do not use it."
    ),
}


class MailingKeyForm(forms.Form):
    """The key of the office that mails: its file, and its fingerprint as it was told on another way."""

    file = forms.FileField(label=_("File with the public key of the office that mails"))
    told = forms.CharField(label=_("Fingerprint of this key, as it was read out to you by telephone"), max_length=60)

    def refuse(self, refusal: Refusal) -> None:
        """Say at the field that it concerns why the key is not taken."""
        self.add_error("told" if refusal is Refusal.OTHER_FINGERPRINT else "file", REFUSED[refusal])


class HandOverForm(forms.Form):
    """Which key, and what is the same on all letters."""

    recipient = forms.ModelChoiceField(MailingKey.objects.none(), label=_("For the key"), empty_label=None)
    address = forms.CharField(
        label=_("Address of the interview, as it stands in the letters"), max_length=LONGEST["address"]
    )
    place = forms.CharField(label=_("Town, after the postcode"), max_length=LONGEST["place"])

    def __init__(self, data: Mapping[str, Any] | None = None, *, state: MailingState) -> None:
        super().__init__(data, initial={"address": state.address, "place": state.place})
        self.fixed_address = state.fixed_address
        choice = self.fields["recipient"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = MailingKey.objects.all()

    def clean_address(self) -> str:
        try:
            address = read_address(self.cleaned_data["address"])
        except argparse.ArgumentTypeError as error:
            raise forms.ValidationError(_("Write an address like https://survey.example.org")) from error
        if self.fixed_address and address != self.fixed_address:
            raise forms.ValidationError(
                _("Letters are out with the address %(address)s, and the field is open. Take that one."),
                params={"address": self.fixed_address},
            )
        return address
