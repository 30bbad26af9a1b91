# Kappa, weighted kappa, Fleiss's kappa and limits of agreement, for the tests of ebbtide.statistics.agreement.
# Run from the root of the project: Rscript tests/statistics/reference/agreement.R
# Base R only, by the formulas of Fleiss, Cohen and Everitt 1969, Fleiss 1971, and Bland and Altman 1986 and 1999.
# The numbers beside it were made under R 4.2.2 (Debian 12).
here <- "tests/statistics/reference"
read <- function(...) matrix(c(...), nrow = sqrt(length(c(...))), byrow = TRUE)
tables <- list(
  "Cohen 1960" = read(88, 14, 18, 10, 40, 10, 2, 6, 12),
  "Fleiss 1969" = read(106, 10, 4, 22, 28, 10, 2, 12, 6),
  "Agresti 1990" = read(7, 7, 2, 3, 2, 8, 3, 7, 1, 5, 4, 9, 2, 8, 9, 14)
)

# Equation numbers of Fleiss 1969: (9) kappa, (13) its variance when it is not 0.
kappa_of <- function(counts, w) {
  n <- sum(counts)
  p <- counts / n
  rows <- rowSums(p)
  cols <- colSums(p)
  expected <- outer(rows, cols)
  observed <- sum(w * p)
  chance <- sum(w * expected)
  k <- (observed - chance) / (1 - chance)
  of_rows <- as.vector(w %*% cols)
  of_cols <- as.vector(t(w) %*% rows)
  inner <- (w * (1 - chance) - outer(of_rows, of_cols, "+") * (1 - observed))^2
  variance <- (sum(p * inner) - (observed * chance - 2 * chance + observed)^2) / (n * (1 - chance)^4)
  z <- qnorm(0.975)
  c(kappa = k, error = sqrt(variance), low = k - z * sqrt(variance), high = k + z * sqrt(variance))
}

rows <- list()
add <- function(set, measure, values) {
  rows[[length(rows) + 1]] <<- data.frame(set = set, measure = measure, quantity = names(values),
    value = trimws(formatC(values, digits = 15, format = "g")))
}
for (name in names(tables)) {
  counts <- tables[[name]]
  m <- nrow(counts)
  add(name, "kappa", kappa_of(counts, diag(m)))
  add(name, "weighted", kappa_of(counts, 1 - abs(outer(1:m, 1:m, "-")) / (m - 1)))
}

# Thirty patients, each diagnosed by six of several psychiatrists: Fleiss 1971, table 1. Which column a diagnosis stands
# in means nothing.
diagnoses <- read.csv(file.path(here, "diagnoses.csv"))
counts <- t(apply(diagnoses, 1, function(one) tabulate(one, 5)))
raters <- ncol(diagnoses)
alike <- mean((rowSums(counts^2) - raters) / (raters * (raters - 1)))
by_chance <- sum((colSums(counts) / sum(counts))^2)
add("Fleiss 1971", "several", c(kappa = (alike - by_chance) / (1 - by_chance)))

# Peak expiratory flow of 17 subjects, first reading by each meter, l/min: Bland and Altman 1986, table 1.
flow <- read.csv(file.path(here, "peak_flow.csv"))
d <- flow$wright - flow$mini
n <- length(d)
z <- qnorm(0.975)
mean_ci <- as.numeric(t.test(d)$conf.int)
limits <- mean(d) + c(-1, 1) * z * sd(d)
half <- qt(0.975, n - 1) * sd(d) * sqrt(1 / n + z^2 / (2 * (n - 1)))
add("Bland 1986", "limits", c(bias = mean(d), bias_low = mean_ci[1], bias_high = mean_ci[2], std_dev = sd(d),
  lower = limits[1], lower_low = limits[1] - half, lower_high = limits[1] + half,
  upper = limits[2], upper_low = limits[2] - half, upper_high = limits[2] + half))

write.csv(do.call(rbind, rows), file.path(here, "agreement.csv"), row.names = FALSE, quote = FALSE)
cat(R.version.string, "\n")
