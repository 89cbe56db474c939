"""The bench of the draw: it compares like with like, and says what a draw of its own process has taken."""

from __future__ import annotations

from pathlib import Path

from querschnitt.demo.bench_draw import SAMPLE, _drawn, barest, from_a_country, write_frame


def test_the_barest_query_finds_the_same_people(tmp_path: Path) -> None:
    frame = write_frame(tmp_path / "frame.parquet", persons=60_000)
    found = _drawn(frame)
    assert found == barest(frame)
    assert len(found) == SAMPLE


def test_a_draw_in_a_process_of_its_own(tmp_path: Path) -> None:
    memory, seconds, drawn = from_a_country(write_frame(tmp_path / "frame.parquet", persons=60_000))
    assert 0.05 < memory.value < 4 and memory.met
    assert seconds.value > 0 and drawn.value == SAMPLE
