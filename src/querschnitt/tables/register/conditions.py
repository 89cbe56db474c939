"""The words in which a definition speaks: what a rule may ask of a person, and what of the adults of a household."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A word of the vocabulary: its condition in SQL, and what it means for people."""

    sql: str
    de: str
    en: str


# A missing fact makes a condition NULL, and its rule does not hold. A known country is none of the codes `unknown`.
CONDITIONS: Mapping[str, Word] = {
    "first_nationality_not_german": Word(
        "nationality_1 <> $german",
        de="erste Staatsangehörigkeit nicht deutsch (auch staatenlos, ungeklärt)",
        en="first nationality not German (also stateless, unclear)",
    ),
    "first_nationality_german": Word(
        "nationality_1 = $german", de="erste Staatsangehörigkeit deutsch", en="first nationality German"
    ),
    "second_nationality_foreign": Word(
        "nationality_2 IS NOT NULL AND nationality_2 <> $german",
        de="zweite Staatsangehörigkeit nicht deutsch",
        en="second nationality not German",
    ),
    "naturalised": Word("german_kind = 'naturalised'", de="eingebürgert", en="naturalised"),
    "ethnic_german_repatriate": Word(
        "german_kind = 'repatriate'", de="Aussiedlerin, Aussiedler", en="ethnic German repatriate"
    ),
    "option": Word(
        "german_kind = 'option'",
        de="deutsch durch Geburt im Inland, Eltern ausländisch (§ 4 Abs. 3 StAG)",
        en="German by birth in Germany, parents foreign (§ 4 (3) StAG)",
    ),
    "german_by_birth": Word("german_kind = 'birth'", de="deutsch durch Geburt", en="German by birth"),
    "german_kind_unknown": Word(
        "nationality_1 = $german AND german_kind IS NULL",
        de="deutsch, ohne Angabe, wodurch",
        en="German, and it is not said by what",
    ),
    "born_abroad": Word(
        "birth_country <> $german AND NOT list_contains($unknown, birth_country)",
        de="in einem bekannten anderen Land geboren",
        en="born in a known other country",
    ),
    "born_in_germany": Word("birth_country = $german", de="in Deutschland geboren", en="born in Germany"),
    "birth_country_unknown": Word(
        "birth_country IS NULL OR list_contains($unknown, birth_country)",
        de="Geburtsland unbekannt",
        en="country of birth unknown",
    ),
    "moved_in_from_abroad": Word(
        "previous_country <> $german AND NOT list_contains($unknown, previous_country)",
        de="aus einem bekannten anderen Land zugezogen",
        en="moved in from a known other country",
    ),
    "born_after_expulsion": Word(
        "year(birth_date) >= $expellees_before",
        de="nicht vor dem Jahr geboren, bis zu dem Vertriebene angenommen werden",
        en="not born before the year up to which people are taken for expellees",
    ),
    "of_age": Word(
        "date_sub('year', birth_date, $day) >= $below",
        de="nicht jünger als die Altersgrenze der Vererbung",
        en="not younger than the age limit of inheritance",
    ),
    # Kept as it was, for definitions that use it: unlike `born_abroad`, an unclear country counts as another country.
    "german_born_abroad_and_moved_in_from_abroad": Word(
        "birth_country IS NOT NULL AND birth_country <> $german AND previous_country IS NOT NULL"
        " AND previous_country <> $german AND year(birth_date) >= $expellees_before",
        de="im Ausland geboren und aus dem Ausland zugezogen, nicht als vertrieben angenommen",
        en="born abroad and moved in from abroad, not taken for an expellee",
    ),
}

ADULTS: Mapping[str, Word] = {
    "one": Word("bool_or(passes)", de="eine erwachsene Person des Haushalts genügt", en="one adult suffices"),
    "all": Word(
        "bool_and(passes)",
        de="alle erwachsenen Personen des Haushalts, auch wenn es nur eine gibt",
        en="all adults of the household, even if there is only one",
    ),
    "both": Word(
        "bool_and(passes) AND count(*) >= 2",
        de="alle erwachsenen Personen des Haushalts, mindestens zwei",
        en="all adults of the household, at least two",
    ),
}
