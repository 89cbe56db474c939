"""What is estimated from each wave of the study, family by family; the same functions give the truth from everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.estimation.contrasts import contrast
from querschnitt.core.estimation.estimate import NamedStatistic, estimate
from querschnitt.core.estimation.families import FamilyName
from querschnitt.core.estimation.intervals import t_interval
from querschnitt.core.estimation.model_matrix import ModelMatrix
from querschnitt.core.estimation.models import Regression, fit_model
from querschnitt.core.estimation.protocols import Design, Statistic
from querschnitt.core.estimation.publication import Publication, ShareMethod, publish
from querschnitt.core.estimation.quantiles import QuantileInterval, QuantileOptions, estimate_quantiles
from querschnitt.core.estimation.stages import Stages
from querschnitt.core.estimation.statistics import mean, ratio, total
from querschnitt.core.estimation.variables import Domains, Variable, everybody, numeric
from querschnitt.demo.benchmark.coverage.evidence import Evidence, Expected
from querschnitt.demo.benchmark.coverage.fielding import MISSING
from querschnitt.demo.benchmark.coverage.population import MIDDLE, RARE, Population
from querschnitt.demo.benchmark.coverage.sheet import Sheet

LINEARISED = ", linearised"
"""Behind the name of a family: the same figures by linearisation, as a wave without replicates publishes them."""
OTHERS: tuple[ShareMethod, ...] = ("logit", "beta")
SIZES = {"1 to 5 %": RARE, "20 to 65 %": MIDDLE}
WOODRUFF: tuple[QuantileInterval, ...] = ("mean", "xlogit")
MODELS: dict[str, tuple[FamilyName, str]] = {"linear": ("gaussian", "income"), "logistic": ("binomial", "academic")}
MEANS = ("space", "income", "income_normal")
TERMS = ("(Intercept)", "women", "age", "german_mostly")
TOLD = 1 - MISSING


@dataclass(frozen=True)
class Whole:
    """The population as a sample of itself: weights of 1. It has true figures, no variance, and what is expected."""

    weights: FloatArray
    expected: Expected
    df: float = 1e9

    def covariance(self, statistic: Statistic) -> FloatArray:
        """Return ones: nobody looks at them."""
        return np.eye(np.size(statistic.value(self.weights)))


@dataclass(frozen=True)
class Answers:
    """The answers of one wave, or of everybody.

    Attributes
    ----------
    people : those who answered
    told_income : who of them did not leave the income out, shape (n,)
    shares : names of the items, by their size
    domains : everybody, and the levels of frame variables; `kinds` says of which variable each is
    """

    people: Population
    told_income: BoolArray
    shares: dict[str, tuple[str, ...]]
    domains: Domains
    kinds: tuple[str, ...]

    def of(self, rows: np.ndarray, told_income: BoolArray) -> Answers:
        """Return the answers of some of the people."""
        domains = Domains(self.domains.names, self.domains.members[rows])
        return Answers(self.people.rows(rows), told_income, self.shares, domains, self.kinds)

    def kind(self, name: str) -> BoolArray:
        """Return which domains are of a variable, shape (D,)."""
        return np.array([kind == name for kind in self.kinds])

    def items(self, size: str) -> FloatArray:
        """Return the items of a size, 0 or 1, shape (n, k)."""
        return np.column_stack([self.people.items[name] for name in self.shares[size]]).astype(np.float64)

    def item(self, name: str) -> Variable:
        """Return an item as a variable."""
        return numeric(name, self.people.items[name].astype(np.float64))

    def amount(self, name: str) -> Variable:
        """Return an amount as a variable; an income that was left out is missing."""
        values = self.people.amounts[name]
        return numeric(name, np.where(self.told_income, values, np.nan) if name.startswith("income") else values)

    @property
    def women(self) -> BoolArray:
        """Who is a woman."""
        return np.asarray(self.people.register["sex"] == "f")


def answers_of(population: Population, *, variables: Sequence[str]) -> Answers:
    """Return the answers of everybody, with the domains of some frame variables."""
    names, kinds, members = [""], ["total"], [np.ones(len(population), dtype=np.bool_)]
    for variable in variables:
        codes, levels = population.codes(variable)
        names += [f"{variable}={level}" for level in levels]
        kinds += [variable] * len(levels)
        members += [codes == code for code in range(len(levels))]
    shares = {size: tuple(population.items_between(*bounds)) for size, bounds in SIZES.items()}
    domains = Domains(tuple(names), np.column_stack(members))
    return Answers(population, np.ones(len(population), dtype=np.bool_), shares, domains, tuple(kinds))


def put_true_shares_and_means(
    sheet: Sheet, whole: Answers, expected: Expected, *, labels: Sequence[str] = ("", LINEARISED)
) -> None:
    """Write the truth that `put_published` and `put_other_intervals` estimate, with the evidence of each figure."""
    for kind in dict.fromkeys(whole.kinds):
        inside = whole.domains.members[:, whole.kind(kind)]
        for size in SIZES:
            made = [_true_mean(column, inside, expected) for column in whole.items(size).T]
            true, by_t = np.array([mean for mean, _ in made]), [evidence for _, evidence in made]
            for label in labels:
                by_score = expected.by_score(true, inside)
                sheet.put_truth((f"proportion, wilson{label}", f"{kind}, {size}"), true, by_score)
            sheet.put_truth(("proportion, beta", f"{kind}, {size}"), true, by_score)
            all_by_t = Evidence(np.array([e.effective for e in by_t]), np.array([e.takes for e in by_t]))
            sheet.put_truth(("proportion, logit", f"{kind}, {size}"), true, all_by_t)
        for name in MEANS:
            part = TOLD if name.startswith("income") else 1.0
            true, evidence = _true_mean(whole.people.amounts[name], inside, expected.answered_by(part))
            for label in labels:
                sheet.put_truth((f"mean{label}", f"{kind}, {name}"), true, evidence)


def _true_mean(values: FloatArray, inside: BoolArray, expected: Expected) -> tuple[FloatArray, Evidence]:
    """Return the means of domains, shape (N, D), with their evidence by t."""
    sizes = inside.sum(axis=0)
    true = (values @ inside) / sizes
    return true, expected.by_t(inside * (values[:, None] - true) / sizes, inside)


def put_published(sheet: Sheet, design: Design, stages: Stages, answers: Answers, *, label: str = "") -> None:
    """Estimate shares and means in total and in domains as a wave publishes them."""
    items = [_items_of(answers, size) for size in SIZES] + [_amount_of(answers, name) for name in MEANS]
    done = publish(design, items, answers.domains, stages=stages)
    for size in SIZES:
        _put_domains(sheet, done, answers, size, key=(f"proportion, wilson{label}", size))
    for name in MEANS:
        _put_domains(sheet, done, answers, name, key=(f"mean{label}", name))


def put_other_intervals(sheet: Sheet, design: Design, stages: Stages, answers: Answers) -> None:
    """Estimate shares with the other intervals that are offered."""
    items = [_items_of(answers, size) for size in SIZES]
    for method in OTHERS:
        done = publish(design, items, answers.domains, method=method, stages=stages)
        for size in SIZES:
            _put_domains(sheet, done, answers, size, key=(f"proportion, {method}", size))


def _items_of(answers: Answers, size: str) -> Variable:
    names = tuple(f"{size}={name}" for name in answers.shares[size])
    return Variable(size, names, answers.items(size), np.ones(len(answers.people), dtype=np.bool_))


def _amount_of(answers: Answers, name: str) -> Variable:
    values = answers.people.amounts[name]
    told = answers.told_income if name.startswith("income") else np.ones(len(values), dtype=np.bool_)
    return Variable(name, (name,), values[:, None], told)


def _put_domains(sheet: Sheet, done: Publication, answers: Answers, item: str, *, key: tuple[str, str]) -> None:
    """Write down all columns of an item, split by the variable that the domains are of."""
    domains = len(done.domains)
    figures, first = done.find(item, category=answers.shares[item][0] if item in SIZES else "", domain=done.domains[0])
    columns = len(answers.shares[item]) if item in SIZES else 1
    places = first + np.arange(columns * domains).reshape(columns, domains)
    for kind in dict.fromkeys(answers.kinds):
        found = figures.at(places[:, answers.kind(kind)].ravel())
        sheet.put_figures((key[0], f"{kind}, {key[1]}"), found)


def put_linear(sheet: Sheet, design: Design, answers: Answers, *, label: str = "") -> None:
    """Estimate totals, proportions by t, ratios and contrasts; `label` names another variance of the same figures."""
    told = everybody(len(design.weights), where=answers.told_income)
    for size in SIZES:
        variables = [answers.item(name) for name in answers.shares[size]]
        put_statistic(sheet, (f"proportion, t{label}", f"total, {size}"), design, mean(variables))
        put_statistic(sheet, (f"total{label}", f"persons, {size}"), design, total(variables))
    space, income = answers.amount("space"), answers.amount("income")
    put_statistic(sheet, (f"total{label}", "floor space"), design, total([space]))
    put_statistic(
        sheet, (f"ratio{label}", "floor space per head"), design, ratio([space], [answers.amount("household")])
    )
    put_statistic(
        sheet, (f"ratio{label}", "income per head"), design,
        ratio([income], [answers.amount("household")], domains=told), answered_by=TOLD,
    )  # fmt: skip
    put_statistic(sheet, (f"mean{label}, engine", "income"), design, mean([income], domains=told), answered_by=TOLD)
    _put_contrasts(sheet, design, answers, label=label)


def put_statistic(
    sheet: Sheet, key: tuple[str, str], design: Design, statistic: NamedStatistic, *, answered_by: float = 1.0
) -> None:
    """Estimate a statistic, or write its truth with the evidence, of a question that a part of those who answer do."""
    found = estimate(design, statistic, deff=None)
    if not isinstance(design, Whole):
        return sheet.put_figures(key, found)
    scores = statistic.scores(design.weights)
    members = getattr(statistic, "members", np.ones(scores.shape, dtype=np.bool_))
    return sheet.put_truth(key, found.estimate, design.expected.answered_by(answered_by).by_t(scores, members))


def _put_contrasts(sheet: Sheet, design: Design, answers: Answers, *, label: str) -> None:
    """Estimate by how much women and men differ: in shares, and in the income that was told."""
    sexes = Domains(("f", "m"), np.column_stack([answers.women, ~answers.women]))
    told = Domains(("f", "m"), sexes.members & answers.told_income[:, None])
    names = answers.shares["20 to 65 %"]
    for part, statistic, of, answered_by in (
        ("shares of women and men", mean([answers.item(name) for name in names], domains=sexes), names, 1.0),
        ("incomes of women and men", mean([answers.amount("income")], domains=told), ("income",), TOLD),
    ):
        pairs = {name: {f"{name}|f": 1.0, f"{name}|m": -1.0} for name in of}
        figures = estimate(design, statistic, deff=None)
        key, found = (f"contrast{label}", part), contrast(figures, pairs)
        if isinstance(design, Whole):
            expected, scores = design.expected.answered_by(answered_by), statistic.scores(design.weights)
            apart = [
                scores[:, figures.names.index(f"{name}|f")] - scores[:, figures.names.index(f"{name}|m")] for name in of
            ]
            women = np.repeat(answers.women[:, None], len(of), axis=1)
            fewer = min((women, ~women), key=lambda members: float(expected.effective(members)[0]))
            sheet.put_truth(key, found.estimate, expected.by_t(np.column_stack(apart), fewer))
        else:
            sheet.put_figures(key, found)


def put_quantiles(sheet: Sheet, design: Design, answers: Answers) -> None:
    """Estimate the median income as told (with ties) and as it is, and its quartiles."""
    for (part, interval), (name, at, domain) in _quantiles_of(answers):
        values, options = answers.people.amounts[name], QuantileOptions(interval=interval)
        found = estimate_quantiles(design, values, np.array(at), domain=domain, options=options)
        sheet.put_quantiles((f"quantile, {interval}", part), found, df=design.df)


def put_true_quantiles(sheet: Sheet, whole: Answers, expected: Expected) -> None:
    """Write the truth that `put_quantiles` estimates."""
    for (part, interval), (name, at, domain) in _quantiles_of(whole):
        true = np.quantile(whole.people.amounts[name][domain], at, method="inverted_cdf")
        evidence = expected.answered_by(TOLD).by_score(np.array(at), domain[:, None])
        sheet.put_truth((f"quantile, {interval}", part), true, evidence)


def _quantiles_of(
    answers: Answers,
) -> Iterator[tuple[tuple[str, QuantileInterval], tuple[str, tuple[float, ...], BoolArray]]]:
    """Yield part and interval, with amount, probabilities and domain; the score is slow, so it comes once."""
    told = answers.told_income
    half, quarters = (0.5,), (0.25, 0.75)
    for part, of_what in (
        ("median, ties", ("income", half, told)),
        ("median, no ties", ("income_exact", half, told)),
        ("median of women, no ties", ("income_exact", half, told & answers.women)),
        ("quartiles, no ties", ("income_exact", quarters, told)),
    ):
        yield from (((part, interval), of_what) for interval in WOODRUFF)
    yield ("median, no ties", "score"), ("income_exact", half, told)


def put_models(sheet: Sheet, design: Design, answers: Answers) -> None:
    """Fit a linear regression of the income that was told, and a logistic one of a degree."""
    people = answers.people
    columns = [np.ones(len(people)), answers.women, people.amounts["age"], people.items["german_mostly"]]
    matrix = ModelMatrix(TERMS, np.column_stack(columns).astype(np.float64))
    for name, (family, response) in MODELS.items():
        y = people.items["academic"].astype(np.float64) if response == "academic" else people.amounts[response]
        domain = answers.told_income if response == "income" else None
        model = fit_model(design, y, matrix, regression=Regression(family, domain=domain))
        if isinstance(design, Whole):
            scores = _scores_of(matrix.values, y, model.estimate, family=family)
            expected = design.expected.answered_by(1.0 if domain is None else TOLD)
            sheet.put_truth(
                ("regression", name), model.estimate, expected.by_t(scores, np.ones(scores.shape, dtype=np.bool_))
            )
        else:
            bounds = t_interval(model.estimate, model.se, df=np.array(model.df_residual))
            sheet.put(("regression", name), model.estimate, model.se**2, *bounds, df=model.df_residual)


def _scores_of(columns: FloatArray, y: FloatArray, slopes: FloatArray, *, family: FamilyName) -> FloatArray:
    """Return the linearised values of the slopes in the population, up to the size, shape (N, p)."""
    predicted = columns @ slopes
    expected, slope = predicted, np.ones(len(y))
    if family == "binomial":
        expected = 1 / (1 + np.exp(-predicted))
        slope = expected * (1 - expected)
    bread = np.linalg.inv((columns * slope[:, None]).T @ columns)
    return np.asarray((columns * (y - expected)[:, None]) @ bread, dtype=np.float64)
