# References of R 4.2.2, survey 4.1-1, on data made here: Rscript synthetic.R writes the CSV files and cases.json beside it.
# Unequal probabilities by all five methods, tests under replicates, tests of terms, missing values, two phases.
suppressMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", warn = -1)
source("../vocabulary.R")
set.seed(20161120)


## Unequal probabilities
N <- 120; size <- round(exp(rnorm(N, 4, .8))); n <- 24
sample <- data.frame(size = size)[order(runif(N)), , drop = FALSE]
sample$p <- pmin(.9, n * sample$size / sum(sample$size))
drawn <- sort(base::sample(N, n, prob = sample$p)); sample <- sample[drawn, , drop = FALSE]
sample$p <- sample$p * .95; sample$y <- round(3 * sample$size + rnorm(n, 0, 40)); sample$x <- round(sample$size + rnorm(n, 50, 9))
sample$half <- rep(1:2, n / 2); sample$big <- ifelse(sample$size > 60, "yes", "no"); sample$won <- rbinom(n, 1, .4)
P <- outer(sample$p, sample$p); joint <- P * (n - 1) / n * (1 + outer(sample$p, sample$p, "+") / n - mean(sample$p) / n)
diag(joint) <- sample$p
put(sample, "unequal"); put(setNames(as.data.frame(joint), paste0("unit", 1:n)), "unequal_joint")
total <- c(110, 8200)
step <- list(step = "calibrate", terms = list("(Intercept)", "size"), reference = NONE, totals = list(`(Intercept)` = 110,
  size = 8200), distance = "linear", bounds = NULL, epsilon = 1e-7, max_iterations = 50)
made <- list(
  brewer = svydesign(id = ~1, fpc = ~p, data = sample, pps = "brewer"),
  brewer_strata = svydesign(id = ~1, strata = ~half, fpc = ~p, data = sample, pps = "brewer"),
  overton = svydesign(id = ~1, fpc = ~p, data = sample, pps = "overton"),
  overton_strata = svydesign(id = ~1, strata = ~half, fpc = ~p, data = sample, pps = "overton"),
  overton_YG = svydesign(id = ~1, fpc = ~p, data = sample, pps = "overton", variance = "YG"),
  HR = svydesign(id = ~1, fpc = ~p, data = sample, pps = HR()),
  HR_population = svydesign(id = ~1, fpc = ~p, data = sample, pps = HR(.3)),
  HT = svydesign(id = ~1, fpc = ~p, data = sample, pps = ppsmat(joint, tolerance = 0), variance = "HT"),
  YG = svydesign(id = ~1, fpc = ~p, data = sample, pps = ppsmat(joint, tolerance = 0), variance = "YG"),
  poisson = svydesign(id = ~1, fpc = ~p, data = sample, pps = poisson_sampling(sample$p)))
made$brewer_calibrated <- calibrate(made$brewer, ~size, total)
for (name in names(made)) {
  d <- made[[name]]; df <- degf(d); pps <- list(method = sub("_.*", "", name))
  if (name == "overton_YG") pps$variance <- "YG"
  if (name == "HR_population") pps$psum <- .3
  if (pps$method %in% c("HT", "YG")) pps$joint <- "unequal_joint.csv"
  spec(name, "unequal", fpc = list("p"), strata = if (grepl("strata", name)) list("half") else list(), pps = pps,
    steps = if (grepl("calibrated", name)) list(step) else list())
  id <- function(what) paste0(name, "_", what); big <- list(big = list("no", "yes"))
  add(id("total"), "unequal", name, "total", c("y", "x"), stat(svytotal(~y + x, d), c("y", "x"), df))
  add(id("mean"), "unequal", name, "mean", c("y", "x"), stat(svymean(~y + x, d), c("y", "x"), df))
  add(id("share"), "unequal", name, "proportion", "big", stat(svymean(~big, d), c("big=no", "big=yes"), df), levels = big)
  add(id("ratio"), "unequal", name, "ratio", "y", stat(svyratio(~y, ~x, d), "y/x", df), below = "x")
  add(id("domain"), "unequal", name, "domain", "y", stat(svyby(~y, ~big, d, svymean), c("y|big=no", "y|big=yes")),
    by = "big", levels = big, options = list(of = "mean"))
  add(id("contrast"), "unequal", name, "contrast", c("y", "x"), stat(svycontrast(svytotal(~y + x, d), quote(log(y / x))),
    "contrast", df), options = list(of = "total", `function` = "log(y/x)"))
  terms <- c("(Intercept)", "x", "big[yes]")
  add(id("regression"), "unequal", name, "glm", c("y", "x", "big"), model(svyglm(y ~ x + big, d), terms), levels = big,
    options = list(glm_family = "gaussian", link = "identity", response = "y", terms = as.list(terms),
      reference = list(big = "no")), tolerance = 1e-6)
  q <- svyquantile(~y, d, c(.5, .75), ci = TRUE)$y
  add(id("quantile"), "unequal", name, "quantile", "y", list(names = list("y@0.5", "y@0.75"), estimate = vec(q[, 1]),
    ci = mat(q[, 2:3]), se = vec(q[, 4])), options = list(probabilities = list(.5, .75), qrule = "math",
    interval_type = "mean", level = .95, df = df))
  share <- svyciprop(~won, d, method = "xlogit")
  add(id("interval"), "unequal", name, "proportion_ci", "won", list(names = list("won"), estimate = vec(share),
    ci = list(vec(attr(share, "ci")))), options = list(ci_method = "xlogit", level = .95, df = df, rows = n))
  test <- svychisq(~big + half, d)
  add(id("table"), "unequal", name, "chisq_test", c("big", "half"), list(statistic = unname(test$statistic),
    p_value = as.numeric(test$p.value), parameter = vec(test$parameter)), levels = c(big, list(half = list(1, 2))),
    options = list(test_statistic = "F"), tolerance = 1e-7)
}
two <- data.frame(town = rep(1:6, each = 4), person = rep(1:4, 6), p1 = rep(c(.1, .2, .15, .3, .25, .4), each = 4),
  p2 = rep(c(.05, .1, .2, .04, .1, .08), each = 4)); two$y <- round(rnorm(24, 20 + 3 * two$town, 5), 1); put(two, "two_stages")
d <- svydesign(id = ~town + person, fpc = ~p1 + p2, data = two, pps = "brewer")
spec("brewer_stages", "two_stages", clusters = list("town", "person"), fpc = list("p1", "p2"), pps = list(method = "brewer"))
add("brewer_stages_total", "unequal", "brewer_stages", "total", "y", stat(svytotal(~y, d), "y", degf(d)))
add("brewer_stages_mean", "unequal", "brewer_stages", "mean", "y", stat(svymean(~y, d), "y", degf(d)))

## Tests under replicates, tests of terms, missing values
H <- 6; people <- expand.grid(person = 1:5, psu = 1:3, h = 1:H); rows <- nrow(people)
people$w <- round(runif(rows, 1, 14), 2); people$x <- round(rnorm(rows, 10, 2), 2); people$s <- base::sample(c("f", "m"), rows, TRUE)
people$g <- factor(base::sample(1:3, rows, TRUE)); people$k <- base::sample(c("a", "b"), rows, TRUE)
people$y <- round(1 + .4 * people$x + (people$s == "m") + rnorm(rows), 2)
people$b <- as.numeric(people$y + rnorm(rows) > 5.5); people$y[base::sample(rows, 9)] <- NA
put(people, "people")
linear <- svydesign(id = ~psu, strata = ~h, weights = ~w, nest = TRUE, data = people)
again <- as.svrepdesign(linear, type = "subbootstrap", replicates = 25)
weight <- weights(again, "analysis"); colnames(weight) <- paste0("rw", seq_len(ncol(weight)))
put(data.frame(pweight = people$w, weight), "people_replicates")
spec("linear", "people", weights = "w", strata = list("h"), clusters = list("psu"), nest = TRUE)
spec("replicates", "people", weights = "w", strata = list("h"), clusters = list("psu"), nest = TRUE, kind = "replicate",
  steps = list(list(step = "replicates", type = "subbootstrap", rho = NULL, file = "people_replicates.csv",
    scale = again$scale, rscales = vec(again$rscales), mse = FALSE)))
add("scale", "replicates", "replicates", "replicate_scale", list(), list(scale = again$scale, rscales = vec(again$rscales),
  df = degf(again)), options = list(type = "subbootstrap", file = "people_replicates.csv"))
levels <- list(s = list("f", "m"), g = list(1, 2, 3), k = list("a", "b"))
for (name in c("linear", "replicates")) {
  d <- if (name == "linear") linear else again; id <- function(what) paste0(name, "_", what)
  for (kind in c("F", "Wald", "adjWald")) {
    t <- svychisq(~g + k, d, statistic = kind)
    add(id(kind), "tests", name, "chisq_test", c("g", "k"), list(statistic = as.numeric(t$statistic), p_value =
      as.numeric(t$p.value), parameter = vec(t$parameter)), levels = levels[c("g", "k")], options = list(test_statistic = kind),
      tolerance = 1e-7)
  }
  for (kind in c("wilcoxon", "vanderWaerden", "median")) {
    t <- svyranktest(x ~ s, d, test = kind)
    add(id(kind), "tests", name, "rank_test", "x", list(statistic = as.numeric(t$statistic), df = as.numeric(t$parameter),
      p_value = as.numeric(t$p.value), estimate = vec(t$estimate)), levels = levels["s"], options = list(test = kind,
      group = "s"), tolerance = 1e-7)
  }
  v <- svyvar(~x, d); add(id("variance"), "tests", name, "variance", "x", list(names = list("x"), matrix = list(vec(v)),
    matrix_se = list(vec(sqrt(attr(v, "var"))))))
}
terms <- c("(Intercept)", "x", "s[m]", "g[2]", "g[3]"); fit <- svyglm(y ~ x + s + g, linear)
options <- list(glm_family = "gaussian", link = "identity", response = "y", terms = as.list(terms),
  reference = list(s = "f", g = 1), na_rm = TRUE)
add("missing", "models", "linear", "glm", c("y", "x", "s", "g"), model(fit, terms), levels = levels[c("s", "g")],
  options = options, tolerance = 1e-6)
for (kind in c("Wald", "LRT", "WorkingWald")) {
  t <- regTermTest(fit, ~g, method = kind)
  value <- if (kind == "Wald") t$Ftest else t$chisq
  add(paste0("term_", kind), "models", "linear", "term_test", c("y", "x", "s", "g"), list(statistic = as.numeric(value),
    df = t$df, ddf = t$ddf, p_value = as.numeric(t$p)), levels = levels[c("s", "g")], options = c(options,
    list(tested_terms = list("g[2]", "g[3]"), method = kind)), tolerance = 1e-6, p = 1e-4)
}
## Two phases: where R takes the right rows (no strata in the first phase)
visits <- data.frame(i = 1:80, cl = rep(1:20, each = 4), people = 500, towns = 60, a = base::sample(c("u", "v"), 80, TRUE),
  answered = rbinom(80, 1, .6)); visits$whole <- ave(visits$answered, visits$cl, FUN = function(x) x[1])
visits$y <- round(rnorm(80, 10, 2) + rep(rnorm(20), each = 4), 2); put(visits, "visits")
visits$answered <- visits$answered == 1; visits$whole <- visits$whole == 1
phase <- function(indicator, strata = list(), clusters = list()) list(indicator = indicator, strata = strata,
  clusters = clusters, fpc = list())
twice <- list(
  persons = twophase(list(~1, ~1), strata = list(NULL, ~a), fpc = list(~people, NULL), subset = ~answered, data = visits),
  towns = twophase(list(~cl, ~i), fpc = list(~towns, NULL), subset = ~answered, data = visits),
  whole_towns = twophase(list(~cl, ~cl), fpc = list(~towns, NULL), subset = ~whole, data = visits))
spec("persons", "visits", kind = "twophase", fpc = list("people"), phase2 = phase("answered", list("a")))
spec("towns", "visits", kind = "twophase", fpc = list("towns"), clusters = list("cl"),
  phase2 = phase("answered", clusters = list("i")))
spec("whole_towns", "visits", kind = "twophase", fpc = list("towns"), clusters = list("cl"),
  phase2 = phase("whole", clusters = list("cl")))
for (name in names(twice)) {
  d <- twice[[name]]; df <- degf(d)
  add(paste0(name, "_mean"), "two_phases", name, "twophase_mean", "y", stat(svymean(~y, d), "y", df))
  add(paste0(name, "_total"), "two_phases", name, "twophase_total", "y", stat(svytotal(~y, d), "y", df))
  add(paste0(name, "_domain"), "two_phases", name, "domain", "y", stat(svyby(~y, ~a, d, svymean), c("y|a=u", "y|a=v")),
    by = "a", levels = list(a = list("u", "v")), options = list(of = "mean"))
}
document <- list(title = "Synthetic", made_with = "R 4.2.2, survey 4.1-1", designs = designs, cases = cases)
writeLines(toJSON(document, auto_unbox = TRUE, digits = NA, null = "null", na = "null"), "cases.json")
