from __future__ import annotations

import re

import pytest

from querschnitt.core.instrument import evaluate
from querschnitt.tables.limesurvey.script import Untranslatable
from querschnitt.tables.limesurvey.script.patterns import workbook_pattern
from querschnitt.tables.limesurvey.script.terms import quoted

PATTERNS = [
    # PHP, text, whether preg_match finds it
    ("/^[0-9]{5}$/", "04109", True),
    ("/^[0-9]{5}$/", "4109", False),
    ("/[0-9]{2}/", "ab12cd", True),
    ("/^ab/", "abc", True),
    ("/^ab/", "cab", False),
    ("/ab$/", "cab", True),
    ("/^a$|^b$/", "b", True),
    ("/^a$|^b$/", "ab", False),
    ("/^a|b$/", "xb", True),
    ("/^a|b$/", "ax", True),
    ("/^a|b$/", "xax", False),
    ("/^(a|b)c$/", "bc", True),
    ("#^[a-z]+/[a-z]+$#", "a/b", True),
    ("{^a}", "abc", True),
    ("/^[a-z]+$/i", "ABc", True),
    ("/^[^a-c]$/i", "B", False),
    ("/^straße$/iu", "STRAßE", True),
    (r"/^\d+(\.\d+)?$/", "1.5", True),
    (r"/^[\w.-]+@[\w.-]+\.[a-z]{2,}$/i", "A.b@example.ORG", True),
    (r"/^a\/b$/", "a/b", True),
    (r"/^\$\d$/", "$5", True),
    ("/a.c/", "a\nc", False),
    (r"/^\p{L}+$/u", "größe", True),
    (r"/^\pL+$/", "a1", False),
    ("/^[-*+]+$/", "+*-", True),
    (r"/^(?=.*[0-9]).{3,}$/", "ab1", True),
    (r"/^(?=.*[0-9]).{3,}$/", "abc", False),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), PATTERNS)
def test_a_pattern_finds_what_it_found(pattern: str, text: str, expected: bool) -> None:
    written = workbook_pattern(pattern)
    assert evaluate(f"regex(${{t}}, {quoted(written)})", {"t": text}) is expected


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("", "no delimiters"),
        ("abc", "no delimiters"),
        ("/abc", "does not end"),
        ("/abc/x", "flags 'x'"),
        ("/(?<=a)b/", "look behind"),
        (r"/\bWort\b/", "cannot be read"),
        ("/a(?=b)/", "cannot be read"),
        ("/[[:alpha:]]/", "POSIX"),
        ("/a++/", "cannot be read"),
        ("/(?P<year>a)/", "named group"),
        ("/(?i)a/", "flags inside"),
        ("/(a/", "cannot be read"),
    ],
)
def test_what_only_php_knows_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(Untranslatable, match=re.escape(reason)):
        workbook_pattern(pattern)
