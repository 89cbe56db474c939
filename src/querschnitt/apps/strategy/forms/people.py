"""What an account may do, and for which office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.accounts.forms import OfficeForm
from querschnitt.apps.strategy.actions.members import ROLES
from querschnitt.apps.strategy.models import Office
from querschnitt.apps.strategy.queries.people import PersonRow


class PersonForm(OfficeForm):
    """Role and office of an account."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in ROLES])
    office = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.none(), required=False,
        help_text=_("Of an office editor. Empty: works for none, and reports for none."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("may log in"), required=False)
    wide = ("is_active",)

    def __init__(self, *args: Any, row: PersonRow, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "role": row.person.role, "office": row.office.pk if row.office else None, "is_active": row.person.is_active
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        today = Q(valid_until=None) | Q(pk=row.office.pk if row.office else None)
        offices = Office.objects.filter(today).order_by("name")
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
