# References of R 4.2.2, survey 4.1-1, on data made here: Rscript lonely.R writes people.csv and replicates.json beside it.
# Replicate weights of a design in which two strata have one primary unit, under each rule for lonely units.
suppressMessages({library(survey); library(jsonlite)})
options(warn = -1)
set.seed(20261128)
people <- do.call(rbind, lapply(1:6, function(h) do.call(rbind, lapply(seq_len(c(2, 1, 2, 2, 1, 2)[h]), function(unit)
  data.frame(stratum = h, unit = 10 * h + unit, units = c(9, 4, 7, 12, 5, 8)[h], weight = round(runif(4, 1, 14), 2),
    y = round(rnorm(4, 20 + h, 4), 2), x = round(rnorm(4, 50, 9), 2))))))
write.csv(people, "people.csv", row.names = FALSE, quote = FALSE)
vec <- function(v) as.list(unname(as.numeric(v)))
found <- list()
note <- function(kind, rule, population, d) {
  total <- svytotal(~y + x, d); ratio <- svyratio(~y, ~x, d)
  found[[length(found) + 1]] <<- list(kind = kind, rule = rule, population = population, scale = d$scale,
    rscales = vec(d$rscales), df = degf(d), total = vec(coef(total)), total_se = vec(SE(total)), ratio = vec(coef(ratio)),
    ratio_se = vec(SE(ratio)))
}
plain <- svydesign(id = ~unit, strata = ~stratum, weights = ~weight, data = people)
finite <- svydesign(id = ~unit, strata = ~stratum, weights = ~weight, fpc = ~units, data = people)
for (rule in c("remove", "certainty", "adjust", "average")) {
  options(survey.lonely.psu = rule)
  note("JKn", rule, FALSE, as.svrepdesign(plain, type = "JKn"))
  note("JKn", rule, TRUE, as.svrepdesign(finite, type = "JKn"))
}
note("BRR", "remove", FALSE, as.svrepdesign(plain, type = "BRR", small = "split"))
note("Fay", "remove", FALSE, as.svrepdesign(plain, type = "Fay", fay.rho = .3, small = "split"))
writeLines(toJSON(found, auto_unbox = TRUE, digits = NA, pretty = TRUE), "replicates.json")
