"""What may stand in a cell of an extract, and how it becomes a value: as SQL, from the rules of a profile."""

from __future__ import annotations

from querschnitt.tables.register import characters
from querschnitt.tables.register.profile import ColumnRule, Profile

IN_LATIN = ("family_name", "given_name", "street", "house_number")
"""The fields whose characters are those of DIN 91379."""


def cut_sql(profile: Profile) -> str:
    """Return the SQL that cuts the column `text`, a line, into a list of cells; NULL if a quote in it is not closed."""
    if profile.layout == "fixed":
        return f"[{', '.join(f'substr(text, {rule.start}, {rule.width})' for rule in profile.columns)}]"
    separator, sign = quoted(profile.delimiter), f"\\x{{{ord(profile.delimiter):04X}}}"
    cell = f'("(?:[^"]|"")*"|[^"{sign}][^{sign}]*|){sign}'
    line = f"concat(text, {separator})"
    unquoted = "CASE WHEN starts_with(cell, '\"') THEN replace(cell[2:-2], '\"\"', '\"') ELSE cell END"
    return (  # the first two ways are there because they are ten times as fast
        f"CASE WHEN NOT contains(text, '\"') THEN string_split(text, {separator})"
        f' WHEN regexp_full_match(text, \'"[^"]*"(?:{sign}"[^"]*")*\')'
        f" THEN string_split(text[2:-2], '\"' || {separator} || '\"')"
        f" WHEN regexp_full_match({line}, '(?:{cell})*')"
        f" THEN list_transform(regexp_extract_all({line}, '{cell}', 1), lambda cell: {unquoted}) END"
    )


def broken_sql(width: int) -> str:
    """Return the SQL of why a line is no row: a reason, an empty text if it is blank, NULL if it is one."""
    return (
        "CASE WHEN coalesce(trim(text), '') = '' THEN '' WHEN cells IS NULL THEN 'a quote is not closed in its line'"
        f" WHEN len(cells) < {width} THEN 'missing columns' WHEN len(cells) > {width} THEN 'too many columns' END"
    )


def cell_sql(rule: ColumnRule, raw: str) -> str:
    """Return the SQL of a cell as it is checked: without the blanks around it, empty where there is nothing.

    Text has one way to write a letter with its signs (Unicode NFC): equal names are equal bytes.
    """
    trimmed = f"coalesce(trim({raw}), '')"
    return f"nfc_normalize({trimmed})" if rule.kind == "text" else trimmed


def fault_sql(rule: ColumnRule, profile: Profile) -> str:
    """Return the SQL of what is wrong with a cell: a reason, or NULL."""
    empty = "'empty'" if rule.required else "NULL"
    return f"CASE WHEN {rule.field} = '' THEN {empty} ELSE {_fault(rule, profile)} END"


def _fault(rule: ColumnRule, profile: Profile) -> str:
    if rule.kind == "date":
        return _unless(f"{date_sql(rule.field, profile)} IS NOT NULL", f"no date of the form {profile.date_format}")
    if rule.kind == "code":
        return _unless(f"regexp_full_match({rule.field}, '[0-9]{{3}}')", "no code of three digits")
    if rule.kind in ("choice", "flag"):
        allowed = ", ".join(quoted(value) for value in rule.values)
        return _unless(f"{rule.field} IN ({allowed})", f"not one of {', '.join(rule.values)}")
    faults = []
    if rule.pattern:
        fits = f"regexp_full_match({rule.field}, {quoted(rule.pattern)})"
        faults.append(_unless(fits, f"does not fit the pattern {rule.pattern}"))
    if rule.field in IN_LATIN:
        faults.append(characters.fault_sql(rule.field))
    return f"coalesce({', '.join(faults)}, NULL)" if faults else "NULL"


def _unless(condition: str, reason: str) -> str:
    return f"CASE WHEN NOT ({condition}) THEN {quoted(reason)} END"


def typed_sql(rule: ColumnRule, profile: Profile) -> str:
    """Return the SQL of the value of a cell without a fault."""
    if rule.kind == "date":
        return date_sql(rule.field, profile)
    if rule.kind == "flag":
        yes = ", ".join(quoted(theirs) for theirs, ours in rule.values.items() if ours == "yes")
        return f"({rule.field} IN ({yes}))" if yes else "false"
    if rule.kind == "choice":
        cases = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(ours)}" for theirs, ours in rule.values.items())
        return f"CASE {rule.field} {cases} END"
    return f"nullif({rule.field}, '')"


def moved_before_birth(profile: Profile) -> str:
    """Return the SQL of a fault that two cells make together: a reason, or NULL."""
    early = f"{date_sql('moved_in', profile)} < {date_sql('birth_date', profile)}"
    return f"CASE WHEN {early} THEN 'moved in before birth' END"


def date_sql(field: str, profile: Profile) -> str:
    """Return the SQL of a date, NULL where there is none."""
    return f"CAST(try_strptime({field}, {quoted(profile.date_format)}) AS DATE)"


def quoted(text: str) -> str:
    """Return a text as SQL writes it.

    >>> quoted("l'Est")
    "'l''Est'"
    """
    return "'" + text.replace("'", "''") + "'"
