"""Texts that are right in their language, however strange they look: nothing is said of them."""

from __future__ import annotations

import pytest

from tests.core.instrument.proof.languages.texts import said

RIGHT = {
    "a question": {
        "de": "Wie zufrieden sind Sie mit Ihrem Leben?", "en": "How satisfied are you with your life?",
        "fr": "Êtes-vous satisfait de votre vie\u202f?", "es": "En general, ¿está usted satisfecho con su vida?",
        "pl": "Czy jest Pan zadowolony / Pani zadowolona z życia?", "ro": "Sunteți mulțumit de viața dumneavoastră?",
        "tr": "Hayatınızdan memnun musunuz?", "vi": "Quý vị có hài lòng với cuộc sống không?",
        "hu": "Mennyire elégedett az életével?", "kmr": "Hûn ji jiyana xwe çiqas razî ne?",
        "ru": "Довольны ли Вы своей жизнью?", "uk": "Чи задоволені Ви своїм життям?",
        "bg": "Доволни ли сте от живота си?",
        "ar": "هل أنتم راضون عن حياتكم؟", "fa": "آیا از زندگی خود راضی هستید؟", "fa_AF": "آیا از زندگی خود راضی هستید؟",
        "ckb": "ئایا لە ژیانتان ڕازین؟", "ti": "ብህይወትኩም ዕጉባት ዲኹም?",
    },
    "a name that is the same everywhere": {
        "de": "Jobcenter", "en": "Jobcenter", "fr": "Jobcenter", "ru": "Jobcenter", "ar": "Jobcenter",
    },
    "a word that two languages share": {"de": "Internet", "en": "Internet", "pl": "Internet", "ru": "Интернет"},
    "a short word": {"de": "Ja", "en": "Yes", "hu": "Igen", "ru": "Да"},
    "names of languages, each in itself": {"de": "العربية", "en": "العربية", "ru": "العربية", "ar": "العربية"},
    "numbers and codes": {"de": "2020–2025", "en": "2020–2025", "ar": "2020–2025"},
    "a German name among other letters": {
        "de": "Waren Sie beim Jobcenter (Leistungen nach SGB II)?", "ru": "Вы обращались в Jobcenter (SGB II)?",
        "ar": "هل كنتم في مركز العمل (Jobcenter، SGB II)؟", "ti": "ናብ Jobcenter ከድኩም ዲኹም?",
        "bg": "Били ли сте в „Jobcenter“?",
    },
    "an abbreviation tied to a word by a hyphen": {"de": "SMS-Nachricht", "ru": "SMS-сообщение", "uk": "QR-код"},
    "a level of language": {"de": "Niveau A oder B", "ru": "Уровень A или B", "bg": "Ниво A или B"},
    "marks of a list, and a smile": {"de": "a) nein b) ja :)", "en": "a) no b) yes :)"},
    "an address and a number": {
        "de": "Schreiben Sie an hilfe@example.org?", "ar": "هل تكتبون إلى hilfe@example.org؟",
        "fr": "Écrivez à https://example.org/?a=1,2;b=3.",
    },
    "placeholders and plurals": {
        "de": "Sie haben {${n}, plural, one {# Kind} other {# Kinder}}, {name}.",
        "ru": "У вас {${n}, plural, one {# ребёнок} few {# ребёнка} many {# детей} other {# ребёнка}}, {name}.",
    },
    "words that two neighbours share": {"de": "Schule und Arbeit", "fa": "کار و مدرسه", "fa_AF": "کار و مدرسه"},
}  # fmt: skip


@pytest.mark.parametrize("texts", RIGHT.values(), ids=RIGHT)
def test_nothing_is_said_of_a_right_text(texts: dict[str, str]) -> None:
    assert said(**texts) == set()
