# Survival curves, medians, log-rank tests and Cox models by survival, for the tests of ebbtide.statistics.
# Run from the root of the project: Rscript tests/statistics/reference/survival.R
# The numbers beside it were made with survival 3.5-3 under R 4.2.2 (Debian 12).
library(survival)

here <- "tests/statistics/reference"
inspire <- read.csv(file.path(here, "inspire.csv"), na.strings = c("", "NA"))
lung <- within(survival::lung, status <- status - 1)
digits <- function(v) trimws(formatC(v, digits = 15, format = "g"))

analyses <- list(
  "OS by cohort" = with(inspire, data.frame(time = os_days, event = os_status, group = cohort)),
  "OS by response" = with(inspire, data.frame(time = os_days, event = os_status, group = orr)),
  "PFS by response" = with(inspire, data.frame(time = pfs_days, event = pfs_status, group = orr)),
  "OS by ctDNA" = with(inspire[!is.na(inspire$change_ctdna_group), ],
    data.frame(time = os_days, event = os_status, group = change_ctdna_group)),
  # A landmark analysis: those alive and followed beyond day 60, counted from there.
  "OS from day 60 by response" = with(inspire[inspire$os_days > 60, ],
    data.frame(time = os_days - 60, event = os_status, group = orr)),
  "OS of lung cancer by sex" = with(lung, data.frame(time = time, event = status, group = as.character(sex))),
  "OS of lung cancer by ECOG" = with(lung[lung$ph.ecog %in% 0:2, ],
    data.frame(time = time, event = status, group = as.character(ph.ecog)))
)

curves <- medians <- tests <- hazards <- list()
for (name in names(analyses)) {
  d <- analyses[[name]]
  for (kind in c("log-log", "log")) {
    fit <- survfit(Surv(time, event) ~ group, data = d, conf.type = kind)
    s <- summary(fit)
    # Every curve would be four thousand lines: two of them do, one with ties and one without.
    if (name %in% c("OS by cohort", "OS of lung cancer by sex")) curves[[length(curves) + 1]] <- data.frame(analysis = name, kind = kind, group = sub("^group=", "", s$strata),
      time = digits(s$time), at_risk = s$n.risk, events = s$n.event, survival = digits(s$surv),
      low = digits(s$lower), high = digits(s$upper))
    m <- summary(fit)$table
    medians[[length(medians) + 1]] <- data.frame(analysis = name, kind = kind, group = sub("^group=", "", rownames(m)),
      subjects = m[, "records"], events = m[, "events"], median = digits(m[, "median"]), low = digits(m[, "0.95LCL"]),
      high = digits(m[, "0.95UCL"]))
  }
  test <- survdiff(Surv(time, event) ~ group, data = d)
  df <- length(test$n) - 1
  tests[[length(tests) + 1]] <- data.frame(analysis = name, chi2 = digits(test$chisq), df = df,
    p = digits(pchisq(test$chisq, df, lower.tail = FALSE)))
  cox <- coxph(Surv(time, event) ~ group, data = d, ties = "efron", control = coxph.control(eps = 1e-12, toler.chol = 1e-14))
  ci <- confint(cox)
  hazards[[length(hazards) + 1]] <- data.frame(analysis = name, group = sub("^group", "", names(coef(cox))),
    hazard_ratio = digits(exp(coef(cox))), low = digits(exp(ci[, 1])), high = digits(exp(ci[, 2])),
    p = digits(summary(cox)$coefficients[, "Pr(>|z|)"]), concordance = digits(cox$concordance[["concordance"]]))
}
for (part in c("curves", "medians", "tests", "hazards")) {
  write.csv(do.call(rbind, get(part)), file.path(here, paste0("survival_", part, ".csv")), row.names = FALSE, quote = FALSE)
}
cat("survival", as.character(packageVersion("survival")), "on", R.version.string, "\n")
