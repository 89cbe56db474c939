"""A small wave for tests: a questionnaire of three pages in four languages, one with each kind of question."""

from __future__ import annotations

import uuid

from querschnitt.apps.interview.codes import code_hash
from querschnitt.apps.interview.handover import Entrance, Handover, Header
from querschnitt.core.instrument.document import content_hash, to_document
from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.model import Choice, Instrument, Kind, Page, Question, Texts

CODES = ("0123456789ABCDE4", "ZZZZ2222YYYY333T", "7K2M9QX4T0BNV5R9")
LANGUAGES = {"de": "Deutsch", "en": "English", "ar": "العربية", "ti": "ትግርኛ"}


def words(de: str, en: str, ar: str = "", ti: str = "") -> Texts:
    return {"de": de, "en": en, "ar": ar or f"نص {len(de)}", "ti": ti or f"ጽሑፍ {len(de)}"}


MISSING = (
    Choice("dk", words("Weiß ich nicht", "I don’t know", "لا أعرف")),
    Choice("refused", words("Möchte ich nicht sagen", "I’d rather not say", "أفضّل عدم الإجابة")),
)
YES_NO = (Choice("yes", words("Ja", "Yes", "نعم")), Choice("no", words("Nein", "No", "لا")))
PROBLEMS = (
    Choice("language", words("Sprache", "Language", "اللغة")),
    Choice("recognition", words("Anerkennung", "Recognition", "الاعتراف")),
    Choice("none", words("Keine Probleme", "No problems", "لا مشاكل")),
)


def small_instrument() -> Instrument:
    both = ("dk", "refused")
    person = (
        Question(
            "birth_year",
            Kind.INTEGER,
            words("In welchem Jahr sind Sie geboren?", "In which year were you born?", "في أي سنة وُلدت؟"),
            required=True,
            essential=True,
            missing=("refused",),
            appearance="year",
            constraint=Expression.parse(". >= 1910 and . <= 2002"),
            constraint_messages=words("Bitte ein Jahr von 1910 bis 2002.", "Please a year from 1910 to 2002."),
            block="person",
        ),
        Question(
            "born_here",
            Kind.SELECT_ONE,
            words("Sind Sie in Deutschland geboren?", "Were you born in Germany?", "هل وُلدت في ألمانيا؟"),
            choice_list="yes_no",
            choices=YES_NO,
            missing=both,
            block="person",
        ),
        Question(
            "arrival",
            Kind.INTEGER,
            words("Wann sind Sie gekommen?", "When did you come?", "متى جئت؟"),
            relevant=Expression.parse("${born_here} = 'no'"),
            missing=both,
            appearance="year",
            block="person",
        ),
    )
    work = (
        Question(
            "searched",
            Kind.SELECT_ONE,
            words("Haben Sie Arbeit gesucht?", "Have you looked for work?", "هل بحثت عن عمل؟"),
            choice_list="yes_no",
            choices=YES_NO,
            missing=both,
            essential=True,
            block="work",
        ),
        Question(
            "rent",
            Kind.DECIMAL,
            words("Wie hoch ist die Miete?", "How high is the rent?", "كم الإيجار؟"),
            appearance="euro",
            missing=both,
            block="work",
        ),
    )
    search = (
        Question(
            "problems",
            Kind.SELECT_MULTIPLE,
            words("Welche Probleme?", "Which problems?", "ما المشاكل؟"),
            choice_list="problems",
            choices=PROBLEMS,
            missing=both,
            block="search",
            constraint=Expression.parse("not(selected(., 'none')) or count-selected(.) = 1"),
        ),
    )
    wishes = (
        Question("intro", Kind.NOTE, words("Zum Schluss.", "At last.", "أخيرًا."), block="wishes"),
        Question(
            "wish",
            Kind.TEXT,
            words("Was wünschen Sie sich?", "What do you wish?", "ماذا تتمنى؟"),
            appearance="multiline",
            block="wishes",
        ),
        Question(
            "moved",
            Kind.DATE,
            words("Wann sind Sie eingezogen?", "When did you move in?", "متى انتقلت؟"),
            block="wishes",
        ),
    )
    return Instrument(
        name="small",
        title="Kleine Befragung",
        version="1",
        default_language="de",
        languages=tuple(LANGUAGES),
        language_names=LANGUAGES,
        choice_lists={"missing_values": MISSING, "yes_no": YES_NO, "problems": PROBLEMS},
        pages=(
            Page("person", words("Zu Ihnen", "About you", "عنك"), questions=person),
            Page("work", words("Arbeit", "Work", "العمل"), questions=work),
            Page(
                "search",
                words("Arbeitssuche", "Job search", "البحث عن عمل"),
                relevant=Expression.parse("${searched} = 'yes'"),
                questions=search,
            ),
            Page("wishes", words("Wünsche", "Wishes", "أمنيات"), questions=wishes),
        ),
        texts={
            "survey_title": words(
                "Befragung: Leben in der Stadt", "Survey: living in the city", "استطلاع: الحياة في المدينة"
            ),
            "city_name": words("Musterstadt", "Sample City", "مدينة النموذج"),
            "office_name": words("Amt für Statistik", "Statistics Office", "مكتب الإحصاء"),
            "info_who": words("Die Stadt fragt.", "The city asks.", "المدينة تسأل."),
            "info_voluntary": words("Sie müssen nicht.", "You need not.", "لست مضطرًا."),
            "info_law": words("Rechtsgrundlage: Satzung.", "Legal basis: by-law.", "الأساس القانوني."),
            "info_consent_action": words(
                "Mit dem Knopf stimmen Sie zu.", "With the button you agree.", "بالضغط توافق."
            ),
            "info_privacy": words("Verantwortlich: {phone}.\n\nZweck: Statistik.", "Responsible: {phone}.\n\nPurpose."),
            "hotline_hours": words("Montag 13 bis 17 Uhr", "Monday 1 to 5 pm", "الاثنين 13 إلى 17"),
            "finish_thanks": words("Sie helfen der Stadt.", "You help the city.", "أنت تساعد المدينة."),
            "finish_results_wish": words("Ergebnisse im Netz.", "Results online.", "النتائج على الإنترنت."),
        },
    )


def handover_of(
    instrument: Instrument,
    *,
    key: str,
    public_key: str,
    codes: tuple[str, ...] = CODES,
    wave: str = "2020",
    desk_key: str = "",
) -> Handover:
    header = Header(
        wave=wave,
        instrument_hash=content_hash(instrument),
        document=to_document(instrument),
        public_key=public_key,
        complete_share="0.80",
        partial_share="0.50",
        desk_key=desk_key,
    )
    entrances = tuple(
        Entrance(code_hash=code_hash(code, key=key), case_id=str(uuid.uuid5(uuid.NAMESPACE_OID, code)))
        for code in codes
    )
    return Handover(header=header, entrances=entrances, digest="0" * 64)
