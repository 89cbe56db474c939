"""Say in the language of the page what the rules of translation call by short names."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from querschnitt.apps.survey.actions.translating import WordingError
from querschnitt.apps.survey.workflow import Reason, RefusedError, State, Step
from querschnitt.core.instrument.wording_faults import Complaint

STATES: Mapping[str, object] = {
    State.OPEN: pgettext_lazy("translation", "open"),
    State.MACHINE: pgettext_lazy("translation", "raw draft"),
    State.TRANSLATED: pgettext_lazy("translation", "translated"),
    State.SECOND: pgettext_lazy("translation", "second version"),
    State.REVIEWED: pgettext_lazy("translation", "reviewed"),
    State.ADJUDICATED: pgettext_lazy("translation", "adjudicated"),
    State.PRETESTED: pgettext_lazy("translation", "pretested"),
    State.LOCKED: pgettext_lazy("translation", "locked"),
}
STEPS: Mapping[str, object] = {
    "import": pgettext_lazy("translation", "taken from a workbook"),
    Step.TRANSLATE: pgettext_lazy("translation", "translated"),
    Step.SECOND: pgettext_lazy("translation", "translated a second time"),
    Step.REVIEW: pgettext_lazy("translation", "reviewed"),
    Step.ADJUDICATE: pgettext_lazy("translation", "adjudicated"),
    Step.PRETEST: pgettext_lazy("translation", "marked as pretested"),
    Step.LOCK: pgettext_lazy("translation", "locked"),
    Step.CONFIRM: pgettext_lazy("translation", "confirmed"),
    Step.SEND_BACK: pgettext_lazy("translation", "sent back"),
    Step.UNLOCK: pgettext_lazy("translation", "unlocked"),
}
TASKS: Mapping[str, object] = {
    Step.TRANSLATE: gettext_lazy("Translate"),
    Step.SECOND: gettext_lazy("Translate a second time"),
    Step.REVIEW: gettext_lazy("Review"),
    Step.ADJUDICATE: gettext_lazy("Adjudicate"),
    Step.PRETEST: gettext_lazy("Mark as pretested"),
    Step.LOCK: gettext_lazy("Lock"),
    Step.CONFIRM: gettext_lazy("Confirm or change"),
    "take_over": gettext_lazy("Check raw drafts"),
    "open": gettext_lazy("Open for interviews"),
}
BULK: Mapping[str, object] = {
    Step.TRANSLATE: gettext_lazy("Take over drafts as they are"),
    Step.SECOND: gettext_lazy("Agree as second translator"),
    Step.REVIEW: gettext_lazy("Review without changes"),
    Step.ADJUDICATE: gettext_lazy("Adjudicate without changes"),
    Step.PRETEST: gettext_lazy("Mark as pretested"),
    Step.LOCK: gettext_lazy("Lock"),
    Step.CONFIRM: gettext_lazy("Confirm: right with the new source, too"),
}


def say_state(state: str) -> str:
    return str(STATES.get(state, state))


def say_step(step: str) -> str:
    """Return a step as something that was done."""
    return str(STEPS.get(step, step))


def say_refusal(error: RefusedError | WordingError) -> str:
    """Return why a step was refused, and the way out."""
    if isinstance(error, WordingError):
        return " ".join(say_complaint(complaint) for complaint in error.complaints)
    known = {
        Reason.ROLE: _("Your account may not do this. Ask the statistics office."),
        Reason.LANGUAGE: _("You are not asked to work in this language. Ask the statistics office."),
        Reason.LOCKED: _("It is locked. Unlock it first, with a reason."),
        Reason.OUTDATED: _("The source has changed. Confirm the translation first, or change it."),
        Reason.NOT_OUTDATED: _("The source has not changed; there is nothing to confirm."),
        Reason.NO_REASON: _("Give a reason, in a sentence."),
    }
    if error.reason in known:
        return known[error.reason]
    if error.reason is Reason.MEANWHILE:
        return _("%(who)s has changed this text meanwhile. Read what stands there now, and enter yours again.") % {
            "who": error.who
        }
    if error.reason is Reason.PERSON:
        return _("You have had a hand in this text already (%(state)s). Here another person is needed.") % {
            "state": say_state(error.state)
        }
    return _("It is not the turn of this step: the text is “%(state)s”.") % {"state": say_state(error.state)}


def say_complaint(complaint: Complaint) -> str:
    """Return what is wrong with a wording."""
    if complaint.code == "empty":
        return _("There is no text.")
    if complaint.code == "too-long":
        return _("The text is too long: %(got)s, %(expected)s.") % {
            "got": _count(complaint.got), "expected": _("allowed are %s") % _count(complaint.expected),
        }  # fmt: skip
    if complaint.code == "different-placeholders":
        return _("The placeholders must be those of the source: %(expected)s. Here: %(got)s.") % {
            "expected": complaint.expected.replace("no placeholder", pgettext("placeholder", "none")),
            "got": complaint.got.replace("no placeholder", pgettext("placeholder", "none")),
        }
    if complaint.code == "plural-forms":
        return _("A plural lacks forms that this language has: %s.") % complaint.what.rpartition(": ")[2]
    if complaint.code == "unprintable":
        return _("There is a character that cannot be shown: %s.") % complaint.got
    if complaint.code == "broken-braces":
        return _("The braces in this text do not fit together: %s.") % complaint.got
    return f"{complaint.what}."


def _count(words: str) -> str:
    """Return the number in "at most 90 characters"."""
    return "".join(sign for sign in words if sign.isdigit())


BUTTONS: Mapping[str, object] = {
    Step.TRANSLATE: gettext_lazy("Save and next"),
    Step.SECOND: gettext_lazy("Save and next"),
    Step.REVIEW: gettext_lazy("Take the text in the field, and next"),
    Step.ADJUDICATE: gettext_lazy("Decide for this text, and next"),
    Step.PRETEST: gettext_lazy("Pretested, and next"),
    Step.LOCK: gettext_lazy("Lock, and next"),
    Step.CONFIRM: gettext_lazy("Still right, and next"),
}
AGAIN: Mapping[str, object] = {
    Step.REVIEW: gettext_lazy("Correct the review"),
    Step.ADJUDICATE: gettext_lazy("Decide for the text in the field"),
}
CHANGES: Mapping[str, object] = {
    "first": gettext_lazy("First release"),
    "text-only": gettext_lazy("Texts only"),
    "additive": gettext_lazy("Additions"),
    "breaking": gettext_lazy("Breaking change"),
}


OUTCOMES: Mapping[str, object] = {
    "conflict": gettext_lazy("Changed on both sides"),
    "outdated": gettext_lazy("The source has changed meanwhile"),
    "faulty": gettext_lazy("Faulty: cannot be taken"),
    "new": gettext_lazy("New"),
    "confirmed": gettext_lazy("Same words, now said to be right"),
    "unknown": gettext_lazy("Not in this questionnaire"),
    "unchanged": gettext_lazy("Unchanged"),
}
FILE_COMPLAINTS: Mapping[str, object] = {
    "other-questionnaire": gettext_lazy("The file belongs to another questionnaire."),
    "other-source": gettext_lazy("The file was translated from another language."),
    "other-language": gettext_lazy("The file is a translation into another language."),
}
KINDS: Mapping[str, object] = {
    "xliff-1.2": "XLIFF 1.2",
    "xliff-2.1": "XLIFF 2.1",
    "po": "PO (gettext)",
    "xlsx": "Excel (XLSX)",
}
APPROVALS: Mapping[str, object] = {
    "statistics_office": gettext_lazy("Statistics office"),
    "data_protection_officer": gettext_lazy("Data protection officer"),
    "lord_mayor": gettext_lazy("Lord Mayor"),
}


def say_lack(counts: Mapping[str, int]) -> str:
    """Return what a language lacks, in numbers of texts."""
    words = {
        "open": _("%s open"),
        "drafts": _("%s raw drafts"),
        "outdated": _("%s outdated"),
        "unlocked": _("%s not locked"),
    }
    return ", ".join(words[name] % count for name, count in counts.items() if count and name in words)
