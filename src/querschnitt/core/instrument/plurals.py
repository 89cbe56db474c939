"""Which form of a word a number asks for, in each language: the plural rules of Unicode's CLDR, as data.

Source: Unicode CLDR 47, `common/supplemental/plurals.xml`, cardinal numbers. The operands of a rule are those of UTS
35, part 3, "Plural Operand Meanings": n the absolute value, i its whole part, v and f the number and the value of the
decimals as they are written, t the decimals without zeros at the end. Compact numbers ("1M") do not occur here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

CATEGORIES = ("zero", "one", "two", "few", "many", "other")

_ONE_WHOLE = {"one": "i = 1 and v = 0"}
_ONE = {"one": "n = 1"}
_ZERO_ONE = {"one": "i = 0 or n = 1"}
_MILLIONS = {"many": "i != 0 and i % 1000000 = 0 and v = 0"}
_EAST_FEW = "v = 0 and i % 10 = 2..4 and i % 100 != 12..14"
_EAST_ONE = "v = 0 and i % 10 = 1 and i % 100 != 11"
_EAST_MANY = "v = 0 and i % 10 = 0 or v = 0 and i % 10 = 5..9 or v = 0 and i % 100 = 11..14"
_SOUTH_ONE = f"{_EAST_ONE} or f % 10 = 1 and f % 100 != 11"

_FAMILIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("de en et fi gl nl sv sw ur yi", _ONE_WHOLE),
    ("af az bg ckb el eu fo hu ka kk kmr ku ky lb ml mn nb ne nn no om ps so sq ta te tr uz", _ONE),
    ("am bn fa gu hi zu", _ZERO_ONE),
    ("ln pa ti", {"one": "n = 0..1"}),
    ("id ig ja km ko lo ms my rw tg th und vi wo yo zh", {}),
    (
        "ar",
        {"zero": "n = 0", "one": "n = 1", "two": "n = 2", "few": "n % 100 = 3..10", "many": "n % 100 = 11..99"},
    ),
    ("ru uk", {"one": _EAST_ONE, "few": _EAST_FEW, "many": _EAST_MANY}),
    (
        "pl",
        {
            "one": "i = 1 and v = 0",
            "few": _EAST_FEW,
            "many": "v = 0 and i != 1 and i % 10 = 0..1 or v = 0 and i % 10 = 5..9 or v = 0 and i % 100 = 12..14",
        },
    ),
    (
        "be",
        {
            "one": "n % 10 = 1 and n % 100 != 11",
            "few": "n % 10 = 2..4 and n % 100 != 12..14",
            "many": "n % 10 = 0 or n % 10 = 5..9 or n % 100 = 11..14",
        },
    ),
    ("ro", {"one": "i = 1 and v = 0", "few": "v != 0 or n = 0 or n != 1 and n % 100 = 1..19"}),
    ("es", _ONE | _MILLIONS),
    ("ca it pt-PT", _ONE_WHOLE | _MILLIONS),
    ("fr pt", {"one": "i = 0,1"} | _MILLIONS),
    ("hy", {"one": "i = 0,1"}),
    ("bs hr sr", {"one": _SOUTH_ONE, "few": f"{_EAST_FEW} or f % 10 = 2..4 and f % 100 != 12..14"}),
    ("mk", {"one": _SOUTH_ONE}),
    ("cs sk", {"one": "i = 1 and v = 0", "few": "i = 2..4 and v = 0", "many": "v != 0"}),
    (
        "sl",
        {"one": "v = 0 and i % 100 = 1", "two": "v = 0 and i % 100 = 2", "few": "v = 0 and i % 100 = 3..4 or v != 0"},
    ),
    (
        "lt",
        {
            "one": "n % 10 = 1 and n % 100 != 11..19",
            "few": "n % 10 = 2..9 and n % 100 != 11..19",
            "many": "f != 0",
        },
    ),
    (
        "lv",
        {
            "zero": "n % 10 = 0 or n % 100 = 11..19 or v = 2 and f % 100 = 11..19",
            "one": "n % 10 = 1 and n % 100 != 11 or v = 2 and f % 10 = 1 and f % 100 != 11 or v != 2 and f % 10 = 1",
        },
    ),
    ("da", {"one": "n = 1 or t != 0 and i = 0,1"}),
    ("he", {"one": "i = 1 and v = 0 or i = 0 and v != 0", "two": "i = 2 and v = 0"}),
    ("is", {"one": "t = 0 and i % 10 = 1 and i % 100 != 11 or t % 10 = 1 and t % 100 != 11"}),
)

_RULES = {tag: rules for tags, rules in _FAMILIES for tag in tags.split()}

_UNKNOWN = _ONE
"""For a language that CLDR has no rules for: one, and the others."""

_RELATION = re.compile(r"([nivft])(?: % (\d+))? (!?=) ([\d.,]+)")


@dataclass(frozen=True)
class Operands:
    """A number as the rules look at it."""

    n: Decimal
    i: int
    v: int
    f: int
    t: int

    @classmethod
    def of(cls, number: int | Decimal) -> Operands:
        """Take a number apart as it is written; `Decimal("1.50")` has two decimals.

        >>> Operands.of(Decimal("1.50"))
        Operands(n=Decimal('1.50'), i=1, v=2, f=50, t=5)
        """
        written = format(abs(Decimal(number)), "f")
        whole, _, decimals = written.partition(".")
        return cls(Decimal(written), int(whole), len(decimals), int(decimals or 0), int(decimals.rstrip("0") or 0))


Rule = Callable[[Operands], bool]


def category(language: str, number: int | Decimal) -> str:
    """Return the plural category of a number in a language.

    >>> category("de", 1), category("pl", 3), category("ar", 11), category("vi", 1)
    ('one', 'few', 'many', 'other')
    """
    operands = Operands.of(number)
    return next((name for name, rule in _rules(language) if rule(operands)), "other")


@cache
def categories(language: str) -> tuple[str, ...]:
    """Return all plural categories of a language, in the order of CLDR.

    >>> categories("ar")
    ('zero', 'one', 'two', 'few', 'many', 'other')
    """
    return tuple(name for name in CATEGORIES if name == "other" or name in _written(language))


@cache
def common_categories(language: str, *, is_whole: bool) -> tuple[str, ...]:
    """Return the categories that numbers up to 999 need, and 'other': those that no text may lack.

    Parameters
    ----------
    is_whole : for whole numbers only; otherwise for numbers with up to two decimals, too

    >>> common_categories("cs", is_whole=True), common_categories("fr", is_whole=True)
    (('one', 'few', 'other'), ('one', 'other'))
    """
    numbers: Iterable[int | Decimal] = range(1000)
    if not is_whole:
        numbers = [*numbers, *(Decimal(hundredths) / 100 for hundredths in range(1, 1200))]
    found = {category(language, number) for number in numbers} | {"other"}
    return tuple(name for name in CATEGORIES if name in found)


def _written(language: str) -> dict[str, str]:
    return _RULES.get(language) or _RULES.get(language.partition("-")[0], _UNKNOWN)


@cache
def _rules(language: str) -> tuple[tuple[str, Rule], ...]:
    written = _written(language)
    return tuple((name, _compiled(written[name])) for name in CATEGORIES if name in written)


@cache
def _compiled(rule: str) -> Rule:
    alternatives = [[_relation(part) for part in one.split(" and ")] for one in rule.split(" or ")]
    return lambda operands: any(all(holds(operands) for holds in one) for one in alternatives)


def _relation(written: str) -> Rule:
    """Compile a comparison such as `i % 100 != 12..14`. A range holds whole numbers only."""
    found = _RELATION.fullmatch(written)
    if found is None:
        raise ValueError(f"This is no plural rule: {written}")
    operand, divisor, sign, values = found.groups()
    wanted = frozenset(value for part in values.split(",") for value in _span(part))
    is_wanted = sign == "="

    def holds(operands: Operands) -> bool:
        value = getattr(operands, operand)
        return ((value % int(divisor) if divisor else value) in wanted) is is_wanted

    return holds


def _span(part: str) -> range:
    first, _, last = part.partition("..")
    return range(int(first), int(last or first) + 1)
