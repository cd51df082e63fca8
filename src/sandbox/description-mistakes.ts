import type { ErrorObject } from "ajv"

interface Mistake {
  /** Where in the answer. */
  readonly at: RegExp
  /** What GitHub really sends there, although its description says otherwise. */
  readonly reason: string
  readonly excuses: (value: unknown) => boolean
}

const isNull = (value: unknown): boolean => value === null

/** Answers that are right although GitHub's own description refuses them. */
const mistakes: readonly Mistake[] = [
  {
    at: /\/account(\/|$)/,
    reason: "one list demands that an account is a user and an enterprise at once (`allOf` for `anyOf`)",
    excuses: (value) => typeof value === "object",
  },
  {
    at: /(^|\/)(line|position|original_line|original_position|start_line)$/,
    reason: "a comment on a file, and an outdated one, has no line",
    excuses: isNull,
  },
  { at: /\/head\/repo$/, reason: "a deleted fork is null", excuses: isNull },
]

/** Takes what a validator says about an answer; returns it without what is known to be the description's own mistake. */
export function withoutMistakes(errors: readonly ErrorObject[], answer: unknown): ErrorObject[] {
  return errors.filter(
    (error) => !mistakes.some(({ at, excuses }) => at.test(error.instancePath) && excuses(valueAt(answer, error.instancePath))),
  )
}

function valueAt(answer: unknown, pointer: string): unknown {
  let node = answer
  for (const step of pointer.split("/").slice(1))
    node = (node as Record<string, unknown> | null | undefined)?.[step.replaceAll("~1", "/").replaceAll("~0", "~")]
  return node
}
