"""What a process remembers of those who ask: no address, and not more than it has room for."""

from __future__ import annotations

from querschnitt.apps.interview.remembered import Remembered


def test_what_was_put_last_is_remembered() -> None:
    known: Remembered[int] = Remembered()
    assert known.get("192.0.2.1") is None
    known.put("192.0.2.1", 1)
    known.put("192.0.2.2", 2)
    known.put("192.0.2.1", 3)
    assert (known.get("192.0.2.1"), known.get("192.0.2.2"), known.get("192.0.2.3")) == (3, 2, None)


def test_whoever_came_longest_ago_is_forgotten_first() -> None:
    known: Remembered[int] = Remembered(most=3)
    for who in ("a", "b", "c", "a", "d"):
        known.put(who, 1)
    assert [known.get(who) for who in "abcd"] == [1, None, 1, 1]


def test_no_address_is_kept_and_no_hash_means_anything_elsewhere() -> None:
    one, other = Remembered[int](), Remembered[int]()
    one.put("192.0.2.1", 1)
    other.put("192.0.2.1", 1)
    assert b"192.0.2.1" not in b"".join(one._contents)
    assert one._contents.keys().isdisjoint(other._contents.keys())
