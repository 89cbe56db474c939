"""The draw and its protocol: what is written down, what is promised beforehand, and what anybody can check."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from querschnitt.apps.register.actions import draw_sample, import_register, protocol_of
from querschnitt.apps.register.models import Frame, Sample, SampledUnit
from querschnitt.core.errors import DesignError, InputError, StateError
from querschnitt.core.sampling.protocol import commitment_of, parse_protocol
from querschnitt.tables.wavefile import WaveFile
from tests.apps.register.conftest import Write, change, people
from tests.press.pdf_reading import text

pytestmark = pytest.mark.django_db(databases=["identity", "statistics"])


@pytest.fixture
def drawn(wave: WaveFile, write: Write) -> Sample:
    import_register(extract=write(*people()), wave=wave)
    return draw_sample(wave=wave, seed=1)


def test_the_protocol_says_what_was_drawn_and_names_nobody(drawn: Sample) -> None:
    protocol = protocol_of(drawn)
    assert protocol.populations == {"residents": 12, "background": 10, "target": 10, "frame": 9, "drawable": 8}
    assert [(s.level, s.size, s.drawn, s.probability) for s in protocol.strata] == [
        ("poland", 4, 3, 0.75), ("syria", 4, 3, 0.75)
    ]  # fmt: skip
    assert (protocol.seed, protocol.size, protocol.wave, protocol.reference_date) == (1, 6, "2020", "2020-09-30")
    assert protocol.frame_sha256 == drawn.frame_sha256
    text = protocol.text()
    assert not any(person in text for person in SampledUnit.objects.values_list("person_id", flat=True))


def test_whoever_has_protocol_and_frame_checks_the_draw(drawn: Sample, tmp_path: Path, capsys) -> None:
    call_command("draw_protocol", "2020", "--into", str(tmp_path / "draw"))
    file = tmp_path / "draw" / "draw-2020.json"
    assert parse_protocol(file.read_text(encoding="utf-8"), where="x") == protocol_of(drawn)
    pdf = text((tmp_path / "draw" / "draw-2020.pdf").read_bytes())
    assert "Ziehungsprotokoll 2020" in pdf and "0,750000" in pdf and drawn.frame_sha256[:32] in pdf
    capsys.readouterr()
    call_command("verify_draw", str(file), drawn.frame.file)
    assert "9 of 9 entries of the protocol hold: 6 persons of 2 strata" in capsys.readouterr().out
    file.write_text(file.read_text(encoding="utf-8").replace('"seed": 1', '"seed": 2'), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_draw", str(file), drawn.frame.file)
    assert ended.value.code == 1
    assert "differs  persons drawn" in capsys.readouterr().out


@pytest.mark.parametrize("protocol", ["gone.json", "bad.json", "latin.json"])
def test_files_that_cannot_be_checked_are_named(tmp_path: Path, protocol: str) -> None:
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    (tmp_path / "latin.json").write_bytes("ä".encode("latin-1"))
    (tmp_path / "frame.parquet").write_bytes(b"")
    with pytest.raises(InputError, match=protocol):
        call_command("verify_draw", str(tmp_path / protocol), str(tmp_path / "frame.parquet"))


def test_a_seed_that_was_published_binds(wave: WaveFile, write: Write) -> None:
    import_register(extract=write(*people()), wave=wave)
    text = wave.file("design").read_text(encoding="utf-8")
    table = f'\n[seed]\ncommitment = "{commitment_of(77)}"\nrule = "Lotto am Samstag, 28.11.2026"\n'
    wave.file("design").write_text(text + table, encoding="utf-8")
    with pytest.raises(DesignError, match="not the seed that was published"):
        draw_sample(wave=wave, seed=78)
    assert (Sample.objects.count(), SampledUnit.objects.count()) == (0, 0)
    protocol = protocol_of(draw_sample(wave=wave, seed=77))
    assert (protocol.commitment, protocol.seed_rule) == (commitment_of(77), "Lotto am Samstag, 28.11.2026")


@pytest.mark.parametrize(
    ("table", "said"),
    [('commitment = "abc"', "Not a commitment.*64 hexadecimal.*abc"), ("number = 7", "Unknown key 'number'")],
)
def test_what_is_no_promise_is_named_and_leaves_no_trace(wave: WaveFile, write: Write, table: str, said: str) -> None:
    import_register(extract=write(*people()), wave=wave)
    text = wave.file("design").read_text(encoding="utf-8")
    wave.file("design").write_text(f"{text}\n[seed]\n{table}\n", encoding="utf-8")
    with pytest.raises(DesignError, match=said):
        draw_sample(wave=wave, seed=1)
    assert Sample.objects.count() == 0


def test_a_seed_and_what_is_published_of_it(capsys) -> None:
    call_command("commit_seed")
    lines = capsys.readouterr().out.splitlines()
    seed = int(lines[0].rpartition(" ")[2])
    assert len(str(seed)) == 40
    assert lines[1].endswith(commitment_of(seed)) and lines[-1] == f'commitment = "{commitment_of(seed)}"'


def test_a_sample_of_former_times_has_no_protocol(drawn: Sample) -> None:
    drawn.protocol = {}
    with pytest.raises(StateError, match="before there were protocols"):
        protocol_of(drawn)
    with pytest.raises(StateError, match="No sample was drawn.*draw_sample"):
        call_command("draw_protocol", "1999", "--into", ".")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (("sample_size = 6", "sample_size = 60"), "60 persons cannot be drawn"),
        (('stratify_by = "group"', 'stratify_by = "gruppe"'), "Not a variable that can make strata"),
        (('allocation = "power"', 'allocation = "powr"'), "Unknown allocation.*power"),
    ],
)
def test_a_design_that_cannot_be_carried_out_leaves_no_trace(
    wave: WaveFile, write: Write, fault: tuple[str, str], said: str
) -> None:
    import_register(extract=write(*people()), wave=wave)
    change(wave, *fault)
    with pytest.raises(DesignError, match=said):
        draw_sample(wave=wave, seed=1)
    assert (Frame.objects.count(), Sample.objects.count(), SampledUnit.objects.count()) == (1, 0, 0)


def test_old_and_new_forms_of_a_recorded_design_are_one(drawn: Sample, wave: WaveFile) -> None:
    """As it was recorded before there were other selections: every entry, those without meaning as well."""
    drawn.design = {
        "name": "small 2020", "stratify_by": "group", "sample_size": 6, "allocation": "power", "power": 0.5,
        "minimum": 2, "maximum": None, "counts": {}, "selection": "random", "sort_by": [],
    }  # fmt: skip
    drawn.save()
    assert draw_sample(wave=wave, seed=1) == drawn


@pytest.mark.parametrize(
    ("entries", "probabilities"),
    [
        ('selection = "poisson"\nmeasure = "age"', None),
        ('selection = "sequential"\ncoordinate_with = { key = "waves" }', {0.75}),
        ('selection = "systematic"\nsort_by = ["age"]', {0.75}),
    ],
)
def test_other_selections_of_a_wave_are_recorded_with_their_notes(
    wave: WaveFile, write: Write, tmp_path: Path, *, capsys, entries: str, probabilities
) -> None:
    import_register(extract=write(*people()), wave=wave)
    change(wave, 'allocation = "power"', f'allocation = "power"\n{entries}')
    sample = draw_sample(wave=wave, seed=5)
    protocol = protocol_of(sample)
    units = SampledUnit.objects.all()
    assert (sample.size, len(protocol.notes)) == (units.count(), entries.count("\n") or 1)
    assert probabilities is None or {unit.probability for unit in units} == probabilities
    call_command("draw_protocol", "2020", "--into", str(tmp_path))
    call_command("verify_draw", str(tmp_path / "draw-2020.json"), sample.frame.file)
    assert "9 of 9 entries" in capsys.readouterr().out


def test_the_seed_may_stand_in_the_design_file_and_no_other_is_taken(wave: WaveFile, write: Write) -> None:
    import_register(extract=write(*people()), wave=wave)
    with pytest.raises(DesignError, match="needs a seed.*--seed"):
        draw_sample(wave=wave)
    text = wave.file("design").read_text(encoding="utf-8")
    wave.file("design").write_text(f"{text}\n[seed]\nseed = 11\n", encoding="utf-8")
    with pytest.raises(DesignError, match="has another seed.*Expected: 11. Found: 12"):
        draw_sample(wave=wave, seed=12)
    assert draw_sample(wave=wave).seed == "11"
