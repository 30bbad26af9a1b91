# Cellular kinetics by base R, for the tests of ebbtide.celltherapy.kinetics.
# Run from the root of the project: Rscript tests/celltherapy/reference/kinetics.R
# The numbers beside it were made with R 4.2.2 (Debian 12). Areas are integrated numerically over the drawn profile, and
# lines are fitted by lm, so that neither shares a formula with the package.
here <- "tests/celltherapy/reference"
profiles <- read.csv(file.path(here, "profiles.csv"))

drawn <- function(x0, y0, x1, y1) function(x) {
  w <- (x - x0) / (x1 - x0)
  if (y1 >= y0) (1 - w) * y0 + w * y1 else y0^(1 - w) * y1^w
}
area <- function(x, y, until) {
  total <- 0
  end <- x[1]
  for (i in seq_len(length(x) - 1)) if (x[i] < until) {
    stop_at <- min(x[i + 1], until)
    total <- total + integrate(drawn(x[i], y[i], x[i + 1], y[i + 1]), x[i], stop_at, rel.tol = 1e-12)$value
    end <- stop_at
  }
  c(area = total, from = x[1], to = end)
}
line <- function(x, y) {
  fitted <- lm(log(y) ~ x)
  told <- suppressWarnings(summary(fitted))
  c(slope = unname(coef(fitted)[2]), r2 = told$r.squared, adjusted = told$adj.r.squared, points = length(x))
}
terminal <- function(x, y) {
  none <- c(slope = NA, r2 = NA, adjusted = NA, points = NA)
  if (length(x) < 3) return(none)
  tried <- lapply(3:length(x), function(n) line(tail(x, n), tail(y, n)))
  tried <- Filter(function(l) l["slope"] < 0, tried)
  if (!length(tried)) return(none)
  adjusted <- sapply(tried, `[[`, "adjusted")
  tried[[max(which(adjusted >= max(adjusted) - 1e-4))]]
}

rows <- list()
for (name in unique(profiles$series)) for (rule in c("left_out", "half")) {
  d <- profiles[profiles$series == name, ]
  quantified <- d[d$value >= d$lloq, ]
  used <- if (rule == "half") transform(d, value = ifelse(value < lloq, lloq / 2, value)) else quantified
  peak <- which.max(quantified$value)
  after <- quantified[-seq_len(peak), ]
  up <- quantified[seq_len(peak), ]
  a <- area(used$day, used$value, 28)
  z <- terminal(after$day, after$value)
  g <- if (nrow(up) > 1) line(up$day, up$value) else c(slope = NA, r2 = NA, adjusted = NA, points = NA)
  values <- c(
    cmax = max(quantified$value), tmax_day = quantified$day[peak], auc = unname(a["area"]),
    auc_from_day = unname(a["from"]), auc_to_day = unname(a["to"]),
    half_life_days = unname(-log(2) / z["slope"]), half_life_r2 = unname(z["r2"]),
    half_life_adjusted_r2 = unname(z["adjusted"]), half_life_points = unname(z["points"]),
    doubling_days = unname(log(2) / g["slope"]), doubling_r2 = unname(if (nrow(up) > 2) g["r2"] else NA),
    doubling_points = unname(g["points"])
  )
  rows[[length(rows) + 1]] <- data.frame(series = name, below_lloq = rule, quantity = names(values),
    value = trimws(formatC(values, digits = 15, format = "g")))
}
write.csv(do.call(rbind, rows), file.path(here, "kinetics.csv"), row.names = FALSE, quote = FALSE)
cat(R.version.string, "\n")
