"""A questionnaire in four languages with every kind of question, every way of drawing one, and two repeats."""

from __future__ import annotations

from decimal import Decimal

from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.model import Choice, Instrument, Kind, Page, Question, Scale, Section
from tests.apps.interview.wave import LANGUAGES, MISSING, small_instrument, words

parse = Expression.parse
RECORDING = "town.de.0123456789ab.mp3"

TRAVEL = (
    Choice("bus", words("Bus", "Bus", "الحافلة", "ኣውቶቡስ")),
    Choice("tram", words("Straßenbahn", "Tram", "الترام", "ትራም")),
    Choice("bike", words("Fahrrad", "Bicycle", "الدراجة", "ብሽክለታ")),
)
TOWNS = (
    Choice("leipzig", words("Leipzig", "Leipzig", "لايبزيغ", "ላይፕሲግ"), {"land": "sn"}),
    Choice("halle", words("Halle (Saale)", "Halle (Saale)", "هاله", "ሃለ"), {"land": "st"}),
    Choice("dresden", words("Dresden", "Dresden", "درسدن", "ድረስደን"), {"land": "sn"}),
)
LANDS = (
    Choice("sn", words("Sachsen", "Saxony", "ساكسونيا", "ሳክሰን")),
    Choice("st", words("Sachsen-Anhalt", "Saxony-Anhalt", "ساكسونيا أنهالت", "ሳክሰን-ኣንሃልት")),
)
COUNTRIES = (
    Choice("AF", words("Afghanistan", "Afghanistan", "أفغانستان", "ኣፍጋኒስታን")),
    Choice("ER", words("Eritrea", "Eritrea", "إريتريا", "ኤርትራ")),
    Choice("GN", words("Guinea", "Guinea", "غينيا", "ጊኒ")),
    Choice("GQ", words("Äquatorialguinea", "Equatorial Guinea", "غينيا الاستوائية", "ኢኳቶርያል ጊኒ")),
    Choice("SY", words("Syrien", "Syria", "سوريا", "ሶርያ")),
    Choice("UA", words("Ukraine", "Ukraine", "أوكرانيا", "ዩክሬን")),
)
OTHER = Choice("other", words("Etwas anderes", "Something else", "شيء آخر", "ካልእ"))
LISTS = {"travel": TRAVEL, "towns": TOWNS, "lands": LANDS, "countries.csv": COUNTRIES, "missing_values": MISSING}


def scale(start: str, end: str, step: str) -> Scale:
    return Scale(Decimal(start), Decimal(end), Decimal(step))


def choosing() -> tuple[Question, ...]:
    return (
        Question(
            "land", Kind.SELECT_ONE, words("In welchem Land leben Sie?", "In which state do you live?",
            "في أي ولاية تعيشون؟", "ኣበየናይ ክፍለ-ሃገር ትነብሩ?"),
            choice_list="lands", choices=LANDS, appearance="minimal", missing=("dk",), block="choosing",
        ),
        Question(
            "means", Kind.SELECT_ONE, words("Womit fahren Sie meistens?", "How do you usually travel?",
            "كيف تتنقلون عادةً؟", "መብዛሕትኡ ግዜ ብምንታይ ትጓዓዙ?"),
            choice_list="travel", choices=(*TRAVEL, OTHER), missing=("refused",), block="choosing",
        ),
        Question(
            "means_other", Kind.TEXT, words("Womit?", "How?", "بماذا؟", "ብምንታይ?"), other_of="means",
            relevant=parse("${means} = 'other'"), block="choosing",
        ),
        Question(
            "order", Kind.RANK, words("Was ist Ihnen am wichtigsten?", "What matters most to you?",
            "ما الأهم بالنسبة لكم؟", "እንታይ እዩ ዝያዳ ኣገዳሲ?"),
            choice_list="travel", choices=TRAVEL, missing=("dk",), block="choosing",
        ),
        Question(
            "agreed", Kind.ACKNOWLEDGE, words("Ich habe den Hinweis gelesen.", "I have read the notice.",
            "قرأت التنبيه.", "ነቲ ሓበሬታ ኣንቢበዮ።"), required=True,
            required_messages=words("Bitte bestätigen Sie das.", "Please confirm this.", "يرجى تأكيد ذلك.",
            "በጃኹም ኣረጋግጹ።"), block="choosing",
        ),
    )  # fmt: skip


def counting() -> tuple[Question, ...]:
    return (
        Question(
            "content", Kind.RANGE, words("Wie zufrieden sind Sie?", "How content are you?", "ما مدى رضاكم؟",
            "ክሳብ ክንደይ ትዕግቡ?"), scale=scale("0", "10", "1"), missing=("dk",), block="counting",
        ),
        Question(
            "share", Kind.RANGE, words("Welcher Anteil?", "Which share?", "ما النسبة؟", "ክንደይ ሚእታዊት?"),
            scale=scale("0", "100", "5"), block="counting",
        ),
        Question(
            "level", Kind.RANGE, words("Wie hoch?", "How high?", "ما الارتفاع؟", "ክሳብ ክንደይ?"),
            scale=scale("-1", "1", "0.5"), block="counting",
        ),
        Question("rises", Kind.TIME, words("Wann stehen Sie auf?", "When do you get up?", "متى تستيقظون؟",
                 "መዓስ ትትስኡ?"), missing=("refused",), block="counting"),
        Question("moved", Kind.DATE, words("Wann sind Sie eingezogen?", "When did you move in?", "متى انتقلتم؟",
                 "መዓስ ኣቲኹም?"), block="counting"),
        Question("members", Kind.INTEGER, words("Wie viele sind Sie?", "How many are you?", "كم عددكم؟",
                 "ክንደይ ኢኹም?"), constraint=parse(". > 0"), block="counting"),
        Question("rent", Kind.DECIMAL, words("Wie hoch ist die Miete?", "How high is the rent?", "كم الإيجار؟",
                 "ክራይ ክንደይ እዩ?"), appearance="euro", block="counting"),
    )  # fmt: skip


def searching() -> tuple[Question, ...]:
    return (
        Question(
            "born_in", Kind.SELECT_ONE, words("In welchem Staat sind Sie geboren?", "In which country were you born?",
            "في أي بلد وُلدتم؟", "ኣበየናይ ሃገር ተወሊድኩም?"), choice_list="countries.csv", choices=COUNTRIES,
            missing=("dk",), required=True, block="searching",
        ),
        Question(
            "lived_in", Kind.SELECT_MULTIPLE, words("Wo haben Sie noch gelebt?", "Where else have you lived?",
            "أين عشتم أيضًا؟", "ኣበይ ካልእ ነቢርኩም?"), choice_list="countries.csv", choices=COUNTRIES,
            block="searching",
        ),
        Question(
            "town", Kind.SELECT_ONE, words("In welcher Stadt?", "In which town?", "في أي مدينة؟", "ኣበየናይ ከተማ?"),
            choice_list="towns", choices=TOWNS, choice_filter=parse("${land} = '' or land = ${land}", attributes=True),
            is_randomized=True, block="searching", audio={"de": RECORDING},
            guidance=words("Langsam vorlesen.", "Read slowly.", "اقرأ ببطء.", "ቀስ ኢልኩም ኣንብቡ።"),
        ),
    )  # fmt: skip


def given() -> tuple[Question, ...]:
    return (
        Question("intro", Kind.NOTE, words("Sie fahren mit: ${means}.", "You travel by: ${means}.",
                 "وسيلتكم: ${means}.", "ብ ${means} ትጓዓዙ።"), block="given"),
        Question("nation", Kind.TEXT, words("Welcher Pass?", "Which passport?", "أي جواز؟", "ኣየናይ ፓስፖርት?"),
                 default=parse("'DE'"), block="given"),
        Question("sum", Kind.INTEGER, words("Das sind im Jahr:", "This is in a year:", "هذا في السنة:",
                 "እዚ ኣብ ዓመት፦"), calculation=parse("${members} * 12"), block="given"),
        Question("place", Kind.SELECT_ONE, words("Ihre Stadt", "Your town", "مدينتكم", "ከተማኹም"),
                 choice_list="towns", choices=TOWNS, read_only=True, default=parse("'halle'"), block="given"),
        Question("wave_code", Kind.HIDDEN, default=parse("'k1'"), block="given"),
    )  # fmt: skip


def person() -> tuple[Question, ...]:
    return (
        Question("first_name", Kind.TEXT, words("Wie heißt die Person?", "What is the person’s name?",
                 "ما اسم الشخص؟", "ስም ናይቲ ሰብ?"), block="about"),
        Question("age", Kind.INTEGER, words("Wie alt ist ${first_name}?", "How old is ${first_name}?",
                 "كم عمر ${first_name}؟", "${first_name} ክንደይ ዓመቱ?"), block="about",
                 constraint=parse(". <= 120")),
    )  # fmt: skip


def flat() -> tuple[Question, ...]:
    return (
        Question("room", Kind.SELECT_ONE, words("Ist das Zimmer hell?", "Is the room bright?", "هل الغرفة مضيئة؟",
                 "እታ ክፍሊ ብርህቲ ድያ?"), choice_list="lands", choices=LANDS, block="room_page"),
    )  # fmt: skip


def every_kind(*, version: str = "1") -> Instrument:
    """Return the questionnaire; its wave texts are those of the small one."""
    small = small_instrument()
    home = words("Haushalt", "Household", "الأسرة", "ስድራቤት")
    return Instrument(
        name="kinds", title="Alle Arten", version=version, default_language="de", languages=tuple(LANGUAGES),
        language_names=LANGUAGES, choice_lists=LISTS, texts=small.texts,
        sections={
            "home": Section("home", home),
            "person": Section("person", words("Person", "Person", "الشخص", "ሰብ"), parent="home", is_repeat=True),
            "rooms": Section("rooms", parent="home", is_repeat=True, count=parse("2")),
        },
        pages=(
            Page("choosing", words("Auswahl", "Choosing", "الاختيار", "ምርጫ"), questions=choosing()),
            Page("counting", words("Zahlen", "Numbers", "أرقام", "ቁጽርታት"), questions=counting()),
            Page("searching", words("Suche", "Search", "بحث", "ምድላይ"), questions=searching()),
            Page("given", words("Angaben", "Details", "بيانات", "ዝርዝር"), questions=given()),
            Page("about", words("Zur Person", "About the person", "عن الشخص", "ብዛዕባ ሰብ"), questions=person(),
                 section="person"),
            Page("room_page", words("Zimmer", "Room", "غرفة", "ክፍሊ"), questions=flat(), section="rooms"),
        ),
    )  # fmt: skip
