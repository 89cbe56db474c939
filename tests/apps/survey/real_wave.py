"""A real wave with a small questionnaire in two languages, and the people who translate it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from querschnitt.apps.survey.actions import Given, Imported, approve_features, import_draft, record_approval, take_step
from querschnitt.apps.survey.actions.translating import Entry
from querschnitt.apps.survey.models import Approval, Draft, Translation, Wave
from querschnitt.apps.survey.workflow import Person, Rules, Step

WORKBOOK = """
| survey |  |  |  |  |  |  |
|  | type | name | label::Deutsch (de) | label::العربية (ar) | hint::Deutsch (de) | feature |
|  | begin_group | person | Zu Ihnen | عنكم |  |  |
|  | select_one yes_no | club | Sind Sie Mitglied in einem Verein? |  | Zum Beispiel im Sport. | engagement |
|  | integer | age | Wie alt sind Sie? | كم عمركم؟ |  | demography |
|  | end_group |  |  |  |  |  |
|  | note | thanks | Danke, ${age} ist ein gutes Alter. |  |  |  |

| choices |  |  |  |  |
|  | list_name | name | label::Deutsch (de) | label::العربية (ar) |
|  | yes_no | yes | Ja | نعم |
|  | yes_no | no | Nein | لا |

| settings |  |  |  |  |
|  | form_title | form_id | version | default_language |
|  | Klein | klein | 1 | Deutsch (de) |
"""
TEXTS = 7
KEYS = (
    "survey/person/label", "survey/club/label", "survey/club/hint", "choices/yes_no/yes/label",
    "choices/yes_no/no/label", "survey/age/label", "survey/thanks/label",
)  # fmt: skip
WORDINGS = {
    "survey/person/label": "عنكم",
    "survey/club/label": "هل أنتم أعضاء في جمعية؟",
    "survey/club/hint": "في الرياضة مثلاً.",
    "choices/yes_no/yes/label": "نعم",
    "choices/yes_no/no/label": "لا",
    "survey/age/label": "كم عمركم؟",
    "survey/thanks/label": "شكراً، ${age} عمر جميل.",
}
FEATURES = (("engagement", "Ehrenamt", "§ 2 Nr. 1"), ("demography", "Person", "§ 2 Nr. 2"))

ADA = Person("ada", "translator", frozenset({"ar"}))
BEN = Person("ben", "translator", frozenset({"ar"}))
RIM = Person("rim", "reviewer", frozenset({"ar"}))
OFFICE = Person("office")
CHIEF = Person("chief")
RULES = Rules()
WAY = (
    (Step.TRANSLATE, ADA),
    (Step.SECOND, BEN),
    (Step.REVIEW, RIM),
    (Step.ADJUDICATE, OFFICE),
    (Step.PRETEST, RIM),
    (Step.LOCK, CHIEF),
)


def announced(slug: str = "2027", **decided: object) -> Wave:
    """A wave that asks real people."""
    return Wave.objects.create(
        slug=slug, title=f"Befragung {slug}", reference_date=date(2027, 3, 31), population_rule="Erwachsene",
        field_start=date(2027, 5, 3), field_end=date(2027, 8, 31), modes=["web"], complete_share="0.80",
        partial_share="0.50", **decided,
    )  # fmt: skip


def written(folder: Path, text: str = WORKBOOK, *, name: str = "klein.md") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def drafted(wave: Wave, folder: Path, text: str = WORKBOOK) -> Imported:
    """The workbook of a wave, imported."""
    return import_draft(wave=wave, workbook=written(folder, text), actor="office")


def row(key: str, tag: str = "ar") -> Translation:
    found = Translation.objects.select_related("source__draft__wave", "language")
    return found.get(source__key=key, language__tag=tag)


def step(key: str, what: Step, who: Person, wording: str | None = None, *, note: str = "") -> Translation:
    return take_step(
        translation=row(key).pk, step=what, person=who, rules=RULES, entry=Entry(wording=wording, note=note)
    )


def locked(draft: Draft, *, upto: Step = Step.LOCK) -> None:
    """Bring every text through the whole work, up to a step."""
    way = [step for step, _ in WAY]
    for key in draft.texts.filter(removed_at=None).values_list("key", flat=True):
        for what, who in WAY[: way.index(upto) + 1]:
            step(key, what, who, WORDINGS[key] if what is Step.TRANSLATE else None)


def approved(wave: Wave) -> None:
    """Everything a release needs besides translations."""
    approve_features(wave=wave, features=FEATURES)
    for kind in Approval.Kind.values:
        paper = "VIII-DS-01234" if kind == Approval.Kind.MAYOR else ""
        record_approval(wave=wave, given=Given(kind=kind, by="Dr. Beispiel", on=date(2027, 4, 1), paper=paper))
