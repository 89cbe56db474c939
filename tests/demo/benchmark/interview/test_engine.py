from __future__ import annotations

from collections.abc import Generator

from querschnitt.demo.benchmark.interview.engine import GET, AstrayError, Play, Request, Tally, drive
from querschnitt.demo.benchmark.interview.http1 import Answer, request
from tests.demo.benchmark.interview.server import Answering, page, serving

BODY = b"x" * 300_000  # longer than what is read at a time


def _requests(port: int, count: int) -> Generator[Request, Answer, None]:
    before, after = request("GET", "/", host=f"127.0.0.1:{port}")
    for _ in range(count):
        answer = yield GET, before + after
        if answer.body != BODY:
            raise AstrayError(f"got {answer.status}")


def _driven(answering: Answering, *, plays: int, at_a_time: int, requests: int = 5) -> Tally:
    with serving(answering) as port:
        waiting = [Play(f"play {number}", _requests(port, requests)) for number in range(plays)]
        return drive(port, at_a_time=at_a_time, next_play=lambda: waiting.pop() if waiting else None)


def test_every_play_comes_to_its_end_and_every_answer_is_counted() -> None:
    tally = _driven(lambda sent, number: page(BODY), plays=7, at_a_time=3)
    assert sorted(tally.completed) == [f"play {number}" for number in range(7)]
    assert (len(tally.done_at[0]), len(tally.taken[0]), len(tally.done_at[1])) == (35, 35, 0)
    assert tally.received == 35 * len(page(BODY))
    assert (tally.faults, tally.reconnected) == ([], 0)


def test_a_request_is_sent_again_where_a_kept_connection_was_closed_before_the_answer() -> None:
    tally = _driven(lambda sent, number: page(BODY) if number < 2 else None, plays=2, at_a_time=2)
    assert len(tally.completed) == 2
    assert (len(tally.done_at[0]), tally.reconnected) == (10, 4)


def test_a_server_that_says_that_it_closes_is_believed() -> None:
    tally = _driven(lambda sent, number: None if number else page(BODY, "connection: close"), plays=1, at_a_time=1)
    assert (len(tally.completed), tally.reconnected) == (1, 0)


def test_a_fresh_connection_that_is_closed_is_a_fault_and_so_is_half_an_answer() -> None:
    assert _driven(lambda sent, number: None, plays=1, at_a_time=1).faults == [
        "play 0: the connection was closed in place of an answer"
    ]
    halves = iter([page(BODY)[:1000]])
    tally = _driven(lambda sent, number: next(halves, None), plays=1, at_a_time=1)
    assert (tally.completed, len(tally.faults)) == ({}, 1)


def test_an_answer_that_is_not_the_expected_one_ends_the_play_and_not_the_others() -> None:
    answers = iter([page(b"", status="500 Oh")])
    tally = _driven(lambda sent, number: next(answers, page(BODY)), plays=3, at_a_time=1)
    assert tally.faults == ["play 2: got 500"]
    assert sorted(tally.completed) == ["play 0", "play 1"]
