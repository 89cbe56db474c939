"""The characters of names and addresses: DIN 91379, and how to tell that a file was read in another encoding.

German registers keep names in the Latin characters of DIN 91379:2022-08 ("Characters and defined character sequences
in Unicode for the electronic processing of names and data exchange in Europe"), normalised to Unicode NFC: letters,
letters with signs that Unicode has no letter for (sequences), and the non-letters N1 to N4. The norm keeps names of
persons (data type A) free of digits and of most signs. Registers do not, and nobody shall be lost for a bracket in a
name: here names and addresses may hold all of it but the tabulator, line ends and the no-break space (N4).

Source of the list: String.Latin+ of the Koordinierungsstelle für IT-Standards, as published (CC BY 4.0) at
github.com/String-Latin/DIN-91379-Characters-and-Sequences, latin_list_1.3.txt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

LETTERS = (
    "0041-005A 0061-007A 00C0-00D6 00D8-00F6 00F8-017E 0187-0188 018F 0197 01A0-01A1 01AF-01B0 01B7 01CD-01DC 01DE-01DF"
    " 01E2-01F0 01F4-01F5 01F8-01FF 0212-0213 0218-021B 021E-021F 0227-0233 0259 0268 0292 1E02-1E03 1E06-1E07"
    " 1E0A-1E11 1E17 1E1C-1E2B 1E2F-1E37 1E3A-1E3B 1E40-1E49 1E52-1E5B 1E5E-1E63 1E6A-1E6F 1E80-1E87 1E8C-1E97 1E9E"
    " 1EA0-1EF9"
)
"""Code points of the letters that are one character."""

SEQUENCES: Mapping[str, str] = {
    "0300": "CFGKMPSTZcfgkmpstz",
    "0301": "JjÿĪī",
    "0302": "DKLMNdklmn",
    "0304": "CFHKNPSTZcfhknpstzÛûḲḳṢṣṬṭỤụ",
    "0306": "CMNRZcmnrzÇç",
    "0307": "KUku",
    "0308": "CTZczẠạỌọỤụ",
    "030B": "Aa",
    "030C": "J",
    "030D": "ēō",
    "0310": "Mm",
    "0315": "CKPTckptČč",
    "031B": "KTkt",
    "031B 0304": "Ss",
    "0323": "CPcpČč",
    "0325": "LRlr",
    "0325 0304": "LRlr",
    "0326": "CHKLNchklnŽž",
    "0327": "ZzŽž",
    "0328 0306": "Cc",
    "0331": "HSs",
    "035F 0048": "K",
    "035F 0068": "Kk",
}
"""What follows a letter, in code points, and the letters that it may follow."""

NON_LETTERS: Mapping[str, str] = {
    "N1": " ',-.`~¨´·ʹʺʾʿˈˌ’‡",
    "N2": '!"#$%&()*+/0123456789:;<=>?@[\\]^_{|}¡¢£¥§©ª«¬®¯°±²³µ¶¹º»¿×÷€',
    "N3": "¤¦¸¼½¾",
}

_SIGN = "\\x{{{0}}}"


def sequences() -> Iterator[str]:
    """Yield the letters that are more than one character, each in Unicode NFC.

    >>> sum(1 for _ in sequences()), "k\\u0304" in sequences()
    (149, True)
    """
    for following, letters in SEQUENCES.items():
        for letter in letters:
            yield letter + "".join(chr(int(point, 16)) for point in following.split())


def known() -> str:
    """Return the regular expression of one letter, with its signs, or one non-letter."""
    longest_first = sorted(SEQUENCES.items(), key=lambda entry: -len(entry[0]))
    whole = [
        f"[{_class(letters)}]" + "".join(_SIGN.format(point) for point in following.split())
        for following, letters in longest_first
    ]
    ranges = "".join("-".join(_SIGN.format(point) for point in part.split("-")) for part in LETTERS.split())
    return f"(?:{'|'.join(whole)}|[{ranges}{_class(''.join(NON_LETTERS.values()))}])"


def misread() -> str:
    """Return the regular expression of what is left when a file in UTF-8 is read as if it had one byte a character.

    Its two bytes for a letter then stand as two: ü as Ã¼, ß as ÃŸ, ş as ÅŸ. Nothing in a name looks like that; where a
    letter could follow (Ä before š), it is left out. Beside them: what a program puts where it could not read, control
    characters, and the frames of tables, as an old encoding gives them.
    """
    second = "".join(bytes([byte]).decode("cp1252", errors="ignore") for byte in range(0x80, 0xC0))
    others = "".join(sign for sign in second if sign not in "ŠšŽžŒœ’´·¨\N{NO-BREAK SPACE}")
    signs = "\\x{80}-\\x{9F}\\x{2500}-\\x{259F}\\x{FFFD}"
    return f"Ã[{_class(second)}]|Å[{_class(others)}šžœ]|[ÂÄ][{_class(others)}]|[{signs}]"


def _class(letters: str) -> str:
    return "".join(_SIGN.format(f"{ord(letter):04X}") for letter in letters)


def fault_sql(cell: str) -> str:
    """Return the SQL of what is wrong with the characters of a cell in Unicode NFC: a reason, or NULL."""
    fits, other = f"regexp_full_match({cell}, '{known()}*')", f"regexp_matches({cell}, '{misread()}')"
    rest = f"regexp_replace({cell}, '^{known()}*', '')"
    unknown = f"'holds a character that DIN 91379 does not know: U+' || printf('%04X', unicode({rest}))"
    hint = "the file is probably in another encoding"
    found = f"regexp_extract({cell}, '{misread()}')"
    return (
        f"CASE WHEN {fits} THEN CASE WHEN {other} THEN '{hint}: ' || {found} || ' stands for one letter' END"
        f" WHEN {other} THEN {unknown} || '; {hint}' ELSE {unknown} END"
    )
