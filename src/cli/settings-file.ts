import { readFile } from "node:fs/promises"
import { UserError } from "../errors.ts"
import { findPolicyMistakes } from "../model/parse-policy.ts"
import { neutralise } from "./format/neutralise.ts"
import { exitCode } from "./exit-code.ts"
import type { Terminal } from "./terminal.ts"
import { writeText } from "./terminal.ts"

/**
 * Reads a settings file and prints its mistakes, one a line as `file:line: what`, as editors and problem matchers read them.
 * @returns 0 when there is none, else 2
 * @throws UserError when the file cannot be read
 */
export async function checkSettingsFile(file: string, { stdout }: Pick<Terminal, "stdout">): Promise<number> {
  const text = await readSettings(file)
  const { rules } = await import("../analysis/rules/index.ts")
  const known = new Set(rules.map(({ id }) => id))
  const mistakes = findPolicyMistakes(text, (id) => known.has(id)).toSorted((a, b) => a.line - b.line)
  // A path and a key of the file are texts that anybody may have chosen.
  const lines = mistakes.map(({ line, message }) => `${neutralise(file)}:${line}: ${neutralise(message)}`)
  await writeText(stdout, lines.length === 0 ? `${neutralise(file)} has no mistakes.\n` : `${lines.join("\n")}\n`)
  return lines.length === 0 ? exitCode.reviewed : exitCode.usage
}

async function readSettings(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}): name the settings file.`, {
      cause: error,
    })
  }
}
