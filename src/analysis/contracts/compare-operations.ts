import type { Operation } from "./openapi.ts"

/** One way in which a client that works today stops working. */
export interface Break {
  /** What is different, as the end of a sentence about the operation. */
  readonly what: string
  /** The word to look for in the file. */
  readonly word: string
  readonly operation: Operation
}

/** What clients of the old description meet in the new one, in the order of the old. */
export function* breaksBetween(before: ReadonlyMap<string, Operation>, after: ReadonlyMap<string, Operation>): Generator<Break> {
  for (const [key, old] of before) {
    const now = after.get(key)
    if (!now) {
      if (!old.deprecated) yield { what: "is gone", word: old.path, operation: old }
      continue
    }
    for (const [name, field] of now.parameters)
      if (field.required && old.parameters.get(name)?.required !== true)
        yield { what: `now requires the ${name.replace(" ", " parameter ")}`, word: name.split(" ")[1] ?? name, operation: now }
    for (const [name, field] of now.body) {
      const was = old.body.get(name)
      const parent = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : null
      // A required field of a new optional object asks nothing of old clients.
      if (field.required && was?.required !== true && old.body.size > 0 && (parent === null || old.body.has(parent)))
        yield { what: `now requires ${name} in the body`, word: lastOf(name), operation: now }
      yield* narrowed(now, name, was?.values ?? null, field.values)
    }
    for (const [name, field] of now.parameters)
      yield* narrowed(now, lastOf(name.replace(" ", ".")), old.parameters.get(name)?.values ?? null, field.values)
    const [oldStatus] = [...old.answers.keys()]
    if (oldStatus !== undefined && now.answers.size > 0 && !now.answers.has(oldStatus) && !now.answers.has("2XX"))
      yield {
        what: `answers ${[...now.answers.keys()][0]} instead of ${oldStatus}`,
        word: [...now.answers.keys()][0] ?? "",
        operation: now,
      }
    for (const [status, fields] of old.answers) {
      const current = now.answers.get(status)
      // An answer whose fields are no longer described may still have them.
      if (!current || current.size === 0) continue
      for (const [name, field] of fields) {
        const is = current.get(name)
        if (name.includes(".") && !current.has(name.slice(0, name.lastIndexOf(".")))) continue
        if (!is) yield { what: `no longer answers with ${name}`, word: lastOf(name), operation: now }
        else if (is.type !== field.type && is.type !== "" && field.type !== "" && !(field.type === "integer" && is.type === "number"))
          yield { what: `answers with ${name} as ${is.type} instead of ${field.type}`, word: lastOf(name), operation: now }
      }
    }
  }
}

function* narrowed(
  operation: Operation,
  name: string,
  before: readonly string[] | null,
  after: readonly string[] | null,
): Generator<Break> {
  if (after === null || before === null) return
  const gone = before.filter((each) => !after.includes(each))
  if (gone.length > 0) yield { what: `no longer accepts ${gone.slice(0, 3).join(", ")} for ${name}`, word: lastOf(name), operation }
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1)
}
