"""The roles of people who work here. No table is touched: a service that knows no accounts can read this."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is here for."""

    STATISTICS = "statistics", _("Statistics office")
    FIELDWORK = "fieldwork", _("Fieldwork")
    INTEGRATION = "integration", _("Integration office")
    EDITOR = "editor", _("Office editor")
    READER = "reader", _("Reader")
    COUNCIL = "council", _("Council")
    # People from outside the office: they see the translation rooms of their languages and nothing else.
    TRANSLATOR = "translator", _("Translator")
    REVIEWER = "reviewer", _("Reviewer of translations")
