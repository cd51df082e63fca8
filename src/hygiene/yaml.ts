import { parse, parseDocument } from "yaml"
import type { Document } from "yaml"

// Looking for keys that stand twice compares each with all others, two minutes for the keys of one megabyte; an alias that leads to aliases is a bomb.
const OPTIONS = { uniqueKeys: false, logLevel: "silent", prettyErrors: false } as const
const MAX_ALIASES = 50

/** What a YAML text of strangers says, as far as it can be read; `null` when it says nothing. Takes time in step with its length. Never throws. */
export function readYaml(text: string, maxAliasCount = MAX_ALIASES): unknown {
  try {
    return parse(text, { ...OPTIONS, maxAliasCount })
  } catch {
    return null
  }
}

/** The tree of a YAML text of strangers, with places and errors; `null` when it is nested too deeply. Never throws. */
export function readYamlDocument(text: string): Document | null {
  try {
    return parseDocument(text, { ...OPTIONS, merge: false })
  } catch {
    return null
  }
}
