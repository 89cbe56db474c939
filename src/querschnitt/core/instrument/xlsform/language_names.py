"""Names of languages, as authors write them into headings without a tag: in English, German and the language itself.

Names after Unicode CLDR 47, with the spellings that spreadsheets have besides. A name that several languages share is
not here: nobody should guess.
"""

from __future__ import annotations

_NAMES = """
af: Afrikaans
am: Amharic, Amharisch, አማርኛ
ar: Arabic, Arabisch, العربية, عربي, عربية
az: Azerbaijani, Aserbaidschanisch, azərbaycan, azərbaycanca
be: Belarusian, Belarussisch, беларуская
bg: Bulgarian, Bulgarisch, български
bn: Bengali, Bangla, Bengalisch, বাংলা
bs: Bosnian, Bosnisch, bosanski
ca: Catalan, Katalanisch, català
ckb: Sorani, Central Kurdish, Zentralkurdisch, کوردیی ناوەندی, سۆرانی
cs: Czech, Tschechisch, čeština, česky
cy: Welsh, Walisisch, Cymraeg
da: Danish, Dänisch, dansk
de: German, Deutsch
de-simple: Leichte Sprache, Deutsch (Leichte Sprache)
el: Greek, Griechisch, Ελληνικά
en: English, Englisch
es: Spanish, Spanisch, español, castellano, espanol
et: Estonian, Estnisch, eesti
eu: Basque, Baskisch, euskara
fa: Persian, Persisch, Farsi, فارسی
fa-AF: Dari, دری
fi: Finnish, Finnisch, suomi
fr: French, Französisch, français, francais
ga: Irish, Irisch, Gaeilge
gl: Galician, Galicisch, galego
gu: Gujarati, ગુજરાતી
ha: Hausa
he: Hebrew, Hebräisch, עברית
hi: Hindi, हिन्दी
hr: Croatian, Kroatisch, hrvatski
hu: Hungarian, Ungarisch, magyar
hy: Armenian, Armenisch, հայերեն
id: Indonesian, Indonesisch, Bahasa Indonesia, Indonesia
ig: Igbo
is: Icelandic, Isländisch, íslenska
it: Italian, Italienisch, italiano
ja: Japanese, Japanisch, 日本語
ka: Georgian, Georgisch, ქართული
kk: Kazakh, Kasachisch, қазақ тілі
km: Khmer, ខ្មែរ
kmr: Kurmanji, Kurmandschi, Northern Kurdish, Nordkurdisch, Kurmancî
ko: Korean, Koreanisch, 한국어
ku: Kurdish, Kurdisch, kurdî
ky: Kyrgyz, Kirgisisch, кыргызча
lo: Lao, Laotisch, ລາວ
lt: Lithuanian, Litauisch, lietuvių
lv: Latvian, Lettisch, latviešu
mk: Macedonian, Mazedonisch, македонски
ml: Malayalam, മലയാളം
mn: Mongolian, Mongolisch, монгол
mr: Marathi, मराठी
ms: Malay, Malaiisch, Bahasa Melayu, Melayu
my: Burmese, Birmanisch, မြန်မာ
nb: Norwegian, Norwegisch, norsk, norsk bokmål
ne: Nepali, Nepalesisch, नेपाली
nl: Dutch, Niederländisch, Nederlands
nn: Nynorsk, norsk nynorsk
om: Oromo, Afaan Oromoo, Oromoo
pa: Punjabi, Panjabi, ਪੰਜਾਬੀ
pl: Polish, Polnisch, polski
ps: Pashto, Paschtu, پښتو
pt: Portuguese, Portugiesisch, português, portugues
rn: Rundi, Kirundi
ro: Romanian, Rumänisch, română
rom: Romani, Romanes, romani čhib
ru: Russian, Russisch, русский
rw: Kinyarwanda, Ikinyarwanda
si: Sinhala, Singhalesisch, සිංහල
sk: Slovak, Slowakisch, slovenčina
sl: Slovenian, Slovene, Slowenisch, slovenščina
so: Somali, Soomaali
sq: Albanian, Albanisch, shqip
sr: Serbian, Serbisch, српски, srpski
sv: Swedish, Schwedisch, svenska
sw: Swahili, Kiswahili, Suaheli
ta: Tamil, தமிழ்
te: Telugu, తెలుగు
th: Thai, Thailändisch, ไทย
ti: Tigrinya, Tigrigna, ትግርኛ
tl: Tagalog
tr: Turkish, Türkisch, Türkçe, Turkce
uk: Ukrainian, Ukrainisch, українська
ur: Urdu, اردو
uz: Uzbek, Usbekisch, o‘zbek, oʻzbek
vi: Vietnamese, Vietnamesisch, Tiếng Việt
wo: Wolof
xh: Xhosa, isiXhosa
yo: Yoruba, Èdè Yorùbá
zh: Chinese, Chinesisch, 中文, Mandarin
zu: Zulu, isiZulu
"""


def _squeezed(name: str) -> str:
    return " ".join(name.split()).casefold()


_TAGS = {
    _squeezed(name): tag
    for line in _NAMES.strip().splitlines()
    for tag, _, names in (line.partition(": "),)
    for name in names.split(", ")
}


def tag_of(name: str) -> str:
    """Return the tag of a language by its name, or "".

    >>> tag_of("french"), tag_of("Türkçe"), tag_of("Klingon")
    ('fr', 'tr', '')
    """
    return _TAGS.get(_squeezed(name), "")


def known_names() -> tuple[str, ...]:
    """Return all names, for suggestions."""
    return tuple(_TAGS)
