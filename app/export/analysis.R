
# ---- Reading -------------------------------------------------------------------------------------------------------

options(width = 160)
has <- function(package, without) {
  there <- requireNamespace(package, quietly = TRUE)
  if (!there) message("The package ", package, " is not installed. ", without)
  there
}
attempt <- function(what, does) { # what fails says so; all the rest still runs
  tryCatch(does, error = function(problem) message("No ", what, ": ", conditionMessage(problem)))
  invisible(NULL)
}
show <- function(title, table) {
  cat("\n", title, "\n", sep = "")
  print(table, digits = 4, row.names = FALSE)
}

sav <- paste0(file, ".sav")
csv <- paste0(file, ".csv")
with_haven <- has("haven", paste0(csv, " is read instead of ", sav, ", and data holds no labels."))
if (with_haven && file.exists(sav)) {
  data <- as.data.frame(haven::read_sav(sav, user_na = TRUE))
} else if (file.exists(csv)) {
  data <- utils::read.csv(csv, colClasses = "character", na.strings = "", check.names = FALSE, encoding = "UTF-8")
} else {
  stop("There is no ", sav, " or ", csv, " in ", getwd(), ". Unpack them beside this script and setwd() to that folder.")
}
if (ncol(data) != length(columns) || nrow(data) != count) {
  stop("The file has ", nrow(data), " rows and ", ncol(data), " columns, but this script left with one of ", count,
       " rows and ", length(columns), " columns. Take both out of the same package.")
}
names(data) <- columns # SPSS does not take every name

for (column in numbers) data[[column]] <- as.numeric(as.vector(unclass(data[[column]])))
for (column in texts) {
  data[[column]] <- as.character(as.vector(unclass(data[[column]])))
  data[[column]][which(data[[column]] == "")] <- NA
}
for (column in dates) data[[column]] <- as.Date(data[[column]])
for (column in moments) { # by the clock on the wall
  if (is.character(data[[column]])) {
    data[[column]] <- as.POSIXct(substr(data[[column]], 1, 19), format = "%Y-%m-%dT%H:%M:%S", tz = "UTC")
  }
}

# plain is for calculating: every reason for no answer is missing. data keeps the reasons, with labels:
# haven::is_tagged_na(data$x, "b") finds who does not know.
plain <- data
for (column in missable) plain[[column]][which(plain[[column]] %in% tags)] <- NA
if (with_haven) {
  for (column in intersect(missable, numbers)) {
    for (tag in names(tags)) data[[column]][which(data[[column]] == tags[[tag]])] <- haven::tagged_na(tag)
  }
  tagged <- function(codes) stats::setNames(haven::tagged_na(names(tags)[match(codes, tags)]), names(codes))
  for (column in numbers) {
    told <- c(values[[column]], if (!is.null(reasons[[column]])) tagged(reasons[[column]]))
    data[[column]] <- if (is.null(told)) data[[column]] else haven::labelled(data[[column]], labels = told)
  }
}
for (column in columns) attr(data[[column]], "label") <- labels[[column]]

# ---- What is known already -------------------------------------------------------------------------------------------
# A difference means that the file and this script did not leave together, or that one of them was changed.

agrees <- function(what, found, expected, within = 1e-6) {
  if (length(found) != 1 || !is.finite(found) || abs(found - expected) > within * max(1, abs(expected))) {
    stop("R finds ", format(found, digits = 10), " for ", what, ", Aloud found ", format(expected, digits = 10), ".")
  }
}
for (column in names(known)) {
  agrees(paste("the number of answers in", column), sum(!is.na(plain[[column]])), known[[column]][1])
  agrees(paste("the mean of", column), mean(plain[[column]], na.rm = TRUE), known[[column]][2])
}

# ---- Interviews ------------------------------------------------------------------------------------------------------
# One row per interview, also where the file has one per respondent. As on the pages of Aloud, complete and partial
# interviews count, and of fewer than five people nothing is told.

few <- 5
if (length(rounds) == 0) {
  interviews <- plain
} else {
  whose <- setdiff(names(plain), unlist(rounds))
  about <- unique(unlist(lapply(rounds, names)))
  interviews <- do.call(rbind, lapply(names(rounds), function(wave) {
    held <- plain[rounds[[wave]]]
    names(held) <- names(rounds[[wave]])
    held[setdiff(about, names(held))] <- NA
    cbind(plain[whose], wave = rep(wave, nrow(plain)), held[about])[!is.na(held[["instrument"]]), , drop = FALSE]
  }))
}
interviews <- interviews[interviews[["status"]] %in% c("complete", "partial"), , drop = FALSE]

# Scales: the sum of the items that a questionnaire asks, divided by their number, of who answered all of them.
complete <- function(rows, items) rows[stats::complete.cases(rows[items]), items, drop = FALSE]
score <- function(scale) paste0("scale.", scale)
for (asked in names(scales)) {
  for (scale in names(scales[[asked]])) {
    if (is.null(interviews[[score(scale)]])) interviews[[score(scale)]] <- rep(NA_real_, nrow(interviews))
    here <- interviews[["instrument"]] %in% asked
    interviews[here, score(scale)] <- rowMeans(interviews[here, scales[[asked]][[scale]], drop = FALSE])
  }
}
of_list <- function(asked, wave) {
  interviews[interviews[["instrument"]] %in% asked & interviews[["wave"]] %in% wave, , drop = FALSE]
}
lists <- unique(interviews[c("wave", "instrument")])
lists <- lists[order(lists[["wave"]], lists[["instrument"]]), , drop = FALSE]
each <- function(does) do.call(rbind, Map(does, lists[["instrument"]], lists[["wave"]], USE.NAMES = FALSE))

# ---- How people answered ---------------------------------------------------------------------------------------------

most <- max(0, unlist(rated[lists[["instrument"]]]))
items <- each(function(asked, wave) {
  rows <- of_list(asked, wave)
  do.call(rbind, lapply(names(rated[[asked]]), function(item) {
    given <- rows[[item]][!is.na(rows[[item]])]
    if (length(given) < few) return(NULL)
    points <- lapply(seq_len(most), function(point) if (point <= rated[[asked]][[item]]) sum(given == point) else NA)
    data.frame(wave, list = asked, item, n = length(given), mean = mean(given), sd = stats::sd(given),
               stats::setNames(points, paste0("p", seq_len(most))))
  }))
})
if (is.null(items)) message("No item with points was answered by five people.") else show("How people answered", items)

# ---- Scales ----------------------------------------------------------------------------------------------------------
# Cronbach's alpha with its interval (Feldt 1965), and McDonald's omega of one factor by maximum likelihood.

alpha_of <- function(points) {
  k <- ncol(points)
  whole <- stats::var(rowSums(points))
  if (whole == 0) NA_real_ else k / (k - 1) * (1 - sum(sapply(points, stats::var)) / whole)
}
omega_of <- function(points) {
  spread <- sapply(points, stats::sd)
  if (ncol(points) < 3 || nrow(points) < 30 || any(spread == 0)) return(NA_real_)
  tryCatch({
    model <- stats::factanal(points, factors = 1)
    common <- sum(model$loadings[, 1] * spread)^2
    common / (common + sum(model$uniquenesses * spread^2))
  }, error = function(problem) NA_real_)
}
reliability <- each(function(asked, wave) {
  do.call(rbind, lapply(names(scales[[asked]]), function(scale) {
    points <- complete(of_list(asked, wave), scales[[asked]][[scale]])
    n <- nrow(points)
    if (n < few) return(NULL)
    alpha <- alpha_of(points)
    ends <- 1 - (1 - alpha) * stats::qf(c(0.975, 0.025), n - 1, (n - 1) * (ncol(points) - 1))
    data.frame(wave, list = asked, scale, items = ncol(points), n, mean = mean(rowMeans(points)),
               sd = stats::sd(rowMeans(points)), alpha, low = ends[1], high = ends[2], omega = omega_of(points))
  }))
})
if (is.null(reliability)) message("No scale was answered whole by five people.") else show("Scales", reliability)
for (known_one in known_scales) {
  here <- reliability[reliability$wave == known_one$wave & reliability$list == known_one$list &
                        reliability$scale == known_one$scale, ]
  about <- paste("of", known_one$scale, "in", known_one$list)
  agrees(paste("the number of people", about), here$n, known_one$n)
  agrees(paste("the mean", about), here$mean, known_one$mean)
  agrees(paste("alpha", about), here$alpha, known_one$alpha)
}

# ---- Intervention and control ----------------------------------------------------------------------------------------
# printed: of the two means as they are printed, each rounded first.

rounded <- function(number) floor(number * 10 + 0.5 + 1e-9) / 10
scored <- function(asked) score(names(scales[[asked]]))
arms <- if ("condition" %in% names(interviews)) each(function(asked, wave) {
  rows <- of_list(asked, wave)
  do.call(rbind, lapply(c(scored(asked), names(rated[[asked]])), function(figure) {
    said <- lapply(c("intervention", "control"), function(arm) {
      stats::na.omit(rows[[figure]][rows[["condition"]] %in% arm])
    })
    if (min(lengths(said)) < few) return(NULL)
    means <- sapply(said, mean)
    data.frame(wave, list = asked, figure, n_intervention = length(said[[1]]), intervention = means[1],
               sd_intervention = stats::sd(said[[1]]), n_control = length(said[[2]]), control = means[2],
               sd_control = stats::sd(said[[2]]), difference = means[1] - means[2],
               printed = rounded(means[1]) - rounded(means[2]))
  }))
})
if (is.null(arms)) message("No two arms of five people each.") else show("Intervention and control", arms)

# ---- First and again -------------------------------------------------------------------------------------------------
# The same people at both moments; only who answered both times. Schools are clusters: standard error CR1, t of
# schools - 1. From eight schools on the pages of Aloud show percentiles of schools drawn again, which lie close to it.

change <- function(first, later, site) {
  both <- !is.na(first) & !is.na(later)
  first <- first[both]; later <- later[both]; site <- site[both]
  if (length(first) < few) return(NULL)
  changed <- later - first
  n <- length(changed)
  schools <- length(unique(stats::na.omit(site)))
  se <- NA_real_
  if (schools > 1 && !anyNA(site)) {
    se <- sqrt(schools / (schools - 1) * sum(tapply(changed - mean(changed), site, sum)^2)) / n
  }
  half <- if (is.na(se)) NA_real_ else stats::qt(0.975, schools - 1) * se
  data.frame(n, first = mean(first), later = mean(later), change = mean(changed),
             printed = rounded(mean(later)) - rounded(mean(first)), sd = stats::sd(changed), schools, se,
             low = mean(changed) - half, high = mean(changed) + half)
}
last_of <- function(rows) rows[!duplicated(rows[["respondent"]], fromLast = TRUE), , drop = FALSE]
changes <- each(function(asked, wave) {
  if (wave == "w1") return(NULL)
  later <- last_of(of_list(asked, wave))
  before <- interviews[interviews[["wave"]] %in% "w1" & interviews[["respondent"]] %in% later[["respondent"]], ]
  if (nrow(before) == 0) return(NULL)
  earlier <- names(which.max(table(before[["instrument"]])))
  first <- last_of(before[before[["instrument"]] %in% earlier, , drop = FALSE])
  later <- later[match(first[["respondent"]], later[["respondent"]]), , drop = FALSE]
  same <- Filter(function(scale) setequal(scales[[asked]][[scale]], scales[[earlier]][[scale]]), names(scales[[asked]]))
  figures <- c(score(same)[seq_along(same)], intersect(names(rated[[earlier]]), names(rated[[asked]])))
  do.call(rbind, lapply(figures, function(figure) {
    found <- change(first[[figure]], later[[figure]], first[["site"]])
    if (is.null(found)) NULL else cbind(data.frame(list = earlier, again = asked, figure), found)
  }))
})
if (is.null(changes)) message("Nobody was asked again.") else show("First and again", changes)

# ---- What an activity adds -------------------------------------------------------------------------------------------
# Parents of the first round, in classes, in schools (restricted maximum likelihood), compared with the report-card
# talk. With fewer than ten schools: ordinary least squares, with percentiles of 2,000 draws of whole schools.

first <- interviews[interviews[["wave"]] %in% "w1" & interviews[["role"]] %in% "parent", , drop = FALSE]
main <- if (nrow(first) > 0) names(which.max(table(first[["instrument"]]))) else ""
parents <- first[first[["instrument"]] %in% main, , drop = FALSE]
if (nrow(parents) == 0) message("No parents of the first round are in this file, so no models of what they said.")

software <- ""
if (nrow(parents) > 0) {
  if (has("lmerTest", "Regressions are without p-values.")) {
    software <- "lmerTest"
  } else if (has("lme4", "Regressions are made with nlme.")) {
    software <- "lme4"
  } else if (has("nlme", "There are no regressions of several levels.")) {
    software <- "nlme"
  }
}
#' The fixed effects and the variances of a regression of several levels.
several_levels <- function(rows, levels, terms = "activity") {
  if (software == "nlme") {
    random <- stats::as.formula(paste("~ 1 |", paste(levels, collapse = "/")))
    model <- nlme::lme(stats::reformulate(terms, "y"), random = random, data = rows, method = "REML")
    variances <- suppressWarnings(as.numeric(nlme::VarCorr(model)[, "Variance"]))
    found <- summary(model)$tTable
    return(list(b = found[, "Value"], se = found[, "Std.Error"], p = found[, "p-value"],
                variances = stats::setNames(variances[!is.na(variances)], c(levels, "respondent"))))
  }
  lmer <- if (software == "lmerTest") lmerTest::lmer else lme4::lmer
  formula <- stats::reformulate(c(terms, paste0("(1 | ", levels, ")")), response = "y")
  model <- suppressMessages(lmer(formula, data = rows, REML = TRUE))
  found <- stats::coef(summary(model))
  varied <- as.data.frame(lme4::VarCorr(model))
  list(b = found[, "Estimate"], se = found[, "Std. Error"],
       p = if (software == "lmerTest") found[, "Pr(>|t|)"] else NA_real_,
       variances = stats::setNames(varied$vcov, varied$grp)[c(levels, "Residual")])
}
drawn_schools <- function(rows) {
  x <- stats::model.matrix(~ activity, data = rows)
  estimate <- function(some) stats::lm.fit(x[some, , drop = FALSE], rows$y[some])$coefficients
  by_school <- split(seq_len(nrow(rows)), rows$site)
  set.seed(2012)
  draws <- t(replicate(2000, estimate(unlist(sample(by_school, replace = TRUE)))))
  draws <- draws[stats::complete.cases(draws), , drop = FALSE]
  ends <- if (nrow(draws) < 1000) matrix(NA_real_, 2, ncol(draws)) else apply(draws, 2, stats::quantile, c(0.025, 0.975))
  list(b = estimate(seq_len(nrow(rows))), se = apply(draws, 2, stats::sd), p = NA_real_, low = ends[1, ], high = ends[2, ])
}
effects <- NULL
variances <- NULL
add_effects <- function(outcome) {
  rows <- data.frame(y = parents[[outcome]], site = parents[["site"]], activity = parents[["intervention"]])
  rows[["group"]] <- if ("group" %in% names(parents)) parents[["group"]] else parents[["site"]]
  rows <- rows[stats::complete.cases(rows), , drop = FALSE]
  rows <- rows[rows$activity %in% names(which(table(rows$activity) >= few)), , drop = FALSE]
  if (nrow(rows) < 30) stop("fewer than 30 parents with a known school and activity")
  if (!reference %in% rows$activity) stop("nobody at ", reference, ", which the others are compared with")
  if (length(unique(rows$activity)) < 2) stop("nobody at anything else than ", reference)
  rows$activity <- stats::relevel(factor(rows$activity), ref = reference)
  schools <- length(unique(rows$site))
  levels <- if (length(unique(rows$group)) > schools) c("site", "group") else "site"
  drawn <- schools < 10
  if (!drawn && software == "") stop("lmerTest, lme4 and nlme are missing")
  found <- if (drawn) drawn_schools(rows) else several_levels(rows, levels)
  if (!drawn) {
    found <- c(found, list(low = found$b - 1.959964 * found$se, high = found$b + 1.959964 * found$se))
    empty <- several_levels(rows, levels, "1")$variances
    told <- data.frame(outcome, level = c(levels, "respondent"), empty = unname(empty), left = unname(found$variances))
    told <- rbind(told, data.frame(outcome, level = "total", empty = sum(told$empty), left = sum(told$left)))
    told$share <- told$empty / sum(empty)
    told$explained <- ifelse(told$share > 0.01, (told$empty - told$left) / told$empty, NA)
    variances <<- rbind(variances, told)
  }
  effects <<- rbind(effects, data.frame(
    outcome, activity = sub("^activity", "", names(found$b)), n = nrow(rows), schools, b = found$b, se = found$se,
    p = found$p, low = found$low, high = found$high
  )[-1, ])
}
if (nrow(parents) > 0 && !reference %in% parents[["intervention"]]) { # the usual one among the controls
  usual <- table(parents[["intervention"]][parents[["condition"]] %in% "control"])
  if (length(usual) > 0) reference <- names(which.max(usual))
}
if (nrow(parents) > 0) for (outcome in scored(main)[seq_along(scales[[main]])]) {
  attempt(paste("regression of", outcome), add_effects(outcome))
}
if (!is.null(effects)) show(paste("What an activity adds to", reference), effects)
if (!is.null(variances)) {
  show("Variances: of the empty model, their shares (ICC), what is left beside activities, what these explain", variances)
}

# ---- Factors ---------------------------------------------------------------------------------------------------------
# Of ordered answers (WLSMV), from one to as many as there are scales: these are for publishing. By maximum likelihood
# (ML), as if points were measured, for comparing with the preview of Aloud. Complete cases only.

fits <- NULL
designed <- if (nrow(parents) > 0) scales[[main]] else NULL
model_of <- function(parts) {
  said <- sapply(parts, paste, collapse = " + ")
  paste0("f", seq_along(said), " =~ ", said, collapse = "\n")
}
ways <- function(parts) { # one factor; of three scales every way to join two; each scale its own
  made <- list(unlist(parts))
  if (length(parts) == 3) made <- c(made, lapply(1:3, function(alone) list(unlist(parts[-alone]), parts[[alone]])))
  if (length(parts) > 1) made <- c(made, list(parts))
  lapply(made, function(way) if (is.list(way)) way else list(way))
}
named <- function(way) {
  whose <- function(part) names(designed)[sapply(designed, function(own) all(own %in% part))]
  paste(sapply(way, function(part) paste(whose(part), collapse = "+")), collapse = " | ")
}
fitted <- function(way, people, estimator) {
  all <- unlist(way)
  model <- lavaan::cfa(model_of(way), data = people, ordered = if (estimator == "ML") NULL else all,
                       estimator = estimator)
  wanted <- c("chisq", "df", "pvalue", "cfi", "tli", "rmsea")
  scaled <- if (estimator == "ML") wanted else paste0(wanted, ".scaled")
  figures <- stats::setNames(as.list(as.numeric(lavaan::fitMeasures(model, scaled))), wanted)
  fits <<- rbind(fits, data.frame(factors = length(way), way = named(way), estimator, n = nrow(people), figures,
                                  srmr = as.numeric(lavaan::fitMeasures(model, "srmr"))))
}
if (length(designed) > 0 && has("lavaan", "There are no factor models.")) {
  people <- complete(parents, unlist(designed))
  if (nrow(people) < 100) {
    message("No factor models: fewer than 100 parents answered every item of every scale.")
  } else {
    for (estimator in c("WLSMV", "ML")) for (way in ways(designed)) {
      attempt(paste("model of", named(way), "by", estimator), fitted(way, people, estimator))
    }
  }
}
if (!is.null(fits)) show("Factors", fits)

# ---- Who was reached again -------------------------------------------------------------------------------------------
# Read this before any comparison of the two rounds. What fewer than five parents have in common is "other".

parents[["reached"]] <- parents[["respondent"]] %in% interviews[["respondent"]][interviews[["wave"]] %in% "w2"]
attempt("model of who was reached again", if (length(unique(parents[["reached"]])) > 1) {
  show("Reached again", as.data.frame(table(reached = parents[["reached"]]), responseName = "parents"))
  about <- intersect(c(scored(main)[seq_along(scales[[main]])], "language", "stratum", "intervention"), names(parents))
  known_of <- parents[stats::complete.cases(parents[about]), c("reached", about), drop = FALSE]
  for (one in Filter(function(one) is.character(known_of[[one]]), about)) {
    rare <- names(which(table(known_of[[one]]) < few))
    known_of[[one]][known_of[[one]] %in% rare] <- "other"
  }
  about <- Filter(function(one) length(unique(known_of[[one]])) > 1, about)
  if (length(about) == 0) stop("nothing is known by which they differ")
  reached <- stats::glm(stats::reformulate(about, "reached"), data = known_of, family = stats::binomial())
  print(summary(reached))
} else {
  message("Everybody or nobody was reached again.")
})
