# How the R scripts beside the references write designs, cases and numbers; each sources this file from its own folder.
designs <- list(); cases <- list(); NONE <- setNames(list(), character())

put <- function(data, name) {
  for (n in names(data)) if (is.factor(data[[n]])) data[[n]] <- as.character(data[[n]])
  written <- format(data, digits = 15, trim = TRUE); written[is.na(data)] <- ""
  write.csv(written, paste0(name, ".csv"), row.names = FALSE, quote = FALSE)
}
spec <- function(name, data, ..., kind = "taylor") {
  base <- list(data = paste0(data, ".csv"), kind = kind, weights = NULL, probs = NULL, strata = list(), clusters = list(),
    fpc = list(), nest = FALSE, lonely_psu = "fail", pps = NULL, where = NULL, derived = NULL, steps = list())
  given <- list(...); for (n in names(given)) base[n] <- given[n]
  designs[[name]] <<- base
}
vec <- function(v) as.list(unname(as.numeric(v)))
mat <- function(m) lapply(seq_len(NROW(m)), function(i) as.list(unname(as.matrix(m)[i, ])))
add <- function(id, family, design, statistic, variables, expect, by = list(), below = list(), levels = NONE, options = NONE,
                tolerance = 1e-8, p = 1e-5) {
  cases[[length(cases) + 1]] <<- list(id = id, family = family, design = design, statistic = statistic,
    variables = as.list(variables), denominators = as.list(below), by = as.list(by), levels = levels, where = NULL,
    options = options, expect = expect, tolerance = tolerance, tolerance_by_field = list(p_value = p))
}
stat <- function(v, names, df = NULL) {
  found <- list(names = as.list(names), estimate = vec(coef(v)), se = vec(unlist(SE(v))), ci_normal = mat(confint(v)))
  if (!is.null(df)) found <- c(found, list(ci_t = mat(confint(v, df = df)), df = df))
  found
}
model <- function(m, names) {
  s <- summary(m)$coefficients
  list(names = as.list(names), estimate = vec(coef(m)), se = vec(SE(m)), df_residual = m$df.residual, t = vec(s[, 3]),
    p_value = vec(s[, 4]), deviance = m$deviance)
}
