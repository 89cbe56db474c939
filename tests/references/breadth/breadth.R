# References of R 4.2.2, survey 4.1-1, on data made here: Rscript breadth.R writes the CSV files and cases.json beside it.
# Two phases read approximately, without sizes and calibrated; further families and links; quantiles, intervals and
# variances over domains; variances with missing values.
suppressMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", warn = -1)
source("../vocabulary.R")
set.seed(20261128)

## Two phases: 32 clusters of 5 in two strata; about half of the people answer
n <- 160
visits <- data.frame(i = 1:n, cl = rep(1:32, each = 5), h = rep(1:2, c(90, 70)), people = 900, towns = 210,
  in_stratum = rep(c(500, 400), c(90, 70)), towns_in = rep(c(120, 90), c(90, 70)),
  a = rep_len(c("u", "v", "w", "v", "u"), n), chance = rep_len(c(.25, .2, .4), n))
visits$x <- round(rnorm(n, 5, 1), 3)
visits$y <- round(visits$x * 1.5 + rnorm(n, 3, 1) + rep(rnorm(32), each = 5), 3)
visits$z <- rbinom(n, 1, .4); visits$answered <- rbinom(n, 1, .6)
visits$whole <- pmax(ave(visits$answered, visits$cl, FUN = function(v) v[1]), visits$cl %in% c(1, 2, 20, 21))
put(visits, "visits")
visits$A <- visits$answered == 1; visits$W <- visits$whole == 1
second <- function(indicator = "answered", strata = list(), clusters = list(), ...)
  list(indicator = indicator, strata = as.list(strata), clusters = as.list(clusters), fpc = list(), ...)
twice <- function(..., method = "approx") twophase(..., data = visits, method = method)
judge <- function(name, d, phase, ..., domains = FALSE) {
  spec(name, "visits", kind = "twophase", phase2 = phase, ...); df <- degf(d)
  add(paste0(name, "_mean"), "two_phases", name, "twophase_mean", c("y", "z"), stat(svymean(~y + z, d), c("y", "z"), df))
  add(paste0(name, "_total"), "two_phases", name, "twophase_total", "y", stat(svytotal(~y, d), "y", df))
  add(paste0(name, "_ratio"), "two_phases", name, "ratio", "y", stat(svyratio(~y, ~x, d), "y/x", df), below = "x")
  add(paste0(name, "_glm"), "two_phases", name, "glm", c("y", "z"), model(svyglm(y ~ z, d), c("(Intercept)", "z")),
    options = list(glm_family = "gaussian", link = "identity", response = "y", terms = list("(Intercept)", "z"),
    reference = NONE), tolerance = 1e-6)
  if (domains) add(paste0(name, "_domain"), "two_phases", name, "domain", "y", stat(svyby(~y, ~a, d, svymean),
    paste0("y|a=", c("u", "v", "w"))), by = "a", levels = list(a = list("u", "v", "w")), options = list(of = "mean"))
}
near <- function(...) second(..., method = "approx")
judge("near", twice(list(~1, ~1), strata = list(NULL, ~a), fpc = list(~people, NULL), subset = ~A), near(strata = "a"),
  fpc = list("people"), domains = TRUE)
judge("near_strata", twice(list(~1, ~1), strata = list(~h, ~a), fpc = list(~in_stratum, NULL), subset = ~A),
  near(strata = "a"), fpc = list("in_stratum"), strata = list("h"))
judge("near_chances", twice(list(~1, ~1), strata = list(~h, ~a), probs = list(~chance, NULL), subset = ~A),
  near(strata = "a"), probs = "chance", strata = list("h"))
judge("near_towns", twice(list(~cl, ~i), strata = list(~h, ~a), fpc = list(~towns_in, NULL), subset = ~A),
  near(strata = "a", clusters = "i"), fpc = list("towns_in"), strata = list("h"), clusters = list("cl"))
judge("near_whole", twice(list(~cl, ~cl), strata = list(~h, NULL), fpc = list(~towns_in, NULL), subset = ~W),
  near("whole", clusters = "cl"), fpc = list("towns_in"), strata = list("h"), clusters = list("cl"))
judge("simple", twice(list(~1, ~1), fpc = list(~people, NULL), subset = ~A, method = "simple"),
  second(method = "simple"), fpc = list("people"))
judge("endless", twice(list(~1, ~1), strata = list(NULL, ~a), subset = ~A, method = "full"), second(strata = "a"),
  domains = TRUE)
judge("poisson", twice(list(~1, ~1), strata = list(NULL, ~a), probs = list(~chance, NULL), subset = ~A, method = "full"),
  second(strata = "a"), probs = "chance")
step <- function(distance, bounds = NULL, totals = list(`(Intercept)` = n, x = sum(visits$x))) list(step = "calibrate",
  phase = 2, terms = list("(Intercept)", "x"), reference = NONE, totals = totals, distance = distance, bounds = bounds,
  epsilon = 1e-12, max_iterations = 50)
for (method in c("approx", "full")) {
  base <- twice(list(~1, ~1), strata = list(NULL, ~a), fpc = list(~people, NULL), subset = ~A, method = method)
  calibrated <- function(...) calibrate(base, phase = 2, ~x, epsilon = 1e-12, ...)
  asked <- function(name, d, step) judge(paste0(method, "_", name), d, second(strata = "a", method = method),
    fpc = list("people"), steps = list(step))
  asked("linear", calibrated(), step("linear", totals = NULL))
  asked("raking", calibrated(calfun = "raking"), step("raking"))
  asked("logit", calibrated(calfun = "logit", bounds = c(.5, 2)), step("logit", c(.5, 2)))
}

## Families and links; statistics over domains
people <- data.frame(h = rep(1:4, each = 60), cl = rep(1:40, each = 6), towns = rep(c(30, 40, 50, 20), each = 60),
  s = sample(c("f", "m"), 240, TRUE), w = round(runif(240, 2, 12), 2))
people$x <- round(rnorm(240, 10, 3) + rep(rnorm(40), each = 6), 3)
people$pay <- round(exp(.1 * people$x + .3 * (people$s == "m") + rnorm(240, 0, .4)), 3)
people$count <- rpois(240, exp(.05 * people$x)); people$yes <- rbinom(240, 1, plogis(-1 + .1 * people$x))
people$gaps <- people$x; people$gaps[sample(240, 15)] <- NA
put(people, "people"); people$s <- factor(people$s); sexes <- list(s = list("f", "m"))
made <- list(infinite = svydesign(id = ~cl, strata = ~h, weights = ~w, data = people),
  finite = svydesign(id = ~cl, strata = ~h, weights = ~w, fpc = ~towns, data = people))
spec("infinite", "people", weights = "w", strata = list("h"), clusters = list("cl"))
spec("finite", "people", weights = "w", strata = list("h"), clusters = list("cl"), fpc = list("towns"))
fits <- list(list("Gamma", "log", Gamma("log"), "pay"), list("Gamma", "inverse", Gamma(), "pay"),
  list("inverse.gaussian", "log", inverse.gaussian("log"), "pay"), list("gaussian", "log", gaussian("log"), "pay"),
  list("poisson", "sqrt", quasipoisson("sqrt"), "count"), list("poisson", "identity", quasipoisson("identity"), "count"),
  list("binomial", "cloglog", quasibinomial("cloglog"), "yes"), list("binomial", "cauchit", quasibinomial("cauchit"), "yes"))
matrices <- function(v) list(names = list("x", "gaps"), matrix = mat(as.matrix(v)),
  matrix_se = mat(matrix(sqrt(diag(as.matrix(attr(v, "var")))), 2)))
for (name in names(made)) {
  d <- made[[name]]
  for (fit in fits) {
    found <- svyglm(reformulate(c("x", "s"), fit[[4]]), d, family = fit[[3]],
      control = glm.control(epsilon = 1e-15, maxit = 100))
    terms <- list("(Intercept)", "x", "s[m]")
    add(paste(name, fit[[1]], fit[[2]], sep = "_"), "families", name, "glm", c(fit[[4]], "x", "s"), model(found, terms),
      levels = sexes, options = list(glm_family = fit[[1]], link = fit[[2]], response = fit[[4]], terms = terms,
      reference = list(s = "f")), tolerance = 1e-6)
  }
  v <- svyby(~x, ~s, d, svyquantile, quantiles = c(.25, .5), ci = TRUE, interval.type = "mean", vartype = "se")
  names <- paste0("x@", rep(c(.25, .5), each = 2), "|s=", c("f", "m"))
  add(paste0(name, "_quantiles"), "domains", name, "domain", "x", list(names = as.list(names),
    estimate = vec(as.matrix(as.data.frame(v)[, 2:3])), se = vec(as.matrix(SE(v)))), by = "s", levels = sexes,
    options = list(of = "quantile", probabilities = list(.25, .5), qrule = "math", interval_type = "mean"))
  v <- svyby(~yes, ~s, d, svyciprop, vartype = "ci", method = "logit")
  add(paste0(name, "_intervals"), "domains", name, "domain", "yes", list(names = list("yes|s=f", "yes|s=m"),
    estimate = vec(v$yes), ci = mat(cbind(v$ci_l, v$ci_u))), by = "s", levels = sexes, options = list(
    of = "proportion_ci", ci_method = "logit"))
  v <- svyby(~x, ~s, d, svyvar)
  add(paste0(name, "_spreads"), "domains", name, "domain", "x", list(names = list("x|s=f", "x|s=m"),
    estimate = vec(coef(v)), se = vec(SE(v))), by = "s", levels = sexes, options = list(of = "variance"))
  add(paste0(name, "_gaps"), "domains", name, "variance", c("x", "gaps"), matrices(svyvar(~x + gaps, d, na.rm = TRUE)),
    options = list(na_rm = TRUE))
}
document <- list(title = "Breadth", made_with = "R 4.2.2, survey 4.1-1", designs = designs, cases = cases)
writeLines(toJSON(document, auto_unbox = TRUE, digits = NA, null = "null", na = "null"), "cases.json")
