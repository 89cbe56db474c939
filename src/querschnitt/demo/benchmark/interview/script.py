"""A recorded interview as a script that anybody plays who has a code: the same way, and answers with one's own mark."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from querschnitt.core.instrument import Answers
from querschnitt.demo.benchmark.interview.engine import GET, POST, AstrayError, Play, Request
from querschnitt.demo.benchmark.interview.http1 import Answer, request
from querschnitt.demo.benchmark.interview.recording import Exchange, Recorded
from querschnitt.rehearsal.people import Habits

MARK = "OwnWords"
"""The one word that people write while they are recorded; whoever plays writes the beginning of the own code."""


class Marking(Habits):
    """The habits of people who write that word wherever words are asked for."""

    def words(self, language: str) -> Sequence[str]:
        return (MARK,)


@dataclass(frozen=True, slots=True)
class Step:
    """A request and what must come of it.

    Attributes
    ----------
    before, after : the request; the cookies stand between the two
    where : its address, for people
    is_own : whether something of the person's own is to be put in, the code or the mark
    """

    kind: int
    before: bytes
    after: bytes
    status: int
    location: bytes
    where: str
    is_own: bool


@dataclass(frozen=True)
class Script:
    """An interview to be played. `code` : the one it was recorded with."""

    language: str
    steps: tuple[Step, ...]
    code: bytes
    answers: Answers

    @property
    def largest_body(self) -> bytes:
        """The largest form that is sent."""
        return max((step.after.partition(b"\r\n\r\n")[2] for step in self.steps if step.kind == POST), key=len)

    def answers_of(self, code: str) -> Answers:
        """Return what whoever plays it with a code has answered."""
        return {
            name: value.replace(MARK, _mark(code)) if isinstance(value, str) else value
            for name, value in self.answers.items()
        }


def script_of(recording: Recorded, *, host: str) -> Script:
    """Make a script of a recorded interview."""
    steps = tuple(_step(made, host=host, code=recording.code) for made in recording.exchanges)
    return Script(recording.language, steps, recording.code.encode(), recording.answers)


def _step(made: Exchange, *, host: str, code: str) -> Step:
    before, after = request(made.method, made.path, host=host, body=made.body, by_script=made.is_by_script)
    return Step(
        kind=POST if made.method == "POST" else GET,
        before=before,
        after=after,
        status=made.status,
        location=made.location.encode(),
        where=made.path.replace(code, "CODE"),
        is_own=code.encode() in before + after or MARK.encode() in after,
    )


def play(script: Script, code: str) -> Play:
    """Return a play of the script with another code."""
    return Play(code, _requests(script, code.encode(), _mark(code).encode()))


def _mark(code: str) -> str:
    """Return what a person writes: as long as the recorded word, so that no length changes."""
    return code[: len(MARK)]


def _requests(script: Script, code: bytes, mark: bytes) -> Generator[Request, Answer, None]:
    cookies: dict[bytes, bytes] = {}
    line, recorded_mark = b"", MARK.encode()
    for step in script.steps:
        before, after = step.before, step.after
        if step.is_own:
            before = before.replace(script.code, code)
            after = after.replace(script.code, code).replace(recorded_mark, mark)
        answer = yield step.kind, before + line + after
        if answer.status != step.status or answer.location != step.location:
            raise AstrayError(f"{step.where} gave {answer.status} {answer.location!r}, not {step.status}")
        if answer.cookies:
            cookies |= answer.cookies
            line = b"; ".join(name + b"=" + value for name, value in cookies.items() if value)
