# Pooled proportions by metafor, for the tests of ebbtide.statistics.pooling.
# Run from the root of the project: Rscript tests/statistics/reference/pooling.R
# The numbers beside it were made with metafor 3.8-1 under R 4.2.2 (Debian 12).
suppressMessages(library(metafor))

here <- "tests/statistics/reference"
published <- read.csv("src/ebbtide/patterns/incidence.csv")
edge <- read.csv(file.path(here, "zero_cells.csv"))
sets <- c(
  list(overall = data.frame(x = published$pseudoprogressions, n = published$patients)),
  lapply(split(published, published$tumor_type), function(d) data.frame(x = d$pseudoprogressions, n = d$patients)),
  lapply(split(edge, edge$set), function(d) data.frame(x = d$events, n = d$trials))
)
sets <- Filter(function(d) nrow(d) > 1, sets)

rows <- list()
for (name in names(sets)) for (method in c("logit", "freeman-tukey")) for (estimator in c("DL", "REML")) {
  d <- sets[[name]]
  es <- escalc(measure = if (method == "logit") "PLO" else "PFT", xi = d$x, ni = d$n)
  # Fisher scoring is run to the end, not to the five digits it stops at by default.
  random <- rma(yi, vi, data = es, method = estimator, control = list(threshold = 1e-14, maxiter = 100000))
  fixed <- rma(yi, vi, data = es, method = "FE")
  back <- function(v) if (method == "logit") transf.ilogit(v) else transf.ipft.hm(v, targs = list(ni = d$n))
  normal <- predict(random)
  t <- predict(random, pi.type = "riley")
  values <- c(
    estimate = back(random$b[1]), low = back(random$ci.lb), high = back(random$ci.ub),
    prediction_low = back(normal$pi.lb), prediction_high = back(normal$pi.ub),
    prediction_t_low = if (nrow(d) > 2) back(t$pi.lb) else NA,
    prediction_t_high = if (nrow(d) > 2) back(t$pi.ub) else NA,
    q = random$QE, q_p = random$QEp, i2_pct = random$I2, h2 = random$H2, tau2 = random$tau2,
    fixed_estimate = back(fixed$b[1]), fixed_low = back(fixed$ci.lb), fixed_high = back(fixed$ci.ub),
    first_weight_pct = unname(weights(random)[1])
  )
  rows[[length(rows) + 1]] <- data.frame(set = name, method = method, estimator = estimator,
    quantity = names(values), value = trimws(formatC(values, digits = 15, format = "g")))
}
write.csv(do.call(rbind, rows), file.path(here, "pooling.csv"), row.names = FALSE, quote = FALSE)
cat("metafor", as.character(packageVersion("metafor")), "on", R.version.string, "\n")
