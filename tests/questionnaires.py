"""Two questionnaires for tests: one with everything that can be asked, and a long one."""

from __future__ import annotations

from decimal import Decimal
from itertools import cycle

from querschnitt.core.instrument import Choice, Instrument, Kind, Page, Question
from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.model import OTHER, Scale, Section

LANGUAGES = {"de": "Deutsch", "en": "English", "ar": "العربية"}
COUNTRIES = ("Albanien", "Bulgarien", "Chile", "Dänemark", "Eritrea", "Finnland")


def words(de: str, en: str, ar: str = "") -> dict[str, str]:
    return {"de": de, "en": en, "ar": ar or f"نص {len(de)}"}


def holds(text: str) -> Expression:
    return Expression.parse(text)


def options(*labels: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, words(de, en)) for code, de, en in labels)


MISSING = options(("dk", "Weiß ich nicht", "I don’t know"), ("refused", "Möchte ich nicht sagen", "I’d rather not say"))
YES_NO = (Choice("yes", words("Ja", "Yes", "نعم")), Choice("no", words("Nein", "No", "لا")))
WORK = options(
    ("full", "Vollzeit", "Full time"), ("part", "Teilzeit", "Part time"), ("none", "Keine Arbeit", "No work")
)
WISHES = options(
    ("trees", "Mehr Bäume", "More trees"), ("trams", "Mehr Bahnen", "More trams"), (OTHER, "Anderes", "Other")
)
LISTS = {
    "missing_values": MISSING,
    "yes_no": YES_NO,
    "work": WORK,
    "wishes": WISHES,
    "countries.csv": tuple(Choice(f"c{n}", words(name, name)) for n, name in enumerate(COUNTRIES)),
}


def asked(name: str, kind: Kind, de: str, en: str, **more: object) -> Question:
    choice_list = str(more.get("choice_list", ""))
    return Question(name, kind, words(de, en), choices=LISTS.get(choice_list, ()), **more)  # type: ignore[arg-type]


def on_page(name: str, title: tuple[str, str], *questions: Question, **more: object) -> Page:
    from dataclasses import replace

    return Page(name, words(*title), questions=tuple(replace(each, block=name) for each in questions), **more)  # type: ignore[arg-type]


def everything() -> Instrument:
    """Return a questionnaire with each kind of question, a section, a repeat, and conditions of many forms."""
    both = ("dk", "refused")
    you = on_page(
        "you",
        ("Zu Ihnen", "About you"),
        asked("intro", Kind.NOTE, "Zuerst zu Ihnen.", "First about you."),
        asked("agrees", Kind.ACKNOWLEDGE, "Ich habe das gelesen.", "I have read this.", required=True),
        asked(
            "age",
            Kind.INTEGER,
            "Wie alt sind Sie?",
            "How old are you?",
            constraint=holds(". >= 16 and . <= 120"),
            missing=("refused",),
        ),
        asked("born_here", Kind.SELECT_ONE, "Hier geboren?", "Born here?", choice_list="yes_no", missing=both),
        asked(
            "country",
            Kind.SELECT_ONE,
            "Wo sind Sie geboren?",
            "Where were you born?",
            choice_list="countries.csv",
            relevant=holds("${born_here} = 'no'"),
        ),
        asked(
            "arrival",
            Kind.DATE,
            "Wann kamen Sie?",
            "When did you come?",
            relevant=holds("${born_here} = 'no'"),
            missing=("dk",),
        ),
        asked(
            "guidance",
            Kind.TIME,
            "Wann stehen Sie auf?",
            "When do you get up?",
            guidance=words("Nur die Stunde vorlesen.", "Read out the hour only."),
        ),
    )
    work = on_page(
        "work",
        ("Arbeit", "Work"),
        asked(
            "work",
            Kind.SELECT_ONE,
            "Arbeiten Sie?",
            "Do you work?",
            choice_list="work",
            sensitive=True,
            missing=both,
            essential=True,
        ),
        asked("works", Kind.CALCULATE, "", "", calculation=holds("if(${work} = 'full' or ${work} = 'part', 1, 0)")),
        section="life",
    )
    details = on_page(
        "details",
        ("Beruf", "Job"),
        asked(
            "income",
            Kind.DECIMAL,
            "Was verdienen Sie?",
            "What do you earn?",
            appearance="euro",
            constraint=holds(". >= 0 and . <= 9000"),
            sensitive=True,
            missing=both,
        ),
        asked(
            "content",
            Kind.RANGE,
            "Wie zufrieden sind Sie?",
            "How content are you?",
            scale=Scale(Decimal(0), Decimal(10), Decimal(1)),
        ),
        asked("order", Kind.RANK, "Was ist Ihnen wichtig?", "What matters to you?", choice_list="work"),
        section="life",
        relevant=holds("${works} = 1"),
    )
    household = on_page(
        "household",
        ("Haushalt", "Household"),
        asked(
            "others",
            Kind.INTEGER,
            "Wie viele Personen leben mit Ihnen?",
            "How many persons live with you?",
            constraint=holds(". >= 0 and . <= 3"),
            required=True,
        ),
    )
    member = on_page(
        "member",
        ("Eine Person", "A person"),
        asked(
            "member_age",
            Kind.INTEGER,
            "Wie alt ist die Person?",
            "How old is the person?",
            constraint=holds(". >= 0 and . <= 120"),
        ),
        asked(
            "member_school",
            Kind.SELECT_ONE,
            "Geht sie zur Schule?",
            "Does she go to school?",
            choice_list="yes_no",
            relevant=holds("${member_age} < 20"),
        ),
        section="person",
    )
    end = on_page(
        "end",
        ("Wünsche", "Wishes"),
        asked(
            "wishes",
            Kind.SELECT_MULTIPLE,
            "Was wünschen Sie sich?",
            "What do you wish?",
            choice_list="wishes",
            missing=("dk",),
        ),
        asked(
            "wishes_other",
            Kind.TEXT,
            "Bitte nennen:",
            "Please say:",
            other_of="wishes",
            relevant=holds("selected(${wishes}, 'other')"),
        ),
        asked(
            "trees",
            Kind.TEXT,
            "Wo fehlen Bäume?",
            "Where are trees missing?",
            relevant=holds("selected(${wishes}, 'trees') and ${age} >= 18"),
            appearance="multiline",
        ),
    )
    return Instrument(
        name="everything",
        title="Alles",
        version="2026-1",
        default_language="de",
        languages=tuple(LANGUAGES),
        language_names=LANGUAGES,
        choice_lists=LISTS,
        sections={
            "life": Section("life", words("Leben", "Life"), relevant=holds("${age} >= 16")),
            "person": Section("person", words("Person", "Person"), is_repeat=True, count=holds("${others}")),
        },
        pages=(you, work, details, household, member, end),
        texts={
            "survey_title": words("Befragung", "Survey", "استطلاع"),
            "city_name": words("Musterstadt", "Sample City"),
            "office_name": words("Amt für Statistik", "Statistics Office"),
            "info_who": words("Die Stadt fragt.", "The city asks."),
            "info_voluntary": words("Sie müssen nicht. Fragen? {phone}", "You need not. Questions? {phone}"),
            "info_law": words("Rechtsgrundlage: Satzung vom 1.2.2025.", "Legal basis: by-law of 1 February 2025."),
            "finish_thanks": words("Sie helfen der Stadt.", "You help the city."),
        },
    )


def large(questions: int = 250, per_page: int = 5) -> Instrument:
    """Return a long questionnaire: some questions hang on the one before, every fourth page on an earlier one."""
    kinds = cycle((Kind.SELECT_ONE, Kind.SELECT_ONE, Kind.INTEGER, Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.TEXT))
    lists = {Kind.SELECT_ONE: "work", Kind.SELECT_MULTIPLE: "wishes"}
    pages = []
    for first in range(1, questions + 1, per_page):
        number = first // per_page + 1
        inside = []
        for place in range(first, min(first + per_page, questions + 1)):
            kind = next(kinds)
            text = f"Wie oft haben Sie in den letzten zwölf Monaten das Angebot Nummer {place} der Stadt genutzt?"
            before = f"q{place - 1}"
            is_hanging = place % 3 == 2 and inside and inside[-1].kind is Kind.SELECT_ONE
            more = {"relevant": holds(f"${{{before}}} = 'full'")} if is_hanging else {}
            inside.append(
                asked(
                    f"q{place}",
                    kind,
                    text,
                    f"How often have you used offer {place}?",
                    choice_list=lists.get(kind, ""),
                    sensitive=place % 17 == 0,
                    **more,
                )
            )
        earlier = next((each.name for page in pages for each in page.questions if each.kind is Kind.SELECT_ONE), "")
        condition = {"relevant": holds(f"${{{earlier}}} != 'none'")} if number % 4 == 0 else {}
        pages.append(on_page(f"page{number}", (f"Thema {number}", f"Topic {number}"), *inside, **condition))
    return Instrument(
        name="large",
        title="Lang",
        version="1",
        default_language="de",
        languages=tuple(LANGUAGES),
        language_names=LANGUAGES,
        choice_lists=LISTS,
        pages=tuple(pages),
    )
