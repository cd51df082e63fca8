import { parseOptions, printResult } from "./corpus/options.ts"
import { measureApps } from "./recall/apps.ts"

const help = `Measures how much of what is known to be wrong is found.
  apps      data-flow bugs of seven vulnerable applications, and the whole lists of two of them`

/** Runs the parts that were asked for, all of them by default. */
export async function run(words: readonly string[]): Promise<void> {
  const options = parseOptions("recall", ["apps"], words, help)
  if (options === null) return
  for (const part of options.parts) {
    if (part === "apps") printResult("recall.apps", await measureApps(options))
  }
}
