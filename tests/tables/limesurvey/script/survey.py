"""A small survey for tests of expressions: one variable of each kind, with and without answers."""

from __future__ import annotations

from querschnitt.tables.limesurvey.script import Translator, Variable, Variables

YES_NO = (("Y", "Y"), ("N", "N"))
NUMBERS = (("1", "1"), ("2", "2"), ("3", "3"), ("10", "10"))
WORDS = (("A1", "A1"), ("A2", "A2"), ("A3", "A3"), ("-oth-", "other"))
OPTIONS = (("SQ001", "SQ001"), ("SQ002", "SQ002"), ("SQ003", "SQ003"))
RANKS = (("x", "x"), ("y", "y"))


def variables() -> Variables:
    """Q1 yes or no; L numbers as codes; A words as codes, with another answer; M three options and another answer;
    N a number; T a text; D a date; R a ranking of two; G a grid of numbers; F a file."""
    found = Variables()
    for number, code in enumerate(["Q1", "L", "A", "M", "N", "T", "D", "R", "G", "F"], start=1):
        subs = [(f"{number}0{place}", sub) for place, (sub, _) in enumerate(OPTIONS, start=1)] if code == "M" else []
        found.add_question(str(number), code, subs)
    found.add(Variable("Q1", "1", "", "code", "Q1", 1, YES_NO))
    found.add(Variable("L", "2", "", "code", "L", 2, NUMBERS))
    found.add(Variable("A", "3", "", "code", "A", 3, WORDS))
    found.add(Variable("A_other", "3", "other", "text", "A_other", 3))
    for code, name in OPTIONS:
        found.add(Variable(f"M_{code}", "4", code, "flag", "M", 4, OPTIONS, name, pieces=(code,)))
    found.add(Variable("N", "5", "", "number", "N", 5))
    found.add(Variable("T", "6", "", "text", "T", 6))
    found.add(Variable("D", "7", "", "date", "D", 7))
    found.add(Variable("R_1", "8", "1", "code", "R", 8, RANKS, rank=0))
    found.add(Variable("R_2", "8", "2", "code", "R", 8, RANKS, rank=1))
    for row in ("r1", "r2"):
        for column in ("cA", "cB"):
            part = f"{row}_{column}"
            found.add(Variable(f"G_{part}", "9", part, "number", f"G_{part}", 9, pieces=(row, column)))
    found.add(Variable("F", "10", "", "lost", "F", 10, why="files cannot be sent"))
    return found


def translator() -> Translator:
    return Translator(variables())
