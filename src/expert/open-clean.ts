import { createEgress } from "../hygiene/egress.ts"
import type { Evidence } from "../model/ports.ts"
import type { Clean } from "./shown-head.ts"

/**
 * Takes the key for the marks of secrets, returns what opens the way of texts to the model for one review: it has looked at everything the change
 * holds, as a whole, before any part of it is shown or cut.
 */
export function createOpenClean(key: string): (evidence: Evidence) => Clean {
  return (evidence) => {
    const egress = createEgress(key)
    egress.learn(textsOf(evidence))
    return (text) => Promise.resolve(egress.show(text))
  }
}

// Files that are not part of the change are looked at when they are shown, each as a whole.
function* textsOf({ texts, diff, base, head }: Evidence): Generator<string> {
  yield texts.title
  yield texts.body
  yield* texts.commits
  for (const { path, oldPath, hunks } of diff.files) {
    const sides = [head.files.get(path)?.text, base.files.get(oldPath ?? path)?.text]
    for (const text of sides) if (text !== undefined) yield text
    for (const { lines } of hunks) {
      yield textOf(lines.filter(({ kind }) => kind !== "deleted"))
      yield textOf(lines.filter(({ kind }) => kind !== "added"))
    }
  }
}

function textOf(lines: readonly { readonly text: string }[]): string {
  return lines.map(({ text }) => text).join("\n")
}
