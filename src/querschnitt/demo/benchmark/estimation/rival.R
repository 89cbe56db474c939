# The jobs of the bench as R does them: Rscript rival.R JOB DOUBLES ROWS MARGINS. Reading the data is not counted.
library(survey)
given <- commandArgs(trailingOnly = TRUE)
job <- given[1]
rows <- as.integer(given[3])
margins <- c(sex = 2, age = 7, district = 20, tenure = 6, schooling = 5)
names_of <- if (job == "replicates") c("region", "answer", "income", "household", "weight", paste0("r", 1:80)) else
  c("number", "stratum", "psu", "region", "answer", "weight", names(margins))
source <- file(given[2], "rb")
columns <- lapply(names_of, function(name) readBin(source, "double", rows))
close(source)
names(columns) <- names_of
if (job == "replicates") {
  replicates <- do.call(cbind, columns[paste0("r", 1:80)]) / 100
  frame <- as.data.frame(columns[1:5])
} else frame <- as.data.frame(columns)
rm(columns)
frame$answer <- factor(frame$answer)
invisible(gc(reset = TRUE))
seconds <- system.time({
  if (job == "replicates") {
    design <- svrepdesign(weights = ~weight, repweights = replicates, data = frame, type = "other",
                          scale = 1 / 80, rscales = rep(1, 80), combined.weights = TRUE, mse = FALSE)
    print(svymean(~income, design))
    print(svyratio(~income, ~household, design))
    print(svyby(~answer, ~region, design, svymean))
  }
  if (job == "taylor") {
    design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = frame)
    print(svyby(~answer, ~region, design, svymean))
  }
  if (job == "raking") {
    text <- readLines(given[4], warn = FALSE)
    known <- lapply(names(margins), function(name) {
      part <- sub(paste0('.*"', name, '": \\{([^}]*)\\}.*'), "\\1", text)
      pairs <- do.call(rbind, strsplit(strsplit(part, ", ")[[1]], ": "))
      data.frame(setNames(list(as.numeric(gsub('"', "", pairs[, 1])), as.numeric(pairs[, 2])), c(name, "Freq")))
    })
    design <- svydesign(ids = ~1, weights = ~weight, data = frame)
    raked <- rake(design, lapply(names(margins), function(name) reformulate(name)), known,
                  control = list(maxit = 100, epsilon = 1e-6))
    print(summary(weights(raked)))
  }
})[["elapsed"]]
used <- sum(gc()[, 6]) / 1000
cat(sprintf("\n%.3f %.3f\n", seconds, used))
