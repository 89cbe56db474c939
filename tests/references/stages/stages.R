# References of R 4.2.2, survey 4.1-1, on data made here: Rscript stages.R writes the CSV files and cases.json beside it.
# Strata at later stages: schools drawn in regions, classes in tracks of a school, pupils in sexes of a class.
suppressMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail", warn = -1)
source("../vocabulary.R")
set.seed(20261129)

pupils <- expand.grid(pupil = 1:6, class = 1:6, school = 1:10)
n <- nrow(pupils)
pupils$region <- ifelse(pupils$school <= 4, "n", "s"); pupils$schools <- ifelse(pupils$region == "n", 12, 21)
pupils$track <- ifelse(pupils$class <= 3, "high", "low"); pupils$classes <- ifelse(pupils$track == "high", 5, 3 + pupils$school %% 3)
pupils$sex <- ifelse(pupils$pupil <= 3, "f", "m"); pupils$pupils <- 8 + (pupils$class %% 3)
pupils$y <- round(20 + rnorm(10)[pupils$school] * 3 + 2 * (pupils$track == "high") + rnorm(n), 3)
pupils$z <- rbinom(n, 1, .4); pupils$a <- sample(c("u", "v", "w"), n, TRUE)
pupils$label <- ifelse(pupils$track == "high", pupils$class, pupils$class - 3)  # starts anew in each track
pupils$chance <- 1 / pupils$schools * 4; pupils$chance_within <- 3 / pupils$classes
put(pupils, "pupils")
three <- list(a = list("u", "v", "w"))

judge <- function(name, d, ..., df = degf(d)) {
  spec(name, "pupils", ...)
  add(paste0(name, "_mean"), "later_strata", name, "mean", c("y", "z"), stat(svymean(~y + z, d), c("y", "z"), df))
  add(paste0(name, "_total"), "later_strata", name, "total", "y", stat(svytotal(~y, d), "y", df))
  add(paste0(name, "_domain"), "later_strata", name, "domain", "y", stat(svyby(~y, ~a, d, svymean),
    paste0("y|a=", c("u", "v", "w"))), by = "a", levels = three, options = list(of = "mean"))
  add(paste0(name, "_glm"), "later_strata", name, "glm", c("y", "z"), model(svyglm(z ~ y, d, family = quasibinomial(),
    control = glm.control(epsilon = 1e-14)), c("(Intercept)", "y")),
    options = list(glm_family = "binomial", link = "logit", response = "z", terms = list("(Intercept)", "y"),
    reference = NONE), tolerance = 1e-6)
}
judge("two", svydesign(ids = ~school + class, strata = ~region + track, fpc = ~schools + classes, data = pupils),
  strata = list("region", "track"), clusters = list("school", "class"), fpc = list("schools", "classes"))
judge("three", svydesign(ids = ~school + class + pupil, strata = ~region + track + sex, fpc = ~schools + classes + pupils,
  data = pupils), strata = list("region", "track", "sex"), clusters = list("school", "class", "pupil"),
  fpc = list("schools", "classes", "pupils"))
judge("anew", svydesign(ids = ~school + label, strata = ~region + track, fpc = ~schools + classes, data = pupils, nest = TRUE),
  strata = list("region", "track"), clusters = list("school", "label"), fpc = list("schools", "classes"), nest = TRUE)
judge("brewer", svydesign(ids = ~school + class, strata = ~region + track, fpc = ~chance + chance_within, data = pupils,
  pps = "brewer"), strata = list("region", "track"), clusters = list("school", "class"), fpc = list("chance", "chance_within"),
  pps = list(method = "brewer"))
drawn <- svydesign(ids = ~school + class, strata = ~region + track, fpc = ~schools + classes, data = pupils)
known <- list(`(Intercept)` = 1500, y = round(1500 * mean(pupils$y) * 1.01))
judge("calibrated", calibrate(drawn, ~y, unlist(known)), strata = list("region", "track"), clusters = list("school", "class"),
  fpc = list("schools", "classes"), steps = list(list(step = "calibrate", terms = list("(Intercept)", "y"), reference = NONE,
  totals = known, distance = "linear", bounds = NULL, epsilon = 1e-12, max_iterations = 50)))

## Two phases in stages: of the pupils drawn, some classes and some pupils of these were observed
pupils$seen_class <- pupils$school %% 2 == 0 | pupils$class %% 3 != pupils$school %% 3
pupils$seen <- as.integer(pupils$seen_class & pupils$pupil %% 3 != (pupils$class + pupils$school) %% 3 & !(pupils$school %in% c(3, 7)))
pupils$seen_class <- NULL; pupils$all_classes <- 11; put(pupils, "pupils"); pupils$S <- pupils$seen == 1
twice <- function(name, ids, layers, sizes, ..., first) {
  d <- twophase(id = ids, strata = layers, fpc = list(sizes, NULL), subset = ~S, data = pupils, method = "full")
  # survey 4.1 looks the sizes of the first phase's strata up in the wrong rows; here they are taken of all rows
  all <- d$phase1$full; D1 <- survey:::Dcheck_multi(all$cluster, all$strata, all$allprob)[d$subset, d$subset]
  d$dcheck$phase1 <- D1; d$dcheck$full <- survey:::twophaseDcheck(D1, d$dcheck$phase2)
  do.call(spec, c(list(name, "pupils", kind = "twophase", phase2 = list(indicator = "seen", ..., fpc = list())), first))
  df <- degf(d)
  add(paste0(name, "_mean"), "two_phases", name, "twophase_mean", c("y", "z"), stat(svymean(~y + z, d), c("y", "z"), df))
  add(paste0(name, "_total"), "two_phases", name, "twophase_total", "y", stat(svytotal(~y, d), "y", df))
  add(paste0(name, "_ratio"), "two_phases", name, "ratio", "y", stat(svyratio(~y, ~z, d), "y/z", df), below = "z")
}
staged <- list(strata = list("region", "track"), clusters = list("school", "class"), fpc = list("schools", "classes"))
twice("pupils_again", list(~school + class, ~1), list(~region + track, ~sex), ~schools + classes, strata = list("sex"),
  clusters = list(), first = staged)
twice("stages_again", list(~school + class, ~school + class + pupil), list(~region + track, NULL), ~schools + classes,
  strata = list(), clusters = list("school", "class", "pupil"), first = staged)
twice("strata_again", list(~school + class, ~school + class + pupil), list(~region + track, ~region + track + sex),
  ~schools + classes, strata = list("region", "track", "sex"), clusters = list("school", "class", "pupil"), first = staged)
twice("three_again", list(~school + class + pupil, ~school + class + pupil), list(~region, ~region + track),
  ~schools + all_classes + pupils, strata = list("region", "track"), clusters = list("school", "class", "pupil"),
  first = list(strata = list("region"), clusters = list("school", "class", "pupil"), fpc = list("schools", "all_classes", "pupils")))

document <- list(title = "Stages", made_with = "R 4.2.2, survey 4.1-1", designs = designs, cases = cases)
writeLines(toJSON(document, auto_unbox = TRUE, digits = NA, null = "null", na = "null"), "cases.json")
