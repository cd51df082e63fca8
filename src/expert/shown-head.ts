import type { Evidence } from "../model/ports.ts"

/**
 * Makes a text fit to leave the process: secrets replaced, invisible characters spelled out. Never changes the number of lines, so that line
 * numbers and quotes keep their meaning.
 */
export type Clean = (text: string) => Promise<string>

/** The head as the model gets to see it. What it quotes is compared with this, never with the original. */
export interface ShownHead {
  /** The lines of a file of the head, cleaned; `null` when the path is not in the tree or cannot be read. */
  linesOf(path: string): Promise<readonly string[] | null>
}

// One model answer can name many files; a review that opens more than this is not reading any more.
const MAX_FILES = 1_000
// In characters. Cleaning takes a third of a second for a million, and nobody reads a file that long.
const MAX_LENGTH = 2_000_000

/** Takes the evidence and the cleaner, returns the head as it is shown; every file is read and cleaned once. */
export function openShownHead({ head, reader }: Pick<Evidence, "head" | "reader">, clean: Clean): ShownHead {
  const shown = new Map<string, Promise<readonly string[] | null>>()
  const read = async (path: string): Promise<readonly string[] | null> => {
    const entry = head.entries.get(path)
    if (entry === undefined || !entry.mode.startsWith("100")) return null
    const text = head.files.get(path)?.text ?? (await reader.read([path])).files.get(path)?.text
    return text === undefined || text.length > MAX_LENGTH ? null : splitLines(await clean(text))
  }
  return {
    linesOf(path) {
      const known = shown.get(path)
      if (known !== undefined) return known
      if (shown.size >= MAX_FILES) return Promise.resolve(null)
      const lines = read(path)
      shown.set(path, lines)
      return lines
    },
  }
}

/** Takes a text, returns its lines without their ends. */
export function splitLines(text: string): string[] {
  return text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line))
}
