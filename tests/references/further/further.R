# References of R 4.2.2, survey 4.1-1, mitools 2.4, on data made here: Rscript further.R writes the CSV file and cases.json
# beside it. What the exam has no words for: imputed data, standardised and predicted means, scales, ordinal regression.
suppressMessages({library(survey); library(mitools); library(jsonlite)})
options(survey.lonely.psu = "fail", warn = -1)
set.seed(20261130)
n <- 240
people <- data.frame(h = rep(1:4, each = 60), cl = rep(1:40, each = 6), towns = rep(c(30, 40, 50, 20), each = 60),
  sex = sample(c("f", "m"), n, TRUE), age = sample(c("old", "mid", "young"), n, TRUE, c(.3, .4, .3)),
  origin = sample(c("a", "b", "c"), n, TRUE, c(.5, .3, .2)), weight = round(runif(n, 2, 12), 2))
people$x <- round(rnorm(n, 10, 3) + rep(rnorm(40), each = 6), 3)
people$yes <- rbinom(n, 1, plogis(-1 + .1 * people$x))
people$answer <- c("low", "mid", "high", "top")[1 + findInterval(people$x * .3 + (people$sex == "m") + rlogis(n), c(1.5, 3.5, 5.5))]
people$q1 <- 1 + rbinom(n, 4, plogis(people$x / 10 - 1)); people$q2 <- 1 + rbinom(n, 4, plogis(people$x / 8 - 1))
people$q3 <- 1 + rbinom(n, 4, plogis(people$x / 12 - 1))
people$again <- ifelse(runif(n) < .7, people$answer, sample(c("low", "mid", "high", "top"), n, TRUE))
for (m in 1:5) people[paste0("pay", m)] <- round(ifelse(1:n %% 3 == 0, exp(2 + rnorm(n, 0, .5)), exp(2 + people$x / 20)), 3)
written <- format(people, digits = 15, trim = TRUE); write.csv(written, "people.csv", row.names = FALSE, quote = FALSE)
levels4 <- c("low", "mid", "high", "top")
for (v in c("sex", "age", "origin")) people[[v]] <- factor(people[[v]])
for (v in c("answer", "again")) people[[v]] <- factor(people[[v]], levels4)
d <- svydesign(id = ~cl, strata = ~h, weights = ~weight, fpc = ~towns, data = people)
r <- as.svrepdesign(svydesign(id = ~cl, strata = ~h, weights = ~weight, data = people), type = "JKn")
vec <- function(v) unname(as.numeric(v)); mat <- function(m) unname(as.matrix(m)); out <- list()
both <- list(linearised = d, replicated = r)

for (name in names(both)) {
  D <- both[[name]]; found <- list()
  pays <- lapply(1:5, function(m) svymean(reformulate(c(paste0("pay", m), "x")), D))
  for (df in c(degf(D), Inf)) { v <- MIcombine(lapply(pays, coef), lapply(pays, vcov), df.complete = df)
    found[[paste0("imputed_", df)]] <- list(estimate = vec(coef(v)), covariance = mat(vcov(v)), df = vec(v$df), missing = vec(v$missinfo)) }
  S <- svystandardize(D, by = ~age, over = ~origin, population = c(mid = 30, old = 50, young = 20))
  v <- svyby(~x + yes, ~origin, S, svymean)
  found$standardised_over <- list(estimate = vec(coef(v)), se = vec(unlist(SE(v))))
  S <- svystandardize(D, by = ~age, population = c(mid = 30, old = 50, young = 20)); v <- svymean(~x + yes, S)
  found$standardised <- list(estimate = vec(coef(v)), se = vec(SE(v)))
  if (name == "linearised") for (fit in list(list("linear", gaussian(), x ~ age + sex), list("logistic", quasibinomial(), yes ~ age + sex))) {
    m <- svyglm(fit[[3]], D, family = fit[[2]], control = glm.control(epsilon = 1e-14))
    v <- svypredmeans(m, ~origin, predictat = factor(c("a", "b", "c")))
    found[[paste0("predicted_", fit[[1]])]] <- list(estimate = vec(coef(v)), covariance = mat(vcov(v)))
  }
  found$alpha <- as.numeric(svycralpha(~q1 + q2 + q3, D))
  v <- svykappa(~answer + again, D); found$kappa <- list(estimate = vec(coef(v)), se = vec(SE(v)))
  # of levels in the order of the alphabet: for others survey 4.1 takes the expected counts of other levels
  v <- svygofchisq(~age, p = c(.35, .25, .4), D)
  found$fit <- list(statistic = vec(v$statistic), parameter = vec(v$parameter), p = vec(v$p.value), lambda = vec(v$lambda))
  v <- svyranktest(x ~ sex, D, test = function(r, N) (r / N)^3)
  found$own_ranks <- list(statistic = vec(v$statistic), df = vec(v$parameter), p = vec(v$p.value), estimate = vec(v$estimate))
  v <- svyolr(answer ~ x, subset(D, sex == "f"), control = list(reltol = 1e-16, maxit = 2000))
  found$ordinal_women <- list(estimate = vec(coef(v)), covariance = mat(v$var), df = v$df.residual, deviance = v$deviance)
  if (name == "replicated") { v <- withReplicates(D, function(w, data) { o <- order(data$x); s <- w[o]; y <- data$x[o]
    p <- cumsum(s) / sum(s); l <- cumsum(s * y) / sum(s * y)
    c(gini = 1 - sum(diff(c(0, p)) * (l + c(0, l[-length(l)]))), old = sum(s * (data$age[o] == "old")) / sum(s)) })
    found$own <- list(estimate = vec(coef(v)), covariance = mat(vcov(v))) }
  for (link in c("logistic", "probit", "cloglog", "cauchit")) {
    v <- svyolr(answer ~ x + sex, D, method = link, control = list(reltol = 1e-16, maxit = 2000))
    found[[paste0("ordinal_", link)]] <- list(estimate = vec(coef(v)), covariance = mat(v$var), df = v$df.residual,
      deviance = v$deviance)
  }
  out[[name]] <- found
}
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, null = "null", na = "null"), "further.json")
