"""Small words that tell a language: articles, prepositions, conjunctions, forms of "to be". A few dozen each.

They serve to recognise a whole sentence in the wrong column. A word that two languages share speaks for neither.
"""

from __future__ import annotations

from types import MappingProxyType

_WORDS: dict[str, str] = {
    "de": """der die das und ist sind nicht sie ich wir ihr ihre ihren ihrer ein eine einen einem einer mit von zu zum
        zur für auf im bei haben hat wie was welche welchen welcher wo wann oder aber auch noch sehr kein keine wurden
        wird werden nach aus seit""",
    "en": """the and is are you your of to for with do does did have has how what which where when or but not this that
        at from we our they been were was if there their""",
    "fr": """le les une des du et est sont vous votre vos dans pour avec qui quel quelle quels quelles comment ou où
        mais pas sur au aux cette avez êtes nous il avez-vous êtes-vous""",
    "es": """el los las una unos del y es son usted ustedes su sus para con qué cuál cómo pero por al ha está dónde
        cuánto cuántos""",
    "it": "il lo gli di della dei e è sono lei suo sua per con che quale come ma non nel al da si ha dove quanto",
    "pt": "o os as um uma do da dos das e é são você seu sua em na para com qual como ou mas não por ao tem está onde",
    "ro": """și este sunt dumneavoastră în pe cu pentru ce care cum sau dar nu din ați aveți vă ale lui sunteți unde
        cât""",
    "pl": """i jest są pan pani pana państwo państwa w na z do dla jak co który która które jaki jaka czy lub ale nie
        się od ma po przez jest ile gdzie""",
    "cs": "a je jsou vy váš vaše v na s pro jak co který která nebo ale se od má jste kolik kde ve",
    "sk": "a je sú vy váš vaše v na s pre ako čo ktorý ktorá alebo ale sa od má ste koľko kde vo",
    "hr": "i je su vi vaš vaša u na za kako što koji koja ili ali ne se od ima li ste koliko gdje",
    "hu": "a az és van nem ön önt önnek egy hogy mi milyen hogyan vagy ha mennyire melyik meg volt hol hány",
    "tr": "ve bir bu ne için ile mi mı mu mü nasıl hangi veya ama değil var yok siz sizin size olarak daha kadar",
    "vi": "quý vị bạn của và là có không trong cho với như thế nào những các ở được một này đã từ hay bao",
    "nl": "de het een en is zijn u uw van op voor met hoe wat welke of maar niet te bij aan heeft hebt",
    "sq": "dhe është janë ju juaj në për me si çfarë cili apo por nuk një të sa ku",
    "kmr": "û ye hûn we di de ji li bi bo çi çawa kîjan an lê gelo xwe ku çiqas",
    "ru": "и не на вы вас вам ваш ваша ваши что как с для или но ли у по из это от за какой какая сколько где мы вы",
    "uk": "і та у не на ви вас вам ваш ваша ваші що як з для або але чи із це до від за який яка скільки де ми є",
    "bg": "и не на вие ви вас ваш вашият вашата че как с за или но ли от е са се да какво коя кой колко къде сте",
    "ar": "في من على هل ما مع إلى عن أو لا لم التي الذي هذا هذه كم كيف أين أي كان أنتم لكم قد",
    "fa": "در از به که را با است آیا چه این آن یا شما برای هستید چقدر کجا چگونه بود خود می",
    "ckb": "لە بە بۆ کە ئایا چی چۆن یان ئێوە لەگەڵ هەیە ئەم ئەو نەخێر کام چەند کوێ",
    "ur": "کے کی کا میں ہے ہیں اور سے کو آپ کیا نہیں پر کتنے",
    "ps": "په د چې او له نه تاسو څه کې دی ده سره",
    "ti": "እዩ ኣብ ናብ ካብ ናይ ወይ ድዩ እንታይ ከመይ ኣሎ ዲኹም ኢኹም ከምኡ እዚ ምስ ክሳብ ክንደይ",
    "am": "ነው እና ላይ ወደ ነዎት ምን እንዴት ወይም አለ ነበር እርስዎ ውስጥ ይህ ምን ያህል",
}

FUNCTION_WORDS = MappingProxyType({tag: frozenset(words.split()) for tag, words in _WORDS.items()})

NAMES = MappingProxyType(
    {
        "de": "German", "en": "English", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
        "ro": "Romanian", "pl": "Polish", "cs": "Czech", "sk": "Slovak", "hr": "Croatian", "hu": "Hungarian",
        "tr": "Turkish", "vi": "Vietnamese", "nl": "Dutch", "sq": "Albanian", "kmr": "Kurmanji", "ru": "Russian",
        "uk": "Ukrainian", "bg": "Bulgarian", "ar": "Arabic", "fa": "Persian", "ckb": "Sorani", "ur": "Urdu",
        "ps": "Pashto", "ti": "Tigrinya", "am": "Amharic",
    }
)  # fmt: skip

_NEAR = (
    {"hr", "bs", "sr", "me", "sl", "mk"},
    {"cs", "sk"},
    {"fa", "tg", "prs"},
    {"kmr", "ku"},
    {"nb", "nn", "no", "da", "sv"},
    {"es", "gl", "ca", "pt"},
    {"ro", "mo"},
    {"nl", "af"},
    {"id", "ms"},
    {"uk", "ru", "be"},
    {"bg", "mk"},
)
"""Languages whose words may well be the same."""


def base(tag: str) -> str:
    """Return the language of a tag without script and region: 'fa' for 'fa-AF'."""
    return {"prs": "fa", "ku": "kmr"}.get(tag.split("-")[0], tag.split("-")[0])


def are_near(first: str, second: str) -> bool:
    """Whether two languages are so near that a text may be the same in both.

    >>> are_near("fa", "fa-AF"), are_near("de", "en")
    (True, False)
    """
    one, other = base(first), base(second)
    return one == other or any(one in group and other in group for group in _NEAR)
