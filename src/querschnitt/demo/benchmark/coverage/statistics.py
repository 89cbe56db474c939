"""What is estimated from each wave of the study, family by family; the same functions give the truth from everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.estimation.batch import ShareMethod, estimate_means, estimate_shares
from querschnitt.core.estimation.contrasts import contrast
from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.families import FamilyName
from querschnitt.core.estimation.intervals import t_interval
from querschnitt.core.estimation.model_matrix import ModelMatrix
from querschnitt.core.estimation.models import Regression, fit_model
from querschnitt.core.estimation.protocols import Design, Statistic
from querschnitt.core.estimation.quantiles import QuantileInterval, QuantileOptions, estimate_quantiles
from querschnitt.core.estimation.statistics import mean, ratio, total
from querschnitt.core.estimation.variables import Domains, Variable, everybody, numeric
from querschnitt.demo.benchmark.coverage.population import MIDDLE, RARE, Population
from querschnitt.demo.benchmark.coverage.sheet import Sheet

SHARE_METHODS: tuple[ShareMethod, ...] = ("wilson", "logit", "beta")
SIZES = {"1 to 5 %": RARE, "20 to 65 %": MIDDLE}
WOODRUFF: tuple[QuantileInterval, ...] = ("mean", "xlogit")
MODELS: dict[str, tuple[FamilyName, str]] = {"linear": ("gaussian", "income"), "logistic": ("binomial", "academic")}
MEANS = ("space", "income", "income_normal")
TERMS = ("(Intercept)", "women", "age", "german_mostly")


@dataclass(frozen=True)
class Whole:
    """The population as a sample of itself: weights of 1. It has true figures and no variance."""

    weights: FloatArray
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


def put_true_shares_and_means(sheet: Sheet, whole: Answers) -> None:
    """Write the truth that `put_shares` and `put_means` estimate."""
    members = whole.domains.members.astype(np.float64)
    size_of = members.sum(axis=0)
    for kind in dict.fromkeys(whole.kinds):
        at = whole.kind(kind)
        for size in SIZES:
            true = (whole.items(size).T @ members / size_of)[:, at]
            for method in SHARE_METHODS:
                sheet.put((f"proportion, {method}", f"{kind}, {size}"), true)
        for name in MEANS:
            sheet.put(("mean", f"{kind}, {name}"), (whole.people.amounts[name] @ members / size_of)[at])


def put_shares(sheet: Sheet, design: SurveyDesign, answers: Answers) -> None:
    """Estimate shares of rare and common items, in total and in domains, with the intervals that are offered."""
    for size in SIZES:
        values = answers.items(size)
        valid = np.ones(values.shape, dtype=np.bool_)
        for method in SHARE_METHODS:
            found = estimate_shares(design, values, valid=valid, domains=answers.domains.members, method=method)
            for kind in dict.fromkeys(answers.kinds):
                sheet.put_estimates((f"proportion, {method}", f"{kind}, {size}"), found, domains=answers.kind(kind))


def put_means(sheet: Sheet, design: SurveyDesign, answers: Answers) -> None:
    """Estimate mean floor space and mean income (a part of it missing; also its normal scores), in all domains."""
    for name in MEANS:
        values = answers.people.amounts[name][:, None]
        told = answers.told_income if name.startswith("income") else np.ones(design.n, dtype=np.bool_)
        found = estimate_means(design, values, valid=told[:, None], domains=answers.domains.members)
        for kind in dict.fromkeys(answers.kinds):
            sheet.put_estimates(("mean", f"{kind}, {name}"), found, domains=answers.kind(kind))


def put_linear(sheet: Sheet, design: Design, answers: Answers, *, label: str = "") -> None:
    """Estimate totals, proportions by t, ratios and contrasts; `label` names another variance of the same figures."""
    n = len(design.weights)
    told = everybody(n, where=answers.told_income)
    for size in SIZES:
        variables = [answers.item(name) for name in answers.shares[size]]
        sheet.put_figures((f"proportion, t{label}", f"total, {size}"), estimate(design, mean(variables)))
        sheet.put_figures((f"total{label}", f"persons, {size}"), estimate(design, total(variables)))
    sheet.put_figures((f"total{label}", "floor space"), estimate(design, total([answers.amount("space")])))
    per_head = ratio([answers.amount("space")], [answers.amount("household")])
    sheet.put_figures((f"ratio{label}", "floor space per head"), estimate(design, per_head))
    income = ratio([answers.amount("income")], [answers.amount("household")], domains=told)
    sheet.put_figures((f"ratio{label}", "income per head"), estimate(design, income))
    sheet.put_figures(
        (f"mean{label}, engine", "income"), estimate(design, mean([answers.amount("income")], domains=told))
    )
    _put_contrasts(sheet, design, answers, label=label)


def _put_contrasts(sheet: Sheet, design: Design, answers: Answers, *, label: str) -> None:
    """Estimate by how much women and men differ: in shares, and in the income that was told."""
    sexes = Domains(("f", "m"), np.column_stack([answers.women, ~answers.women]))
    variables = [answers.item(name) for name in answers.shares["20 to 65 %"]]
    figures = estimate(design, mean(variables, domains=sexes))
    pairs = {name: {f"{name}|f": 1.0, f"{name}|m": -1.0} for name in answers.shares["20 to 65 %"]}
    sheet.put_figures((f"contrast{label}", "shares of women and men"), contrast(figures, pairs))
    told = Domains(("f", "m"), sexes.members & answers.told_income[:, None])
    means = estimate(design, mean([answers.amount("income")], domains=told))
    apart = contrast(means, {"income": {"income|f": 1.0, "income|m": -1.0}})
    sheet.put_figures((f"contrast{label}", "incomes of women and men"), apart)


def put_quantiles(sheet: Sheet, design: Design, answers: Answers) -> None:
    """Estimate the median income as told (with ties) and as it is, and its quartiles."""
    for (part, interval), (name, at, domain) in _quantiles_of(answers):
        values, options = answers.people.amounts[name], QuantileOptions(interval=interval)
        found = estimate_quantiles(design, values, np.array(at), domain=domain, options=options)
        sheet.put_quantiles((f"quantile, {interval}", part), found)


def put_true_quantiles(sheet: Sheet, whole: Answers) -> None:
    """Write the truth that `put_quantiles` estimates."""
    for (part, interval), (name, at, domain) in _quantiles_of(whole):
        true = np.quantile(whole.people.amounts[name][domain], at, method="inverted_cdf")
        sheet.put((f"quantile, {interval}", part), true)


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
        bounds = t_interval(model.estimate, model.se, df=np.array(model.df_residual))
        sheet.put(("regression", name), model.estimate, model.se**2, *bounds)
