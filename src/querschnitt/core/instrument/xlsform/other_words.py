"""The words that `or_other` adds: the choice "other", and the question after it.

Each language has both; a form without a language, or in one that is not here, has the English ones. Where an office
wants its own words it writes the choice `other` into the list, and a row `text` after the question.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from querschnitt.core.instrument.model import OTHER, Choice, Texts

_WORDS = """
am: ሌላ | እባክዎ ይግለጹ
ar: غير ذلك | يرجى التوضيح
az: Digər | Zəhmət olmasa, dəqiqləşdirin
be: Іншае | Калі ласка, удакладніце
bg: Друго | Моля, уточнете
bn: অন্যান্য | অনুগ্রহ করে উল্লেখ করুন
bs: Drugo | Molimo navedite
ca: Altres | Si us plau, especifiqueu-ho
ckb: هی تر | تکایە دیاری بکەن
cs: Jiné | Upřesněte, prosím
da: Andet | Angiv venligst
de: Sonstiges | Bitte geben Sie an, was
el: Άλλο | Παρακαλούμε διευκρινίστε
en: Other | Please specify
es: Otro | Por favor, especifique
et: Muu | Palun täpsustage
eu: Besterik | Zehaztu, mesedez
fa: سایر | لطفاً مشخص کنید
fa-AF: دیگر | لطفاً مشخص کنید
fi: Muu | Tarkentakaa, olkaa hyvä
fr: Autre | Veuillez préciser
ga: Eile | Sonraigh, le do thoil
gl: Outro | Por favor, especifique
he: אחר | נא לפרט
hi: अन्य | कृपया बताएँ
hr: Drugo | Molimo navedite
hu: Egyéb | Kérjük, adja meg
hy: Այլ | Խնդրում ենք նշել
id: Lainnya | Mohon sebutkan
is: Annað | Vinsamlegast tilgreinið
it: Altro | Si prega di specificare
ja: その他 | 具体的にご記入ください
ka: სხვა | გთხოვთ, დააზუსტოთ
kk: Басқа | Нақтылап жазыңыз
kmr: Yên din | Ji kerema xwe diyar bikin
ko: 기타 | 구체적으로 적어 주십시오
ku: Yên din | Ji kerema xwe diyar bikin
ky: Башка | Тактап жазыңыз
lt: Kita | Prašome patikslinti
lv: Cits | Lūdzu, precizējiet
mk: Друго | Ве молиме наведете
mn: Бусад | Тодруулж бичнэ үү
ms: Lain-lain | Sila nyatakan
nb: Annet | Vennligst spesifiser
ne: अन्य | कृपया खुलाउनुहोस्
nl: Anders | Geef aan wat u bedoelt
nn: Anna | Ver venleg og spesifiser
pa: ਹੋਰ | ਕਿਰਪਾ ਕਰਕੇ ਦੱਸੋ
pl: Inne | Proszę podać, jakie
ps: نور | مهرباني وکړئ مشخص یې کړئ
pt: Outro | Por favor, especifique
ro: Altele | Vă rugăm să precizați
ru: Другое | Пожалуйста, уточните
si: වෙනත් | කරුණාකර සඳහන් කරන්න
sk: Iné | Prosím, upresnite
sl: Drugo | Prosimo, navedite
so: Wax kale | Fadlan sheeg
sq: Tjetër | Ju lutemi specifikoni
sr: Друго | Молимо наведите
sv: Annat | Ange vad
sw: Nyingine | Tafadhali eleza
ta: மற்றவை | தயவுசெய்து குறிப்பிடவும்
te: ఇతర | దయచేసి పేర్కొనండి
th: อื่น ๆ | โปรดระบุ
ti: ካልእ | በጃኹም ግለጹ
tl: Iba pa | Pakitukoy
tr: Diğer | Lütfen belirtiniz
uk: Інше | Будь ласка, уточніть
ur: دیگر | براہ کرم وضاحت کریں
uz: Boshqa | Iltimos, aniqlashtiring
vi: Khác | Xin vui lòng ghi rõ
zh: 其他 | 请说明
"""

_BY_TAG = {
    tag: (other.strip(), specify.strip())
    for line in _WORDS.strip().splitlines()
    for tag, _, words in (line.partition(": "),)
    for other, _, specify in (words.partition(" | "),)
}


def other_words(tag: str) -> tuple[str, str] | None:
    """Return "other" and "please specify" in a language; None if we do not have them.

    >>> other_words("de-AT")
    ('Sonstiges', 'Bitte geben Sie an, was')
    """
    return _BY_TAG.get(tag) or _BY_TAG.get(tag.partition("-")[0])


ENGLISH = _BY_TAG["en"]


def other_choice(tags: Iterable[str]) -> Choice:
    """Return the choice that `or_other` adds."""
    labels = {tag: (other_words(tag) or ENGLISH)[0] for tag in tags}
    return Choice(OTHER, MappingProxyType(labels))


def specify_labels(tags: Iterable[str]) -> Texts:
    """Return the wording of the text question that `or_other` adds."""
    return MappingProxyType({tag: (other_words(tag) or ENGLISH)[1] for tag in tags})
