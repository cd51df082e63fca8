import picomatch from "picomatch"
import type { Policy } from "./policy.ts"

/** Takes the policy, returns why a path is not reviewed, in words for the coverage, or `null` when it is. */
export function createPathFilter({ ignore, include }: Pick<Policy, "ignore" | "include">): (path: string) => string | null {
  const isIgnored = matcher(ignore)
  const isIncluded = include.length === 0 ? () => true : matcher(include)
  return (path) => {
    if (isIgnored(path)) return "ignored by the repository's settings"
    return isIncluded(path) ? null : "not among the paths that the repository's settings include"
  }
}

/** Takes the policy and the paths of a change, returns the instructions that count for it, in the order of the file. */
export function instructionsFor({ instructions }: Pick<Policy, "instructions">, paths: readonly string[]): readonly string[] {
  return instructions
    .filter((instruction) => {
      const matches = matcher(instruction.paths)
      return paths.some((path) => matches(path))
    })
    .map(({ text }) => text)
}

function matcher(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false
  const matchers = patterns.map((pattern) => picomatch(pattern, { dot: true }))
  return (path) => matchers.some((matches) => matches(path))
}
