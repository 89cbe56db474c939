"""Compiles the calls of functions: arguments are brought to the kinds that the function takes, what is missing passes.

Functions that look at their surroundings (clock, chance, the value before, labels, files, patterns) stand here, too.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

from querschnitt.core.instrument.expressions import chance, repeats, selections
from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.functions import FALSE, FUNCTIONS, GIVEN, Function
from querschnitt.core.instrument.expressions.operations import number, plain, settled, single, strongest, text, truth
from querschnitt.core.instrument.expressions.patterns import Pattern, pattern
from querschnitt.core.instrument.expressions.tree import Call, Node, Reference, Text
from querschnitt.core.instrument.values import Missing

Compiled = Callable[[Environment], object]
Compile = Callable[[Node], Compiled]
Convert = Callable[[object], object]


def compile_call(call: Call, compile_tree: Compile) -> Compiled:
    """Return a function of the environment that makes the call.

    Raises
    ------
    ExpressionError : if there is no such function
    """
    function = FUNCTIONS.get(call.function)
    if function is None:
        raise ExpressionError(f"Unknown function '{call.function}'", got=call.function)
    if call.function in _WITH_NAMES:
        return placed(_WITH_NAMES[call.function](call, compile_tree), call.position)
    parts = [compile_tree(argument) for argument in call.arguments]
    if call.function in _SURROUNDED:
        return placed(_SURROUNDED[call.function](parts), call.position)
    return _generic(function, parts or ([_current] if function.minimum < function.maximum == 1 else []), call.position)


def placed(compiled: Compiled, position: int) -> Compiled:
    """Let an error say where it happened; a stored tree knows no places."""
    if not position:
        return compiled

    def evaluate(environment: Environment) -> object:
        try:
            return compiled(environment)
        except ExpressionError as error:
            error.stand_at(position)
            raise

    return evaluate


def _as_text(value: object) -> object:
    if type(value) is str:
        return value
    found = single(value)
    return found if isinstance(found, Missing) else text(found)


def _as_codes(value: object) -> object:
    if type(value) is tuple:
        return value
    found = single(value)
    return found if isinstance(found, Missing) else selections.codes(found)


def _as_day(value: object) -> object:
    """Leave a value as it is; an empty text is no date, but nothing."""
    found = single(value)
    return Missing.NOT_ASKED if found in ("", ()) else found


def _as_is(value: object) -> object:
    return value


_CONVERT: Mapping[str, Convert] = {
    "number": number,
    "text": _as_text,
    "truth": truth,
    "list": _as_codes,
    "date": _as_day,
    "datetime": _as_day,
    "time": _as_day,
}


def _converters(function: Function, count: int) -> list[Convert]:
    if function.gathers:
        return [truth if function.kind_at(place) == "truth" else _as_is for place in range(count)]
    is_date = function.result in ("date", "datetime")
    return [_CONVERT.get(function.kind_at(place), _as_day if is_date else single) for place in range(count)]


def _generic(function: Function, parts: Sequence[Compiled], position: int) -> Compiled:
    apply = function.apply
    if apply is None:
        raise ExpressionError(f"{function.usage} cannot be called here")
    is_number = function.result == "number"
    steps = list(zip(_converters(function, len(parts)), parts, strict=True))
    is_given, is_false = function.missing == GIVEN, function.missing == FALSE
    if is_given and len(steps) == 1:
        return _of_one(apply, *steps[0], position=position)

    def call(environment: Environment) -> object:
        try:
            values = [convert(part(environment)) for convert, part in steps]
            if not is_given and Missing in map(type, values):
                return False if is_false else strongest(values)
            result = apply(*values)
        except ExpressionError as error:
            error.stand_at(position)
            raise
        return settled(result) if is_number and isinstance(result, (int, float)) else result

    return call


def _of_one(apply: Callable[..., object], convert: Convert, part: Compiled, *, position: int) -> Compiled:
    """Call a function of one argument that takes what is missing, too."""

    def call(environment: Environment) -> object:
        try:
            return apply(convert(part(environment)))
        except ExpressionError as error:
            error.stand_at(position)
            raise

    return call


def _current(environment: Environment) -> object:
    return plain(environment.current)


def _if(parts: Sequence[Compiled]) -> Compiled:
    condition, then, otherwise = parts
    return lambda environment: (then if truth(condition(environment)) else otherwise)(environment)


def _not(parts: Sequence[Compiled]) -> Compiled:
    (condition,) = parts
    return lambda environment: not truth(condition(environment))


def _coalesce(parts: Sequence[Compiled]) -> Compiled:
    def first_given(environment: Environment) -> object:
        value: object = Missing.NOT_ASKED
        for part in parts:
            value = single(part(environment))
            if not isinstance(value, Missing) and value not in ("", ()):
                return value
        return value

    return first_given


def _once(parts: Sequence[Compiled]) -> Compiled:
    (part,) = parts

    def keep(environment: Environment) -> object:
        before = plain(environment.current)
        return part(environment) if before in (Missing.NOT_ASKED, ()) else before

    return keep


def _today(parts: Sequence[Compiled]) -> Compiled:
    def today(environment: Environment) -> object:
        day = environment.now if environment.today is None else environment.today
        if day is None:
            raise ExpressionError("today() is not known here", hint="Pass the day in: today=...")
        return day.date() if isinstance(day, datetime.datetime) else day

    return today


def _now(parts: Sequence[Compiled]) -> Compiled:
    def now(environment: Environment) -> object:
        if environment.now is None:
            raise ExpressionError("now() is not known here", hint="Pass the moment in, with its time zone: now=...")
        return environment.now

    return now


def _random(parts: Sequence[Compiled]) -> Compiled:
    return lambda environment: settled(chance.drawn(environment, "random()"))


def _uuid(parts: Sequence[Compiled]) -> Compiled:
    if not parts:
        return chance.uuid

    def characters(environment: Environment) -> object:
        length = number(parts[0](environment))
        return length if isinstance(length, Missing) else chance.characters(environment, length)

    return characters


def _position(parts: Sequence[Compiled]) -> Compiled:
    """Outside of repeats XPath counts the one place that there is."""
    return lambda environment: environment.position or 1


def _pulldata(parts: Sequence[Compiled]) -> Compiled:
    def look_up(environment: Environment) -> object:
        file, column, key_column, key = (_as_text(part(environment)) for part in parts)
        missing = strongest((file, column, key_column, key))
        if missing is not None:
            return missing
        if environment.lookup is None:
            raise ExpressionError("pulldata() has no files here", hint="Pass in where to look: lookup=...")
        return environment.lookup(text(file), text(column), text(key_column), text(key))

    return look_up


def _choice_name(call: Call, compile_tree: Compile) -> Compiled:
    value, question = call.arguments
    part, name = compile_tree(value), _name_in(question)

    def label(environment: Environment) -> object:
        found = single(part(environment))
        if isinstance(found, Missing):
            return found
        if environment.choice_name is None:
            raise ExpressionError(
                "jr:choice-name() has no labels here", hint="Pass in how to find them: choice_name=..."
            )
        choice_name = environment.choice_name
        return ", ".join(choice_name(name, code) for code in selections.codes(found))

    return label


def _regex(call: Call, compile_tree: Compile) -> Compiled:
    """A pattern in quotes is read once; another one when its text is known."""
    part, written = (compile_tree(argument) for argument in call.arguments)
    literal = call.arguments[1]
    known = pattern(literal.value) if isinstance(literal, Text) else None

    def matches(environment: Environment) -> object:
        value, form = _as_text(part(environment)), _as_text(written(environment))
        if isinstance(value, Missing) or isinstance(form, Missing):
            return False
        return (known or _calculated(text(form))).matches(text(value))

    return matches


def _calculated(form: str) -> Pattern:
    """Read a pattern that does not stand in the expression: then its places are none of the expression."""
    try:
        return pattern(form)
    except ExpressionError as error:
        raise ExpressionError(error.what, expected=error.expected, got=error.got, hint=error.hint) from None


def _indexed_repeat(call: Call, compile_tree: Compile) -> Compiled:
    target, *pairs = call.arguments
    names = [_name_in(repeat) for repeat in pairs[::2]]
    return repeats.indexed(_name_in(target), names, [compile_tree(place) for place in pairs[1::2]])


def _name_in(node: Node) -> str:
    if not isinstance(node, Reference):
        raise ExpressionError("A question is needed here", position=node.position, expected="a question as ${name}")
    return node.name


_SURROUNDED: Mapping[str, Callable[[Sequence[Compiled]], Compiled]] = {
    "coalesce": _coalesce,
    "if": _if,
    "index": _position,
    "not": _not,
    "now": _now,
    "once": _once,
    "position": _position,
    "pulldata": _pulldata,
    "random": _random,
    "today": _today,
    "uuid": _uuid,
}

_WITH_NAMES: Mapping[str, Callable[[Call, Compile], Compiled]] = {
    "indexed-repeat": _indexed_repeat,
    "jr:choice-name": _choice_name,
    "regex": _regex,
}
