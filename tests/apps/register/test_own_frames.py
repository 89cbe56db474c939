"""A design file and a frame of one's own: a folder with sample and protocol, whole or not at all, and no database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from pyarrow import parquet

from querschnitt.apps.register.actions.own_frames import draw_own, is_own_frame
from querschnitt.core.errors import DesignError, InputError
from querschnitt.core.sampling.protocol import commitment_of, parse_protocol
from tests.press.pdf_reading import text

DESIGN = """
[frame]
file = "frame.csv"
unit = "nr"

[design]
name = "Probe"
stratify_by = "land"
sample_size = 12
allocation = "equal"

[seed]
seed = 2020
"""
ROWS = [f"{number};{'xyz'[number % 3]};{1 + number % 5};{number // 2};{number % 9 > 0}" for number in range(90)]
FILES = ["protocol.json", "protocol.pdf", "sample.csv", "sample.parquet"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "frame.csv").write_text("nr;land;rooms;flat;ok\n" + "\n".join(ROWS) + "\n", encoding="utf-8")
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    return tmp_path / "design.toml"


def change(file: Path, old: str, new: str) -> None:
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_with_sample_and_protocol_and_the_same_bytes_again(file: Path, tmp_path: Path, capsys) -> None:
    call_command("draw_sample", str(file), "--into", str(tmp_path / "out"))
    assert "12 persons drawn" in capsys.readouterr().out
    made = contents(tmp_path / "out")
    assert sorted(made) == FILES
    lines = made["sample.csv"].decode().splitlines()
    assert (lines[0], len(lines)) == ("number,nr,stratum,probability,batch", 13)
    assert {line.split(",")[3] for line in lines[1:]} == {str(4 / 30)}
    table = parquet.read_table(tmp_path / "out" / "sample.parquet")
    assert table.column("nr").to_pylist() == [line.split(",")[1] for line in lines[1:]]
    assert "Ziehungsprotokoll Probe" in text(made["protocol.pdf"])
    call_command("draw_sample", str(file), "--into", str(tmp_path / "out"))
    assert "drawn already; nothing has changed" in capsys.readouterr().out
    assert contents(tmp_path / "out") == made
    draw_own(file, into=tmp_path / "again")
    assert contents(tmp_path / "again") == made
    call_command("verify_draw", str(tmp_path / "out" / "protocol.json"), str(tmp_path / "frame.csv"))
    assert "11 of 11 entries of the protocol hold: 12 persons of 3 strata, design 'Probe'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("entries", "columns"),
    [
        ('sample_size = 12\nselection = "pareto"\nmeasure = "rooms"\nbatches = [8, 4]', 5),
        ('sample_size = 12\none_per_household = "flat"', 7),
        ('stages = { cluster = "rooms", clusters = 2, take = 3 }', 7),
    ],
)
def test_other_designs_have_what_an_estimate_needs(file: Path, tmp_path: Path, entries: str, columns: int) -> None:
    change(file, 'stratify_by = "land"\nsample_size = 12\nallocation = "equal"', f'stratify_by = ""\n{entries}')
    made = draw_own(file, into=tmp_path / "out")
    protocol = parse_protocol((tmp_path / "out" / "protocol.json").read_text(encoding="utf-8"), where="x")
    assert protocol == made.protocol and protocol.notes
    assert len((tmp_path / "out" / "sample.csv").read_text(encoding="utf-8").splitlines()[0].split(",")) == columns
    call_command("verify_draw", str(tmp_path / "out" / "protocol.json"), str(tmp_path / "frame.csv"))


def test_only_whom_a_column_allows_and_parquet_as_well(file: Path, tmp_path: Path) -> None:
    change(file, 'unit = "nr"', 'unit = "nr"\ndrawable = "ok"')
    assert sum(stratum.size for stratum in draw_own(file, into=tmp_path / "csv").protocol.strata) == 80


@pytest.mark.parametrize(
    ("old", "new"),
    [("seed = 2020", "seed = 2021"), ("sample_size = 12", "sample_size = 15"), ('"Probe"', '"Anders"')],
)
def test_nobody_redraws_over_a_sample_until_it_suits(file: Path, tmp_path: Path, old: str, new: str) -> None:
    draw_own(file, into=tmp_path / "out")
    before = contents(tmp_path / "out")
    change(file, old, new)
    with pytest.raises(DesignError, match="Another sample has been drawn here.*redraws until it suits"):
        draw_own(file, into=tmp_path / "out")
    assert contents(tmp_path / "out") == before


def test_a_sample_that_was_changed_afterwards_is_seen(file: Path, tmp_path: Path) -> None:
    draw_own(file, into=tmp_path / "out")
    change(tmp_path / "out" / "sample.csv", ",1\n", ",2\n")
    with pytest.raises(InputError, match="not as it was drawn.*sample.csv"):
        draw_own(file, into=tmp_path / "out")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"frame.csv"', '"gone.csv"', "not there.*design.toml, frame.file.*gone.csv"),
        ('unit = "nr"', 'unit = "number"', "no such column.*frame.csv.*nr, land.*Found: number"),
        ('unit = "nr"', "unit = 7", "'unit' is missing.*frame, unit"),
        ('unit = "nr"', 'key = "nr"', "Unknown key 'key'.*design.toml, frame"),
        ("seed = 2020", 'seed = "zwanzig"', "Not a seed.*design.toml, seed, seed.*'zwanzig'"),
        ("seed = 2020", f'seed = 2020\ncommitment = "{commitment_of(7)}"', "not the seed that was published"),
        ("[seed]\nseed = 2020", "", "needs a seed.*design.toml, seed"),
        ("sample_size = 12", "sample_size = 91", "91 persons cannot be drawn.*90"),
        ('"equal"', '"equal"\nminimum = { q = 3 }', "Unknown stratum 'q'"),
        ('stratify_by = "land"', 'stratify_by = "lnad"', "no such column.*'land'"),
        ("[design]", "[desing]", r"\[design\] is missing.*design.toml.*'desing'"),
        ('"equal"', '"equal"\nselection = "pareto"\nmeasure = "land"', "measure of size is a number.*frame.csv"),
    ],
)
def test_what_is_wrong_is_named_and_leaves_nothing_behind(
    file: Path, tmp_path: Path, *, old: str, new: str, said: str
) -> None:
    change(file, old, new)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises((DesignError, InputError), match=said):
        draw_own(file, into=tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_doubles_are_found_though_nobody_has_drawn_them(file: Path, tmp_path: Path) -> None:
    (tmp_path / "frame.csv").write_text(
        "nr;land\n" + "".join(f"{max(number, 1)};x\n" for number in range(90)), encoding="utf-8"
    )
    change(file, "seed = 2020", "")
    for seed in range(3):
        with pytest.raises(DesignError, match="stands twice.*frame.csv, unit '1'"):
            draw_own(file, into=tmp_path / "out", seed=seed)


def test_the_folder_and_the_kind_of_file_are_looked_at(file: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Where is the sample to stand.*--into"):
        call_command("draw_sample", str(file))
    with pytest.raises(InputError, match="not empty, and no draw"):
        draw_own(file, into=tmp_path)
    with pytest.raises(InputError, match="a file, not a folder"):
        draw_own(file, into=file)
    with pytest.raises(InputError, match="names no frame.*design_2020.toml"):
        is_own_frame(Path("examples/leipzig/design_2020.toml"))
    assert not is_own_frame(Path("examples/leipzig/wave_2020.toml"))
    with pytest.raises(InputError, match="no such wave file.*or a design file"):
        is_own_frame(tmp_path / "gone.toml")
