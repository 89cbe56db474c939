"""`querschnitt estimate` as a newcomer types it: any file, no database, no keys, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from django.core.management import call_command

from querschnitt.apps.results.management.commands import estimate
from querschnitt.core import estimation
from querschnitt.core.errors import InputError
from tests.core.estimation.surveys.test_survey import DATA, NAMES, people

SIMPLE = ("--weights", "w", "--strata", "region", "--clusters", "block", "--population-sizes", "blocks")
DESIGN = """
[design]
weights = "w"
strata = "region"
clusters = "block"
population_sizes = "blocks"

[[step]]
kind = "rake"
margins = { sex = { f = 200, m = 230 } }

[[estimate]]
statistic = "total"
variables = "sex"
"""


def run(*arguments: object) -> str:
    said = StringIO()
    call_command("estimate", *map(str, arguments), stdout=said)
    return said.getvalue()


@pytest.fixture(params=[".csv", ".parquet", ".sav"])
def answers(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path, frame = tmp_path / f"answers{request.param}", pl.DataFrame(DATA)
    if request.param == ".csv":
        frame.write_csv(path)
    elif request.param == ".parquet":
        frame.write_parquet(path)
    else:
        pyreadstat.write_sav(frame.to_pandas(), str(path))
    return path


def test_each_kind_of_file_prints_what_python_prints(answers: Path) -> None:
    said = run(answers, *SIMPLE, "--mean", "income", "--by", "sex", "region")
    assert (
        said.rstrip()
        == f"mean of income by sex and region\n{estimation.mean(people(), 'income', by=['sex', 'region'])}"
    )


def test_design_file_and_command_line_go_together(answers: Path, tmp_path: Path) -> None:
    design, output = tmp_path / "design.toml", tmp_path / "figures.json"
    design.write_text(DESIGN, encoding="utf-8")
    said = run(
        answers, "--design", design, "--ratio", "rent/income", "--quantile", "income@0.5", "--proportion", "school",
        "--interval", "wilson", "--leave-out-missing", "--where", "sex == f", "--output", output,
    )  # fmt: skip
    assert said == f"{output}: 7 figures.\n"
    rows = json.loads(output.read_text(encoding="utf-8"))
    raked = people().rake({"sex": {"f": 200, "m": 230}})
    assert [row["estimate"] for row in rows[:2]] == pytest.approx([200, 230])
    assert [row["interval"] for row in rows] == ["t", "t", "wilson", "wilson", "wilson", "t", "mean"]
    found = {row["figure"]: row["se"] for row in rows}
    where = {"where": "sex == f", "missing": "leave_out"}
    assert found["rent/income"] == pytest.approx(estimation.ratio(raked, "rent", "income", **where).se[0])
    assert found["income@0.5"] == pytest.approx(estimation.quantile(raked, "income", **where).se[0])


def test_without_a_question_it_says_what_there_is(answers: Path) -> None:
    said = run(answers, *SIMPLE)
    assert said.startswith("24 rows; weights add up to 360; 6 degrees of freedom\n")
    assert [line.split()[0] for line in said.splitlines() if "(" in line][1:4] == ["w", "region", "block"]
    assert "--mean COLUMN" in said


def test_a_file_alone_says_what_it_has_and_what_to_write_next(answers: Path) -> None:
    said = run(answers)
    assert said.startswith(
        f"{answers.name}: 24 rows, 8 columns\n\ncolumn  missing  kind        values (how often), label\n"
    )
    assert "\nw       0        numbers     10 (8), 15 (8), 20 (8)\n" in said
    assert "\nregion  0        categories  north (12), south (12)\n" in said
    assert "\nrent    1        numbers     21 different, " in said
    first = f"querschnitt estimate {answers} --weights w --mean rent --by region --leave-out-missing"
    assert f"    {first}\n" in said
    assert run(answers, *first.split()[3:]).startswith("mean of rent by region\n")


def test_numbers_with_a_comma_are_seen_and_the_way_out_told(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("gewicht;sex\n1,5;f\n2;m\n", encoding="utf-8")
    assert (
        f"'gewicht' looks like numbers with a comma. Then:\n\n    querschnitt estimate {path} --decimal-comma"
        in run(path)
    )
    assert f"{path} --decimal-comma --weights gewicht --mean COLUMN --by sex" in run(path, "--decimal-comma")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--mean", "income"), r"how the sample was drawn.*--weights COLUMN.*querschnitt estimate answers\."),
        (("--weights", "w", "--design", "design.toml"), "told twice"),
        (("--design", "nowhere.toml"), "no such design file"),
        (("--weights", "wx"), "Unknown column 'wx'. Place: command line, design, weights"),
        (("--weights", "w", "--mean", "incom"), "Did you mean 'income'"),
        (("--weights", "w", "--by", "sex"), "belong to figures"),
        (("--weights", "w", "--quantile", "income"), "like income@0.5"),
        (("--weights", "w", "--quantile", "income@half"), "at a number"),
        (("--weights", "w", "--ratio", "rent"), "like rooms/persons"),
        (("--weights", "w", "--mean", "rent"), "'rent' has missing values"),
        (("--weights", "w", "--mean", "income", "--output", "figures.pdf"), "of this kind.*.csv"),
        (("--weights", "w", "--output", "figures.csv"), "Nothing was asked for.*--output.*--mean"),
        (("--weights", "w", "--mean", "income", "--by", "sex", "sex"), "'sex' stands twice.*by"),
        (("--weights", "w", "--mean", "income", "--where", "women"), "cannot be read.*age >= 65.*women"),
        (("--weights", "w", "--mean", "income", "--where", "income > much"), "compared with a text.*much"),
        (("--weights", "w", "--proportion", "sex", "--interval", "logitt"), "Unknown interval.*'logit'"),
        (("--weights", "w", "--mean", "income", "--interval", "wilson"), "of proportions.*Expected: --proportion"),
        (("--weights", "w", "--quantile", "income@50"), "at a probability.*between 0 and 1.*50"),
        (("--weights", "w", "--mean", "income", "--level", "0.9"), r"in percent.*like 90. Found: 0.9. Write 90\."),
        (("--weights", "w", "--mean", "income", "--level", "high"), "in percent.*Found: high"),
        (("--weights", "w", "--level", "90"), "belong to figures.*--level"),
        (("--strata", "region", "--mean", "income"), "how many people a row stands for. Place: command line, design"),
    ],
)
def test_a_mistake_is_said_in_one_sentence(answers: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run(answers, *arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--weights", "w", "--proportion", "sex", "--interval", "bogus"), "Unknown interval 'bogus'"),
        (("--weights", "w", "--mean", "income", "--level", "200"), "in percent"),
        (("--weights", "w", "--quantile", "income@2"), "at a probability"),
        (("--weights", "w", "--mean", "income", "--where", "women"), "cannot be read"),
        (("--design", "design.toml"), "Unknown rule for lonely units 'adjustt'. Place: design.toml, design"),
        (("--weights", "w", "--mean", "income", "--output", "answers.csv"), "over a file that is read.*--output"),
    ],
)
def test_a_wrong_option_is_refused_before_the_data_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    """The data file cannot be read at all, and nobody comes so far as to notice."""
    monkeypatch.chdir(tmp_path)
    Path("answers.csv").write_bytes(b"w,income,sex\n\xff\xfe,1\n")
    Path("design.toml").write_text('[design]\nweights = "w"\nlonely = "adjustt"\n', encoding="utf-8")
    with pytest.raises(InputError, match=message):
        run("answers.csv", *arguments)
    with pytest.raises(InputError, match="not in UTF-8"):
        run("answers.csv", "--weights", "w", "--mean", "income")


def test_files_are_looked_at_first(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"No data file is named.*stands first: querschnitt estimate answers\.csv"):
        run("--weights", "w", "--mean", "income")
    with pytest.raises(InputError, match="no such data file"):
        run(tmp_path / "answers.csv", "--interval", "bogus")
    pl.DataFrame(DATA).write_parquet(tmp_path / "answers.parquet")
    with pytest.raises(InputError, match=r"Decimal commas are of CSV files.*--decimal-comma"):
        run(tmp_path / "answers.parquet", *SIMPLE, "--decimal-comma")


def test_the_same_figure_twice_is_given_once_and_told(answers: Path, tmp_path: Path) -> None:
    """By the design file and on the command line, in another spelling; another group or level is another figure."""
    design = tmp_path / "design.toml"
    asked = '[[estimate]]\nstatistic = "mean"\nvariables = ["income"]\nby = "sex"\n'
    design.write_text(DESIGN + asked, encoding="utf-8")
    said, beside = StringIO(), StringIO()
    arguments = [str(answers), "--design", str(design), "--mean", "income", "--by", "sex"]
    call_command("estimate", *arguments, stdout=said, stderr=beside)
    assert said.getvalue().count("mean of income by sex\n") == 1
    assert beside.getvalue() == "The mean of income by sex was asked for twice; it is given once.\n"
    said, beside = StringIO(), StringIO()
    call_command("estimate", *arguments, "--level", "90", stdout=said, stderr=beside)
    assert (said.getvalue().count("mean of income by sex\n"), beside.getvalue()) == (2, "")


def test_a_level_goes_into_every_interval(answers: Path, tmp_path: Path) -> None:
    output = tmp_path / "figures.json"
    asked = ("--mean", "income", "--proportion", "sex", "--quantile", "income@0.5", "--level", "90 %")
    run(answers, *SIMPLE, *asked, "--output", output)
    rows = json.loads(output.read_text(encoding="utf-8"))
    assert {row["level"] for row in rows} == {0.9}
    wanted = [
        estimation.mean(people(), "income", level=0.9), estimation.proportion(people(), "sex", level=0.9),
        estimation.quantile(people(), "income", level=0.9),
    ]  # fmt: skip
    assert [row["ci_low"] for row in rows] == pytest.approx([low for each in wanted for low in each.ci[0]])
    assert "90 % interval" in run(answers, *SIMPLE, "--mean", "income", "--level", "90")


def test_the_conditions_stand_in_the_title(answers: Path) -> None:
    said = run(answers, *SIMPLE, "--mean", "income", "--where", "sex == f", "--where", "school >= 2")
    assert said.startswith("mean of income where sex == f and school >= 2\n")


def test_the_examples_of_the_help_are_options_that_there_are() -> None:
    parser = estimate.Command().create_parser("querschnitt", "estimate")
    known = {option for action in parser._actions for option in action.option_strings}
    written = {word for word in estimate.Command.help.split() if word.startswith("--")}
    assert written
    assert written <= known


@pytest.mark.parametrize(("limit", "told"), [(23, True), (24, False)])
def test_many_rows_in_memory_are_told_beside_the_figures(tmp_path, monkeypatch, *, limit: int, told: bool) -> None:
    monkeypatch.setattr(estimate, "MANY_ROWS", limit)
    pl.DataFrame(DATA).write_parquet(tmp_path / "answers.parquet")
    said, beside = StringIO(), StringIO()
    arguments = (str(tmp_path / "answers.parquet"), *SIMPLE, "--mean", "income")
    call_command("estimate", *arguments, stdout=said, stderr=beside)
    assert said.getvalue().startswith("mean of income\nfigure")
    assert ("24 rows are worked on in memory" in beside.getvalue()) is told


def test_the_file_of_a_wave_is_shown_the_other_command(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no data file.*wave.toml.*querschnitt estimate_wave FILE"):
        run(tmp_path / "wave.toml")


def test_in_an_empty_place_without_database_and_keys(tmp_path: Path) -> None:
    """The whole program in a process of its own: a figure on its output, a sentence and status 1 for a mistake."""
    pl.DataFrame(DATA).write_csv(tmp_path / "answers.csv")
    program = "import sys; sys.argv[0] = 'querschnitt'; from querschnitt.site.command import main; main()"
    environment = {"PATH": os.environ["PATH"], "QUERSCHNITT_VAR": str(tmp_path / "var")}

    def typed(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, "estimate", "answers.csv", "--weights", "w", *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    good = typed("--mean", "income")
    plain = estimation.mean(estimation.survey(DATA, weights=NAMES["weights"]), "income")
    assert (good.returncode, good.stdout.rstrip()) == (0, f"mean of income\n{plain}")
    bad = typed("--mean", "incom")
    assert (bad.returncode, bad.stdout, bad.stderr) == (
        1, "", "Unknown column 'incom'. Place: variables. Did you mean 'income'?\n",
    )  # fmt: skip
    assert not (tmp_path / "var").exists()
