"""Regular expressions: a common subset of what Python, Java and JavaScript write, matched in linear time.

`regex()` asks whether the whole text matches, so a pattern is an automaton over characters: it is run once over the
text, whatever the pattern is, and cannot hang as backtracking does. The parser writes a pattern anew in a portable
form with one meaning everywhere (`\\d` becomes `[0-9]`), and stored trees carry that form: `expressions.js` runs the
same automaton.
"""

from querschnitt.core.instrument.expressions.patterns.automaton import Pattern, pattern

__all__ = ["Pattern", "pattern"]
