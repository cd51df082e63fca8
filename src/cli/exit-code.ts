/** Exit codes of `expert review`, as the command-line contract fixes them. */
export const exitCode = {
  reviewed: 0,
  /** A finding at or above `--fail-on`. Wins over `incomplete`: it is certain whatever else could not be read. */
  findings: 1,
  /** Bad usage or input: the caller can mend it. */
  usage: 2,
  /** Some changed file could not be reviewed, or the review was aborted. */
  incomplete: 3,
} as const
